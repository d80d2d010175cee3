"""Small wings behind the chest, each on a spring of its own."""

from collections.abc import Callable, Sequence

import numpy as np

from moeforge.spec import AvatarSpec
from moeforge.template.accessories.curtain import curtain
from moeforge.template.accessories.palette import swatches
from moeforge.template.accessories.shapes import FIGURE, drop, mirrored, sweep
from moeforge.template.accessories.swing import hung
from moeforge.template.body.measures import Measures
from moeforge.template.hair import Hair
from moeforge.template.hair.chart import unit
from moeforge.template.hair.solids import Solid, solid_part, tube
from moeforge.template.part import F64, Chain, Piece
from moeforge.template.proportions import Proportions

ROOT = (0.055, 1.16, -0.185)
"""Where the left wing leaves the back on the reference figure, HH."""
OUT = unit(np.array([0.86, 0.0, -0.50]))
"""Direction of a wing's span, seen from above."""
SPAN = 0.50
HIDDEN_BELOW = 1.10
"""Hair that reaches below this height of the reference figure would cut the wings: they sit behind it."""
FEATHERS = ((62.0, 0.50), (40.0, 0.56), (18.0, 0.50), (-4.0, 0.41), (-28.0, 0.30))
"""Angle over the span (degrees) and length (HH) of each feather."""
COVERTS = ((48.0, 0.28), (12.0, 0.25))
_BONES = ((0.0, 0.22), (0.10, 0.40), (0.26, 0.52), (0.46, 0.50), (0.60, 0.36))
"""Upper edge of the bat's wing: along the span, up."""
_SCALLOPS = (
    (0.0, -0.06),
    (0.10, -0.13),
    (0.19, -0.02),
    (0.29, -0.10),
    (0.385, 0.06),
    (0.47, 0.02),
    (0.56, 0.21),
    (0.60, 0.32),
)
"""Lower edge, with a point at every finger."""


def wings(
    name: str, half: Callable[[str], list[Solid]], paint: str
) -> Callable[[AvatarSpec, Proportions, Hair], Piece]:
    """The accessory of a pair of wings whose left one is `half(swatch)`: x along the span, y up, z to the front."""

    def pair(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
        root = _root(proportions, hair)
        left = _seated(half(swatches(spec)[paint]), root)
        sides = (("left", left, 1.0), ("right", [mirrored(s) for s in left], -1.0))
        return sum((_wing(f"{name}_{side}", solids, sign, root) for side, solids, sign in sides), Piece())

    return pair


def _root(proportions: Proportions, hair: Hair) -> F64:
    """Where the left wing starts: on the back, or behind the hair that hangs over it."""
    m, over = Measures(proportions), curtain(hair, proportions)
    behind = -over.back - 0.03 if over and over.low < float(m.height(HIDDEN_BELOW)) else 0.0
    return np.array([ROOT[0] * m.torso, float(m.height(ROOT[1])), min(ROOT[2] * m.torso, behind)])


def _seated(solids: Sequence[Solid], root: F64) -> list[Solid]:
    turn = np.stack([OUT, [0.0, 1.0, 0.0], np.cross(OUT, [0.0, 1.0, 0.0])], axis=1)
    return [s.moved(turn, root) for s in solids]


def _wing(name: str, solids: Sequence[Solid], sign: float, left: F64) -> Piece:
    mirror = np.array([sign, 1.0, 1.0])
    root, way = left * mirror, (OUT + np.array([0.0, 0.35, 0.0])) * mirror
    swing = Chain(name, "chest", root + np.array([[0.0], [SPAN]]) * way, 2.2, drag=0.5, gravity=0.0, collides=())
    part = solid_part(name, solids, FIGURE)
    along = np.clip(((part.positions - root) @ way) / SPAN, 0.0, 1.0)
    return Piece((hung(part, swing, along),), (swing,))


def feathered(swatch: str) -> list[Solid]:
    """A fan of feathers under shorter ones."""
    return [_feather(swatch, angle, length, 0.010 * i) for i, (angle, length) in enumerate(FEATHERS)] + [
        _feather(swatch, angle, length, 0.035 + 0.008 * i) for i, (angle, length) in enumerate(COVERTS)
    ]


def _feather(swatch: str, angle: float, length: float, ahead: float) -> Solid:
    s = np.linspace(0.0, 1.0, 6)[:, None]
    a = np.radians(angle + 26.0 * (s - 0.45))  # bent upwards
    path = np.concatenate([length * s * np.cos(a), length * s * np.sin(a), ahead - 0.05 * s**2], axis=1)
    width = 0.155 * length**0.7 * np.array([0.40, 0.72, 0.94, 0.98, 0.72, 0.08])
    return drop(swatch, path, width.tolist(), np.array([0.0, 0.0, 1.0]), 0.24, 5)


def leathery(swatch: str) -> list[Solid]:
    """A membrane between fingers."""
    x = np.linspace(0.0, 0.60, 22)
    top, low = np.interp(x, *np.array(_BONES).T), np.interp(x, *np.array(_SCALLOPS).T)
    path = np.stack([x, (top + low) / 2, -0.05 * (x / 0.6) ** 2], axis=1)
    half = np.maximum((top - low) / 2, 0.012)[:, None] * np.array([0.0, 1.0, 0.0])
    skin = sweep(swatch, path, half, np.array([0.0, 0.0, 0.012]), 4)
    edge = np.array([(0.0, 0.06, 0.0), *[(x, y, 0.0) for x, y in _BONES]])
    rods = [tube(swatch, edge[[0, 1, 2, 3, 4, 5]], np.array([0.022, 0.022, 0.022, 0.020, 0.017, 0.008]), 6)]
    rods += [tube(swatch, np.array([(0.22, 0.48, 0.0), tip]), np.array([0.014, 0.007]), 5) for tip in
             ((0.10, -0.12, -0.002), (0.29, -0.09, -0.012), (0.47, 0.03, -0.03))]  # fmt: skip
    claw = tube(
        swatch,
        np.array([(0.26, 0.50, 0.0), (0.265, 0.56, 0.012), (0.30, 0.60, 0.02)]),
        np.array([0.018, 0.014, 0.003]),
        6,
    )
    return [skin, *rods, claw]


angel_wings = wings("angel_wing", feathered, "white")
bat_wings = wings("bat_wing", leathery, "bat")
