"""How finely each level of detail draws the parts of a face: which rows and columns of the full nets are kept.

All curves are made in full; a lower level keeps some of their points, so that lids, lashes and skin still meet.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from moeforge.template.head.brows import COLUMNS as BROW_COLUMNS
from moeforge.template.head.eye_parts import SPOKES
from moeforge.template.head.eyes import LID
from moeforge.template.head.lashes import COLUMNS as LASH_COLUMNS
from moeforge.template.head.lashes import CREASE
from moeforge.template.head.layer import Layer
from moeforge.template.head.mouth import LIP
from moeforge.template.lod import Lod

Picks = tuple[Sequence[int], Sequence[int]]
"""Rows and columns of a net."""


@dataclass(frozen=True, slots=True)
class Detail:
    """One level. `lid`, `flick` and `lip`: points kept of a lid, of the lash's flick behind it, and of a lip."""

    lid: tuple[int, ...] = tuple(range(LID))
    flick: tuple[int, ...] = tuple(range(LASH_COLUMNS - LID))
    lip: tuple[int, ...] = tuple(range(LIP))
    brow: tuple[int, ...] = tuple(range(BROW_COLUMNS))
    spokes: int = 1  # every how manieth spoke of iris and white is kept
    flat: bool = False  # lashes, eyes and mouth lose their middle rows
    left_out: tuple[str, ...] = ()  # layers of the mouth that it goes without
    rim: int = 12  # points of an ear's outline
    round: int = 16  # points of a drawing's round outlines
    curve: float = 1.0  # share of the points of its lines

    @property
    def eye_loop(self) -> tuple[int, ...]:
        """Points kept of the eye loop."""
        return _loop(self.lid, LID)

    @property
    def mouth_loop(self) -> tuple[int, ...]:
        """Points kept of the mouth loop."""
        return _loop(self.lip, LIP)

    @property
    def mouth_half(self) -> tuple[int, ...]:
        """Points kept of the mouth loop's left half, which has LIP points from the upper to the lower middle."""
        return tuple(i - LIP // 2 for i in self.mouth_loop if LIP // 2 <= i <= LIP // 2 + LIP - 1)


def _loop(kept: Sequence[int], count: int) -> tuple[int, ...]:
    """Points kept of a loop of two curves of `count` points each that share their ends."""
    return (*kept, *(2 * count - 2 - i for i in reversed(kept[1:-1])))


DETAILS: Mapping[Lod, Detail] = MappingProxyType(
    {
        Lod.HERO: Detail(),
        Lod.HIGH: Detail(),
        Lod.MOBILE: Detail(
            lid=(0, 1, 3, 4, 6, 7, 8, 10, 11, 13, 14), lip=(0, 1, 3, 5, 6, 7, 9, 11, 12), brow=(0, 1, 3, 5, 7, 9),
            spokes=2, round=12, curve=0.7,
        ),
        Lod.TINY: Detail(
            lid=(0, 2, 5, 7, 10, 12, 14), flick=(2,), lip=(0, 3, 6, 9, 12), brow=(0, 3, 6, 9),
            spokes=2, flat=True, left_out=("fang_edge",), rim=5, round=6, curve=0.25,
        ),
    }
)  # fmt: skip

_FULL = DETAILS[Lod.HERO]
_Pick = Callable[[Detail], Picks]


def _ends(detail: Detail, rows: int) -> Sequence[int]:
    return (0, rows - 1) if detail.flat else range(rows)


def _outline(detail: Detail, rows: int) -> Sequence[int]:
    """Rows of a disc: where flat the hub and the outline are enough."""
    return (rows - 1,) if detail.flat else range(rows)


_PICKS: Mapping[str, _Pick] = MappingProxyType(
    {
        "white": lambda d: (_outline(d, 2), range(0, LID - 1, d.spokes)),
        "lid_rim": lambda d: (range(2), d.eye_loop),
        "lash": lambda d: (_ends(d, 3), (*d.lid, *(LID + i for i in d.flick))),
        "lower_lash": lambda d: (range(2), d.lid),
        "crease": lambda d: (range(2), [i - CREASE.start for i in d.lid if CREASE.start <= i < CREASE.stop]),
        "brow": lambda d: (range(2), d.brow),
        "iris": lambda d: (_outline(d, 2), range(0, SPOKES, d.spokes)),
        "mouth_line": lambda d: (range(2), d.lip),
        "cavity": lambda d: ((1, 2) if d.flat else range(3), d.mouth_loop),
        "teeth": lambda d: (range(2), [i - 1 for i in d.lip[1:-1]]),
        "tongue": lambda d: (range(3), [i - 1 for i in d.lip[1:-1]]),
    }
)
"""Layer -> what a level keeps of its net; a layer that is not named is kept whole."""


def thinned(layer: Layer, detail: Detail) -> Layer:
    """The layer as a level shows it."""
    if detail is _FULL or layer.name not in _PICKS:
        return layer
    rows, columns = _picks(layer.name, detail)
    return layer.picked(rows, columns)


@cache
def _picks(name: str, detail: Detail) -> tuple[tuple[int, ...], tuple[int, ...]]:
    rows, columns = _PICKS[name](detail)
    return tuple(rows), tuple(columns)
