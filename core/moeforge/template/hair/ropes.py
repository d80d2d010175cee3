"""Ropes of hair: box braids, locs, and cornrows along the scalp."""

from dataclasses import dataclass, replace
from functools import cache
from random import Random

import numpy as np

from moeforge.template.hair.chart import CENTRE, DROP_PER_V, unit
from moeforge.template.hair.comb import surface
from moeforge.template.hair.detail import Detail, Section
from moeforge.template.hair.growth import Growth
from moeforge.template.hair.locks import Lock, paths
from moeforge.template.hair.ribbon import Paths, ribbons
from moeforge.template.hair.scalp import scalp
from moeforge.template.hair.springs import Fan
from moeforge.template.hair.strands import DEEP, LIGHT, MID, join
from moeforge.template.part import F64

FLAT = 50.0
"""Sag radius (HH) of a section that does not bend about the head."""


@cache
def round_section(corners: int) -> Section:
    """A closed round section; u runs there and back, away from the dark edges."""
    angle = (np.arange(corners) + 0.5) / corners * 2.0 * np.pi - np.pi
    u = 0.16 + 0.68 * (1.0 - np.abs(np.arange(corners) / corners * 2.0 - 1.0))
    return Section(np.sin(angle), np.cos(angle), angle, u, closed=0.0)


PLAIN = 0.1
"""Depth of knots up to which a rope is a plain one."""


def knots(rings: int, depth: float) -> F64:
    """Girth (R,) of a rope that is braided: thick and thin by turns."""
    girth = 1.0 + depth * np.where(np.arange(rings) % 2, 1.0, -1.0)
    girth[[0, 1, -2]] = (0.25, 0.8, 0.62)
    return girth


def _tones(draw: Random, count: int) -> list[int]:
    return [draw.choice((MID, MID, LIGHT, DEEP)) for _ in range(count)]


@dataclass(frozen=True, slots=True)
class Hanging:
    """Ropes from the crown all round the head: box braids (knotted) or locs (plain)."""

    girth: float  # half the thickness, HH
    depth: float  # of the knots, share of the girth
    v1: float  # chart v of the longest tips
    count: int  # of the outer ropes
    under: int  # of those below them
    fan: Fan
    stray: float = 2.0  # degrees
    periods: float = 0.0  # of slow waves

    def grow(self, draw: Random, growth: float, detail: Detail) -> Growth:
        """See `growth.Style`."""
        rows = [self.fan.hang(k) for k in self._rows(draw, 1.0 + (self.v1 - 1.0) * growth)]
        v_end = max(k.v1 for k in rows)
        rings, corners = detail.rope if self.depth > PLAIN else detail.loc
        straight = paths(rows, v_end, (self.fan.root, self.fan.step(v_end)), rings)
        girth = self.girth * np.broadcast_to(knots(rings, self.depth), straight.width.shape)
        points = straight.points + 0.5 * girth[..., None] * straight.normals
        ropes = ribbons(replace(straight, points=points, width=girth, thick=girth, radius=FLAT), round_section(corners))
        return Growth(join([scalp(detail), ropes]), tuple(self.fan.swings(v_end)), lift=0.05)

    def _rows(self, draw: Random, v1: float) -> list[Lock]:
        """The outer ropes leave the face free; those below start lower and fill the gaps behind."""
        around = np.linspace(-180.0, 180.0, self.count, endpoint=False) + 180.0 / self.count
        behind = np.linspace(88.0, 272.0, self.under)
        tones = _tones(draw, self.count + self.under)
        locks: list[Lock] = []
        for i, az in enumerate((*around, *behind)):
            outer = i < self.count
            side = 62.0 + 24.0 * max(
                0.0, 1.0 - abs(az) / 62.0
            )  # front ropes part in the middle and fall beside the face
            bend = (np.sign(az) * side - az) if outer and abs(az) < 62.0 else 0.0
            locks.append(
                Lock(float(az + bend), v1 + draw.uniform(-0.16, 0.0) - 0.25 * (abs(az) < 90.0) * outer, self.girth,
                     draw.uniform(-self.stray, self.stray), float(-bend), 0.05 if outer else 0.55,
                     lift=0.018 if outer else -0.03, tone=tones[i], wave=self.stray, ripple=0.25 * self.girth,
                     periods=self.periods or 1e-6, phase=draw.random())
            )  # fmt: skip
        return locks


@dataclass(frozen=True, slots=True)
class Cornrows:
    """Braids along the scalp from brow to nape, and their loose ends."""

    rows: int = 11
    girth: float = 0.040
    depth: float = 0.20
    tails: float = 0.50  # length of the loose ends, HH
    fan: Fan = Fan((140.0, 180.0, 220.0), 1.1, 2, 0.6)  # noqa: RUF009  # frozen

    def grow(self, draw: Random, growth: float, detail: Detail) -> Growth:
        """See `growth.Style`."""
        rings, corners = detail.rope
        points, normals, low = self._paths(draw, int(1.25 * rings), self.tails * growth)
        count, rings = points.shape[:2]
        girth = np.broadcast_to(self.girth * knots(rings, self.depth), (count, rings))
        azimuth = np.degrees(np.arctan2(points[:, -1, 0], points[:, -1, 2] - CENTRE[2]))
        rope = Paths(
            points=points,
            normals=normals,
            width=girth,
            thick=girth,
            v=np.broadcast_to(np.linspace(0.34, 1.0, rings), girth.shape),
            tone=np.array(_tones(draw, count)),
            chain=np.array([self.fan.nearest(float(a)) for a in azimuth]),
            along=low * self.fan.joints,
            radius=FLAT,
        )
        swings = self.fan.swings(self.fan.root + self.tails * growth / DROP_PER_V)
        return Growth(join([scalp(detail), ribbons(rope, round_section(corners))]), tuple(swings), lift=0.0)

    def _paths(self, draw: Random, rings: int, tail: float) -> tuple[F64, F64, F64]:
        """Points and normals (K, R, 3) of the rows, and how far down its loose end each ring lies (K, R): -0.5 on the
        scalp, 0..1 below it."""
        lean = np.radians(np.linspace(-_WIDEST, _WIDEST, self.rows))[:, None]  # (K, 1)
        first, last = (np.radians(np.interp(np.abs(lean), np.radians([0.0, _WIDEST]), ends)) for ends in _ARC)
        s = np.linspace(0.0, 1.0, rings)
        on = np.minimum(s / _SCALP, 1.0)
        turn = first + (last - first) * on  # (K, R) over the top, from front to back
        way = np.stack([np.sin(lean) + 0.0 * turn, np.cos(lean) * np.cos(turn), np.cos(lean) * np.sin(turn)], axis=-1)
        points, normals = surface(unit(way))
        low = np.maximum(s - _SCALP, 0.0) / (1.0 - _SCALP)
        level = unit(normals * [1.0, 0.0, 1.0])
        tails = tail * np.array([draw.uniform(0.82, 1.08) for _ in lean])[:, None, None]
        fall = tails * low[:, None] * np.array([0.0, -1.0, 0.0]) + 0.10 * np.sin(0.5 * np.pi * low)[:, None] * level
        return points - 0.012 * normals + fall, normals, np.broadcast_to(np.where(low > 0.0, low, -0.5), turn.shape)


_WIDEST = 62.0
"""How far to the side the outermost rows lie, degrees."""
_ARC = ((54.0, 76.0), (-110.0, -128.0))
"""Where rows begin and end, in degrees over the top, of the middle one and of the outermost."""
_SCALP = 0.68
"""Share of a row that lies on the scalp."""
