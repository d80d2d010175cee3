"""The trim sheet without its crisp marks: eye white, mouth cavity, lash strip, brow strip (RECIPE section 7), a
quadrant each; the single hairs of lashes and brows: `trim_marks`."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.canvas import Flat, Frame, horizontal, vertical
from moeforge.painter.colors import Rgb, lean_of, lightness, mix, rgb, tone
from moeforge.painter.conditions import decode
from moeforge.painter.freedom import Ranges, freedom
from moeforge.painter.sheets import QUADRANTS
from moeforge.painter.skin import shade_of

RANGES: Ranges = {
    "lash_tint": (0.10, 0.55),
    "lash_value": (0.85, 1.30),
    "lash_ends": (0.10, 0.55),
    "lash_edge": (0.0, 0.40),
    "lash_corner": (0.0, 0.5),
    "lash_strands": (0.0, 0.35),
    "brow_value": (0.52, 0.80),
    "brow_ends": (0.10, 0.55),
    "brow_edge": (0.0, 0.40),
    "brow_strands": (0.0, 0.55),
    "brow_phase": (0.0, 1.0),
    "brow_slant": (0.05, 0.28),
    "white_tint": (0.0, 1.0),
    "white_shadow": (0.55, 1.0),
    "white_depth": (0.30, 0.62),
    "white_corner": (0.0, 0.4),
    "cavity_hue": (0.0, 1.0),
    "cavity_value": (0.85, 1.15),
    "cavity_depth": (0.45, 0.9),
    "cavity_lip": (0.2, 0.9),
}

Look = Mapping[str, float]


def draw(frame: Frame, condition: NDArray[np.float32], z: NDArray[np.float32]) -> None:
    """Paint the four quadrants. `condition`: hair colour (3,), skin colour (3,)."""
    look, hair, skin = freedom(RANGES, z), decode(condition[:3]), decode(condition[3:6])
    for name, (column, row) in QUADRANTS.items():
        _PAINTERS[name](frame.part(column / 2, row / 2, 0.5, 0.5), look, hair, skin)


def lash_color(hair: Rgb, skin: Rgb, tint: float = 0.3, value: float = 1.0) -> Rgb:
    """Dark brown, never black, leaning to the hair's colour; darker on dark skin, so that it still stands out."""
    contrast = 0.50 + 0.50 * min(1.0, max(0.0, (lightness(skin) - 0.34) / 0.26))
    own = tone(hair, lean_of(hair), 1.1, 0.42)
    return tone(mix(rgb("#38221f"), own, tint * contrast), 0.0, 1.0, value * contrast)


def _white(cell: Frame, look: Look, hair: Rgb, skin: Rgb) -> None:
    del hair
    ground = mix(rgb("#fffdfb"), rgb("#f2f5ff"), look["white_tint"])
    lid = mix(rgb("#b9bfd8"), rgb("#c8b4c6"), 1.0 - look["white_tint"])
    depth, strength = look["white_depth"], look["white_shadow"]
    cell.wash(Flat(ground))
    cell.wash(vertical((0.0, lid, strength), (0.55 * depth, lid, 0.85 * strength), (depth, lid, 0.0)))
    cell.wash(vertical((0.80, ground, 0.0), (1.0, mix(ground, shade_of(skin), 0.35), 0.8)))
    cell.blob(0.0, 0.62, 0.22, 0.45, mix(rgb("#e89a94"), shade_of(skin), 0.4), look["white_corner"])


def _cavity(cell: Frame, look: Look, hair: Rgb, skin: Rgb) -> None:
    del hair
    lips = tone(mix(rgb("#b5483c"), rgb("#a83c52"), look["cavity_hue"]), 0.0, 1.0, look["cavity_value"])
    throat = tone(mix(rgb("#6b1f22"), rgb("#641d3a"), look["cavity_hue"]), 0.0, 1.0, look["cavity_value"])
    inner = mix(tone(lips, 0.0, 0.75, 1.25), shade_of(skin), 0.35)
    cell.wash(vertical((0.0, lips, 1.0), (look["cavity_depth"], throat, 1.0), (1.0, tone(throat, 0.0, 1.0, 0.85), 1.0)))
    cell.wash(vertical((0.0, inner, look["cavity_lip"]), (0.13, inner, 0.6 * look["cavity_lip"]), (0.24, inner, 0.0)))


def brow_colors(hair: Rgb, look: Look) -> tuple[Rgb, Rgb]:
    """A brow's own colour, darker than the hair, and that of its lower edge."""
    ground = mix(tone(hair, 0.6 * lean_of(hair), 1.12, look["brow_value"]), rgb("#4a2c28"), 0.22)
    return ground, tone(ground, 0.0, 1.1, 0.72)


def _lash(cell: Frame, look: Look, hair: Rgb, skin: Rgb) -> None:
    dark = lash_color(hair, skin, look["lash_tint"], look["lash_value"])
    soft = mix(dark, shade_of(skin), 0.75)
    warm = mix(dark, rgb("#8a4038"), 0.8)
    deep, ends = tone(dark, 0.0, 1.0, 0.72), look["lash_ends"]
    cell.wash(Flat(dark))
    cell.wash(vertical((0.0, soft, look["lash_edge"]), (0.5, soft, 0.0)))
    cell.wash(vertical((0.5, deep, 0.0), (1.0, deep, 0.7)))
    cell.wash(horizontal((0.0, soft, ends), (0.16, soft, 0.0), (0.80, soft, 0.0), (1.0, soft, ends)))
    cell.wash(horizontal((0.02, warm, look["lash_corner"]), (0.26, warm, 0.0)))


def _brow(cell: Frame, look: Look, hair: Rgb, skin: Rgb) -> None:
    ground, deep = brow_colors(hair, look)
    soft, ends = mix(ground, shade_of(skin), 0.8), look["brow_ends"]
    cell.wash(Flat(ground))
    cell.wash(vertical((0.0, soft, look["brow_edge"]), (0.5, soft, 0.0)))
    cell.wash(vertical((0.5, deep, 0.0), (1.0, deep, 0.5)))
    cell.wash(horizontal((0.0, soft, 0.8 * ends), (0.22, soft, 0.0), (0.70, soft, 0.0), (1.0, soft, ends)))


_PAINTERS: Mapping[str, Callable[[Frame, Look, Rgb, Rgb], None]] = {
    "white": _white,
    "cavity": _cavity,
    "lash": _lash,
    "brow": _brow,
}
