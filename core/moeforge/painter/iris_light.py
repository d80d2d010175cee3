"""The light in an iris, laid over its sheet before pupil and highlights: clear upper half, luminous crescent below,
coloured rim. Coordinates as in `iris`.

A layer of flat arithmetic: it is the same over a painted and over a generated sheet.
"""

from math import hypot, pi, sin

from moeforge.painter.canvas import Flat, Frame, Linear, ellipse, joined
from moeforge.painter.colors import Rgb, from_oklab, hue_of, mix, to_oklab, tone
from moeforge.painter.iris import Look, Palette, rim_radius

MOST_CHROMA = 0.19
"""OKLab chroma that light and depth may reach: above it, most hues leave sRGB."""


class Light:
    """The light's colours, all from the iris's own."""

    def __init__(self, colors: Palette, look: Look) -> None:
        base = colors.base
        inked, high = max(0.0, look["ink"]), 0.03 * look["contrast"]
        self.deep = toned(base, 0.34 - high, 0.58, 0.95, 0.35)
        self.bright = toned(_turned(base), 0.84 + high, 0.60, 1.08)
        self.spark = toned(_turned(base, 1.6), 0.96 + high, 0.84, 0.85)
        self.rim = mix(toned(base, 0.20, 0.55, 0.95, 0.35), colors.rim, 0.4 + 0.6 * inked)
        self.pupil = mix(toned(base, 0.14, 0.76, 0.62, 0.2), colors.pupil, 0.3 + 0.7 * inked)
        self.floor = toned(base, 0.42, 0.50, 1.0, 0.5)


def toned(color: Rgb, lightness: float, share: float, chroma: float, warm: float = 1.0) -> Rgb:
    """The colour moved by `share` towards an OKLab lightness, its chroma times `chroma`; `warm`: share of what dark
    colours gain besides, or brown would turn khaki. Greys stay grey."""
    light, a, b = (float(v) for v in to_oklab(color))
    own = hypot(a, b)
    more = 0.19 * warm * (1.0 - light) ** 2 * min(1.0, own / 0.03)
    gain = min(max(own, MOST_CHROMA), own * chroma + more) / max(own, 1e-6)
    r, g, b = (float(v) for v in from_oklab((light + share * (lightness - light), a * gain, b * gain)))
    return r, g, b


def _turned(base: Rgb, share: float = 1.0) -> Rgb:
    """The colour with its hue a step towards the nearest of yellow, cyan and magenta; browns stay brown."""
    step = 0.030 * share * max(0.15, 1.0 - 1.6 * (1.0 - max(base)))
    return tone(base, -step * sin(2.0 * pi * (3.0 * hue_of(base) - 0.5)))


def lit(disc: Frame, light: Light, look: Look) -> None:
    """Lay the light."""
    inner = rim_radius(look)
    whole = ellipse(0.0, 0.0, inner, inner)
    strength = 1.0 + 0.30 * look["bloom"]
    disc.fill(whole, _down((0.0, 0.45), (0.22, 0.60), (0.46, 0.0), color=light.deep))
    glow = 0.90 * strength
    disc.fill(whole, _down((0.34, 0.0), (0.54, 0.55 * glow), (0.70, glow), (1.0, glow), color=light.bright))
    disc.fill(whole, _down((0.52, 0.0), (0.74, 0.5 * glow), (0.92, glow), color=light.spark))
    disc.inside(whole).blob(0.7 * look["glow_x"], 0.70, 0.66, 0.42, light.spark, min(1.0, 0.75 * strength))


def _down(*stops: tuple[float, float], color: Rgb) -> Linear:
    """A colour whose opacity changes from the top (0) to the bottom (1)."""
    return Linear((0.0, -1.0), (0.0, 1.0), [(offset, color, min(1.0, alpha)) for offset, alpha in stops])


def rim(disc: Frame, light: Light, look: Look) -> None:
    """A rim of the iris's own dark, and a thin light within its lower part."""
    inner = rim_radius(look)
    ring = joined([ellipse(0.0, 0.0, 1.0, 1.0), ellipse(0.0, 0.0, inner, inner)])
    disc.fill(ring, Flat(light.rim, 0.78), even_odd=True)
    within = joined([ellipse(0.0, 0.0, inner - 0.01, inner - 0.01), ellipse(0.0, -0.03, inner - 0.055, inner - 0.045)])
    disc.fill(within, _down((0.5, 0.0), (0.85, 0.65), (1.0, 0.85), color=light.spark), even_odd=True)
