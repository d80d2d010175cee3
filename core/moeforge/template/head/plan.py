"""What the spec asks of a head, and how its parts are made of points in every pose."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from moeforge.spec import AvatarSpec
from moeforge.template.head import ears, eye_parts, eyes, flesh, grid, mouth
from moeforge.template.head.brows import BROWS, BrowShape
from moeforge.template.head.cast import Cast
from moeforge.template.head.detail import DETAILS, Detail
from moeforge.template.head.ears import EARS
from moeforge.template.head.eyes import EYE_SHAPES, EyeShape, Lids
from moeforge.template.head.face_shapes import FACE_SHAPES, surface
from moeforge.template.head.layer import Layer
from moeforge.template.head.mouth import MOUTHS, Lips, MouthShape
from moeforge.template.head.surface import SHADING_ELLIPSOID, Found, HeadSurface, unit
from moeforge.template.lod import Lod
from moeforge.template.morphs import Morphs, Run
from moeforge.template.part import F64, I64, Part
from moeforge.textures import atlas

SURFACE_SLIDERS = ("cheek", "chin", "jaw", "nose")
EYE_SLIDERS = ("eye_size", "eye_spacing", "eye_height", "eye_tilt", "lash")


@dataclass(frozen=True)
class Plan:
    """What the spec asks of the head, and every state of lids and lips that the poses need, made when asked for."""

    scale: float  # of the morphs: head space to figure space
    surface: HeadSurface
    shape: int  # which of EYE_SHAPES
    eye: EyeShape
    mouth: MouthShape
    brow: BrowShape
    thickness: float  # of the brow, factor
    cast: Cast
    ear: ears.EarShape
    lod: Lod

    @property
    def detail(self) -> Detail:
        """How finely the parts are drawn."""
        return DETAILS[self.lod]

    @cached_property
    def fit(self) -> eye_parts.Fit:
        """The face about the left eye."""
        return eye_parts.Fit.of(self.surface, self.eye)

    @cached_property
    def lids(self) -> Lids:
        """Of all states of `cast`."""
        return eyes.all_lids(self.eye, self.cast.lids)

    @cached_property
    def lips(self) -> Lips:
        """Of all states of `cast`."""
        return mouth.all_lips(self.mouth, self.cast.told)

    @cached_property
    def ears(self) -> tuple[Layer, Layer]:
        """Shell and hollow of the left one."""
        return ears.left(self.surface, self.ear, self.detail.rim)

    @cached_property
    def eye_loops(self) -> Found:
        """The eye loops of all states, (S, eyes.LOOP), on the head."""
        return self.surface.find(self.lids.loop)

    @cached_property
    def mouth_loops(self) -> Found:
        """The mouth loops of all states, (S, mouth.LOOP), on the head."""
        return self.surface.find(self.lips.loop)

    @staticmethod
    def of(spec: AvatarSpec, cast: Cast, scale: float = 1.0, lod: Lod = Lod.HERO) -> "Plan":
        """Sliders and choices to measures; slider 0 is the template as designed."""
        face = FACE_SHAPES[spec.choices["face_shape"]]
        bare = surface(face, *(spec.sliders[k] for k in SURFACE_SLIDERS))
        eye = _eye(EYE_SHAPES[spec.choices["eye_shape"]], *(spec.sliders[k] for k in EYE_SLIDERS))
        shape = MOUTHS[spec.choices["mouth"]]
        broad = 1 + 0.20 * spec.sliders["mouth_size"]
        shape = replace(shape, half_width=shape.half_width * broad, y=shape.y - 0.4 * face.drop)
        return Plan(
            scale, bare, list(EYE_SHAPES).index(spec.choices["eye_shape"]), eye, shape,
            BROWS[spec.choices["brow"]], 1 + 0.5 * spec.sliders["brow_thickness"], cast,
            EARS[spec.choices["ears"]], lod,
        )  # fmt: skip


def _eye(shape: EyeShape, size: float, spacing: float, height: float, tilt: float, lash: float) -> EyeShape:
    """An eye shape as its sliders, -1..1, ask for it."""
    shift = 0.016 * spacing + 0.010 * size
    return shape.scaled(1 + 0.11 * size, shift, 1 + 0.35 * lash, 0.018 * height, -0.05 * tilt)


def part(
    plan: Plan, name: str, cell: str, rest: F64, uvs: F64, triangles: I64, runs: Sequence[Run], *,
    normals: F64 | None = None, bone: str = "head",
) -> Part:  # fmt: skip
    """Vertices at rest (N, 3) to a part with its morphs; the runs cover the vertices."""
    return Part(
        name, "Face", atlas.CELLS[cell].image, rest, round_normals(rest) if normals is None else normals,
        atlas.uv(cell, uvs), triangles, {bone: np.ones(len(rest))}, Morphs(plan.cast.names, tuple(runs)),
    )  # fmt: skip


def moving(plan: Plan, states: F64, shown: I64) -> tuple[F64, Run]:
    """The places at rest and the run of vertices of which pose p shows `states[shown[p]]`, (S, N, 3) and (P,)."""
    rest = states[shown[0]]
    deltas = states - rest
    deltas *= plan.scale
    return rest, Run(deltas, shown[1:])


def still(plan: Plan, points: F64) -> Run:
    """The run of points (N, 3) that never move."""
    return Run(np.zeros((1, *points.shape)), np.zeros(len(plan.cast.names), np.int64))


def round_normals(points: F64) -> F64:
    """Normals of the shading ellipsoid: parts on the face catch light as the face does."""
    _, centre, radii = SHADING_ELLIPSOID
    return unit((points - centre) / radii**2)


def pushed(plan: Plan, poses: F64, amounts: F64) -> F64:
    """Points of every state (P, N, 3) moved along with chin, lips, cheeks and nose by `amounts` (P, F)."""
    return flesh.pushed(poses, amounts, plan.eye)


def both_sides(left: F64) -> F64:
    """Points or directions (N, 3) and their mirror images (2 * N, 3)."""
    return np.concatenate([left, grid.mirrored(left)])
