"""Skirts: an own loft with knife pleats or soft waves, which follows the thighs and swings on spring chains."""

from dataclasses import dataclass, replace

import numpy as np

from moeforge.template.outfits.cloth import SWATCH_INDEX, Cloth
from moeforge.template.outfits.loft import loft
from moeforge.template.part import F64, Chain

CHAIN_COUNT = 8
_PLEAT_AT = np.array([0.0, 0.66, 0.82, 0.93])
_PLEAT_DEPTH = np.array([1.0, 0.62, -0.35, -0.10])
_BODY_ROWS = (0.0, 0.2, 0.48, 0.78, 0.86, 0.93, 1.0)
_LIP = ((0.990, -0.012), (0.84, -0.020))
"""Rings inside the hem: (t, offset in HH), so that the hem is no paper edge."""
_LEGS = ("hips", "leftUpperLeg", "rightUpperLeg")
_THIGH_FRONT, _THIGH_BACK = 0.62, 0.30
"""Share of the thighs at the hem."""


@dataclass(frozen=True, slots=True)
class SkirtCut:
    """The shape of a skirt at the reference figure; lengths in HH (RECIPE2 section 2)."""

    waist_rise: float = 0.0  # of the upper edge over the body's row W
    hem: float = 0.50  # height of the hem
    waist_radius: float = 0.168
    hem_radius: float = 0.35
    flare: float = 1.15  # exponent of the radius along the skirt: below 1 a bell, above 1 a trumpet
    depth: float = 0.86  # radius in z over radius in x
    pleats: int = 12
    pleat_depth: float = 0.026
    waves: int = 0  # soft waves instead of pleats
    wave_depth: float = 0.020
    opening: float = 0.8  # how late the folds open: their depth goes with t to this power
    top: str = "bottom"
    trim: str = "trim"
    fold: str = "extra"
    chain: str = "skirt"  # prefix of the chains' names


@dataclass(frozen=True, slots=True)
class SkirtFrame:
    """Where a skirt hangs on this figure."""

    waist_y: float
    hem_y: float
    centre_z: float
    girth: float  # factor on the waist's radius
    spread: float  # factor on what the radius grows by, down to the hem


def skirt(cut: SkirtCut, frame: SkirtFrame) -> tuple[Cloth, tuple[Chain, ...]]:
    """The skirt in A-pose (legs stand straight, so it is also its T-pose) and its chains."""
    phi, fold = _folds(cut)
    t = np.array(_BODY_ROWS)
    inner = np.array(_LIP)
    t_all = np.concatenate([t, inner[:, 0]])
    offset = np.concatenate([np.zeros(len(t)), inner[:, 1]])
    radius = (_radius(cut, frame, t_all) + offset)[:, None] + fold[None, :] * t_all[:, None] ** cut.opening
    points = _place(radius, phi, t_all, cut, frame)
    bones = _LEGS + tuple(f"{cut.chain}{c}_{i}" for c in range(CHAIN_COUNT) for i in (0, 1))
    weights = _weights(phi, t_all)
    bands = (cut.top,) * 4 + (cut.trim, cut.top) + (cut.top,) * 2
    cloth = loft(points, np.minimum(t_all, 1.0), weights, bones, bands, u=1.0 - np.abs(phi / np.pi - 1.0))
    return (_with_shaded_folds(cloth, cut) if cut.pleats else cloth), _chains(cut, frame)


def _with_shaded_folds(cloth: Cloth, cut: SkirtCut) -> Cloth:
    """The inner faces of the pleats in the shade's colour, which toon light alone would not show."""
    swatches = cloth.swatches.reshape(-1, cut.pleats, len(_PLEAT_AT)).copy()
    inner = swatches[:, :, 2:]
    inner[inner == SWATCH_INDEX[cut.top]] = SWATCH_INDEX[cut.fold]
    return replace(cloth, swatches=swatches.reshape(-1))


def _folds(cut: SkirtCut) -> tuple[F64, F64]:
    """Azimuths (C,) in radians from the front to the left, and the fold's outward offset (C,)."""
    if cut.waves:
        phi = 2 * np.pi * np.arange(cut.waves * 5) / (cut.waves * 5)
        return phi, cut.wave_depth * np.cos(cut.waves * phi)
    starts = np.arange(cut.pleats)[:, None] + _PLEAT_AT[None, :]
    phi = 2 * np.pi * starts.reshape(-1) / cut.pleats
    return phi, np.tile(_PLEAT_DEPTH, cut.pleats) * cut.pleat_depth


def _radius(cut: SkirtCut, frame: SkirtFrame, t: F64) -> F64:
    return cut.waist_radius * frame.girth + (cut.hem_radius - cut.waist_radius) * frame.spread * t**cut.flare


def _place(radius: F64, phi: F64, t: F64, cut: SkirtCut, frame: SkirtFrame) -> F64:
    """Rings (R, C, 3) of radius (R, C)."""
    y = frame.waist_y + (frame.hem_y - frame.waist_y) * t
    x = radius * np.sin(phi)
    z = frame.centre_z + radius * np.cos(phi) * cut.depth
    return np.stack([x, np.broadcast_to(y[:, None], x.shape), z], axis=-1)


def _weights(phi: F64, t: F64) -> F64:
    """Weights (R, C, 3 + 2 CHAIN_COUNT) over `_LEGS` and the chains' bones.

    The thighs take a share that puts the front, 85 degrees up, on the lap: the recipe's .95 lifts a flared hem off it
    (RECIPE2 section 2). Left and right go by sine. What stays with the hips goes over to the chains towards the hem.
    """
    front = 0.5 + 0.5 * np.cos(phi)[None, :]
    thigh = (_THIGH_BACK + (_THIGH_FRONT - _THIGH_BACK) * front) * np.minimum(1.0, 1.5 * t)[:, None] ** 1.1
    left = np.clip(0.5 + 1.1 * np.sin(phi), 0.0, 1.0)[None, :]
    swing = (1.0 - thigh) * np.clip((t - 0.18) / 0.62, 0.0, 1.0)[:, None]
    body = np.stack([1.0 - thigh - swing, thigh * left, thigh * (1 - left)], axis=-1)
    share = _hats(phi)[None, :, :] * swing[:, :, None]
    tip = np.clip((t - 0.55) / 0.35, 0.0, 1.0)[:, None, None]
    chains = np.stack([share * (1 - tip), share * tip], axis=-1).reshape(*share.shape[:2], -1)
    return np.concatenate([body, chains], axis=-1)


def _hats(phi: F64) -> F64:
    """How much each chain carries at azimuth phi: linear hats, rows of (C, CHAIN_COUNT) sum to 1."""
    step = 2 * np.pi / CHAIN_COUNT
    away = np.abs((phi[:, None] - chain_azimuths()[None, :] + np.pi) % (2 * np.pi) - np.pi)
    return np.clip(1.0 - away / step, 0.0, 1.0)


def chain_azimuths() -> F64:
    """Azimuths (CHAIN_COUNT,) of the chains: none in the middle, so that each has one leg."""
    return 2 * np.pi * (np.arange(CHAIN_COUNT) + 0.5) / CHAIN_COUNT


def _chains(cut: SkirtCut, frame: SkirtFrame) -> tuple[Chain, ...]:
    t = np.array([0.25, 0.62, 1.0])
    phi = chain_azimuths()
    points = _place(_radius(cut, frame, t)[:, None] * np.ones(CHAIN_COUNT), phi, t, cut, frame)
    return tuple(
        Chain(
            name=f"{cut.chain}{i}",
            parent="hips",
            points=points[:, i],
            stiffness=1.2,
            drag=0.45,
            gravity=0.0,  # gravity would pull a sitting lap into the thighs
            radius=0.03,
            collides=("legs",),
        )
        for i in range(CHAIN_COUNT)
    )
