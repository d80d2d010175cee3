"""Width and height of an encoded picture, from its header alone."""

import struct

from moeforge_exporters.png import SIGNATURE

_JPEG = b"\xff\xd8"
_NO_SIZE = frozenset((0xC4, 0xC8, 0xCC))
"""Markers among the start-of-frame codes that are none (ITU T.81, table B.1)."""


def picture_size(data: memoryview) -> tuple[int, int]:
    """(width, height) in pixels of a PNG or JPEG; (0, 0) for anything else or a damaged header."""
    if bytes(data[:8]) == SIGNATURE and len(data) >= 24:
        return struct.unpack_from(">2I", data, 16)
    return _jpeg_size(data) if bytes(data[:2]) == _JPEG else (0, 0)


def _jpeg_size(data: memoryview) -> tuple[int, int]:
    """Walks the marker segments to the start of frame."""
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if 0xC0 <= marker <= 0xCF and marker not in _NO_SIZE:
            height, width = struct.unpack_from(">2H", data, at + 5)
            return width, height
        at += 2 + max(2, struct.unpack_from(">H", data, at + 2)[0])
    return 0, 0
