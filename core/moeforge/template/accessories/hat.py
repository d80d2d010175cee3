"""A beret: a soft disc on the crown, tilted; the hair below its band stays visible."""

import numpy as np

from moeforge.spec import AvatarSpec
from moeforge.template.accessories.frame import turned
from moeforge.template.hair import Hair
from moeforge.template.hair.chart import CENTRE
from moeforge.template.hair.solids import lathe, solid_part, tube
from moeforge.template.part import Piece
from moeforge.template.proportions import Proportions

BAND = 0.45
"""Radius of the band, HH."""
COLUMNS = 26
PROFILE = np.array(
    [(0.72, -0.12), (1.0, -0.045), (1.03, 0.0), (1.14, -0.012), (1.27, 0.008), (1.335, 0.06), (1.31, 0.115),
     (1.17, 0.17), (0.93, 0.212), (0.60, 0.240), (0.26, 0.250)]
)  # fmt: skip
"""Radius in bands and height over the band, from inside the hair to the top."""
TILT_SIDE, TILT_BACK = -15.0, -15.0


def hat(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A beret in the swatch "main" with its stalk in "frame"."""
    del spec
    crown = hair.anchors["crown"].point
    radius = crown[1] - CENTRE[1] - 0.012
    seat = np.sqrt(radius**2 - BAND**2)
    turn = np.arange(COLUMNS) / COLUMNS * 2 * np.pi
    r, h = BAND * PROFILE[:, :1], seat + PROFILE[:, 1:]
    slouch = 1.0 + 0.16 * np.cos(turn - 2.2) * np.clip(PROFILE[:, :1] - 1.0, 0.0, 1.0)
    rings = np.stack(
        [r * slouch * np.sin(turn), np.broadcast_to(h, (len(r), COLUMNS)), r * slouch * np.cos(turn)], axis=-1
    )
    top = np.array([0.0, float(h[-1, 0]) + 0.002, 0.0])
    cloth = lathe("main", rings, rings[0].mean(axis=0), top)
    stalk = tube("frame", top + np.array([[0.0, -0.01, 0.0], [0.004, 0.03, 0.0], [0.014, 0.06, 0.004]]), 0.014)
    tilt = turned(np.array([0.0, 0.0, 1.0]), TILT_SIDE) @ turned(np.array([1.0, 0.0, 0.0]), TILT_BACK)
    return Piece((solid_part("hat", [s.moved(tilt, CENTRE) for s in (cloth, stalk)], proportions),))
