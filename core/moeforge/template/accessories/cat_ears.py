"""Cat ears: two rounded shells with a pink inside, each on a short spring."""

from dataclasses import replace

import numpy as np

from moeforge.spec import AvatarSpec
from moeforge.template.accessories.frame import UP
from moeforge.template.hair import Hair
from moeforge.template.hair.anchors import Anchor
from moeforge.template.hair.chart import unit
from moeforge.template.hair.solids import Solid, lathe, solid_part
from moeforge.template.hair.springs import chain
from moeforge.template.part import F64, Part, Piece
from moeforge.template.proportions import Proportions

HEIGHT, HALF_WIDTH, HALF_DEPTH = 0.375, 0.185, 0.105
SINK = 0.11
"""How deep the foot of an ear lies in the hair, HH."""
RINGS, COLUMNS = 8, 14
LEAN = 0.45
"""Share of the hair's normal in an ear's axis; the rest points up."""


def cat_ears(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A pair of ears in the swatches "fur" and "fur_inner"."""
    del spec
    return _ear("left", hair.anchors["top_left"], proportions) + _ear("right", hair.anchors["top_right"], proportions)


def _ear(side: str, anchor: Anchor, proportions: Proportions) -> Piece:
    axis = unit(LEAN * anchor.normal + (1.0 - LEAN) * UP)
    front = unit(np.array([0.30 * np.sign(anchor.point[0]), 0.0, 1.0]))
    across = unit(np.cross(axis, front))
    turn = np.stack([across, axis, np.cross(across, axis)], axis=1)
    foot = anchor.point - SINK * axis
    solids = [s.moved(turn, foot) for s in (_shell("fur", 1.0, 0.0), _shell("fur_inner", 0.70, 0.058))]
    part = solid_part(f"cat_ear_{side}", solids, proportions)
    swing = chain(f"cat_ear_{side}", np.stack([foot + SINK * axis, foot + HEIGHT * axis]), proportions, 2.0)
    height = np.concatenate([(s.positions - foot) @ axis for s in solids])
    share = np.clip((height - SINK) / (HEIGHT - SINK), 0.0, 1.0)
    return Piece((_weighted(part, share, swing.bones[0]),), (swing,))


def _weighted(part: Part, share: F64, bone: str) -> Part:
    return replace(part, weights={"head": 1.0 - share, bone: share})


def _shell(swatch: str, size: float, forward: float) -> Solid:
    """An upright ear: x across, y up, z front; rounded, its sides bowed, its face hollowed by the inner one."""
    s = np.linspace(0.0, 0.985, RINGS)[:, None]
    turn = np.arange(COLUMNS) / COLUMNS * 2 * np.pi
    width = HALF_WIDTH * size * (1.0 - s**1.5) ** 0.9
    depth = HALF_DEPTH * size * (1.0 - s**2.2) ** 0.8 * (0.5 if forward else 1.0)
    flat = np.where(np.sin(turn) > 0, 0.55, 1.0)  # the front is flatter than the back
    y = np.broadcast_to(HEIGHT * (s * size + 0.10 * (size < 1.0)), (RINGS, COLUMNS))
    z = depth * np.sin(turn) * flat + forward * (1.0 - 0.55 * s)
    rings = np.stack([width * np.cos(turn), y, z], axis=-1)
    tip = rings[-1].mean(axis=0)
    tip[1] += 0.012 * size
    return lathe(swatch, rings, rings[0].mean(axis=0), tip)
