"""Light painted into vertex colours, for viewers that know no MToon: theirs is the plain texture, flat by itself.

The shade is that of the toon material, under one light from above and in front, over a ramp wide enough for vertices.
"""

import numpy as np

from moeforge.render.shading import LINEAR, linear, texels
from moeforge.scene import F32, U8, Material, Primitive, Scene, Texture

LIGHT = np.array((0.215, 0.732, 0.646), np.float32)
"""Unit vector towards the light: above, in front, a little to the figure's left."""
SOFTNESS = 0.4
"""Half the width of the ramp, as a cosine: a hard edge would show every triangle."""
_DARK = 1e-3
"""Linear light below which a texel has no shade of its own."""


def colors(scene: Scene, primitive: Primitive) -> U8:
    """COLOR_0 of a primitive, (N, 4): linear light as bytes, which viewers multiply with the texture; alpha is 255."""
    material = scene.material(primitive.material)
    x = np.clip((primitive.normals @ LIGHT + material.toon.shift) / (2 * SOFTNESS) + 0.5, 0.0, 1.0)[:, None]
    lit = x * x * (3.0 - 2.0 * x)
    dark = _shade(scene, material, primitive.uvs)
    out = np.full((len(lit), 4), 255, np.uint8)
    out[:, :3] = (dark + (1.0 - dark) * lit) * 255.0 + 0.5
    return out


def _shade(scene: Scene, material: Material, uvs: F32) -> F32:
    """What full shade multiplies the texture with, linear light: (1, 3), or (N, 3) where a texture says it."""
    toon = material.toon
    dark = linear(toon.shade_color)[None]
    if toon.shade_texture is None:
        return dark
    base, shaded = (_texels(scene.texture(name), uvs) for name in (material.base_texture, toon.shade_texture))
    share = np.divide(shaded, base, out=np.ones_like(base), where=base > _DARK)
    return np.minimum(share * dark, 1.0).astype(np.float32)


def _texels(texture: Texture, uvs: F32) -> F32:
    """Linear light (N, 3) of the nearest texel: vertices lie in swatches of one colour, or in soft paint."""
    shape = texture.pixels.shape
    return LINEAR[texture.pixels.reshape(-1, shape[2])[texels(uvs[:, 0], uvs[:, 1], shape), :3]]
