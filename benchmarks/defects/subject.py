"""A figure with each of its parts apart: geometry, rig and morphs, unpainted, and a number for every triangle."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from defects.states import SETS
from moeforge.render.posing import joint_matrices, posed
from moeforge.rig.assemble import build_meshes, build_rig
from moeforge.rig.materials import materials
from moeforge.rig.poses import Pose
from moeforge.scene import LookAt, Mesh, Meta, Primitive, Scene
from moeforge.spec import AvatarSpec
from moeforge.template.chibi import Figure, build_figure
from moeforge.template.hair.chart import CENTRE, DROP_PER_V, RADIUS_BACK, RADIUS_FRONT, RADIUS_X, RADIUS_Y
from moeforge.template.outfits.legwear import LEGWEAR
from moeforge.template.part import Part
from moeforge.template.proportions import METRES_PER_HH
from moeforge.traits.catalogue import catalogue

F64 = NDArray[np.float64]
F32 = NDArray[np.float32]
I64 = NDArray[np.int64]
Bool = NDArray[np.bool_]
COVERED = ([0.0, 40.0, 66.0, 84.0, 100.0, 130.0, 180.0], [0.46, 0.52, 0.70, 0.88, 1.00, 1.10, 1.08])
"""Where hair must cover the skin: azimuth, and chart v some .14 above the hairline (template.hair.cap)."""
ABOUT = Meta("", (), "CC0-1.0", "", "", "")


class Kind(IntEnum):
    """What a part is, as far as the judges care."""

    OTHER = 0
    SKIN = 1  # of head and ears
    WHITE = 2
    IRIS = 3
    CAVITY = 4
    TEETH = 5
    TONGUE = 6
    HAIR = 7
    BODY = 8  # bare skin of the body
    LEGWEAR = 9
    CLOTH = 10


NAMES: Mapping[str, Kind] = {
    "skin": Kind.SKIN,
    "white": Kind.WHITE,
    "iris_left": Kind.IRIS,
    "iris_right": Kind.IRIS,
    "cavity": Kind.CAVITY,
    "teeth": Kind.TEETH,
    "tongue": Kind.TONGUE,
    "body": Kind.BODY,
    "hair_ties": Kind.OTHER,
}
"""Name of a part -> its kind; that of others follows from their mesh."""


class Limb(IntEnum):
    """What a triangle moves with."""

    TRUNK = 0  # skirts, too
    HEAD = 1
    LEFT_ARM = 2
    RIGHT_ARM = 3
    LEFT_HAND = 4
    RIGHT_HAND = 5
    LEFT_LEG = 6
    RIGHT_LEG = 7


_STARTS = (("Shoulder", "ARM"), ("UpperArm", "ARM"), ("LowerArm", "ARM"), ("Hand", "HAND"), ("UpperLeg", "LEG"))
LIMB_ROOTS: Mapping[str, Limb] = {
    "hips": Limb.TRUNK,
    "head": Limb.HEAD,
    **{side + bone: Limb[f"{side.upper()}_{limb}"] for side in ("left", "right") for bone, limb in _STARTS},
}
"""Human bone -> the limb of it and of all bones below it."""

MIDDLES: Mapping[Limb, str] = {
    Limb.TRUNK: "spine",
    Limb.HEAD: "head",
    Limb.LEFT_ARM: "leftLowerArm",
    Limb.RIGHT_ARM: "rightLowerArm",
    Limb.LEFT_HAND: "leftHand",
    Limb.RIGHT_HAND: "rightHand",
    Limb.LEFT_LEG: "leftLowerLeg",
    Limb.RIGHT_LEG: "rightLowerLeg",
}
"""Limb -> a human bone whose joint lies on its axis."""
ARMS = (Limb.LEFT_ARM, Limb.RIGHT_ARM, Limb.LEFT_HAND, Limb.RIGHT_HAND)


def kind_of(name: str, mesh: str) -> Kind:
    """The kind of a part."""
    if name in NAMES:
        return NAMES[name]
    if mesh == "Hair":
        return Kind.HAIR
    if mesh != "Body" or "_ear_" in name or any(name.startswith(a) for a in catalogue().accessories):
        return Kind.OTHER
    return Kind.LEGWEAR if any(name.startswith(leg) for leg in LEGWEAR) else Kind.CLOTH


@dataclass(frozen=True)
class Subject:
    """`scene.meshes[i]` holds part i alone, under its own name."""

    spec: AvatarSpec
    scene: Scene
    kinds: tuple[Kind, ...]  # of each part
    chin: float  # metres above the ground
    scale: float  # metres per HH of the head

    @cached_property
    def primitives(self) -> tuple[Primitive, ...]:
        return tuple(m.primitives[0] for m in self.scene.meshes)

    @cached_property
    def starts(self) -> I64:
        """(parts + 1,) number of each part's first triangle."""
        return np.cumsum([0, *(len(p.triangles) for p in self.primitives)])

    @cached_property
    def part(self) -> I64:
        """(T,) part of each triangle."""
        return np.repeat(np.arange(len(self.kinds)), np.diff(self.starts))

    @cached_property
    def kind(self) -> I64:
        """(T,) kind of each triangle."""
        return np.array(self.kinds)[self.part]

    @cached_property
    def limb(self) -> I64:
        """(T,) limb of each triangle, by the bone that moves its first corner most."""
        nodes, limbs = self.scene.nodes, list[int]()
        roots = {self.scene.humanoid[b]: limb for b, limb in LIMB_ROOTS.items() if b in self.scene.humanoid}
        for i, node in enumerate(nodes):  # parents come first
            limbs.append(int(roots.get(i, Limb.TRUNK if node.parent is None else limbs[node.parent])))
        of_joint = np.array([limbs[n] for n in self.scene.skin.joints])
        first = [p.joints[np.arange(len(p.joints)), p.weights.argmax(axis=1)] for p in self.primitives]
        return np.concatenate([of_joint[j[p.triangles[:, 0]]] for j, p in zip(first, self.primitives, strict=True)])

    @cached_property
    def middles(self) -> F64:
        """(T, 3) of the unposed triangles, head space."""
        found = [p.positions[p.triangles].mean(axis=1) for p in self.primitives]
        return self.head_space(np.concatenate(found).astype(np.float64))

    @cached_property
    def lining(self) -> Bool:
        """(T,) what faces the middle of its own limb, unposed: inner walls of sleeves and collars, lips of hems."""
        corners = np.concatenate([p.positions[p.triangles] for p in self.primitives]).astype(np.float64)
        away = corners.mean(axis=1) - self._limb_middles[self.limb]
        along = np.where(np.isin(self.limb, ARMS), 0, 1)
        away[np.arange(len(away)), along] = 0.0
        return np.einsum("ij,ij->i", np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), away) < 0

    @property
    def _limb_middles(self) -> F64:
        """(Limbs, 3) a joint of each limb, which runs along x (arms) or y from there, unposed."""
        places: list[F64] = []
        for node in self.scene.nodes:  # parents come first
            places.append(np.array(node.translation) + (0.0 if node.parent is None else places[node.parent]))
        return np.array([places[self.scene.humanoid[bone]] for bone in (MIDDLES[limb] for limb in Limb)])

    @cached_property
    def ears(self) -> Bool:
        """(T,) where ears are: their shells are open behind."""
        x, y, z = self.middles.T
        return (np.abs(x) > 0.44) & (y > 0.1) & (y < 0.75) & (z < 0.12) & (z > -0.40)

    @cached_property
    def under_hair(self) -> Bool:
        """(T,) by the chart of the hair's shell: well above the hairline."""
        x, y, z = (self.middles - CENTRE).T
        azimuth = np.degrees(np.arctan2(np.abs(x), z))
        flat = np.hypot(x / RADIUS_X, z / np.where(z > 0, RADIUS_FRONT, RADIUS_BACK))
        v = np.where(y > 0, np.arctan2(flat, y / RADIUS_Y) / (np.pi / 2), 1.0 - y / DROP_PER_V)
        return (v < np.interp(azimuth, *COVERED)) & ~self.ears

    @cached_property
    def on_head(self) -> tuple[int, ...]:
        """Parts that are fixed to the head: they look the same in every pose."""
        ends = zip(self.starts[:-1], self.starts[1:], strict=True)
        return tuple(i for i, (a, b) in enumerate(ends) if (self.limb[a:b] == Limb.HEAD).all())

    @property
    def off_head(self) -> tuple[int, ...]:
        """All other parts."""
        return tuple(i for i in range(len(self.kinds)) if i not in self.on_head)

    def middle(self, name: str) -> F64:
        """Middle (3,) of a part, head space; inf where the figure has none of that name."""
        part = self.part_named(name)
        if part is None:
            return np.full(3, np.inf)
        return self.head_space(self.primitives[part].positions.mean(axis=0).astype(np.float64))

    def part_named(self, name: str) -> int | None:
        """The first part of that name."""
        return next((i for i, m in enumerate(self.scene.meshes) if m.name == name), None)

    def head_space(self, points: F64) -> F64:
        """Metres of the unposed figure to HH of the head: (..., 3), origin at the chin's height on the axis."""
        return (points - np.array([0.0, self.chin, 0.0])) / self.scale

    def faced(self, parts: tuple[int, ...], weights: Mapping[str, float]) -> list[F32]:
        """Points of parts under morph weights, unposed."""
        return [morphed(self.primitives[i], weights) for i in parts]

    def stanced(self, parts: tuple[int, ...], pose: Pose, *, by_head: bool) -> list[F32]:
        """Points of parts in a pose; `by_head`: seen from the head, as if it had stayed where it is unposed."""
        joints = joint_matrices(self.scene, pose)
        if by_head:
            joints = np.linalg.inv(joints[self.scene.skin.joints.index(self.scene.humanoid["head"])]) @ joints
        return [posed(self.primitives[i], joints, {})[0] for i in parts]


def morphed(p: Primitive, weights: Mapping[str, float]) -> F32:
    """Unposed points (N, 3) under morph weights."""
    points = p.positions.copy()
    for morph in p.morphs:
        if weight := weights.get(morph.name, 0.0):
            points[morph.indices] += np.float32(weight) * morph.deltas
    return points


def of_spec(spec: AvatarSpec) -> Subject:
    """The figure of a spec with every expression set."""
    return of_figure(spec, build_figure(spec, SETS))


def of_figure(spec: AvatarSpec, figure: Figure) -> Subject:
    """A figure as a subject; the tests hand over broken ones."""
    parts = figure.piece.parts
    toon = materials(spec)
    rig = build_rig(figure.bones, figure.piece.chains, figure.proportions)
    return Subject(
        spec,
        Scene(
            nodes=rig.nodes, meshes=tuple(_alone(p, rig.joints) for p in parts), materials=toon, textures=(),
            skin=rig.skin, humanoid=rig.humanoid, expressions=(), look_at=LookAt((0.0, 0.0, 0.0)),
            colliders=rig.colliders, springs=rig.springs, meta=ABOUT,
        ),
        tuple(kind_of(p.name, p.mesh) for p in parts),
        figure.proportions.chin * METRES_PER_HH,
        figure.proportions.head_scale * METRES_PER_HH,
    )  # fmt: skip


def _alone(part: Part, joints: Mapping[str, int]) -> Mesh:
    mesh = build_meshes([part], joints, [part.material])[0]
    return Mesh(part.name, mesh.primitives, mesh.morph_names)
