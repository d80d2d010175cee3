"""The part `skin`: both halves of the head with the shells of the ears, and the hollows of the ears.

The right half of a face is the left half of the mirrored face, seen in the mirror: each different half is made once.
"""

import numpy as np

from moeforge.template.head import ears, grid, mouth, skin
from moeforge.template.head.plan import Plan, both_sides, moving, part, pushed, still
from moeforge.template.head.surface import Found
from moeforge.template.part import F64, Part
from moeforge.textures import atlas


def skin_part(plan: Plan) -> Part:
    """Skin with the shells of the ears."""
    charts = _charts(plan)
    halves = pushed(plan, skin.raise_up(plan.surface, charts, skin.topology(plan.lod).driven), plan.cast.half_flesh)
    halves = skin.tucked(halves, plan.cast.told.tuck[plan.cast.half_mouth, 0], plan.lod)
    phi, t = charts[0, :, 0] / skin.CHART, charts[0, :, 1]
    own = np.flatnonzero(~skin.topology(plan.lod).midline)
    normals = plan.surface.shading_normals(phi, t)
    normals = skin.whole(normals, normals, plan.lod)
    ear, _ = plan.ears
    shells = both_sides(ear.points[0])
    left, left_run = moving(plan, halves, plan.cast.half_left)
    right, right_run = moving(plan, grid.mirrored(halves.take(own, axis=1)), plan.cast.half_right)
    return part(
        plan, "skin", "face", np.concatenate([left, right, shells]),
        np.concatenate(
            [atlas.face_chart(phi, t), atlas.face_chart(-phi[own], t[own]), ear.uv, ear.uv * [-1, 1] + np.array([1, 0])]
        ),
        np.concatenate([skin.triangles(plan.lod), len(normals) + grid.pair(ear.triangles, len(ear.uv))]),
        [left_run, right_run, still(plan, shells)],
        normals=np.concatenate([normals, both_sides(ears.normals(ear))]),
    )  # fmt: skip


def _charts(plan: Plan) -> F64:
    """Charts of the different left halves, (U, n, 2), the first one at rest."""
    kept, cast = plan.detail, plan.cast
    lids, lips = (_chart(loops) for loops in (plan.eye_loops, plan.mouth_loops))
    lids = lids[:, kept.eye_loop]
    near, far = (
        np.concatenate([lids[lid], half[:, kept.mouth_half][cast.half_mouth]], axis=1)
        for lid, half in ((cast.half_near, mouth.left_half(lips)), (cast.half_far, mouth.right_half(lips)))
    )
    charts = skin.follow(near, far, plan.lod)
    return skin.unfolded(charts, cast.closed[cast.half_near], cast.closed[cast.half_far], plan.shape, plan.lod)


def _chart(found: Found) -> F64:
    """Front points (...) in the skin's chart, (..., 2)."""
    return np.stack([found.phi * skin.CHART, found.t], axis=-1)


def ear_part(plan: Plan) -> Part:
    """The hollows of the ears."""
    _, layer = plan.ears
    n = len(layer.uv)
    points = both_sides(layer.points[0])
    return part(
        plan, layer.name, layer.cell, points, np.concatenate([layer.uv, layer.uv]), grid.pair(layer.triangles, n),
        [still(plan, points)], normals=both_sides(ears.normals(layer)),
    )  # fmt: skip
