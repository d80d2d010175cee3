"""A twist of hair from each temple to the tie: it finishes the lower edge of a combed upper half."""

from dataclasses import dataclass
from random import Random

import numpy as np

from moeforge.template.hair.chart import RING_CELL, shell
from moeforge.template.hair.comb import twisted
from moeforge.template.hair.detail import Detail
from moeforge.template.hair.growth import Tie
from moeforge.template.hair.ribbon import Paths, ribbons
from moeforge.template.hair.ropes import FLAT, FLATTENED, braided, bunched, knots, round_section
from moeforge.template.hair.strands import HEAD, MID, Strands
from moeforge.template.part import F64

SIDES = np.array([[1.0], [-1.0]])
RINGS, KNOTS = 1.6, 0.16
"""Rings, share of those of a tail's lock, and depth of the knots, share of the girth."""
_HEIGHT = ([0.0, 0.06, 0.14, 0.25, 0.42, 0.9, 1.0], [-0.02, 0.055, 0.078, 0.066, 0.046, 0.048, 0.03])
"""Height over the shell, HH: it comes out from under the fringe."""
_FULL = ([0.0, 0.10, 0.25, 0.45, 0.85, 1.0], [0.15, 0.50, 0.75, 1.0, 1.0, 0.7])
"""Girth along it: it takes up hair."""


@dataclass(frozen=True, slots=True)
class Twists:
    """One on each side, fixed to the head."""

    girth: float = 0.048  # half the thickness, HH

    def strands(self, draw: Random, growth: float, chain: int, detail: Detail) -> Strands:
        """See `growth.Hang`."""
        del draw, growth, chain
        rings, corners = round(RINGS * detail.tail), detail.loc[1]
        s: F64 = bunched(np.linspace(0.0, 1.0, rings))
        azimuth, v = twisted(s)
        points, normals = shell(SIDES * azimuth, np.broadcast_to(v, (2, rings)))
        girth = np.broadcast_to(self.girth * np.interp(s, *_FULL) * knots(rings, KNOTS), (2, rings))
        rope = Paths(
            points=points + np.interp(s, *_HEIGHT)[:, None] * normals,
            normals=normals,
            width=girth,
            thick=FLATTENED * girth,
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
