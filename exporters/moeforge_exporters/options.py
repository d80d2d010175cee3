"""What a caller may choose about an export, and the shape every exporter has."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from moeforge.scene import Scene

MorphStorage = Literal["sparse", "dense", "none"]
TextureFormat = Literal["png", "jpeg"]


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Options that every exporter understands; the defaults suit every importer that we know to be in wide use.

    morphs: how morph targets are stored. "sparse" (the default of all three formats) is what keeps 85 morphs below
        2 MB; UniVRM, three.js, Blender, Godot and glTFast read it, and the one report against it (UniVRM #2551)
        was a fault of that exporter. "dense" is for importers without sparse accessors (Resonite); "none" drops them.
    texture_format: "png" is lossless; "jpeg" makes opaque colour textures smaller at the price of exactness.
    png_level: zlib level of PNG textures, 1 (fast) to 9 (small).
    """

    morphs: MorphStorage = "sparse"
    texture_format: TextureFormat = "png"
    png_level: int = 4


Exporter = Callable[[Scene, ExportOptions], bytes]
"""A pure function: the same scene and options give the same bytes. It raises MoeforgeError for an unfit scene."""
