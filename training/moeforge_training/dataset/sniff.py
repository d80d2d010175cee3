"""What a file is, by its first bytes and never by its name.

Only the formats of `READABLE` ever reach Pillow, and each file only its own decoder: EPS would start Ghostscript,
SVG and HTML may name other files, archives and containers unpack.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType

from moeforge_training.dataset.refused import Refused

READABLE: Mapping[str, re.Pattern[bytes]] = MappingProxyType(
    {
        "PNG": re.compile(rb"\x89PNG\r\n\x1a\n"),
        "JPEG": re.compile(rb"\xff\xd8\xff"),
        "WEBP": re.compile(rb"RIFF.{4}WEBPVP8[ LX]", re.DOTALL),
        "GIF": re.compile(rb"GIF8[79]a"),
        "BMP": re.compile(rb"BM.{12}[\x0c\x28\x34\x38\x40\x6c\x7c]\0\0\0", re.DOTALL),
        "TIFF": re.compile(rb"II\*\0|MM\0\*"),
    }
)
"""Pillow's format name -> how a file of it begins."""

_EXPORT = "export it as PNG"
_REFUSED: tuple[tuple[re.Pattern[bytes], str], ...] = tuple(
    (re.compile(pattern, re.DOTALL | re.IGNORECASE), reason)
    for pattern, reason in (
        (rb"version https://git-lfs", "a git-lfs pointer, not the picture: run `git lfs pull`"),
        (rb"%!PS|\xc5\xd0\xd3\xc6", f"PostScript (EPS) is a program, not a picture: {_EXPORT}"),
        (rb"%PDF", f"a PDF: {_EXPORT}"),
        (rb".{4}ftyp(heic|heix|heim|heis|hevc|mif1|msf1)", f"HEIC (iPhone photo) is not supported: {_EXPORT} or JPEG"),
        (rb".{4}ftypavi[fs]", f"AVIF is not supported: {_EXPORT}"),
        (rb".{4}ftyp", "a film, not a picture"),
        (rb"8BPS|8BPB", f"a Photoshop file: {_EXPORT}"),
        (rb"gimp xcf", f"a GIMP file: {_EXPORT}"),
        (rb"CSFCHUNK", f"a Clip Studio file: {_EXPORT}"),
        (rb"PK\x03\x04|PK\x05\x06", f"a ZIP archive (Krita, OpenRaster and Procreate files are such): {_EXPORT}"),
        (rb"\x1f\x8b|BZh|7z\xbc\xaf|Rar!|\xfd7zXZ|\x28\xb5\x2f\xfd", "an archive: unpack it first"),
        (rb"\0\0[\1\2]\0", f"an icon or cursor (ICO): {_EXPORT}"),
        (rb"II\+\0|MM\0\+", f"BigTIFF: {_EXPORT}"),
        (rb"\0\0\0\x0cjP  |\xff\x4f\xff\x51", f"JPEG 2000: {_EXPORT}"),
        (rb"\xff\x0a|\0\0\0\x0cJXL ", f"JPEG XL: {_EXPORT}"),
        (rb"(\xef\xbb\xbf)?\s*<(!doctype html|html|head|body|script)", "a web page, not a picture"),
        (rb"(\xef\xbb\xbf)?\s*<(\?xml|svg|!doctype svg|!--)", f"SVG or XML may name other files: {_EXPORT}"),
        (rb"glTF", "a 3D model, not a picture"),
    )
)
_TEXT = re.compile(rb"[\t\n\r -~\x80-\xff]+")
HEAD = 512
"""How many first bytes `sniff` looks at."""


def sniff(data: bytes) -> str:
    """Pillow's format name of a readable file; Refused with the reason for everything else."""
    head = data[:HEAD]
    if not head:
        raise Refused("not a picture", "the file is empty")
    for name, pattern in READABLE.items():
        if pattern.match(head):
            return name
    for pattern, reason in _REFUSED:
        if pattern.match(head):
            raise Refused("not supported", reason)
    raise Refused("not a picture", "text" if _TEXT.fullmatch(head) else "no picture format begins like this")
