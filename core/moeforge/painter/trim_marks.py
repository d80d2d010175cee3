"""The crisp marks of a trim sheet, laid over it: the single hairs of lashes and brows. Exact at any size, so that no
network has to learn them."""

from math import sin

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.canvas import Frame, Linear, Path, drawn, joined, laid, polygon
from moeforge.painter.colors import Rgb, tone
from moeforge.painter.conditions import decode
from moeforge.painter.freedom import freedom
from moeforge.painter.sheets import QUADRANTS
from moeforge.painter.trim import RANGES, Look, brow_colors, lash_color

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]
ROWS = 2
"""Rows of quadrants; all hairs lie in the last one."""
FADE = 0.16
"""Share of a strip's length over which hairs come and go at its ends."""
STEPS = 5


def hairs(condition: F32, z: F32, size: int) -> U8:
    """The hairs alone, of the lower half of a sheet of `size` texels: (size / 2, size, 4) uint8, sRGB times opacity,
    opacity. `condition` (6,) and `z` (64,) as for the sheet "trim"."""
    look, hair, skin = freedom(RANGES, z), decode(condition[:3]), decode(condition[3:6])

    def draw(frame: Frame) -> None:
        _lash(_strip(frame, "lash"), look, lash_color(hair, skin, look["lash_tint"], look["lash_value"]))
        _brow(_strip(frame, "brow"), look, brow_colors(hair, look)[0])

    return drawn(draw, size, size // ROWS)


def haired(sheet: U8, condition: F32, z: F32) -> U8:
    """A trim sheet (S, S, 3) with its hairs on it."""
    half = len(sheet) // ROWS
    return np.concatenate([sheet[:half], laid(sheet[half:], hairs(condition, z, len(sheet)))])


def _strip(frame: Frame, name: str) -> Frame:
    column, _ = QUADRANTS[name]
    return frame.part(column / 2, 0.0, 0.5, 1.0)


def _lash(strip: Frame, look: Look, dark: Rgb) -> None:
    sheen = tone(dark, 0.0, 0.9, 1.0, 0.14)
    strip.fill(_hairs(11, 0.0, 0.12, 0.30), _faded(sheen, 1.4 * look["lash_strands"]))


def _brow(strip: Frame, look: Look, ground: Rgb) -> None:
    dark, light = tone(ground, 0.0, 1.1, 0.66), tone(ground, 0.0, 0.9, 1.18, 0.06)
    phase, slant, alpha = look["brow_phase"], look["brow_slant"], look["brow_strands"]
    strip.fill(_hairs(13, phase, slant, 0.34), _faded(dark, alpha))
    strip.fill(_hairs(10, phase + 0.4, slant, 0.20), _faded(light, 0.9 * alpha))


def _faded(color: Rgb, alpha: float) -> Linear:
    """One colour along the strip, clear at its ends."""
    stops = ((0.0, color, 0.0), (FADE, color, alpha), (1.0 - FADE, color, alpha), (1.0, color, 0.0))
    return Linear((0.0, 0.0), (1.0, 0.0), stops)


def _hairs(count: int, phase: float, slant: float, width: float) -> Path:
    """Hairs that rise from the strip's lower edge and bend by `slant`; `width` is of the root, in shares of their
    distance. Their places, lengths and widths move smoothly with `phase`, round once from 0 to 1."""
    blades: list[Path] = []
    for i in range(count):
        wobble, other = sin(5.1 * i + 6.2832 * phase), sin(2.3 * i + 1.0 + 6.2832 * phase)
        root, half = (i + 0.5 + 0.28 * wobble) / count - 0.3 * slant, width / count * (0.8 + 0.3 * wobble)
        blades.append(_blade(root, half, 0.98 - 0.14 * (1.0 + other), slant * (1.0 + 0.25 * other)))
    return joined(blades)


def _blade(root: float, half: float, length: float, bend: float) -> Path:
    """A hair from (root, 1) upwards: widest at a third of its length, pointed at both ends."""
    sides: list[list[tuple[float, float]]] = [[], []]
    for step in range(STEPS + 1):
        t = step / STEPS
        thick = half * (1.0 - t) ** 0.8 * (0.55 + 1.35 * t)
        x, y = root + bend * t**1.6, 1.04 - length * t
        sides[0].append((x - thick, y))
        sides[1].append((x + thick, y))
    return polygon([*sides[0], *sides[1][-2::-1]])
