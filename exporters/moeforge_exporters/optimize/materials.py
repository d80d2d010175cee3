"""All materials as one: one atlas of colour, one of shade, and three small maps for what differs by region."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from PIL import Image

from moeforge.scene import F32, U8, Material, Primitive, Rgb, Scene, Texture, Toon
from moeforge_exporters.optimize.meshes import joined, one_mesh
from moeforge_exporters.optimize.packing import Box, Packing, pack

NAME = "avatar"
SIDES = (512, 1024, 2048)
GUTTER = 256
"""The free border of a region is this part of the atlas's side: the first three mip levels do not bleed."""
MAP = 4
"""The maps of width, shift and rim are this much smaller than the atlas."""
OUTLINE: Rgb = (0x7D / 255, 0x5F / 255, 0x68 / 255)
"""Multiplied with the lit colour, it is near the outline of skin, hair and cloth alike (RECIPE2 section 5)."""
ALPHA: tuple[Literal["OPAQUE", "MASK", "BLEND"], ...] = ("OPAQUE", "MASK", "BLEND")
"""From least to most: the one material takes the most that any region needs."""


def one_material(scene: Scene, size: int = 1024) -> Scene:
    """The scene as one mesh with one material and an atlas `size` texels wide (512, 1024 or 2048).

    The atlas is half as high where that suffices; no image is enlarged. Every region keeps its base and shade colour,
    outline width, shading shift and rim colour; toony, rim power and the outline's tint become common (RECIPE2
    section 5, which lost the rim of hair too).
    """
    if size not in SIDES:
        raise ValueError(f"an atlas is {', '.join(map(str, SIDES))} texels wide, not {size}")
    scene = one_mesh(scene)
    used = {p.material for m in scene.meshes for p in m.primitives}
    atlas = _atlas(scene, [m for m in scene.materials if m.name in used], size)
    mesh = scene.meshes[0]
    moved = [_moved(p, atlas) for p in mesh.primitives]
    return replace(
        scene,
        meshes=(replace(mesh, primitives=(joined(moved, NAME, mesh.morph_names),)),),
        materials=(_material(atlas.materials),),
        textures=_textures(atlas),
    )


@dataclass(frozen=True, slots=True)
class _Atlas:
    """Where the image of each material lies."""

    scene: Scene
    materials: Sequence[Material]
    packing: Packing
    boxes: Mapping[str, Box]  # material -> its image's place


def _atlas(scene: Scene, materials: Sequence[Material], side: int) -> _Atlas:
    sizes = [scene.texture(m.base_texture).pixels.shape[1::-1] for m in materials]
    packing = pack(sizes, side, side // GUTTER)
    return _Atlas(scene, materials, packing, dict(zip((m.name for m in materials), packing.boxes, strict=True)))


def _moved(p: Primitive, atlas: _Atlas) -> Primitive:
    x, y, width, height = atlas.boxes[p.material]
    whole = np.array([atlas.packing.width, atlas.packing.height])
    uvs = (np.array([x, y]) + np.clip(p.uvs, 0.0, 1.0) * [width, height]) / whole
    return replace(p, uvs=uvs.astype(np.float32))


def _material(materials: Sequence[Material]) -> Material:
    shaded = [m.toon for m in materials if _is_shaded(m)] or [materials[0].toon]
    shifts = [t.shift for t in shaded]
    rim = max((m.toon for m in materials), key=lambda t: max(t.rim_color))
    toon = Toon(
        shade_texture="atlas_shade",
        shift=max(shifts),
        shift_texture="atlas_shift" if max(shifts) > min(shifts) else None,
        shift_scale=min(shifts) - max(shifts),
        toony=round(float(np.mean([t.toony for t in shaded])), 2),
        rim_color=_brightest([m.toon.rim_color for m in materials]),
        rim_texture="atlas_rim" if max(rim.rim_color) > 0.0 else None,
        rim_power=rim.rim_power,
        outline_width=max(m.toon.outline_width for m in materials),
        outline_color=OUTLINE,
        outline_lighting_mix=1.0,
        outline_mask="atlas_outline" if any(m.toon.outline_width > 0 for m in materials) else None,
        gi_equalization=shaded[0].gi_equalization,
    )
    return Material(
        name=NAME,
        base_texture="atlas",
        toon=toon,
        double_sided=any(m.double_sided for m in materials),
        alpha_mode=ALPHA[max(ALPHA.index(m.alpha_mode) for m in materials)],
        alpha_cutoff=max((m.alpha_cutoff for m in materials if m.alpha_mode == "MASK"), default=0.5),
    )


def _is_shaded(material: Material) -> bool:
    """Whether light changes the colour at all; if not, the shift is free."""
    return material.toon.shade_texture is not None or min(material.toon.shade_color) < 1.0


def _brightest(colors: Sequence[Rgb]) -> Rgb:
    """The greatest of each channel."""
    r, g, b = (max(c[i] for c in colors) for i in range(3))
    return r, g, b


def _textures(atlas: _Atlas) -> tuple[Texture, ...]:
    toon = _material(atlas.materials).toon
    made = [
        Texture("atlas", _painted(atlas, lambda m: _base(atlas.scene, m))),
        Texture("atlas_shade", _painted(atlas, lambda m: _shade(atlas.scene, m))),
    ]
    if toon.outline_mask:
        made.append(_map("atlas_outline", atlas, lambda m: _width(atlas.scene, m, toon.outline_width), linear=True))
    if toon.shift_texture:
        made.append(_map("atlas_shift", atlas, lambda m: _shift(m, toon), linear=True))
    if toon.rim_texture:
        made.append(_map("atlas_rim", atlas, lambda m: _rim(m, toon)))
    return tuple(made)


def _painted(atlas: _Atlas, image: Callable[[Material], U8]) -> U8:
    """The images of all materials (each H, W, C uint8) in their places, their edges drawn out over the gutter."""
    images = [image(m) for m in atlas.materials]
    out = np.zeros((atlas.packing.height, atlas.packing.width, images[0].shape[2]), np.uint8)
    g = atlas.packing.gutter
    for material, pixels in zip(atlas.materials, images, strict=True):
        x, y, width, height = atlas.boxes[material.name]
        out[y - g : y + height + g, x - g : x + width + g] = _drawn_out(pixels, width, height, g)
    return out


def _drawn_out(pixels: U8, width: int, height: int, gutter: int) -> U8:
    """The image at that size, its edge repeated `gutter` times; a single texel stays (1, 1, C), for broadcasting."""
    if pixels.shape[:2] == (1, 1):
        return pixels
    fitted = np.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling.BICUBIC))
    return np.pad(fitted, ((gutter, gutter), (gutter, gutter), (0, 0)), mode="edge")


def _map(name: str, atlas: _Atlas, image: Callable[[Material], U8], *, linear: bool = False) -> Texture:
    return Texture(name, np.asarray(Image.fromarray(_painted(atlas, image)).reduce(MAP)), linear)


def _base(scene: Scene, material: Material) -> U8:
    """(H, W, 4) where any material of the scene has alpha, else (H, W, 3)."""
    pixels = scene.texture(material.base_texture).pixels
    if all(m.alpha_mode == "OPAQUE" for m in scene.materials):
        return pixels[..., :3]
    solid = np.full((*pixels.shape[:2], 1), 255, np.uint8)
    alpha = pixels[..., 3:] if pixels.shape[2] == 4 and material.alpha_mode != "OPAQUE" else solid
    return np.concatenate([pixels[..., :3], alpha], axis=2)


def _shade(scene: Scene, material: Material) -> U8:
    """The shade texture times the shade colour, multiplied in linear light as MToon does."""
    pixels = scene.texture(material.toon.shade_texture or material.base_texture).pixels
    tables = [_encoded(_LINEAR * _decoded(np.array(c, np.float32))) for c in material.toon.shade_color]
    return np.stack([table[pixels[..., i]] for i, table in enumerate(tables)], axis=-1)


def _width(scene: Scene, material: Material, widest: float) -> U8:
    """Outline width as a share of the widest, grey: VRM 1.0 reads the green channel, 0.x the red one."""
    mask = material.toon.outline_mask
    pixels = scene.texture(mask).pixels if mask else np.full((1, 1, 1), 255, np.uint8)
    grey = pixels[..., min(1, pixels.shape[2] - 1)] * (material.toon.outline_width / widest)
    return np.repeat(np.rint(grey)[..., None], 3, axis=2).astype(np.uint8)


def _shift(material: Material, toon: Toon) -> U8:
    """How far towards the lowest shift: 0 at the material's `shift`, 255 at `shift` + `shift_scale`."""
    share = (material.toon.shift - toon.shift) / toon.shift_scale if _is_shaded(material) else 0.0
    return np.full((1, 1, 3), round(255 * share), np.uint8)


def _rim(material: Material, toon: Toon) -> U8:
    """The material's rim as a share of the common one, in linear light, written as sRGB."""
    own, common = (_decoded(np.array(c, np.float32)) for c in (material.toon.rim_color, toon.rim_color))
    return _encoded((own / np.maximum(common, 1e-6)).astype(np.float32))[None, None]


def _decoded(srgb: F32) -> F32:
    return np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4).astype(np.float32)


def _encoded(linear: F32) -> U8:
    curve = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)
    return np.rint(255 * np.clip(curve, 0.0, 1.0)).astype(np.uint8)


_LINEAR = _decoded((np.arange(256) / 255).astype(np.float32))
