"""The crisp marks of an iris, laid over its sheet: ring, pupil, highlights, what a design adds. Coordinates as in
`iris`."""

from math import asin, ceil, cos, pi, sin

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.canvas import CIRCLE, Flat, Frame, Linear, Path, Stop, drawn, ellipse, joined, polygon
from moeforge.painter.colors import mix
from moeforge.painter.conditions import decode
from moeforge.painter.freedom import freedom
from moeforge.painter.iris import RANGES, STREAKS, WHITE, Look, Palette, rim_radius
from moeforge.painter.iris_design import IrisDesign
from moeforge.painter.iris_light import Light, lit, rim
from moeforge.painter.polar import shaped

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]
FACETS = 10
LID = 0.54
"""Height to which an open upper lid may come down over the highlight's place."""
SPARKLES = ((-0.22, 0.62, 0.05), (0.10, 0.72, 0.035), (-0.40, 0.44, 0.03), (0.30, 0.60, 0.028))
"""Small lights in the lower half: x, y, radius."""


def marks(condition: F32, z: F32, design: IrisDesign, size: int) -> U8:
    """The marks alone: (size, size, 4) uint8, sRGB times opacity, opacity. `condition` (3,) and `z` (64,) as for the
    sheet "iris"."""
    look = freedom(RANGES, z)
    colors = Palette(decode(condition), look)

    light = Light(colors, look)

    def draw(frame: Frame) -> None:
        disc = frame.centered()
        disc.fill(ellipse(0.0, 0.05, 0.66, 0.70), Flat(colors.dark, 0.35 * look["ring"]))
        lit(disc, light, look)
        for layer in (_depth, _facets, _streaks, _halo):
            layer(disc, colors, look, design)
        _pupil(disc, colors, light, look, design)
        _lid(disc, light, look)
        rim(disc, light, look)
        for layer in (_moon, _reflections):
            layer(disc, colors, look, design)

    return drawn(draw, size)


def _depth(disc: Frame, colors: Palette, look: Look, design: IrisDesign) -> None:
    """A dark veil that leaves the rim."""
    inner = rim_radius(look)
    disc.fill(ellipse(0.0, 0.0, inner, inner), Flat(mix(colors.dark, colors.pupil, 0.4), 0.75 * design.depth))


def _streaks(disc: Frame, colors: Palette, look: Look, design: IrisDesign) -> None:
    del design
    seen = range(min(STREAKS, ceil(look["streaks"])))
    bright = [_streak(i, look, 0.30, 0.86) for i in seen]
    disc.fill(joined(bright), Flat(mix(colors.glow, WHITE, 0.15), look["streak_alpha"]))
    dark = [_streak(i + STREAKS, look, 0.52, 1.0, down=-1.0) for i in seen[::2]]
    disc.fill(joined(dark), Flat(colors.dark, look["dark_streaks"]))


def _streak(i: int, look: Look, inner: float, outer: float, down: float = 1.0) -> Path:
    """A thin kite; the i-th one grows from nothing as the number of streaks passes i."""
    spread = (i * 0.6180339887 + look["streak_phase"]) * 2.0 * pi  # golden angle: even, never regular
    angle = 0.85 * asin(sin(spread))  # a triangle wave: continuous, and as dense at the sides as below
    there = min(1.0, max(0.0, look["streaks"] - i % STREAKS))
    jitter = 0.5 + 0.5 * sin(2.7 * i + 1.0)
    near = inner + 0.16 * jitter
    far = near + (outer - near) * look["streak_length"] * (0.55 + 0.45 * jitter)
    half, wide = there * (0.014 + 0.018 * jitter), near + 0.7 * (far - near)
    kite = ((near, angle), (wide, angle - half), (far, angle), (wide, angle + half))
    return polygon(_polar(radius, turn, down) for radius, turn in kite)


def _facets(disc: Frame, colors: Palette, look: Look, design: IrisDesign) -> None:
    """A cut gem: wedges that are lighter and darker by turns, between two polygons."""
    if design.facets <= 0.0:
        return
    inner, outer = 0.36 + 0.1 * look["ring"], 0.985 * rim_radius(look)
    for first, color, alpha in ((0, mix(colors.glow, WHITE, 0.25), 0.75), (1, colors.dark, 0.45)):
        wedges = [_wedge(i, inner, outer) for i in range(first, FACETS, 2)]
        disc.fill(joined(wedges), Flat(color, alpha * design.facets))
    kites = [_wedge(i, 0.68 * outer, outer, 0.5) for i in range(FACETS)]
    disc.fill(joined(kites), Flat(colors.light, 0.5 * design.facets))


def _wedge(i: int, inner: float, outer: float, shift: float = 0.0) -> Path:
    a, b = (2.0 * pi * (i + shift + k) / FACETS for k in (0.0, 1.0))
    middle = (a + b) / 2
    return polygon([_polar(inner, middle, 1.0), _polar(outer, a, 1.0), _polar(outer, b, 1.0)])


def _polar(radius: float, angle: float, down: float) -> tuple[float, float]:
    """A point at `radius` and `angle` from the vertical; `down` is 1 below the middle and -1 above."""
    return radius * sin(angle), down * radius * cos(angle)


def _halo(disc: Frame, colors: Palette, look: Look, design: IrisDesign) -> None:
    """A bright ring and a thin dark one inside it."""
    if design.halo <= 0.0:
        return
    y = look["pupil_y"]
    rings = ((0.70, 0.56, mix(colors.glow, WHITE, 0.35), 0.9), (0.54, 0.49, colors.dark, 0.7))
    for outer, inner, color, alpha in rings:
        ring = joined([ellipse(0.0, y, outer, outer * 1.02), ellipse(0.0, y, inner, inner * 1.02)])
        disc.fill(ring, Flat(color, alpha * design.halo), even_odd=True)


def _pupil(disc: Frame, colors: Palette, light: Light, look: Look, design: IrisDesign) -> None:
    """The pupil: dark above, towards the iris's own colour at its lower end."""
    y = look["pupil_y"]
    width, height = (look[f"pupil_{side}"] for side in ("width", "height"))
    even = 0.8 * min(1.0, design.star + design.heart + design.flower)  # figures keep their proportions
    width, height = (design.wide * (width + even * (0.40 - width)), design.tall * (height + even * (0.40 - height)))
    disc.fill(_hole(y, width + 0.035, height + 0.035, look, design), Flat(colors.light, look["pupil_ring"]))
    floor = mix(light.pupil, light.floor, 0.45 + look["pupil_light"])
    stops: list[Stop] = [(0.35, light.pupil, 1.0), (0.70, mix(light.pupil, floor, 0.35), 1.0), (1.0, floor, 1.0)]
    disc.fill(_hole(y, width, height, look, design), Linear((0.0, y - height), (0.0, y + height), stops))
    if design.mark > 0.0:
        lit = mix(colors.glow, WHITE, 0.35)
        fade: list[Stop] = [(0.0, mix(colors.light, lit, 0.4), design.mark), (1.0, mix(lit, WHITE, 0.4), design.mark)]
        mark = _hole(y, 0.70 * width, 0.70 * height, look, design)
        disc.fill(mark, Linear((0.0, y - height), (0.0, y + height), fade))


def _hole(y: float, width: float, height: float, look: Look, design: IrisDesign) -> Path:
    """The pupil's outline."""
    shares = {"star": design.star, "heart": design.heart, "flower": design.flower}
    if sum(shares.values()) <= 0.0:
        return ellipse(0.0, y, width, height, look["pupil_shape"] + design.point)
    return shaped(0.0, y, width, height, shares, 0.8)


def _lid(disc: Frame, light: Light, look: Look) -> None:
    """The crisp edge of the upper lid's shadow."""
    inner = rim_radius(look)
    ground = disc.inside(ellipse(0.0, 0.0, inner, inner))
    ground.fill(ellipse(0.0, look["shadow_y"] - 1.0, 1.5, 1.0), Flat(light.deep, 0.6 * look["shadow"]))


def _moon(disc: Frame, colors: Palette, look: Look, design: IrisDesign) -> None:
    """A crescent of light in the lower half."""
    if design.moon <= 0.0:
        return
    turn = 0.4 * look["light_tilt"]
    outer = [_polar(0.70, turn + 1.25 * s / 12, 1.0) for s in range(-12, 13)]
    inner = [_polar(0.44 + 0.26 * (s / 12) ** 2, turn + 1.25 * s / 12, 1.0) for s in range(12, -13, -1)]
    disc.fill(polygon([*outer, *inner]), Flat(mix(colors.glow, WHITE, 0.5), design.moon))


def _reflections(disc: Frame, colors: Palette, look: Look, design: IrisDesign) -> None:
    sky, glint = mix(colors.glow, WHITE, 0.3), design.glint
    disc.blob(0.38, -0.42, 0.42, 0.34, sky, look["sky"] * glint, 0.6)
    scale = 1.0 + 0.45 * look["highlight"]
    _main_light(disc, look, design, scale)
    dot, small = look["dot"] * scale, look["small"] * scale
    disc.fill(ellipse(look["dot_x"], look["dot_y"], dot, dot * 1.05), Flat(WHITE, 0.92 * glint))
    disc.fill(ellipse(-0.46, look["small_y"], small, small * 1.25), Flat(WHITE, 0.75 * glint))
    stars = max(0.0, look["sparkles"] + 0.7 * design.stars) * (0.7 + 0.3 * scale)
    dots = [ellipse(a, b, r * stars, r * stars, CIRCLE) for a, b, r in SPARKLES]
    disc.fill(joined(dots), Flat(WHITE, min(1.0, 0.8 * stars * glint)))


def _main_light(disc: Frame, look: Look, design: IrisDesign, scale: float) -> None:
    width, height = (look[f"light_{side}"] * scale * design.light for side in ("width", "height"))
    x, y = look["light_x"], max(look["light_y"], min(-0.28, height - LID))
    disc.blob(x, y, 1.7 * width, 1.7 * height, WHITE, 0.35 * design.glint)
    round_light = ellipse(x, y, width, height, look["light_shape"], look["light_tilt"])
    light = shaped(x, y, width, height, {"sparkle": design.sparkle}) if design.sparkle > 0.0 else round_light
    disc.fill(light, Flat(WHITE, design.glint))
