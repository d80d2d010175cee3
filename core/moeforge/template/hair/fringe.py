"""Fringes: three to five big clumps of different width, their tips curved, and thin strands beside them; the wedges
between them let the brows be read.
"""

from collections.abc import Callable, Mapping
from random import Random

from moeforge.template.hair.locks import Lock
from moeforge.template.hair.strands import LIGHT, MID

Fringe = Callable[[Random], list[Lock]]


def _tone(draw: Random) -> int:
    """Mostly the middle tone: strong stripes on the brow are ugly (RECIPE2 section 4)."""
    return LIGHT if draw.random() < 0.15 else MID


def _lock(draw: Random, az: float, v1: float, width: float, tip: float = 0.0, root: float = 0.0) -> Lock:
    """A lock whose end swings on in the direction in which its tip strays, or anyhow."""
    way = 1.0 if tip > 1.0 else -1.0 if tip < -1.0 else draw.choice((-1.0, 1.0))
    return Lock(
        az + draw.uniform(-1.5, 1.5),
        v1 + draw.uniform(-0.018, 0.018),
        width * draw.uniform(0.94, 1.06),
        tip + draw.uniform(-2.0, 2.0),
        root,
        tone=_tone(draw),
        thick=0.060,
        hook=way * draw.uniform(3.0, 6.5),
        lean=0.5 * way,
        taper=0.4,
    )


def _layered(locks: list[Lock]) -> list[Lock]:
    """Every second lock lies higher, so that neighbours overlap instead of cutting each other."""
    return [k._replace(lift=0.036 if i % 2 else 0.014) for i, k in enumerate(locks)]


def _strands(draw: Random, places: tuple[float, ...], v1: float) -> list[Lock]:
    """Thin strands over the brow, between which it shows."""
    return [
        _lock(draw, az, v1 + draw.uniform(-0.03, 0.03), 0.030)._replace(v0=0.42, lift=0.040, thick=0.028, tone=MID)
        for az in places
    ]


_Row = tuple[float, float, float, float]  # azimuth, chart v of the tip, half-width, degrees that the tip strays
_Parted = tuple[float, float, float, float, float]  # and degrees that the root strays

_POINTS: tuple[tuple[_Row, ...], ...] = (
    # a wide clump beside the middle
    ((-59, 1.22, 0.105, 3), (-39, 1.03, 0.130, 4), (-12, 0.955, 0.165, 3), (13, 0.97, 0.120, 4), (35, 1.02, 0.135, -4),
     (58, 1.22, 0.110, -3)),
    # three of them
    ((-58, 1.23, 0.110, 3), (-32, 1.01, 0.165, 5), (1, 0.96, 0.130, 3), (33, 1.00, 0.160, -5), (59, 1.21, 0.110, -3)),
    # two that open over one eye
    ((-58, 1.22, 0.110, 3), (-38, 1.04, 0.130, 4), (-16, 0.95, 0.145, -3), (8, 0.965, 0.125, 4), (31, 1.01, 0.155, -5),
     (57, 1.22, 0.120, -3)),
    # a slim one that falls between the eyes
    ((-58, 1.22, 0.110, 3), (-38, 1.03, 0.125, 5), (-17, 0.93, 0.130, 4), (2, 1.02, 0.082, 2), (20, 0.92, 0.125, -4),
     (40, 1.02, 0.125, -5), (58, 1.22, 0.110, -3)),
    # one broad clump that swings to the side, the others follow
    ((-58, 1.22, 0.105, 3), (-37, 1.01, 0.115, 6), (-8, 0.975, 0.190, 9), (22, 0.93, 0.095, 7), (38, 1.03, 0.130, -4),
     (58, 1.22, 0.110, -3)),
    # short and choppy
    ((-57, 1.21, 0.105, 3), (-38, 0.97, 0.110, -4), (-20, 0.92, 0.092, 5), (-3, 0.95, 0.118, -4), (16, 0.91, 0.088, 4),
     (36, 0.97, 0.120, 5), (58, 1.21, 0.110, -3)),
)  # fmt: skip
_STRANDS = ((-24.0, 3.0, 26.0), (-13.0, 17.0), (-4.0, 20.0), (-27.0, 11.0), (12.0,), (-29.0, 6.0))
"""Azimuths of the thin strands over the gaps of each of _POINTS."""


def points(draw: Random) -> list[Lock]:
    """Wide clumps of different width in the middle, flanks that fall to the temples."""
    side, kind = draw.choice((-1.0, 1.0)), draw.randrange(len(_POINTS))
    locks = [_lock(draw, side * az, v1, w, side * tip) for az, v1, w, tip in _POINTS[kind]]
    return _layered(locks) + _strands(draw, tuple(side * az for az in _STRANDS[kind]), 1.00)


_SWEEPS: tuple[tuple[_Parted, ...], ...] = (
    ((58, 1.22, 0.110, 4, -20), (40, 1.03, 0.110, 6, -8), (20, 0.92, 0.115, -12, 6), (3, 0.95, 0.150, -18, 22),
     (-19, 1.01, 0.165, -21, 42), (-45, 1.21, 0.130, -13, 66)),
    # one broad clump does most of it
    ((58, 1.22, 0.110, 4, -20), (39, 1.05, 0.125, 5, -8), (20, 0.93, 0.095, -8, 8), (-4, 0.965, 0.195, -21, 28),
     (-31, 1.07, 0.125, -17, 54), (-50, 1.22, 0.115, -9, 68)),
    # feathered
    ((58, 1.22, 0.110, 4, -20), (41, 1.04, 0.100, 5, -8), (25, 0.92, 0.090, -8, 4), (11, 0.915, 0.120, -15, 14),
     (-7, 0.96, 0.105, -19, 30), (-24, 1.03, 0.140, -19, 46), (-46, 1.21, 0.120, -12, 66)),
)  # fmt: skip


def sweep(draw: Random) -> list[Lock]:
    """Swept to one side from a parting above the other eye."""
    side, rows = draw.choice((-1.0, 1.0)), draw.choice(_SWEEPS)
    over = _strands(draw, (side * 27.0, side * -12.0)[: draw.randrange(1, 3)], 0.95)
    return [
        *_layered([_lock(draw, side * az, v1, w, side * tip, side * root) for az, v1, w, tip, root in rows]),
        *(k._replace(tip=-side * 14.0, root=side * 16.0, hook=-side * 5.0) for k in over),
    ]


_CENTRES: tuple[tuple[_Parted, ...], ...] = (
    ((12, 0.95, 0.105, 18, -5), (32, 1.07, 0.150, 14, -20), (55, 1.25, 0.120, 4, -34)),
    # open: the wide clump lies at the parting
    ((17, 1.00, 0.150, 19, -9), (40, 1.12, 0.120, 9, -25), (57, 1.27, 0.110, 3, -36)),
)


def centre(draw: Random) -> list[Lock]:
    """Parted in the middle: a narrow and a wide clump a side, and a thin lock or two that fall between the eyes."""
    rows = draw.choice(_CENTRES)
    sides = [_lock(draw, s * az, v1, w, s * tip, s * root) for s in (-1, 1) for az, v1, w, tip, root in rows]
    way = draw.choice((-1.0, 1.0))
    thin = [(way * 4.0, 0.97, 0.055), (way * -7.0, 0.90, 0.032)][: draw.randrange(3)]
    return [
        *_layered(sides),
        *(_lock(draw, az, v1, w, way * 3.0)._replace(lift=0.034, thick=0.04) for az, v1, w in thin),
    ]


_STRAIGHTS = (
    ((-56, 1.030, 0.105), (-34, 0.992, 0.125), (-8, 0.978, 0.145), (18, 0.982, 0.125), (39, 1.000, 0.110),
     (58, 1.035, 0.095)),
    ((-56, 1.034, 0.110), (-32, 0.985, 0.160), (-4, 0.976, 0.125), (19, 0.982, 0.145), (41, 1.002, 0.115),
     (58, 1.035, 0.095)),
)  # fmt: skip


def straight(draw: Random) -> list[Lock]:
    """The hime cut's even line: blunt clumps of one length."""
    side = draw.choice((-1.0, 1.0))
    rows = draw.choice(_STRAIGHTS)
    locks = [_lock(draw, side * az, v1, w) for az, v1, w in rows]
    return _layered(
        [k._replace(blunt=0.92, v1=v1 + draw.uniform(-0.008, 0.008), hook=0.3 * k.hook, width=max(k.width, width))
         for k, (_, v1, width) in zip(locks, rows, strict=True)]
    )  # fmt: skip


def wisps(draw: Random) -> list[Lock]:
    """See-through: short locks along the hairline, and thin ones below it between which brows and forehead show."""
    side = draw.choice((-1.0, 1.0))
    base = [(-57, 1.17, 0.110, 3), (-37, 0.88, 0.125, 3), (-14, 0.78, 0.140, 4), (11, 0.77, 0.125, -3),
            (35, 0.87, 0.135, -3), (57, 1.17, 0.110, -3)]  # fmt: skip
    thin = [(-46, 1.10, 0.056, 4), (-25, 0.97, 0.062, 5), (-6, 1.00, 0.036, 3), (7, 0.95, 0.056, 4),
            (27, 0.99, 0.066, -6), (47, 1.10, 0.050, -4)]  # fmt: skip
    under = _layered([_lock(draw, side * az, v1, w, side * tip) for az, v1, w, tip in base])
    over = [_lock(draw, side * az, v1, w, side * tip) for az, v1, w, tip in thin]
    return under + [k._replace(v0=0.30, lift=0.044, thick=0.032, tone=MID, taper=0.8) for k in over]


def pixie(draw: Random) -> list[Lock]:
    """Short and swept to one side, leaving the brows free."""
    side = draw.choice((-1.0, 1.0))
    rows = [(57, 1.08, 0.090, 3, -14), (39, 0.93, 0.100, -6, -6), (20, 0.85, 0.110, -12, 5), (1, 0.86, 0.130, -17, 20),
            (-20, 0.92, 0.135, -18, 38), (-45, 1.08, 0.115, -9, 56)]  # fmt: skip
    return _layered([_lock(draw, side * az, v1, w, side * tip, side * root) for az, v1, w, tip, root in rows])


def spikes(draw: Random) -> list[Lock]:
    """Uneven points that lift off the brow."""
    side = draw.choice((-1.0, 1.0))
    rows = [(-57, 1.12, 0.100, 6), (-39, 0.99, 0.085, -5), (-20, 0.94, 0.130, 8), (2, 0.97, 0.085, -6),
            (20, 0.90, 0.125, 8), (41, 0.99, 0.105, -7), (60, 1.13, 0.090, -5)]  # fmt: skip
    locks = [_lock(draw, side * az, v1 + draw.uniform(-0.02, 0.03), w, side * tip) for az, v1, w, tip in rows]
    return _layered([k._replace(curl=draw.uniform(0.01, 0.05)) for k in locks])


def curtain(draw: Random) -> list[Lock]:
    """Curls that fall from a middle parting."""
    rows = [(13, 0.94, 0.125, 15, -6), (34, 1.04, 0.13, 10, -22), (55, 1.22, 0.115, 4, -34)]
    locks = [_lock(draw, s * az, v1, w, s * tip, s * root) for s in (-1, 1) for az, v1, w, tip, root in rows]
    return _layered([k._replace(wave=3.2, ripple=0.012, periods=1.1, phase=draw.random()) for k in locks])


def top(draw: Random) -> list[Lock]:
    """Long hair on top, thrown over to one side of shaved temples."""
    side = draw.choice((-1.0, 1.0))
    front = [(26, 0.84, 0.10, -8, 10), (8, 0.90, 0.11, -16, 26), (-8, 0.94, 0.115, -16, 36), (-24, 1.00, 0.12, -14, 48),
             (-40, 1.04, 0.12, -10, 60), (-58, 1.04, 0.12, -5, 70)]  # fmt: skip
    rest = [(-78, 0.98, 0.15, 8, 60), (-104, 0.98, 0.16, 14, 60), (-132, 0.98, 0.16, 18, 60),
            (-160, 0.94, 0.16, 18, 54), (172, 0.86, 0.15, 14, 44), (142, 0.76, 0.14, 8, 30),
            (110, 0.68, 0.13, 0, 14), (80, 0.64, 0.12, 0, 0), (52, 0.66, 0.11, 0, 0)]  # fmt: skip
    swept = [_lock(draw, side * az, v1, w, side * tip, side * root) for az, v1, w, tip, root in front]
    down = [
        _lock(draw, side * az, v1, w, side * tip, side * root)._replace(curl=-0.085, hook=side * 12.0, lean=0.7 * side)
        for az, v1, w, tip, root in rest
    ]
    return [k._replace(lift=0.045 if i % 2 else 0.02, thick=0.066) for i, k in enumerate([*swept, *down])]


def none(draw: Random) -> list[Lock]:
    """No fringe: the brow is free."""
    del draw
    return []


FRINGES: Mapping[str, Fringe] = {
    "points": points, "sweep": sweep, "centre": centre, "straight": straight, "wisps": wisps, "none": none,
    "pixie": pixie, "spikes": spikes, "curtain": curtain, "top": top,
}  # fmt: skip
