"""The skin sheet: the whole `face` chart without crisp marks (RECIPE section 7). Unit coordinates of the cell.

Blush, nose, lips and the cheeks' lights are exact, so a sheet shows the same faint ones on every face (FAINT), whatever
its z and its blush; `skin_marks` takes them off and lays those that are asked for.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.canvas import Frame, Stop, horizontal, vertical
from moeforge.painter.colors import Rgb, lightness, mix, rgb, times
from moeforge.painter.conditions import decode
from moeforge.painter.freedom import Ranges, freedom

# Where things lie in the chart: RECIPE sections 2, 4 and 7 taken through the inverse of the head surface.
EYE = (0.124, 0.522)  # distance from the middle, height
EYE_TOP = 0.401
BLUSH = (0.212, 0.674)
NOSE = 0.618
LIPS = 0.711
CHIN = 0.864
HAIRLINE = 0.100

RANGES: Ranges = {
    "blush_x": (-0.022, 0.028),
    "blush_y": (-0.022, 0.016),
    "blush_width": (0.120, 0.185),
    "blush_height": (0.066, 0.105),
    "blush_hue": (0.0, 1.0),
    "blush_alpha": (0.40, 0.68),
    "blush_tilt": (-0.30, 0.30),
    "nose_width": (0.022, 0.036),
    "nose_alpha": (0.15, 0.65),
    "nose_light": (0.0, 0.9),
    "under_nose": (0.0, 0.45),
    "lip_alpha": (0.08, 0.50),
    "lip_hue": (0.0, 1.0),
    "lid_alpha": (0.12, 0.55),
    "lid_hue": (0.0, 1.0),
    "under_eye": (0.0, 0.28),
    "jaw_alpha": (0.55, 1.0),
    "jaw_height": (-0.02, 0.03),
    "hairline": (0.35, 0.9),
    "temples": (0.25, 0.75),
    "cheek_light": (0.0, 0.6),
    "brow_light": (0.0, 0.5),
    "warmth": (-1.0, 1.0),
}

FAINT: Mapping[str, float] = MappingProxyType(
    {"blush_x": 0.0, "blush_y": 0.0, "blush_width": 0.0, "blush_height": 0.0, "blush_hue": 0.0, "blush_alpha": -1.0,
     "blush_tilt": 0.0,
     "nose_width": 0.0, "nose_alpha": -1.5, "nose_light": -1.0, "under_nose": -1.0,
     "lip_alpha": -0.8, "lip_hue": 0.0, "cheek_light": -1.5}
)  # fmt: skip
"""Parameter of an exact mark -> its z in every sheet: where the generator follows the painter best, and faint enough to
be taken off without magnifying its errors."""
UNWORN = -1.0
"""The condition's blush in every sheet."""

_PLACE: Mapping[str, int] = MappingProxyType({name: i for i, name in enumerate(RANGES)})
"""Parameter -> its place in z."""

F32 = NDArray[np.float32]
Look = Mapping[str, float]
SIDES = (-1.0, 1.0)


class Blob(NamedTuple):
    """A soft ellipse, as `Frame.blob` takes it."""

    cx: float
    cy: float
    rx: float
    ry: float
    color: Rgb
    alpha: float
    tilt: float = 0.0


def shade_of(skin: Rgb) -> Rgb:
    """The skin's shade: colour x a factor between those of a light and a dark skin (RECIPE sections 7 and 9)."""
    light, dark = (0.965, 0.833, 0.779), (0.763, 0.655, 0.671)
    return times(skin, mix(dark, light, min(1.0, max(0.0, (lightness(skin) - 0.50) / 0.42))))


class Palette:
    """A face's colours."""

    def __init__(self, skin: Rgb, look: Look) -> None:
        light = min(1.0, max(0.0, (lightness(skin) - 0.35) / 0.55))
        self.skin = skin
        self.shade = shade_of(skin)
        rose, coral = mix(rgb("#b83a48"), rgb("#ff8a94"), light), mix(rgb("#c04a2c"), rgb("#ff9478"), light)
        self.blush = mix(rose, coral, look["blush_hue"])
        self.strength = 0.58 + 0.42 * light  # the same opacity looks stronger on dark skin
        self.gloss = 0.25 + 0.75 * light  # and a white spot stronger still
        self.lips = mix(mix(rose, coral, look["lip_hue"]), self.shade, 0.25)
        self.lid = mix(self.shade, mix(rose, coral, 0.5), 0.45 * look["lid_hue"])
        self.shine = mix(skin, mix(rgb("#ffd9b8"), rgb("#ffffff"), light), 0.35 + 0.45 * light)


def faint(condition: F32, z: F32) -> tuple[F32, F32]:
    """Condition (4,) and z (64,) of a face whose exact marks are FAINT: what its sheet is painted from."""
    made = z.copy()
    for name, value in FAINT.items():
        made[_PLACE[name]] = value
    return np.append(condition[:3], np.float32(UNWORN)), made


def draw(frame: Frame, condition: F32, z: F32) -> None:
    """Paint the face with faint marks. `condition`: skin colour (3,), blush -1 none .. 1 worn."""
    unworn, shown = faint(condition, z)
    draw_look(frame, unworn, freedom(RANGES, shown))


def draw_look(frame: Frame, condition: F32, look: Look) -> None:
    """Paint the face with the marks of `look`: RANGES' names with their values."""
    colors = Palette(decode(condition[:3]), look)
    _ground(frame, colors, look)
    for side in SIDES:
        _eye(frame, colors, look, side)
    for blob in features(colors, look, worn(condition)):
        frame.blob(*blob)


def worn(condition: F32) -> float:
    """How much of its blush a face wears, 0..1."""
    return min(1.0, max(0.0, 0.5 + 0.5 * float(condition[3])))


def _ground(frame: Frame, colors: Palette, look: Look) -> None:
    shade, jaw = colors.shade, look["jaw_alpha"]
    chin = CHIN + look["jaw_height"]
    frame.wash(vertical((0.0, colors.skin, 1.0), (1.0, mix(colors.skin, shade, 0.06 * look["warmth"] + 0.06), 1.0)))
    frame.wash(vertical((0.0, shade, look["hairline"]), (HAIRLINE, shade, 0.55 * look["hairline"]), (0.26, shade, 0.0)))
    sides: tuple[Stop, ...] = (
        (0.0, shade, look["temples"]), (0.10, shade, 0.5 * look["temples"]), (0.20, shade, 0.0),
        (0.80, shade, 0.0), (0.90, shade, 0.5 * look["temples"]), (1.0, shade, look["temples"]),
    )  # fmt: skip
    frame.wash(horizontal(*sides))
    frame.blob(0.5, 0.34, 0.26, 0.20, colors.shine, 0.4 * look["brow_light"])
    frame.wash(vertical((chin - 0.05, shade, 0.0), (chin, shade, 0.45 * jaw), (chin + 0.045, shade, jaw)))


def _eye(frame: Frame, colors: Palette, look: Look, side: float) -> None:
    x = 0.5 + side * EYE[0]
    frame.blob(x + side * 0.012, EYE_TOP - 0.010, 0.150, 0.085, colors.lid, 0.95 * look["lid_alpha"], side * 0.10)
    frame.blob(x + side * 0.02, 0.662, 0.110, 0.045, colors.lid, look["under_eye"], side * -0.15)


def features(colors: Palette, look: Look, blushing: float) -> list[Blob]:
    """Blush, the cheeks' lights, nose and lips, from the lowest to the uppermost. `blushing`: see `worn`."""
    cheeks = [_blush(colors, look, side, blushing) for side in SIDES]
    lights = [_cheek_light(colors, look, side) for side in SIDES]
    return [*cheeks, *lights, *_nose(colors, look), *_lips(colors, look)]


def _blush(colors: Palette, look: Look, side: float, blushing: float) -> Blob:
    x, y = 0.5 + side * (BLUSH[0] + look["blush_x"]), BLUSH[1] + look["blush_y"]
    alpha = look["blush_alpha"] * colors.strength * (0.10 + 0.90 * blushing)
    return Blob(x, y, look["blush_width"], look["blush_height"], colors.blush, alpha, side * look["blush_tilt"])


def _cheek_light(colors: Palette, look: Look, side: float) -> Blob:
    x, y = 0.5 + side * (BLUSH[0] + look["blush_x"]), BLUSH[1] + look["blush_y"]
    alpha = look["cheek_light"] * colors.gloss
    return Blob(x - side * 0.030, y - 0.018, 0.036, 0.024, colors.shine, alpha, side * 0.4)


def _nose(colors: Palette, look: Look) -> list[Blob]:
    width = look["nose_width"]
    return [
        Blob(0.5, NOSE, width * 1.3, width, colors.blush, look["nose_alpha"] * colors.strength),
        Blob(0.5, NOSE + 0.024, width * 0.9, 0.016, colors.shade, look["under_nose"]),
        Blob(0.4935, NOSE - 0.013, 0.0125, 0.0115, colors.shine, look["nose_light"]),
    ]


def _lips(colors: Palette, look: Look) -> list[Blob]:
    alpha = look["lip_alpha"] * colors.strength
    return [
        Blob(0.5, LIPS - 0.010, 0.052, 0.018, colors.lips, 0.55 * alpha),
        Blob(0.5, LIPS + 0.026, 0.044, 0.020, colors.lips, alpha),
    ]
