"""A ribbon bow: two puffed loops, a knot and two tails, closed from all sides."""

from dataclasses import replace
from functools import cache, lru_cache

import numpy as np

from moeforge.template.outfits.cloth import Cloth, join
from moeforge.template.outfits.detail import kept
from moeforge.template.outfits.loft import capped, loft
from moeforge.template.outfits.solids import Seat
from moeforge.template.part import F64
from moeforge.template.vectors import fixed

_SIDES = 8
_LOOP = (  # along, half-height, half-depth, centre height, of the loop's sections from the knot to its outer end
    (0.00, 0.20, 0.12, 0.00),
    (0.25, 0.42, 0.26, 0.02),
    (0.62, 0.70, 0.30, 0.05),
    (0.90, 0.70, 0.22, 0.09),
    (1.04, 0.42, 0.10, 0.10),
)
_TAIL = (  # down, sideways, half-width, half-depth
    (0.00, 0.06, 0.10, 0.06),
    (0.45, 0.22, 0.19, 0.07),
    (0.92, 0.40, 0.25, 0.06),
    (1.08, 0.45, 0.22, 0.03),
)
_PLAIN = (np.array([0.035, 0.0]), np.array([0.03, 1.0]))
"""Corner and extent, in the unit square of a swatch, of what bows show of cloth: no fabric has a fold or a sheen there.
The swatch "ribbon" is theirs, and shows whole."""
_KNOT = ((-0.24, 0.16), (-0.18, 0.24), (0.0, 0.28), (0.18, 0.24), (0.24, 0.16))
"""Height and radius of the knot's rings."""


def bow(seat: Seat, size: float, swatch: str = "ribbon", tails: float = 0.8) -> Cloth:
    """A bow whose loops are `size` HH long each; `tails` is their length over the loop's."""
    loops = [_loop(sign) for sign in (1.0, -1.0)]
    hanging = [_tail(sign, tails) for sign in (1.0, -1.0)]
    every = kept(_SIDES, seat.thin, closed=True)
    rows = slice(None) if seat.thin == 1 else slice(None, None, 2)
    solids = [_solid(rings[rows, every], seat, size, swatch) for rings in [*hanging, *loops, _knot()]]
    return join(solids)


@cache
def _circle() -> tuple[F64, F64]:
    angle = 2 * np.pi * np.arange(_SIDES) / _SIDES
    return fixed(np.cos(angle)), fixed(np.sin(angle))


@cache
def _loop(sign: float) -> F64:
    """Rings (R, C, 3) of one loop, from its outer end to the knot, in units of its length."""
    cos, sin = _circle()
    rings = [
        np.stack([np.full(_SIDES, along), middle + height * cos, 0.10 + depth * sin], axis=1)
        for along, height, depth, middle in _LOOP
    ]
    return fixed(_sided(np.array(rings), sign))


@lru_cache(maxsize=32)
def _tail(sign: float, length: float) -> F64:
    cos, sin = _circle()
    rings = [
        np.stack([aside + width * cos, np.full(_SIDES, -down * length), 0.05 - depth * sin], axis=1)
        for down, aside, width, depth in _TAIL
    ]
    out = np.array(rings)
    out[-1, :, 1] += 0.14 * length * (1.0 - np.abs(cos))  # the notch
    return fixed(_sided(out, sign))


def _sided(rings: F64, sign: float) -> F64:
    """The rings on the other side for sign -1, turned so that they still run round the same way."""
    if sign > 0:
        return rings
    return (rings * np.array([-1.0, 1.0, 1.0]))[:, ::-1]


@cache
def _knot() -> F64:
    cos, sin = _circle()
    rings = [np.stack([0.85 * r * sin, np.full(_SIDES, -y), 0.14 + 0.9 * r * cos], axis=1) for y, r in _KNOT]
    return fixed(np.array(rings))


def _solid(rings: F64, seat: Seat, size: float, swatch: str) -> Cloth:
    """Rings closed at both ends."""
    rows, sides = rings.shape[:2]
    ends = np.concatenate([rings[:1].mean(axis=1, keepdims=True).repeat(sides, axis=1), rings])
    points = seat.place(ends * size)
    weights = np.broadcast_to(seat.weights, (rows + 1, sides, len(seat.weights)))
    v = np.linspace(0.0, 1.0, rows + 1)
    cloth = capped(loft(points, v, weights, seat.bones, (swatch,) * rows), sides)
    return cloth if swatch == "ribbon" else replace(cloth, chart=_PLAIN[0] + _PLAIN[1] * cloth.chart)
