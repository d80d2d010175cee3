"""Every word the prompt grammar knows, gathered from the catalogue and its word files."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from moeforge.traits.catalogue import LANGS, Catalogue, Names, catalogue
from moeforge.understand.fold import fold

Kind = Literal[
    "choice", "accessory", "slider", "leaning", "part", "apart", "color", "hair_color", "absorb",
    "before", "after", "clause_ends", "left", "right", "one", "filler", "joins", "shade",
    "hair_only",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a word stands for. `tints`: colour traits that a colour said of it sets, or for a colour those that it means
    by itself (blonde: hair); `hexes`: a colour, by trait."""

    kind: Kind
    trait: str = ""
    value: str = ""
    tints: tuple[str, ...] = ()
    amount: float = 0.0
    hexes: Mapping[str, str] = field(default_factory=dict[str, str])
    leanings: Mapping[str, float] = field(default_factory=dict[str, float])  # slider -> how far the word leans it
    shade: tuple[float, float] | None = None  # before a colour: a step of OKLab lightness, a factor of chroma
    person: bool = False  # somebody who has it: a knight, a catgirl

    @property
    def bears_color(self) -> bool:
        """Whether a colour beside this word belongs to it."""
        if self.person and not self.tints:
            return False
        return self.kind in ("choice", "accessory", "part", "apart", "absorb", "hair_color")


PARTICLES = frozenset("がのとではにをもなよねや")
"""Japanese particles: no words of their own."""
SLIDER_WORD = 0.7
"""Slider value of a word such as "tall"."""
HAIR_TAILS = (" hair", "头发", "发")
"""How words for a hair style end, folded: what stands before may be parted from it by colours ("long black hair")."""
_TARGETS = {"hair": ("hair", "hair_tip"), "eye": ("eye_left", "eye_right"), "skin": ("skin",)}


def _words(names: Names) -> Iterator[str]:
    for lang in LANGS:
        yield from names.of(lang)


def _toml(name: str) -> dict[str, Any]:
    return tomllib.loads((files("moeforge.traits") / "data" / name).read_text(encoding="utf-8"))


def _said(row: Mapping[str, Any]) -> Iterator[str]:
    for lang in LANGS:
        yield from row[lang]


def _of_color(row: Mapping[str, Any]) -> Iterator[tuple[str, Meaning]]:
    hexes = {"": row["hex"]}
    for target, traits in _TARGETS.items():
        hexes |= dict.fromkeys(traits, row.get(target, row["hex"]))
    words = list(_said(row))
    shade = tuple(row["shade"]) if "shade" in row else None
    color = Meaning("color", "color", row["id"], hexes=hexes, shade=shade)
    of_hair, of_skin = row.get("hair_words", ()), row.get("skin_words", ())
    for word in words:
        own = ("hair",) if word in of_hair else ("skin",) if word in of_skin else ()
        yield word, replace(color, tints=own)
    for word in (w for w in of_hair if w not in words):
        yield word, replace(color, kind="hair_color", trait="hair", tints=("hair",))


def color_names() -> Mapping[str, Names]:
    """The words for each colour that prompts know, by its id."""
    return {row["id"]: Names(*(tuple(row[lang]) for lang in LANGS)) for row in _toml("color_name.toml")["color"]}


def _color_meanings() -> Iterator[tuple[str, Meaning]]:
    for row in _toml("color_name.toml")["color"]:
        yield from _of_color(row)


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
    kinds: tuple[Kind, ...] = ("absorb", "before", "after", "clause_ends", "left", "right", "one", "filler", "joins")
    table = _toml("prompt_words.toml")
    for kind in kinds:
        for word in table[kind]:
            yield word, Meaning(kind)
    for row in table["leaning"]:
        yield from ((word, Meaning("leaning", value=row["id"], leanings=row["sliders"])) for word in _said(row))
    for row in table["shade"]:
        yield from ((word, Meaning("shade", value=row["id"], shade=tuple(row["shade"]))) for word in _said(row))


def _people(cat: Catalogue) -> Iterator[tuple[str, Meaning]]:
    for row in _toml("prompt_words.toml")["person"]:
        has, value = row["has"], row["value"]
        if has == "accessory":
            meaning = Meaning("accessory", value, value, person=True)
        else:
            meaning = Meaning("choice", has, value, cat.choices[has].tints, person=True)
        yield from ((word, meaning) for word in _said(row))


@cache
def hair_words() -> Mapping[str, Meaning]:
    """What words mean of hair that stands behind colours: "short" of "short black hair"."""
    known: dict[str, Meaning] = {}
    for word, meaning in _folded(_catalogue_meanings(catalogue())):
        tail = next((t for t in HAIR_TAILS if word.endswith(t)), "")
        if tail and word != tail and meaning.kind in ("choice", "slider") and meaning.trait.startswith("hair_"):
            known.setdefault(word.removesuffix(tail), meaning)
    return known


def _folded(words: Iterable[tuple[str, Meaning]]) -> Iterator[tuple[str, Meaning]]:
    for word, meaning in words:
        yield fold(word).text, meaning


@cache
def lexicon() -> Mapping[str, Meaning]:
    """Folded word -> meaning. Where a word is listed twice, the later source wins: words of hair, grammar, catalogue,
    people, then colours."""
    cat = catalogue()
    known: dict[str, Meaning] = dict.fromkeys(hair_words(), Meaning("hair_only"))
    known |= _folded((*_grammar(), *_catalogue_meanings(cat), *_people(cat), *_color_meanings()))
    return known


@cache
def longest_word() -> int:
    """Length of the longest folded word."""
    return max(map(len, lexicon()))
