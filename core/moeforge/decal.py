"""A user's picture as part of an avatar: the recipe holds its name alone, the file travels beside it."""

import hashlib
from io import BytesIO

from PIL import Image

from moeforge.errors import BadSpecError, TooLargeError
from moeforge.pictures import Door, read_picture
from moeforge.spec import AvatarSpec
from moeforge.textures.images import U8

MAX_BYTES = 2 << 20
"""Of a decal's file."""
DOOR = Door("the decal", "decal", 512)


def with_decal(spec: AvatarSpec, data: bytes) -> AvatarSpec:
    """The spec with a picture on its top; no bytes take it off. BadSpecError or TooLargeError for an unfit picture."""
    return spec.with_(decal=_name(_decoded(data)) if data else "")


def require_decal(spec: AvatarSpec, data: bytes) -> None:
    """BadSpecError where the spec has a picture and no file comes with it."""
    if spec.decal and not data:
        raise BadSpecError(
            f"the recipe has the decal {spec.decal}, whose picture is not in it; give the same file again, "
            'or set "decal" to ""',
            field="decal",
        )


def decal_pixels(spec: AvatarSpec, data: bytes) -> U8 | None:
    """(H, W, 4) uint8 sRGB of the spec's picture, None where it has none; BadSpecError unless `data` shows that one."""
    require_decal(spec, data)
    if not data:
        return None
    pixels = _decoded(data)
    if (name := _name(pixels)) != spec.decal:
        wanted = f"the recipe's is {spec.decal}" if spec.decal else "the recipe has none"
        raise BadSpecError(f"the picture is {name}, {wanted}; give that very picture", field="decal")
    return pixels


def bare(data: bytes) -> bytes:
    """A PNG of the same name that holds the pixels alone: no metadata of the file, such as where a photo was taken."""
    out = BytesIO()
    Image.fromarray(_decoded(data)).save(out, "PNG")
    return out.getvalue()


def _decoded(data: bytes) -> U8:
    if len(data) > MAX_BYTES:
        raise TooLargeError(f"the decal has {len(data)} bytes; at most {MAX_BYTES}", field="decal")
    return read_picture(data, DOOR)


def _name(pixels: U8) -> str:
    """What a recipe calls a picture: 16 hex digits of the hash of its pixels."""
    return hashlib.sha256(repr(pixels.shape).encode() + pixels.tobytes()).hexdigest()[:16]
