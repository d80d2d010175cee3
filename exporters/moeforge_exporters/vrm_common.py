"""What both VRM versions need from a scene, in the words of neither."""

from collections.abc import Iterator
from dataclasses import dataclass

from moeforge.licences import LICENCES, Licence
from moeforge.scene import Expression, Meta, Scene


@dataclass(frozen=True, slots=True)
class Bind:
    """An expression's bind with everything resolved to indices; weight 0..1."""

    node: int
    mesh: int
    target: int
    weight: float


@dataclass(frozen=True, slots=True)
class Permissions:
    """What a licence allows, decided once so that the two versions' metadata never contradict each other."""

    anyone: bool
    commercial: bool
    violent: bool
    political: bool
    sexual: bool = False
    hateful: bool = False


def permissions(licence: Licence) -> Permissions:
    """The permissions of a licence.

    Open licences leave violent and political content to the user; sexual and hateful use of these childlike figures is
    never granted through VRM's own flags.
    """
    free = licence.anyone_may_use
    return Permissions(anyone=free, commercial=licence.commercial, violent=free, political=free)


def licence_of(meta: Meta) -> Licence:
    """The licence entry of an avatar; KeyError for an id that is not in the table."""
    return LICENCES[meta.licence]


def title(meta: Meta) -> str:
    """A name that is never empty, as VRM 1.0 demands."""
    return meta.title or f"Moeforge {meta.avatar_id[:8]}".strip()


def authors(meta: Meta) -> list[str]:
    """Author names, at least one, none empty."""
    return [name for name in meta.authors if name] or ["Moeforge"]


def binds(expression: Expression, scene: Scene) -> Iterator[Bind]:
    """The expression's binds as indices; those of weight 0 are left out."""
    meshes = {m.name: (i, m) for i, m in enumerate(scene.meshes)}
    nodes = {n.mesh: i for i, n in enumerate(scene.nodes) if n.mesh is not None}
    for bind in expression.binds:
        index, mesh = meshes[bind.mesh]
        if bind.weight > 0.0:
            yield Bind(nodes[bind.mesh], index, mesh.morph_names.index(bind.morph), bind.weight)
