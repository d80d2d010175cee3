"""The way of the data, from a complete spec to a Scene: geometry, painted sheets, composed textures, rig.

Same recipe + same model cards + same template version = same Scene, value for value.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import moeforge
from moeforge.decal import decal_pixels
from moeforge.errors import ModelError
from moeforge.models.bundle import has_upscaler, load_generator, load_upscaler
from moeforge.models.generator import Generator
from moeforge.models.upscaler import Upscaler
from moeforge.rig.assemble import Rig, build_meshes, build_rig
from moeforge.rig.expressions import expressions
from moeforge.rig.materials import ORDER, materials
from moeforge.scene import U8, LookAt, Material, Mesh, Meta, Node, Scene, Texture
from moeforge.spec import AvatarSpec
from moeforge.style.restyle import restyle, restyle_materials
from moeforge.template.chibi import VERSION, Figure, build_figure
from moeforge.template.proportions import METRES_PER_HH
from moeforge.textures.compose import TextureSet, compose
from moeforge.textures.decal import printed
from moeforge.textures.finer import finer_sheets, finer_textures
from moeforge.textures.images import LINEAR_TEXTURES
from moeforge.textures.sheets import completed, painted
from moeforge.textures.worn import hidden

Progress = Callable[[str, float], None]
"""Called with a stage's name and the share done (0..1) before each stage; it may raise to stop the work."""


@dataclass(frozen=True, slots=True)
class Studio:
    """What is loaded once and shared by all avatars. Without a generator the painter paints, without an upscaler plain
    filters enlarge."""

    generator: Generator | None = None
    upscaler: Upscaler | None = None

    @staticmethod
    def load(models: Path | None = None, threads: int = 2) -> "Studio":
        """Load the models of a folder, or the bundled ones; ModelError if one is missing or changed."""
        upscaler = load_upscaler(models, threads) if has_upscaler(models) else None
        return Studio(load_generator(models, threads), upscaler)

    @property
    def models(self) -> Mapping[str, str]:
        """Model name -> sha256, of what paints."""
        return {**(self.generator.hashes if self.generator else {}), **(self.upscaler.hashes if self.upscaler else {})}

    def used(self, spec: AvatarSpec) -> Mapping[str, str]:
        """Model name -> sha256, of all that have a hand in the avatar."""
        return self.models if spec.texture_source == "gan" else {}


def silent(stage: str, share: float) -> None:
    """A Progress that reports to nobody."""
    del stage, share


def avatar_id(spec: AvatarSpec, studio: Studio) -> str:
    """Hash of recipe, model hashes and template version: 32 hex digits that name the avatar."""
    models = studio.used(spec)
    parts = [moeforge.__version__, VERSION, spec.recipe, *(f"{k}={models[k]}" for k in sorted(models))]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:32]


def build(
    spec: AvatarSpec,
    studio: Studio,
    progress: Progress = silent,
    *,
    expression_sets: Sequence[str] = ("vrm",),
    lod: str = "hero",
    decal: bytes = b"",
    texture_scale: int = 1,
) -> Scene:
    """The avatar of a spec. ModelError if the spec asks for the generator and the studio has none.

    `expression_sets`: those of "vrm", "arkit", "oculus" and "anime" that the face shall know; `lod`: a key of
    template.lod.LODS. UnknownTraitError for others. `decal`: the file of the spec's decal; BadSpecError for
    another one, or for none where the spec has one. `texture_scale`: 2 enlarges the finished textures (a face of
    2048 texels) for close-ups; ModelError without an upscaler.
    """
    picture = decal_pixels(spec, decal)
    progress("geometry", 0.0)
    with ThreadPoolExecutor(1, "moeforge-paint") as beside:  # the nets run outside Python's lock
        painting = beside.submit(paint, spec, studio)
        figure = build_figure(spec, expression_sets, lod)
        progress("paint", 0.3)
        bones = rigged(figure)
        sheets = painting.result()
    progress("textures", 0.6)
    bare = hidden("hair", figure.piece.parts)
    textures = compose(spec, sheets, figure.fringe, figure.palette, figure.weaves, bare)
    textures = restyle(textures, spec)
    if picture is not None and figure.patch is not None:
        textures = printed(textures, figure.patch, picture)
    textures = finer_textures(textures, studio.upscaler, texture_scale)
    progress("rig", 0.9)
    return assemble(spec, figure, textures, meta(spec, studio), expression_sets, bones)


def paint(spec: AvatarSpec, studio: Studio) -> Mapping[str, U8]:
    """The painted sheets of a spec: (S, S, 3) sRGB each, from the source that the spec names."""
    return completed(spec, _sheets(spec, studio))


def _sheets(spec: AvatarSpec, studio: Studio) -> Mapping[str, U8]:
    if spec.texture_source == "painter":
        return painted(spec)
    if studio.generator is None:
        raise ModelError("no generator is loaded; load one, or set texture_source to painter", field="texture_source")
    return finer_sheets(studio.generator.sheets(spec), studio.upscaler)


def meta(spec: AvatarSpec, studio: Studio) -> Meta:
    """Title, licence and provenance of the avatar."""
    name = avatar_id(spec, studio)
    return Meta(
        title=spec.title or f"Moeforge {name[:8]}",
        authors=(spec.author or "Moeforge",),
        licence=spec.licence,
        recipe=spec.recipe,
        avatar_id=name,
        generator=f"Moeforge {moeforge.__version__}",
        models=studio.used(spec),
    )


def rigged(figure: Figure) -> tuple[Rig, tuple[Mesh, ...]]:
    """Bones and springs, and the meshes that hang on them, in metres."""
    rig = build_rig(figure.bones, figure.piece.chains, figure.proportions)
    return rig, build_meshes(figure.piece.parts, rig.joints, ORDER)


def assemble(
    spec: AvatarSpec,
    figure: Figure,
    textures: TextureSet,
    about: Meta,
    expression_sets: Sequence[str] = ("vrm",),
    bones: tuple[Rig, tuple[Mesh, ...]] | None = None,
) -> Scene:
    """Geometry, paint and rig put together in metres; `bones`: what `rigged` makes of the figure, if it is there."""
    toon = restyle_materials(materials(spec), spec)
    rig, meshes = bones or rigged(figure)
    face = next(m for m in meshes if m.name == "Face")
    return Scene(
        nodes=_nodes(rig, meshes),
        meshes=meshes,
        materials=toon,
        textures=_textures(textures, toon),
        skin=rig.skin,
        humanoid=rig.humanoid,
        expressions=expressions(face.morph_names, expression_sets),
        look_at=LookAt((0.0, figure.eye_height * METRES_PER_HH, figure.eye_depth * METRES_PER_HH)),
        colliders=rig.colliders,
        springs=rig.springs,
        meta=about,
    )


def _nodes(rig: Rig, meshes: tuple[Mesh, ...]) -> tuple[Node, ...]:
    return (*rig.nodes, *(Node(m.name, 0, mesh=m.name) for m in meshes))


def _textures(textures: TextureSet, toon: tuple[Material, ...]) -> tuple[Texture, ...]:
    """The images that a material uses, in a fixed order."""
    used = {n for m in toon for n in (m.base_texture, m.toon.shade_texture, m.toon.outline_mask) if n}
    return tuple(Texture(n, textures.images[n], n in LINEAR_TEXTURES) for n in sorted(used))
