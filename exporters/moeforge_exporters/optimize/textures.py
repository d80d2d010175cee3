"""Smaller textures."""

from dataclasses import replace

import numpy as np
from PIL import Image

from moeforge.scene import Scene, Texture


def at_most(scene: Scene, side: int) -> Scene:
    """The scene with no texture wider or higher than `side` texels; proportions are kept."""
    return replace(scene, textures=tuple(_at_most(t, side) for t in scene.textures))


def _at_most(texture: Texture, side: int) -> Texture:
    height, width = texture.pixels.shape[:2]
    largest = max(width, height)
    if largest <= side:
        return texture
    size = max(1, width * side // largest), max(1, height * side // largest)
    smaller = np.asarray(Image.fromarray(texture.pixels).resize(size, Image.Resampling.LANCZOS))
    return replace(texture, pixels=smaller)
