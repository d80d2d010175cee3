"""A beret: a soft disc on the crown, tilted; the hair below its band stays visible."""

import numpy as np

from moeforge.spec import AvatarSpec
from moeforge.template.accessories.frame import turned
from moeforge.template.hair import Hair
from moeforge.template.hair.chart import CENTRE, RADIUS_X
from moeforge.template.hair.solids import lathe, solid_part, tube
from moeforge.template.part import Piece
from moeforge.template.proportions import Proportions

BAND = 0.42
"""Radius of the band, HH."""
COLUMNS = 26
PROFILE = np.array(
    [(0.70, -0.10), (1.0, -0.025), (1.05, 0.02), (1.22, 0.045), (1.40, 0.085), (1.46, 0.135), (1.38, 0.185),
     (1.12, 0.225), (0.72, 0.252), (0.30, 0.262)]
)  # fmt: skip
"""Radius in bands and height over the band, from inside the hair to the top."""
TILT_SIDE, TILT_BACK = -13.0, -9.0


def hat(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A beret in the swatch "extra" with its stalk in "dark"."""
    del spec
    crown = hair.anchors["crown"].point
    radius = RADIUS_X + (crown[1] - CENTRE[1] - RADIUS_X)
    seat = np.sqrt(radius**2 - BAND**2)
    turn = np.arange(COLUMNS) / COLUMNS * 2 * np.pi
    r, h = BAND * PROFILE[:, :1], seat + PROFILE[:, 1:]
    slouch = 1.0 + 0.07 * np.cos(turn + 0.6) * np.clip(PROFILE[:, :1] - 1.0, 0.0, 1.0)
    rings = np.stack(
        [r * slouch * np.sin(turn), np.broadcast_to(h, (len(r), COLUMNS)), r * slouch * np.cos(turn)], axis=-1
    )
    top = np.array([0.0, float(h[-1, 0]) + 0.002, 0.0])
    cloth = lathe("extra", rings, rings[0].mean(axis=0), top)
    stalk = tube("dark", top + np.array([[0.0, -0.01, 0.0], [0.004, 0.03, 0.0], [0.014, 0.06, 0.004]]), 0.014)
    tilt = turned(np.array([0.0, 0.0, 1.0]), TILT_SIDE) @ turned(np.array([1.0, 0.0, 0.0]), TILT_BACK)
    return Piece((solid_part("hat", [s.moved(tilt, CENTRE) for s in (cloth, stalk)], proportions),))
