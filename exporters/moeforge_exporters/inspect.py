"""What is inside a GLB or VRM file, whoever made it."""

from dataclasses import dataclass

from moeforge_exporters import integrity
from moeforge_exporters.container import Container, unpack
from moeforge_exporters.cursor import Cursor
from moeforge_exporters.description import Description, Kind, describe, kind_of
from moeforge_exporters.pictures import picture_size
from moeforge_exporters.provenance import EXTRAS_KEY

_TRIANGLE_LIST = 4  # primitive.mode; strips and fans have a triangle for each vertex after the second
_STRIPS = (5, 6)


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """An image of the file; width and height are 0 where the format is unknown or the image lies outside the file."""

    name: str
    mime: str
    width: int
    height: int
    size: int  # bytes in the file


@dataclass(frozen=True, slots=True)
class Origin:
    """What one of our own files says of its making; empty strings for others."""

    avatar_id: str
    recipe: str
    licence: str  # id of moeforge.licences
    digital_source: str  # IPTC digital source type: the mark of AI origin


@dataclass(frozen=True, slots=True)
class Report:
    """Counts and names of what a file holds; strings and tuples are empty where the file says nothing."""

    kind: Kind
    size: int  # bytes
    generator: str
    origin: Origin
    description: Description
    height: float  # metres, lowest to highest vertex in rest
    nodes: int
    joints: int
    meshes: int
    vertices: int
    triangles: int
    materials: tuple[str, ...]
    images: tuple[ImageInfo, ...]
    morphs: tuple[str, ...]
    extensions: tuple[str, ...]

    @property
    def texture_memory(self) -> int:
        """Bytes on the graphics card, uncompressed with mip levels: four bytes a pixel and a third more."""
        return sum(image.width * image.height * 4 * 4 // 3 for image in self.images)


def inspect(data: bytes) -> Report:
    """A report on the bytes of a GLB or VRM file of either version.

    UnreadableFileError when the file is damaged or contradicts itself, TooLargeError above 256 MiB. No image is
    decoded and no array copied, so memory stays near that of the file's JSON.
    """
    file = unpack(data)
    integrity.check(file)
    tree = file.tree
    positions = _positions(tree)
    return Report(
        kind=kind_of(tree),
        size=len(data),
        generator=tree.get("asset").get("generator").text(),
        origin=_origin(tree),
        description=describe(tree),
        height=_height(positions),
        nodes=len(tree.get("nodes").items()),
        joints=sum(len(s.get("joints").items()) for s in tree.get("skins").items()),
        meshes=len(tree.get("meshes").items()),
        vertices=sum(a.get("count").whole() for a in positions),
        triangles=sum(_triangles(p, tree) for p in _primitives(tree)),
        materials=tuple(m.get("name").text() for m in tree.get("materials").items()),
        images=tuple(_image(i, file) for i in tree.get("images").items()),
        morphs=_morphs(tree),
        extensions=tuple(e.text() for e in tree.get("extensionsUsed").items()),
    )


def _origin(tree: Cursor) -> Origin:
    extras = tree.get("asset").get("extras")
    ours = extras.get(EXTRAS_KEY) if isinstance(extras.value, dict) else Cursor(None)
    fields = ("avatarId", "recipe", "licence", "digitalSourceType")
    return Origin(*(ours.get(name).text() for name in fields))


def _primitives(tree: Cursor) -> list[Cursor]:
    return [p for m in tree.get("meshes").items() for p in m.get("primitives").items()]


def _positions(tree: Cursor) -> list[Cursor]:
    """The position accessors in use, each once: primitives may share one."""
    accessors = tree.get("accessors").items()
    used = (p.get("attributes").get("POSITION") for p in _primitives(tree))
    return [accessors[i] for i in dict.fromkeys(u.whole() for u in used if u.there)]


def _height(positions: list[Cursor]) -> float:
    """From the bounds that positions must state (glTF 2.0, 3.7.2.1); 0 where they do not."""
    low = [_component(a.get("min")) for a in positions]
    high = [_component(a.get("max")) for a in positions]
    return max(high) - min(low) if positions else 0.0


def _component(bounds: Cursor) -> float:
    values = bounds.items()
    value = values[1].value if len(values) == 3 else 0.0
    return float(value) if isinstance(value, int | float) else 0.0


def _triangles(primitive: Cursor, tree: Cursor) -> int:
    corners = primitive.get("indices")
    source = corners if corners.there else primitive.get("attributes").get("POSITION")
    count = tree.get("accessors").items()[source.whole()].get("count").whole() if source.there else 0
    mode = primitive.get("mode").whole(_TRIANGLE_LIST)
    if mode == _TRIANGLE_LIST:
        return count // 3
    return max(0, count - 2) if mode in _STRIPS else 0


def _image(image: Cursor, file: Container) -> ImageInfo:
    view = image.get("bufferView")
    data = file.view_bytes(file.views()[view.whole()]) if view.there else memoryview(b"")
    width, height = picture_size(data)
    return ImageInfo(image.get("name").text(), image.get("mimeType").text(), width, height, len(data))


def _morphs(tree: Cursor) -> tuple[str, ...]:
    """Names of morphs in the order of the file, each once; from the mesh, else from its first primitive."""
    names: dict[str, None] = {}
    for mesh in tree.get("meshes").items():
        for owner in (mesh, *mesh.get("primitives").items()[:1]):
            extras = owner.get("extras")
            listed = extras.get("targetNames").items() if isinstance(extras.value, dict) else []
            names |= dict.fromkeys(name.text() for name in listed)
    return tuple(names)
