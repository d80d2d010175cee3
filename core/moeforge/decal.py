"""A user's picture as part of an avatar: the recipe holds its name alone, the bytes travel beside it."""

import hashlib

from moeforge.errors import BadSpecError, TooLargeError
from moeforge.pictures import Door, read_picture
from moeforge.spec import AvatarSpec
from moeforge.textures.images import U8

MAX_BYTES = 2 << 20
"""Of a decal's file."""
DOOR = Door("the decal", "decal", 512)


def decal_name(data: bytes) -> str:
    """What a recipe calls a picture file: 16 hex digits of its hash."""
    return hashlib.sha256(data).hexdigest()[:16]


def with_decal(spec: AvatarSpec, data: bytes) -> AvatarSpec:
    """The spec with a picture on its top; no bytes take it off. BadSpecError or TooLargeError for an unfit picture."""
    if data:
        _decoded(data)
    return spec.with_(decal=decal_name(data) if data else "")


def decal_pixels(spec: AvatarSpec, data: bytes) -> U8 | None:
    """(H, W, 4) uint8 sRGB of the spec's picture, None where it has none; BadSpecError unless `data` is its file."""
    if not spec.decal and not data:
        return None
    if not data:
        raise BadSpecError(
            f"the recipe has the decal {spec.decal}, whose picture is not in it; give the same file again, "
            'or set "decal" to ""',
            field="decal",
        )
    if decal_name(data) != spec.decal:
        wanted = f"the recipe's is {spec.decal}" if spec.decal else "the recipe has none"
        raise BadSpecError(f"the picture is {decal_name(data)}, {wanted}; give that very file", field="decal")
    return _decoded(data)


def _decoded(data: bytes) -> U8:
    if len(data) > MAX_BYTES:
        raise TooLargeError(f"the decal has {len(data)} bytes; at most {MAX_BYTES}", field="decal")
    return read_picture(data, DOOR)
