"""Whether the parts of an opened file fit each other: every index points at something, the nodes form a tree."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from moeforge_exporters.container import Container
from moeforge_exporters.cursor import Cursor

_LISTS = ("nodes", "meshes", "materials", "textures", "images", "skins", "accessors", "bufferViews")
_MAX_DEPTH = 12
"""Textures sit at most this deep in a material's extensions; deeper JSON is not looked at."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of each thing the file has; `targets[m]` is the number of morphs of mesh m."""

    of: Mapping[str, int]
    targets: tuple[int, ...]
    node_mesh: tuple[int | None, ...]

    def point(self, cursor: Cursor, what: str) -> int:
        """The cursor's index into the list `what`."""
        return cursor.index(self.of[what], what)


def check(file: Container) -> Counts:
    """UnreadableFileError for the first thing that does not fit; else the counts."""
    tree = file.tree
    counts = _counts(tree)
    file.check_accessors()
    _check_nodes(tree, counts)
    _check_meshes(tree, counts)
    _check_images(tree, counts)
    _check_skins(file, counts)
    for name, check_extension in _EXTENSIONS.items():
        extension = tree.get("extensions").get(name)
        if extension.there:
            check_extension(extension, counts)
    return counts


def _counts(tree: Cursor) -> Counts:
    sizes = {name: len(tree.get(name).items()) for name in _LISTS}
    targets = tuple(_target_count(m) for m in tree.get("meshes").items())
    meshes = [n.get("mesh") for n in tree.get("nodes").items()]
    return Counts(sizes, targets, tuple(m.index(sizes["meshes"], "meshes") if m.there else None for m in meshes))


def _target_count(mesh: Cursor) -> int:
    """The number of morphs, which all primitives of a mesh must share (glTF 2.0, 3.7.2.2)."""
    found = {len(p.get("targets").items()) for p in mesh.get("primitives").items()}
    if len(found) > 1:
        raise mesh.fail("its primitives differ in their number of morph targets")
    return found.pop() if found else 0


def _check_nodes(tree: Cursor, counts: Counts) -> None:
    nodes = tree.get("nodes").items()
    children = [[counts.point(c, "nodes") for c in node.get("children").items()] for node in nodes]
    parents = [c for row in children for c in row]
    if len(set(parents)) < len(parents):
        raise tree.get("nodes").fail("a node has two parents")
    reached = sorted(set(range(len(nodes))) - set(parents))
    for index in reached:  # grows while we walk
        reached.extend(children[index])
    if len(reached) < len(nodes):
        raise tree.get("nodes").fail("the nodes form a circle")


def _check_meshes(tree: Cursor, counts: Counts) -> None:
    for mesh in tree.get("meshes").items():
        for primitive in mesh.get("primitives").items():
            groups = [primitive.get("attributes"), *primitive.get("targets").items()]
            accessors = [a for group in groups for a in group.members().values()]
            for accessor in (*accessors, primitive.get("indices")):
                if accessor.there:
                    counts.point(accessor, "accessors")
            if primitive.get("material").there:
                counts.point(primitive.get("material"), "materials")


def _check_images(tree: Cursor, counts: Counts) -> None:
    for texture in tree.get("textures").items():
        if texture.get("source").there:
            counts.point(texture.get("source"), "images")
    for image in tree.get("images").items():
        if image.get("bufferView").there:
            counts.point(image.get("bufferView"), "bufferViews")
    for material in tree.get("materials").items():
        for texture in _texture_infos(material, 0):
            counts.point(texture.get("index"), "textures")


def _texture_infos(cursor: Cursor, depth: int) -> Iterator[Cursor]:
    """Every member called ...Texture, in the material itself and in its extensions."""
    for name, member in cursor.members().items():
        if not isinstance(member.value, dict) or depth > _MAX_DEPTH:
            continue
        if name.endswith("Texture"):
            yield member
        else:
            yield from _texture_infos(member, depth + 1)


def _check_skins(file: Container, counts: Counts) -> None:
    tree = file.tree
    skins = [[counts.point(j, "nodes") for j in s.get("joints").items()] for s in tree.get("skins").items()]
    meshes, accessors = tree.get("meshes").items(), tree.get("accessors").items()
    for node, mesh in zip(tree.get("nodes").items(), counts.node_mesh, strict=True):
        if mesh is None or not node.get("skin").there:
            continue
        joints = skins[counts.point(node.get("skin"), "skins")]
        for primitive in meshes[mesh].get("primitives").items():
            used = primitive.get("attributes").get("JOINTS_0")
            if used.there and (most := file.greatest_joint(accessors[counts.point(used, "accessors")])) >= len(joints):
                raise used.fail(f"a vertex names joint {most}, but the skin has {len(joints)} joints")


def _check_vrm1(vrm: Cursor, counts: Counts) -> None:
    bones = vrm.get("humanoid").get("humanBones").members()
    _check_bones(vrm, [(name, bone.get("node")) for name, bone in bones.items()], counts)
    if vrm.get("meta").get("thumbnailImage").there:
        counts.point(vrm.get("meta").get("thumbnailImage"), "images")
    for group in ("preset", "custom"):
        for expression in vrm.get("expressions").get(group).members().values():
            for bind in expression.get("morphTargetBinds").items():
                mesh = counts.node_mesh[counts.point(bind.get("node"), "nodes")]
                bind.get("index").index(0 if mesh is None else counts.targets[mesh], "morph targets on that node")


def _check_vrm0(vrm: Cursor, counts: Counts) -> None:
    rows = [(b.get("bone").text(), b.get("node")) for b in vrm.get("humanoid").get("humanBones").items()]
    _check_bones(vrm, rows, counts)
    for group in vrm.get("blendShapeMaster").get("blendShapeGroups").items():
        for bind in group.get("binds").items():
            mesh = counts.point(bind.get("mesh"), "meshes")
            bind.get("index").index(counts.targets[mesh], "morph targets in that mesh")
    materials = vrm.get("materialProperties").items()
    if materials and len(materials) != counts.of["materials"]:
        raise vrm.get("materialProperties").fail(f"{len(materials)} entries for {counts.of['materials']} materials")
    springs = vrm.get("secondaryAnimation")
    groups = len(springs.get("colliderGroups").items())
    for group in springs.get("boneGroups").items():
        for bone in group.get("bones").items():
            counts.point(bone, "nodes")
        for collider in group.get("colliderGroups").items():
            collider.index(groups, "collider groups")


def _check_bones(vrm: Cursor, rows: list[tuple[str, Cursor]], counts: Counts) -> None:
    nodes = [counts.point(node, "nodes") for _, node in rows]
    for kind, values in (("human bone", [name for name, _ in rows]), ("node of human bones", nodes)):
        twice = [v for i, v in enumerate(values) if v in values[:i]]
        if twice:
            raise vrm.get("humanoid").fail(f"the {kind} {twice[0]!r} is listed twice")


def _check_springs1(springs: Cursor, counts: Counts) -> None:
    colliders = springs.get("colliders").items()
    groups = springs.get("colliderGroups").items()
    for collider in colliders:
        counts.point(collider.get("node"), "nodes")
    for group in groups:
        for collider in group.get("colliders").items():
            collider.index(len(colliders), "colliders")
    for spring in springs.get("springs").items():
        for joint in spring.get("joints").items():
            counts.point(joint.get("node"), "nodes")
        for group in spring.get("colliderGroups").items():
            group.index(len(groups), "collider groups")


_EXTENSIONS: Mapping[str, Callable[[Cursor, Counts], None]] = {
    "VRMC_vrm": _check_vrm1,
    "VRMC_springBone": _check_springs1,
    "VRM": _check_vrm0,
}
