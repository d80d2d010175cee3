"""MToon as VRM 0.x writes it: the Unity shader's own properties, colours sRGB, outline width in centimetres."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from moeforge.scene import Material, Rgb, Toon
from moeforge_exporters.colors import number, rounded
from moeforge_exporters.materials import writes_depth_when_blended
from moeforge_exporters.textures import Textures

SHADER = "VRM/MToon"
MTOON_VERSION = 38
"""MToon 3.8, the last of the 0.x line."""


@dataclass(frozen=True, slots=True)
class Blend:
    """How an alpha mode is written in Unity's terms."""

    mode: int
    source: int
    destination: int
    z_write: int
    queue: int
    tag: str
    keyword: str = ""


BLENDS: Mapping[str, Blend] = {
    "OPAQUE": Blend(0, 1, 0, 1, 2000, "Opaque"),
    "MASK": Blend(1, 1, 0, 1, 2450, "TransparentCutout", "_ALPHATEST_ON"),
    "BLEND": Blend(2, 5, 10, 0, 3000, "Transparent", "_ALPHABLEND_ON"),
}
BLEND_WITH_DEPTH = Blend(3, 5, 10, 1, 2501, "Transparent", "_ALPHABLEND_ON")


def material_properties(materials: Sequence[Material], textures: Textures) -> list[dict[str, object]]:
    """One entry for each material, in the order of the glTF materials: that order is the only link between them."""
    return [_properties(m, textures) for m in materials]


def _properties(material: Material, textures: Textures) -> dict[str, object]:
    blend = BLEND_WITH_DEPTH if writes_depth_when_blended(material) else BLENDS[material.alpha_mode]
    return {
        "name": material.name,
        "shader": SHADER,
        "renderQueue": blend.queue,
        "floatProperties": _floats(material, blend),
        "vectorProperties": _vectors(material),
        "textureProperties": _textures(material, textures),
        "keywordMap": _keywords(material, blend),
        "tagMap": {"RenderType": blend.tag},
    }


def _outlined(toon: Toon) -> bool:
    return toon.outline_width > 0.0


def _floats(material: Material, blend: Blend) -> dict[str, float]:
    toon = material.toon
    shift, toony = shade_of(toon.shift, toon.toony)
    return {
        "_Cutoff": number(material.alpha_cutoff),
        "_BumpScale": 1,
        "_ReceiveShadowRate": 1,
        "_ShadingGradeRate": 1,
        "_ShadeShift": number(shift),
        "_ShadeToony": number(toony),
        "_LightColorAttenuation": 0,
        "_IndirectLightIntensity": number(1.0 - toon.gi_equalization),
        "_RimLightingMix": 1,
        "_RimFresnelPower": number(toon.rim_power),
        "_RimLift": 0,
        "_OutlineWidth": number(100.0 * toon.outline_width),  # metres to centimetres
        "_OutlineScaledMaxDistance": 1,
        "_OutlineLightingMix": number(toon.outline_lighting_mix),
        "_OutlineWidthMode": 1 if _outlined(toon) else 0,
        "_OutlineColorMode": 1 if toon.outline_lighting_mix > 0.0 else 0,
        "_OutlineCullMode": 1,
        "_UvAnimScrollX": 0,
        "_UvAnimScrollY": 0,
        "_UvAnimRotation": 0,
        "_MToonVersion": MTOON_VERSION,
        "_DebugMode": 0,
        "_BlendMode": blend.mode,
        "_CullMode": 0 if material.double_sided else 2,
        "_SrcBlend": blend.source,
        "_DstBlend": blend.destination,
        "_ZWrite": blend.z_write,
        "_AlphaToMask": 1 if material.alpha_mode == "MASK" else 0,
    }


def shade_of(shift: float, toony: float) -> tuple[float, float]:
    """VRM 1.0's (shadingShift, shadingToony) as 0.x's (_ShadeShift, _ShadeToony).

    The inverse of UniVRM's migration: toony1 = lerp(toony0, 1, (1 + shift0) / 2), shift1 = -shift0 - (1 - toony1).
    Values that 0.x cannot hold go to its nearest: shift in -1..1, toony in 0..1.
    """
    old_shift = min(1.0, max(-1.0, toony - 1.0 - shift))
    remainder = 0.5 - 0.5 * old_shift
    old_toony = 1.0 - (1.0 - toony) / remainder if remainder > 0.0 else 1.0
    return old_shift, min(1.0, max(0.0, old_toony))


def _vectors(material: Material) -> dict[str, list[float]]:
    toon = material.toon
    whole: list[float] = [0, 0, 1, 1]  # texture offset and scale
    return {
        "_Color": [1, 1, 1, 1],
        "_ShadeColor": _rgba(toon.shade_color),
        "_EmissionColor": [0, 0, 0, 1],
        "_RimColor": _rgba(toon.rim_color),
        "_OutlineColor": _rgba(toon.outline_color),
        "_MainTex": whole,
        "_ShadeTexture": whole,
        "_OutlineWidthTexture": whole,
    }


def _rgba(color: Rgb) -> list[float]:
    return [*rounded(color), 1]


def _textures(material: Material, textures: Textures) -> dict[str, int]:
    toon = material.toon
    mask = {"_OutlineWidthTexture": textures.index(toon.outline_mask)} if toon.outline_mask and _outlined(toon) else {}
    rim = {"_RimTexture": textures.index(toon.rim_texture)} if toon.rim_texture else {}
    return {
        "_MainTex": textures.index(material.base_texture),
        "_ShadeTexture": textures.index(toon.shade_texture or material.base_texture),
        **rim,
        **mask,
    }


def _keywords(material: Material, blend: Blend) -> dict[str, bool]:
    toon = material.toon
    color_mode = "MTOON_OUTLINE_COLOR_MIXED" if toon.outline_lighting_mix > 0.0 else "MTOON_OUTLINE_COLOR_FIXED"
    outline = ("MTOON_OUTLINE_WIDTH_WORLD", color_mode) if _outlined(toon) else ()
    return {name: True for name in (blend.keyword, *outline) if name}
