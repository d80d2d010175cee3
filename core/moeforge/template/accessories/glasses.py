"""Glasses: rims or lenses in front of the lashes, a bridge over the nose, temples to the ears."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from moeforge.spec import AvatarSpec
from moeforge.template.accessories.fit import plan_of
from moeforge.template.accessories.palette import swatches
from moeforge.template.accessories.shapes import circle
from moeforge.template.hair import Hair
from moeforge.template.hair.chart import unit
from moeforge.template.hair.solids import Solid, lathe, ring_tube, solid_part, tube
from moeforge.template.head.ears import PHI, T
from moeforge.template.head.eyes import EyeShape
from moeforge.template.head.surface import HeadSurface
from moeforge.template.part import F64, Piece
from moeforge.template.proportions import Proportions

POINTS = 24
WIRE = 0.0095
"""Half-thickness of the frame, HH."""
CLEARANCE = 0.024
"""How far the rims stand before the face: the lashes reach .010 (RECIPE section 4)."""


@dataclass(frozen=True, slots=True)
class Frames:
    """One kind of glasses; sizes in shares of the eye."""

    power: float  # of the rim's superellipse: 2 round, more for square
    width: float = 1.20
    height: float = 1.20
    raised: float = -0.012  # HH
    half: bool = False  # only the upper half of the rim
    lens: bool = False  # opaque
    wire: float = WIRE


ROUND = Frames(2.1, 1.22, 1.22)
SQUARE = Frames(5.5, 1.20, 1.08, wire=0.011)
HALF = Frames(3.0, 1.20, 1.12, half=True, wire=0.013)
SUN = Frames(3.2, 1.22, 1.08, lens=True, wire=0.010)


def glasses(frames: Frames) -> Callable[[AvatarSpec, Proportions, Hair], Piece]:
    """The accessory of such glasses, fitted to the eyes of the spec, in the paints "frame" and "lens"."""

    def pair(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
        del hair
        plan, paints = plan_of(spec), swatches(spec)
        left = rim(frames, plan.surface, plan.eye)
        solids = [s for side in (1.0, -1.0) for s in _side(frames, left, plan.surface, side, paints)]
        bridge = _bridge(left[POINTS // 2 - 2], paints["frame"], frames.wire)
        return Piece((solid_part("glasses", [*solids, bridge], proportions),))

    return pair


def rim(frames: Frames, surface: HeadSurface, eye: EyeShape) -> F64:
    """The left rim (POINTS, 3), counter-clockwise from outside, in a plane that clears the face."""
    tall = 0.5 * (eye.up + eye.down) * frames.height
    middle = np.array([eye.x + 0.006, eye.y + frames.raised])
    xy = middle + circle(POINTS, 1.0, frames.power) * [eye.w * frames.width, tall]
    face = surface.lift(xy)
    slope = (face[0, 2] - face[POINTS // 2, 2]) / (face[0, 0] - face[POINTS // 2, 0]) * 0.95
    level = (face[:, 2] - slope * face[:, 0]).max() + CLEARANCE
    return np.concatenate([xy, (level + slope * xy[:, :1])], axis=1)


def normal_of(outline: F64) -> F64:
    """Unit normal (3,) of a flat outline."""
    middle = outline.mean(axis=0)
    return unit(np.cross(outline[0] - middle, outline[len(outline) // 4] - middle))


def rod(outline: F64, wire: float, swatch: str, corners: int = 6) -> Solid:
    """A closed frame along a flat outline (K, 3)."""
    spokes = unit(outline - outline.mean(axis=0))
    depth = np.broadcast_to(normal_of(outline) * wire, outline.shape)
    return ring_tube(swatch, outline, spokes * wire, depth, corners)


def pane(outline: F64, swatch: str) -> Solid:
    """A flat lens that fills an outline (K, 3); the frame hides its edge."""
    middle, normal = outline.mean(axis=0), normal_of(outline)
    rings = [middle + (outline - middle) * size + normal * z for size, z in ((0.97, -0.005), (1.0, 0.0), (0.97, 0.005))]
    return lathe(swatch, np.stack(rings), middle - normal * 0.006, middle + normal * 0.006)


def _side(frames: Frames, left: F64, surface: HeadSurface, side: float, paints: Mapping[str, str]) -> list[Solid]:
    mirror = np.array([side, 1.0, 1.0])
    ring, outer = left * mirror, left[2]
    solids = [tube(paints["frame"], temple(outer, surface) * mirror, frames.wire * 0.9, corners=5)]
    if frames.half:
        upper = np.arange(-1, POINTS // 2 + 2)
        return [*solids, tube(paints["frame"], ring[upper], frames.wire, corners=6)]
    solids.append(rod(ring, frames.wire, paints["frame"], 4 if frames.lens else 6))
    return [*solids, pane(ring, paints["lens"])] if frames.lens else solids


def temple(outer: F64, surface: HeadSurface) -> F64:
    """From the rim along the temple over the ear and down behind it, (6, 3)."""
    phi = np.array([1.12, 1.36, PHI - 0.06, PHI + 0.08, PHI + 0.16])
    t = np.array([T + 0.075, T + 0.085, T + 0.085, T + 0.05, T - 0.01])
    along = surface.point(phi, t)
    stand = np.array([0.040, 0.030, 0.022, 0.018, 0.012])[:, None]
    return np.concatenate([outer[None], along + unit(along * [1.0, 0.0, 1.0]) * stand])


def _bridge(inner: F64, swatch: str, wire: float) -> Solid:
    """An arch (7, 3) between the rims."""
    x = np.linspace(-1.0, 1.0, 7)
    arch = 1.0 - x**2
    path = np.stack([x * inner[0], inner[1] + 0.022 * arch, inner[2] + 0.012 * arch], axis=-1)
    return tube(swatch, path, wire)
