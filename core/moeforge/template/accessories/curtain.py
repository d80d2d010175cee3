"""Hair that hangs over the back: wings sit behind it, tails pass below and round it."""

from dataclasses import dataclass

import numpy as np

from moeforge.template.hair import Hair
from moeforge.template.part import F64
from moeforge.template.proportions import Proportions

BELOW_CHIN = 0.20
"""Hair that ends less than this below the chin hangs over nothing, HH."""
BROAD, SHARE = (0.12, 0.48), 0.28
"""A braid in the middle is no curtain, nor are tails at the sides: this share of what hangs must lie between, HH from
the middle."""
CLEAR = 0.05
"""Room between a tail and the hair, HH."""
FLOOR = 0.24
"""Tails keep this far off the ground, HH."""
RISE = 0.19
"""A tail rises no faster from one point to the next, HH: it would kink."""
WIDEST = 1.6
"""A tail that would have to be stretched sideways more than so much stays under the hair."""


@dataclass(frozen=True, slots=True)
class Curtain:
    """The hair behind the body, in figure space, HH."""

    low: float  # height of its ends
    side: float  # half-width
    back: float  # depth behind the body's axis

    def inside(self, points: F64) -> F64:
        """Below 1 within the hair, (N,)."""
        behind = np.minimum(points, [np.inf, np.inf, 0.0]) / [self.side, np.inf, self.back]
        return np.sqrt(np.einsum("ij,ij->i", behind, behind))

    def round_it(self, points: F64, thick: float) -> F64:
        """The way (N, 3) of a tail this thick, root first, dipped below the ends of the hair until it is out of it."""
        room = (thick + CLEAR) / self.side
        under = self.low - thick - CLEAR
        wide = (1.0 + room) / max(float(self.inside(points[-2:]).min()), 1e-6)
        if wide > WIDEST or (under < FLOOR and points[:, 1].max() > self.low):
            return points * [1.0, 1.0, min(1.0, 0.75 / max(float(self.inside(points).max()), 1e-6))]
        if points[:, 1].max() < under:
            return points
        spread = 1.0 + (max(wide, 1.0) - 1.0) * np.clip(np.linspace(0.0, 1.6, len(points)), 0.0, 1.0)
        way = points * np.stack([spread, np.ones_like(spread), spread], axis=1)
        within = (self.inside(way) < 1.0 + room) & (np.arange(len(way)) > 0)
        way[within, 1] = np.minimum(way[within, 1], under)
        steps = RISE * np.arange(len(way))
        way[:, 1] = np.minimum.accumulate(way[:, 1] - steps) + steps
        return way


def curtain(hair: Hair, proportions: Proportions) -> Curtain | None:
    """What hangs over the back, None for short and for tied hair."""
    parts = [p.positions for p in hair.piece.parts if p.mesh == "Hair"]
    points = np.concatenate([np.zeros((0, 3)), *parts])
    low = points[:, 1] < proportions.chin - BELOW_CHIN
    over = points[low & (points[:, 2] < -0.05)]
    aside = np.abs(over[:, 0])
    if len(over) == 0 or np.count_nonzero((aside > BROAD[0]) & (aside < BROAD[1])) < SHARE * len(over):
        return None
    return Curtain(float(over[:, 1].min()), float(np.abs(over[:, 0]).max()), float(-over[:, 2].min()))
