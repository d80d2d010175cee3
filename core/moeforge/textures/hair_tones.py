"""Tones of hair by how light it is: a second tone for dark hair, the colours of the ring, shadow for pale hair."""

from moeforge.painter.colors import Rgb, lightness, mix, rgb, tone

COOL, WARM = rgb("#8791c9"), rgb("#c08a68")
"""Glows of black and of brown hair."""


def darkness(color: Rgb) -> float:
    """0 for colours on which shades tell locks apart, 1 for black hair, where only light does."""
    return min(1.0, max(0.0, (0.55 - lightness(color)) / 0.28))


def glow(color: Rgb) -> Rgb:
    """The second tone of dark hair: steel blue on black, amber on brown, else a bright one of its own hue."""
    warm = min(1.0, max(0.0, 0.2 + 6.0 * (color[0] - color[2])))
    colorful = min(1.0, max(0.0, 4.0 * (max(color) - min(color)) - 0.55))
    own = tone(color, 0.0, 0.8, 1.0, 0.40)
    return mix(mix(COOL, WARM, warm), own, colorful)


def paleness(color: Rgb) -> float:
    """0..1: on pale hair no ring is brighter than the rest, the shadow below it has to show it."""
    return min(1.0, max(0.0, (lightness(color) - 0.80) / 0.12))


def ring_colors(base: Rgb) -> tuple[Rgb, Rgb]:
    """Outer and inner colour of the ring: base value x 1.45 mixed with a white as warm as the hair, light hair most."""
    warm = min(1.0, max(0.0, 0.5 + 3.0 * (base[0] - base[2])))
    white = mix(rgb("#efeaff"), rgb("#fff6ea"), warm)
    lit = tone(base, 0.0, 0.95, 1.34, 0.12 + 0.06 * (1.0 - lightness(base)) ** 3)
    lit = mix(lit, glow(base), 0.60 * darkness(base))
    share = 0.06 + 0.36 * lightness(base)
    return mix(lit, white, share), mix(lit, white, min(1.0, share + 0.24))
