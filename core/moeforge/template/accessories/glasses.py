"""Round glasses: rims in front of the lashes, a bridge over the nose, temples to the ears."""

import numpy as np

from moeforge.spec import AvatarSpec
from moeforge.template.hair import Hair
from moeforge.template.hair.chart import unit
from moeforge.template.hair.solids import Solid, ring_tube, solid_part, tube
from moeforge.template.head.cast import cast
from moeforge.template.head.ears import PHI, T
from moeforge.template.head.eyes import EyeShape
from moeforge.template.head.head import Plan
from moeforge.template.head.pose import VRM
from moeforge.template.head.surface import HeadSurface
from moeforge.template.part import F64, Piece
from moeforge.template.proportions import Proportions

POINTS = 24
WIRE = 0.0095
"""Half-thickness of the frame, HH."""
CLEARANCE = 0.024
"""How far the rims stand before the face: the lashes reach .010 (RECIPE section 4)."""


def glasses(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """Glasses that fit the eyes of this spec, swatch "frame"."""
    del hair
    plan = Plan.of(spec, cast(VRM))
    left = _rim(plan.surface, plan.eye)
    inner, outer = left[POINTS // 2 - 2], left[2]
    solids = [s for side in (1.0, -1.0) for s in _side(left, outer, plan.surface, side)]
    return Piece((solid_part("glasses", [*solids, _bridge(inner)], proportions),))


def _rim(surface: HeadSurface, eye: EyeShape) -> F64:
    """The left rim (POINTS, 3), counter-clockwise from outside, in a plane that clears the face."""
    turn = np.arange(POINTS) / POINTS * 2 * np.pi
    c, s = np.cos(turn), np.sin(turn)
    reach = (np.abs(c) ** 2.5 + np.abs(s) ** 2.5) ** (-1 / 2.5)
    tall = 0.5 * (eye.up + eye.down) * 1.20
    xy = np.stack([eye.x + 0.006 + eye.w * 1.20 * reach * c, eye.y - 0.012 + tall * reach * s], axis=-1)
    face = surface.lift(xy)
    slope = (face[0, 2] - face[POINTS // 2, 2]) / (face[0, 0] - face[POINTS // 2, 0]) * 0.95
    level = (face[:, 2] - slope * face[:, 0]).max() + CLEARANCE
    return np.concatenate([xy, (level + slope * xy[:, :1])], axis=1)


def _side(rim: F64, outer: F64, surface: HeadSurface, side: float) -> list[Solid]:
    mirror = np.array([side, 1.0, 1.0])
    spokes = unit(rim - rim.mean(axis=0))
    normal = unit(np.cross(spokes[0], spokes[POINTS // 4]))
    tilt = np.broadcast_to(normal * WIRE, rim.shape)
    ring = ring_tube("frame", rim * mirror, spokes * WIRE * mirror, tilt * mirror, corners=6)
    return [ring, tube("frame", _temple(outer, surface) * mirror, WIRE * 0.9, corners=5)]


def _temple(outer: F64, surface: HeadSurface) -> F64:
    """From the rim along the temple over the ear and down behind it, (7, 3)."""
    phi = np.array([1.12, 1.36, PHI - 0.06, PHI + 0.08, PHI + 0.16])
    t = np.array([T + 0.075, T + 0.085, T + 0.085, T + 0.05, T - 0.01])
    along = surface.point(phi, t)
    stand = np.array([0.040, 0.030, 0.022, 0.018, 0.012])[:, None]
    return np.concatenate([outer[None], along + unit(along * [1.0, 0.0, 1.0]) * stand])


def _bridge(inner: F64) -> Solid:
    """An arch (7, 3) between the rims."""
    x = np.linspace(-1.0, 1.0, 7)
    arch = 1.0 - x**2
    path = np.stack([x * inner[0], inner[1] + 0.022 * arch, inner[2] + 0.012 * arch], axis=-1)
    return tube("frame", path, WIRE)
