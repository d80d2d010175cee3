"""The finished avatar as plain numpy values; it knows no file format.

glTF conventions, said once: metres, +Y up, the figure faces +Z, its left arm lies at +X, soles at y = 0, T-pose.
Node transforms are translations only (bind pose = rest pose). UV origin is the top-left corner of the image.
Colours are sRGB in 0..1 unless a field says linear; exporters convert.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]
U16 = NDArray[np.uint16]
U32 = NDArray[np.uint32]
Rgb = tuple[float, float, float]
Vec3 = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Texture:
    """An image: (H, W, 3 or 4) uint8, sRGB, straight alpha; `linear` marks data textures such as masks."""

    name: str
    pixels: U8
    linear: bool = False


@dataclass(frozen=True, slots=True)
class Toon:
    """Toon shading in MToon's terms (VRMC_materials_mtoon-1.0), colours sRGB, outline width in metres.

    `shift` alone must look right: VRM 0.x has no place for the texture.
    """

    shade_color: Rgb = (1.0, 1.0, 1.0)
    shade_texture: str | None = None
    shift: float = 0.0
    shift_texture: str | None = None  # its red channel (0..1) times shift_scale is added to shift
    shift_scale: float = 1.0
    toony: float = 0.9
    rim_color: Rgb = (0.0, 0.0, 0.0)
    rim_texture: str | None = None  # sRGB, multiplies rim_color
    rim_power: float = 3.0
    outline_width: float = 0.0
    outline_color: Rgb = (0.0, 0.0, 0.0)
    outline_lighting_mix: float = 0.0
    outline_mask: str | None = None
    gi_equalization: float = 0.9


@dataclass(frozen=True, slots=True)
class Material:
    """A toon material; texture fields hold names of entries of `Scene.textures`."""

    name: str
    base_texture: str
    toon: Toon
    double_sided: bool = False
    alpha_mode: Literal["OPAQUE", "MASK", "BLEND"] = "OPAQUE"
    alpha_cutoff: float = 0.5


@dataclass(frozen=True, slots=True)
class Morph:
    """A sparse morph target: `deltas[i]` (metres) moves vertex `indices[i]`; normals stay."""

    name: str
    indices: U32  # (K,), strictly increasing
    deltas: F32  # (K, 3)


@dataclass(frozen=True, slots=True)
class Primitive:
    """Triangles of one material. `joints` index `Skin.joints`; weights of a vertex sum to 1."""

    material: str
    positions: F32  # (N, 3) metres
    normals: F32  # (N, 3) unit length
    uvs: F32  # (N, 2)
    triangles: U32  # (M, 3) counter-clockwise from outside
    joints: U16  # (N, 4)
    weights: F32  # (N, 4)
    morphs: tuple[Morph, ...] = ()


@dataclass(frozen=True, slots=True)
class Mesh:
    """One skinned mesh. Its primitives share the list of morph names, `morph_names`, in that order."""

    name: str
    primitives: tuple[Primitive, ...]
    morph_names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the tree. `translation` is relative to the parent; `mesh` names an entry of `Scene.meshes`."""

    name: str
    parent: int | None
    translation: Vec3 = (0.0, 0.0, 0.0)
    mesh: str | None = None


@dataclass(frozen=True, slots=True)
class Skin:
    """Node indices of the joints; inverse bind matrices follow from the rest pose."""

    joints: tuple[int, ...]


Override = Literal["none", "block", "blend"]


@dataclass(frozen=True, slots=True)
class MorphBind:
    """At expression weight 1, morph `morph` of mesh `mesh` gets `weight` (0..1)."""

    mesh: str
    morph: str
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Expression:
    """A named face; `preset` says that `name` is one of VRM 1.0's 18 presets."""

    name: str
    binds: tuple[MorphBind, ...]
    preset: bool = True
    is_binary: bool = False
    override_mouth: Override = "none"
    override_blink: Override = "none"
    override_look_at: Override = "none"


@dataclass(frozen=True, slots=True)
class LookAt:
    """Gaze by eye bones: an input of `input_max` degrees turns the eye by the output, in degrees."""

    offset_from_head: Vec3
    input_max: float = 90.0
    horizontal_inner: float = 5.5
    horizontal_outer: float = 5.5
    vertical_down: float = 4.0
    vertical_up: float = 4.0


@dataclass(frozen=True, slots=True)
class Collider:
    """A sphere (tail is None) or capsule fixed to a node; offsets and radius in metres, local to the node."""

    node: int
    offset: Vec3
    radius: float
    tail: Vec3 | None = None


@dataclass(frozen=True, slots=True)
class Spring:
    """A swinging chain. `joints` are node indices from root to end node; the last one is tail only."""

    name: str
    joints: tuple[int, ...]
    stiffness: float
    drag: float
    gravity: float
    hit_radius: float  # metres
    colliders: tuple[int, ...] = ()  # indices into Scene.colliders


@dataclass(frozen=True, slots=True)
class Meta:
    """Who made the avatar and what may be done with it; `licence` is a key of moeforge.licences.LICENCES."""

    title: str
    authors: tuple[str, ...]
    licence: str
    recipe: str  # canonical JSON
    avatar_id: str
    generator: str
    models: Mapping[str, str] = field(default_factory=dict[str, str])  # model name -> sha256


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything an exporter needs."""

    nodes: tuple[Node, ...]
    meshes: tuple[Mesh, ...]
    materials: tuple[Material, ...]
    textures: tuple[Texture, ...]
    skin: Skin
    humanoid: Mapping[str, int]  # VRM 1.0 bone name -> node index
    expressions: tuple[Expression, ...]
    look_at: LookAt
    colliders: tuple[Collider, ...]
    springs: tuple[Spring, ...]
    meta: Meta
    thumbnail: U8 | None = None  # (S, S, 3) sRGB

    def texture(self, name: str) -> Texture:
        """The texture of that name; KeyError if the scene has none."""
        return {t.name: t for t in self.textures}[name]

    def material(self, name: str) -> Material:
        """The material of that name; KeyError if the scene has none."""
        return {m.name: m for m in self.materials}[name]

    @property
    def triangle_count(self) -> int:
        """Triangles over all meshes, outlines not counted."""
        return sum(len(p.triangles) for m in self.meshes for p in m.primitives)
