"""Colours from colours: what an outfit's palette is mixed with."""

import colorsys
from dataclasses import dataclass

from moeforge.spec import AvatarSpec

WHITE = "#fcfaf6"
CREAM = "#f5efe4"
NAVY = "#2f3f7a"
INK = "#2c2f45"
BROWN = "#5e3b2e"
DENIM = "#54708f"
GOLD = "#f0c552"
STEEL = "#c3ccdb"
FUR = "#fbf3e8"
_YELLOW = (0.04, 0.17)
"""Hues 0..1 from orange to yellow."""
LIGHT = 0.78
"""Luma above which a colour counts as light: it neither stands out on white nor carries white trim."""


@dataclass(frozen=True, slots=True)
class Colors:
    """What the caller chose, "#rrggbb" sRGB."""

    clothes: str
    accent: str

    @staticmethod
    def of(spec: AvatarSpec) -> "Colors":
        return Colors(spec.colors["clothes"], spec.colors["clothes_accent"])


def luma(color: str) -> float:
    """Rec. 709 luma 0..1 of the sRGB values."""
    r, g, b = _rgb(color)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def mix(a: str, b: str, share: float) -> str:
    """`share` of b in a, on sRGB values."""
    return _hex(tuple(x + (y - x) * share for x, y in zip(_rgb(a), _rgb(b), strict=True)))


def deeper(color: str, amount: float) -> str:
    """A shade of the colour: darker, a little more saturated and turned towards blue, as fabric in shadow looks.

    Yellow turns towards red instead and keeps its warmth: on its way to blue it would be khaki.
    """
    h, s, v = colorsys.rgb_to_hsv(*_rgb(color))
    yellow = _YELLOW[0] < h <= _YELLOW[1]
    turn = 0.8 * (_YELLOW[0] - h) if yellow else 0.10 * (0.66 - h) if _YELLOW[1] < h < 0.66 else 0.0
    s = min(1.0, s * (1.0 + (1.1 if yellow else 0.5) * amount) + 0.03 * amount)
    return _hex(colorsys.hsv_to_rgb(h + turn * amount, s, v * (1.0 - amount)))


def strong(*candidates: str) -> str:
    """The first colour that stands out on white, else navy."""
    return next((c for c in candidates if luma(c) < LIGHT), NAVY)


def apart(color: str, *candidates: str) -> str:
    """The first candidate that can be told from `color` beside it, else the last."""
    return next((c for c in candidates if _distance(color, c) > 0.30), candidates[-1])


def _distance(a: str, b: str) -> float:
    return sum((x - y) ** 2 for x, y in zip(_rgb(a), _rgb(b), strict=True)) ** 0.5


def _rgb(color: str) -> tuple[float, float, float]:
    r, g, b = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return r, g, b


def _hex(rgb: tuple[float, ...]) -> str:
    return "#" + "".join(f"{round(255 * min(1.0, max(0.0, c))):02x}" for c in rgb)


def dark(color: str, limit: float = 0.34) -> str:
    """The colour itself if it is dark, else a deep shade of it that keeps its hue."""
    while luma(color) > limit:
        color = mix(deeper(color, 0.28), INK, 0.10)
    return color


def pale(color: str, share: float = 0.62) -> str:
    """A light tint."""
    return mix(color, WHITE, share)
