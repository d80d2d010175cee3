"""Bows: two loops, a knot and two tails; at the side of the hair, or a large one behind."""

import numpy as np

from moeforge.spec import AvatarSpec
from moeforge.template.accessories.frame import outward, place
from moeforge.template.accessories.palette import swatches
from moeforge.template.accessories.shapes import scaled
from moeforge.template.hair import Hair
from moeforge.template.hair.anchors import Anchor
from moeforge.template.hair.solids import Solid, ellipsoid, lathe, solid_part
from moeforge.template.part import F64, Piece
from moeforge.template.proportions import Proportions

COLUMNS = 10
LIFT = 0.03
"""Height of the knot over the hair, HH."""
BIG, BIG_V = 2.2, 0.52
"""Size of the bow behind, and chart v of its knot."""
LOOP_AT = (0.0, 0.12, 0.35, 0.65, 0.88, 1.0)
LOOP_HEIGHT = (0.026, 0.046, 0.086, 0.108, 0.090, 0.030)
LOOP_DEPTH = (0.020, 0.032, 0.050, 0.052, 0.036, 0.014)
TAIL_WIDTH = (0.016, 0.026, 0.036, 0.044, 0.052)


def ribbon(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A bow on the left."""
    return _tied("ribbon", hair.anchors["side_left"], -14.0, 1.0, swatches(spec)["bow"], proportions)


def back_bow(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A large bow at the back of the head; its loops show from the front."""
    return _tied("back_bow", place(hair, 180.0, BIG_V), 0.0, BIG, swatches(spec)["bow"], proportions)


def _tied(name: str, anchor: Anchor, roll: float, size: float, swatch: str, proportions: Proportions) -> Piece:
    turn, origin = outward(anchor, roll), anchor.point + LIFT * size * anchor.normal
    solids = [scaled(s, size).moved(turn, origin) for s in bow(swatch)]
    return Piece((solid_part(name, solids, proportions),))


def bow(swatch: str) -> list[Solid]:
    """A bow round the origin, .37 HH wide: x along the loops, z out of the hair."""
    knot = ellipsoid(swatch, (0.036, 0.044, 0.044), 4, 10)
    return [_loop(swatch, 1.0), _loop(swatch, -1.0), _tail(swatch, 1.0), _tail(swatch, -1.0), knot]


def _oval(centre: F64, half_y: F64, half_z: F64) -> F64:
    """Rings (R, COLUMNS, 3) across x."""
    turn = np.arange(COLUMNS) / COLUMNS * 2 * np.pi
    x = np.broadcast_to(centre[:, :1], (len(centre), COLUMNS))
    y = centre[:, 1:2] + half_y[:, None] * np.cos(turn)
    z = centre[:, 2:3] + half_z[:, None] * np.sin(turn)
    return np.stack([x, y, z], axis=-1)


def _loop(swatch: str, side: float) -> Solid:
    at = np.array(LOOP_AT)
    centre = np.stack([side * (0.01 + 0.175 * at), 0.030 * at, -0.020 * at**2], axis=-1)
    rings = _oval(centre, np.array(LOOP_HEIGHT), np.array(LOOP_DEPTH))
    return lathe(swatch, rings, centre[0], centre[-1] + [0.006 * side, 0.0, 0.0])


def _tail(swatch: str, side: float) -> Solid:
    """A flat end that falls outwards: sections across y."""
    at = np.linspace(0.0, 1.0, len(TAIL_WIDTH))
    turn = np.arange(COLUMNS) / COLUMNS * 2 * np.pi
    width, depth = np.array(TAIL_WIDTH)[:, None], 0.016 - 0.008 * at[:, None]
    x = side * (0.012 + 0.062 * at)[:, None] + width * np.cos(turn)
    y = -0.20 * at[:, None] + 0.30 * side * width * np.cos(turn)
    z = (0.012 * np.sin(np.pi * at) - 0.030 * at**2)[:, None] + depth * np.sin(turn)
    rings = np.stack([x, y, z], axis=-1)
    return lathe(swatch, rings, rings[0].mean(axis=0), rings[-1].mean(axis=0))
