"""Flat cartoons with exact labels: what other people's avatars look like, as far as chance can draw it.

They share nothing with the template but the words of the heads: lines and fields of colour, simple eyes, turned faces.
"""

from collections.abc import Sequence

import numpy as np

from moeforge.painter.canvas import drawn as on_nothing
from moeforge.painter.canvas import laid
from moeforge.understand.picture.crop import FaceBox, Square, cropped
from moeforge_training.encoder.cartoons import cast as casting
from moeforge_training.encoder.cartoons import face, hair, worn
from moeforge_training.encoder.cartoons.cast import Cast
from moeforge_training.encoder.cartoons.pen import MIDDLE, RADIUS, Pen
from moeforge_training.encoder.figures import wider
from moeforge_training.encoder.grounds import color, ground
from moeforge_training.encoder.heads import Labels
from moeforge_training.source import U8

__all__ = ["labels", "picture", "portrait"]
SIDE = 288
"""Pixels of the drawing's side."""
HAIRLINE = -0.62
PLAIN = 0.85
"""Share of the portraits before one colour."""
FRAMED = (0.6, 0.9)
"""Side of a portrait, of the drawing's."""


def labels(seed: Sequence[int], look: int, *, left_out: bool = False) -> Labels:
    """What a cartoon shows."""
    return casting.cast((*seed, look), left_out=left_out).labels


def picture(seed: Sequence[int], look: int, *, left_out: bool = False) -> U8:
    """The canonical crop of a cartoon with its margin, (figures.STORED, figures.STORED, 3) sRGB."""
    who = casting.cast((*seed, look), left_out=left_out)
    return wider(_whole(who), _face(who))


def portrait(seed: Sequence[int], size: int) -> U8:
    """A cartoon as people choose one for an avatar, (size, size, 3) sRGB: near or far, mostly before one colour."""
    who, rng = casting.cast(seed), np.random.default_rng([*seed, 2])
    plain = np.full((SIDE, SIDE, 3), color(rng), np.uint8) if rng.random() < PLAIN else None
    side = SIDE * rng.uniform(*FRAMED)
    corner = (SIDE - side) * np.array([0.5, rng.uniform(0.35, 0.65)])
    return cropped(_whole(who, plain), Square(float(corner[0]), float(corner[1]), side), size)


def _whole(who: Cast, behind: U8 | None = None) -> U8:
    """The drawing, (SIDE, SIDE, 3); before any ground where none is given."""
    rng = np.random.default_rng(who.seed)
    behind = ground(rng, SIDE) if behind is None else behind
    whole = laid(behind, on_nothing(lambda frame: _draw(Pen(frame, who.manner, rng), who), SIDE))
    if who.manner.kind == "tinted":
        tint, share = 255 * rng.random(3), rng.uniform(0.2, 0.45)
        whole = (whole * (1.0 - share) + share * tint).astype(np.uint8)
    return whole


def _face(who: Cast) -> FaceBox:
    x, y = (SIDE * c for c in MIDDLE)
    unit = SIDE * RADIUS
    return FaceBox(x - who.wide * unit, y + HAIRLINE * unit, 2.0 * who.wide * unit, (who.chin - HAIRLINE) * unit)


def _draw(pen: Pen, who: Cast) -> None:
    for layer in (hair.behind, worn.body, face.head, face.features, hair.on_top, face.ears, worn.glasses, worn.top):
        layer(pen, who)
