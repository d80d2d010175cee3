"""Small faces of flat colour, drawn in place."""

from dataclasses import dataclass
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageColor, ImageDraw

GROUND = "#cfe6f2"


@dataclass(frozen=True)
class Face:
    """Colours of a face; the box of the skin is BOX."""

    skin: str = "#f2d3b1"
    hair: str | None = "#7a4bb5"
    eyes: tuple[str, str] = ("#2f8fd8", "#2f8fd8")
    clothes: str = "#3f8f4a"
    ground: str | None = GROUND  # None: transparent


BOX = (76, 66, 164, 174)


def drawn(face: Face) -> Image.Image:
    """(240, 240) RGBA."""
    picture = Image.new("RGBA", (240, 240), face.ground or (0, 0, 0, 0))
    pen = ImageDraw.Draw(picture)
    pen.rectangle((50, 192, 190, 240), fill=face.clothes)
    pen.rectangle((108, 160, 132, 200), fill=face.skin)
    if face.hair:
        pen.ellipse((58, 30, 182, 160), fill=face.hair)
    pen.ellipse(BOX, fill=face.skin)
    if face.hair:
        pen.chord((74, 52, 166, 128), 180, 360, fill=face.hair)
    for x, color in zip((100, 140), face.eyes, strict=True):
        pen.ellipse((x - 11, 112, x + 11, 136), fill="#ffffff")
        pen.ellipse((x - 9, 114, x + 9, 134), fill=color)
        pen.ellipse((x - 3, 120, x + 3, 128), fill="#101010")
    pen.arc((108, 142, 132, 160), 20, 160, fill="#a03030", width=3)
    return picture


def shaded(face: Face) -> Image.Image:
    """(240, 240) RGBA: the face with strands painted into its hair."""
    picture = np.asarray(drawn(face)).copy()
    strands = np.random.default_rng(4).integers(-14, 15, (1, 240, 1))
    hair = (picture[..., :3] == ImageColor.getrgb(face.hair or "#000000")).all(axis=2, keepdims=True)
    picture[..., :3] = np.where(hair, np.clip(picture[..., :3] + strands, 0, 255), picture[..., :3])
    return Image.fromarray(picture)


def encoded(picture: Image.Image, kind: str = "PNG") -> bytes:
    """As a file."""
    out = BytesIO()
    (picture if kind == "PNG" else picture.convert("RGB")).save(out, kind, quality=92)
    return out.getvalue()


def pixels(face: Face) -> NDArray[np.uint8]:
    """(240, 240, 4)."""
    return np.asarray(drawn(face))
