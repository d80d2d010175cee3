"""The body as a part: `cage` at level 0 or 1, covered bands left out, in the T-pose."""

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from moeforge.errors import BadSpecError
from moeforge.spec import AvatarSpec
from moeforge.template.body.cage import Cage, body_subdivision, cage, drawn, level_mirror, level_weights
from moeforge.template.body.catmull_clark import fan
from moeforge.template.body.layout import BANDS, layout
from moeforge.template.body.pose import to_t_pose
from moeforge.template.part import F64, I64, Part, Piece
from moeforge.template.proportions import Proportions
from moeforge.template.vectors import fixed
from moeforge.textures import atlas

LEVELS = (0, 1)


def build_body(
    spec: AvatarSpec, proportions: Proportions, hidden: frozenset[str] = frozenset(), level: int = 1
) -> Piece:
    """The bare body in the T-pose. `hidden`: tags of `layout.BANDS` that clothes cover; `level`: 0 coarse, 1 smooth.

    BadSpecError for an unknown tag or level.
    """
    del spec  # the body depends on the proportions alone; its colour lies in the texture
    _check(hidden, level)
    return Piece((body_part(cage(proportions), hidden, level),))


def body_part(body: Cage, hidden: frozenset[str], level: int) -> Part:
    """The part of an already built cage."""
    points, normals = surface(body, level)
    straight, turned = to_t_pose(points, normals, level_weights(level), body.proportions)
    triangles, used, weights = _drawn(hidden, level)
    return Part(
        name="body",
        mesh="Body",
        material="body",
        positions=straight.take(used, axis=0),
        normals=turned.take(used, axis=0),
        uvs=atlas.uv("skin", _chart(points.take(used, axis=0), body.proportions)),
        triangles=triangles,
        weights=weights,
    )


def surface(body: Cage, level: int) -> tuple[F64, F64]:
    """Points and unit normals (N, 3) in the A-pose: the cage's own points, or one step pushed to the limit surface."""
    if level == 0:
        return body.points, body.normals
    step = body_subdivision()
    points = _evened(step.limit @ body.control, level)
    points[:, 1] = np.maximum(points[:, 1], 0.0)  # the limit surface sinks .001 below the soles
    return points, _evened(step.normals(body.control), level)


def _evened(values: F64, level: int) -> F64:
    """Exactly mirror-symmetric: each vertex averaged with its image."""
    return (values + values[level_mirror(level)] * np.array([-1.0, 1.0, 1.0])) / 2


def _check(hidden: frozenset[str], level: int) -> None:
    if unknown := sorted(hidden - set(BANDS)):
        raise BadSpecError(f"the body has no band {unknown[0]!r}; known are {', '.join(BANDS)}", field="hidden")
    if level not in LEVELS:
        raise BadSpecError(f"level {level} of the body; known are {LEVELS}", field="level")


@lru_cache(maxsize=128)
def _drawn(hidden: frozenset[str], level: int) -> tuple[I64, I64, Mapping[str, F64]]:
    """Triangles (M, 3) renumbered to the vertices they use, those vertices, ascending, and their weights; read only."""
    faces, parents = layout().faces, drawn(hidden)
    if level == 1:
        step = body_subdivision()
        triangles, _ = fan(step.faces[np.isin(step.parent, parents)])
    else:
        triangles, _ = fan(faces[parents])
    used, numbered = np.unique(triangles, return_inverse=True)
    weights = {bone: fixed(share[used]) for bone, share in level_weights(level).items()}
    return fixed(numbered.reshape(-1, 3)), fixed(used), MappingProxyType(weights)


def _chart(points: F64, proportions: Proportions) -> F64:
    """(N, 2) in the unit square: u from the front round either side to the back, v from the chin to the soles."""
    u = np.arctan2(np.abs(points[:, 0]), points[:, 2]) / np.pi
    return np.stack([u, 1.0 - points[:, 1] / proportions.chin], axis=1)
