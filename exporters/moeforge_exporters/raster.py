"""A small numpy rasteriser: visibility buffer, then MToon-like shading of the visible samples. Needs pip alone."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moeforge.scene import F32, U8, Material, Scene, Toon
from moeforge_exporters.camera import Camera
from moeforge_exporters.scan import nearest

I64 = NDArray[np.int64]
F64 = NDArray[np.float64]

LIGHT = np.array([0.30, 0.42, 0.86])
"""Direction to the key light in camera space (right, up, towards the viewer)."""
KEY, AMBIENT = 0.88, 0.12
"""Light strengths of RECIPE section 8; they sum to 1, so nothing bleaches."""
BATCH = 50_000
"""Samples shaded at a time, which bounds memory."""
_LINEAR = np.where(
    np.arange(256) / 255 <= 0.04045, np.arange(256) / 255 / 12.92, ((np.arange(256) / 255 + 0.055) / 1.055) ** 2.4
).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A posed primitive ready to draw; the arrays follow scene.Primitive."""

    material: Material
    positions: F32
    normals: F32
    uvs: F32
    triangles: NDArray[np.uint32]
    outline: bool = False  # an inverted hull: only back faces, flat colour


def to_srgb(linear: F32) -> U8:
    """Linear light 0..1 to 8-bit sRGB."""
    x = np.clip(linear, 0.0, 1.0)
    return (np.where(x <= 0.0031308, x * 12.92, 1.055 * x ** (1 / 2.4) - 0.055) * 255 + 0.5).astype(np.uint8)


def linear(color: Sequence[float]) -> F32:
    """An sRGB colour (floats) to linear light."""
    return _LINEAR[(np.clip(np.array(color), 0, 1) * 255 + 0.5).astype(int)]


def hull(scene: Scene, item: Drawn) -> Drawn | None:
    """The outline of a primitive: moved out along the normals by the material's width (masked), or None."""
    toon = item.material.toon
    if toon.outline_width <= 0:
        return None
    width = np.full(len(item.positions), toon.outline_width, np.float32)
    if toon.outline_mask:
        mask = scene.texture(toon.outline_mask).pixels
        width *= mask[_texels(item.uvs, mask.shape)][:, 1] / 255
    moved = (item.positions + item.normals * width[:, None]).astype(np.float32)
    return Drawn(item.material, moved, item.normals, item.uvs, item.triangles, outline=True)


def _texels(uvs: F32, shape: tuple[int, ...]) -> tuple[I64, I64]:
    h, w = shape[:2]
    x = np.clip((uvs[:, 0] * w).astype(np.int64), 0, w - 1)
    y = np.clip((uvs[:, 1] * h).astype(np.int64), 0, h - 1)
    return y, x


def _bilinear(image: U8, uvs: F32) -> F32:
    """Linear light of a (H, W, 3) sRGB image at UVs (N, 2), clamped at the border."""
    h, w = image.shape[:2]
    x = np.clip(uvs[:, 0] * w - 0.5, 0, w - 1.001)
    y = np.clip(uvs[:, 1] * h - 0.5, 0, h - 1.001)
    x0, y0 = x.astype(np.int64), y.astype(np.int64)
    fx, fy = (x - x0)[:, None], (y - y0)[:, None]
    taps = [_LINEAR[image[y0 + j, x0 + i, :3]] for j in (0, 1) for i in (0, 1)]
    top, bottom = taps[0] + (taps[1] - taps[0]) * fx, taps[2] + (taps[3] - taps[2]) * fx
    return (top + (bottom - top) * fy).astype(np.float32)


def _facing(item: Drawn, screen: F64) -> NDArray[np.bool_]:
    """Which triangles to draw: front faces, back faces of hulls, both when double-sided."""
    a, b, c = (screen[item.triangles[:, i], :2] for i in range(3))
    area = (b[:, 0] - a[:, 0]) * (c[:, 1] - a[:, 1]) - (b[:, 1] - a[:, 1]) * (c[:, 0] - a[:, 0])
    # screen y points down, so a counter-clockwise triangle has a negative area
    if item.outline:
        return area > 1e-9
    return np.abs(area) > 1e-9 if item.material.double_sided else area < -1e-9


def _barycentric(corners: F64, x: I64, y: I64) -> F64:
    """(N, 3) screen barycentric coordinates of the pixel centres in corners (N, 3, 3)."""
    px, py = x + 0.5, y + 0.5
    (ax, ay), (bx, by), (cx, cy) = ((corners[:, i, 0], corners[:, i, 1]) for i in range(3))
    area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
    u = ((bx - px) * (cy - py) - (by - py) * (cx - px)) / area
    v = ((cx - px) * (ay - py) - (cy - py) * (ax - px)) / area
    return np.stack([u, v, 1 - u - v], axis=1)


def _shade(scene: Scene, item: Drawn, uvs: F32, normals: F32, view: F32, light: F64) -> F32:
    """Toon colour in linear light of samples with the given UVs, unit normals and directions to the eye (N, ...)."""
    toon = item.material.toon
    base = _bilinear(scene.texture(item.material.base_texture).pixels, uvs)
    if item.outline:
        flat = linear(toon.outline_color)
        return (flat * (1 - toon.outline_lighting_mix) + flat * base * toon.outline_lighting_mix).astype(np.float32)
    shade = base if toon.shade_texture is None else _bilinear(scene.texture(toon.shade_texture).pixels, uvs)
    shade = shade * linear(toon.shade_color)
    # VRMC_materials_mtoon, "Lighting": linearstep(-1 + toony, 1 - toony, dot(N, L) + shift)
    lit = np.clip(
        (normals @ light.astype(np.float32) + _shift(scene, toon, uvs) + 1 - toon.toony)
        / max(2 - 2 * toon.toony, 1e-4),
        0,
        1,
    )
    color = shade + (base - shade) * lit[:, None]
    rim = np.clip(1 - np.abs((normals * view).sum(1)), 0, 1) ** toon.rim_power
    glow = linear(toon.rim_color) * _rim_share(scene, toon, uvs)
    return (color * (KEY + AMBIENT) + rim[:, None] * glow).astype(np.float32)


def _shift(scene: Scene, toon: Toon, uvs: F32) -> F32:
    """The shading shift at UVs (N, 2): (N,), or (1,) where no texture varies it."""
    if toon.shift_texture is None:
        return np.array([toon.shift], np.float32)
    pixels = scene.texture(toon.shift_texture).pixels
    share = pixels[_texels(uvs, pixels.shape)][:, 0].astype(np.float32) / 255
    return (toon.shift + toon.shift_scale * share).astype(np.float32)


def _rim_share(scene: Scene, toon: Toon, uvs: F32) -> F32:
    """What the rim's colour is multiplied with at UVs (N, 2), linear light: (N, 3), or (1, 1) without a texture."""
    if toon.rim_texture is None:
        return np.ones((1, 1), np.float32)
    return _bilinear(scene.texture(toon.rim_texture).pixels, uvs)


def render(scene: Scene, items: Sequence[Drawn], camera: Camera, size: int) -> tuple[F32, NDArray[np.bool_]]:
    """Draw posed primitives: (size, size, 3) linear light and the mask of covered pixels."""
    screens = [camera.project(i.positions, size) for i in items]
    keep = [np.flatnonzero(_facing(i, s)) for i, s in zip(items, screens, strict=True)]
    corners = np.concatenate([s[i.triangles[k]] for i, s, k in zip(items, screens, keep, strict=True)])
    ends = np.cumsum([len(k) for k in keep])
    seen = nearest(corners, size)
    color = np.zeros((size * size, 3), np.float32)
    for n, item in enumerate(items):
        start = ends[n] - len(keep[n])
        own = np.flatnonzero((seen >= start) & (seen < ends[n]))
        for pixels in np.split(own, range(BATCH, len(own), BATCH)):
            triangle = seen[pixels]
            weights = _perspective(corners[triangle], pixels, size, camera)
            index = item.triangles[keep[n][triangle - start]]
            color[pixels] = _sample(scene, item, index, weights, camera)
    return color.reshape(size, size, 3), (seen >= 0).reshape(size, size)


def _perspective(corners: F64, pixels: I64, size: int, camera: Camera) -> F32:
    """Perspective-correct barycentric weights."""
    weights = _barycentric(corners, pixels % size, pixels // size) / camera.distance_of(corners[:, :, 2])
    return (weights / weights.sum(1, keepdims=True)).astype(np.float32)


def _sample(scene: Scene, item: Drawn, index: NDArray[np.uint32], weights: F32, camera: Camera) -> F32:
    """Interpolate attributes at the samples and shade them."""

    def mix(values: F32) -> F32:
        a, b, c = (values[index[:, i]] * weights[:, i, None] for i in range(3))
        return (a + b + c).astype(np.float32)

    normals = mix(item.normals)
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-6)
    view = camera.eye.astype(np.float32) - mix(item.positions)
    view /= np.linalg.norm(view, axis=1, keepdims=True)
    if item.material.double_sided and not item.outline:
        normals = np.where((normals * view).sum(1, keepdims=True) < 0, -normals, normals)
    return _shade(scene, item, mix(item.uvs), normals, view, camera.to_world(LIGHT))
