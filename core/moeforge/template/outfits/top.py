"""Upper garments: a cut is a set of offsets and three borders; the rest is `shell`. The cuts are in `tops`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from moeforge.template.body.cage import Cage
from moeforge.template.body.surface import ARM_FRAME
from moeforge.template.lod import Lod
from moeforge.template.outfits.cloth import SWATCH_INDEX, Cloth
from moeforge.template.outfits.detail import DETAILS, Detail
from moeforge.template.outfits.hems import Profile, lined, shortened, unchanged
from moeforge.template.outfits.limbs import ARM_TOP, stripe
from moeforge.template.outfits.shell import Shell, hem, mouth, shell

_UP = np.array([0.0, 1.0, 0.0])
_ROWS = "HWRAMSN"
_BESIDE_ELBOW = (3, 5)
"""Arm rings that a stripe spans, for it would stretch most there."""
_CARRIED = {"arm1": ("arm2", 1.0), "arm7": ("palm", 0.5)}
"""Arm ring whose cuff lies half over the next one, which moves otherwise -> that one, and how far the cuff follows."""
_MIRROR = np.array([-1.0, 1.0, 1.0])


@dataclass(frozen=True, slots=True)
class TopCut:
    """Offsets from the skin by ring (HH); the lowest row and the last arm ring are where the cloth ends."""

    torso: Mapping[str, float]
    sleeve: tuple[float, ...]  # arm1, arm2, ...
    hem: Profile
    cuff: Profile
    neck: Profile
    swatch: str = "main"
    sleeve_swatch: str = ""
    lean: float = 0.0
    drop: Mapping[str, float] = field(default_factory=dict[str, float])  # arm ring -> how far its underside hangs
    wide: bool = False  # the cuff is a `shell.mouth`
    level: int = 1  # the finest subdivision it is worth
    stripe: str = ""  # the swatch of a stripe down the sleeves

    @property
    def bands(self) -> frozenset[str]:
        """The body bands it grows from."""
        rows = [r for r in _ROWS if r in self.torso]
        return frozenset(a + b for a, b in pairwise(rows)) | frozenset(f"arm{i + 1}" for i in range(len(self.sleeve)))

    @property
    def covers(self) -> frozenset[str]:
        """Body bands that stay unseen: all but those at the neck and in the mouths of wide sleeves."""
        return self.bands - {"SN", f"arm{len(self.sleeve)}" if self.wide else ""}

    @property
    def lowest(self) -> str:
        return next(r for r in _ROWS if r in self.torso)


def top(cut: TopCut, cage: Cage, detail: Detail = DETAILS[Lod.HERO]) -> Shell:
    """The garment with its borders rolled."""
    made, rolled = unhemmed(cut, cage, min(detail.level, cut.level)), shortened if detail.short else unchanged
    cloth = hem(made.cloth, made.loop(cut.lowest), -_UP, rolled(cut.hem))
    cloth = hem(cloth, made.loop("N"), _UP, rolled(cut.neck))
    last = f"arm{len(cut.sleeve)}"
    lining = (
        cut.cuff if cut.wide or not cut.sleeve else lined(cut.cuff, cut.sleeve[-1], cut.sleeve_swatch or cut.swatch)
    )
    cuff = rolled(lining)
    for side, along in ((1, ARM_FRAME[0]), (-1, ARM_FRAME[0] * _MIRROR)):
        if cut.wide:
            cloth = mouth(cloth, made.loop(last, side), along, cuff, made.wearer(last, side))
        else:
            cloth = hem(cloth, made.loop(last, side), along, cuff)
        if last in _CARRIED and not cut.wide:
            cloth = _carried(cloth, made, last, side, cuff)
    return made.with_cloth(cloth)


def _carried(cloth: Cloth, made: Shell, ring: str, side: int, cuff: Profile) -> Cloth:
    """The cloth whose last rings are the cuff on that arm ring, which follows arm or hand as the skin beyond does."""
    following, part = _CARRIED[ring]
    beyond = made.beyond(ring, following, side)
    gap = np.linalg.norm(made.wearer(following, side) - made.wearer(ring, side))
    share = part * np.clip([step / gap for _, step, _ in cuff], 0.0, 1.0)[:, None, None]
    rest = len(cloth.points) - share.size * len(beyond)
    border = cloth.weights[rest:].reshape(len(share), *beyond.shape)
    carried = ((1.0 - share) * border + share * beyond).reshape(-1, beyond.shape[1])
    return replace(cloth, weights=np.concatenate([cloth.weights[:rest], carried]))


def unhemmed(cut: TopCut, cage: Cage, level: int) -> Shell:
    """The garment before its borders; fine sleeves have their stripes painted on, which bend as they do."""
    arms = {f"arm{i + 1}": offset for i, offset in enumerate(cut.sleeve)}
    made = shell(
        cage,
        cut.bands,
        {**cut.torso, **arms},
        cut.swatch,
        cut.lean,
        cut.sleeve_swatch,
        level,
        cut.drop,
    )
    return _painted(made, list(arms), cut.stripe) if level and cut.stripe else made


def _painted(made: Shell, rings: list[str], swatch: str) -> Shell:
    """The garment with the faces round the upper vertices of those rings in another swatch."""
    left = np.array([made.cage.layout.rows[ring][ARM_TOP] for ring in rings])
    corners = made.place[np.concatenate([left, made.cage.layout.mirror[left]])]
    on = np.isin(made.cloth.faces[:, 0], corners)  # a subdivided face begins at the vertex of the cage
    return made.with_cloth(replace(made.cloth, swatches=np.where(on, SWATCH_INDEX[swatch], made.cloth.swatches)))


def sleeve_stripes(cut: TopCut, made: Shell, level: int) -> Cloth | None:
    """The stripes laid over coarse sleeves, if it has any."""
    if level or not cut.stripe:
        return None
    rings = [f"arm{i}" for i in range(1, len(cut.sleeve) + 1) if i not in _BESIDE_ELBOW]
    return stripe(made, rings, ARM_TOP, (cut.stripe, cut.stripe, cut.stripe))
