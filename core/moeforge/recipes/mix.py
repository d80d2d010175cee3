"""A mix of two recipes, part by part."""

from collections.abc import Mapping

from moeforge.recipes.blend import Plan, blend
from moeforge.recipes.keys import KINDS, Key, aspect_of, bounded, meant
from moeforge.spec import AvatarSpec, share

REST = "rest"
"""The name of all that no other name means."""


def mix(a: AvatarSpec, b: AvatarSpec, weights: Mapping[str, float]) -> AvatarSpec:
    """`a` with parts of `b`. `weights`: name -> 0 (all of `a`, the default) .. 1 (all of `b`).

    Names are those of `keys.meant`, and "rest"; the narrower name counts: a trait before its kind ("colors",
    "sliders"), a kind before an aspect ("hair"), an aspect before "rest". Sliders, colours and identities blend by
    weight; choices, accessories and style are those of `b` from 0.5 on. UnknownTraitError for a name, BadSpecError
    for a weight outside 0..1.
    """
    bounded(tuple(weights))
    shares = {name: share(weight, f"weight of {name[:32]}") for name, weight in weights.items()}
    by_key = {key: _weight(key, shares) for key in _stated(shares)}
    rest = shares.get(REST, 0.0)
    return blend(a, b, Plan(lambda key: by_key.get(key, rest), lambda key: by_key.get(key, rest) >= 0.5))


def _stated(shares: Mapping[str, float]) -> frozenset[Key]:
    return frozenset[Key]().union(*(meant(name) for name in shares if name != REST))


def _weight(key: Key, shares: Mapping[str, float]) -> float:
    """The weight of the narrowest stated name that means the key."""
    names = sorted((name for name in shares if name != REST and key in meant(name)), key=lambda n: _width(n, key))
    return shares[names[0]]


def _width(name: str, key: Key) -> int:
    if name in KINDS:
        return 2
    return 3 if name == aspect_of(key) else int(name != key.name)
