"""Locks: rows of a few numbers in the shell's chart, turned into ribbons all at once."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from moeforge.template.hair.chart import cell_v, dome, shell
from moeforge.template.hair.ribbon import Paths
from moeforge.template.hair.strands import HEAD, MID
from moeforge.template.part import F64, I64


class Lock(NamedTuple):
    """One lock, root to tip. Azimuths in degrees, v in the chart, lengths in HH."""

    az: float  # azimuth of the body
    v1: float  # chart v of the tip
    width: float  # half-width at the widest place
    tip: float = 0.0  # degrees that the tip strays from `az`: clumps gather by it
    root: float = 0.0  # degrees that the root strays from `az`: a parting
    v0: float = 0.06  # chart v of the root
    thick: float = 0.05
    lift: float = 0.015  # height over the shell
    curl: float = 0.0  # how far the tip leaves the shell, outwards positive
    bulge: float = 0.0  # how far the lower half swells before the tip
    blunt: float = 0.0  # 0 pointed .. 1 cut straight
    hug: float = 0.0  # 0 hangs .. 1 follows the skull
    wave: float = 0.0  # sideways swing, degrees
    ripple: float = 0.0  # swing to and from the head: with `wave` a helix
    periods: float = 0.0  # of the waves
    phase: float = 0.0  # of the waves, in periods
    hook: float = 0.0  # degrees that the end swings to +azimuth, after a little to the other side: an S
    lean: float = 0.0  # -1..1: the tip lies on the edge towards +azimuth, like a blade, instead of the middle
    taper: float = 0.0  # 0 the point begins late .. 1 it is drawn out, like a brush's
    tone: int = MID
    chain: int = HEAD
    hidden: float = 0.0  # share at the root that other hair hides: it is not built


_WIDTH_AT = ([0.0, 0.25, 0.60, 0.78, 0.90, 0.965, 1.0], [0.30, 0.84, 1.0, 0.86, 0.55, 0.25, 0.04])
"""Half-width along a pointed lock: a late taper, an early one looks like a paper crown (RECIPE section 6)."""
_DRAWN_AT = (
    [0.0, 0.14, 0.42, 0.58, 0.70, 0.80, 0.90, 0.965, 1.0],
    [0.34, 0.74, 1.0, 0.98, 0.86, 0.64, 0.34, 0.13, 0.02],
)
_BLUNT_AT = ([0.0, 0.25, 0.60, 1.0], [0.30, 0.84, 1.0, 0.97])
_WIDEST = 0.60


class Columns(NamedTuple):
    """The fields of Lock as arrays (L, 1)."""

    az: F64
    v1: F64
    width: F64
    tip: F64
    root: F64
    v0: F64
    thick: F64
    lift: F64
    curl: F64
    bulge: F64
    blunt: F64
    hug: F64
    wave: F64
    ripple: F64
    periods: F64
    phase: F64
    hook: F64
    lean: F64
    taper: F64
    tone: F64
    chain: F64
    hidden: F64


def columns(locks: Sequence[Lock]) -> Columns:
    """L locks as columns (L, 1)."""
    return Columns(*np.array(locks, np.float64).T[..., None])


def stations(c: Columns, rings: int) -> F64:
    """Places (L, R) in 0..1 along the locks: two thirds of the rings on the round of the skull, the rest below,
    denser towards the tip where it tapers. Waved locks spread theirs evenly."""
    t = np.linspace(0.0, 1.0, rings)
    first = c.v0 + c.hidden * (c.v1 - c.v0)
    round_ = np.clip((1.08 - first) / (c.v1 - first), 0.10, 0.62)  # (L, 1) share of the lock above v = 1.08
    share = np.where(c.periods > 0.0, 0.75 * round_ + 0.08, np.where(first > 0.25, 0.52, 0.62))
    low = np.clip((t - share) / (1.0 - share), 0.0, 1.0)
    dense = np.where(c.periods > 0.0, 0.04, 0.1)
    s = np.minimum(t / share, 1.0) * round_ + (1.0 - round_) * (low + dense * np.sin(np.pi * low))
    s = c.hidden + (1.0 - c.hidden) * s
    s[:, -2] += c.blunt[:, 0] * (CUT - s[:, -2])  # a straight cut ends in a ring
    return s


CUT = 0.997
"""Place of the ring in which a straight cut ends: further up its tip would be a tooth."""
OWN_END = 0.4
"""How near to the style's longest tip a shorter lock has the colour of tips: less than 1: layers show theirs."""
DEGREES_PER_HH = 104.0
"""Of azimuth on the shell's equator."""


def chart_path(c: Columns, s: F64, profile: F64) -> tuple[F64, F64]:
    """Azimuth and chart v (L, R) of the centre lines of locks with this share (L, R) of their half-width."""
    gather = np.clip((s - 0.35) / 0.65, 0.0, 1.0)
    gather = gather * gather * (3.0 - 2.0 * gather)
    end = np.clip((s - 0.45) / 0.55, 0.0, 1.0)
    swing = c.hook * (end**2.2 - 0.30 * np.sin(np.pi * end)) + c.lean * DEGREES_PER_HH * c.width * (
        (1.0 - profile) * (s > _WIDEST)
    )
    azimuth = c.az + c.root * (1.0 - np.minimum(s / 0.6, 1.0)) ** 2 + c.tip * gather + swing
    if c.periods.any():
        turn, fade = _waves(c, s)
        azimuth += c.wave * fade * np.sin(turn)
    return azimuth, c.v0 + (c.v1 - c.v0) * s


def _waves(c: Columns, s: F64) -> tuple[F64, F64]:
    """Angle (L, R) of the waves and their share of the full height: from a quarter of the lock on."""
    low = np.clip((s - 0.22) / 0.78, 0.0, 1.0)
    return 2.0 * np.pi * (c.periods * low + c.phase), np.minimum(low / 0.25, 1.0)


def paths(
    locks: Sequence[Lock], v_end: float, fan: tuple[float, float], rings: int, place: Callable[[F64], F64] | None = None
) -> Paths:
    """Ribbons of the locks. `v_end`: chart v of the style's longest tip; `fan`: chart v of the chains' root joint and
    its length per joint; `place` moves their rings (L, R) along them."""
    c = columns(locks)
    s = stations(c, rings)
    s = place(s) if place else s
    pointed = np.interp(s, *_WIDTH_AT) * (1.0 - c.taper) + np.interp(s, *_DRAWN_AT) * c.taper
    profile = pointed * (1.0 - c.blunt) + np.interp(s, *_BLUNT_AT) * c.blunt
    azimuth, v = chart_path(c, s, profile)
    points, normals = shell(azimuth, v, c.hug)
    risen = _risen(s)
    out = _out(c, s)
    points += normals * (dome(v) + _offset(c, s, risen) - DIVE * c.thick * (1.0 - out))[..., None]
    return Paths(
        points=points,
        normals=normals,
        width=c.width * profile * out,
        thick=c.thick * np.minimum(profile * 1.15, 1.0) * (0.30 + 0.70 * risen),
        v=cell_v(v, c.v1 + OWN_END * (v_end - c.v1)),
        tone=_ints(c.tone),
        chain=_ints(c.chain),
        along=(v - fan[0]) / fan[1],
    )


def _risen(s: F64) -> F64:
    """0 at the root, 1 from a third on: at the crown all locks lie flat on each other."""
    return np.sin(np.minimum(s / 0.34, 1.0) * (np.pi / 2)) ** 1.2


OUT_AT, OUT_FROM, DIVE = 0.20, 0.05, 1.0
"""Share of a lock over which it comes out from under other hair, its width there, and how deep it comes from, shares
of its thickness: an end cut off square would show."""


def _out(c: Columns, s: F64) -> F64:
    """Share (L, R) of the full width at a hidden root."""
    grown = np.where(c.hidden > 0.0, np.minimum((s - c.hidden) / OUT_AT, 1.0), 1.0)
    return OUT_FROM + (1.0 - OUT_FROM) * grown


def _offset(c: Columns, s: F64, risen: F64) -> F64:
    """Height over the shell (L, R). Roots under other hair, of negative lift, stay under it."""
    low = np.clip((s - 0.45) / 0.55, 0.0, 1.0)
    height = c.lift * np.where(c.lift < 0.0, 1.0, risen) + c.curl * low**2 + c.bulge * np.sin(np.pi * low) ** 2
    if c.periods.any():
        turn, fade = _waves(c, s)
        height += c.ripple * fade * (1.0 + np.cos(turn))
    return height


def _ints(column: F64) -> I64:
    return column[:, 0].astype(np.int64)
