"""A bow at the side of the hair: two loops, a knot and two tails."""

import numpy as np

from moeforge.spec import AvatarSpec
from moeforge.template.accessories.frame import outward
from moeforge.template.hair import Hair
from moeforge.template.hair.solids import Solid, ellipsoid, lathe, solid_part
from moeforge.template.part import F64, Piece
from moeforge.template.proportions import Proportions

COLUMNS = 10
LIFT = 0.03
"""Height of the knot over the hair, HH."""
LOOP_AT = (0.0, 0.12, 0.35, 0.65, 0.88, 1.0)
LOOP_HEIGHT = (0.026, 0.046, 0.086, 0.108, 0.090, 0.030)
LOOP_DEPTH = (0.020, 0.032, 0.050, 0.052, 0.036, 0.014)
TAIL_WIDTH = (0.016, 0.026, 0.036, 0.044, 0.052)


def ribbon(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A bow on the left, swatch "ribbon"."""
    del spec
    anchor = hair.anchors["side_left"]
    turn, origin = outward(anchor, roll=-14.0), anchor.point + LIFT * anchor.normal
    solids = [_loop(1.0), _loop(-1.0), _tail(1.0), _tail(-1.0), ellipsoid("ribbon", (0.036, 0.044, 0.044), 4, 10)]
    return Piece((solid_part("ribbon", [s.moved(turn, origin) for s in solids], proportions),))


def _oval(centre: F64, half_y: F64, half_z: F64) -> F64:
    """Rings (R, COLUMNS, 3) across x."""
    turn = np.arange(COLUMNS) / COLUMNS * 2 * np.pi
    x = np.broadcast_to(centre[:, :1], (len(centre), COLUMNS))
    y = centre[:, 1:2] + half_y[:, None] * np.cos(turn)
    z = centre[:, 2:3] + half_z[:, None] * np.sin(turn)
    return np.stack([x, y, z], axis=-1)


def _loop(side: float) -> Solid:
    at = np.array(LOOP_AT)
    centre = np.stack([side * (0.01 + 0.175 * at), 0.030 * at, -0.020 * at**2], axis=-1)
    rings = _oval(centre, np.array(LOOP_HEIGHT), np.array(LOOP_DEPTH))
    return lathe("ribbon", rings, centre[0], centre[-1] + [0.006 * side, 0.0, 0.0])


def _tail(side: float) -> Solid:
    """A flat end that falls outwards: sections across y."""
    at = np.linspace(0.0, 1.0, len(TAIL_WIDTH))
    turn = np.arange(COLUMNS) / COLUMNS * 2 * np.pi
    width, depth = np.array(TAIL_WIDTH)[:, None], 0.016 - 0.008 * at[:, None]
    x = side * (0.012 + 0.062 * at)[:, None] + width * np.cos(turn)
    y = -0.20 * at[:, None] + 0.30 * side * width * np.cos(turn)
    z = (0.012 * np.sin(np.pi * at) - 0.030 * at**2)[:, None] + depth * np.sin(turn)
    rings = np.stack([x, y, z], axis=-1)
    return lathe("ribbon", rings, rings[0].mean(axis=0), rings[-1].mean(axis=0))
