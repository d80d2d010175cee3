"""A style's picture file to pixels."""

from moeforge.pictures import Door, read_picture
from moeforge.textures.images import U8

SIDE = 512
"""Pictures are shrunk to this longest side: palette and brush need no more."""
DOOR = Door("the style picture", "style_picture", SIDE)


def decode_picture(data: bytes) -> U8:
    """(H, W, 4) uint8 sRGB with straight alpha, longest side at most SIDE, turned as EXIF says.

    Errors: see `moeforge.pictures.read_picture`.
    """
    return read_picture(data, DOOR)
