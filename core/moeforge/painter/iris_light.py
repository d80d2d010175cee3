"""The light in an iris, laid over its sheet before pupil and highlights: clear upper half, luminous crescent below,
coloured rim. Coordinates as in `iris`.

A layer of flat arithmetic: it is the same over a painted and over a generated sheet.
"""

from collections.abc import Mapping
from math import pi, sin
from types import MappingProxyType

import numpy as np

from moeforge.painter.canvas import Flat, Frame, Linear, Stop, ellipse, joined
from moeforge.painter.colors import Rgb, from_oklab, hue_of, mix, to_oklab, tone
from moeforge.painter.iris import Look, Palette, rim_radius

MOST_CHROMA = 0.19
"""OKLab chroma that a tone may be given: above it, most hues leave sRGB."""
TONES: Mapping[str, tuple[float, float, float, float, float]] = MappingProxyType(
    {
        "deep": (0.0, 0.34, 0.58, 0.95, 0.35),
        "bright": (1.0, 0.84, 0.60, 1.08, 1.0),
        "spark": (1.6, 0.96, 0.84, 0.85, 1.0),
        "rim": (0.0, 0.20, 0.55, 0.95, 0.35),
        "pupil": (0.0, 0.14, 0.76, 0.62, 0.20),
        "floor": (0.0, 0.42, 0.50, 1.00, 0.50),
    }
)
"""Tone -> how far its hue turns, the OKLab lightness it moves to and by which share, the factor of its chroma, and the
share of what dark colours gain besides, or brown would turn khaki."""

DIMMED = ((0.15, 0.33, 0.48, 0.62), (0.42, 0.54, 0.80, 1.0))
"""OKLab lightness of an iris -> the share of a lift that its tones get: dark eyes glow, and stay dark."""


class Light:
    """The light's colours, all from the iris's own."""

    def __init__(self, colors: Palette, look: Look) -> None:
        inked, tones = max(0.0, look["ink"]), _toned(colors.base, 0.03 * look["contrast"])
        self.deep, self.bright, self.spark, rim, pupil, self.floor = tones
        self.rim = mix(rim, colors.rim, 0.4 + 0.6 * inked)
        self.pupil = mix(pupil, colors.pupil, 0.3 + 0.7 * inked)


def _toned(base: Rgb, contrast: float) -> list[Rgb]:
    """The TONES of a colour in their order; greys stay grey. `contrast`: lightness of lights above their own."""
    turn, lightness, share, chroma, warm = np.array(list(TONES.values())).T
    light, a, b = to_oklab([_turned(base, t) for t in turn]).T
    own = np.hypot(a, b)
    lift = np.interp(light, *DIMMED)
    wanted = own * chroma + 0.19 * (0.5 + 0.5 * lift) * warm * (1.0 - light) ** 2 * np.minimum(1.0, own / 0.03)
    gain = np.minimum(np.maximum(own, MOST_CHROMA), wanted) / np.maximum(own, 1e-6)
    step = share * (lightness + contrast * np.array([-1.0, 1.0, 1.0, 0.0, 0.0, 0.0]) - light)
    moved = light + np.where(step > 0.0, lift, 1.0) * step
    made = from_oklab(np.stack([moved, a * gain, b * gain], axis=1)).tolist()
    return [(red, green, blue) for red, green, blue in made]


def _turned(base: Rgb, share: float) -> Rgb:
    """The colour with its hue a step towards the nearest of yellow, cyan and magenta; browns stay brown."""
    step = 0.030 * share * max(0.15, 1.0 - 1.6 * (1.0 - max(base)))
    return tone(base, -step * sin(2.0 * pi * (3.0 * hue_of(base) - 0.5)))


def lit(disc: Frame, light: Light, look: Look) -> None:
    """Lay the light: from clear depth above to the brightest below, one gradient and a glow."""
    inner = rim_radius(look)
    glow = min(1.0, 0.92 * (1.0 + 0.30 * look["bloom"]))
    stops: list[Stop] = [
        (0.0, light.deep, 0.45 + 0.45 * look["shadow"]), (0.22, light.deep, 0.60 + 0.20 * look["shadow"]),
        (0.40, light.deep, 0.24),
        (0.46, light.bright, 0.30 * glow), (0.56, light.bright, 0.62 * glow),
        (0.70, mix(light.bright, light.spark, 0.40), glow), (0.92, light.spark, glow),
    ]  # fmt: skip
    disc.fill(ellipse(0.0, 0.0, inner, inner), Linear((0.0, -1.0), (0.0, 1.0), stops))
    disc.blob(0.7 * look["glow_x"], 0.66, 0.62, 0.40, light.spark, 0.80 * glow)


def rim(disc: Frame, light: Light, look: Look) -> None:
    """A rim of the iris's own dark, and a thin light within its lower part."""
    inner = rim_radius(look)
    ring = joined([ellipse(0.0, 0.0, 1.0, 1.0), ellipse(0.0, 0.0, inner, inner)])
    disc.fill(ring, Flat(light.rim, 0.86), even_odd=True)
    within = joined([ellipse(0.0, 0.0, inner - 0.01, inner - 0.01), ellipse(0.0, -0.03, inner - 0.055, inner - 0.045)])
    fade: list[Stop] = [(0.5, light.spark, 0.0), (0.85, light.spark, 0.65), (1.0, light.spark, 0.85)]
    disc.fill(within, Linear((0.0, -1.0), (0.0, 1.0), fade), even_odd=True)
