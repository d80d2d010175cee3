"""How finely hair is cut: the same locks, lobes and ropes with more or fewer points, a row for each level of detail."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from moeforge.template.lod import Lod
from moeforge.template.part import F64


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """Cross section of a ribbon, left edge to right edge. All fields (S,)."""

    across: F64  # share of the half-width
    height: F64  # share of the thickness
    tilt: F64  # radians that the shading normal leans to the right
    u: F64  # cell u
    closed: float = 0.5  # share of the rings from which the surface closes underneath: on the skull nobody sees it

    @property
    def size(self) -> int:
        """Points of the section."""
        return len(self.across)


LENS = Section(
    np.array([-1.0, -0.45, 0.45, 1.0]),
    np.array([0.0, 0.88, 0.88, 0.0]),
    np.radians([-64.0, -22.0, 22.0, 64.0]),
    np.array([0.0, 0.275, 0.725, 1.0]),
)
ROOF = Section(
    np.array([-1.0, 0.0, 1.0]), np.array([0.0, 1.0, 0.0]), np.radians([-56.0, 0.0, 56.0]), np.array([0.0, 0.5, 1.0])
)
LEAF = Section(np.array([-1.0, 1.0]), np.array([0.55, 0.55]), np.radians([-44.0, 44.0]), np.array([0.02, 0.98]))


@dataclass(frozen=True, slots=True)
class Detail:
    """Numbers of points; rings run along, columns and corners round."""

    section: Section  # of a lock
    rings: int  # of a straight lock
    short: int  # rings of one that ends on the skull or starts low
    waves: int  # rings of a waved lock
    inner: int  # rings of a lock in the dark layer
    tail: int  # rings of a lock in a tail
    coil: int  # rings per turn of a coil
    comb: tuple[int, int]  # rows and columns of a combed strand
    cap: tuple[int, int]  # rows and columns of the cap
    scalp: tuple[int, int]  # rows and columns of the stubble's shell
    dome: tuple[int, int]  # rings and columns of the dome over the crown
    lobe: tuple[int, int]  # rings and columns of a braid's lobe
    rope: tuple[int, int]  # rings and corners of a knotted rope
    loc: tuple[int, int]  # and of a plain one
    cloud: tuple[int, int]  # rings and columns of a cloud round the whole head
    puff: tuple[int, int]  # rings and columns of a small cloud
    band: tuple[int, int]  # pleats and corners of a band


LEVELS: Mapping[Lod, Detail] = MappingProxyType(
    {
        Lod.TINY: Detail(
            section=LEAF, rings=7, short=5, waves=8, inner=4, tail=6, coil=4, comb=(5, 2), cap=(5, 12),
            scalp=(7, 16), dome=(1, 8), lobe=(1, 3), rope=(7, 2), loc=(7, 2), cloud=(10, 24),
            puff=(7, 12), band=(4, 3),
        ),
        Lod.MOBILE: Detail(
            section=ROOF, rings=10, short=6, waves=10, inner=4, tail=7, coil=5, comb=(5, 3), cap=(6, 16),
            scalp=(8, 24), dome=(3, 12), lobe=(2, 4), rope=(12, 3), loc=(9, 4), cloud=(15, 30),
            puff=(8, 12), band=(8, 3),
        ),
        Lod.HIGH: Detail(
            section=LENS, rings=11, short=6, waves=11, inner=4, tail=8, coil=7, comb=(6, 3), cap=(6, 18),
            scalp=(8, 32), dome=(3, 16), lobe=(2, 5), rope=(18, 3), loc=(12, 4), cloud=(20, 40),
            puff=(10, 16), band=(10, 4),
        ),
        Lod.HERO: Detail(
            section=LENS, rings=22, short=14, waves=24, inner=5, tail=16, coil=18, comb=(13, 4), cap=(7, 24),
            scalp=(13, 48), dome=(4, 32), lobe=(4, 6), rope=(36, 3), loc=(24, 4), cloud=(32, 72),
            puff=(15, 24), band=(12, 6),
        ),
    }
)  # fmt: skip
"""At most 700, 1,900, 2,900 and 6,500 triangles of hair."""
