"""What a judge reports, and how much of it counts."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from defects.subject import Bool
from moeforge.render.camera import Camera

LEAST: Mapping[str, int] = MappingProxyType(
    {
        "iris at blink": 3,
        "iris through lid": 3,
        "mouth seen shut": 3,
        "gap at lids": 3,
        "gap at lips": 3,
        "gap at neck": 4,
        "inside of mouth": 3,
        "inside of head": 4,
        "scalp": 6,
        "hair in face": 12,
        "eye under hair": 60,
        "limb in head": 3,
        "skin through clothes": 4,
        "clothes through clothes": 8,
        "inside of body": 4,
        "inverted": 1,
        "stretched": 1,
    }
)
"""Kind -> the least amount that counts: pixels, but vertices for a limb, triangles for inverted, edges for stretched,
and hundredths of the iris for an eye under hair. A pixel is 1.3 mm of the face, 3.2 mm of the head, 4 mm of the body.
"""


@dataclass(frozen=True, slots=True)
class Sighting:
    """A defect in one picture, the place in its pixels, x to the right and y down."""

    kind: str
    view: str
    amount: int
    x: float = 0.0
    y: float = 0.0


def seen(kind: str, view: str, where: Bool) -> list[Sighting]:
    """A sighting of the pixels `where` (S, S), if there are enough of them."""
    amount = int(where.sum())
    if amount < LEAST[kind]:
        return []
    y, x = np.nonzero(where)
    middle = int(np.argmin(np.hypot(x - np.median(x), y - np.median(y))))
    return [Sighting(kind, view, amount, float(x[middle]), float(y[middle]))]


@dataclass(frozen=True, slots=True)
class Picture:
    """A camera, the side of its picture in pixels, and where things lie in it: (S, S) masks by name."""

    name: str
    camera: Camera
    size: int
    areas: Mapping[str, Bool] = field(default_factory=dict[str, Bool])
