"""A picture and words together: the words win, and what neither says is the seed's."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256

from moeforge.spec import MAX_SEED, Wish
from moeforge.traits.catalogue import catalogue
from moeforge.understand.prompt import Understanding
from moeforge.understand.reading import PictureReading, TraitReading

NOTHING = Understanding(Wish(), (), (), ())
"""No words."""


def joined(reading: PictureReading, said: Understanding = NOTHING) -> Understanding:
    """What picture and words state together; `picture` of it says what was read, and what of that counts."""
    words = said.wish
    seen = _overruled(reading.wish, words)
    wish = replace(
        words,
        choices={**seen.choices, **words.choices},
        colors={**seen.colors, **words.colors},
        accessories={**seen.accessories, **words.accessories},
        without=_without(seen, words),
        leanings={**seen.leanings, **words.leanings},
    )
    traits = tuple(replace(t, used=t.used and _stands(t, seen, words)) for t in reading.traits)
    picture = replace(reading, traits=traits, left_open=_open(wish))
    return replace(said, wish=wish, warnings=(*said.warnings, *reading.warnings), picture=picture)


def seed_of_picture(data: bytes, words: str = "") -> int:
    """The seed that a picture gets when none is given: the same bytes and words, the same avatar."""
    return int.from_bytes(sha256(data + words.encode()).digest()[:8], "big") % (MAX_SEED + 1)


def _overruled(seen: Wish, words: Wish) -> Wish:
    """What of a picture's wish the words leave standing."""
    slots = {catalogue().accessories[a].slot for a, worn in words.accessories.items() if worn} - {""}
    refused = {t: set(values) for t, values in words.without.items()}
    colors = {t: c for t, c in seen.colors.items() if t not in words.apart}
    if "eye_left" in words.colors and "eye_right" not in words.colors:
        colors.pop("eye_right", None)
    return replace(
        seen,
        choices={t: v for t, v in seen.choices.items() if v not in refused.get(t, ()) and t not in words.choices},
        colors=colors,
        accessories={a: w for a, w in seen.accessories.items() if not (w and catalogue().accessories[a].slot in slots)},
        without={t: v for t, v in seen.without.items() if t not in words.choices},
    )


def _without(seen: Wish, words: Wish) -> dict[str, tuple[str, ...]]:
    """Values refused by both; the picture's alone where the two together would leave none."""
    both = dict(words.without)
    for trait, values in seen.without.items():
        refused = {*values, *both.get(trait, ())}
        if len(refused) < len(catalogue().choices[trait].values):
            both[trait] = tuple(v for v in catalogue().choices[trait].values if v in refused)
    return both


def _stands(trait: TraitReading, seen: Wish, words: Wish) -> bool:
    """Whether the words left a trait as it was read."""
    if trait.trait in catalogue().colors:
        return trait.trait in seen.colors and trait.trait not in words.colors
    if trait.trait in {"hair_length", "hair_tie"}:
        return "hair_style" in seen.without
    if trait.trait in catalogue().choices:
        return seen.choices.get(trait.trait) == trait.value
    return seen.accessories.get(trait.value, True) and words.accessories.get(trait.value, True)


def _open(wish: Wish) -> tuple[str, ...]:
    """Choices, colours and sliders that the seed decides."""
    cat = catalogue()
    stated: list[Mapping[str, object]] = [wish.choices, wish.colors, wish.sliders, wish.leanings]
    known = {name for names in stated for name in names}
    asked = [c.id for c in cat.choices.values() if not c.default]
    asked += [c.id for c in cat.colors.values() if not c.follows] + list(cat.sliders)
    return tuple(name for name in asked if name not in known)
