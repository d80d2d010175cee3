"""Drawings of the set `anime`: flat shapes that wait inside the head until their morph brings them out.

At rest a drawing is whole, though smaller, and lies behind the face: nothing collapses, nothing shows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from moeforge.template.head import eyes, grid
from moeforge.template.head.anime import ANIME
from moeforge.template.head.detail import Detail
from moeforge.template.head.eye_parts import IRIS_RECESS, Fit
from moeforge.template.head.eyes import EyeShape
from moeforge.template.head.lashes import normals_of
from moeforge.template.head.surface import HeadSurface, unit
from moeforge.template.part import F64, I64

HIDDEN: F64 = np.array([0.0, 0.50, -0.05])
"""Where drawings wait, head space; some .3 HH behind everything that shows."""
HIDDEN_SIZE = 0.35
ABOVE_SKIN, ABOVE_IRIS = 0.011, 0.005  # HH; a lash's ridge has .005
POOL_WIDTH, POOL_UNDER, POOL_OVER = 0.74, 0.010, 0.030
"""A tear's pool: half-width in half-widths of the eye, thickness below and above the lower lid's edge, HH."""
STAR = 16  # points of a star
PLAIN_MARK = 0.6
"""Share of the cell `mark`, from its middle, that is red throughout: its edge is light, for marks before the hair."""
AIR_CENTRE, AIR_RADIUS = np.array([0.0, 0.50, -0.02]), 0.71
"""Drawings in the air stand before the hair (radii .54 to .59, RECIPE section 6; coils bulge to .66 above the brow)."""


@dataclass(frozen=True)
class Shape:
    """A flat drawing of the left side, in HH; mirrored to the right if it is a pair's."""

    cell: str
    xy: F64  # (N, 2)
    uv: F64  # (N, 2) unit square of the cell
    triangles: I64  # (M, 3)


@dataclass(frozen=True)
class Drawing:
    """One cell's shapes of one expression: places when out, and normals there."""

    name: str
    cell: str
    uv: F64
    triangles: I64
    out: F64  # (N, 3) head space
    normals: F64

    @property
    def hidden(self) -> F64:
        """(N, 3) places at rest."""
        return HIDDEN + HIDDEN_SIZE * (self.out - self.out.mean(axis=0))


def fan(cell: str, outline: F64, at: Sequence[float]) -> Shape:
    """A star-shaped area about (0, 0) inside a counter-clockwise outline (K, 2), moved to `at`."""
    xy = np.concatenate([np.zeros((1, 2)), outline])
    low, high = xy.min(axis=0), xy.max(axis=0)
    uv = (xy - low) / (high - low) * [1, -1] + [0, 1]
    return Shape(cell, xy + at, uv, grid.disc(1, len(outline)))


def stroke(cell: str, path: F64, width: float, taper: float = 0.25) -> Shape:
    """A line along a path (K, 2) that thins to the share `taper` at its ends."""
    s = np.linspace(-1, 1, len(path))
    side = normals_of(path) * (width / 2 * (taper + (1 - taper) * np.sqrt(1 - s**2)))[:, None]
    return Shape(
        cell, np.concatenate([path + side, path - side]), grid.sheet_uv(2, len(path)), grid.sheet(2, len(path))
    )


def drop(at: Sequence[float], size: float, points: int) -> Shape:
    """A tear or sweat drop, its tip upwards."""
    turn = np.arange(points) * (2 * np.pi / points)
    outline = np.stack([-np.sin(turn) * np.sin(turn / 2) ** 1.4, 1.45 * np.cos(turn)], axis=1)
    outline[0, 1] = 1.6
    return fan("tear", size * (outline - [0, -0.35]) - [0, 0.35 * size], at)


def _star(size: float, points: int) -> F64:
    """Four long tips; the waists between them have three points where there is room, else one."""
    step = 2 if points < STAR else 1
    turn = np.arange(0, STAR, step) * (2 * np.pi / STAR) + np.pi / 2
    reach = np.tile([1.0, 0.34, 0.24, 0.34], 4)[::step]
    return size * reach[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1)


def _steps(count: int, detail: Detail) -> int:
    """Points of a line that has `count` of them in full."""
    return max(3, round(count * detail.curve))


def _pool(eye: EyeShape, points: int) -> Shape:
    """Water that stands on the lower lid."""
    lid = eyes.lids(eye, ANIME["tears"].left.lid).lower
    s = np.linspace(-1.0, 1.0, points // 2 + 1)
    x, bulge = eye.x + POOL_WIDTH * eye.w * s, np.sqrt(1.0 - s**2)
    y = np.interp(x, *lid.T)
    under, over = np.stack([x, y - POOL_UNDER * bulge], axis=1), np.stack([x, y + POOL_OVER * bulge], axis=1)
    middle = np.array([eye.x, np.interp(eye.x, *lid.T) + POOL_OVER / 2])
    return fan("tear", np.concatenate([under, over[-2:0:-1]]) - middle, middle.tolist())


def _tears(eye: EyeShape, detail: Detail) -> list[Shape]:
    low, points = eye.y - eye.down, detail.round
    all_ = [
        _pool(eye, points),
        drop((eye.x + 0.55 * eye.w, low - 0.022), 0.034, points),
        drop((eye.x - 0.30 * eye.w, low - 0.034), 0.026, points),
    ]
    return all_[:2] if detail.flat else all_


def _sparkle(eye: EyeShape, detail: Detail) -> list[Shape]:
    points = detail.round
    both = [
        fan("spark", _star(0.62 * eye.iris_w, points), (eye.x - 0.22 * eye.iris_w, eye.y + 0.26 * eye.up)),
        fan("spark", _star(0.36 * eye.iris_w, points), (eye.x + 0.34 * eye.iris_w, eye.y - 0.42 * eye.down)),
    ]
    return both[:1] if detail.flat else both


def _squeeze(eye: EyeShape, detail: Detail) -> list[Shape]:
    leg = max(2, round(5 * detail.curve))
    corners = np.array([(0.72, 0.62), (-0.60, 0.0), (0.72, -0.62)])
    s = np.concatenate([np.linspace(0, 0.78, leg), [1.0], 2 - np.linspace(0, 0.78, leg)[::-1]])
    path = np.stack([np.interp(s, [0, 1, 2], axis) for axis in corners.T], axis=1)
    return [stroke("ink", path * [eye.w, 0.5 * (eye.up + eye.down)] + [eye.x, eye.y - 0.03], 0.034)]


def _dizzy(eye: EyeShape, detail: Detail) -> list[Shape]:
    s = np.linspace(0, 1, _steps(52, detail))
    turn = 2 * np.pi * (1.9 if detail.flat else 2.4) * s + 0.6  # few points on many turns make a square
    path = (0.008 + 0.104 * s)[:, None] * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    return [stroke("ink", path + np.array([eye.x, eye.y - 0.015]), 0.021)]


def _blush_lines(eye: EyeShape, detail: Detail) -> list[Shape]:
    centre = np.array([min(eye.x + 0.055, 0.262), min(eye.y - eye.down - 0.040, 0.150)])
    line = np.linspace([0.013, 0.027], [-0.013, -0.027], _steps(7, detail))
    step = np.array([0.036, 0.004])
    lines = [stroke("mark", centre + step * k + line, 0.013) for k in ((-0.6, 0.6) if detail.flat else (-1, 0, 1))]
    return [replace(drawn, uv=0.5 + (drawn.uv - 0.5) * PLAIN_MARK) for drawn in lines]


def _sweat(eye: EyeShape, detail: Detail) -> list[Shape]:
    del eye
    return [drop((0.0, 0.0), 0.066, detail.round)]


def _anger(eye: EyeShape, detail: Detail) -> list[Shape]:
    del eye
    u = np.linspace(0, 1, _steps(9, detail))[:, None]
    arc = (1 - u) ** 2 * [0.028, 0.112] + 2 * u * (1 - u) * [0.024, 0.024] + u**2 * [0.112, 0.028]
    turns = (np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]) for a in 0.25 + np.pi / 2 * np.arange(4))
    return [stroke("mark", arc @ turn.T, 0.046, 0.6) for turn in turns]


AIR: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"air left": (np.radians(44), np.radians(9)), "air right": (np.radians(-30), np.radians(20))}
)
"""Azimuth and elevation of places in the air."""
SHAPES: Mapping[str, tuple[Callable[[EyeShape, Detail], list[Shape]], str]] = MappingProxyType(
    {
        "tears": (_tears, "skin"),
        "sparkle": (_sparkle, "iris"),
        "squeeze": (_squeeze, "skin"),
        "dizzy": (_dizzy, "skin"),
        "blushLines": (_blush_lines, "skin"),
        "sweatDrop": (_sweat, "air left"),
        "angerMark": (_anger, "air right"),
    }
)
"""Expression of anime.ANIME -> its shapes, and where they lie. Those on skin and iris are pairs."""


def drawings(names: Sequence[str], surface: HeadSurface, eye: EyeShape, fit: Fit, detail: Detail) -> list[Drawing]:
    """The drawings of those of `names` that have one; those on the skin are lifted to it together."""
    shapes = {name: SHAPES[name][0](eye, detail) for name in names if name in SHAPES}
    flat = {name: np.concatenate([shape.xy for shape in drawn]) for name, drawn in shapes.items()}
    skin = [name for name in shapes if SHAPES[name][1] == "skin"]
    ends = np.cumsum([len(flat[name]) for name in skin])
    all_ = np.concatenate([np.zeros((0, 2)), *(flat[name] for name in skin)])
    lifted = dict(zip(skin, np.split(surface.lift(all_), ends[:-1]), strict=True)) if skin else {}
    above = ABOVE_SKIN + (0.012 if detail.flat else 0.0)  # straight lines of few points cut through a round cheek
    made: list[Drawing] = []
    for name, xy in flat.items():
        where = SHAPES[name][1]
        if where in AIR:
            made.append(_drawing(name, shapes[name], *_in_air(xy, *AIR[where])))
            continue
        normals = fit.normal(xy)
        out = lifted[name] + above * normals if name in lifted else fit.sunk(xy, IRIS_RECESS - ABOVE_IRIS)
        made.append(_paired(_drawing(name, shapes[name], out, normals)))
    return made


def _in_air(xy: F64, azimuth: float, elevation: float) -> tuple[F64, F64]:
    """Local points (N, 2) on a plane before the hair that faces away from the head's middle."""
    out = np.array([np.sin(azimuth) * np.cos(elevation), np.sin(elevation), np.cos(azimuth) * np.cos(elevation)])
    right = unit(np.cross([0.0, 1.0, 0.0], out))
    up = np.cross(out, right)
    return AIR_CENTRE + AIR_RADIUS * out + xy[:, :1] * right + xy[:, 1:] * up, np.tile(out, (len(xy), 1))


def _drawing(name: str, shapes: Sequence[Shape], out: F64, normals: F64) -> Drawing:
    offsets = np.cumsum([0, *(len(s.xy) for s in shapes)])
    triangles = np.concatenate([s.triangles + o for s, o in zip(shapes, offsets, strict=False)])
    return Drawing(name, shapes[0].cell, np.concatenate([s.uv for s in shapes]), triangles, out, normals)


def _paired(one: Drawing) -> Drawing:
    """The drawing and its mirror image."""
    out, normals = (np.concatenate([v, grid.mirrored(v)]) for v in (one.out, one.normals))
    triangles, uv = grid.pair(one.triangles, len(one.out)), np.concatenate([one.uv, one.uv])
    return replace(one, uv=uv, triangles=triangles, out=out, normals=normals)
