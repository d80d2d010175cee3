"""The four toon materials (RECIPE section 8); colours that depend on the spec are derived here."""

import colorsys

from moeforge.scene import Material, Rgb, Toon
from moeforge.spec import AvatarSpec


def rgb(hex_color: str) -> Rgb:
    """ "#rrggbb" to sRGB floats in 0..1."""
    r, g, b = (int(hex_color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return r, g, b


def tuned(color: Rgb, *, hue: float = 0.0, saturation: float = 1.0, value: float = 1.0, floor: float = 0.0) -> Rgb:
    """The colour with its HSV hue shifted (turns) and saturation and value scaled; value stays >= `floor`."""
    h, s, v = colorsys.rgb_to_hsv(*color)
    return colorsys.hsv_to_rgb((h + hue) % 1.0, min(1.0, s * saturation), min(1.0, max(floor, v * value)))


def hair_line(color: Rgb) -> Rgb:
    """Outline of hair: its own colour, darker; yellow turns the other way round, else it looks olive (RECIPE2 4)."""
    hue = colorsys.rgb_to_hsv(*color)[0]
    return tuned(color, hue=-0.04 if 0.09 <= hue <= 0.30 else 0.03, saturation=1.15, value=0.45, floor=0.10)


def _face(skin: Rgb) -> Material:
    toon = Toon(
        shade_color=rgb("#f4c3b8"), shift=0.25, toony=0.85, rim_color=rgb("#1c1210"), rim_power=4.0,
        outline_width=0.0016, outline_color=tuned(skin, saturation=2.2, value=0.45), outline_mask="face_outline",
    )  # fmt: skip
    return Material("face", "face", toon)


def _parts() -> Material:
    return Material("parts", "parts", Toon(shift=0.6, toony=0.9), double_sided=True)


def _hair(hair: Rgb) -> Material:
    toon = Toon(
        shade_color=rgb("#cbbcd8"), shift=-0.05, toony=0.88, rim_color=tuned(hair, value=0.32), rim_power=3.0,
        outline_width=0.0018, outline_color=hair_line(hair),
    )  # fmt: skip
    return Material("hair", "hair", toon, double_sided=True)


def _body() -> Material:
    toon = Toon(
        shade_texture="body_shade", shift=-0.05, toony=0.9, rim_color=rgb("#141010"), rim_power=4.0,
        outline_width=0.0016, outline_color=rgb("#7d5f68"), outline_lighting_mix=1.0,
    )  # fmt: skip
    return Material("body", "body", toon, double_sided=True)


def materials(spec: AvatarSpec) -> tuple[Material, ...]:
    """Materials in drawing order: face, parts, hair, body."""
    return _face(rgb(spec.colors["skin"])), _parts(), _hair(rgb(spec.colors["hair"])), _body()
