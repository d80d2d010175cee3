"""Panels over a skirt: aprons, tassets, hanging ribbons, tiers. They hang like the skirt under them."""

from dataclasses import dataclass

import numpy as np

from moeforge.template.outfits.cloth import SWATCH_INDEX, Cloth
from moeforge.template.outfits.loft import grid_faces
from moeforge.template.outfits.skirt import SkirtCut, SkirtFrame, hang, rows
from moeforge.template.part import F64


@dataclass(frozen=True, slots=True)
class Panel:
    """A piece of the skirt's surface, lifted off it; t runs from the waist 0 to the hem 1."""

    centre: float  # degrees from the front to the left
    half: float  # degrees to each side; 180 goes all round
    top: float
    bottom: float
    lift: float  # HH over the skirt's outermost folds
    swatch: str
    edge: str = ""  # the border along the bottom and the sides
    frill: float = 0.0  # waves of the border (HH)
    columns: int = 12
    round_off: float = 0.0  # how much higher the bottom is at the sides, as a share of its length
    spread: float = 1.0  # width at the bottom over width at the top
    edged: frozenset[str] = frozenset({"right", "left", "hem"})  # where its border runs


_ROWS = np.array([0.0, 0.25, 0.5, 0.82, 0.86, 1.0])
"""Of the panel's length; the last two bands are the border."""
_RIM = 0.010
_NEAR = 0.10
"""A row this near to a ring of the skirt, along t, lies on it."""


def panel(shape: Panel, cut: SkirtCut, frame: SkirtFrame, thin: int = 1) -> Cloth:
    """The panel with a rim turned in on all sides; `thin`: Detail.thin."""
    whole = shape.half >= 180.0
    columns = max(4, 2 * round(shape.columns / thin))
    x = np.linspace(-1.0, 1.0, columns + 1)[:-1] if whole else _across(columns)
    s = np.concatenate([[0.0], _ROWS, [0.99]])
    widen = 1.0 + (shape.spread - 1.0) * s
    phi = np.radians(shape.centre + shape.half * x[None, :] * (1.0 if whole else widen[:, None]))
    length = (shape.bottom - shape.top) * (1.0 - shape.round_off * (np.abs(x) ** 3 if not whole else 0.0 * x))
    t = _onto_rings(shape.top + s[:, None] * length[None, :], rows(thin), 5 if not shape.edge else 3)
    phi = np.broadcast_to(phi, t.shape)
    points, weights, bones = hang(phi, t, _lift(shape, x, s, whole), cut, frame)
    return Cloth(
        points=points.reshape(-1, 3),
        faces=grid_faces(len(s), len(x), closed=whole),
        swatches=_swatches(shape, len(s) - 1, len(x) - (not whole), whole),
        chart=np.stack([1.0 - np.abs((phi % (2 * np.pi)) / np.pi - 1.0), np.clip(t, 0, 1)], axis=-1).reshape(-1, 2),
        weights=weights.reshape(-1, len(bones)),
        bones=bones,
    )


def _onto_rings(t: F64, rings: F64, last: int) -> F64:
    """t (R, C) with the rows 2 .. `last` moved to a ring of the skirt near by: off the rings a fold would bury them."""
    inner = t[2 : last + 1]
    near = rings[np.abs(inner[..., None] - rings).argmin(axis=-1)]
    moved = t.copy()
    moved[2 : last + 1] = np.where(np.abs(near - inner) < _NEAR, near, inner)
    return moved


def _across(columns: int) -> F64:
    """Columns (columns + 1,) from one side to the other: a rim and a narrow border at both ends."""
    if columns < 6:
        return np.concatenate([[-1.0], np.linspace(-0.90, 0.90, columns - 1), [1.0]])
    return np.concatenate([[-1.0, -0.97], np.linspace(-0.84, 0.84, columns - 3), [0.97, 1.0]])


def _lift(shape: Panel, x: F64, s: F64, whole: bool) -> F64:
    """(R, C) distance from the skirt: its rim lies under it, its border waves."""
    wave = np.cos(np.pi * np.arange(len(x)))
    border = np.clip((s - 0.84) / 0.16, 0.0, 1.0)[:, None]
    lift = shape.lift + 0.004 * s[:, None] + shape.frill * border * (1.0 + wave[None, :])
    lift[0] = -_RIM
    lift[-1] = lift[-2] - _RIM - shape.frill
    if not whole:
        lift[:, [0, -1]] = -_RIM
    return lift


def _swatches(shape: Panel, rows: int, columns: int, whole: bool) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    grid = np.full((rows, columns), SWATCH_INDEX[shape.swatch])
    if not shape.edge:
        return grid.reshape(-1).astype(np.int64)
    wide = 2 if columns >= 6 else 1
    if "hem" in shape.edged:
        grid[-3:] = SWATCH_INDEX[shape.edge]
    if "right" in shape.edged and not whole:
        grid[:, :wide] = SWATCH_INDEX[shape.edge]
    if "left" in shape.edged and not whole:
        grid[:, -wide:] = SWATCH_INDEX[shape.edge]
    return grid.reshape(-1).astype(np.int64)
