"""Fringes: few big clumps with clear points; the wedges between them let the brows be read."""

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
        width,
        tip + draw.uniform(-2.0, 2.0),
        root,
        tone=_tone(draw),
        thick=0.058,
        hook=way * draw.uniform(2.0, 4.5),
        lean=0.35 * way,
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


def points(draw: Random) -> list[Lock]:
    """Straight points: a wide middle lock, flanks that fall to the temples."""
    shift = draw.uniform(-4.0, 4.0)
    rows = [(-57, 1.22, 0.115), (-38, 1.05, 0.115), (-19, 0.955, 0.110), (0, 0.965, 0.110), (19, 0.955, 0.110),
            (38, 1.05, 0.115), (57, 1.22, 0.115)]  # fmt: skip
    locks = _layered([_lock(draw, az + shift * (abs(az) < 30), v1, w, tip=-az * 0.05) for az, v1, w in rows])
    return locks + _strands(draw, (shift - 11.0, shift + 9.0), 1.02)


def sweep(draw: Random) -> list[Lock]:
    """Swept to one side from a parting above the other eye."""
    side = draw.choice((-1.0, 1.0))
    rows = [(57, 1.20, 0.105, 4, -20), (42, 1.02, 0.10, 5, -9), (22, 0.92, 0.108, -12, 5), (7, 0.94, 0.12, -17, 18),
            (-9, 0.98, 0.125, -20, 34), (-26, 1.06, 0.125, -20, 50), (-46, 1.20, 0.12, -13, 68)]  # fmt: skip
    return _layered([_lock(draw, side * az, v1, w, side * tip, side * root) for az, v1, w, tip, root in rows])


def centre(draw: Random) -> list[Lock]:
    """Parted in the middle: three locks a side, and a thin one that falls between the eyes."""
    rows = [(13, 0.95, 0.118, 20, -6), (32, 1.08, 0.125, 13, -20), (54, 1.24, 0.118, 5, -34)]
    sides = [_lock(draw, s * az, v1, w, s * tip, s * root) for s in (-1, 1) for az, v1, w, tip, root in rows]
    return [*_layered(sides), _lock(draw, draw.choice((-5.0, 5.0)), 0.95, 0.06)._replace(lift=0.03)]


def straight(draw: Random) -> list[Lock]:
    """The hime cut's even line: blunt clumps of one length."""
    rows = [(az, 0.985 + 0.03 * (abs(az) > 40)) for az in (-54, -36, -18, 0, 18, 36, 54)]
    locks = [_lock(draw, az, v1, 0.098) for az, v1 in rows]
    return _layered(
        [k._replace(blunt=0.92, v1=v1 + draw.uniform(-0.008, 0.008)) for k, (_, v1) in zip(locks, rows, strict=True)]
    )


def wisps(draw: Random) -> list[Lock]:
    """See-through: short locks along the hairline, and thin ones below it between which brows and forehead show."""
    base = [(-56, 1.16, 0.105), (-38, 0.86, 0.115), (-19, 0.78, 0.115), (0, 0.77, 0.115), (19, 0.78, 0.115),
            (38, 0.86, 0.115), (56, 1.16, 0.105)]  # fmt: skip
    thin = [(-47, 1.10, 0.052), (-26, 0.96, 0.044), (-8, 1.00, 0.040), (6, 0.94, 0.036), (24, 0.98, 0.044),
            (47, 1.10, 0.052)]  # fmt: skip
    under = _layered([_lock(draw, az, v1, w, tip=-az * 0.04) for az, v1, w in base])
    over = [_lock(draw, az, v1, w, tip=-az * 0.06) for az, v1, w in thin]
    return under + [k._replace(v0=0.30, lift=0.042, thick=0.030, tone=MID) for k in over]


def pixie(draw: Random) -> list[Lock]:
    """Short and swept to one side, leaving the brows free."""
    side = draw.choice((-1.0, 1.0))
    rows = [(56, 1.06, 0.085, 3, -14), (40, 0.93, 0.09, -6, -6), (22, 0.86, 0.095, -12, 4), (5, 0.85, 0.10, -16, 16),
            (-12, 0.87, 0.10, -17, 30), (-30, 0.94, 0.10, -15, 44), (-49, 1.08, 0.09, -8, 58)]  # fmt: skip
    return _layered([_lock(draw, side * az, v1, w, side * tip, side * root) for az, v1, w, tip, root in rows])


def spikes(draw: Random) -> list[Lock]:
    """Uneven points that lift off the brow."""
    rows = [(-56, 1.10, 0.095, 6), (-38, 0.98, 0.10, -5), (-22, 0.92, 0.098, 8), (-5, 0.97, 0.10, -6),
            (12, 0.90, 0.098, 7), (28, 0.96, 0.10, -7), (44, 1.00, 0.10, 5), (60, 1.12, 0.09, -5)]  # fmt: skip
    locks = [_lock(draw, az, v1 + draw.uniform(-0.02, 0.03), w, tip) for az, v1, w, tip in rows]
    return _layered([k._replace(curl=draw.uniform(0.01, 0.05)) for k in locks])


def curtain(draw: Random) -> list[Lock]:
    """Curls that fall from a middle parting."""
    rows = [(16, 0.90, 0.10, 16, -8), (34, 1.02, 0.11, 10, -22), (54, 1.20, 0.11, 4, -34)]
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
