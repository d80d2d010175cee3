"""Shoulder guards: overlapping domes over the upper arms."""

import numpy as np

from moeforge.template.body.measures import Measures
from moeforge.template.body.surface import ARM_FRAME
from moeforge.template.outfits.cloth import SWATCH_INDEX, Cloth, join
from moeforge.template.outfits.detail import kept
from moeforge.template.outfits.loft import grid_faces
from moeforge.template.outfits.shoe import join_sides
from moeforge.template.part import F64, I64

_LAMES = ((-0.052, 0.172, 0.126), (0.066, 0.136, 0.082))
"""Along the arm where a dome begins, its radius over the arm's axis, its length."""
_SECTION = (
    (0.0, 0.30, "main"),
    (0.06, 0.66, "main"),
    (0.30, 0.94, "main"),
    (0.84, 1.02, "main"),
    (0.90, 1.10, "trim"),
    (1.04, 1.10, "trim"),
    (1.00, 0.90, "dark"),
)
"""Share of the length, share of the radius and swatch of the band before each ring."""
_SWEEP = np.radians(np.linspace(-58.0, 238.0, 9))
"""Round the arm from below in front over the top to below behind."""
_BONES = ("leftUpperArm", "leftShoulder")


def pauldrons(m: Measures, thin: int = 1) -> Cloth:
    """Both guards in A-pose."""
    return join_sides(join([_lame(m, kept(len(_SWEEP), thin, closed=False), *lame) for lame in _LAMES[::-1]]))


def _lame(m: Measures, columns: I64, start: float, radius: float, length: float) -> Cloth:
    along, wide, _ = zip(*_SECTION, strict=True)
    sweep = _SWEEP[columns]
    x = (start + np.array(along) * length)[:, None] * m.reach + 0.0 * sweep[None, :]
    r = np.array(wide)[:, None] * radius * m.limb
    local = np.stack([x, r * np.sin(sweep) + 0.006, r * np.cos(sweep)], axis=-1)
    points: F64 = m.shoulder + local @ ARM_FRAME
    rows, count = points.shape[:2]
    faces = grid_faces(rows, count, closed=False)[:, ::-1]
    u = np.broadcast_to(np.abs(np.linspace(-1, 1, count))[None, :], (rows, count))
    v = np.broadcast_to(np.linspace(0, 1, rows)[:, None], (rows, count))
    weights = np.broadcast_to(np.array([0.72, 0.28]), (rows * count, 2))
    swatches = np.repeat([SWATCH_INDEX[name] for *_, name in _SECTION[1:]], count - 1)
    chart = np.stack([u, v], axis=-1).reshape(-1, 2)
    return Cloth(points.reshape(-1, 3), faces, swatches.astype(np.int64), chart, weights, _BONES)
