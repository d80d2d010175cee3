"""Scene -> glTF 2.0 tree, without any VRM extension; the container is in `glb`."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

import pygltflib as gl

from moeforge.licences import LICENCES
from moeforge.scene import Mesh, Meta, Node, Scene
from moeforge_exporters import geometry, materials
from moeforge_exporters.bones import VRM1_BONES
from moeforge_exporters.buffers import Buffers
from moeforge_exporters.colors import rounded
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.provenance import asset_extras
from moeforge_exporters.textures import NO_IMAGES, SAMPLER, Images, Textures


@dataclass(slots=True)
class Document:
    """A glTF tree in the making, with what an extension needs to point into it."""

    scene: Scene
    gltf: gl.GLTF2
    buffers: Buffers
    textures: Textures
    extensions: dict[str, object] = field(default_factory=dict[str, object])

    def extend(self, name: str, value: Mapping[str, object]) -> None:
        """Put an extension at the root of the tree."""
        self.extensions[name] = dict(value)


def document(
    scene: Scene,
    options: ExportOptions,
    extensions: materials.MaterialExtensions = materials.no_extensions,
    images: Images = NO_IMAGES,
    colors: geometry.VertexColors = geometry.no_colors,
) -> Document:
    """The whole tree of a scene; `extensions` adds to each material, `images` are those encoded before."""
    scene = meshes_at_root(without_morphs(scene) if options.morphs == "none" else scene)
    buffers = _buffers(scene, options)
    textures = Textures(scene, options, buffers, images)
    material_ids = {m.name: i for i, m in enumerate(scene.materials)}
    tree = gl.GLTF2(
        asset=_asset(scene.meta),
        scene=0,
        scenes=[gl.Scene(nodes=[i for i, node in enumerate(scene.nodes) if node.parent is None])],
        nodes=_nodes(scene),
        meshes=[geometry.mesh(m, material_ids, buffers, options.morphs, partial(colors, scene)) for m in scene.meshes],
        skins=[geometry.skin(scene, buffers)],
        materials=[materials.base(m, textures, extensions) for m in scene.materials],
        samplers=[SAMPLER],
    )
    return Document(scene, tree, buffers, textures)


def _buffers(scene: Scene, options: ExportOptions) -> Buffers:
    """Empty buffers, but for zeros where morphs are stored sparse."""
    buffers = Buffers()
    counts = [len(p.positions) for m in scene.meshes if m.morph_names for p in m.primitives]
    if counts and options.morphs == "sparse":
        buffers.reserve_zeros(max(counts))
    return buffers


def finish(doc: Document) -> tuple[str, bytes]:
    """The JSON text and the binary chunk of a document.

    Text is UTF-8, not escaped: UniVRM 0.56.3 cannot read escaped characters. NaN would not be JSON: ValueError.
    """
    tree = doc.gltf
    tree.images, tree.textures = doc.textures.images, doc.textures.textures
    tree.bufferViews, tree.accessors = doc.buffers.views, doc.buffers.accessors
    tree.buffers = [gl.Buffer(byteLength=len(doc.buffers.blob))]
    tree.extensions = doc.extensions
    tree.extensionsUsed = _used(doc)
    text = json.dumps(tree, default=bare, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return text, bytes(doc.buffers.blob)


def bare(item: gl.Property | gl.Attributes) -> Mapping[str, object]:
    """The fields of a pygltflib object, without empty ones; dicts (extensions, extras) stay as they are.

    pygltflib's own to_json copies every number deeply, which costs a fifth of the whole export, and drops empty
    objects inside extras.
    """
    return {name: entry for name, entry in vars(item).items() if entry is not None and entry != [] and entry != {}}


def _used(doc: Document) -> list[str]:
    """Every extension that appears anywhere: one in use but not declared breaks loaders."""
    return sorted({*doc.extensions, *(name for m in doc.gltf.materials for name in m.extensions or ())})


def _asset(meta: Meta) -> gl.Asset:
    return gl.Asset(
        generator=meta.generator,
        copyright=f"{', '.join(meta.authors)}; {LICENCES[meta.licence].title}",
        extras=asset_extras(meta),
    )


def _nodes(scene: Scene) -> list[gl.Node]:
    children: dict[int, list[int]] = {}
    for index, node in enumerate(scene.nodes):
        if node.parent is not None:
            children.setdefault(node.parent, []).append(index)
    meshes = {m.name: i for i, m in enumerate(scene.meshes)}
    names = unique_names(scene)
    return [_node(n, names[i], children.get(i, []), meshes) for i, n in enumerate(scene.nodes)]


def _node(node: Node, name: str, children: list[int], meshes: Mapping[str, int]) -> gl.Node:
    moved = any(node.translation)
    return gl.Node(
        name=name,
        children=children,
        translation=rounded(node.translation) if moved else None,
        mesh=None if node.mesh is None else meshes[node.mesh],
        skin=None if node.mesh is None else 0,
    )


def unique_names(scene: Scene) -> list[str]:
    """A name for every node, each once, and human bone names only on the bones they belong to.

    Unity's AvatarBuilder refuses a second node of a name, or a spare one named like a bone (UniVRM #2275, #1969).
    """
    bones = set(scene.humanoid.values())
    order = sorted(range(len(scene.nodes)), key=lambda i: i not in bones)
    taken: set[str] = set()
    names = [""] * len(scene.nodes)
    for index in order:
        reserved = taken if index in bones else taken | VRM1_BONES
        names[index] = _free(scene.nodes[index].name, reserved)
        taken.add(names[index])
    return names


def _free(name: str, taken: Iterable[str]) -> str:
    number, candidate = 2, name
    while candidate in taken:
        number, candidate = number + 1, f"{name}_{number}"
    return candidate


def meshes_at_root(scene: Scene) -> Scene:
    """The scene with its mesh nodes as roots: a skinned mesh ignores its parents, and validators warn of them."""
    return replace(scene, nodes=tuple(n if n.mesh is None else replace(n, parent=None) for n in scene.nodes))


def without_morphs(scene: Scene) -> Scene:
    """The scene with its meshes at rest for good; expressions keep their names and bind nothing."""
    return replace(
        scene,
        meshes=tuple(_still(m) for m in scene.meshes),
        expressions=tuple(replace(e, binds=()) for e in scene.expressions),
    )


def _still(mesh: Mesh) -> Mesh:
    return replace(mesh, morph_names=(), primitives=tuple(replace(p, morphs=()) for p in mesh.primitives))


def mesh_nodes(nodes: Sequence[Node]) -> dict[str, int]:
    """Mesh name -> the node that carries it."""
    return {node.mesh: i for i, node in enumerate(nodes) if node.mesh is not None}
