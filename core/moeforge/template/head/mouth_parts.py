"""Mouth line, cavity, tongue and teeth, rebuilt from the lips in every state: shut lips hide them (RECIPE 4)."""

from functools import cache

import numpy as np

from moeforge.template.head import grid
from moeforge.template.head.layer import Layer
from moeforge.template.head.mouth import HALVES, LIP, LOOP, Lips, MouthShape, S, Told
from moeforge.template.head.surface import HeadSurface, unit
from moeforge.template.part import F64

LINE_HEIGHT = 0.0035  # above the skin
TUCK = 0.016  # how far the lower lip's line goes back as it is rolled in
LINE_UPPER, LINE_LOWER = 0.0066, 0.0028  # widths outwards of the two lips
BOLD = 0.0022
"""Width that either line gains where lips are pressed together, HH."""
LINE_OVER = 0.0014  # inwards of open ones, HH: else the skin's edge would show beside it
BOWL = ((1.0, 0.0012), (0.70, 0.070))
"""Rings of the cavity: share of the lips' size, depth."""
CAVITY_V = (0.0, 1 / 8, 1.0)
"""v of the cavity's edge and of its rings."""
FOLD = 3.0
"""How much farther back all rings lie as the lower lip is tucked under the upper one, in tucks: from the side one looks
between them, and sees skin, which is what the cavity's picture shows before its first ring."""
AJAR = 0.004
"""Half opening that the cavity keeps behind shut lips, so that no triangle collapses."""
INNER = slice(1, LIP - 1)
TEETH_SHARE, TEETH_LONGEST, TEETH_DEPTH = 0.30, 0.016, 0.006
TONGUE_SHARE, TONGUE_HIGHEST = 0.56, 0.032
TONGUE_ROUND = 0.26
"""Greatest height of the tongue, in shares of its width: a high one fills a round mouth like a lip."""
TONGUE_WIDTH = (0.50, 0.80)
"""Shares of the lower lip that the tongue of a small and of a large opening takes: a broad low one looks like a lip."""
TONGUE_SUNK = 0.005
"""How far the tongue's foot lies below the lip, HH."""
TONGUE_FROM = (0.020, 0.080)
"""Openings from which on the tongue rises, and rises in full, HH: it would fill a small one like a lip."""
TONGUE_SEEN = (0.014, 0.024)
"""Openings below which none of it shows, and from which on it does, HH."""
TEETH_FROM = (0.020, 0.050)
"""Openings from which on teeth show, and show in full, HH. Under a cat's wave they would look like a moustache."""
OUT_WIDTH = 0.030
OUT = ((0.90, -0.062, 0.008), (1.10, -0.003, 0.013), (0.95, 0.024, -0.020))
"""Rows of a tongue put out: share of OUT_WIDTH, height about the lip, height above the skin, HH."""
FANG: F64 = np.array([(-0.015, 0.001), (0, 0.001), (0.015, 0.001), (-0.010, -0.013), (0.001, -0.032), (0.010, -0.013)])
FANG_FULL = 0.13
"""Width of the least mouth that has the tooth in full, HH."""
ROOT = (0, 1, 2, 6, 7, 8)
"""Points of a tooth and its outline that lie on the lip."""
FANG_HEIGHT, FANG_EDGE_HEIGHT = 0.0032, 0.0022
FANG_EDGE: F64 = FANG + np.array([(-0.004, 0), (0, 0), (0.004, 0), (-0.0035, -0.0015), (0, -0.0055), (0.0035, -0.0015)])
"""The tooth's outline lies behind it: white on a light skin it would not be seen."""
_BULGE: F64 = np.sqrt(1 - S**2)


LOWER_SHARE: F64 = np.array([0.5, *[0.0] * (LIP - 2), 0.5, *[1.0] * (LIP - 2)])
"""(LOOP,) what the points of the mouth loop have of a tucked lower lip, as skin.tucked."""


_TAPER: F64 = np.maximum(1 - np.abs(S) ** 3, 0.10)[:, None]


def _line_edges(lips: Lips, mouths: Told) -> F64:
    """(S, 2 * LIP, 2) outer edges of the upper lip's line and of a thinner one along the lower lip.

    Where lips are pressed together both are wider, blunt ends and all.
    """
    seen = 1 - 0.75 * mouths.rolled[..., None]  # (2, S, 1, 1)
    bold = BOLD * (mouths.left[4] * HALVES[0] + mouths.right[4] * HALVES[1])[..., None]
    over = lips.upper + _outwards(lips.upper) * (_TAPER * LINE_UPPER + bold) * seen[0]
    under = lips.lower - _outwards(lips.lower) * (_TAPER * LINE_LOWER + bold) * seen[1]
    return np.concatenate([over, under], axis=1)


def _outwards(lips: F64) -> F64:
    """Unit normals (S, LIP, 2) of lip curves, upwards."""
    run = np.zeros_like(lips)
    run[:, 1:-1] = lips[:, 2:] - lips[:, :-2]
    run[:, 0], run[:, -1] = lips[:, 1] - lips[:, 0], lips[:, -1] - lips[:, -2]
    return unit(run[..., ::-1] * [-1.0, 1.0])


def _line_layer(lifted: F64, mouths: Told) -> Layer:
    """Two ribbons; shut they lie as one line. That of a lower lip that is rolled in lies under the skin."""
    uv = np.concatenate([grid.sheet_uv(2, LIP)] * 2)
    points = lifted + np.array([0, 0, LINE_HEIGHT])
    points[:, 2 * LIP :, 2] -= TUCK * mouths.rolled[1]
    return Layer("mouth_line", "lip_line", uv, grid.Net(2, LIP, copies=2), points)


_ACROSS: F64 = 0.5 + 0.5 * np.concatenate([S, S[-2:0:-1]])
"""(LOOP,) u there along the upper lip and back along the lower one: a seam would show."""


def _cavity_layer(front: F64, back: F64) -> Layer:
    """A bowl behind the lifted mouth loops (S, LOOP, 3), clockwise seen from the front; it faces forwards.

    `back` (S,): how much farther back its rings lie, HH.
    """
    loops = front[..., :2]
    middle = loops.mean(axis=1, keepdims=True)
    ajar = np.concatenate([_BULGE, -_BULGE[-2:0:-1]])[:, None] * [0, AJAR]
    depth = front[..., 2:].mean(axis=1, keepdims=True)
    rings, back = [front], back[:, None, None]
    for size, deep in BOWL:
        flat = middle + (loops - middle) * size + (ajar if size < 1.0 else 0.0)
        z = front[..., 2:] if size == 1.0 else np.minimum(front[..., 2:], depth + 0.01)
        rings.append(np.concatenate([flat, z - deep - back], axis=-1))
    throat = np.concatenate([middle, depth - BOWL[-1][1] - 0.004 - back], axis=-1)
    v = np.repeat(CAVITY_V, LOOP)
    uv = np.concatenate([np.stack([np.tile(_ACROSS, len(rings)), v], axis=1), [[0.5, 1.0]]])
    net = grid.Net(len(rings), LOOP, closed=True, hub="last")
    return Layer("cavity", "cavity", uv, net, np.concatenate([*rings, throat], axis=1))


_TEETH_ENDS: F64 = np.sqrt(1.04 - (S[INNER] / S[-2]) ** 4)


def _teeth(upper: F64, gap: F64, shown: bool) -> F64:
    """(S, 2 * (LIP - 2), 2) a strip below the upper lip (S, LIP - 2, 2), inside the opening `gap`."""
    middle = gap[:, LIP // 2 - 1, None]
    half = (upper[:, -1:, 0] - upper[:, :1, 0]) / 2
    broad = np.clip((half / np.maximum(middle, 1e-3) - 0.75) / 0.2, 0.0, 1.0)  # round mouths show none
    broad = shown * broad * np.clip((middle - TEETH_FROM[0]) / (TEETH_FROM[1] - TEETH_FROM[0]), 0.0, 1.0)
    length = np.minimum(broad * np.minimum(TEETH_SHARE * middle, TEETH_LONGEST), 0.8 * gap) * _TEETH_ENDS
    hidden = 0.0035 * (1 - np.clip(length / 0.003, 0.0, 1.0))  # none to be seen: all of it lies behind the lip
    edges = hidden + 0.002, hidden - np.maximum(length, 0.0015)
    return np.concatenate([upper + np.stack([np.zeros_like(gap), edge], axis=-1) for edge in edges], axis=1)


@cache
def _narrowed(share: float) -> F64:
    """(LIP - 2, LIP - 2) matrix: a lip's inner points to as many within that share of it."""
    s = S[INNER]
    return np.stack([np.interp(share * s, s, unit_row) for unit_row in np.eye(LIP - 2)], axis=1)


def _tongue(lower: F64, gap: F64) -> F64:
    """(S, 3 * (LIP - 2), 2) a rounded card that rises from the lower lip (S, LIP - 2, 2)."""
    opened = np.clip((gap[:, LIP // 2 - 1, None, None] - TONGUE_FROM[0]) / np.ptp(TONGUE_FROM), 0.0, 1.0)
    small, large = (_narrowed(share) @ lower for share in TONGUE_WIDTH)
    foot = small + opened * (large - small)
    size = TONGUE_SHARE * (0.45 + 0.55 * opened[..., 0]) * gap[:, LIP // 2 - 1, None]
    size = np.clip(size, 0.0, np.minimum(TONGUE_HIGHEST, TONGUE_ROUND * np.ptp(foot[..., 0], axis=1, keepdims=True)))
    seen = np.clip((gap[:, LIP // 2 - 1, None] - TONGUE_SEEN[0]) / np.ptp(TONGUE_SEEN), 0.0, 1.0)
    rise = 0.004 * seen - 0.002 + seen * size * np.sqrt(1.02 - np.square(S[INNER] / S[-2]))
    rows = (rise, 0.6 * rise - 0.4 * TONGUE_SUNK, np.full_like(rise, -TONGUE_SUNK))
    return np.concatenate([foot + np.stack([np.zeros_like(rise), row], axis=-1) for row in rows], axis=1)


def _tongue_layer(surface: HeadSurface, lifted: F64, lower: F64, mouths: Told) -> Layer:
    """The tongue behind the lips, or put out over the lower lip."""
    points = lifted - np.array([0, 0, 1]) * np.repeat([0.040, 0.022, 0.010], LIP - 2)[:, None]
    share = mouths.tongue[:, 0]
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


def _fang(upper: F64, place: float) -> F64:
    """(S, 12, 2) a pointed tooth below the upper lips (S, LIP, 2) at `place`, seen with the lips shut, too; then its
    outline. Its root follows the lip.
    """
    broad = np.ptp(upper[..., 0], axis=1)[:, None]
    slim = np.minimum(1.0, broad / FANG_FULL)[..., None]  # follows narrow mouths
    shapes = np.concatenate([FANG, FANG_EDGE]) * slim
    lip = _along(upper, place + shapes[..., 0] / (broad / 2))
    points = lip[:, 1:2] + shapes
    points[:, ROOT] = lip[:, ROOT] + [0.0, 0.001]
    return points


def _along(lips: F64, places: F64) -> F64:
    """Points (S, K, 2) of lips (S, LIP, 2) at places (S, K), -1 .. 1 as S."""
    before = np.clip(S.searchsorted(places, side="right") - 1, 0, LIP - 2)
    share = np.clip((places - S[before]) / (S[before + 1] - S[before]), 0.0, 1.0)[..., None]
    low, high = (np.take_along_axis(lips, at[..., None], axis=1) for at in (before, before + 1))
    return low + share * (high - low)


def _fang_layers(lifted: F64) -> list[Layer]:
    uv = np.array([[0.3, 0.5], [0.5, 0.5], [0.7, 0.5], [0.35, 0.7], [0.5, 0.9], [0.65, 0.7]])
    tooth, edge = np.split(lifted, 2, axis=1)
    return [
        Layer("fang", "teeth", uv, grid.Net(2, 3), tooth + np.array([0, 0, FANG_HEIGHT])),
        Layer("fang_edge", "lip_line", 0.2 + 0.6 * uv, grid.Net(2, 3), edge + np.array([0, 0, FANG_EDGE_HEIGHT])),
    ]


def layers(surface: HeadSurface, loops: F64, lips: Lips, shape: MouthShape, mouths: Told, fold: float) -> list[Layer]:
    """All parts of the mouth, one row per state; `loops` (S, LOOP, 3): the mouth loops on the surface; `fold`: FOLD,
    or 0 where the cavity goes without its strip of skin.

    All else is lifted to it together, which is faster.
    """
    tuck = mouths.tuck
    loops = loops - (tuck * LOWER_SHARE)[..., None] * [0, 0, 1]
    upper, lower = lips.upper[:, INNER], lips.lower[:, INNER]
    gap = (upper - lower)[..., 1]
    teeth, fangs = _teeth(upper, gap, shape.wave == 0.0), [_fang(lips.upper, place) for place in shape.fangs]
    flat = [_line_edges(lips, mouths), teeth, _tongue(lower, gap), *fangs]
    ends = np.cumsum([sheet.shape[1] for sheet in flat])[:-1]
    edges, teeth, tongue, *fangs = np.split(surface.lift(np.concatenate(flat, axis=1)), ends, axis=1)
    for behind in (edges[:, LIP:], tongue):
        behind[..., 2] -= tuck
    over = LINE_OVER * np.clip(lips.gap / TONGUE_FROM[0], 0.0, 1.0)[..., None] * [0, 1, 0]
    inner = loops[:, :LIP] - over, np.concatenate([loops[:, :1], loops[:, : LIP - 2 : -1]], axis=1) + over
    lines = np.concatenate([edges[:, :LIP], *inner, edges[:, LIP:]], axis=1)  # four rows
    teeth_net = grid.Net(2, LIP - 2)
    return [
        *(layer for fang in fangs for layer in _fang_layers(fang)),
        _line_layer(lines, mouths),
        _cavity_layer(loops, fold * tuck[:, 0]),
        Layer("teeth", "teeth", grid.sheet_uv(2, LIP - 2), teeth_net, teeth - np.array([0, 0, TEETH_DEPTH])),
        _tongue_layer(surface, tongue, lower, mouths),
    ]
