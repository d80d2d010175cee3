"""The catalogue: everything that can be chosen, read from data/*.toml once.

It is the one source for validation, priors, the prompt lexicon, the generator's conditions and clients' menus.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal, get_args

from moeforge.errors import UnknownTraitError

Lang = Literal["en", "zh", "ja"]
LANGS: tuple[Lang, ...] = get_args(Lang)


@dataclass(frozen=True, slots=True)
class Names:
    """Words for one thing; the first of each language is its label."""

    en: tuple[str, ...]
    zh: tuple[str, ...]
    ja: tuple[str, ...]

    def of(self, lang: Lang) -> tuple[str, ...]:
        return getattr(self, lang)

    def label(self, lang: Lang) -> str:
        return self.of(lang)[0]


@dataclass(frozen=True, slots=True)
class Value:
    """One value of a choice, or one accessory."""

    id: str
    names: Names
    prior: float = 1.0  # choice: relative weight; accessory: probability
    slot: str = ""  # accessories of one slot exclude each other
    tints: tuple[str, ...] = ("accessory",)  # accessories: colour traits meant by a colour said of it
    fills: str = ""  # choices: a slot in which a seed then puts no accessory; who asks for one gets it


@dataclass(frozen=True, slots=True)
class Choice:
    """A trait with exactly one value."""

    id: str
    names: Names
    values: Mapping[str, Value]
    tints: tuple[str, ...] = ()  # colour traits meant by a colour said of one of the values
    default: str = ""  # the value when unstated; recipes leave it out. Empty: the seed draws one
    before: str = ""  # the value of recipes written before the trait was; empty for the first traits


@dataclass(frozen=True, slots=True)
class ColorTrait:
    """A free RGB trait. With `follows`, an unstated colour copies another trait's with probability `follow_prior`; with
    `suits`, it is drawn among those that go well with another trait's."""

    id: str
    names: Names
    prior: tuple[tuple[str, float], ...]  # (hex, weight)
    follows: str = ""
    follow_prior: float = 1.0
    before: str = ""  # the colour of recipes written before the trait was, if it follows none
    suits: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Words that mean several colour traits at once, such as both eyes."""

    id: str
    names: Names
    traits: tuple[str, ...]
    apart: tuple[str, ...] = ()  # words by which those of them that follow another trait differ from it


@dataclass(frozen=True, slots=True)
class Slider:
    """A number in [-1, 1]; `sigma` is the prior's standard deviation.

    With `default`, recipes leave that value out, and those written before the slider existed still load.
    """

    id: str
    names: Names
    low: Names
    high: Names
    sigma: float
    default: float | None = None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All traits by id. `accessories` is the set trait; the others have one value each."""

    choices: Mapping[str, Choice]
    accessories: Mapping[str, Value]
    colors: Mapping[str, ColorTrait]
    sliders: Mapping[str, Slider]
    groups: Mapping[str, Group]

    def choice(self, trait: str, value: str) -> Value:
        """The value of a choice; UnknownTraitError lists what there is."""
        if trait not in self.choices:
            raise unknown("trait", trait, self.choices)
        if value not in self.choices[trait].values:
            raise unknown(trait, value, self.choices[trait].values)
        return self.choices[trait].values[value]


def unknown(kind: str, value: str, known: Mapping[str, object]) -> UnknownTraitError:
    """The error for a name that is not in `known`."""
    return UnknownTraitError(f"unknown {kind} {value[:64]!r}; known: {', '.join(known)}", field=kind)


Row = Mapping[str, Any]


def _names(row: Row) -> Names:
    return Names(*(tuple(row[lang]) for lang in LANGS))


def _value(row: Row) -> Value:
    tints = tuple(row.get("tints", ("accessory",)))
    return Value(row["id"], _names(row), float(row.get("prior", 1.0)), row.get("slot", ""), tints, row.get("fills", ""))


def _values(rows: list[Row]) -> Mapping[str, Value]:
    return MappingProxyType({r["id"]: _value(r) for r in rows})


def _choice(table: Row) -> Choice:
    default = table.get("default", "")
    before, tints = table.get("before", default), tuple(table.get("tints", ()))
    return Choice(table["id"], _names(table), _values(table["value"]), tints, default, before)


def _color(row: Row) -> ColorTrait:
    prior = tuple((str(h), float(w)) for h, w in row.get("prior", []))
    copies = row.get("follows", ""), float(row.get("follow_prior", 1.0))
    return ColorTrait(row["id"], _names(row), prior, *copies, row.get("before", ""), row.get("suits", ""))


def _group(row: Row) -> Group:
    return Group(row["id"], _names(row), tuple(row["traits"]), tuple(row.get("apart", ())))


def _slider(row: Row) -> Slider:
    low, high = _names(row["low"]), _names(row["high"])
    return Slider(row["id"], _names(row), low, high, float(row["sigma"]), row.get("default"))


def _read(name: str) -> Row:
    return tomllib.loads((files("moeforge.traits") / "data" / name).read_text(encoding="utf-8"))


CHOICE_FILES = (
    "hair_style.toml",
    "eye_shape.toml",
    "brow.toml",
    "mouth.toml",
    "face_shape.toml",
    "ears.toml",
    "outfit.toml",
    "pattern.toml",
    "style.toml",
    "iris_design.toml",
    "drawing.toml",
)


@cache
def catalogue() -> Catalogue:
    """The bundled catalogue."""
    choices = [_choice(_read(f)) for f in CHOICE_FILES]
    colors = _read("color.toml")
    return Catalogue(
        choices=MappingProxyType({c.id: c for c in choices}),
        accessories=_values(_read("accessory.toml")["value"]),
        colors=MappingProxyType({r["id"]: _color(r) for r in colors["trait"]}),
        sliders=MappingProxyType({r["id"]: _slider(r) for r in _read("slider.toml")["trait"]}),
        groups=MappingProxyType({r["id"]: _group(r) for r in colors["group"]}),
    )
