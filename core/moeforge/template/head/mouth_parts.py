"""Mouth line, cavity, tongue and teeth, rebuilt from the lips in every state: shut lips hide them (RECIPE 4)."""

from collections.abc import Sequence

import numpy as np

from moeforge.template.head import grid
from moeforge.template.head.layer import Layer
from moeforge.template.head.mouth import LIP, LOOP, Lips, MouthShape, S
from moeforge.template.head.pose import Mouth
from moeforge.template.head.surface import HeadSurface, unit
from moeforge.template.part import F64

LINE_HEIGHT = 0.0035  # above the skin
TUCK = 0.016  # how far the lower lip's line goes back as it is rolled in
LINE_UPPER, LINE_LOWER = 0.0062, 0.0028  # widths outwards of the two lips
BOWL = ((0.96, 0.018), (0.70, 0.070))
"""Rings of the cavity: share of the lips' size, depth."""
AJAR = 0.004
"""Half opening that the cavity keeps behind shut lips, so that no triangle collapses."""
INNER = slice(1, LIP - 1)
TEETH_SHARE, TEETH_LONGEST, TEETH_DEPTH = 0.30, 0.016, 0.006
TONGUE_SHARE, TONGUE_HIGHEST = 0.56, 0.032
TONGUE_FROM = (0.020, 0.080)
"""Openings from which on the tongue rises, and rises in full, HH: it would fill a small one like a lip."""
TEETH_FROM = (0.035, 0.075)
"""Openings from which on teeth show, and show in full, HH. Under a cat's wave they would look like a moustache."""
OUT_WIDTH = 0.030
OUT = ((0.90, -0.060, 0.008), (1.10, -0.020, 0.011), (0.95, 0.024, -0.024))
"""Rows of a tongue put out: share of OUT_WIDTH, height about the lip, height above the skin, HH."""
FANG: F64 = np.array([(-0.015, 0.001), (0, 0.001), (0.015, 0.001), (-0.010, -0.013), (0.001, -0.032), (0.010, -0.013)])
FANG_HEIGHT = 0.0032
_BULGE: F64 = np.sqrt(1 - S**2)


LOWER_SHARE: F64 = np.array([0.5, *[0.0] * (LIP - 2), 0.5, *[1.0] * (LIP - 2)])
"""(LOOP,) what the points of the mouth loop have of a tucked lower lip, as skin.tucked."""


def _taper() -> F64:
    return np.maximum(1 - np.abs(S) ** 3, 0.10)


def _line_edges(states: Sequence[Lips], mouths: Sequence[Mouth]) -> F64:
    """(S, 2 * LIP, 2) outer edges of the upper lip's line and of a thinner one along the lower lip."""
    upper, lower = np.stack([s.upper for s in states]), np.stack([s.lower for s in states])
    seen = 1 - 0.75 * np.array([m.rolled for m in mouths])[..., None, None]  # (S, 2, 1, 1)
    over = upper + _outwards(upper) * (_taper() * LINE_UPPER)[:, None] * seen[:, 0]
    under = lower - _outwards(lower) * (_taper() * LINE_LOWER)[:, None] * seen[:, 1]
    return np.concatenate([over, under], axis=1)


def _outwards(lips: F64) -> F64:
    """Unit normals (S, LIP, 2) of lip curves, upwards."""
    run = np.zeros_like(lips)
    run[:, 1:-1] = lips[:, 2:] - lips[:, :-2]
    run[:, 0], run[:, -1] = lips[:, 1] - lips[:, 0], lips[:, -1] - lips[:, -2]
    return unit(run[..., ::-1] * [-1.0, 1.0])


def _line_layer(lifted: F64, mouths: Sequence[Mouth]) -> Layer:
    """Two ribbons; shut they lie as one line. That of a lower lip that is rolled in lies under the skin."""
    uv = np.concatenate([grid.sheet_uv(2, LIP)] * 2)
    points = lifted + np.array([0, 0, LINE_HEIGHT])
    points[:, 2 * LIP :, 2] -= TUCK * np.array([m.rolled[1] for m in mouths])[:, None]
    return Layer("mouth_line", "lip_line", uv, grid.Net(2, LIP, copies=2), points)


def _cavity_layer(front: F64) -> Layer:
    """A bowl behind the lifted mouth loops (S, LOOP, 3), clockwise seen from the front; it faces forwards."""
    loops = front[..., :2]
    middle = loops.mean(axis=1, keepdims=True)
    ajar = np.concatenate([_BULGE, -_BULGE[-2:0:-1]])[:, None] * [0, AJAR]
    depth = front[..., 2:].mean(axis=1, keepdims=True)
    rings = [front]
    for size, back in BOWL:
        flat = middle + (loops - middle) * size + ajar
        rings.append(np.concatenate([flat, np.minimum(front[..., 2:], depth + 0.01) - back], axis=-1))
    throat = np.concatenate([middle, depth - BOWL[-1][1] - 0.004], axis=-1)
    uv = np.concatenate([grid.sheet_uv(len(rings), LOOP), [[0.5, 1.0]]])
    net = grid.Net(len(rings), LOOP, closed=True, hub="last")
    return Layer("cavity", "cavity", uv, net, np.concatenate([*rings, throat], axis=1))


def _teeth(upper: F64, gap: F64, shown: bool) -> F64:
    """(S, 2 * (LIP - 2), 2) a strip below the upper lip (S, LIP - 2, 2), inside the opening `gap`."""
    middle = gap[:, LIP // 2 - 1, None]
    half = (upper[:, -1:, 0] - upper[:, :1, 0]) / 2
    broad = np.clip((half / np.maximum(middle, 1e-3) - 0.75) / 0.2, 0.0, 1.0)  # round mouths show none
    broad = shown * broad * np.clip((middle - TEETH_FROM[0]) / (TEETH_FROM[1] - TEETH_FROM[0]), 0.0, 1.0)
    length = np.minimum(broad * np.minimum(TEETH_SHARE * middle, TEETH_LONGEST), 0.8 * gap)
    hidden = 0.0035 * (1 - np.clip(length / 0.003, 0.0, 1.0))  # none to be seen: all of it lies behind the lip
    edges = hidden + 0.002, hidden - np.maximum(length, 0.0015)
    return np.concatenate([upper + np.stack([np.zeros_like(gap), edge], axis=-1) for edge in edges], axis=1)


def _tongue(lower: F64, gap: F64) -> F64:
    """(S, 3 * (LIP - 2), 2) a rounded card that rises from the lower lip (S, LIP - 2, 2)."""
    middle = lower.mean(axis=1, keepdims=True) * [1, 0] + lower * [0, 1]
    foot = middle + (lower - middle) * np.array([0.80, 1.0])
    opened = gap[:, LIP // 2 - 1, None]
    share = TONGUE_SHARE * (0.4 + 0.6 * np.clip((opened - TONGUE_FROM[0]) / np.ptp(TONGUE_FROM), 0.0, 1.0))
    rise = np.clip(share * gap, 0.002, TONGUE_HIGHEST) * _BULGE[INNER] ** 0.5
    return np.concatenate([foot + np.stack([np.zeros_like(rise), rise * k], axis=-1) for k in (1.0, 0.7, -0.06)], 1)


def _tongue_layer(surface: HeadSurface, lifted: F64, lower: F64, mouths: Sequence[Mouth]) -> Layer:
    """The tongue behind the lips, or put out over the lower lip."""
    points = lifted - np.array([0, 0, 1]) * np.repeat([0.040, 0.022, 0.010], LIP - 2)[:, None]
    share = np.array([m.tongue for m in mouths])
    out = np.flatnonzero(share)
    if len(out):
        points[out] += share[out, None, None] * (_put_out(surface, lower[out]) - points[out])
    return Layer("tongue", "tongue", grid.sheet_uv(3, LIP - 2), grid.Net(3, LIP - 2), points)


def _put_out(surface: HeadSurface, lower: F64) -> F64:
    """The tongue's rows hanging over the lower lip `lower` (S, LIP - 2, 2): tip, middle, root inside."""
    middle = lower[:, LIP // 2 - 1, None]
    across = OUT_WIDTH * S[INNER]
    rows = [middle + np.stack([across * k, y * _BULGE[INNER] ** 0.6], axis=1) for k, y, _ in OUT]
    points = surface.lift(np.concatenate(rows, axis=1))
    points[..., 2] += np.repeat([stand for _, _, stand in OUT], LIP - 2)
    return points


def _fang(states: Sequence[Lips], place: float) -> F64:
    """(S, 6, 2) a pointed tooth below the upper lip at `place`, seen with the lips shut, too."""
    x = np.stack([s.upper[:, 0] for s in states])
    root = np.stack([[np.interp(place, S, axis) for axis in s.upper.T] for s in states])[:, None]
    slim = np.minimum(1.0, np.ptp(x, axis=1) / 0.09)[:, None, None]  # follows narrow mouths
    return root + FANG * slim


def _fang_layer(lifted: F64) -> Layer:
    uv = np.array([[0.3, 0.5], [0.5, 0.5], [0.7, 0.5], [0.35, 0.7], [0.5, 0.9], [0.65, 0.7]])
    return Layer("fang", "teeth", uv, grid.Net(2, 3), lifted + np.array([0, 0, FANG_HEIGHT]))


def layers(
    surface: HeadSurface, loops: F64, states: Sequence[Lips], shape: MouthShape, mouths: Sequence[Mouth]
) -> list[Layer]:
    """All parts of the mouth, one row per state; `loops` (S, LOOP, 3): the mouth loops on the surface.

    All else is lifted to it together, which is faster.
    """
    tuck = np.array([m.tuck for m in mouths])[:, None]
    loops = loops - (tuck * LOWER_SHARE)[..., None] * [0, 0, 1]
    upper = np.stack([s.upper[INNER] for s in states])
    lower = np.stack([s.lower[INNER] for s in states])
    gap = (upper - lower)[..., 1]
    teeth, fangs = _teeth(upper, gap, shape.wave == 0.0), [_fang(states, place) for place in shape.fangs]
    flat = [_line_edges(states, mouths), teeth, _tongue(lower, gap), *fangs]
    ends = np.cumsum([sheet.shape[1] for sheet in flat])[:-1]
    edges, teeth, tongue, *fangs = np.split(surface.lift(np.concatenate(flat, axis=1)), ends, axis=1)
    for behind in (edges[:, LIP:], tongue):
        behind[..., 2] -= tuck
    lips = loops[:, :LIP], np.concatenate([loops[:, :1], loops[:, : LIP - 2 : -1]], axis=1)
    lines = np.concatenate([edges[:, :LIP], *lips, edges[:, LIP:]], axis=1)  # four rows
    teeth_net = grid.Net(2, LIP - 2)
    return [
        *map(_fang_layer, fangs),
        _line_layer(lines, mouths),
        _cavity_layer(loops),
        Layer("teeth", "teeth", grid.sheet_uv(2, LIP - 2), teeth_net, teeth - np.array([0, 0, TEETH_DEPTH])),
        _tongue_layer(surface, tongue, lower, mouths),
    ]
