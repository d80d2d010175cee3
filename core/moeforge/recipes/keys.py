"""What a recipe is made of, trait by trait, and the names by which callers mean one trait or several."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from moeforge.errors import BadSpecError
from moeforge.spec import PARTS
from moeforge.traits.catalogue import catalogue, unknown

MAX_NAMES = 64
"""Names that one call may state."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """One trait: its kind (a field of the spec, or "parts" for identities) and its id; accessories by slot."""

    kind: str
    id: str

    @property
    def name(self) -> str:
        """Kind and id, as draws and callers name it."""
        return f"{self.kind}.{self.id}"


STYLE = Key("style", "style")
SOURCE = Key("source", "texture_source")

_OUTFIT = (Key("choices", "pattern"), Key("colors", "clothes"), Key("colors", "clothes_accent"), Key("parts", "body"))
_ASPECTS: Mapping[str, tuple[Key, ...]] = MappingProxyType(
    {
        "skin": (Key("parts", "skin"), Key("colors", "skin"), *(Key("accessories", s) for s in ("freckles", "mole"))),
        "iris": (Key("parts", "iris"), Key("colors", "eye_left"), Key("colors", "eye_right")),
        "trim": (Key("parts", "trim"), Key("choices", "brow"), Key("choices", "mouth"), Key("colors", "makeup")),
        "hair": (
            *(Key("parts", "hair"), Key("choices", "hair_style"), Key("sliders", "hair_length")),
            *(Key("colors", "hair"), Key("colors", "hair_tip"), Key("colors", "fur"), Key("accessories", "ahoge")),
        ),
        "outfit": (Key("choices", "outfit"), *_OUTFIT),
        "figure": tuple(Key("sliders", s) for s in ("height", "head_size", "build")),
    }
)
_REST: Mapping[str, str] = MappingProxyType(
    {"choices": "face", "sliders": "face", "colors": "outfit", "accessories": "accessories", "parts": "face"}
)
"""Kind -> the aspect of what no aspect names: a new trait needs no line here."""
KINDS = ("choices", "colors", "sliders", "accessories", "parts")
ASPECTS = (*_ASPECTS, "face", "accessories", "style")
"""The sides of a figure that callers mix: names for several traits at once."""


def accessory_key(accessory: str) -> Key:
    """The slot of an accessory: what excludes each other is chosen together."""
    return Key("accessories", catalogue().accessories[accessory].slot or accessory)


@cache
def keys() -> tuple[Key, ...]:
    """Every trait of a recipe, in a fixed order."""
    cat = catalogue()
    slots = dict.fromkeys(accessory_key(a) for a in cat.accessories)
    named = [Key(kind, i) for kind, ids in (("choices", cat.choices), ("colors", cat.colors)) for i in ids]
    rest = [*(Key("sliders", i) for i in cat.sliders), *(Key("parts", p) for p in PARTS)]
    return (*(k for k in named if k.id != "style"), *rest, *slots, STYLE, SOURCE)


@cache
def aspect_of(key: Key) -> str:
    """The aspect that a trait belongs to."""
    named = next((aspect for aspect, members in _ASPECTS.items() if key in members), None)
    return named or _REST.get(key.kind, "style")


@cache
def _meant() -> Mapping[str, frozenset[Key]]:
    """Name -> traits. Where two things share a name, the wider one has it; "kind.id" is always one trait."""
    every = keys()
    single = {k.name: frozenset({k}) for k in every}
    plain: dict[str, frozenset[Key]] = {}
    for key in every:
        plain.setdefault(key.id, frozenset({key}))
    worn = {a: frozenset({accessory_key(a)}) for a in catalogue().accessories}
    kinds = {kind: frozenset(k for k in every if k.kind == kind) for kind in KINDS}
    aspects = {name: frozenset(k for k in every if aspect_of(k) == name) for name in ASPECTS}
    return MappingProxyType({**single, **worn, **plain, **kinds, **aspects})


def meant(name: str) -> frozenset[Key]:
    """The traits that a name means: an aspect, a kind, a trait's or an accessory's id, or "kind.id".

    UnknownTraitError for any other.
    """
    if name not in _meant():
        raise unknown("part or trait", name, dict.fromkeys((*ASPECTS, *KINDS, *(k.id for k in keys()))))
    return _meant()[name]


def all_meant(names: Iterable[str]) -> frozenset[Key]:
    """The traits that any of the names means; BadSpecError for more than MAX_NAMES."""
    return frozenset[Key]().union(*(meant(name) for name in bounded(tuple(names))))


def bounded(names: tuple[str, ...]) -> tuple[str, ...]:
    """The names themselves; BadSpecError for more than MAX_NAMES."""
    if len(names) > MAX_NAMES:
        raise BadSpecError(f"{len(names)} parts are named; at most {MAX_NAMES}", field="parts")
    return names


def counted(name: str, value: int, most: int) -> int:
    """The number itself; BadSpecError unless it is a whole number from 1 to `most`."""
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= most:  # pyright: ignore[reportUnnecessaryIsInstance] # a caller's JSON
        raise BadSpecError(f"{name} is {str(value)[:32]}; a whole number from 1 to {most}", field=name)
    return value
