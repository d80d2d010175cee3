"""On the ears: drops, hoops, studs."""

import numpy as np

from moeforge.spec import AvatarSpec
from moeforge.template.accessories.fit import plan_of
from moeforge.template.accessories.palette import swatches
from moeforge.template.accessories.shapes import circle, mirrored
from moeforge.template.hair import Hair
from moeforge.template.hair.solids import Solid, ellipsoid, ring_tube, solid_part, tube
from moeforge.template.head.plan import Plan
from moeforge.template.part import F64, Piece
from moeforge.template.proportions import Proportions

LIP_STUD = "piercings_lip"
"""The part that hangs on the lower lip."""
_DOWN = np.array([0.0, -1.0, 0.0])


def _shell(plan: Plan) -> F64:
    """Points (N, 3) of the left ear's shell, whatever its shape."""
    return plan.ears[0].points[0]


def _lobe(plan: Plan) -> F64:
    shell = _shell(plan)
    return shell[np.argmin(shell[:, 1])] + np.array([0.006, 0.012, 0.008])


def _edge(plan: Plan, share: float) -> F64:
    """The rearmost point of the ear's edge near a height: 0 lobe .. 1 top."""
    shell = _shell(plan)
    low, high = shell[:, 1].min(), shell[:, 1].max()
    off = np.abs(shell[:, 1] - low - share * (high - low))
    return shell[np.argmin(off + 0.6 * shell[:, 2] - 0.6 * shell[:, 0])]


def _pair(name: str, left: list[Solid], proportions: Proportions) -> Piece:
    return Piece((solid_part(name, [*left, *map(mirrored, left)], proportions),))


def earrings(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A stud, a short chain and a drop."""
    del hair
    paints, lobe = swatches(spec), _lobe(plan_of(spec))
    stud = ellipsoid(paints["metal"], (0.017, 0.017, 0.017), 4, 8).moved(np.eye(3), lobe)
    chain = tube(paints["metal"], lobe + np.array([[0.0], [0.05]]) * _DOWN, 0.005, 5)
    pearl = ellipsoid(paints["gem"], (0.028, 0.040, 0.028), 5, 10).moved(np.eye(3), lobe + 0.085 * _DOWN)
    return _pair("earrings", [stud, chain, pearl], proportions)


def hoop_earrings(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """Golden rings."""
    del hair
    flat = circle(20, 0.062)
    path = np.stack([0.25 * flat[:, 0], flat[:, 1], flat[:, 0]], axis=1) + _lobe(plan_of(spec)) + 0.060 * _DOWN
    spokes = (path - path.mean(axis=0)) / 0.062
    axis = np.tile(np.array([1.0, 0.0, -0.25]) * 0.008, (20, 1))
    return _pair("hoop_earrings", [ring_tube(swatches(spec)["metal"], path, spokes * 0.008, axis, 6)], proportions)


def piercings(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """Studs along the ears' edges and one below the lip on the left."""
    del hair
    swatch, plan = swatches(spec)["metal"], plan_of(spec)
    places = [_edge(plan, share) for share in (0.72, 0.50, 0.30)]
    studs = [ellipsoid(swatch, (0.013, 0.013, 0.013), 4, 8).moved(np.eye(3), p) for p in (*places, _lobe(plan))]
    lip = plan.surface.lift(np.array([0.034, plan.mouth.y - 0.040])) + np.array([0.0, 0.0, 0.006])
    ring = ellipsoid(swatch, (0.0095, 0.0095, 0.0095), 4, 8).moved(np.eye(3), lip)
    return _pair("piercings", studs, proportions) + Piece((solid_part(LIP_STUD, [ring], proportions),))
