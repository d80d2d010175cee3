"""The four toon materials (RECIPE section 8); colours that depend on the spec are derived here."""

import colorsys

import numpy as np

from moeforge.painter.colors import lightness, mix, rgb, tone
from moeforge.scene import Material, Rgb, Toon
from moeforge.spec import AvatarSpec
from moeforge.textures.body import SKIN_SHADE
from moeforge.textures.hair_tones import darkness, glow

HUES, TURNS = (0.0, 0.03, 0.06, 0.12, 0.26, 0.32, 1.0), (0.03, 0.01, -0.02, -0.04, -0.04, 0.03, 0.03)
"""Hue of hair -> how far the hue of its outline turns, in shares of the circle."""


ORDER = ("face", "parts", "hair", "body")
"""Names of the materials in drawing order."""


def hair_line(color: Rgb) -> Rgb:
    """Outline of hair: its own colour, darker, light hair less so; brown and yellow turn towards red, else they look
    olive (RECIPE2 4)."""
    turn = np.interp(colorsys.rgb_to_hsv(*color)[0], HUES, TURNS)
    return tone(color, hue=float(turn), saturation=1.15, value=0.45 + 0.15 * lightness(color) ** 2, lift=0.02)


def _face(skin: Rgb) -> Material:
    toon = Toon(
        shade_color=SKIN_SHADE, shift=0.25, toony=0.85, rim_color=rgb("#1c1210"), rim_power=4.0,
        outline_width=0.0016, outline_color=tone(skin, saturation=2.2, value=0.45), outline_mask="face_outline",
    )  # fmt: skip
    return Material("face", "face", toon)


def _parts() -> Material:
    return Material("parts", "parts", Toon(shift=0.6, toony=0.9), double_sided=True)


def _hair_rim(color: Rgb) -> Rgb:
    """Light along the edges of locks; dark hair shows its second tone there."""
    return mix(tone(color, value=0.32), tone(glow(color), value=0.27), darkness(color))


def _hair(hair: Rgb) -> Material:
    toon = Toon(
        shade_color=rgb("#cbbcd8"), shift=-0.05, toony=0.88, rim_color=_hair_rim(hair), rim_power=3.0,
        outline_width=0.0016, outline_color=hair_line(hair),
    )  # fmt: skip
    return Material("hair", "hair", toon, double_sided=True)


def _body() -> Material:
    toon = Toon(
        shade_texture="body_shade", shift=-0.05, toony=0.9, rim_color=rgb("#141010"), rim_power=4.0,
        outline_width=0.0016, outline_color=rgb("#7d5f68"), outline_lighting_mix=1.0,
    )  # fmt: skip
    return Material("body", "body", toon, double_sided=True)


def materials(spec: AvatarSpec) -> tuple[Material, ...]:
    """The materials of ORDER."""
    return _face(rgb(spec.colors["skin"])), _parts(), _hair(rgb(spec.colors["hair"])), _body()
