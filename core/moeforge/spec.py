"""The avatar's complete, validated description, and the partial one that a caller states.

`Wish` (what was stated) -> `prior.complete` -> `AvatarSpec` (every trait resolved) -> canonical JSON (the recipe).
"""

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, cast

from moeforge.errors import BadSpecError
from moeforge.licences import LICENCES
from moeforge.style.params import parse
from moeforge.terms import MAX_SEED as MAX_SEED  # callers know it as the spec's
from moeforge.terms import Terms, check_seed, terms
from moeforge.traits.catalogue import catalogue, unknown

SPEC_VERSION = 1
MAX_TEXT = 64
TEXTURE_SOURCES = ("gan", "painter")
PARTS = ("skin", "iris", "trim", "hair", "body")
"""Parts with an identity of their own; `part_seeds` may pin any of them, `mixes` blend it of several seeds."""

_HEX = re.compile(r"#[0-9a-f]{6}")
_DECAL = re.compile(r"(?:[0-9a-f]{16})?")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the caller stated; everything else is left to the seed."""

    choices: Mapping[str, str] = field(default_factory=dict[str, str])
    colors: Mapping[str, str] = field(default_factory=dict[str, str])  # "#rrggbb", sRGB
    sliders: Mapping[str, float] = field(default_factory=dict[str, float])
    accessories: Mapping[str, bool] = field(default_factory=dict[str, bool])  # False: must not appear
    # choice -> values refused
    without: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    accessory_colors: Mapping[str, str] = field(default_factory=dict[str, str])  # accessory -> "#rrggbb" of its own
    leanings: Mapping[str, float] = field(default_factory=dict[str, float])  # slider -> added to what the seed draws
    apart: tuple[str, ...] = ()  # colours that shall differ from the one that they follow, unless stated


@dataclass(frozen=True, slots=True)
class AvatarSpec:
    """A complete description. Construct it through `prior.complete` or `from_recipe`; the constructor validates."""

    seed: int
    choices: Mapping[str, str]
    colors: Mapping[str, str]
    sliders: Mapping[str, float]
    accessories: tuple[str, ...]
    accessory_colors: Mapping[str, str] = field(default_factory=dict[str, str])  # of its own; else colors["accessory"]
    part_seeds: Mapping[str, int] = field(default_factory=dict[str, int])
    mixes: Mapping[str, Terms] = field(default_factory=dict[str, Terms])  # part -> what its identity is blended of
    texture_source: str = "gan"
    title: str = ""
    author: str = ""
    licence: str = "CC0-1.0"
    style_params: str = ""  # a picture's style, text of style.params.StyleParams; the named style is choices["style"]
    decal: str = ""  # name of the picture on the top, see moeforge.decal; the picture itself is no part of the spec
    style_strength: float = 1.0  # 0 (no style) .. 1, of the named style and of the picture's

    def __post_init__(self) -> None:
        cat = catalogue()
        check_seed("seed", self.seed)
        for name, older in _OLDER.items():
            object.__setattr__(self, name, older(getattr(self, name)))
        _complete("choice", self.choices, cat.choices)
        for trait, value in self.choices.items():
            _known(trait, value, cat.choices[trait].values)
        _complete("colour", self.colors, cat.colors)
        object.__setattr__(self, "sliders", {**_slider_defaults(), **self.sliders})
        _complete("slider", self.sliders, cat.sliders)
        check_accessories(self.accessories)
        for name in self.accessory_colors:
            _known("accessory", name, cat.accessories)
        for part in (*self.part_seeds, *self.mixes):
            _known("part", part, dict.fromkeys(PARTS))
        if both := sorted({*self.part_seeds} & {*self.mixes}):
            raise BadSpecError(f"{both[0]} has a part seed and a mix; keep one", field=f"mixes.{both[0]}")
        _known("texture source", self.texture_source, dict.fromkeys(TEXTURE_SOURCES))
        _known("licence", self.licence, LICENCES)
        for name, normal in _NORMALISED.items():
            object.__setattr__(self, name, normal(getattr(self, name)))
        worn = {name: value for name, value in self.accessory_colors.items() if name in self.accessories}
        object.__setattr__(self, "accessory_colors", MappingProxyType(worn))  # what is not worn has no colour
        if not self.styled:
            object.__setattr__(self, "style_strength", 1.0)  # it says nothing: one spec, one recipe

    def has(self, accessory: str) -> bool:
        """Whether the figure wears that accessory."""
        return accessory in self.accessories

    @property
    def styled(self) -> bool:
        """Whether a named style or a picture's is asked for."""
        return bool(self.style_params) or self.choices["style"] != _defaults()["style"]

    def part_terms(self, part: str) -> Terms:
        """What the identity of one part of PARTS is blended of: usually one seed, pinned or the avatar's."""
        return self.mixes.get(part) or ((self.part_seeds.get(part, self.seed), 1.0),)

    def part_seed(self, part: str) -> int:
        """The seed of one part of PARTS; of a blend that of the greatest weight."""
        return max(self.part_terms(part), key=lambda term: (term[1], -term[0]))[0]

    def to_dict(self) -> dict[str, object]:
        """The recipe as plain values; defaults of optional fields are left out."""
        optional = {
            "accessory_colors": dict(self.accessory_colors),
            "part_seeds": dict(self.part_seeds),
            "mixes": {part: [list(term) for term in mixed] for part, mixed in self.mixes.items()},
            "title": self.title,
            "author": self.author,
            "texture_source": self.texture_source if self.texture_source != "gan" else "",
            "licence": self.licence if self.licence != "CC0-1.0" else "",
            "style_params": self.style_params,
            "decal": self.decal,
            "style_strength": self.style_strength if self.style_strength < 1.0 else "",
        }
        return {
            "v": SPEC_VERSION,
            "seed": self.seed,
            "choices": {k: v for k, v in self.choices.items() if _defaults().get(k) != v},
            "colors": dict(self.colors),
            "sliders": {k: v for k, v in self.sliders.items() if _slider_defaults().get(k) != v},
            "accessories": list(self.accessories),
            **{k: v for k, v in optional.items() if v not in ("", {})},
        }

    @property
    def recipe(self) -> str:
        """Canonical JSON: sorted keys, no spaces, UTF-8, sliders rounded to 1/1000."""
        return json.dumps(self.to_dict(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    def with_(self, **changes: Any) -> "AvatarSpec":  # noqa: ANN401 - dataclasses.replace's own signature
        """A copy with some fields changed, validated again."""
        return replace(self, **changes)


def color(value: object, name: str = "colour") -> str:
    """A hex colour in its canonical form "#rrggbb"; BadSpecError for anything else."""
    text = value.lower() if isinstance(value, str) else ""
    if not _HEX.fullmatch(text):
        raise BadSpecError(f"{name} is {str(value)[:32]!r}; write it as #rrggbb, for example #f3a6c4", field=name)
    return text


def slider(value: object, name: str = "slider") -> float:
    """A number in [-1, 1] rounded to 1/1000; BadSpecError for anything else."""
    ok = isinstance(value, int | float) and not isinstance(value, bool) and -1.0 <= value <= 1.0  # false for NaN
    if not ok:
        raise BadSpecError(f"{name} is {str(value)[:32]!r}; a slider is a number from -1 to 1", field=name)
    return round(float(cast(float, value)), 3) + 0.0  # + 0.0 turns -0.0 into 0.0


def share(value: object, name: str = "share") -> float:
    """A number in [0, 1] rounded to 1/1000; BadSpecError for anything else."""
    ok = isinstance(value, int | float) and not isinstance(value, bool) and 0.0 <= value <= 1.0  # false for NaN
    if not ok:
        raise BadSpecError(f"{name} is {str(value)[:32]!r}; it is a number from 0 to 1", field=name)
    return round(float(cast(float, value)), 3)


def text(value: object, name: str) -> str:
    """A short line of text without control characters; BadSpecError for anything else."""
    if not isinstance(value, str) or len(value) > MAX_TEXT or any(unicodedata.category(c)[0] == "C" for c in value):
        raise BadSpecError(f"{name} must be at most {MAX_TEXT} characters on one line", field=name)
    return unicodedata.normalize("NFC", value.strip())


def check_accessories(names: Iterable[str]) -> None:
    """UnknownTraitError for an unknown accessory, BadSpecError when two want the same slot."""
    taken: dict[str, str] = {}
    for name in names:
        _known("accessory", name, catalogue().accessories)
        slot = catalogue().accessories[name].slot
        other = taken.setdefault(slot, name)
        if slot and other != name:
            raise BadSpecError(f"accessories {other!r} and {name!r} exclude each other; keep one", field="accessories")


def _known(kind: str, name: object, table: Mapping[str, object]) -> None:
    if not isinstance(name, str) or name not in table:
        raise unknown(kind, str(name), table)


def _complete(kind: str, given: Mapping[str, object], table: Mapping[str, object]) -> None:
    for name in given:
        _known(kind, name, table)
    if missing := [name for name in table if name not in given]:
        raise BadSpecError(f"{kind} {missing[0]!r} is missing; let prior.complete fill it", field=missing[0])


def _older_colors(given: Mapping[str, str]) -> dict[str, str]:
    """The colours, and those that recipes of older versions lack: what they follow, or a stated one."""
    filled = dict(given)
    for trait in catalogue().colors.values():  # a followed trait stands before its follower in the file
        if value := filled.get(trait.follows) or trait.before:
            filled.setdefault(trait.id, value)
    return filled


_OLDER: Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]] = {
    "choices": lambda given: {**{c.id: c.before for c in catalogue().choices.values() if c.before}, **given},
    "colors": _older_colors,
    "sliders": lambda given: {**dict.fromkeys(catalogue().sliders, 0.0), **given},
}
"""What recipes of older versions lack: traits of today at the value that figures had before."""


def _defaults() -> Mapping[str, str]:
    """Choices that nobody need state -> their values."""
    return {c.id: c.default for c in catalogue().choices.values() if c.default}


def _slider_defaults() -> Mapping[str, float]:
    """Sliders that nobody need state -> their values."""
    return {s.id: s.default for s in catalogue().sliders.values() if s.default is not None}


def _style_params(value: object) -> str:
    if not isinstance(value, str):
        raise BadSpecError("style_params must be text", field="style_params")
    return parse(value).text if value else ""


def _decal(value: object) -> str:
    if not isinstance(value, str) or not _DECAL.fullmatch(value):
        raise BadSpecError(f"decal is {str(value)[:32]!r}; it is 16 hex digits, or empty", field="decal")
    return value


def _frozen(values: Mapping[str, Any], clean: Callable[[Any, str], Any]) -> Mapping[str, Any]:
    return MappingProxyType({k: clean(values[k], k) for k in sorted(values)})


def _as_is(value: object, name: str) -> object:
    del name
    return value


_NORMALISED: Mapping[str, Callable[[Any], object]] = {
    "choices": lambda v: _frozen(v, _as_is),
    "colors": lambda v: _frozen(v, color),
    "sliders": lambda v: _frozen(v, slider),
    "accessory_colors": lambda v: _frozen(v, lambda c, name: color(c, f"accessory_colors.{name}")),
    "part_seeds": lambda v: _frozen(v, lambda seed, part: check_seed(f"part_seeds.{part}", seed)),
    "mixes": lambda v: _frozen(v, lambda mixed, part: terms(mixed, f"mixes.{part}")),
    "accessories": lambda v: tuple(sorted(set(v))),
    "title": lambda v: text(v, "title"),
    "author": lambda v: text(v, "author"),
    "style_params": _style_params,
    "decal": _decal,
    "style_strength": lambda v: share(v, "style_strength"),
}


def from_recipe(recipe: str) -> AvatarSpec:
    """A recipe back to its spec; BadSpecError names what is wrong."""
    try:
        data = json.loads(recipe)
    except (ValueError, RecursionError) as error:
        raise BadSpecError(f"the recipe is not JSON: {error}", field="recipe") from error
    if not isinstance(data, dict):
        raise BadSpecError("the recipe must be a JSON object", field="recipe")
    return from_dict(cast(dict[str, Any], data))


_FIELDS: Mapping[str, type | tuple[type, ...]] = {
    "seed": int, "choices": dict, "colors": dict, "sliders": dict, "accessories": list,
    "accessory_colors": dict, "part_seeds": dict, "mixes": dict, "texture_source": str,
    "title": str, "author": str, "licence": str, "style_params": str, "decal": str, "style_strength": (int, float),
}  # fmt: skip


_JSON_TYPES = {int: "whole number", dict: "object", list: "array", str: "string"}


def _json_type(name: str) -> str:
    kind = _FIELDS[name]
    return _JSON_TYPES[kind] if isinstance(kind, type) else "number"


def check_fields(data: Mapping[str, object]) -> dict[str, Any]:
    """The known fields of a spec object with the right JSON types; BadSpecError for anything else."""
    if data.get("v", SPEC_VERSION) != SPEC_VERSION:
        raise BadSpecError(f"spec version {str(data['v'])[:16]!r}; this build reads {SPEC_VERSION}", field="v")
    fields = {k: v for k, v in data.items() if k != "v"}
    for name, value in fields.items():
        _known("spec field", name, _FIELDS)
        if not isinstance(value, _FIELDS[name]):
            raise BadSpecError(f"{name} is {str(value)[:32]!r}; it must be a JSON {_json_type(name)}", field=name)
    return fields


def from_dict(data: Mapping[str, object]) -> AvatarSpec:
    """A complete spec from plain values (the inverse of `to_dict`)."""
    fields = check_fields(data)
    for name in ("seed", "choices", "colors", "sliders"):
        if name not in fields:
            raise BadSpecError(f"{name} is missing from the spec", field=name)
    fields["accessories"] = tuple(fields.get("accessories", ()))
    return AvatarSpec(**fields)
