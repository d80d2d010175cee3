"""Toon materials as glTF: a base every viewer draws, and MToon for VRM 1.0 viewers."""

from collections.abc import Callable

import pygltflib as gl

from moeforge.scene import Material, Toon
from moeforge_exporters.colors import linear, number
from moeforge_exporters.textures import Textures

UNLIT = "KHR_materials_unlit"
MTOON = "VRMC_materials_mtoon"

MaterialExtensions = Callable[[Material, Textures], dict[str, object]]


def no_extensions(material: Material, textures: Textures) -> dict[str, object]:
    """Nothing beyond the unlit base."""
    del material, textures
    return {}


def base(material: Material, textures: Textures, extensions: MaterialExtensions) -> gl.Material:
    """The material every glTF viewer draws: unlit texture.

    Unlit, because the look is painted into the texture; under the lights of an ordinary PBR viewer anime faces turn
    grey and blotchy. Viewers without KHR_materials_unlit get a rough, non-metallic surface.
    """
    return gl.Material(
        name=material.name,
        pbrMetallicRoughness=gl.PbrMetallicRoughness(
            baseColorTexture=gl.TextureInfo(index=textures.index(material.base_texture)),
            metallicFactor=0.0,
            roughnessFactor=0.9,
        ),
        alphaMode=material.alpha_mode,
        alphaCutoff=material.alpha_cutoff if material.alpha_mode == "MASK" else None,
        doubleSided=material.double_sided,
        extensions={UNLIT: {}, **extensions(material, textures)},
    )


def mtoon(material: Material, textures: Textures) -> dict[str, object]:
    """VRMC_materials_mtoon-1.0: colours linear, outline width in metres.

    The shade multiplies a texture of its own, not the base; without one given it gets the base texture, else shaded
    skin would lose its blush.
    """
    toon = material.toon
    return {
        MTOON: {
            "specVersion": "1.0",
            "transparentWithZWrite": writes_depth_when_blended(material),
            "renderQueueOffsetNumber": 0,
            "shadeColorFactor": linear(toon.shade_color),
            "shadeMultiplyTexture": {"index": textures.index(toon.shade_texture or material.base_texture)},
            "shadingShiftFactor": number(toon.shift),
            **_shift_texture(toon, textures),
            "shadingToonyFactor": number(toon.toony),
            "giEqualizationFactor": number(toon.gi_equalization),
            "parametricRimColorFactor": linear(toon.rim_color),
            "parametricRimFresnelPowerFactor": number(toon.rim_power),
            "rimLightingMixFactor": 1.0,
            **_rim_texture(toon, textures),
            **_outline(toon, textures),
        }
    }


def writes_depth_when_blended(material: Material) -> bool:
    """Whether a blended material writes depth: with an outline it must, or that is drawn over all of it."""
    return material.alpha_mode == "BLEND" and material.toon.outline_width > 0.0


def _shift_texture(toon: Toon, textures: Textures) -> dict[str, object]:
    """Data, read as linear by the specification; three-vrm 3.5 reads it as sRGB: 0 and 255 alone mean one thing."""
    if toon.shift_texture is None:
        return {}
    return {"shadingShiftTexture": {"index": textures.index(toon.shift_texture), "scale": number(toon.shift_scale)}}


def _rim_texture(toon: Toon, textures: Textures) -> dict[str, object]:
    return {"rimMultiplyTexture": {"index": textures.index(toon.rim_texture)}} if toon.rim_texture else {}


def _outline(toon: Toon, textures: Textures) -> dict[str, object]:
    if toon.outline_width <= 0.0:
        return {"outlineWidthMode": "none"}
    mask = {"outlineWidthMultiplyTexture": {"index": textures.index(toon.outline_mask)}} if toon.outline_mask else {}
    return {
        "outlineWidthMode": "worldCoordinates",
        "outlineWidthFactor": number(toon.outline_width),
        "outlineColorFactor": linear(toon.outline_color),
        "outlineLightingMixFactor": number(toon.outline_lighting_mix),
        **mask,
    }
