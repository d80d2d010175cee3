"""Levels of detail (LOD): fewer triangles, every morph kept, each authored by parameters and not by decimation."""

from collections.abc import Mapping
from enum import IntEnum
from types import MappingProxyType

from moeforge.traits.catalogue import unknown


class Lod(IntEnum):
    """Budgets are triangles of a whole figure in its clothes."""

    TINY = 0  # <= 2,500: crowds
    MOBILE = 1  # <= 7,500: VRChat on phones
    HIGH = 2  # <= 10,000
    HERO = 3  # <= 20,000: close-ups


LODS: Mapping[str, Lod] = MappingProxyType({lod.name.lower(): lod for lod in reversed(Lod)})
BUDGETS: Mapping[Lod, int] = MappingProxyType({Lod.TINY: 2_500, Lod.MOBILE: 7_500, Lod.HIGH: 10_000, Lod.HERO: 20_000})


def lod_of(name: str) -> Lod:
    """The level of that name; UnknownTraitError lists what there is."""
    if name not in LODS:
        raise unknown("LOD", name, LODS)
    return LODS[name]
