"""The head of an avatar: skin, eyes, brows and mouth with all their morphs (RECIPE sections 1-5, 9, 10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from moeforge.scene import LookAt
from moeforge.spec import AvatarSpec
from moeforge.template.head import brows, ears, emotes, eye_parts, eyes, flesh, grid, lashes, mouth, mouth_parts, skin
from moeforge.template.head.brows import BROWS, BrowShape
from moeforge.template.head.cast import Cast, cast
from moeforge.template.head.detail import DETAILS, Detail, thinned
from moeforge.template.head.ears import EARS
from moeforge.template.head.eyes import EYE_SHAPES, EyeShape, Lids
from moeforge.template.head.face_shapes import FACE_SHAPES, surface
from moeforge.template.head.layer import Layer
from moeforge.template.head.mouth import MOUTHS, Lips, MouthShape
from moeforge.template.head.pose import VRM, Pose, Side
from moeforge.template.head.surface import SHADING_ELLIPSOID, HeadSurface, unit
from moeforge.template.lod import Lod
from moeforge.template.part import F64, I64, Part, Piece
from moeforge.template.proportions import Proportions
from moeforge.textures import atlas

MORPHS: tuple[str, ...] = tuple(VRM)
SLIDERS = ("cheek", "chin", "jaw", "eye_size", "eye_spacing", "lash")
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
    """What the spec asks of the head, and every state of lids and lips that the poses need."""

    scale: float  # of the morphs: head space to figure space
    surface: HeadSurface
    shape: int  # which of EYE_SHAPES
    eye: EyeShape
    mouth: MouthShape
    brow: BrowShape
    thickness: float  # of the brow, factor
    cast: Cast
    fit: eye_parts.Fit
    lids: tuple[Lids, ...]
    lips: tuple[Lips, ...]
    ears: tuple[Layer, Layer]  # shell, hollow of the left one
    lod: Lod

    @property
    def detail(self) -> Detail:
        """How finely the parts are drawn."""
        return DETAILS[self.lod]

    @staticmethod
    def of(spec: AvatarSpec, cast: Cast, scale: float = 1.0, lod: Lod = Lod.HERO) -> "Plan":
        """Sliders and choices to measures; slider 0 is the template as designed."""
        cheek, chin, jaw, size, spacing, lash = (spec.sliders[k] for k in SLIDERS)
        face = FACE_SHAPES[spec.choices["face_shape"]]
        bare = surface(face, cheek, chin, jaw)
        eye = EYE_SHAPES[spec.choices["eye_shape"]]
        eye = eye.scaled(1 + 0.10 * size, 0.012 * spacing + 0.010 * size, 1 + 0.35 * lash)
        shape = MOUTHS[spec.choices["mouth"]]
        shape = replace(shape, y=shape.y - 0.4 * face.drop)
        return Plan(
            scale, bare, list(EYE_SHAPES).index(spec.choices["eye_shape"]), eye, shape,
            BROWS[spec.choices["brow"]], 1 + 0.5 * spec.sliders["brow_thickness"], cast,
            eye_parts.Fit.of(bare, eye),
            tuple(eyes.lids(eye, lid) for lid in cast.lids),
            tuple(mouth.lips(shape, m) for m in cast.mouths),
            ears.left(bare, EARS[spec.choices["ears"]], DETAILS[lod].rim),
            lod,
        )  # fmt: skip


def build_head(
    spec: AvatarSpec, proportions: Proportions, poses: Mapping[str, Pose] = VRM, lod: Lod = Lod.HERO
) -> Head:
    """The head of that spec, with one morph for each of `poses`, at a level of detail."""
    plan = Plan.of(spec, cast(poses), proportions.head_scale, lod)
    parts = [
        _skin_part(plan),
        *_eye_layers(plan),
        _brow(plan),
        *_iris_parts(plan),
        *_mouth_layers(plan),
        _ear_part(plan),
        *_emotes(plan),
    ]
    placed = tuple(_placed(part, proportions) for part in parts)
    pivots = (plan.fit.pivot, grid.mirrored(plan.fit.pivot))
    return Head(
        Piece(placed), (proportions.head_to_figure(pivots[0]), proportions.head_to_figure(pivots[1])), plan.surface
    )


def _placed(part: Part, proportions: Proportions) -> Part:
    """Head space to figure space; the morphs are there already."""
    return replace(part, positions=proportions.head_to_figure(part.positions))


def _part(
    plan: Plan, name: str, cell: str, poses: F64, uvs: F64, triangles: I64, *,
    normals: F64 | None = None, bone: str = "head",
) -> Part:  # fmt: skip
    """Vertices of every pose (P, N, 3), the first at rest, to a part with its morphs."""
    rest = poses[0]
    deltas = (poses[1:] - rest) * plan.scale
    return Part(
        name, "Face", atlas.CELLS[cell].image, rest, _round_normals(rest) if normals is None else normals,
        atlas.uv(cell, uvs), triangles, {bone: np.ones(len(rest))},
        dict(zip(plan.cast.names, deltas, strict=True)),
    )  # fmt: skip


def _round_normals(points: F64) -> F64:
    """Normals of the shading ellipsoid: parts on the face catch light as the face does."""
    _, centre, radii = SHADING_ELLIPSOID
    return unit((points - centre) / radii**2)


def _skin_part(plan: Plan) -> Part:
    """Skin with the shells of the ears."""
    kept, lod = plan.detail, plan.lod
    lids = _chart(plan.surface, np.stack([lid.loop for lid in plan.lids])[:, kept.eye_loop])
    lips = np.stack([lip.loop for lip in plan.lips])
    sides = ((plan.cast.lid_left, mouth.left_half(lips)), (plan.cast.lid_right, mouth.right_half(lips)))
    driven = [
        np.concatenate([lids[lid], _chart(plan.surface, half[:, kept.mouth_half])[plan.cast.mouth]], axis=1)
        for lid, half in sides
    ]
    charts = [
        skin.unfolded(half, plan.cast.closed[lid], plan.shape, lod)
        for half, (lid, _) in zip(skin.follow(*driven, lod), sides, strict=True)
    ]
    poses = skin.whole(*(skin.raise_up(plan.surface, chart) for chart in charts), lod)
    return _skin(plan, charts[0][0], _pushed(plan, poses))


def _pushed(plan: Plan, poses: F64) -> F64:
    """Points of every pose (P, N, 3) moved along with chin, lips, cheeks and nose."""
    return flesh.pushed(poses, plan.cast.flesh, plan.eye.y - plan.eye.down)


def _chart(surface: HeadSurface, xy: F64) -> F64:
    """Front view points (..., 2) to the skin's chart."""
    phi, t = surface.inverse(xy[..., 0], xy[..., 1])
    return np.stack([phi * skin.CHART, t], axis=-1)


def _skin(plan: Plan, chart: F64, poses: F64) -> Part:
    """Skin of all poses (P, N, 3) whose left half lies at `chart` (n, 2) at rest, with the ears."""
    phi, t = chart[:, 0] / skin.CHART, chart[:, 1]
    own = ~skin.topology(plan.lod).midline
    normals = skin.whole(*[plan.surface.shading_normals(phi, t)] * 2, plan.lod)
    uvs = np.concatenate([atlas.face_chart(phi, t), atlas.face_chart(-phi[own], t[own])])
    ear, _ = plan.ears
    still = np.broadcast_to(_both_sides(ear.points[0]), (len(poses), 2 * len(ear.uv), 3))
    return _part(
        plan, "skin", "face", np.concatenate([poses, still], axis=1),
        np.concatenate([uvs, ear.uv, ear.uv * [-1, 1] + np.array([1, 0])]),
        np.concatenate([skin.triangles(plan.lod), poses.shape[1] + grid.pair(ear.triangles, len(ear.uv))]),
        normals=np.concatenate([normals, _both_sides(ears.normals(ear))]),
    )  # fmt: skip


def _ear_part(plan: Plan) -> Part:
    """The hollows of the ears."""
    _, layer = plan.ears
    n = len(layer.uv)
    still = np.broadcast_to(_both_sides(layer.points[0]), (len(plan.cast.poses), 2 * n, 3))
    return _part(
        plan, layer.name, layer.cell, still, np.concatenate([layer.uv, layer.uv]), grid.pair(layer.triangles, n),
        normals=_both_sides(ears.normals(layer)),
    )  # fmt: skip


def _both_sides(left: F64) -> F64:
    """Points or directions (N, 3) and their mirror images (2 * N, 3)."""
    return np.concatenate([left, grid.mirrored(left)])


def _sided(plan: Plan, layer: Layer, left: I64, right: I64) -> Part:
    """A layer of the left eye and its mirror image, each in its own states."""
    layer = thinned(layer, plan.detail)
    if len(layer.points) == 1:
        left = right = np.zeros_like(left)
    poses = np.concatenate([layer.points[left], grid.mirrored(layer.points[right])], axis=1)
    triangles = grid.pair(layer.triangles, layer.points.shape[1])
    return _part(plan, layer.name, layer.cell, poses, np.concatenate([layer.uv, layer.uv]), triangles)


def _eye_layers(plan: Plan) -> list[Part]:
    """White, lid wall, lashes and crease of both eyes."""
    states = zip(plan.lids, plan.cast.lids, strict=True)
    xy = np.stack([lashes.lash_points(plan.eye, lids, lid) for lids, lid in states])
    loops = plan.surface.lift(np.stack([lids.loop for lids in plan.lids]))
    layers = [
        eye_parts.white(plan.surface, plan.eye, plan.fit),
        eye_parts.wall(loops, plan.fit),
        *lashes.ribbons(plan.surface.lift(xy), plan.fit.normal(xy), np.array([lid.bare for lid in plan.cast.lids])),
    ]
    return [_sided(plan, layer, plan.cast.lid_left, plan.cast.lid_right) for layer in layers]


def _brow(plan: Plan) -> Part:
    xy = np.stack([brows.points(plan.eye, plan.brow, brow, plan.thickness) for brow in plan.cast.brows])
    layer = brows.layer(plan.surface.lift(xy), plan.fit.normal(xy))
    return _sided(plan, layer, plan.cast.brow_left, plan.cast.brow_right)


def _emotes(plan: Plan) -> list[Part]:
    """Drawings of comics, each out in its own expression alone."""
    parts: list[Part] = []
    for drawing in emotes.drawings(plan.cast.names, plan.surface, plan.eye, plan.fit, plan.detail):
        poses = np.repeat(drawing.hidden[None], len(plan.cast.poses), axis=0)
        poses[1 + plan.cast.names.index(drawing.name)] = drawing.out
        parts.append(
            _part(plan, drawing.name, drawing.cell, poses, drawing.uv, drawing.triangles, normals=drawing.normals)
        )
    return parts


def _iris_parts(plan: Plan) -> list[Part]:
    """Both irises; their picture is not mirrored, so the highlights lie on the same side."""
    layer, pivot = thinned(eye_parts.iris(plan.eye, plan.fit), plan.detail), plan.fit.pivot
    mirror_uv = layer.uv * [-1, 1] + np.array([1, 0])
    left = _gazing(layer.points[0], pivot, [pose.left for pose in plan.cast.poses])
    right = grid.mirrored(_gazing(layer.points[0], pivot, [pose.right for pose in plan.cast.poses]))
    return [
        _part(plan, "iris_left", "iris_left", left, layer.uv, layer.triangles, bone="leftEye"),
        _part(plan, "iris_right", "iris_right", right, mirror_uv, layer.triangles[:, ::-1], bone="rightEye"),
    ]


def _gazing(points: F64, pivot: F64, sides: Sequence[Side]) -> F64:
    """The left iris in every state, (P, N, 3), turned by the greatest gaze of scene.LookAt at most."""
    full = np.radians([_GAZE.horizontal_outer, _GAZE.vertical_up])
    turns = [np.array(side.gaze) * full for side in sides]
    return np.stack([eye_parts.turned(points, pivot, *turn) if turn.any() else points for turn in turns])


def _mouth_layers(plan: Plan) -> list[Part]:
    """Mouth line, cavity, teeth and tongue."""
    layers = mouth_parts.layers(plan.surface, plan.lips, plan.mouth, plan.cast.mouths)
    return [
        _part(plan, layer.name, layer.cell, _pushed(plan, layer.points[plan.cast.mouth]), layer.uv, layer.triangles)
        for layer in (thinned(layer, plan.detail) for layer in layers)
    ]
