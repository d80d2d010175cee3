"""The head of an avatar: skin, eyes, brows and mouth with all their morphs (RECIPE sections 1-5, 9, 10)."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from moeforge.scene import LookAt
from moeforge.spec import AvatarSpec
from moeforge.template.head import ears, eye_parts, eyes, grid, lashes, mouth, mouth_parts, skin
from moeforge.template.head.eyes import EYE_SHAPES, EyeShape
from moeforge.template.head.layer import Layer
from moeforge.template.head.mouth import MOUTHS, MouthShape
from moeforge.template.head.pose import VRM, Pose
from moeforge.template.head.surface import SHADING_ELLIPSOID, HeadSurface, unit
from moeforge.template.part import F64, I64, Part, Piece
from moeforge.template.proportions import Proportions
from moeforge.textures import atlas

T = TypeVar("T", bound=Hashable)

MORPHS: tuple[str, ...] = tuple(VRM)
_POSES: tuple[Pose, ...] = (Pose(), *VRM.values())
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


@dataclass(frozen=True)
class Plan:
    """What the spec asks of the head."""

    surface: HeadSurface
    eye: EyeShape
    mouth: MouthShape
    brow: float  # thickness, HH

    @staticmethod
    def of(spec: AvatarSpec) -> "Plan":
        """Sliders and choices to measures; slider 0 is the template as designed."""
        cheek, chin, size, spacing = (spec.sliders[k] for k in ("cheek", "chin", "eye_size", "eye_spacing"))
        return Plan(
            HeadSurface(cheek * (0.9 if cheek > 0 else 0.5), chin * (0.6 if chin > 0 else 0.5)),
            EYE_SHAPES[spec.choices["eye_shape"]].scaled(1 + 0.10 * size, 0.012 * spacing + 0.010 * size),
            MOUTHS[spec.choices["mouth"]],
            0.017 * (1 + 0.5 * spec.sliders["brow_thickness"]),
        )


def build_head(spec: AvatarSpec, proportions: Proportions) -> Head:
    """The head of that spec with the morphs MORPHS."""
    plan = Plan.of(spec)
    fit = eye_parts.Fit.of(plan.surface, plan.eye)
    skin_part = _skin_part(plan)
    parts = [skin_part, *_eye_layers(plan, fit), *_iris_parts(plan, fit), *_mouth_layers(plan)]
    left, right = fit.pivot, grid.mirrored(fit.pivot)
    placed = tuple(_placed(part, proportions) for part in parts)
    pivots = (proportions.head_to_figure(left), proportions.head_to_figure(right))
    return Head(Piece(placed), pivots, plan.surface)


def _placed(part: Part, proportions: Proportions) -> Part:
    """Head space to figure space."""
    morphs = {k: v * proportions.head_scale for k, v in part.morphs.items()}
    return Part(
        part.name, part.mesh, part.material, proportions.head_to_figure(part.positions), part.normals,
        part.uvs, part.triangles, part.weights, morphs,
    )  # fmt: skip


def _part(
    name: str, cell: str, poses: F64, uvs: F64, triangles: I64, normals: F64 | None = None, bone: str = "head"
) -> Part:
    """Vertices of every pose (P, N, 3), the first at rest, to a part with its morphs."""
    rest = poses[0]
    return Part(
        name, "Face", atlas.CELLS[cell].image, rest, _round_normals(rest) if normals is None else normals,
        atlas.uv(cell, uvs), triangles, {bone: np.ones(len(rest))}, dict(zip(MORPHS, poses[1:] - rest, strict=True)),
    )  # fmt: skip


def _round_normals(points: F64) -> F64:
    """Normals of the shading ellipsoid: parts on the face catch light as the face does."""
    _, centre, radii = SHADING_ELLIPSOID
    return unit((points - centre) / radii**2)


def _distinct(items: Sequence[T]) -> tuple[list[T], I64]:
    """The different items in order of appearance, and for every item its index among them."""
    order = {item: i for i, item in enumerate(dict.fromkeys(items))}
    return list(order), np.array([order[item] for item in items])


def _sides() -> tuple[I64, I64, list[eyes.Lid]]:
    """Which lid state each pose has left and right, and the states."""
    states, index = _distinct([p.left.lid for p in _POSES] + [p.right.lid for p in _POSES])
    return index[: len(_POSES)], index[len(_POSES) :], states


def _skin_part(plan: Plan) -> Part:
    """Skin and ears."""
    left, right, states = _sides()
    loops = np.stack([eyes.lids(plan.eye, lid).loop for lid in states])
    mouths, said = _distinct([p.mouth for p in _POSES])
    lip = np.stack([mouth.lips(plan.mouth, m).loop for m in mouths])
    half = lip[:, mouth.LIP // 2 : mouth.LIP // 2 + mouth.LIP]
    mirror = np.roll(lip[:, ::-1], mouth.LIP, axis=1)[:, mouth.LIP // 2 : mouth.LIP // 2 + mouth.LIP] * [-1, 1]
    eye_chart, half_chart, mirror_chart = (_chart(plan.surface, xy) for xy in (loops, half, mirror))
    driven = [
        np.concatenate([eye_chart[side], lips[said]], axis=1)
        for side, lips in ((left, half_chart), (right, mirror_chart))
    ]
    charts = skin.follow(*driven)
    jaw = skin.JAW * np.array([m.down for m in mouths])[said]
    poses = skin.whole(*(skin.raise_up(plan.surface, chart, jaw) for chart in charts))
    return _skin(plan, charts[0][0], poses)


def _chart(surface: HeadSurface, xy: F64) -> F64:
    """Front view points (..., 2) to the skin's chart."""
    phi, t = surface.inverse(xy[..., 0], xy[..., 1])
    return np.stack([phi * skin.CHART, t], axis=-1)


def _skin(plan: Plan, chart: F64, poses: F64) -> Part:
    """Skin of all poses (P, N, 3) whose left half lies at `chart` (n, 2) at rest, with the ears."""
    phi, t = chart[:, 0] / skin.CHART, chart[:, 1]
    own = ~skin.topology().midline
    normals = skin.whole(*[plan.surface.shading_normals(phi, t)] * 2)
    uvs = np.concatenate([atlas.face_chart(phi, t), atlas.face_chart(-phi[own], t[own])])
    ear = ears.pair(plan.surface)
    still = np.broadcast_to(ear.points, (len(poses), *ear.points.shape[1:]))
    triangles = np.concatenate([skin.triangles(), poses.shape[1] + ear.triangles])
    return _part(
        "skin", "face", np.concatenate([poses, still], axis=1), np.concatenate([uvs, ear.uv]), triangles,
        np.concatenate([normals, ears.normals(ear)]),
    )  # fmt: skip


def _sided(layer: Layer, left: I64, right: I64) -> Part:
    """A layer of the left eye and its mirror image, each in its own states."""
    if len(layer.points) == 1:
        left = right = np.zeros_like(left)
    poses = np.concatenate([layer.points[left], grid.mirrored(layer.points[right])], axis=1)
    triangles = grid.pair(layer.triangles, layer.points.shape[1])
    return _part(layer.name, layer.cell, poses, np.concatenate([layer.uv, layer.uv]), triangles)


def _eye_layers(plan: Plan, fit: eye_parts.Fit) -> list[Part]:
    """White, lid wall, lashes, crease and brows of both eyes."""
    left, right, states = _sides()
    lids = [eyes.lids(plan.eye, lid) for lid in states]
    xy = np.stack([lashes.lash_points(plan.eye, lid, s.arch) for lid, s in zip(lids, states, strict=True)])
    loops = plan.surface.lift(np.stack([lid.loop for lid in lids]))
    layers = [
        eye_parts.white(plan.surface, plan.eye, fit),
        eye_parts.wall(loops, fit),
        *lashes.ribbons(plan.surface.lift(xy), fit.normal(xy)),
    ]
    return [*(_sided(layer, left, right) for layer in layers), _brow(plan, fit)]


def _brow(plan: Plan, fit: eye_parts.Fit) -> Part:
    states, index = _distinct([p.left.brow for p in _POSES] + [p.right.brow for p in _POSES])
    xy = np.stack([lashes.brow_points(plan.eye, brow, plan.brow) for brow in states])
    layer = lashes.brow_layer(plan.surface.lift(xy), fit.normal(xy))
    return _sided(layer, index[: len(_POSES)], index[len(_POSES) :])


def _iris_parts(plan: Plan, fit: eye_parts.Fit) -> list[Part]:
    """Both irises; their picture is not mirrored, so the highlights lie on the same side."""
    layer = eye_parts.iris(plan.eye, fit)
    mirror_uv = layer.uv * [-1, 1] + [1, 0]
    left = _gaze(layer.points[0], fit.pivot)
    right = _gaze(grid.mirrored(layer.points[0]), grid.mirrored(fit.pivot))
    return [
        _part("iris_left", "iris_left", left, layer.uv, layer.triangles, bone="leftEye"),
        _part("iris_right", "iris_right", right, mirror_uv, layer.triangles[:, ::-1], bone="rightEye"),
    ]


def _gaze(points: F64, pivot: F64) -> F64:
    """The iris in every pose, (P, N, 3)."""
    poses: list[F64] = []
    for pose in _POSES:
        x, y = pose.gaze
        yaw = np.radians(_GAZE.horizontal_outer) * x
        pitch = np.radians(_GAZE.vertical_up) * y
        poses.append(eye_parts.turned(points, pivot, float(yaw), float(-pitch)) if x or y else points)
    return np.stack(poses)


def _mouth_layers(plan: Plan) -> list[Part]:
    """Mouth line, cavity, teeth and tongue."""
    mouths, said = _distinct([p.mouth for p in _POSES])
    jaw = skin.JAW * np.array([m.down for m in mouths])
    states = [mouth.lips(plan.mouth, m) for m in mouths]
    return [
        _part(layer.name, layer.cell, skin.dropped(layer.points, jaw)[said], layer.uv, layer.triangles)
        for layer in mouth_parts.layers(plan.surface, states)
    ]
