"""MToon-like colour of visible samples in linear light: what the numpy rasteriser does once it knows what is seen."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from moeforge.scene import F32, U8, Material, Scene, Toon

KEY, AMBIENT = 0.88, 0.12
"""Light strengths of RECIPE section 8; they sum to 1, so nothing bleaches."""
LINEAR = np.where(
    np.arange(256) / 255 <= 0.04045, np.arange(256) / 255 / 12.92, ((np.arange(256) / 255 + 0.055) / 1.055) ** 2.4
).astype(np.float32)
"""8-bit sRGB -> linear light."""
_STEPS = 1 << 16
"""Entries of the table from linear light to 8-bit sRGB."""


@dataclass(frozen=True, slots=True)
class Samples:
    """What is known of (N,) visible samples of one primitive."""

    u: F32  # (N,)
    v: F32  # (N,)
    light: F32  # (N,) cosine between normal and light
    view: F32  # (N,) cosine between normal and the direction to the eye
    density: float  # texels of a unit-square image that lie between two samples, as a share of its side


@dataclass(frozen=True, slots=True)
class Images:
    """The textures of a scene, and what was shrunk of them for one picture."""

    scene: Scene
    shrunk: dict[tuple[str, int], U8] = field(default_factory=dict[tuple[str, int], U8])

    def rough(self, name: str, density: float) -> U8:
        """A texture as it was shrunk for something else already, else as `dense`: for lines of a pixel."""
        known = [image for (own, _), image in self.shrunk.items() if own == name]
        return known[0] if known else self.dense(name, density)

    def dense(self, name: str, density: float) -> U8:
        """A texture, shrunk where its texels are denser than samples `density` apart (shares of its side)."""
        pixels = self.scene.texture(name).pixels
        step = min(int(density * max(pixels.shape[:2])), *pixels.shape[:2])
        if step < 2:
            return pixels
        if (name, step) not in self.shrunk:
            self.shrunk[name, step] = np.asarray(Image.fromarray(pixels).reduce(step))
        return self.shrunk[name, step]


def linear(color: Sequence[float]) -> F32:
    """An sRGB colour (floats) to linear light."""
    return LINEAR[(np.clip(np.array(color), 0, 1) * 255 + 0.5).astype(int)]


def to_srgb(light: F32) -> U8:
    """Linear light 0..1 to 8-bit sRGB."""
    return _encoded()[(np.clip(light, 0.0, 1.0) * (_STEPS - 1) + 0.5).astype(np.int32)]


@cache
def _encoded() -> U8:
    x = np.arange(_STEPS) / (_STEPS - 1)
    return (np.where(x <= 0.0031308, x * 12.92, 1.055 * x ** (1 / 2.4) - 0.055) * 255 + 0.5).astype(np.uint8)


def shade(images: Images, material: Material, samples: Samples, *, outline: bool = False) -> F32:
    """Colour of the samples in linear light, (N, 3); an outline's is flat."""
    toon = material.toon
    if outline:
        rough = images.rough(material.base_texture, samples.density)
        base, flat = _bilinear(rough, samples.u, samples.v), linear(toon.outline_color)
        return (flat * ((1 - toon.outline_lighting_mix) + base * toon.outline_lighting_mix)).astype(np.float32)
    base = _colors(images, material.base_texture, samples)
    side = np.where(samples.view < 0.0, np.float32(-1.0), np.float32(1.0)) if material.double_sided else np.float32(1.0)
    color = _lit(images, toon, base, samples, samples.light * side)
    if max(toon.rim_color) > 0.0:
        rim = np.clip(1 - np.abs(samples.view), 0, 1) ** np.float32(toon.rim_power)
        color += rim[:, None] * (linear(toon.rim_color) * _rim_share(images, toon, samples))
    return color


def _lit(images: Images, toon: Toon, base: F32, samples: Samples, cosine: F32) -> F32:
    # VRMC_materials_mtoon, "Lighting": linearstep(-1 + toony, 1 - toony, dot(N, L) + shift)
    ramp = np.float32(1 / max(2 - 2 * toon.toony, 1e-4))
    lit = np.clip((cosine + (_shift(images, toon, samples) + np.float32(1 - toon.toony))) * ramp, 0, 1)[:, None]
    dark = linear(toon.shade_color)
    if toon.shade_texture is None:
        return (base * ((dark + (1 - dark) * lit) * (KEY + AMBIENT))).astype(np.float32, copy=False)
    shaded = _colors(images, toon.shade_texture, samples) * dark
    return ((shaded + (base - shaded) * lit) * (KEY + AMBIENT)).astype(np.float32, copy=False)


def _shift(images: Images, toon: Toon, samples: Samples) -> F32:
    """The shading shift: (N,), or (1,) where no texture varies it."""
    if toon.shift_texture is None:
        return np.array([toon.shift], np.float32)
    pixels = images.scene.texture(toon.shift_texture).pixels
    share = pixels.reshape(-1, pixels.shape[2])[texels(samples.u, samples.v, pixels.shape), 0].astype(np.float32) / 255
    return (toon.shift + toon.shift_scale * share).astype(np.float32)


def _rim_share(images: Images, toon: Toon, samples: Samples) -> F32:
    """What the rim's colour is multiplied with, linear light: (N, 3), or (1, 1) without a texture."""
    if toon.rim_texture is None:
        return np.ones((1, 1), np.float32)
    return _colors(images, toon.rim_texture, samples)


def texels(u: F32, v: F32, shape: tuple[int, ...]) -> NDArray[np.int32]:
    """The nearest texel at UVs (N,), clamped at the border: indices into the rows of a flattened image."""
    height, width = shape[:2]
    x = np.clip((u * width).astype(np.int32), 0, width - 1)
    y = np.clip((v * height).astype(np.int32), 0, height - 1)
    return y * width + x


def _colors(images: Images, name: str, samples: Samples) -> F32:
    """Linear light of a texture at the samples, (N, 3)."""
    return _bilinear(images.dense(name, samples.density), samples.u, samples.v)


def _bilinear(image: U8, u: F32, v: F32) -> F32:
    """Linear light of a (H, W, 3 or 4) sRGB image at UVs (N,), clamped at the border."""
    h, w = image.shape[:2]
    x = np.clip(u * w - 0.5, 0, w - 1.001)
    y = np.clip(v * h - 0.5, 0, h - 1.001)
    x0, y0 = x.astype(np.int32), y.astype(np.int32)
    fx, fy = (x - x0)[:, None], (y - y0)[:, None]
    flat, at = image[..., :3].reshape(-1, 3), y0 * w + x0
    right, down = np.int32(w > 1), np.int32(w * (h > 1))
    taps = [LINEAR[flat.take(at + offset, axis=0)] for offset in (0, right, down, down + right)]
    top, bottom = taps[0] + (taps[1] - taps[0]) * fx, taps[2] + (taps[3] - taps[2]) * fx
    return top + (bottom - top) * fy
