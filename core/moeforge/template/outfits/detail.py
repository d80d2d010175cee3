"""How finely clothes are made at each level of detail: authored by parameters, so that silhouettes stay."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from moeforge.template.lod import Lod
from moeforge.template.part import I64


@dataclass(frozen=True, slots=True)
class Detail:
    """Parameters of the builders."""

    level: int  # subdivisions of shells
    thin: int  # of the columns of sheets, tubes and bows every so many are kept
    folds: int  # the same of skirts and the panels over them
    shoe: int  # columns of a shoe
    short: bool  # borders and soles have fewer rings


DETAILS: Mapping[Lod, Detail] = MappingProxyType(
    {
        Lod.HERO: Detail(1, 1, 1, 14, False),
        Lod.HIGH: Detail(0, 2, 1, 10, True),
        Lod.MOBILE: Detail(0, 2, 2, 8, True),
        Lod.TINY: Detail(0, 3, 3, 8, True),
    }
)


_NARROW = 5
"""Open pieces of so few columns are bands whose edges have a colour of their own."""


def kept(count: int, thin: int, *, closed: bool) -> I64:
    """Which of `count` columns stay: every `thin`-th, at least four round a closed piece, and both ends of an open one.

    The choice is its own mirror image where `thin` divides the piece; an open one keeps its middle.
    """
    if thin == 1 or (not closed and count <= _NARROW):
        return np.arange(count)
    if closed:
        return np.linspace(0, count, max(4, -(-count // thin)), endpoint=False).round().astype(np.int64)
    return np.unique(np.linspace(0, count - 1, max(2, (count - 1) // thin + 1)).round().astype(np.int64))
