"""The iris sheet without its crisp marks: RECIPE section 7, layer by layer; streaks, pupil and lights: `iris_marks`.

Coordinates run from -1 to 1, y down; the iris is the unit disc.
"""

from collections.abc import Mapping
from itertools import pairwise
from math import pi, sin

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.canvas import Flat, Frame, Linear, Path, Stop, ellipse, joined, polygon
from moeforge.painter.colors import Rgb, hue_of, lean_of, mix, tone
from moeforge.painter.conditions import decode
from moeforge.painter.freedom import Ranges, freedom

WHITE: Rgb = (1.0, 1.0, 1.0)
INK: Rgb = (0.06, 0.04, 0.07)
STREAKS = 44

RANGES: Ranges = {
    "glow_hue": (0.2, 1.3),
    "horizon": (-0.11, 0.07),
    "streaks": (10.0, STREAKS),
    "streak_alpha": (0.12, 0.55),
    "streak_phase": (0.0, 0.01),  # the streaks' places: a little, so that a network can follow
    "streak_length": (0.55, 1.0),
    "dark_streaks": (0.0, 0.5),
    "glow_x": (-0.22, 0.22),
    "glow_y": (0.42, 0.68),
    "glow_width": (0.55, 0.95),
    "glow_alpha": (0.45, 0.95),
    "crescent": (0.0, 0.75),
    "pupil_width": (0.29, 0.37),
    "pupil_height": (0.38, 0.48),
    "pupil_shape": (0.52, 0.62),
    "pupil_y": (-0.08, 0.08),
    "pupil_light": (0.0, 0.55),
    "pupil_ring": (0.0, 0.7),
    "ring": (0.0, 0.45),
    "rim": (0.05, 0.12),
    "rim_value": (0.30, 0.55),
    "shadow": (0.45, 0.90),
    "shadow_y": (-0.62, -0.25),
    "sky": (0.0, 0.35),
    "light_x": (-0.46, -0.20),
    "light_y": (-0.44, -0.30),
    "light_width": (0.20, 0.28),
    "light_height": (0.19, 0.27),
    "light_shape": (0.48, 0.68),
    "light_tilt": (-0.6, 0.6),
    "dot_x": (0.28, 0.48),
    "dot_y": (0.18, 0.48),
    "dot": (0.07, 0.14),
    "small": (0.03, 0.085),
    "small_y": (0.02, 0.24),
    "sparkles": (-0.3, 1.0),
    # What drawing styles vary (moeforge.painter.drawing); 0 is the plain hand.
    "line": (-1.0, 1.0),
    "ink": (-1.0, 1.0),
    "steps": (-1.0, 1.0),
    "contrast": (-1.0, 1.0),
    "highlight": (-1.0, 1.0),
    "bloom": (-1.0, 1.0),
}

UNSEEN = -3.0
"""z of a ring that no eye sees: the least one."""
_RING = list(RANGES).index("ring")

Look = Mapping[str, float]


class Palette:
    """The iris's own colours, all from its base (dark = value x .30, hue +.03)."""

    def __init__(self, base: Rgb, look: Look) -> None:
        hue = hue_of(base)
        # Towards the nearest of yellow, cyan and magenta, zero in the middle between two of them: a smooth field.
        dim = 1.0 - max(base)
        turn = -0.055 * max(0.3, 1.0 - 1.3 * dim) * look["glow_hue"] * sin(2.0 * pi * (3.0 * hue - 0.5))
        lean, deep, high = lean_of(base), -look["contrast"], look["contrast"]
        self.base = base
        self.dark = tone(base, lean, 1.1, 0.30 + 0.16 * deep)
        self.upper = mix(self.dark, base, 0.44)
        self.light = tone(base, 0.5 * turn, 0.88 + 0.15 * dim, 1.10 + 0.12 * (1.0 - dim), 0.05 + 0.08 * dim)
        glow = tone(base, turn, 0.58 + 0.50 * dim, 1.24 + 0.11 * (1.0 - dim), 0.13 + 0.08 * dim)
        self.glow = mix(glow, WHITE, 0.25 * high) if high > 0.0 else mix(glow, base, -0.5 * high)
        pupil, rim = tone(base, lean, 1.2, 0.10, 0.02), tone(base, lean, 1.15, look["rim_value"])
        self.pupil, self.rim = (_inked(c, base, look["ink"]) for c in (pupil, rim))


def _inked(color: Rgb, base: Rgb, ink: float) -> Rgb:
    """A dark of the iris, towards black ink (1) or towards the base's own colour (-1)."""
    return mix(color, INK, 0.8 * ink) if ink > 0.0 else mix(color, base, -0.5 * ink)


def ringless(z: NDArray[np.float32]) -> NDArray[np.float32]:
    """The z (64,) of an iris without its ring, whose edge is crisp: `iris_marks` lays it."""
    made = z.copy()
    made[_RING] = UNSEEN
    return made


def draw(frame: Frame, condition: NDArray[np.float32], z: NDArray[np.float32]) -> None:
    """Paint what is soft in an iris, and its rim. `condition`: eye colour (3,)."""
    look = freedom(RANGES, ringless(z))
    colors = Palette(decode(condition), look)
    disc = frame.centered()
    for layer in (_ground, _glow, _shadow, _rim):
        layer(disc, colors, look)


def _ground(disc: Frame, colors: Palette, look: Look) -> None:
    shades = (colors.dark, colors.upper, colors.base, colors.light, colors.glow)
    offsets = (0.0, 0.24, 0.47, 0.71, 0.92)
    bend = look["horizon"]
    places = [o + bend * 4 * o * (1 - o) for o in offsets]
    stops = _stepped(list(zip(places, shades, strict=True)), max(0.0, look["steps"]))
    disc.fill(_box(), Linear((0.0, -1.0), (0.0, 1.0), stops))


def _stepped(stops: list[tuple[float, Rgb]], hard: float) -> list[Stop]:
    """A gradient whose transitions shrink to crisp edges as `hard` goes from 0 to 1."""
    if hard <= 0.0:
        return [(place, color, 1.0) for place, color in stops]
    made: list[Stop] = [(stops[0][0], stops[0][1], 1.0)]
    for (low, a), (high, b) in pairwise(stops):
        middle, half = (low + high) / 2, (high - low) / 2 * max(0.04, 1.0 - hard)
        made += [(middle - half, a, 1.0), (middle + half, b, 1.0)]
    return made


def _glow(disc: Frame, colors: Palette, look: Look) -> None:
    strength = 1.0 + 0.6 * look["bloom"]
    alpha = min(1.0, look["glow_alpha"] * strength)
    disc.blob(look["glow_x"], look["glow_y"], look["glow_width"], 0.58, mix(colors.glow, WHITE, 0.2), alpha)
    arc = joined([ellipse(0.0, 0.0, 0.83, 0.86), ellipse(0.0, -0.13, 0.83, 0.84)])
    crescent = min(1.0, look["crescent"] * strength)
    fade: list[Stop] = [(0.55, colors.glow, 0.0), (1.0, mix(colors.glow, WHITE, 0.3), crescent)]
    disc.fill(arc, Linear((0.0, -1.0), (0.0, 1.0), fade), even_odd=True)


def _shadow(disc: Frame, colors: Palette, look: Look) -> None:
    """The upper lid's shadow, its soft part."""
    soft: list[Stop] = [(0.0, colors.dark, 0.8 * look["shadow"]), (0.45, colors.dark, 0.0)]
    disc.fill(_box(), Linear((0.0, -1.0), (0.0, 1.0), soft))


def rim_radius(look: Look) -> float:
    """Where the rim begins."""
    return 1.0 - look["rim"] * (1.0 + 0.85 * look["line"])


def _rim(disc: Frame, colors: Palette, look: Look) -> None:
    inner = rim_radius(look)
    deep: list[Stop] = [(0.0, tone(colors.rim, 0.0, 1.0, 0.55), 1.0), (1.0, colors.rim, 1.0)]
    disc.fill(joined([_box(), ellipse(0.0, 0.0, inner - 0.055, inner - 0.055)]), Flat(colors.rim, 0.33), even_odd=True)
    ring = joined([_box(), ellipse(0.0, 0.0, inner, inner)])
    disc.fill(ring, Linear((0.0, -1.0), (0.0, 0.6), deep), even_odd=True)


def _box() -> Path:
    return polygon([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])
