"""PNG without its cargo: only the chunks that pixels need reach the decoder (PNG third edition, section 5).

Text (zTXt bombs, prompts, names), animation frames and unknown chunks are left out unread.
"""

import zlib

from moeforge_training.dataset.refused import Refused

_PIXELS = frozenset({b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND", b"sRGB", b"eXIf"})
_PLAIN = frozenset({b"gAMA", b"cHRM", b"pHYs", b"bKGD", b"tIME", b"sBIT", b"hIST", b"sPLT"})
"""Not needed, not worth a remark."""
_SIGNATURE = 8
_ABSURD = 1 << 30
PROFILE_LIMIT = 1 << 20
"""Bytes a colour profile may inflate to; Pillow stops at the same size (PngImagePlugin.MAX_TEXT_CHUNK)."""


def essential(data: bytes) -> tuple[bytes, tuple[str, ...]]:
    """The same picture with the needed chunks only, and what was left out in words. Refused when a length is absurd."""
    kept, mends = bytearray(data[:_SIGNATURE]), set[str]()
    at = _SIGNATURE
    while at + 8 <= len(data):
        length, kind = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if length > _ABSURD:
            raise Refused("broken", f"a PNG chunk claims {length} bytes, the file has {len(data)}")
        end = at + 12 + length  # length, kind, body, CRC
        if kind in _PIXELS or (kind == b"iCCP" and _fits(data[at + 8 : end - 4])):
            kept += data[at:end]
        else:
            mends |= {_word(kind)} - {""}
        at = end
    return bytes(kept), tuple(sorted(mends))


def _word(kind: bytes) -> str:
    if kind in {b"tEXt", b"zTXt", b"iTXt"}:
        return "text removed"
    if kind in {b"acTL", b"fcTL", b"fdAT"}:
        return "first of several frames taken"
    if kind == b"iCCP":
        return "unusable colour profile removed"
    return "" if kind in _PLAIN else "extra data removed"


def _fits(body: bytes) -> bool:
    """iCCP: name, 0, method 0, zlib stream."""
    end = body.find(b"\0")
    if not 0 < end <= 79:
        return False
    stream = zlib.decompressobj()
    try:
        profile = stream.decompress(body[end + 2 :], PROFILE_LIMIT)
    except zlib.error:
        return False
    return stream.eof and len(profile) < PROFILE_LIMIT
