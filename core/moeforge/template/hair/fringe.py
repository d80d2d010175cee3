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
    return Lock(
        az + draw.uniform(-1.5, 1.5),
        v1 + draw.uniform(-0.018, 0.018),
        width,
        tip + draw.uniform(-2.0, 2.0),
        root,
        tone=_tone(draw),
        thick=0.058,
    )


def _layered(locks: list[Lock]) -> list[Lock]:
    """Every second lock lies higher, so that neighbours overlap instead of cutting each other."""
    return [k._replace(lift=0.036 if i % 2 else 0.014) for i, k in enumerate(locks)]


def points(draw: Random) -> list[Lock]:
    """Straight points: a wide middle lock, flanks that fall to the temples."""
    shift = draw.uniform(-4.0, 4.0)
    rows = [(-57, 1.22, 0.115), (-38, 1.07, 0.118), (-19, 0.985, 0.112), (0, 0.965, 0.112), (19, 0.985, 0.112),
            (38, 1.07, 0.118), (57, 1.22, 0.115)]  # fmt: skip
    return _layered([_lock(draw, az + shift * (abs(az) < 30), v1, w, tip=-az * 0.05) for az, v1, w in rows])


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


FRINGES: Mapping[str, Fringe] = {"points": points, "sweep": sweep, "centre": centre, "straight": straight}
