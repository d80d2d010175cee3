"""A child of two recipes."""

from collections.abc import Mapping
from random import Random
from types import MappingProxyType

from moeforge.prior import complete, stream
from moeforge.recipes.blend import Plan, blend
from moeforge.recipes.keys import Key
from moeforge.spec import AvatarSpec
from moeforge.terms import MAX_SEED, check_seed

MUTATION = 0.04
"""Probability that a trait comes from neither parent."""
NOISE = 0.07
"""Standard deviation added to sliders."""
BLENDED: Mapping[str, float] = MappingProxyType(
    {"colors.skin": 0.8, "colors.hair": 0.25, "colors.eye_left": 0.1, "sliders": 0.6, "parts": 0.8}
)
"""Trait or kind -> probability that it lies between the parents; else it is the one's or the other's."""
FOLLOWERS: Mapping[str, str] = MappingProxyType(
    {
        "colors.hair_tip": "colors.hair", "colors.fur": "colors.hair", "colors.eye_right": "colors.eye_left",
        "sliders.hair_length": "choices.hair_style", "choices.pattern": "choices.outfit",
        "colors.clothes": "choices.outfit", "colors.clothes_accent": "choices.outfit",
        "colors.accessory": "choices.outfit", "parts.body": "choices.outfit",
    }
)  # fmt: skip
"""Trait -> the one with which it is handed down: clothes keep their colours, two eyes of one colour stay so."""


def inherit(a: AvatarSpec, b: AvatarSpec, seed: int) -> AvatarSpec:
    """The child that `seed` draws. Each trait comes from either parent or lies between them; few are new.

    BadSpecError for a seed out of range, or authors that do not fit one line.
    """
    check_seed("seed", seed)
    child = blend(a, b, Plan(lambda key: _share(key, seed), lambda key: _second(key, seed)))
    sliders = {name: _shaken(value, _stream(f"noise/sliders.{name}", seed)) for name, value in child.sliders.items()}
    stranger = complete(stream(seed, "inherit/stranger").randrange(MAX_SEED + 1))
    other = stranger.with_(
        title=child.title,
        author=child.author,
        licence=child.licence,
        texture_source=child.texture_source,
        decal=child.decal,
    )
    return blend(child.with_(sliders=sliders), other, _mutations(seed))


def _stream(label: str, seed: int) -> Random:
    return stream(seed, f"inherit/{label}")


def _lead(key: Key) -> str:
    return FOLLOWERS.get(key.name, key.name)


def _second(key: Key, seed: int) -> bool:
    """Whether the trait, or the one that it follows, comes from the second parent."""
    return _stream(f"side/{_lead(key)}", seed).random() < 0.5


def _share(key: Key, seed: int) -> float:
    draw = _stream(f"between/{_lead(key)}", seed)
    kind = _lead(key).split(".")[0]
    if draw.random() < BLENDED.get(_lead(key), BLENDED.get(kind, 0.0)):
        return draw.uniform(0.25, 0.75)
    return float(_second(key, seed))


def _shaken(value: float, draw: Random) -> float:
    return max(-1.0, min(1.0, value + draw.gauss(0.0, NOISE)))


def _mutations(seed: int) -> Plan:
    """Traits that come from a stranger. Style, source, sliders and identities do not."""

    def mutates(key: Key) -> bool:
        fixed = key.kind in ("style", "source", "sliders", "parts")
        return not fixed and _stream(f"new/{_lead(key)}", seed).random() < MUTATION

    return Plan(lambda key: float(mutates(key)), mutates)
