"""Places on the outer hair where accessories sit."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from moeforge.template.hair.chart import shell
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
"""Name -> azimuth (degrees) and chart v. Left is the figure's left, +x."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place on the outer hair, in head space (HH)."""

    point: F64  # (3,)
    normal: F64  # (3,) unit


def anchors(lift: float) -> Mapping[str, Anchor]:
    """All PLACES on hair that stands `lift` over the shell."""
    azimuth, v = np.array(list(PLACES.values())).T
    points, normals = shell(azimuth, v)
    return MappingProxyType({name: Anchor(points[i] + lift * normals[i], normals[i]) for i, name in enumerate(PLACES)})
