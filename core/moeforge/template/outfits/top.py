"""Upper garments: a cut is a set of offsets and three borders; the rest is `shell`."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from moeforge.template.body.cage import Cage
from moeforge.template.body.surface import ARM_FRAME
from moeforge.template.outfits import hems
from moeforge.template.outfits.hems import Profile, banded
from moeforge.template.outfits.shell import Shell, hem, shell

_UP = np.array([0.0, 1.0, 0.0])
_ROWS = "HWRAMSN"
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
    hem_y: float = 0.0  # shift of the lowest row

    @property
    def bands(self) -> frozenset[str]:
        """The body bands it grows from."""
        rows = [r for r in _ROWS if r in self.torso]
        return frozenset(a + b for a, b in pairwise(rows)) | frozenset(f"arm{i + 1}" for i in range(len(self.sleeve)))

    @property
    def lowest(self) -> str:
        return next(r for r in _ROWS if r in self.torso)


TOPS: Mapping[str, TopCut] = MappingProxyType(
    {
        "hoodie": TopCut(
            {"H": 0.044, "W": 0.076, "R": 0.070, "A": 0.052, "M": 0.036, "S": 0.028, "N": 0.018},
            (0.034, 0.036, 0.040, 0.043, 0.048, 0.062, 0.058),
            banded(hems.WAISTBAND, "trim"),
            banded(hems.CUFF, "trim"),
            banded(hems.FLAT, "main"),
            lean=0.35,
        ),
        "sailor": TopCut(
            {"W": 0.060, "R": 0.044, "A": 0.032, "M": 0.022, "S": 0.018, "N": 0.012},
            (0.030, 0.044),
            banded(hems.HEM, "shirt"),
            banded(hems.SLEEVE, "main", "main"),
            banded(hems.FLAT, "shirt"),
            swatch="shirt",
            lean=0.35,
        ),
        "bodice": TopCut(
            {"W": 0.024, "R": 0.026, "A": 0.026, "M": 0.022, "S": 0.018, "N": 0.012},
            (0.064, 0.066),
            banded(hems.FLAT, "main"),
            banded(
                ((-0.024, 0.018), (-0.036, 0.022), (-0.028, 0.030), (-0.028, 0.050), (-0.040, 0.054), (-0.062, 0.020)),
                "shirt", "shirt", "accent",
            ),
            banded(hems.FLAT, "shirt"),
            sleeve_swatch="shirt",
            lean=0.45,
        ),
        "tee": TopCut(
            {"H": 0.036, "W": 0.060, "R": 0.046, "A": 0.032, "M": 0.022, "S": 0.018, "N": 0.010},
            (0.030, 0.046),
            banded(hems.HEM, "main"),
            banded(hems.SLEEVE, "trim"),
            banded(hems.NECKBAND, "trim"),
            lean=0.35,
        ),
    }
)  # fmt: skip


def top(cut: TopCut, cage: Cage, level: int = 1) -> Shell:
    """The garment with its borders rolled."""
    arms = {f"arm{i + 1}": offset for i, offset in enumerate(cut.sleeve)}
    made = shell(cage, cut.bands, {**cut.torso, **arms}, cut.swatch, cut.lean, cut.sleeve_swatch, level)
    cloth = hem(made.cloth, made.loop(cut.lowest), -_UP, cut.hem)
    cloth = hem(cloth, made.loop("N"), _UP, cut.neck)
    for side, along in ((1, ARM_FRAME[0]), (-1, ARM_FRAME[0] * _MIRROR)):
        cloth = hem(cloth, made.loop(f"arm{len(cut.sleeve)}", side), along, cut.cuff)
    return made.with_cloth(cloth)
