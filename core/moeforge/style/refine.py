"""A style's lines and texture on recoloured images: the painter's own filters, at the strengths that a style has.

Each cell is drawn by itself, so nothing crosses from one to the other, and none's mean colour moves: pieces of the
figure still meet without a seam, and what was decided about colours stands. Irises, whites and skin take less than
hair and cloth.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from moeforge.painter.carriers import SIDE, STROKES, Ground, Lay
from moeforge.painter.finish import DRAWN, Finish, filtered, luma, planes, shared
from moeforge.style.marks import shift
from moeforge.style.regions import CELL_ROLES, LAYOUTS, Role
from moeforge.style.views import spans, view
from moeforge.textures.gaps import fill_gaps
from moeforge.textures.images import U8

F32 = NDArray[np.float32]
SHARES: Mapping[Role, float] = MappingProxyType(
    {"skin": 0.8, "eye": 0.3, "white": 0.25, "mouth": 0.4, "line": 0.6, "hair": 1.0, "coil": 1.0, "cloth": 1.0}
)
"""Role -> how much of what the filters do it takes."""
SHEET_OF: Mapping[Role, str] = MappingProxyType({"skin": "skin"})
"""Role -> the sheet whose shares of a finish it takes; else the iris', which are nearly whole."""
ON_SKIN = 0.35
"""What of a brush's strokes skin takes besides: a face of wood is not wanted."""
MOST = 56.0
"""Levels that a style may add or take."""
IN_SHADE = 0.85
"""What the body takes in shade, as a share of what it takes in light."""
LAYS: Mapping[str, Lay] = MappingProxyType({"hair": "along", "body": "round"})
"""Image -> how strokes and grain lie on it; else aslant."""
SEEN = ("face", "parts", "hair", "body")
"""Images that are drawn anew; the body's shade follows the body."""
LIT, FADE = 235.0, 60.0
"""Luma from which an eye is a highlight, which no style may dim, and over how much less that fades."""
NOTHING = 128
"""What stands for no change where changes are bytes."""
_SHADE = [round(IN_SHADE * (level - NOTHING)) + NOTHING for level in range(256)] * 3
TWINS: Mapping[str, str] = MappingProxyType({"iris_right": "iris_left"})
"""Cell -> an earlier one, whose drawing it takes where their pictures are the same."""
MOVING, LAST = ("brush", "haze"), ("pixel",)
"""Filters that carry colours from one place to another, first and last."""
SHADING = tuple(name for name in DRAWN if name not in (*MOVING, *LAST))
"""Those in between: they make colours lighter or darker, so luma alone is filtered, and ratios stay."""
SEEN_FROM, FAINT = 20, MappingProxyType({"pixel": 90})
"""Least strength x 255 that is drawn; of squares a third is no more than a blur."""
DARK = np.float32(0.06)
"""Luma that is added on both sides of a ratio, so that black stays near black."""


def finish_of(code: Sequence[int]) -> Finish:
    """The filters of a code of strengths x 255, see `style.params`; none for an empty one.

    Faint strengths are none: they cost what strong ones do, and nobody sees them.
    """
    numbers = zip(DRAWN, code, strict=bool(code))
    return Finish(**{name: n / 255 for name, n in numbers if n >= FAINT.get(name, SEEN_FROM)})


def refined(images: Mapping[str, U8], finish: Finish, strength: float, bare: Collection[str] = ()) -> dict[str, U8]:
    """Images by name, each (H, W, 3 or 4) uint8, drawn with a finish; sizes, layout, alpha, data images and the cells
    `bare` stay."""
    changes = {name: _change(name, images[name], finish, strength, bare) for name in SEEN if name in images}
    if "body" in changes:
        changes["body_shade"] = changes["body"].point(_SHADE)
    return {name: _added(name, old, changes[name]) if name in changes else old for name, old in images.items()}


def _change(name: str, pixels: U8, finish: Finish, strength: float, bare: Collection[str]) -> Image.Image:
    """What is added to an image at the scale of its view, in levels above NOTHING; nothing between cells."""
    seen, lay = planes(view(name, pixels)), LAYS.get(name, "aslant")
    made = np.full(seen.shape, NOTHING, np.uint8)
    done: dict[str, tuple[slice, slice]] = {}
    for span in (s for s in spans(LAYOUTS[name]) if s.name not in bare):
        part, ground = (span.rows, span.columns), Ground(SIDE, lay, span.rows.start % SIDE, span.columns.start % SIDE)
        twin = done.get(TWINS.get(span.name, ""))
        if twin and np.array_equal(seen[:, *part], seen[:, *twin]):
            made[:, *part] = made[:, *twin]
        else:
            made[:, *part] = redrawn(seen[:, *part], CELL_ROLES[span.name], finish, ground, strength)
        done[span.name] = part
    return Image.merge("RGB", [Image.fromarray(plane) for plane in made])


def redrawn(pixels: U8, role: Role, finish: Finish, ground: Ground, strength: float) -> F32:
    """What is added to a cell of this role, (3, H, W) in levels above NOTHING, to be cut off; the mean is nothing."""
    share = strength * SHARES[role]
    change = change_of(pixels, taken(role, finish), ground, share)
    change -= change.mean(axis=(1, 2), keepdims=True)
    if role == "eye":
        change *= _unlit(pixels)
    change += NOTHING + 0.5
    return np.clip(change, NOTHING + 0.5 - MOST, NOTHING + 0.5 + MOST, out=change)


def _unlit(pixels: U8) -> F32:
    """1 far from the highlights of an eye, 0 on them and beside them: (H, W)."""
    light = np.asarray(Image.fromarray(np.dstack([*pixels])).convert("L"))
    light = _highest(_highest(light).T).T
    return np.clip((LIT - light.astype(np.float32)) / FADE, 0.0, 1.0)


def _highest(light: U8) -> U8:
    """The most of five neighbours in a row, (H, W)."""
    most = light.copy()
    for step in (1, 2):
        np.maximum(most[:, step:], light[:, :-step], out=most[:, step:])
        np.maximum(most[:, :-step], light[:, step:], out=most[:, :-step])
    return most


@lru_cache(maxsize=32)
def taken(role: Role, finish: Finish) -> Finish:
    """What a role takes of a finish."""
    sheet = shared(SHEET_OF.get(role, "iris"), finish)
    return replace(sheet, **{n: ON_SKIN * getattr(sheet, n) for n in STROKES}) if role == "skin" else sheet


def change_of(pixels: U8, finish: Finish, ground: Ground, share: float = 1.0) -> F32:
    """What a share of the filters does to colours (3, H, W), in levels."""
    x = pixels * np.float32(1 / 255)
    made = filtered(x, finish, ground, MOVING)
    before = luma(made)
    after = np.clip(filtered(before, finish, ground, SHADING), 0.0, 1.0)
    made = filtered(made * ((after + DARK) / (before + DARK)), finish, ground, LAST)
    made -= x
    made *= np.float32(255.0 * share)
    return made


def _added(name: str, old: U8, change: Image.Image) -> U8:
    made = _shifted(np.ascontiguousarray(old[..., :3]), change)
    if name == "parts":
        fill_gaps(name, made)
    return made if old.shape[2] == 3 else np.dstack([made, old[..., 3]])


FINE = 4
"""Texels of an image on one of its view from which on changes come in squares of two: nobody sees the difference, and
files of noise in squares take half the time and room."""


def _shifted(old: U8, change: Image.Image) -> U8:
    """Colours (H, W, 3) with changes of any size added, held within 0 .. 255."""
    height, width = old.shape[:2]
    twice = 2 if height >= FINE * change.height else 1
    size = width // twice, height // twice
    levels = change if change.size == size else change.resize(size, Image.Resampling.BILINEAR)
    if twice > 1:
        levels = levels.resize((width, size[1]), Image.Resampling.NEAREST)
    up = np.asarray(levels).reshape(size[1], 1, width * 3).copy()
    down = np.minimum(up, NOTHING)
    np.subtract(NOTHING, down, out=down)
    np.maximum(up, NOTHING, out=up)
    up -= NOTHING
    return shift(old.reshape(size[1], twice, width * 3).copy(), up, down, 255 - up).reshape(old.shape)
