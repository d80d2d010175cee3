"""The head of an avatar: skin, eyes, brows and mouth with all their morphs (RECIPE sections 1-5, 9, 10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from moeforge.scene import LookAt
from moeforge.spec import AvatarSpec
from moeforge.template.head import brows, emotes, eye_parts, grid, lashes, mouth_parts
from moeforge.template.head.cast import cast, distinct
from moeforge.template.head.detail import thinned
from moeforge.template.head.layer import Layer
from moeforge.template.head.plan import Plan, moving, part, pushed
from moeforge.template.head.pose import VRM, Pose, Side
from moeforge.template.head.skin_part import ear_part, skin_part
from moeforge.template.head.surface import HeadSurface
from moeforge.template.lod import Lod
from moeforge.template.part import F64, I64, Part, Piece
from moeforge.template.proportions import Proportions
from moeforge.textures import atlas

MORPHS: tuple[str, ...] = tuple(VRM)
LASHES_OVER = 0.007
"""How much higher lashes of few points lie, HH."""
IRIS_SINKS = 0.010  # HH; the white lies .012 behind it
_GAZE = LookAt((0.0, 0.0, 0.0))


@dataclass(frozen=True)
class Head:
    """The finished head. `piece` and `eye_pivots` are in figure space, `surface` is the bare head in head space."""

    piece: Piece
    eye_pivots: tuple[F64, F64]  # left, right, (3,) each: where the bones leftEye and rightEye belong
    surface: HeadSurface

    def face_uv(self, points_xy: F64) -> F64:
        """Front view points (N, 2) in head space to the unit square of the cell `face`, (N, 2)."""
        return atlas.face_chart(*self.surface.inverse(points_xy[..., 0], points_xy[..., 1]))


def build_head(
    spec: AvatarSpec, proportions: Proportions, poses: Mapping[str, Pose] = VRM, lod: Lod = Lod.HERO
) -> Head:
    """The head of that spec, with one morph for each of `poses`, at a level of detail."""
    plan = Plan.of(spec, cast(poses), proportions.head_scale, lod)
    parts = [
        skin_part(plan),
        *_eye_layers(plan),
        _brow(plan),
        *_iris_parts(plan),
        *_mouth_layers(plan),
        ear_part(plan),
        *_emotes(plan),
    ]
    placed = tuple(_placed(made, proportions) for made in parts)
    pivots = (plan.fit.pivot, grid.mirrored(plan.fit.pivot))
    return Head(
        Piece(placed), (proportions.head_to_figure(pivots[0]), proportions.head_to_figure(pivots[1])), plan.surface
    )


def _placed(made: Part, proportions: Proportions) -> Part:
    """Head space to figure space; the morphs are there already."""
    return replace(made, positions=proportions.head_to_figure(made.positions))


def _sided(plan: Plan, layer: Layer, left: I64, right: I64) -> Part:
    """A layer of the left eye and its mirror image, each in its own states."""
    layer = thinned(layer, plan.detail)
    if len(layer.points) == 1:
        left = right = np.zeros_like(left)
    rest, run = moving(plan, layer.points, left)
    mirrored, mirrored_run = moving(plan, grid.mirrored(layer.points), right)
    triangles = grid.pair(layer.triangles, layer.points.shape[1])
    uvs = np.concatenate([layer.uv, layer.uv])
    both = np.concatenate([rest, mirrored])
    return part(plan, layer.name, layer.cell, both, uvs, triangles, [run, mirrored_run])


def _eye_layers(plan: Plan) -> list[Part]:
    """White, lid wall, lashes and crease of both eyes."""
    xy, bare = lashes.lash_points(plan.eye, plan.lids, plan.cast.lids), np.array([lid.bare for lid in plan.cast.lids])
    margin, depth = (
        (eye_parts.FLAT_MARGIN, eye_parts.WHITE_RECESS)
        if plan.detail.flat
        else (eye_parts.WHITE_MARGIN, eye_parts.WALL)
    )
    layers = [
        eye_parts.white(plan.surface, plan.eye, plan.fit, margin),
        eye_parts.wall(plan.eye_loops.points, plan.fit, depth),
        *lashes.ribbons(plan.surface.lift(xy), plan.fit.normal(xy), bare, LASHES_OVER * plan.detail.flat),
    ]
    return [_sided(plan, layer, plan.cast.lid_left, plan.cast.lid_right) for layer in layers]


def _brow(plan: Plan) -> Part:
    xy = brows.points(plan.eye, plan.brow, plan.cast.brows, plan.thickness)
    layer = brows.layer(plan.surface.lift(xy), plan.fit.normal(xy))
    return _sided(plan, layer, plan.cast.brow_left, plan.cast.brow_right)


def _emotes(plan: Plan) -> list[Part]:
    """Drawings of comics, each out in its own expression alone."""
    parts: list[Part] = []
    for d in emotes.drawings(plan.cast.names, plan.surface, plan.eye, plan.fit, plan.detail):
        is_out = np.array([False, *(name == d.name for name in plan.cast.names)])
        rest, run = moving(plan, np.stack([d.hidden, d.out]), is_out.astype(np.int64))
        parts.append(part(plan, d.name, d.cell, rest, d.uv, d.triangles, [run], normals=d.normals))
    return parts


def _iris_parts(plan: Plan) -> list[Part]:
    """Both irises; their picture is not mirrored, so the highlights lie on the same side."""
    sink = 0.0 if plan.detail.flat else eye_parts.LOWER_SINK  # a flat iris would lean back as a whole
    layer, pivot = thinned(eye_parts.iris(plan.eye, plan.fit, sink), plan.detail), plan.fit.pivot
    mirror_uv = layer.uv * [-1, 1] + np.array([1, 0])
    points, shown = _gazing(layer.points[0], pivot, [pose.left for pose in plan.cast.poses])
    left, left_run = moving(plan, points, shown)
    points, shown = _gazing(layer.points[0], pivot, [pose.right for pose in plan.cast.poses])
    right, right_run = moving(plan, grid.mirrored(points), shown)
    return [
        part(plan, "iris_left", "iris_left", left, layer.uv, layer.triangles, [left_run], bone="leftEye"),
        part(
            plan, "iris_right", "iris_right", right, mirror_uv, layer.triangles[:, ::-1], [right_run], bone="rightEye"
        ),
    ]


_Gaze = tuple[float, bool, tuple[float, float]]
"""Size of the iris, whether the lids are shut, and gaze as in pose.Side."""


def _gazing(points: F64, pivot: F64, sides: Sequence[Side]) -> tuple[F64, I64]:
    """The left iris in every state, (S, N, 3), and which each pose has, (P,)."""
    gazes: list[_Gaze] = [(side.iris, side.lid.close == 1.0, side.gaze) for side in sides]
    states, shown = distinct(gazes)
    return np.stack([_looking(points, pivot, state) for state in states]), shown


def _looking(points: F64, pivot: F64, state: _Gaze) -> F64:
    """The left iris in one state, turned by the greatest gaze of scene.LookAt at most.

    Behind shut lids it sinks, so that coarse skin hides it, too.
    """
    size, shut, gaze = state
    sized = points[0] + size * (points - points[0]) - [0.0, 0.0, IRIS_SINKS * shut]
    yaw, pitch = np.radians([_GAZE.horizontal_outer, _GAZE.vertical_up]) * gaze
    return eye_parts.turned(sized, pivot, yaw, pitch) if any(gaze) else sized


def _mouth_layers(plan: Plan) -> list[Part]:
    """Mouth line, cavity, teeth and tongue, pushed about together."""
    cast = plan.cast
    fold = 0.0 if plan.detail.flat else mouth_parts.FOLD
    made = mouth_parts.layers(plan.surface, plan.mouth_loops.points, plan.lips, plan.mouth, cast.told, fold)
    layers = [thinned(layer, plan.detail) for layer in made if layer.name not in plan.detail.left_out]
    points = np.concatenate([layer.points for layer in layers], axis=1).take(cast.talk_mouth, axis=0)
    ends = np.cumsum([layer.points.shape[1] for layer in layers])
    parts: list[Part] = []
    for layer, states in zip(layers, np.split(pushed(plan, points, cast.talk_flesh), ends[:-1], axis=1), strict=True):
        rest, run = moving(plan, states, cast.talk)
        parts.append(part(plan, layer.name, layer.cell, rest, layer.uv, layer.triangles, [run]))
    return parts
