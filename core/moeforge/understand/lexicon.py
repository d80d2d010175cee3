"""Every word the prompt grammar knows, gathered from the catalogue and its word files."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from moeforge.traits.catalogue import LANGS, Catalogue, Names, catalogue
from moeforge.understand.fold import fold

Kind = Literal[
    "choice", "accessory", "slider", "leaning", "part", "apart", "color", "hair_color", "absorb",
    "before", "after", "clause_ends", "left", "right", "one", "filler",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word stands for. `tints`: colour traits that a colour said of it sets; `hexes`: a colour, by trait."""

    kind: Kind
    trait: str = ""
    value: str = ""
    tints: tuple[str, ...] = ()
    amount: float = 0.0
    hexes: Mapping[str, str] = field(default_factory=dict[str, str])
    leanings: Mapping[str, float] = field(default_factory=dict[str, float])  # slider -> how far the word leans it

    @property
    def bears_color(self) -> bool:
        """Whether a colour beside this word belongs to it."""
        return self.kind in ("choice", "accessory", "part", "apart", "absorb", "hair_color")


SLIDER_WORD = 0.7
"""Slider value of a word such as "tall"."""
_TARGETS = {"hair": ("hair", "hair_tip"), "eye": ("eye_left", "eye_right"), "skin": ("skin",)}


def _words(names: Names) -> Iterator[str]:
    for lang in LANGS:
        yield from names.of(lang)


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((files("moeforge.traits") / "data" / name).read_text(encoding="utf-8"))


def _color_meanings() -> Iterator[tuple[str, Meaning]]:
    for row in _toml("color_name.toml")["color"]:
        hexes = {"": row["hex"]}
        for target, traits in _TARGETS.items():
            hexes |= dict.fromkeys(traits, row.get(target, row["hex"]))
        for lang in LANGS:
            for word in row[lang]:
                yield word, Meaning("color", "color", row["id"], hexes=hexes)
        for word in row.get("hair_words", ()):
            if word not in row["en"] + row["ja"]:
                yield word, Meaning("hair_color", "hair", row["id"], ("hair",), hexes=hexes)


def _choice_meanings(cat: Catalogue) -> Iterator[tuple[str, Meaning]]:
    for choice in cat.choices.values():
        for value in choice.values.values():
            for word in _words(value.names):
                yield word, Meaning("choice", choice.id, value.id, choice.tints)
        for word in _words(choice.names):
            yield word, Meaning("part", choice.id, "", choice.tints)


def _catalogue_meanings(cat: Catalogue) -> Iterator[tuple[str, Meaning]]:
    yield from _choice_meanings(cat)
    for color in cat.colors.values():
        for word in _words(color.names):
            yield word, Meaning("part", color.id, "", (color.id,))
    for group in cat.groups.values():
        for word in _words(group.names):
            yield word, Meaning("part", group.id, "", group.traits)
        for word in group.apart:
            yield word, Meaning("apart", group.id, "apart", group.traits)
    for item in cat.accessories.values():
        for word in _words(item.names):
            yield word, Meaning("accessory", item.id, item.id, item.tints)
    for slider in cat.sliders.values():
        for names, sign in ((slider.low, -1.0), (slider.high, 1.0)):
            for word in _words(names):
                yield word, Meaning("slider", slider.id, amount=sign * SLIDER_WORD)


def _grammar() -> Iterator[tuple[str, Meaning]]:
    kinds: tuple[Kind, ...] = ("absorb", "before", "after", "clause_ends", "left", "right", "one", "filler")
    table = _toml("prompt_words.toml")
    for kind in kinds:
        for word in table[kind]:
            yield word, Meaning(kind)
    for row in table["leaning"]:
        for lang in LANGS:
            for word in row[lang]:
                yield word, Meaning("leaning", value=row["id"], leanings=row["sliders"])


@cache
def lexicon() -> Mapping[str, Meaning]:
    """Folded word -> meaning. Where a word is listed twice, the later source wins: grammar, catalogue, then colours."""
    known: dict[str, Meaning] = {}
    for word, meaning in (*_grammar(), *_catalogue_meanings(catalogue()), *_color_meanings()):
        known[fold(word).text] = meaning
    return known


@cache
def longest_word() -> int:
    """Length of the longest folded word."""
    return max(map(len, lexicon()))
