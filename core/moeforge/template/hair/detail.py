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
    curl: int  # rings of a curl on a cloud; 0: none
    puff: tuple[int, int]  # rings and columns of a small cloud
    band: tuple[int, int]  # pleats and corners of a band


LEVELS: Mapping[Lod, Detail] = MappingProxyType(
    {
        Lod.TINY: Detail(
            LEAF, 5, 4, 6, 3, 4, 3, (3, 2), (3, 8), (4, 12), (2, 8), (1, 3), (6, 2), (5, 2), (8, 14), 0, (6, 8), (6, 3)
        ),
        Lod.MOBILE: Detail(
            ROOF, 9, 6, 11, 4, 7, 5, (5, 3), (4, 12), (8, 24), (3, 12), (2, 4), (12, 3), (8, 4), (13, 24), 4, (8, 11),
            (8, 3),
        ),
        Lod.HIGH: Detail(
            LENS, 10, 7, 12, 4, 8, 7, (6, 3), (5, 18), (8, 32), (3, 16), (2, 5), (17, 3), (10, 5), (16, 28), 6, (10, 15),
            (10, 4),
        ),
        Lod.HERO: Detail(
            LENS, 16, 11, 19, 5, 12, 11, (8, 4), (5, 24), (10, 48), (4, 32), (3, 5), (29, 3), (14, 5), (22, 40), 9,
            (15, 22), (12, 6),
        ),
    }
)  # fmt: skip
"""At most 700, 1,900, 2,900 and 5,000 triangles of hair."""
