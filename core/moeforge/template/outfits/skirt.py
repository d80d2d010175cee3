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
_FEW_ROWS = (0.0, 0.45, 0.86, 0.93, 1.0)
_FEWEST_ROWS = (0.0, 0.5, 0.86, 1.0)
_TRIM_ROWS = (0.86, 0.93, 1.0, 0.99)
_LIP = ((0.990, -0.012), (0.84, -0.020))
"""Rings inside the hem: (t, offset in HH), so that the hem is no paper edge."""
_PETTICOAT = ((0.985, -0.018), (1.075, 0.006), (1.070, -0.026))
"""The same with a frill below the hem."""
_LEGS = ("hips", "leftUpperLeg", "rightUpperLeg", "leftLowerLeg", "rightLowerLeg")
_KNEE = (0.62, 0.78)
"""Along a long skirt: from where to where the shins take over."""
_PAST_KNEE = 0.10
"""A skirt is long that ends at least so far (HH) below the knee."""
_OVER_KNEE = (0.12, 0.24)
"""On the way from knee to waist, where a skirt ends that a shin kicked back takes with it, and one that it misses."""
_KICK = (0.48, 0.78)
"""Along such a skirt: from where to where the shin takes over behind."""
_TALL, _TALL_APART, _TALL_SLIT_APART = (1.30, 1.73), 0.5, 1.0
"""Heights of waists (HH) between which the legs part the cloth less and less, and how much at the end: more where open
sides let it."""
_FOLLOWS, _KNEE_ROOM, _TALLEST = 0.9, 0.40, (1.30, 1.62)
"""Skirts that follow the thighs by more than this share get so much more room in front between these heights of waists:
their legs part the cloth too little to take it along with a raised knee. Open sides let the back have as much."""
_KICK_SHARE, _BY_SLITS = 0.3, 0.35
"""How much of what the thighs leave there goes over to the shin; how much of all that where the sides are open."""
_THIGH_FRONT = 0.8
"""What the thighs keep in front below the knee: a shin that is kicked back leaves the cloth before it."""
_SHIN_BACK = 1.0
"""How far the shins' share behind comes up to that in front: a kicked-up heel takes the hem with it."""
_HIPS = 0.2
"""Along a skirt: from where on it is as wide as the hips ask, however slim the waist."""
_CROWD_COLUMNS = 12
_THIGH_BACK = 0.30
"""Share of the thighs at the hem behind."""
_SLIT_COLUMNS = np.radians([0, 20, 40, 60, 74, 84, 96, 106, 120, 140, 160, 180])
"""Azimuths of one half of a skirt with open sides; the slit lies between 84 and 96 degrees."""


@dataclass(frozen=True, slots=True)
class SkirtCut:
    """The shape of a skirt at the reference figure; lengths in HH (RECIPE2 section 2)."""

    waist_rise: float = 0.0  # of the upper edge over the body's row W
    hem: float = 0.50  # height of the hem
    waist_radius: float = 0.168
    hem_radius: float = 0.35
    flare: float = 1.15  # exponent of the radius along the skirt: below 1 a bell, above 1 a trumpet
    depth: float = 0.86  # radius in z over radius in x
    under: bool = False  # whether a top hangs over it: it is then no deeper for a wide body than that body is
    pleats: int = 12
    pleat_depth: float = 0.026
    waves: int = 0  # soft waves instead of pleats
    wave_depth: float = 0.020
    scallop: float = 0.0  # how much higher the hem is between the waves than on them
    opening: float = 0.8  # how late the folds open: their depth goes with t to this power
    top: str = "bottom"
    trim: str = "trim"
    fold: str = "extra"
    chain: str = "skirt"  # prefix of the chains' names
    petticoat: str = ""  # swatch of a frill that shows below the hem
    border: float = 0.0  # how far the trim's band stands out
    hug: float = 0.62  # share of the thighs in front at the hem: long narrow skirts follow the legs
    apart: float = 1.0  # how fast the share goes over from the right leg to the left one across the front
    slit: float = 1.0  # t from which the sides are open
    covers: frozenset[str] = frozenset()  # body bands that it hides in every pose


@dataclass(frozen=True, slots=True)
class SkirtFrame:
    """Where a skirt hangs on this figure."""

    waist_y: float
    hem_y: float
    centre_z: float
    knee_y: float
    girth: float  # factor on the waist's radius
    spread: float  # factor on what the radius grows by, down to the hem
    slim: float = 1.0  # how much narrower than `girth` the waist itself is; 1 at the most
    shallow: float = 1.0  # how deep the waist is for its width, against the reference figure; 1 at the most


def skirt(cut: SkirtCut, frame: SkirtFrame, thin: int = 1) -> tuple[Cloth, tuple[Chain, ...]]:
    """The skirt in A-pose (legs stand straight, so it is also its T-pose) and its chains; `thin`: Detail.thin."""
    cut = _thinned(cut, thin)
    phi, fold = _folds(cut, thin)
    t = rows(thin)
    inner = np.array(_LIP[1:] if thin > 2 else _PETTICOAT if cut.petticoat else _LIP)
    t_all = np.concatenate([t, inner[:, 0]])
    offset = np.concatenate([np.zeros(len(t)), inner[:, 1]])
    radius = (_radius(cut, frame, t_all) + offset)[:, None] + fold[None, :] * t_all[:, None] ** cut.opening
    radius += (cut.border * np.isin(t_all, _TRIM_ROWS))[:, None]
    around, down = np.broadcast_arrays(phi[None, :], t_all[:, None])
    points, weights = _place(radius, around, down, cut, frame), _weights(around, down, cut, frame)
    last = cut.trim if cut.border else cut.top
    narrow = () if thin > 2 else (last,)
    bands = (
        (cut.top,) * (len(t) - 2 - len(narrow))
        + (cut.trim, *narrow, cut.top)
        + (cut.petticoat or cut.top,) * (len(inner) - 1)
    )
    u = 1.0 - np.abs(phi / np.pi - 1.0)
    cloth = loft(points, np.minimum(t_all, 1.0), weights, _bones(cut), bands, u=u)
    if cut.slit < 1.0:
        cloth = _slit(cloth, phi, t_all, cut)
    return (_with_shaded_folds(cloth, cut) if cut.pleats else cloth), _chains(cut, frame)


def rows(thin: int) -> F64:
    """(R,) t of a skirt's rings from waist to hem; between two it is flat."""
    return np.array(_FEWEST_ROWS if thin > 2 else _FEW_ROWS if thin > 1 else _BODY_ROWS)


def hang(phi: F64, t: F64, lift: F64, cut: SkirtCut, frame: SkirtFrame) -> tuple[F64, F64, tuple[str, ...]]:
    """Points (R, C, 3) `lift` off the skirt's outermost folds, their weights (R, C, B) and the B bones."""
    folds = max(cut.wave_depth if cut.waves else cut.pleat_depth, 0.0) * np.clip(t, 0.0, 1.0) ** cut.opening
    radius = _radius(cut, frame, t) + folds + lift
    return _place(radius, phi, t, cut, frame), _weights(phi % (2 * np.pi), t, cut, frame), _bones(cut)


def _bones(cut: SkirtCut) -> tuple[str, ...]:
    return _LEGS + tuple(f"{cut.chain}{c}_{i}" for c in range(CHAIN_COUNT) for i in (0, 1))


def _slit(cloth: Cloth, phi: F64, t: F64, cut: SkirtCut) -> Cloth:
    """The cloth without its faces at the sides below the slit's upper end, edged with the trim's colour."""
    columns = len(phi)
    beside = np.abs(np.abs(np.sin(phi + np.diff(phi, append=2 * np.pi) / 2)))  # of a face's middle
    low = np.repeat((t[:-1] >= cut.slit - 1e-9), columns)
    gap, edge = np.tile(beside > 0.999, len(t) - 1) & low, np.tile(beside > 0.97, len(t) - 1) & low
    swatches = np.where(edge, SWATCH_INDEX[cut.trim], cloth.swatches)
    return replace(cloth, faces=cloth.faces[~gap], swatches=swatches[~gap])


def _with_shaded_folds(cloth: Cloth, cut: SkirtCut) -> Cloth:
    """The inner faces of the pleats in the shade's colour, which toon light alone would not show."""
    swatches = cloth.swatches.reshape(-1, cut.pleats, len(_PLEAT_AT)).copy()
    inner = swatches[:, :, 2:]
    inner[inner == SWATCH_INDEX[cut.top]] = SWATCH_INDEX[cut.fold]
    return replace(cloth, swatches=swatches.reshape(-1))


def _thinned(cut: SkirtCut, thin: int) -> SkirtCut:
    """Fewer pleats; waves keep their number, which is painted too, except in crowds."""
    if thin > 2:
        return replace(cut, pleats=0, waves=_CROWD_COLUMNS // 3, wave_depth=0.0)
    return replace(cut, pleats=max(6, 2 * round(cut.pleats / (1 + thin)))) if thin > 1 and cut.pleats else cut


def _folds(cut: SkirtCut, thin: int = 1) -> tuple[F64, F64]:
    """Azimuths (C,) in radians from the front to the left, and the fold's outward offset (C,)."""
    if cut.slit < 1.0:
        phi = np.concatenate([_SLIT_COLUMNS, 2 * np.pi - _SLIT_COLUMNS[-2:0:-1]])
        return phi, np.zeros(len(phi))
    if cut.waves:
        columns = cut.waves * (5 if thin == 1 else 3)
        phi = 2 * np.pi * np.arange(columns) / columns
        return phi, cut.wave_depth * np.cos(cut.waves * phi)
    starts = np.arange(cut.pleats)[:, None] + _PLEAT_AT[None, :]
    phi = 2 * np.pi * starts.reshape(-1) / cut.pleats
    return phi, np.tile(_PLEAT_DEPTH, cut.pleats) * cut.pleat_depth


def _radius(cut: SkirtCut, frame: SkirtFrame, t: F64) -> F64:
    taper = frame.slim + (1.0 - frame.slim) * np.clip(t / _HIPS, 0.0, 1.0)
    return cut.waist_radius * frame.girth * taper + (cut.hem_radius - cut.waist_radius) * frame.spread * t**cut.flare


def _place(radius: F64, phi: F64, t: F64, cut: SkirtCut, frame: SkirtFrame) -> F64:
    """Points (..., 3) of radius, azimuth and height t (...)."""
    y = frame.waist_y + (frame.hem_y - frame.waist_y) * t + cut.scallop * t**3 * (1.0 - np.cos(cut.waves * phi)) / 2
    z = frame.centre_z + radius * np.cos(phi) * _depth(phi, t, cut, frame)
    return np.stack(np.broadcast_arrays(radius * np.sin(phi), y, z), axis=-1)


def _depth(phi: F64, t: F64, cut: SkirtCut, frame: SkirtFrame) -> F64:
    """Radius in z over radius in x; phi and t (...)."""
    depth = cut.depth * (frame.shallow if cut.under else 1.0)
    room = _KNEE_ROOM * np.interp(frame.waist_y, _TALLEST, (0.0, 1.0)) * (cut.hug > _FOLLOWS)
    stride = np.abs(np.cos(phi)) if cut.slit < 1.0 else np.clip(np.cos(phi), 0.0, 1.0)
    return depth * (1.0 + room * np.clip(1.6 * t, 0.0, 1.0) * stride)


def _weights(phi: F64, t: F64, cut: SkirtCut, frame: SkirtFrame) -> F64:
    """Weights (R, C, 5 + 2 CHAIN_COUNT) over `_LEGS` and the chains' bones; phi and t (R, C).

    The thighs take a share that puts the front, 85 degrees up, on the lap: the recipe's .95 lifts a flared hem off it
    (RECIPE2 section 2). Left and right go by sine. What stays with the hips goes over to the chains towards the hem;
    below the knee the lower legs take the thighs' place.
    """
    front = 0.5 + 0.5 * np.cos(phi)
    long = frame.hem_y < frame.knee_y - _PAST_KNEE
    low = np.clip((t - _KNEE[0]) / (_KNEE[1] - _KNEE[0]), 0.0, 1.0) * long
    back = _THIGH_BACK + max(cut.hug - 0.62, 0.0)
    back = back + (cut.hug - back) * _SHIN_BACK * low
    leg = (back + (cut.hug - back) * front) * np.minimum(1.0, 1.5 * t) ** 1.1
    kicked = np.interp(t, _KICK, (0.0, 1.0)) * _meets_shin(cut, frame) * (1.0 - front) ** 2 * (not long)
    leg = leg + (1.0 - leg) * (low * front + _KICK_SHARE * kicked)
    left = 0.5 + 0.5 * np.clip(_parting(cut, frame) * np.sin(phi), -1.0, 1.0)
    swing = (1.0 - leg) * np.clip((t - 0.18) / 0.62, 0.0, 1.0)
    shin = low * (1.0 - _THIGH_FRONT * front) + kicked
    sides = np.stack([(1 - shin) * left, (1 - shin) * (1 - left), shin * left, shin * (1 - left)], axis=-1)
    share = _hats(phi) * swing[..., None]
    tip = np.clip((t - 0.55) / 0.35, 0.0, 1.0)[..., None]
    chains = np.stack([share * (1 - tip), share * tip], axis=-1).reshape(*phi.shape, -1)
    steady = _most(np.concatenate([(1.0 - leg - swing)[..., None], chains], axis=-1), 2)
    return _most(np.concatenate([steady[..., :1], sides * leg[..., None], steady[..., 1:]], axis=-1), 4)


def _parting(cut: SkirtCut, frame: SkirtFrame) -> float:
    """How fast the left leg takes over from the right one: cloth cannot span the stride of the longest legs."""
    tallest = min(cut.apart, _TALL_SLIT_APART if cut.slit < 1.0 else _TALL_APART)
    return float(np.interp(frame.waist_y, _TALL, (cut.apart, tallest)))


def _meets_shin(cut: SkirtCut, frame: SkirtFrame) -> float:
    """0 for short skirts .. 1 for those that end near the knee; less with open sides, none on long legs."""
    near = np.interp((frame.hem_y - frame.knee_y) / (frame.waist_y - frame.knee_y), _OVER_KNEE, (1.0, 0.0))
    slits = _BY_SLITS * np.interp(frame.waist_y, _TALL, (1.0, 0.0))
    return float(near * (slits if cut.slit < 1.0 else 1.0))


def _most(shares: F64, count: int) -> F64:
    """The `count` largest along the last axis, each less the one that follows, scaled to the sum of all.

    So that none of them appears or goes with a jump. Alike ones all stay.
    """
    following = np.sort(shares, axis=-1)[..., -count - 1 : -count]
    kept = np.maximum(shares - following, 0.0)
    total = kept.sum(axis=-1, keepdims=True)
    kept = np.where(total > 1e-9, kept, shares)
    return kept * (shares.sum(axis=-1, keepdims=True) / np.maximum(kept.sum(axis=-1, keepdims=True), 1e-9))


def _hats(phi: F64) -> F64:
    """How much each chain carries at azimuth phi (...): linear hats, (..., CHAIN_COUNT) sum to 1."""
    step = 2 * np.pi / CHAIN_COUNT
    away = np.abs((phi[..., None] - chain_azimuths() + np.pi) % (2 * np.pi) - np.pi)
    return np.clip(1.0 - away / step, 0.0, 1.0)


def chain_azimuths() -> F64:
    """Azimuths (CHAIN_COUNT,) of the chains: none in the middle, so that each has one leg."""
    return 2 * np.pi * (np.arange(CHAIN_COUNT) + 0.5) / CHAIN_COUNT


def _chains(cut: SkirtCut, frame: SkirtFrame) -> tuple[Chain, ...]:
    t = np.array([0.25, 0.75, 1.0])  # a joint half way down sinks into a lifted thigh
    phi = chain_azimuths()
    points = _place(_radius(cut, frame, t)[:, None], phi[None, :], t[:, None], cut, frame)
    return tuple(
        Chain(
            name=f"{cut.chain}{i}",
            parent="hips",
            points=points[:, i],
            stiffness=1.2,
            drag=0.45,
            gravity=0.0,  # gravity would pull a sitting lap into the thighs
            radius=0.03,
            collides=("left_leg" if np.sin(phi[i]) > 0 else "right_leg",),
        )
        for i in range(CHAIN_COUNT)
    )
