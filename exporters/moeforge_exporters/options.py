"""What a caller may choose about an export, and the shape every exporter has."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from moeforge.errors import BadSpecError
from moeforge.scene import Scene

MorphStorage = Literal["sparse", "dense", "none"]
TextureFormat = Literal["png", "jpeg"]
_ALLOWED: Mapping[str, tuple[object, ...]] = {
    "morphs": get_args(MorphStorage),
    "texture_format": get_args(TextureFormat),
    "png_level": tuple(range(1, 10)),
}


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Options that every exporter understands; the defaults suit every importer that we know to be in wide use.

    morphs: how morph targets are stored. "sparse" (the default of all three formats) is what keeps 85 morphs below
        2 MB; UniVRM, three.js, Babylon.js, PlayCanvas, Blender, Godot, Assimp and glTFast read it, and the one report
        against it (UniVRM #2551) was a fault of that exporter. "dense" is for importers without sparse accessors
        (Resonite) or without those that state no base (UnityGLTF #900, SharpGLTF #202); "none" drops them.
    texture_format: "png" is lossless; "jpeg" makes opaque colour textures smaller at the price of exactness.
    png_level: zlib level of PNG textures, 1 (fast) to 9 (small).

    BadSpecError for any other value.
    """

    morphs: MorphStorage = "sparse"
    texture_format: TextureFormat = "png"
    png_level: int = 4

    def __post_init__(self) -> None:
        for name, allowed in _ALLOWED.items():
            value = getattr(self, name)
            if value not in allowed:
                choices = ", ".join(map(str, allowed))
                raise BadSpecError(f"export option {name} is {str(value)[:32]!r}; choose of {choices}", field=name)


class Exporter(Protocol):
    """A pure function: the same scene and options give the same bytes. It raises MoeforgeError for an unfit scene."""

    def __call__(self, scene: Scene, options: ExportOptions, images: Mapping[str, bytes] = ...) -> bytes:
        """The file. `images`: texture name -> its image file, for those that are encoded already."""
        ...
