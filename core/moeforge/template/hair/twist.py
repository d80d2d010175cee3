"""A twist of hair from each temple to the tie: it finishes the lower edge of a combed upper half."""

from dataclasses import dataclass
from random import Random

import numpy as np

from moeforge.template.hair.chart import RING_CELL, shell
from moeforge.template.hair.comb import twisted
from moeforge.template.hair.detail import Detail
from moeforge.template.hair.growth import Tie
from moeforge.template.hair.ribbon import Paths, ribbons
from moeforge.template.hair.ropes import FLAT, braided, bunched, knots, round_section
from moeforge.template.hair.strands import HEAD, MID, Strands
from moeforge.template.part import F64

SIDES = np.array([[1.0], [-1.0]])
KNOTS = 0.12
"""Depth of the knots, share of the girth."""
_HEIGHT = ([0.0, 0.10, 0.22, 0.36, 0.9, 1.0], [-0.10, -0.04, 0.016, 0.048, 0.060, 0.045])
"""Height over the shell, HH: it comes out from under the fringe."""
_FULL = ([0.0, 0.12, 0.40, 1.0], [0.10, 0.45, 1.0, 1.0])
"""Girth along it: it takes up hair."""


@dataclass(frozen=True, slots=True)
class Twists:
    """One on each side, fixed to the head."""

    girth: float = 0.048  # half the thickness, HH

    def strands(self, draw: Random, growth: float, chain: int, detail: Detail) -> Strands:
        """See `growth.Hang`."""
        del draw, growth, chain
        rings, corners = detail.tail + 2, detail.loc[1]
        s: F64 = bunched(np.linspace(0.0, 1.0, rings))
        azimuth, v = twisted(s)
        points, normals = shell(SIDES * azimuth, np.broadcast_to(v, (2, rings)))
        girth = np.broadcast_to(self.girth * np.interp(s, *_FULL) * knots(rings, KNOTS), (2, rings))
        rope = Paths(
            points=points + np.interp(s, *_HEIGHT)[:, None] * normals,
            normals=normals,
            width=girth,
            thick=girth,
            v=np.broadcast_to(RING_CELL + 0.10 + 0.2 * s, girth.shape),
            tone=np.array([MID, MID]),
            chain=np.array([HEAD, HEAD]),
            along=np.zeros((2, rings)),
            radius=FLAT,
        )
        return braided(ribbons(rope, round_section(corners, 1.0)), girth.shape, corners, KNOTS)

    def swing(self, growth: float) -> None:
        """It is fixed to the head."""
        del growth

    def ties(self, growth: float, chain: int, detail: Detail) -> tuple[Tie, ...]:
        """None: the tail's band holds it."""
        del growth, chain, detail
        return ()
