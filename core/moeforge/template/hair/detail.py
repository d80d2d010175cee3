"""How finely hair is cut: the same locks, lobes and ropes with more or fewer points (RECIPE section 5: two levels)."""

from dataclasses import dataclass

import numpy as np

from moeforge.template.part import F64


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """Cross section of a ribbon, left edge to right edge; the surface closes flat underneath. All fields (S,)."""

    across: F64  # share of the half-width
    height: F64  # share of the thickness
    tilt: F64  # radians that the shading normal leans to the right
    u: F64  # cell u

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
    dome: int  # columns of the dome over the crown
    lobe: tuple[int, int]  # rings and columns of a braid's lobe
    rope: tuple[int, int]  # rings and corners of a knotted rope
    loc: tuple[int, int]  # and of a plain one
    puff: tuple[int, int]  # rings and columns of a puff
    band: tuple[int, int]  # pleats and corners of a band


LEVELS = (
    Detail(ROOF, 8, 6, 9, 4, 6, 5, (5, 3), (4, 12), 12, (2, 4), (12, 3), (8, 4), (2, 6), (8, 3)),
    Detail(LENS, 14, 10, 18, 5, 11, 11, (7, 4), (5, 24), 24, (3, 5), (28, 3), (14, 5), (3, 8), (12, 6)),
)
"""Index 0: mobile, at most 2,000 triangles; 1: hero, at most 5,000."""
