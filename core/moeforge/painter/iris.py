"""The iris sheet: RECIPE section 7, layer by layer. Coordinates run from -1 to 1, y down; the iris is the unit disc."""

from collections.abc import Mapping
from math import asin, cos, pi, sin

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.canvas import CIRCLE, Flat, Frame, Linear, Path, Stop, ellipse, joined, polygon
from moeforge.painter.colors import Rgb, hue_of, lean_of, mix, tone
from moeforge.painter.conditions import decode
from moeforge.painter.freedom import Ranges, freedom

WHITE: Rgb = (1.0, 1.0, 1.0)
STREAKS = 44

RANGES: Ranges = {
    "glow_hue": (0.2, 1.3),
    "horizon": (-0.11, 0.07),
    "streaks": (10.0, STREAKS),
    "streak_alpha": (0.12, 0.55),
    "streak_phase": (0.0, 0.4),
    "streak_length": (0.55, 1.0),
    "dark_streaks": (0.0, 0.5),
    "glow_x": (-0.22, 0.22),
    "glow_y": (0.42, 0.68),
    "glow_width": (0.55, 0.95),
    "glow_alpha": (0.45, 0.95),
    "crescent": (0.0, 0.75),
    "pupil_width": (0.27, 0.42),
    "pupil_height": (0.36, 0.52),
    "pupil_shape": (0.46, 0.64),
    "pupil_y": (-0.08, 0.08),
    "pupil_light": (0.0, 0.55),
    "pupil_ring": (0.0, 0.7),
    "ring": (0.0, 0.45),
    "rim": (0.05, 0.12),
    "rim_value": (0.30, 0.55),
    "shadow": (0.45, 0.90),
    "shadow_y": (-0.62, -0.25),
    "sky": (0.0, 0.5),
    "light_x": (-0.46, -0.20),
    "light_y": (-0.50, -0.30),
    "light_width": (0.19, 0.30),
    "light_height": (0.18, 0.29),
    "light_shape": (0.48, 0.68),
    "light_tilt": (-0.6, 0.6),
    "dot_x": (0.28, 0.48),
    "dot_y": (0.18, 0.48),
    "dot": (0.07, 0.14),
    "small": (0.03, 0.085),
    "small_y": (0.02, 0.24),
    "sparkles": (-0.6, 1.0),
}

Look = Mapping[str, float]


class _Palette:
    """The iris's own colours, all from its base (dark = value x .30, hue +.03)."""

    def __init__(self, base: Rgb, look: Look) -> None:
        hue = hue_of(base)
        # Towards the nearest of yellow, cyan and magenta, zero in the middle between two of them: a smooth field.
        dim = 1.0 - max(base)
        turn = -0.055 * max(0.3, 1.0 - 1.3 * dim) * look["glow_hue"] * sin(2.0 * pi * (3.0 * hue - 0.5))
        lean = lean_of(base)
        self.base = base
        self.dark = tone(base, lean, 1.1, 0.30)
        self.upper = mix(self.dark, base, 0.44)
        self.light = tone(base, 0.5 * turn, 0.88 + 0.15 * dim, 1.10 + 0.12 * (1.0 - dim), 0.05 + 0.08 * dim)
        self.glow = tone(base, turn, 0.58 + 0.50 * dim, 1.24 + 0.11 * (1.0 - dim), 0.13 + 0.08 * dim)
        self.pupil = tone(base, lean, 1.2, 0.10, 0.02)
        self.rim = tone(base, lean, 1.15, look["rim_value"])


def draw(frame: Frame, condition: NDArray[np.float32], z: NDArray[np.float32]) -> None:
    """Paint an iris. `condition`: eye colour (3,)."""
    look = freedom(RANGES, z)
    colors = _Palette(decode(condition), look)
    disc = frame.centered()
    for layer in (_ground, _streaks, _glow, _pupil, _shadow, _rim, _reflections):
        layer(disc, colors, look)


def _ground(disc: Frame, colors: _Palette, look: Look) -> None:
    shades = (colors.dark, colors.upper, colors.base, colors.light, colors.glow)
    offsets = (0.0, 0.24, 0.47, 0.71, 0.92)
    bend = look["horizon"]
    stops: list[Stop] = [(o + bend * 4 * o * (1 - o), c, 1.0) for o, c in zip(offsets, shades, strict=True)]
    disc.fill(_box(), Linear((0.0, -1.0), (0.0, 1.0), stops))
    disc.fill(ellipse(0.0, 0.05, 0.66, 0.70), Flat(colors.dark, 0.35 * look["ring"]))


def _streaks(disc: Frame, colors: _Palette, look: Look) -> None:
    bright = [_streak(i, look, 0.30, 0.86) for i in range(STREAKS)]
    disc.fill(joined(bright), Flat(mix(colors.glow, WHITE, 0.15), look["streak_alpha"]))
    dark = [_streak(i + STREAKS, look, 0.52, 1.0, down=-1.0) for i in range(0, STREAKS, 2)]
    disc.fill(joined(dark), Flat(colors.dark, look["dark_streaks"]))


def _streak(i: int, look: Look, inner: float, outer: float, down: float = 1.0) -> Path:
    """A thin kite; the i-th one grows from nothing as the number of streaks passes i."""
    spread = (i * 0.6180339887 + look["streak_phase"]) * 2.0 * pi  # golden angle: even, never regular
    angle = 0.85 * asin(sin(spread))  # a triangle wave: continuous, and as dense at the sides as below
    there = min(1.0, max(0.0, look["streaks"] - i % STREAKS))
    jitter = 0.5 + 0.5 * sin(2.7 * i + 4.0 * look["streak_phase"])
    near = inner + 0.16 * jitter
    far = near + (outer - near) * look["streak_length"] * (0.55 + 0.45 * jitter)
    half, wide = there * (0.014 + 0.018 * jitter), near + 0.7 * (far - near)
    kite = ((near, angle), (wide, angle - half), (far, angle), (wide, angle + half))
    return polygon(_polar(radius, turn, down) for radius, turn in kite)


def _polar(radius: float, angle: float, down: float) -> tuple[float, float]:
    return radius * sin(angle), down * radius * cos(angle)


def _glow(disc: Frame, colors: _Palette, look: Look) -> None:
    disc.blob(
        look["glow_x"], look["glow_y"], look["glow_width"], 0.58, mix(colors.glow, WHITE, 0.2), look["glow_alpha"]
    )
    arc = joined([ellipse(0.0, 0.0, 0.83, 0.86), ellipse(0.0, -0.13, 0.83, 0.84)])
    fade: list[Stop] = [(0.55, colors.glow, 0.0), (1.0, mix(colors.glow, WHITE, 0.3), look["crescent"])]
    lower = Linear((0.0, -1.0), (0.0, 1.0), fade)
    disc.fill(arc, lower, even_odd=True)


def _pupil(disc: Frame, colors: _Palette, look: Look) -> None:
    y, width, height, shape = (look[k] for k in ("pupil_y", "pupil_width", "pupil_height", "pupil_shape"))
    disc.fill(ellipse(0.0, y, width + 0.035, height + 0.035, shape), Flat(colors.light, look["pupil_ring"]))
    floor = mix(colors.pupil, colors.base, look["pupil_light"])
    stops: list[Stop] = [(0.45, colors.pupil, 1.0), (1.0, floor, 1.0)]
    disc.fill(ellipse(0.0, y, width, height, shape), Linear((0.0, y - height), (0.0, y + height), stops))


def _shadow(disc: Frame, colors: _Palette, look: Look) -> None:
    """The upper lid's shadow: a crisp curve over a soft gradient."""
    y = look["shadow_y"]
    soft: list[Stop] = [(0.0, colors.dark, 0.8 * look["shadow"]), (0.45, colors.dark, 0.0)]
    disc.fill(_box(), Linear((0.0, -1.0), (0.0, 1.0), soft))
    disc.fill(ellipse(0.0, y - 1.0, 1.5, 1.0), Flat(colors.dark, 0.6 * look["shadow"]))


def _rim(disc: Frame, colors: _Palette, look: Look) -> None:
    inner = 1.0 - look["rim"]
    deep: list[Stop] = [(0.0, tone(colors.rim, 0.0, 1.0, 0.55), 1.0), (1.0, colors.rim, 1.0)]
    disc.fill(joined([_box(), ellipse(0.0, 0.0, inner - 0.055, inner - 0.055)]), Flat(colors.rim, 0.33), even_odd=True)
    ring = joined([_box(), ellipse(0.0, 0.0, inner, inner)])
    disc.fill(ring, Linear((0.0, -1.0), (0.0, 0.6), deep), even_odd=True)


def _reflections(disc: Frame, colors: _Palette, look: Look) -> None:
    sky = mix(colors.glow, (0.86, 0.92, 1.0), 0.6)
    disc.blob(0.38, -0.42, 0.42, 0.34, sky, look["sky"], 0.6)
    x, y = look["light_x"], look["light_y"]
    size = look["light_width"], look["light_height"]
    disc.blob(x, y, 1.7 * size[0], 1.7 * size[1], WHITE, 0.35)
    disc.fill(ellipse(x, y, *size, look["light_shape"], look["light_tilt"]), Flat(WHITE))
    disc.fill(ellipse(look["dot_x"], look["dot_y"], look["dot"], look["dot"] * 1.05), Flat(WHITE, 0.92))
    disc.fill(ellipse(-0.46, look["small_y"], look["small"], look["small"] * 1.25), Flat(WHITE, 0.75))
    stars = max(0.0, look["sparkles"])
    dots = ((-0.22, 0.62, 0.05), (0.10, 0.72, 0.035), (-0.40, 0.44, 0.03), (0.30, 0.60, 0.028))
    disc.fill(joined(ellipse(a, b, r * stars, r * stars, CIRCLE) for a, b, r in dots), Flat(WHITE, 0.8 * stars))


def _box() -> Path:
    return polygon([(-1.0, -1.0), (1.0, -1.0), (1.0, 1.0), (-1.0, 1.0)])
