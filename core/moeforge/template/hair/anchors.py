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


NEAR, OUTER = 0.976, 0.8
"""Cosine of how far from a place hair counts, and the share of its points that lie lower than what sits on it."""


def anchors(lift: float, points: F64) -> Mapping[str, Anchor]:
    """All PLACES on the hair's points (N, 3); where there are none, and at the crown, `lift` over the shell."""
    azimuth, v = np.array(list(PLACES.values())).T
    feet, normals = shell(azimuth, v)
    ways, far = unit(feet - CENTRE), np.linalg.norm(points - CENTRE, axis=1)
    close = unit(points - CENTRE) @ ways.T > NEAR  # (N, P)
    lifts = np.full(len(feet), lift)
    for i, foot in enumerate(feet[:-1]):
        if close[:, i].any():
            lifts[i] = np.quantile(far[close[:, i]], OUTER) - np.linalg.norm(foot - CENTRE)
    return MappingProxyType(
        {name: Anchor(feet[i] + lifts[i] * normals[i], normals[i]) for i, name in enumerate(PLACES)}
    )
