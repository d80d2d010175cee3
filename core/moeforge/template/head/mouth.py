"""Mouth shapes and lip curves in the front view (RECIPE sections 4 and 5, RECIPE2 section 3).

The mouth loop runs from the right corner (-x) along the upper lip to the left corner and along the lower lip back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

import numpy as np

from moeforge.template.head.pose import Mouth
from moeforge.template.part import F64

LIP = 13
"""Points of a lip from corner to corner, both included."""
LOOP = 2 * LIP - 2
_HALF = np.sin(np.linspace(0, 1.3, LIP // 2 + 1)) / np.sin(1.3)
S: F64 = np.concatenate([-_HALF[:0:-1], _HALF])
"""(LIP,) places along the lips, -1 .. 1, exactly symmetric, closer at the corners."""


@dataclass(frozen=True, slots=True)
class MouthShape:
    """Lengths in HH: half-width, height above the chin, corners above the middle, depth of a cat's wave.

    `fangs`: places of pointed teeth along the upper lip, -1 .. 1.
    """

    half_width: float
    y: float = 0.129
    smile: float = 0.012
    wave: float = 0.0
    fangs: tuple[float, ...] = ()


MOUTHS: Mapping[str, MouthShape] = MappingProxyType(
    {
        "soft": MouthShape(0.074, 0.136, 0.026),
        "cat": MouthShape(0.074, 0.138, 0.012, 0.021),
        "wide": MouthShape(0.096, 0.138, 0.034),
        "small": MouthShape(0.046, 0.130, 0.017),
        "flat": MouthShape(0.056, 0.130, 0.005),
        "pout": MouthShape(0.042, 0.128, -0.017),
        "fang": MouthShape(0.082, 0.136, 0.032, fangs=(0.52,)),
    }
)
"""Keys are the values of the trait `mouth`."""
ROUNDNESS = 0.75
"""Exponent of an opening's outline: below 1 it leaves the corners steeply, so that small mouths are round."""
TALKING = 0.068
"""Half-width that open mouths are drawn towards, HH."""
BENDABLE = 0.062
"""Half-width of the least mouth whose corners are raised and lowered in full, HH: narrower ones would fold."""
WIDEST = 0.118
"""Half-width to which faces may widen a mouth, HH: farther out the lower lids are in the way."""
ROOM = 0.035
"""Distance from there at which a corner is drawn outwards in full, HH; up and down it goes seven tenths at least."""
ACROSS = 0.45
"""Share of the half-width over which a lip raised or lowered on one side fades out on the other."""


@dataclass(frozen=True, slots=True)
class Lips:
    """Lip curves, (LIP, 2) each in head space, from the avatar's right to its left."""

    upper: F64
    lower: F64

    @property
    def loop(self) -> F64:
        """The mouth loop, (LOOP, 2)."""
        return np.concatenate([self.upper, self.lower[-2:0:-1]])

    @property
    def gap(self) -> F64:
        """Opening at each point, (LIP,)."""
        return self.upper[:, 1] - self.lower[:, 1]


@cache
def halves(sign: float) -> F64:
    """(LIP,) share of the left (1) or the right (-1) half along the lips; both sum to 1. Read only."""
    share = np.clip(0.5 + sign * S / (2 * ACROSS), 0, 1)
    share = share**2 * (3 - 2 * share)
    share.flags.writeable = False
    return share


@lru_cache(maxsize=4096)
def lips(shape: MouthShape, mouth: Mouth) -> Lips:
    """The lip curves of a pose; read only."""
    opening = min(1.0, max(-0.5, (mouth.up + mouth.down) / 0.03))
    half = mouth.width * (shape.half_width + 0.75 * opening * (TALKING - shape.half_width))
    half = min(half, max(shape.half_width, WIDEST))
    rest = mouth.smile * (1 - 0.5 * opening)
    size = np.abs(S)
    bends = min(1.0, half / BENDABLE)
    own = rest * shape.smile * (size**2 - 0.35)
    own = own + (0.4 + 0.6 * mouth.smile) * (1 - 0.5 * opening) * shape.wave * (0.5 - np.abs(np.sin(np.pi * S)))
    line = own + bends * mouth.corner * (size**2 - 0.35) - bends**2 * mouth.wave * np.cos(2 * np.pi * S)
    bulge = (1 - size**mouth.power) ** ROUNDNESS
    room = min(1.0, max(0.0, (WIDEST - half) / ROOM))
    x, y = mouth.shift
    x, y = x + half * S, y + shape.y + line
    upper, lower = mouth.up * bulge, mouth.down * bulge
    for side, sign in ((mouth.left, 1.0), (mouth.right, -1.0)):
        near = np.clip(0.5 + 0.62 * sign * S, 0, 1) ** 1.5
        x = x + sign * side.out * (room if side.out > 0.0 else bends) * near
        y = y + (0.7 + 0.3 * room) * side.corner * (np.clip(sign * S, 0, 1) ** 1.6 - 0.30 * near)
        share = halves(sign)
        y = y - side.press * share * own
        upper, lower = upper + side.up * share * bulge, lower + side.down * share * bulge
    upper, lower = y + upper, y - lower
    made = Lips(np.stack([x, upper], axis=1), np.stack([x, lower], axis=1))
    made.upper.flags.writeable = made.lower.flags.writeable = False
    return made


def left_half(loops: F64) -> F64:
    """Left half (S, LIP, 2) of mouth loops (S, LOOP, 2), from the upper to the lower middle."""
    return loops[:, LIP // 2 : LIP // 2 + LIP]


def right_half(loops: F64) -> F64:
    """Right half of mouth loops seen in the mirror, in the order of `left_half`."""
    return left_half(np.roll(loops[:, ::-1], LIP, axis=1)) * np.array([-1.0, 1.0])
