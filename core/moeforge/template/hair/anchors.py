"""Places on the outer hair where accessories sit."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from moeforge.template.hair.chart import CENTRE, shell, unit
from moeforge.template.part import F64

PLACES: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "top_left": (72.0, 0.42),
        "top_right": (-72.0, 0.42),
        "side_left": (50.0, 0.74),
        "side_right": (-50.0, 0.74),
        "crown": (0.0, 0.0),
    }
)
"""Name -> azimuth (degrees) and chart v. Left is the figure's left, +x. The crown comes last."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place on the outer hair, in head space (HH)."""

    point: F64  # (3,)
    normal: F64  # (3,) unit


NEAR, OUTER, SPARSE = 0.976, 0.88, 5
"""Cosine of how far from a place hair counts, the share of its points that lie lower than what sits on it, and every
how many points are looked at: no multiple of the points of a lock's section, or all would lie on one edge."""


def anchors(lift: float, points: F64) -> Mapping[str, Anchor]:
    """All PLACES on the hair's points (N, 3); where there are none, and at the crown, `lift` over the shell."""
    azimuth, v = np.array(list(PLACES.values())).T
    feet, normals = shell(azimuth, v)
    some = points[::SPARSE] - CENTRE
    far = np.linalg.norm(some, axis=1)
    ways, reach = unit(feet - CENTRE), np.linalg.norm(feet - CENTRE, axis=1)
    close = some @ ways.T > NEAR * far[:, None]  # (N, P)
    lifts = np.full(len(feet), lift)
    for i in range(len(feet) - 1):
        heights = np.sort(far[close[:, i]])
        if len(heights):
            lifts[i] = heights[int(OUTER * (len(heights) - 1))] - reach[i]
    return MappingProxyType(
        {name: Anchor(feet[i] + lifts[i] * normals[i], normals[i]) for i, name in enumerate(PLACES)}
    )
