"""An ahoge: a cheerful antenna of two locks on a spring."""

import numpy as np

from moeforge.prior import stream
from moeforge.spec import AvatarSpec
from moeforge.template.hair import Hair
from moeforge.template.hair.build import hair_part
from moeforge.template.hair.chart import CENTRE, RADIUS_Y, shell, unit
from moeforge.template.hair.detail import LEVELS
from moeforge.template.hair.ribbon import Paths, ribbons
from moeforge.template.hair.springs import chain
from moeforge.template.hair.strands import MID
from moeforge.template.hair.tuck import COVERS
from moeforge.template.part import F64, Piece
from moeforge.template.proportions import Proportions

JOINTS = 3
_WIDTH_AT = ([0.0, 0.3, 0.6, 0.85, 1.0], [0.62, 0.95, 1.0, 0.55, 0.05])
UNDER_HAT = 0.60
"""Chart v of the root when a hat covers the crown: in front of the hat's band."""


def ahoge(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """Hair mesh, tone of the middle locks; the seed turns it and sets its length. All hats but the beret hide it."""
    if any(spec.has(name) for name in COVERS if name != "hat"):
        return Piece()
    draw = stream(spec.part_seed("hair"), "hair/ahoge")
    side = draw.choice((-1.0, 1.0))
    size = draw.uniform(0.85, 1.15)
    root = _root(spec, hair)
    detail = LEVELS[hair.lod]
    at = np.append(np.linspace(0.0, 0.92, detail.tail - 2), 1.0)
    long = _arc(root, side, 0.24 * size, at)
    short = _arc(root, -side, 0.15 * size, at)
    middle = np.stack([long, short])
    across = np.broadcast_to(np.array([0.0, 0.35, 1.0]), middle.shape)
    normals = unit(np.cross(np.gradient(middle, axis=1), across))
    profile = np.interp(at, *_WIDTH_AT)[None]
    locks = ribbons(
        Paths(
            points=middle,
            normals=normals,
            width=np.array([[0.050], [0.036]]) * profile,
            thick=np.array([[0.030], [0.022]]) * profile,
            v=np.broadcast_to(0.40 + 0.6 * at, (2, len(at))),
            tone=np.full(2, MID),
            chain=np.zeros(2, np.int64),
            along=np.stack([at, 0.55 * at]) * JOINTS,
        ),
        detail.section,
    )
    swing = chain("ahoge", _arc(root, side, 0.24 * size, np.linspace(0.0, 1.0, JOINTS + 1)), proportions, 0.8)
    return Piece((hair_part("ahoge", locks, (swing,), proportions),), (swing,))


def _root(spec: AvatarSpec, hair: Hair) -> F64:
    """Just inside the crown, or in front of a hat."""
    if spec.has("hat"):
        point, normal = shell(np.array(14.0), np.array(UNDER_HAT))
        return point + (hair.anchors["crown"].point[1] - CENTRE[1] - RADIUS_Y - 0.03) * normal
    return hair.anchors["crown"].point + np.array([0.0, -0.06, 0.02])


def _arc(root: F64, side: float, size: float, at: F64) -> F64:
    """Points (..., 3): up, over to one side and a little forward, the tip hanging."""
    turn = 2.6 * at
    x = side * size * 0.72 * (1.0 - np.cos(turn))
    y = size * np.sin(turn) * 0.80 + 0.06 * at
    return root + np.stack([x, y, 0.62 * size * at**1.5], axis=-1)
