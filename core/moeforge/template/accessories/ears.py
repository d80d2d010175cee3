"""Animal ears: a rounded shell along a spine with a lighter inside, each on a short spring."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from moeforge.spec import AvatarSpec
from moeforge.template.accessories.frame import UP, place
from moeforge.template.accessories.palette import swatches
from moeforge.template.accessories.swing import hung, stations
from moeforge.template.hair import Hair
from moeforge.template.hair.anchors import Anchor
from moeforge.template.hair.chart import unit
from moeforge.template.hair.solids import Solid, lathe, solid_part
from moeforge.template.hair.springs import chain
from moeforge.template.part import F64, Piece
from moeforge.template.proportions import Proportions

RINGS, COLUMNS = 8, 14


def pointed(s: F64) -> F64:
    """Half-width along the ear: sides bowed, the tip rounded."""
    return (1.0 - s**1.5) ** 0.9


def sharp(s: F64) -> F64:
    """Wide at the foot and narrow above."""
    return (1.0 - s**1.15) ** 1.02


def round_(s: F64) -> F64:
    """A semicircle."""
    return np.sqrt(np.maximum(1.0 - s**2.3, 0.0))


def leaf(s: F64) -> F64:
    """Narrow at the foot, widest below its middle."""
    return np.sin(np.pi * (0.19 + 0.81 * s)) ** 0.75


def lobe(s: F64) -> F64:
    """Narrow at the foot, widest in the lower half, its end round."""
    return np.sin(np.pi * (0.15 + 0.85 * s**1.35)) ** 0.7


def upright(s: F64) -> F64:
    """Straight up, (..., 3) in units of the ear's height: x outwards, y up, z to the front."""
    return np.stack([0.0 * s, s, 0.0 * s], axis=-1)


def bent(s: F64) -> F64:
    """Up, the upper half leaning outwards and a little back."""
    return np.stack([0.16 * s**2.5, s, -0.10 * s**2], axis=-1)


def floppy(s: F64) -> F64:
    """A little up, then outwards and down over the hair."""
    return np.stack([0.80 * s - 0.22 * s**2, 0.34 * np.sin(2.4 * s) - 0.95 * s**1.7, 0.16 * s], axis=-1)


@dataclass(frozen=True, slots=True)
class EarShape:
    """One kind of ear; lengths in HH."""

    kind: str
    height: float
    half_width: float
    half_depth: float
    outline: Callable[[F64], F64]
    spine: Callable[[F64], F64] = upright
    at: tuple[float, float] = (72.0, 0.42)  # azimuth and chart v
    sink: float = 0.11  # how deep its foot lies in the hair
    lean: float = 0.45  # share of the hair's normal in the ear's axis; the rest points up
    inside: str = "fur_inner"
    inner: float = 0.70  # size of the inside
    forward: float = 0.058  # how far the inside stands before the middle
    turn_out: float = 0.30  # how much its face turns to the side
    joints: int = 1
    stiffness: float = 2.0


CAT = EarShape("cat", 0.375, 0.185, 0.105, pointed)
FOX = EarShape("fox", 0.50, 0.205, 0.110, sharp, inside="fur_tip", inner=0.66, lean=0.40)
BUNNY = EarShape(
    "bunny", 0.86, 0.125, 0.075, leaf, bent, (56.0, 0.26), lean=0.22, inner=0.80, forward=0.040, turn_out=0.18,
    joints=2, stiffness=1.2,
)  # fmt: skip
BEAR = EarShape("bear", 0.27, 0.165, 0.105, round_, at=(70.0, 0.40), sink=0.09, lean=0.62, inner=0.66, forward=0.052)
DOG = EarShape(
    "dog", 0.56, 0.122, 0.062, lobe, floppy, (82.0, 0.54), sink=0.06, lean=0.35, inner=0.0, turn_out=0.55, joints=2
)  # fmt: skip


def ears(shape: EarShape) -> Callable[[AvatarSpec, Proportions, Hair], Piece]:
    """The accessory that puts a pair of such ears on the hair, in the paints "fur" and that of its inside."""

    def pair(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
        paints = swatches(spec)
        azimuth, v = shape.at
        sides = (("left", place(hair, azimuth, v)), ("right", place(hair, -azimuth, v)))
        return sum((_ear(shape, side, anchor, paints, proportions) for side, anchor in sides), Piece())

    return pair


def _ear(shape: EarShape, side: str, anchor: Anchor, paints: Mapping[str, str], proportions: Proportions) -> Piece:
    sign = float(np.sign(anchor.point[0]))
    axis = unit(shape.lean * anchor.normal + (1.0 - shape.lean) * UP)
    front = unit(np.array([shape.turn_out * sign, 0.0, 1.0]))
    across = unit(np.cross(axis, front))
    turn = np.stack([across, axis, np.cross(across, axis)], axis=1)
    foot = anchor.point - shape.sink * axis
    layers = [("fur", 1.0), (shape.inside, shape.inner)][: 2 if shape.inner else 1]
    solids = [_shell(shape, paints[paint], size, sign).moved(turn, foot) for paint, size in layers]
    joints = _spine(shape, np.linspace(shape.sink / shape.height, 1.0, shape.joints + 1), sign) @ turn.T + foot
    swing = chain(f"{shape.kind}_ear_{side}", joints, proportions, shape.stiffness)
    start = -shape.sink / (shape.height - shape.sink)
    along = stations(RINGS, COLUMNS, shape.joints, (start, 1.0))
    part = solid_part(f"{shape.kind}_ear_{side}", solids, proportions)
    return Piece((hung(part, swing, np.tile(along, len(solids))),), (swing,))


def _spine(shape: EarShape, s: F64, sign: float) -> F64:
    return shape.spine(s) * np.array([sign, 1.0, 1.0]) * shape.height


def _shell(shape: EarShape, swatch: str, size: float, sign: float) -> Solid:
    """The ear, or for a smaller size its inside: x across, y up, z front; the face is flatter than the back."""
    s = np.linspace(0.0, 0.985, RINGS)
    inner = size < 1.0
    spine = _spine(shape, s * size + 0.10 * inner, sign)
    along = unit(np.gradient(spine, axis=0))
    across = unit(np.cross(along, [0.0, 0.0, 1.0]))
    front = np.cross(across, along)
    width = shape.half_width * size * shape.outline(s)
    depth = shape.half_depth * size * (1.0 - s**2.2) ** 0.8 * (0.5 if inner else 1.0)
    turn = np.arange(COLUMNS) / COLUMNS * 2 * np.pi
    flat = np.where(np.sin(turn) > 0, 0.55, 1.0)
    middle = spine + front * (shape.forward * inner * (1.0 - 0.55 * s))[:, None]
    rings = (
        middle[:, None]
        + across[:, None] * (width[:, None] * np.cos(turn))[..., None]
        + front[:, None] * (depth[:, None] * np.sin(turn) * flat)[..., None]
    )
    return lathe(swatch, rings, rings[0].mean(axis=0), rings[-1].mean(axis=0) + 0.012 * size * along[-1])
