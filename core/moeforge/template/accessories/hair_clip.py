"""What is clipped into the fringe: two bars, a star, a flower, a heart."""

import numpy as np

from moeforge.spec import AvatarSpec
from moeforge.template.accessories.frame import outward, turned
from moeforge.template.accessories.palette import swatches
from moeforge.template.accessories.shapes import circle, drop, heart, pillow, star
from moeforge.template.hair import Hair
from moeforge.template.hair.anchors import Anchor
from moeforge.template.hair.solids import Solid, ellipsoid, solid_part
from moeforge.template.part import Piece
from moeforge.template.proportions import Proportions

BARS = ((58.0, 0.036), (34.0, -0.040))
"""Roll in degrees and shift upwards in HH of each bar."""
PETALS = 5
_AXIS = np.array([0.0, 0.0, 1.0])


def hair_clip(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """Two rounded bars on the left."""
    anchor, swatch = hair.anchors["side_left"], swatches(spec)["bow"]
    bars = [
        ellipsoid(swatch, (0.088, 0.024, 0.020)).moved(
            outward(anchor, roll), anchor.point + 0.022 * anchor.normal + shift * outward(anchor)[:, 1]
        )
        for roll, shift in BARS
    ]
    return Piece((solid_part("hair_clip", bars, proportions),))


def star_clip(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A star on the left."""
    big = pillow(swatches(spec)["metal"], star(5, 0.120, 0.062), 0.050, 0.78)
    return _clipped("star_clip", hair.anchors["side_left"], 12.0, [big], proportions)


def heart_clip(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A heart on the left."""
    big = pillow(swatches(spec)["petal"], heart(24, 0.100), 0.055, 0.75)
    return _clipped("heart_clip", hair.anchors["side_left"], -16.0, [big], proportions)


def flower(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A flower of five petals on the right, with two leaves."""
    paints = swatches(spec)
    way = np.array(
        [(0.0, 0.012, 0.0), (0.0, 0.05, 0.016), (0.0, 0.10, 0.026), (0.0, 0.140, 0.024), (0.0, 0.158, 0.018)]
    )
    petal = drop(paints["petal"], way, (0.014, 0.050, 0.074, 0.052, 0.010), _AXIS, 0.22)
    shift = np.array([0.0, 0.0, 0.004])
    petals = [petal.moved(turned(_AXIS, i * 360 / PETALS), shift * (i % 2)) for i in range(PETALS)]
    middle = pillow(paints["pollen"], circle(10, 0.042), 0.055, 0.70).moved(np.eye(3), np.array([0.0, 0.0, 0.030]))
    return _clipped("flower", hair.anchors["side_right"], 8.0, [*petals, middle], proportions)


def _clipped(name: str, anchor: Anchor, roll: float, solids: list[Solid], proportions: Proportions) -> Piece:
    """Solids in a plane that lies on the hair."""
    origin = anchor.point + 0.028 * anchor.normal
    return Piece((solid_part(name, [s.moved(outward(anchor, roll), origin) for s in solids], proportions),))
