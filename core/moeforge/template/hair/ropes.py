"""Ropes of hair: box braids, locs, and cornrows along the scalp."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from random import Random

import numpy as np

from moeforge.template.hair.cap import spare
from moeforge.template.hair.chart import CENTRE, DROP_PER_V, unit
from moeforge.template.hair.comb import surface
from moeforge.template.hair.detail import LEAF, Detail, Section
from moeforge.template.hair.growth import Growth
from moeforge.template.hair.locks import Lock, paths
from moeforge.template.hair.ribbon import FLAT_SIZE, Paths, ribbons
from moeforge.template.hair.scalp import raised, scalp
from moeforge.template.hair.skull import skull
from moeforge.template.hair.springs import Fan
from moeforge.template.hair.strands import DEEP, LIGHT, MID, Strands, join
from moeforge.template.part import F64, I64

FLAT = 50.0
"""Sag radius (HH) of a section that does not bend about the head."""


BELLY = 100.0
"""How far round from its top a rope is cut, degrees: below, where it lies on others, it is flat."""


@cache
def round_section(corners: int, closed: float) -> Section:
    """A round section, flat below; u runs across it as seen from outside, dark edges where it turns away. Two corners
    are a leaf. `closed`: see `Section`."""
    if corners == FLAT_SIZE:
        return LEAF
    angle = np.radians(np.linspace(-BELLY, BELLY, corners))
    return Section(np.sin(angle), np.cos(angle), angle, 0.5 + 0.48 * np.sin(angle), closed)


PLAIN = 0.1
"""Depth of knots up to which a rope is a plain one."""
LOW = 0.06
"""How deep the middle of a cornrow lies in the scalp, share of its girth."""
FLATTENED = 0.66
"""Thickness of a cornrow, share of its width."""
SPAN = 4
"""Rings from one knot to the next."""
GROOVE_CELL = 0.03
"""Cell u between two knots: the dark edge of a lock."""
UNSEEN = 0.40
"""Share of a hanging rope that lies on the head, where nobody sees its underside."""


_SLIM = ([0.0, 0.02, 0.08, 0.14, 0.62, 0.86, 0.95, 0.985, 1.0], [0.34, 0.50, 0.92, 1.0, 1.0, 0.84, 0.60, 0.36, 0.0])
"""Girth along a rope: it grows out of the scalp, and gets thinner to a soft point."""


def staggered(count: int) -> I64:
    """Rings (K, 1) by which knots lie further up: every second rope's by half a knot, in line they look like bricks."""
    return (np.arange(count) % 2 * (SPAN // 2))[:, None]


def knots(rings: int, depth: float, shift: I64 | int = 0) -> F64:
    """Girth (R,), or (K, R) with `shift` (K, 1), of a rope that is braided: thick and thin by turns, slimmer at its
    ends."""
    girth = 1.0 - _of_few(rings) * depth * np.cos(2.0 * np.pi / SPAN * (np.arange(rings) + shift))
    return girth * np.interp(np.linspace(0.0, 1.0, rings), *_SLIM)


def bunched(s: F64, shift: I64 | int = 0) -> F64:
    """Places (..., R) along a rope with the rings beside each groove drawn near to it: knots are long and round,
    grooves short. `shift`: see `staggered`."""
    way = np.sin(2.0 * np.pi / SPAN * (np.arange(s.shape[-1]) + shift))
    moved = s.copy()
    moved[..., 1:-1] -= _bunch(s.shape[-1]) * way[..., 1:-1] * 0.5 * (s[..., 2:] - s[..., :-2])
    return moved


BUNCH, FEW = 0.38, 16
"""How far rings go to the groove beside them, share of the way; of fewer rings none can be spared for it."""


def _bunch(rings: int) -> float:
    return BUNCH if rings >= FEW else 0.0


CALMER = 0.35
"""Share of their depth that knots of few rings have: they would be corners."""


def _of_few(rings: int) -> float:
    return 1.0 if rings >= FEW else CALMER


def braided(ropes: Strands, shape: tuple[int, int], corners: int, depth: float, shift: I64 | int = 0) -> Strands:
    """Knotted ropes, (K, R) rings of them, with dark grooves between the knots; each ring is a chevron, as strands of a
    plait are: its middle lies a ring lower than its ends."""
    if depth > PLAIN and corners > FLAT_SIZE:
        count, rings = shape
        u = ropes.cell[:, 0].reshape(count, -1)[:, :-1].reshape(count, rings - 1, corners)
        ring = np.arange(rings - 1)
        u[np.broadcast_to(((ring + shift) % SPAN == 0) & (ring > 0), (count, rings - 1))] = GROOVE_CELL
        middle = slice((corners - 1) // 2, corners // 2 + 1)
        at = ropes.positions.reshape(count, -1, 3)[:, :-1].reshape(count, rings - 1, corners, 3)
        at[:, 1:-1, middle] += _of_few(rings) * CHEVRON * (at[:, 2:, middle] - at[:, 1:-1, middle])
    return ropes


CHEVRON = 0.7
"""How much lower, in rings."""


def _tones(draw: Random, count: int) -> list[int]:
    return [draw.choice((MID, MID, MID, LIGHT, DEEP)) for _ in range(count)]


@dataclass(frozen=True, slots=True)
class Hanging:
    """Ropes from the crown all round the head: box braids (knotted) or locs (plain)."""

    girth: float  # half the thickness, HH
    depth: float  # of the knots, share of the girth
    v1: float  # chart v of the longest tips
    behind: int  # ropes from ear to ear; as many less one hang below their gaps
    fan: Fan
    stray: float = 2.0  # degrees
    periods: float = 0.0  # of slow waves
    vary: float = 0.06  # share by which girths differ
    jitter: float = 0.16  # of the length, chart v
    flare: float = 0.0  # how far tips may leave the head, HH

    def grow(self, draw: Random, growth: float, detail: Detail) -> Growth:
        """See `growth.Style`."""
        rows = [self.fan.hang(k) for k in self.rows(draw, 1.0 + (self.v1 - 1.0) * growth)]
        v_end = max(k.v1 for k in rows)
        rings, corners = detail.rope if self.depth > PLAIN else detail.loc
        over = len(rows) - self.behind + 1
        ropes = [self._ropes(rows[:over], v_end, rings, corners)]
        ropes += [self._ropes(rows[over:], v_end, max(round(SHORTER * rings), 5), corners)]
        return Growth(join([scalp(detail), *ropes]), tuple(self.fan.swings(v_end)), lift=0.02)

    def _ropes(self, rows: Sequence[Lock], v_end: float, rings: int, corners: int) -> Strands:
        """The surface of ropes along the locks."""
        shift = staggered(len(rows))
        straight = paths(rows, v_end, (self.fan.root, self.fan.step(v_end)), rings, partial(bunched, shift=shift))
        girth = np.array([k.width for k in rows])[:, None] * knots(rings, self.depth, shift)
        sink = np.interp(straight.along, self._along(v_end, _SINK[0]), _SINK[1])
        points = straight.points + (0.5 * girth - sink)[..., None] * straight.normals
        rope = replace(straight, points=points, width=girth, thick=girth, radius=FLAT)
        return braided(ribbons(rope, round_section(corners, UNSEEN)), girth.shape, corners, self.depth, shift)

    def _along(self, v_end: float, v: Sequence[float]) -> F64:
        """Places on the chains of chart v."""
        return (np.array(v) - self.fan.root) / self.fan.step(v_end)

    def rows(self, draw: Random, v1: float) -> list[Lock]:
        """Ropes that part in the middle and frame the face, ropes all round behind, and some below those, which fill
        the gaps."""
        parted = [(side * az, side * (root - az), v0) for side in (-1.0, 1.0) for az, root, v0 in _PARTED]
        behind = np.linspace(_BEHIND, 360.0 - _BEHIND, self.behind)
        low = (behind[1:] + behind[:-1]) / 2
        rows = [*parted, *((az, 0.0, 0.03) for az in behind), *((az, 0.0, 0.48) for az in low)]
        tones = _tones(draw, len(rows))
        under = len(parted) + self.behind
        calm = [1.0 if i < under else CALM for i in range(len(rows))]
        return [
            Lock(float(az), v1 - draw.uniform(0.0, self.jitter) - 0.22 * (i < len(parted)),
                 self.girth * (draw.uniform(1.0 - self.vary, 1.0 + self.vary) if i < under else WIDE),
                 calm[i] * draw.uniform(-self.stray, self.stray), float(root), v0,
                 lift=LAYERS[i % len(LAYERS)] if i < under else BURIED, tone=tones[i] if i < under else DEEP,
                 wave=calm[i] * self.stray, ripple=0.25 * self.girth, periods=self.periods or 1e-6,
                 phase=draw.random(), blunt=0.3, curl=self.flare * draw.random() if i < under else 0.0)
            for i, (az, root, v0) in enumerate(rows)
        ]  # fmt: skip


LAYERS = (0.0, 0.018, 0.004, 0.026)
"""Heights of neighbours over the shell, HH."""
BURIED = -0.058
"""Height of ropes below the gaps over the shell, HH."""
SHORTER = 0.6
"""Rings of ropes below the gaps, share of the others'."""
CALM = 0.3
"""Share of the others' stray and waves that ropes below the gaps have: they hang where they close them."""
WIDE = 1.5
"""Girth of ropes below the gaps, share of the others'."""
_PARTED = (
    (61.0, 5.0, 0.62),
    (65.5, 7.0, 0.50),
    (71.0, 9.0, 0.36),
    (78.0, 12.0, 0.21),
    (85.0, 20.0, 0.09),
    (91.0, 56.0, 0.05),
)
"""Ropes of each side of the parting: azimuth of the body and of the root, chart v of the root."""
_BEHIND = 99.0
"""Azimuth of the first rope that no parting bends."""
_SINK = ([0.0, 0.30, 0.60, 0.95], [0.075, 0.055, 0.030, 0.0])
"""How much lower than other hair ropes lie at chart v, HH: there is nothing under them."""


@dataclass(frozen=True, slots=True)
class Cornrows:
    """Braids along the scalp from brow to nape, and their loose ends."""

    rows: int = 13
    girth: float = 0.043
    depth: float = 0.11
    tails: float = 0.50  # length of the loose ends, HH
    fan: Fan = Fan((140.0, 180.0, 220.0), 1.1, 2, 0.6)  # noqa: RUF009  # frozen

    def grow(self, draw: Random, growth: float, detail: Detail) -> Growth:
        """See `growth.Style`."""
        corners = detail.loc[1]
        points, normals, low = self._paths(draw, detail, self.tails * growth)
        count, rings = points.shape[:2]
        slim = np.interp(np.linspace(0.0, 1.0 / _SCALP, rings), *_GROWN)
        shift = staggered(count)
        girth = self.girth * slim * knots(rings, self.depth, shift)
        azimuth = np.degrees(np.arctan2(points[:, -1, 0], points[:, -1, 2] - CENTRE[2]))
        rope = Paths(
            points=points,
            normals=normals,
            width=girth,
            thick=FLATTENED * girth,
            v=np.broadcast_to(np.linspace(0.34, 1.0, rings), girth.shape),
            tone=np.array(_tones(draw, count)),
            chain=np.array([self.fan.nearest(float(a)) for a in azimuth]),
            along=low * self.fan.joints,
            radius=FLAT,
        )
        swings = self.fan.swings(self.fan.root + self.tails * growth / DROP_PER_V)
        ropes = braided(ribbons(rope, round_section(corners, _SCALP)), girth.shape, corners, self.depth, shift)
        return Growth(join([scalp(detail), ropes]), tuple(swings), lift=-0.03)

    def _paths(self, draw: Random, detail: Detail, tail: float) -> tuple[F64, F64, F64]:
        """Points and normals (K, R, 3) of the rows, and how far down its loose end each ring lies (K, R): -0.5 on the
        scalp, 0..1 below it."""
        rings = int(1.25 * detail.rope[0])
        widest = round(
            _SCALP * rings / (1.0 + 2.0 * _bunch(rings))
        )  # as if all rings stood as far apart as about a knot
        height = raised(detail) + 2.0 * spare(widest, rings**2) - LOW * self.girth  # facets of both sag
        points, normals, low = _on_scalp(self.rows, rings, height)
        level = unit(normals * [1.0, 0.0, 1.0])
        tails = tail * np.array([draw.uniform(0.82, 1.08) for _ in points])[:, None, None]
        away = np.sin(0.5 * np.pi * low)[..., None]
        fall = tails * low[..., None] * np.array([0.0, -1.0, 0.0]) + 0.10 * away * level
        return points + fall, normals, np.where(low > 0.0, low, -0.5)


@cache
def _on_scalp(rows: int, rings: int, height: float) -> tuple[F64, F64, F64]:
    """Points `height` over the skull and normals (K, R, 3) of rows over the top, from front to back, and how far down
    its loose end each ring lies (K, R); on the loose end they stay where the scalp ends."""
    lean = np.radians(np.linspace(-_WIDEST, _WIDEST, rows))[:, None]  # (K, 1)
    first, last = (np.radians(np.interp(np.abs(lean), np.radians([0.0, _WIDEST]), ends)) for ends in _ARC)
    s = np.append(np.linspace(0.0, 0.985, rings - 1), 1.0) + np.zeros((rows, 1))  # (K, R)
    s = bunched(s, staggered(rows))
    turn = first + (last - first) * np.minimum(s / _SCALP, 1.0)  # (K, R)
    way = unit(np.stack([np.sin(lean) + 0.0 * turn, np.cos(lean) * np.cos(turn), np.cos(lean) * np.sin(turn)], axis=-1))
    reach = skull(way)
    soft = (np.roll(reach, 1, axis=1) + reach + np.roll(reach, -1, axis=1))[:, 1:-1] / 3.0
    reach[:, 1:-1] = soft
    low = height - np.interp(s / _SCALP, *_BEGIN)
    return CENTRE + way * (reach + low)[..., None], surface(way)[1], np.maximum(s - _SCALP, 0.0) / (1.0 - _SCALP)


_WIDEST = 62.0
"""How far to the side the outermost rows lie, degrees."""
_ARC = ((47.0, 51.0), (-110.0, -128.0))
"""Where rows begin and end, in degrees over the top, of the middle one and of the outermost."""
_BEGIN = ([0.0, 0.04, 0.10, 0.20, 0.30], [0.002, -0.016, -0.014, -0.008, 0.0])
"""How much lower a row lies along the scalp, HH: it rises out of it, and lies on it where it is thin."""
_GROWN = ([0.0, 0.05, 0.16, 0.30], [0.30, 0.45, 0.80, 1.0])
"""Girth of a row along the scalp: it takes up hair on its way from the hairline."""
_SCALP = 0.68
"""Share of a row that lies on the scalp."""
