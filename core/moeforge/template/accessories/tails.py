"""Tails on springs below the waist; clothes stay as they are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from moeforge.spec import AvatarSpec
from moeforge.template.accessories.curtain import Curtain, curtain
from moeforge.template.accessories.palette import swatches
from moeforge.template.accessories.shapes import FIGURE, heart, pillow
from moeforge.template.accessories.swing import hung, stations
from moeforge.template.body.measures import Measures
from moeforge.template.hair import Hair
from moeforge.template.hair.solids import Solid, ellipsoid, solid_part, tube
from moeforge.template.part import F64, Chain, Piece
from moeforge.template.proportions import Proportions

RINGS, CORNERS = 15, 8

Point = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class TailShape:
    """One kind of tail on the reference figure, HH: points from root to tip, thickness at even steps."""

    kind: str
    points: tuple[Point, ...]
    radii: tuple[float, ...]
    paint: str = "fur"
    tip: float = 1.0  # share of the length from which it has the paint "fur_tip"
    joints: int = 4
    spade: bool = False
    under_hair: tuple[Point, ...] = ()  # points of one that stands up along the back, where long hair hangs over it


_SWAY: tuple[Point, ...] = (
    (0.0, 0.75, -0.13), (0.04, 0.66, -0.30), (0.17, 0.56, -0.40), (0.33, 0.55, -0.44), (0.45, 0.66, -0.44),
    (0.49, 0.80, -0.42), (0.46, 0.92, -0.40),
)  # fmt: skip
_ASIDE: tuple[Point, ...] = (
    (0.0, 0.75, -0.13), (0.05, 0.64, -0.28), (0.20, 0.56, -0.38), (0.40, 0.53, -0.44), (0.60, 0.57, -0.46),
    (0.77, 0.66, -0.46), (0.90, 0.80, -0.44),
)  # fmt: skip
CAT = TailShape("cat", _SWAY, (0.030, 0.034, 0.036, 0.037, 0.037, 0.034, 0.020))
DEVIL = TailShape("devil", _SWAY, (0.022, 0.020, 0.018, 0.017, 0.016, 0.015, 0.013), "bat", spade=True)
FOX = TailShape(
    "fox",
    ((0.0, 0.75, -0.13), (0.04, 0.66, -0.28), (0.14, 0.57, -0.40), (0.30, 0.56, -0.48), (0.44, 0.66, -0.52),
     (0.52, 0.82, -0.52), (0.53, 0.98, -0.48)),
    (0.035, 0.060, 0.102, 0.140, 0.146, 0.092, 0.004), tip=0.70, under_hair=_ASIDE,
)  # fmt: skip
DOG = TailShape(
    "dog",
    ((0.0, 0.78, -0.12), (0.0, 0.80, -0.26), (0.01, 0.90, -0.37), (0.05, 1.00, -0.36), (0.10, 1.01, -0.27)),
    (0.040, 0.070, 0.088, 0.080, 0.020), tip=0.80, joints=2, under_hair=_SWAY,
)  # fmt: skip


def tail(shape: TailShape) -> Callable[[AvatarSpec, Proportions, Hair], Piece]:
    """The accessory that hangs such a tail on the hips."""

    def one(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
        over = curtain(hair, proportions)
        worn = replace(shape, points=shape.under_hair) if over and shape.under_hair else shape
        return _tail(worn, swatches(spec), proportions, over)

    return one


def _tail(shape: TailShape, paints: Mapping[str, str], proportions: Proportions, over: Curtain | None) -> Piece:
    path = _placed(shape, RINGS, proportions, over)
    radius = _smooth(np.array(shape.radii)[:, None], RINGS)[:, 0]
    solids = [tube(paints[shape.paint], path, radius, CORNERS)]
    along = [stations(RINGS, CORNERS, shape.joints)]
    if shape.tip < 1.0:
        first = round(shape.tip * (RINGS - 1))
        solids.append(_tip(paints["fur_tip"], path[first:], radius[first:]))
        along.append(stations(RINGS - first, CORNERS, shape.joints, (shape.tip, 1.0)))
    if shape.spade:
        solids.append(_spade(paints[shape.paint], path))
        along.append(np.full(len(solids[-1].positions), float(shape.joints)))
    swing = _chain(shape, proportions, over)
    part = solid_part(f"{shape.kind}_tail", solids, FIGURE)
    return Piece((hung(part, swing, np.concatenate(along)),), (swing,))


def _tip(swatch: str, path: F64, radius: F64) -> Solid:
    """The coloured end, a little thicker than the fur it covers."""
    return tube(swatch, path, radius + 0.010, CORNERS)


def _spade(swatch: str, path: F64) -> Solid:
    """A heart upside down at the end."""
    up = path[-1] - path[-3]
    up = up / np.linalg.norm(up)
    side = np.cross(up, [0.0, 0.0, 1.0])
    turn = np.stack([-side / np.linalg.norm(side), -up, np.cross(-side, -up) / np.linalg.norm(side)], axis=1)
    return pillow(swatch, heart(20, 0.062), 0.030).moved(turn, path[-1] + 0.03 * up)


def _chain(shape: TailShape, proportions: Proportions, over: Curtain | None) -> Chain:
    joints = _placed(shape, shape.joints + 1, proportions, over)
    collides = ("left_leg", "right_leg")
    return Chain(f"{shape.kind}_tail", "hips", joints, 1.1, drag=0.4, gravity=0.05, radius=0.04, collides=collides)


def _placed(shape: TailShape, count: int, proportions: Proportions, over: Curtain | None) -> F64:
    """`count` points of the curve on this figure, clear of the hair over the back."""
    m = Measures(proportions)
    x, y, z = np.array(shape.points).T
    points = np.stack([x * m.torso, m.height(y), z * m.torso], axis=1)
    return _smooth(over.round_it(points, max(shape.radii) + 0.05 * shape.spade) if over else points, count)


def _smooth(points: F64, count: int) -> F64:
    """Catmull-Rom curve through points (K, D), `count` values at even parameters."""
    knots = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    at = np.linspace(0.0, len(points) - 1, count)
    i = np.minimum(at.astype(int), len(points) - 2)
    t = (at - i)[:, None]
    a, b, c, d = (knots[i + k] for k in range(4))
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))


def bunny_tail(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A ball of fluff."""
    del hair
    m = Measures(proportions)
    seat = np.array([0.0, float(m.height(0.76)), -0.17 * m.torso])
    balls = [((0.0, 0.0, -0.04), 0.115), ((0.05, 0.05, -0.03), 0.075), ((-0.05, 0.04, -0.04), 0.078),
             ((0.02, -0.05, -0.07), 0.075), ((-0.01, 0.02, -0.10), 0.080)]  # fmt: skip
    solids = [
        ellipsoid(swatches(spec)["fur_tip"], (r, r, r), 5, 9).moved(np.eye(3), seat + np.array(at)) for at, r in balls
    ]
    swing = Chain(
        "bunny_tail", "hips", seat + np.array([[0.0, 0.0, 0.06], [0.0, 0.0, -0.12]]), 2.0, radius=0.06, collides=()
    )
    part = solid_part("bunny_tail", solids, FIGURE)
    return Piece((hung(part, swing, np.ones(len(part.positions))),), (swing,))
