"""Shoes: a vertical loft from a sole outline to an opening round the ankle (RECIPE2 section 2)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from moeforge.template.body import rings
from moeforge.template.body.measures import Measures
from moeforge.template.outfits.cloth import SWATCH_INDEX, Cloth, join
from moeforge.template.outfits.loft import capped, loft, mirrored, strip
from moeforge.template.outfits.solids import rod
from moeforge.template.part import F64
from moeforge.template.vectors import clamped, joined

_LENGTH = (-0.136, 0.262)
"""Heel and toe of the sole outline along z, HH."""
_HALF_WIDTH = 0.112
_ASIDE = 0.012
"""The outline's middle lies this far outside the ankle: inside there is the other shoe."""
_MIDDLE = (_ASIDE, sum(_LENGTH) / 2)
"""The outline's middle, x and z."""
_UP = np.array([0.0, 1.0, 0.0])
_APART = 0.003
"""Each shoe stays this far on its own side, on slim figures too."""
_TOE_LIFT = 0.016
_TOP = 0.16
"""About the height of most shoes' openings."""
_SOFT = (0.075, 0.195, 0.85)
"""Between these heights the shin takes up to that share of the upper, as of the ankle in it."""
_STIFF = (0.04, 0.17)
"""Between these distances in front of the ankle that comes to nothing: the instep bends with the toes."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The upper rim: an ellipse whose front lies lower than its back; HH from the ankle's axis."""

    half_width: float
    back: float  # z
    front: float  # z
    y_back: float
    y_front: float

    def widened(self, by: float) -> "Opening":
        """The opening for a thicker leg; it never gets narrower."""
        by = 1.0 + 1.5 * max(by - 1.0, 0.0)
        return replace(self, half_width=self.half_width * by, back=self.back * by, front=self.front * by)


@dataclass(frozen=True, slots=True)
class ShoeCut:
    """Rings from the ground up: (y, blend to the opening, scale of the outline, swatch of the band below it)."""

    rings: tuple[tuple[float, float, float, str], ...]
    opening: Opening
    rim: float = 1.0  # thickness of the padded rim
    rim_swatch: str = "shoes"
    patches: tuple[tuple[int, int], ...] = ()  # faces in the sole's colour: (band under the rim, columns to each side)
    strap: bool = False
    laces: tuple[float, ...] = ()  # where bars cross the instep: bands under the rim
    thong: bool = False  # a sandal: the opening closes flat at the sole, two cords hold the foot


_SOLE = (
    (0.0, 0.0, 0.94, "sole"),
    (0.012, 0.0, 1.0, "sole"),
    (0.056, 0.0, 1.015, "sole"),
    (0.063, 0.0, 0.975, "sole"),
)
_FLAT = ((0.0, 0.0, 0.95, "sole"), (0.008, 0.0, 1.0, "sole"), (0.038, 0.0, 1.01, "sole"), (0.043, 0.0, 0.965, "sole"))
_LOW = ((0.078, 0.0, 1.0, "shoes"), (0.118, 0.05, 0.97, "shoes"), (0.140, 0.34, 0.90, "shoes"))

_PLATFORM = (
    (0.0, 0.0, 0.96, "sole"),
    (0.014, 0.0, 1.03, "sole"),
    (0.076, 0.0, 1.05, "sole"),
    (0.084, 0.0, 0.985, "sole"),
)
"""The thick sole of boots."""
_ANKLE_HIGH = (
    (0.098, 0.0, 1.01, "shoes"),
    (0.140, 0.06, 0.965, "shoes"),
    (0.162, 0.36, 0.90, "shoes"),
    (0.174, 0.78, 0.97, "shoes"),
)

SHOES: Mapping[str, ShoeCut] = MappingProxyType(
    {
        "sneakers": ShoeCut(
            (*_SOLE, *_ANKLE_HIGH),
            Opening(0.092, -0.112, 0.074, 0.196, 0.184),
            rim=1.5,
            rim_swatch="sole",
            patches=((3, 3),),  # toe cap
            laces=(-0.3, 0.5, 1.25),
        ),
        "low_sneakers": ShoeCut(
            (*_SOLE, (0.094, 0.0, 1.01, "shoes"), (0.130, 0.06, 0.965, "shoes"), (0.150, 0.38, 0.90, "shoes")),
            Opening(0.086, -0.112, 0.090, 0.166, 0.150),
            rim=1.2,
            rim_swatch="sole",
            patches=((2, 3),),
            laces=(-0.45, 0.2),
        ),
        "loafers": ShoeCut((*_FLAT, *_LOW), Opening(0.082, -0.112, 0.096, 0.160, 0.146), patches=((0, 2),)),
        "boots": ShoeCut(
            (
                *_PLATFORM,
                (0.116, 0.0, 1.035, "shoes"),
                (0.154, 0.06, 0.99, "shoes"),
                (0.176, 0.36, 0.92, "shoes"),
                (0.186, 0.78, 0.98, "shoes"),
            ),
            Opening(0.100, -0.124, 0.084, 0.200, 0.192),
            rim=0.9,
        ),
        "half_boots": ShoeCut((*_SOLE, *_LOW), Opening(0.100, -0.134, 0.090, 0.164, 0.150), rim=0.9),
        "slippers": ShoeCut((*_FLAT, *_LOW), Opening(0.088, -0.122, 0.112, 0.152, 0.140), rim=1.9, rim_swatch="trim"),
        "geta": ShoeCut(
            (
                (0.0, 0.0, 0.98, "sole"),
                (0.036, 0.0, 0.99, "sole"),
                (0.040, 0.0, 0.96, "sole"),
                (0.040, 0.0, 0.60, "extra"),
                (0.034, 0.0, 0.10, "extra"),
            ),
            Opening(0.004, 0.040, 0.044, 0.030, 0.030),
            rim=0.1,
            rim_swatch="extra",
            thong=True,
        ),
        "mary_janes": ShoeCut(
            (*_FLAT, (0.072, 0.0, 1.0, "shoes"), (0.108, 0.04, 0.97, "shoes"), (0.124, 0.26, 0.90, "shoes")),
            Opening(0.084, -0.112, 0.160, 0.146, 0.108),
            rim=0.8,
            strap=True,
        ),
    }
)
_RIM = ((0.006, 0.010), (-0.002, 0.019), (-0.013, 0.013), (-0.024, -0.012))
"""(outward, up) of the rings of the padded rim; the last lies inside, against the sock."""


def shoes(cut: ShoeCut, m: Measures, columns: int = 16, brevity: int = 0) -> Cloth:
    """Both shoes, mirrored, on the ankles of a figure. Soles lie at y = 0.


    `brevity` 1 leaves out what is seen from near by only: the edge of the sole, a ring of the rim, the buckle; 2 keeps
    the bare shape.
    """
    if not cut.thong:
        cut = replace(cut, opening=cut.opening.widened(float(m.leg_girth(_TOP))))
    left = _upper(_brief(cut, brevity), columns, (_RIM, _RIM[1:], _RIM[3:])[brevity])
    if cut.strap and brevity < 2:
        left = join([left, _strap()] if brevity else [left, _strap(), _buckle()])
    if cut.thong and brevity < 2:
        left = join([left, *_thong()])
    if cut.laces and brevity == 0:
        left = join([left, *_laces(cut, columns)])
    x, _, z = m.leg_joint(rings.ANKLE)
    turned = _turned_out(left.points) + np.array([x, 0.0, z - rings.ANKLE[2]])
    turned[:, 0] = np.maximum(turned[:, 0], _APART)
    shin = np.interp(turned[:, 1], _SOFT[:2], (0.0, _SOFT[2])) * np.interp(left.points[:, 2], _STIFF, (1.0, 0.0))
    soft = np.stack([shin, 1.0 - shin], axis=1)
    turned[:, 1] = m.height(turned[:, 1])
    return join_sides(replace(left, points=turned, weights=soft, bones=("leftLowerLeg", "leftFoot")))


def _brief(cut: ShoeCut, brevity: int) -> ShoeCut:
    """Fewer rings, and no patches at the coarsest."""
    lowest, edge, *rest = cut.rings
    if brevity == 0:
        return cut
    patches = tuple((band - 1 if band > 3 else band, half) for band, half in cut.patches)
    if brevity == 1:
        return replace(cut, rings=(lowest, *rest), patches=patches)
    return replace(cut, rings=(edge, rest[1], *rest[-2:-1]), patches=())


def join_sides(left: Cloth) -> Cloth:
    """A left-sided cloth and its mirror image, with the bones of both."""
    right = mirrored(left)
    bones = tuple(dict.fromkeys(left.bones + right.bones))
    return join(
        [replace(half, weights=half.weights @ _among(half.bones, bones), bones=bones) for half in (left, right)]
    )


@lru_cache(maxsize=64)
def _among(few: tuple[str, ...], many: tuple[str, ...]) -> F64:
    """(F, M) ones where a name of `few` stands in `many`."""
    return np.array([[float(name == other) for other in many] for name in few])


def _turned_out(points: F64) -> F64:
    """Toes a little outwards."""
    return points + np.stack([0.07 * points[:, 2], np.zeros(len(points)), np.zeros(len(points))], axis=1)


def _upper(cut: ShoeCut, columns: int, padded: tuple[tuple[float, float], ...] = _RIM) -> Cloth:
    points = _levels(cut, columns, padded)
    bands = [band for *_, band in cut.rings[1:]] + ["shoes"] + [cut.rim_swatch] * (len(padded) - 1)
    v = np.linspace(0.0, 1.0, len(points))
    weights = np.ones((*points.shape[:2], 1))
    cloth = capped(loft(points, v, weights, ("leftFoot",), tuple(bands[::-1])), columns)
    return _patched(cloth, cut.patches, columns, len(padded))


def _levels(cut: ShoeCut, columns: int, padded: tuple[tuple[float, float], ...] = ()) -> F64:
    """Rings (R, C, 3) from the rim down to the sole."""
    angle = 2 * np.pi * np.arange(columns) / columns
    outline, rim = _outline(angle), _opening(cut.opening, angle)
    y, blend, scale = np.array([ring[:3] for ring in cut.rings]).T[..., None]
    outward = joined(np.sin(angle), 0.0, np.cos(angle))
    stand = cut.rim * np.array(padded).reshape(-1, 2, 1, 1)
    pad = rim + outward * stand[:, 0] + _UP * stand[:, 1]
    return np.concatenate([_rings(outline, rim, y, blend, scale), pad])[::-1]


_LACE_HALF, _LACE_LIFT = 0.16, np.array([0.0, 0.008, 0.006])
"""Half the width of a lace in bands of the upper, and how far it stands off it."""


def _laces(cut: ShoeCut, columns: int) -> list[Cloth]:
    """Bars over the instep, in the sole's colour."""
    grid = np.concatenate(
        [_opening(cut.opening, 2 * np.pi * np.arange(columns) / columns)[None], _levels(cut, columns)]
    )
    front = grid[:, np.arange(-1, 2) % columns]
    bars: list[Cloth] = []
    for middle in cut.laces:
        at = middle + 1.0 + _LACE_HALF * np.array([-1.0, -1.0, 1.0, 1.0])
        low = np.floor(at).astype(np.int64)
        share = (at - low)[:, None, None]
        lift = np.array([-0.5, 1.0, 1.0, -0.5])[:, None, None]
        points = front[low] * (1.0 - share) + front[low + 1] * share + lift * _LACE_LIFT
        bars.append(strip(points, "sole", "leftFoot"))
    return bars


def _patched(cloth: Cloth, patches: tuple[tuple[int, int], ...], columns: int, above: int) -> Cloth:
    """Some faces over the toes in the sole's colour; `patches` counts columns of a shoe that has 16.

    Each patch ends in a slant on both sides: its last quads are cut from the upper inner to the lower outer corner.
    """
    for band, half in patches:
        wide = max(1, round(half * columns / 16))
        patch = (band + above) * columns + np.arange(-wide, wide) % columns
        swatches = cloth.swatches.copy()
        swatches[patch] = SWATCH_INDEX["sole"]
        above_toes = int(cloth.swatches[patch[0]])
        cloth = _slanted(replace(cloth, swatches=swatches), int(patch[0]), int(patch[-1]), above_toes)
    return cloth


def _slanted(cloth: Cloth, right: int, left: int, swatch: int) -> Cloth:
    """The cloth with its faces `right` and `left` cut in two, the outer upper halves in that swatch."""
    (a, b, c, d), (e, f, g, h) = cloth.faces[right], cloth.faces[left]
    faces = cloth.faces.copy()
    faces[[right, left]] = (b, c, d, d), (e, f, g, g)
    return replace(
        cloth,
        faces=np.concatenate([faces, [(a, b, d, d), (e, g, h, h)]]),
        swatches=np.concatenate([cloth.swatches, [swatch, swatch]]),
    )


def _outline(angle: F64) -> F64:
    """The sole's outline (C, 2) as x, z: a rounded rectangle, wide at the ball, narrow at the heel."""
    heel, toe = _LENGTH
    power = 2 / 2.5
    x = np.sign(np.sin(angle)) * np.abs(np.sin(angle)) ** power
    z = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** power
    width = _HALF_WIDTH * (0.94 + 0.06 * z - 0.06 * z**2)
    return np.stack([_ASIDE + x * width, (heel + toe) / 2 + z * (toe - heel) / 2], axis=1)


def _opening(o: Opening, angle: F64) -> F64:
    """The rim (C, 3)."""
    front = 0.5 + 0.5 * np.cos(angle)
    z = (o.back + o.front) / 2 + np.cos(angle) * (o.front - o.back) / 2
    return np.stack([o.half_width * np.sin(angle), o.y_back + (o.y_front - o.y_back) * front, z], axis=1)


def _rings(outline: F64, rim: F64, y: F64, blend: F64, scale: F64) -> F64:
    """Rings (R, C, 3): the outline at heights y, drawn to the rim by `blend`, with the toe's lift near the ground.

    y, blend, scale: (R, 1).
    """
    x, z = (at + (axis - at) * scale for at, axis in zip(_MIDDLE, outline.T, strict=True))
    high = y + _TOE_LIFT * clamped((z - 0.08) / 0.12, 0.0, 1.0) ** 2 * (1.0 - blend)
    rise = np.maximum(rim[:, 1] - rim[:, 1].min(), 0.0) * blend
    return joined(x + (rim[:, 0] - x) * blend, high + rise, z + (rim[:, 2] - z) * blend)


_STRAP_ARC = ((0.104, 0.078), (0.088, 0.122), (0.052, 0.146), (0.0, 0.152))
"""x, y of the strap over the instep, one half."""
_STRAP_Z = 0.082
_STRAP_SECTION = ((0.022, -0.004), (0.018, 0.006), (-0.018, 0.006), (-0.022, -0.004))
"""z along the foot and height over the arc, across the strap."""


def _strap() -> Cloth:
    """A band over the instep; its long edges lie on the sock."""
    half = np.array(_STRAP_ARC)
    arc = np.concatenate([half, half[-2::-1] * np.array([-1.0, 1.0])])
    section = np.array(_STRAP_SECTION)
    out = arc - np.array([0.0, 0.03])
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    plan = arc[None, :, :] + out[None, :, :] * section[:, 1][:, None, None]
    z = np.broadcast_to(_STRAP_Z + section[:, 0][:, None], plan.shape[:2])
    return strip(np.stack([plan[..., 0], plan[..., 1], z], axis=-1)[::-1], "shoes", "leftFoot")


_CORD = ((0.012, 0.074, 0.145), (0.044, 0.078, 0.090), (0.072, 0.056, 0.040), (0.074, 0.034, 0.010))
"""x, y, z of a sandal's cord, from between the toes to the outer side."""


def _thong() -> list[Cloth]:
    """Two cords that part between the toes."""
    weights, radius = np.ones((len(_CORD), 1)), np.full(len(_CORD), 0.011)
    outer = np.array(_CORD)
    inner = outer * np.array([-0.92, 1.0, 1.0])
    return [rod(spine, radius, weights, ("leftFoot",), "ribbon") for spine in (outer, inner)]


def _buckle() -> Cloth:
    """A small button on the outer side of the strap."""
    angle = np.linspace(0, 2 * np.pi, 8, endpoint=False)
    ring = np.stack([np.zeros(8), np.cos(angle), -np.sin(angle)], axis=1)
    disc = np.array([ring * 0.014, ring * 0.011 + np.array([0.007, 0.0, 0.0]), ring * 0.0 + np.array([0.009, 0, 0])])
    placed = disc + np.array([0.096, 0.104, _STRAP_Z])
    weights = np.ones((3, 8, 1))
    return loft(placed[::-1], np.array([0.0, 0.5, 1.0]), weights, ("leftFoot",), ("button", "button"))
