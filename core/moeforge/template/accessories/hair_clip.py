"""Two rounded bars clipped to the side of the fringe."""

from moeforge.spec import AvatarSpec
from moeforge.template.accessories.frame import outward
from moeforge.template.hair import Hair
from moeforge.template.hair.solids import ellipsoid, solid_part
from moeforge.template.part import Piece
from moeforge.template.proportions import Proportions

BARS = ((58.0, 0.036), (34.0, -0.040))
"""Roll in degrees and shift upwards in HH of each bar."""


def hair_clip(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A clip on the left, swatch "ribbon"."""
    del spec
    anchor = hair.anchors["side_left"]
    bars = [
        ellipsoid("ribbon", (0.088, 0.024, 0.020)).moved(
            outward(anchor, roll), anchor.point + 0.022 * anchor.normal + shift * outward(anchor)[:, 1]
        )
        for roll, shift in BARS
    ]
    return Piece((solid_part("hair_clip", bars, proportions),))
