"""Where the face is: fields of skin's colour, judged by their shape, their place and the features inside them.

No trained detector and no identity: sixteen facts about a field go into one logistic judgement. Its weights were fitted
to fields of cartoons, paintings, portraits, renders and pictures without a face (benchmarks/pictures_read.py measures
it on pictures that took no part). The pair of dark spots follows Sinha, Qualitative representations for recognition,
BMCV 2002: eyes are darker than what surrounds them, in every light.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import exp

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from moeforge.understand.picture.canvas import Canvas
from moeforge.understand.picture.patches import Mosaic
from moeforge.understand.picture.regions import F32, Mask

Box = tuple[float, float, float, float]
"""Left, top, width, height in pixels of the canvas."""
TALLEST = 1.35
"""Height of a face in its width; what hangs below is neck."""
_PAPER = 0.5
"""How much the white of a line drawing on plain ground counts as skin."""
_GREY = 0.002
"""OKLab chroma up to which a hue is noise."""
WIDER = 0.93
"""Factor of a field's worth for each wider reach."""
_SPARSE = 0.2
"""Share of its box that a face's skin fills at least."""
GRID = 24
_MIDDLES = range(9, 16)
"""Columns of the grid where the middle of the face may be."""
_WEIGHTS = {
    "bias": -9.38, "skin": 4.08, "dense": 4.73, "above_middle": -0.19, "below_middle": 1.67, "balance": 1.21,
    "cut": -3.47, "area": 2.0, "aspect": -2.45, "crowned": 2.09, "low": -3.39, "aside": -10.6, "neck": -0.22,
    "rough": -0.81, "mirrored": -1.32, "eyes": 1.64,
}  # fmt: skip
"""Fact -> what it adds to the logit."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A field that may be a face."""

    mask: Mask
    color: F32  # OKLab median
    box: Box
    chance: float  # 0..1 that it is one
    reach: int  # how far its colours lie apart: index in patches.REACHES

    @property
    def worth(self) -> float:
        """The chance, less for wide reaches: hair of nearly the skin's colour joins it there."""
        return self.chance * WIDER**self.reach


def candidates(mosaic: Mosaic) -> Iterator[Candidate]:
    """Every field of skin's colour, judged."""
    seen: set[bytes] = set()
    for start in mosaic.starts():
        if skinlike(mosaic.colors[start]) < 0.05:
            continue
        for reach, mask, color in mosaic.fields(start):
            key = np.packbits(mask).tobytes()
            if key not in seen and (box := face_box(mask)) and mask.sum() > _SPARSE * box[2] * box[3]:
                seen.add(key)
                yield Candidate(mask, color, box, _chance(facts(mask, color, box, mosaic)), reach)


def skinlike(color: F32) -> float:
    """0..1: whether an OKLab colour may be a person's skin; drawings on white paper count a little."""
    lightness, a, b = (float(c) for c in color)
    chroma = float(np.hypot(a, b))
    hue = float(np.degrees(np.arctan2(b, a))) if chroma > _GREY else 45.0  # a grey has none: it counts a little
    share = _ramp(hue, (5, 25, 85, 105), (0, 1, 1, 0)) * _ramp(lightness, (0.15, 0.28, 0.96, 0.99), (0, 1, 1, 0.3))
    share *= _ramp(chroma, (0.008, 0.03, 0.125, 0.165), (0.15, 1, 1, 0))
    return max(share, 0.1) if _white(color) else share


def _white(color: F32) -> bool:
    return bool(np.hypot(color[1], color[2]) < 0.02 and color[0] > 0.8)


def _ramp(value: float, at: tuple[float, ...], to: tuple[float, ...]) -> float:
    return float(np.interp(value, at, to))


def face_box(mask: Mask) -> Box | None:
    """The box round a field's upper part; None where it is a mere line."""
    rows, columns = np.nonzero(mask)
    left, right = np.quantile(columns, (0.01, 0.99))
    top, bottom = np.quantile(rows, (0.01, 0.99))
    if right - left < 5 or bottom - top < 5:
        return None
    width = float(right - left + 1)
    return float(left), float(top), width, min(float(bottom - top + 1), TALLEST * width)


def _chance(known: Mapping[str, float]) -> float:
    return 1.0 / (1.0 + exp(-sum(_WEIGHTS[name] * value for name, value in known.items())))


def facts(mask: Mask, color: F32, box: Box, mosaic: Mosaic) -> dict[str, float]:
    """What is judged of a field, by the names of _WEIGHTS."""
    canvas = mosaic.canvas
    paper = _PAPER if canvas.plain and _white(color) else 0.0
    known = {"bias": 1.0, "skin": max(skinlike(color), paper)}
    known |= _place(mask, box) | _inside(mask, color, box, canvas) | _above(color, box, canvas)
    rough = 30.0 * float(np.median(mosaic.steps[mask]))
    return known | {"rough": rough, "mirrored": _mirrored(mask, box), "eyes": eye_pair(canvas.lab, box).strength}


def _place(mask: Mask, box: Box) -> dict[str, float]:
    """Where it lies and how large it is, in the canvas."""
    x, y, width, height = box
    rows, columns = np.nonzero(mask)
    tall, wide = mask.shape
    full = float(np.diff(np.quantile(rows, (0.01, 0.99)))[0]) + 1.0
    return {
        "cut": float((rows.min() == 0) + (columns.min() == 0) + (columns.max() == wide - 1)),
        "area": float(np.log10(100 * width * height / mask.size + 0.01)),
        "aspect": abs(float(np.log(height / width / 1.1))),
        "low": (y + height / 2) / tall,
        "aside": abs((x + width / 2) / wide - 0.5),
        "neck": max(0.0, full / width - TALLEST),
    }


def _inside(mask: Mask, color: F32, box: Box, canvas: Canvas) -> dict[str, float]:
    """How full its ellipse is, and the features in it that have another colour."""
    x, y, width, height = box
    part = slice(int(y), int(y + height) + 1), slice(int(x), int(x + width) + 1)
    mask = mask[part]
    rows, columns = np.mgrid[: mask.shape[0], : mask.shape[1]]
    right, down = columns - (mask.shape[1] - 1) / 2, rows - (mask.shape[0] - 1) / 2
    radius = np.hypot(right / (width / 2), down / (height / 2))
    inner, ellipse = radius <= 0.75, radius <= 1.0
    off = canvas.lab[part] - color
    odd = inner & ((off * off).sum(axis=2) > 0.01)
    upper, lower = odd & (down < 0.05 * height), odd & (down > 0.1 * height)
    sides = int((upper & (right < 0)).sum()), int((upper & (right > 0)).sum())
    share = 2.0 / max(1, inner.sum())
    return {
        "dense": float((mask & ellipse).sum() / ellipse.sum()),
        "above_middle": _ramp(upper.sum() * share, (0.0, 0.06, 0.35, 0.7), (0, 1, 1, 0)),
        "below_middle": _ramp(lower.sum() * share, (0.0, 0.04, 0.35, 0.7), (0, 1, 1, 0)),
        "balance": min(sides) / max(1, *sides),
    }


def _above(color: F32, box: Box, canvas: Canvas) -> dict[str, float]:
    """How much of something else, not ground, stands over it: hair, a hat."""
    x, y, width, height = (round(v) for v in box)
    rows, columns = slice(max(0, y - height // 2), max(0, y)), slice(max(0, x), x + width)
    other = ~canvas.ground[rows, columns] & (np.linalg.norm(canvas.lab[rows, columns] - color, axis=2) > 0.05)
    return {"crowned": float(other.sum()) / max(1.0, 0.5 * width * height)}


def _mirrored(mask: Mask, box: Box) -> float:
    """Overlap (intersection over union) of what the box holds with its mirror image."""
    x, y, width, height = (round(v) for v in box)
    part = mask[max(0, y) : y + height, max(0, x) : x + width]
    mirror = part[:, ::-1]
    return float((part & mirror).sum() / max(1, (part | mirror).sum()))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two dark spots beside the middle, in squares of a grid of GRID by GRID laid over a face's box."""

    row: int
    left: int
    right: int
    strength: float  # how much darker than what lies between, in the box's spread of lightness


def eye_pair(lab: F32, box: Box) -> Pair:
    """The best pair in the rows where eyes are."""
    x, y, width, height = box
    bounds = int(x), int(y), int(min(lab.shape[1], x + width)), int(min(lab.shape[0], y + height))
    light = Image.fromarray(np.ascontiguousarray(lab[..., 0]))
    patch = np.asarray(light.resize((GRID, GRID), Image.Resampling.BILINEAR, box=bounds))
    dark = _mean(np.maximum(_mean(patch, 6) - patch, 0.0), 1)
    rows = np.maximum(np.maximum(dark[4:14], dark[5:15]), dark[6:16])
    scores = np.stack([_pairs(rows, middle) for middle in _MIDDLES])
    best, row = np.unravel_index(int(scores.argmax()), scores.shape)
    left, right = _sides(_MIDDLES[best])
    return Pair(
        int(row) + 5,
        left.start + int(rows[row, left].argmax()),
        right.start + int(rows[row, right].argmax()),
        float(scores[best, row]) / (0.03 + float(patch.std())),
    )


def _sides(middle: int) -> tuple[slice, slice]:
    return slice(max(1, middle - 9), middle - 2), slice(middle + 2, min(23, middle + 9))


def _pairs(rows: NDArray[np.floating], middle: int) -> NDArray[np.floating]:
    """The best pair of each row about a column."""
    left, right = (rows[:, side].max(axis=1) for side in _sides(middle))
    return np.maximum(np.minimum(left, right) - rows[:, middle - 1 : middle + 1].mean(axis=1), 0.0)


def _mean(values: NDArray[np.floating], reach: int) -> NDArray[np.floating]:
    """Mean over squares of 2 reach + 1, by sums; the edge repeats."""
    size = 2 * reach + 1
    sums = np.pad(np.pad(values, reach, mode="edge"), ((1, 0), (1, 0))).cumsum(0).cumsum(1)
    return (sums[size:, size:] - sums[:-size, size:] - sums[size:, :-size] + sums[:-size, :-size]) / size**2
