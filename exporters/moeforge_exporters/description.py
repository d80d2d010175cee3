"""The avatar's own words about itself, read from whichever VRM extension a file has."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from moeforge_exporters.bones import PRESETS, REQUIRED_VRM0, REQUIRED_VRM1, VRM0_THUMBS
from moeforge_exporters.cursor import Cursor

Kind = Literal["glb", "vrm", "vrm0"]
EXTENSIONS: Mapping[Kind, str] = {"vrm": "VRMC_vrm", "vrm0": "VRM"}
_BONES1 = {old: new for new, old in VRM0_THUMBS.items()}
_PRESETS1 = {preset: name for name, (_, preset) in PRESETS.items() if preset != "unknown"}


@dataclass(frozen=True, slots=True)
class Description:
    """Names as VRM 1.0 has them, whatever the version of the file."""

    title: str = ""
    authors: tuple[str, ...] = ()
    licence: str = ""
    bones: tuple[str, ...] = ()
    missing_bones: tuple[str, ...] = ()
    expressions: tuple[str, ...] = ()
    springs: int = 0
    spring_joints: int = 0
    colliders: int = 0


def kind_of(tree: Cursor) -> Kind:
    """Which of our formats the file is."""
    extensions = tree.get("extensions")
    found: list[Kind] = [kind for kind, name in EXTENSIONS.items() if extensions.get(name).there]
    return found[0] if found else "glb"


def describe(tree: Cursor) -> Description:
    """The description in a file's VRM extension; empty for a plain GLB."""
    return _READERS[kind_of(tree)](tree)


def _glb(tree: Cursor) -> Description:
    del tree
    return Description()


def _vrm1(tree: Cursor) -> Description:
    vrm, springs = (tree.get("extensions").get(name) for name in ("VRMC_vrm", "VRMC_springBone"))
    meta, bones = vrm.get("meta"), tuple(vrm.get("humanoid").get("humanBones").members())
    groups = [vrm.get("expressions").get(name).members() for name in ("preset", "custom")]
    chains = [len(s.get("joints").items()) for s in springs.get("springs").items()]
    return Description(
        title=meta.get("name").text(),
        authors=tuple(a.text() for a in meta.get("authors").items()),
        licence=meta.get("otherLicenseUrl").text() or meta.get("licenseUrl").text(),
        bones=bones,
        missing_bones=_missing(REQUIRED_VRM1, bones),
        expressions=tuple(name for group in groups for name in group),
        springs=len(chains),
        spring_joints=sum(max(0, n - 1) for n in chains),  # the last is tail only
        colliders=len(springs.get("colliders").items()),
    )


def _vrm0(tree: Cursor) -> Description:
    vrm = tree.get("extensions").get("VRM")
    meta, springs = vrm.get("meta"), vrm.get("secondaryAnimation")
    rows = [b.get("bone").text() for b in vrm.get("humanoid").get("humanBones").items()]
    roots = [b.whole() for g in springs.get("boneGroups").items() for b in g.get("bones").items()]
    return Description(
        title=meta.get("title").text(),
        authors=tuple(name for name in (meta.get("author").text(),) if name),
        licence=meta.get("licenseName").text(),
        bones=tuple(_BONES1.get(bone, bone) for bone in rows),
        missing_bones=_missing(REQUIRED_VRM0, rows),
        expressions=tuple(_expression0(g) for g in vrm.get("blendShapeMaster").get("blendShapeGroups").items()),
        springs=len(roots),
        spring_joints=_below(roots, tree),
        colliders=sum(len(g.get("colliders").items()) for g in springs.get("colliderGroups").items()),
    )


_READERS: Mapping[Kind, Callable[[Cursor], Description]] = {"glb": _glb, "vrm": _vrm1, "vrm0": _vrm0}


def _missing(required: Iterable[str], bones: Iterable[str]) -> tuple[str, ...]:
    have = set(bones)
    return tuple(bone for bone in required if bone not in have)


def _expression0(group: Cursor) -> str:
    return _PRESETS1.get(group.get("presetName").text(), group.get("name").text())


def _below(roots: list[int], tree: Cursor) -> int:
    """The number of nodes in the subtrees of `roots`: all of them swing."""
    nodes = tree.get("nodes").items()
    reached = list(dict.fromkeys(roots))
    seen = set(reached)
    for index in reached:  # grows while we walk
        fresh = [c.whole() for c in nodes[index].get("children").items() if c.whole() not in seen]
        reached.extend(fresh)
        seen.update(fresh)
    return len(reached)
