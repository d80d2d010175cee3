"""Colour arithmetic of the painter: plain sRGB triples in 0..1, OKLab and HSV steps.

OKLab after Bjoern Ottosson, "A perceptual color space for image processing" (2020).
"""

from colorsys import hsv_to_rgb, rgb_to_hsv
from math import exp

import numpy as np
from numpy.typing import ArrayLike, NDArray

F64 = NDArray[np.float64]
Rgb = tuple[float, float, float]
"""sRGB, each channel 0..1."""

TO_LMS = np.array(
    [[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
     [0.0883024619, 0.2817188376, 0.6299787005]]
)  # fmt: skip
TO_LAB = np.array(
    [[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
     [0.0259040371, 0.7827717662, -0.8086757660]]
)  # fmt: skip
FROM_LMS = np.linalg.inv(TO_LMS)
FROM_LAB = np.linalg.inv(TO_LAB)


def rgb(text: str) -> Rgb:
    """ "#rrggbb" to an sRGB triple."""
    return int(text[1:3], 16) / 255, int(text[3:5], 16) / 255, int(text[5:7], 16) / 255


def hexed(color: Rgb) -> str:
    """The inverse of `rgb`."""
    return "#" + "".join(f"{round(255 * c):02x}" for c in color)


def to_oklab(srgb: ArrayLike) -> F64:
    """sRGB in 0..1, (..., 3), to OKLab: L in 0..1, a and b within about +-0.32."""
    c = np.asarray(srgb, np.float64)
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return np.cbrt(linear @ TO_LMS.T) @ TO_LAB.T


def from_oklab(lab: ArrayLike) -> F64:
    """OKLab (..., 3) to sRGB in 0..1, clipped to the gamut channel by channel."""
    linear = np.clip((np.asarray(lab, np.float64) @ FROM_LAB.T) ** 3 @ FROM_LMS.T, 0.0, 1.0)
    return np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)


def mix(a: Rgb, b: Rgb, t: float) -> Rgb:
    """From `a` (t = 0) to `b` (t = 1) in sRGB, as a painter's layer of opacity t."""
    return a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t


def times(a: Rgb, b: Rgb) -> Rgb:
    """Channel-wise product (the layer mode "multiply")."""
    return a[0] * b[0], a[1] * b[1], a[2] * b[2]


def tone(color: Rgb, hue: float = 0.0, saturation: float = 1.0, value: float = 1.0, lift: float = 0.0) -> Rgb:
    """HSV step as RECIPE section 7 writes it: `hue` (turns) and `lift` are added, saturation and value are factors."""
    h, s, v = rgb_to_hsv(*color)
    return hsv_to_rgb((h + hue) % 1.0, min(1.0, s * saturation), min(1.0, v * value + lift))


def lean_of(color: Rgb) -> float:
    """Hue step of a shade: +.03, but -.03 for yellows and oranges, which else turn olive (RECIPE2 section 4)."""
    return 0.03 - 0.065 * exp(-(((hue_of(color) - 0.15) / 0.09) ** 2))


LILAC: Rgb = (0.90, 0.87, 1.0)
"""Where colourless things lean in shade."""


def shaded(color: Rgb, value: float, saturation: float = 1.1, lean: float = 1.0) -> Rgb:
    """A shade: value x `value`, hue turned by `lean` x `lean_of`; the less colour there is, the more lilac."""
    colorful = min(1.0, 2.5 * (max(color) - min(color)))
    grey = tone(times(color, LILAC), 0.0, 1.0, value)
    return mix(grey, tone(color, lean * lean_of(color), saturation, value), colorful)


def hue_of(color: Rgb) -> float:
    """HSV hue in turns."""
    return rgb_to_hsv(*color)[0]


def lightness(color: Rgb) -> float:
    """OKLab lightness, 0..1."""
    return float(to_oklab(color)[0])


DARKER = 1.3
"""Exponent from a ratio of OKLab lightness to one of sRGB values, roughly."""


def apart(own: float, ground: float, least: float, darkest: float = 0.12) -> float:
    """Factor of sRGB values that brings a colour of lightness `own` that far from a ground's, to the side where it is.

    1 if it is as far already.
    """
    if abs(own - ground) >= least:
        return 1.0
    wanted = ground + least if own > ground else max(darkest, ground - least)
    return (wanted / own) ** DARKER


def harmony(one: Rgb, other: Rgb) -> float:
    """How well two colours go together on one figure, in (0, 1]: low where they cannot be told apart, and where both
    are strong, equally light and far apart in hue, which flickers.

    The contrasts are those of Itten, "The Art of Color" (1961): of lightness, of saturation and of hue.
    """
    lab = to_oklab([one, other])
    chroma = np.hypot(*lab[:, 1:].T)
    strong = float(np.prod(np.minimum(1.0, chroma / 0.12)))
    turn = min(1.0, 1.0 - float(lab[0, 1:] @ lab[1, 1:]) / max(1e-6, float(np.prod(chroma))))
    level = exp(-((float(lab[0, 0] - lab[1, 0]) / 0.16) ** 2))
    seen = min(1.0, float(np.linalg.norm(lab[0] - lab[1]) / 0.2) ** 3)
    return max(0.02, seen * (1.0 - 0.9 * strong * level * turn) * (1.0 - 0.45 * strong * turn))
