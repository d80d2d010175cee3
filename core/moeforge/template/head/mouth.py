"""Mouth shapes and lip curves in the front view (RECIPE sections 4 and 5, RECIPE2 section 3).

The mouth loop runs from the right corner (-x) along the upper lip to the left corner and along the lower lip back.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from moeforge.template.head.pose import LipSide, Mouth
from moeforge.template.part import F64
from moeforge.template.vectors import clamped, joined

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


class Told(NamedTuple):
    """Of S mouths the fields of pose.Mouth, (S, 1) each."""

    width: F64
    up: F64
    down: F64
    corner: F64
    power: F64
    smile: F64
    wave: F64
    tongue: F64
    tuck: F64
    shift: F64  # (2, S, 1), as in Mouth
    rolled: F64  # (2, S, 1), as in Mouth
    left: F64  # (5, S, 1) corner, out, up, down, press
    right: F64  # (5, S, 1)


def told(mouths: Sequence[Mouth]) -> Told:
    """The fields of several mouths."""
    alone = np.array([[getattr(m, name) for m in mouths] for name in Told._fields[:9]])
    pairs = np.array([[m.shift, m.rolled] for m in mouths]).transpose(1, 2, 0)
    sides = np.array([[_side(m.left), _side(m.right)] for m in mouths]).transpose(1, 2, 0)
    return Told(*alone[..., None], *pairs[..., None], *sides[..., None])


def _side(side: LipSide) -> tuple[float, ...]:
    return side.corner, side.out, side.up, side.down, side.press


@dataclass(frozen=True, slots=True)
class Lips:
    """Lip curves of one or several states, (..., LIP, 2) each in head space, from the avatar's right to its left."""

    upper: F64
    lower: F64

    def __getitem__(self, state: int) -> "Lips":
        """One of several states."""
        return Lips(self.upper[state], self.lower[state])

    @property
    def loop(self) -> F64:
        """The mouth loop, (..., LOOP, 2)."""
        return np.concatenate([self.upper, self.lower[..., -2:0:-1, :]], axis=-2)

    @property
    def gap(self) -> F64:
        """Opening at each point, (..., LIP)."""
        return self.upper[..., 1] - self.lower[..., 1]


def lips(shape: MouthShape, mouth: Mouth) -> Lips:
    """The lip curves of a pose."""
    return all_lips(shape, told([mouth]))[0]


_SIZE: F64 = np.abs(S)
_WAVE, _WAVER = 0.5 - np.abs(np.sin(np.pi * S)), np.cos(2 * np.pi * S)


def _ends(sign: float) -> tuple[F64, F64, F64]:
    """(LIP,) what a side's corner and lips take along: near it, its end, and its share of the lips."""
    near = np.clip(0.5 + 0.62 * sign * S, 0, 1) ** 1.5
    share = np.clip(0.5 + sign * S / (2 * ACROSS), 0, 1)
    return near, np.clip(sign * S, 0, 1) ** 1.6 - 0.30 * near, share**2 * (3 - 2 * share)


_SIDES = ((1.0, *_ends(1.0)), (-1.0, *_ends(-1.0)))
HALVES: F64 = np.stack([share for *_, share in _SIDES])
"""(2, LIP) the left and the right side's share of the lips; they sum to 1."""


def all_lips(shape: MouthShape, mouths: Told) -> Lips:
    """The lip curves of several poses."""
    opening = clamped((mouths.up + mouths.down) / 0.03, -0.5, 1.0)
    half = mouths.width * (shape.half_width + 0.75 * opening * (TALKING - shape.half_width))
    half = np.minimum(half, max(shape.half_width, WIDEST))
    rest = mouths.smile * (1 - 0.5 * opening)
    bends = np.minimum(half / BENDABLE, 1.0)
    own = rest * shape.smile * (_SIZE**2 - 0.35)
    own = own + (0.4 + 0.6 * mouths.smile) * (1 - 0.5 * opening) * shape.wave * _WAVE
    line = own + bends * mouths.corner * (_SIZE**2 - 0.35) - bends**2 * mouths.wave * _WAVER
    bulge = (1 - _SIZE**mouths.power) ** ROUNDNESS
    room = clamped((WIDEST - half) / ROOM, 0.0, 1.0)
    x, y = mouths.shift[0] + half * S, mouths.shift[1] + shape.y + line
    upper, lower = mouths.up * bulge, mouths.down * bulge
    for (sign, near, end, share), (corner, out, up, down, press) in zip(
        _SIDES, (mouths.left, mouths.right), strict=True
    ):
        x = x + sign * out * np.where(out > 0.0, room, bends) * near
        y = y + (0.7 + 0.3 * room) * corner * end - press * share * own
        upper, lower = upper + up * share * bulge, lower + down * share * bulge
    return Lips(joined(x, y + upper), joined(x, y - lower))


def left_half(loops: F64) -> F64:
    """Left half (S, LIP, 2) of mouth loops (S, LOOP, 2), from the upper to the lower middle."""
    return loops[:, LIP // 2 : LIP // 2 + LIP]


def right_half(loops: F64) -> F64:
    """Right half of mouth loops seen in the mirror, in the order of `left_half`."""
    return left_half(np.roll(loops[:, ::-1], LIP, axis=1)) * np.array([-1.0, 1.0])
