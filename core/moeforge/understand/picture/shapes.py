"""What a net says of a face, as a wish: fine values where it is sure, the coarse class behind them where it is not."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from moeforge.models.card import NONE
from moeforge.models.encoder import Guess, Reading
from moeforge.spec import Wish
from moeforge.traits.catalogue import catalogue
from moeforge.understand.picture.coarse import HAIR_LENGTHS, HEADWEAR, TELLING, styles_of
from moeforge.understand.reading import TraitReading

LEAN = 0.5
"""How far a read number moves what the seed draws: shapes of strangers' styles are suggestions."""
LIKELY = 0.5
"""Chance from which length and tie of the hair are better than what the seed would draw."""
HINTED = 0.3
"""Chance from which a style of a telling texture may be drawn."""
CLEAR = 0.7
"""Chance of a measured length from which it speaks against a style that the net is sure of."""
WORN = 0.93
"""Least chance that there is anything at all where a thing is put on, the likeliest of its kind."""
_SILENT = frozenset({"eyes", "expression", "fringe", "hair_color", "eye_color", "skin"})
"""Heads that say nothing that a spec holds, or what the colours themselves say better."""


@dataclass(slots=True)
class Shapes:
    """A wish in the making."""

    choices: dict[str, str] = field(default_factory=dict[str, str])
    without: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    accessories: dict[str, bool] = field(default_factory=dict[str, bool])
    leanings: dict[str, float] = field(default_factory=dict[str, float])
    traits: list[TraitReading] = field(default_factory=list[TraitReading])

    def wish(self, colors: Mapping[str, str]) -> Wish:
        """All of it, with the colours that were read elsewhere."""
        return Wish(self.choices, colors, {}, self.accessories, self.without, {}, self.leanings)

    def not_bald(self, *, seen: bool) -> None:
        """The seed chooses among styles with hair. `seen`: there is some, whatever the net says."""
        refused, bald = self.without.get("hair_style", ()), HAIR_LENGTHS["bald"]
        left = {*catalogue().choices["hair_style"].values} - {*refused, *bald}
        if left:
            self.without["hair_style"] = tuple(dict.fromkeys((*refused, *bald)))
        elif seen:
            self.without["hair_style"] = bald
            self.traits = [replace(t, used=t.used and t.trait != "hair_length") for t in self.traits]

    def note(self, guess: Guess, *, used: bool) -> None:
        """Report a guess."""
        self.traits.append(TraitReading(guess.trait, guess.value, round(guess.chance, 3), used))


def shapes(reading: Reading | None, measured: Sequence[Guess] = ()) -> Shapes:
    """The wish of a net's reading and of guesses that were measured; of neither, that nothing unseen is worn."""
    found = Shapes(choices={"ears": "human"}, accessories=dict.fromkeys(_worn_where_seen(), False))
    guesses = {g.trait: g for g in reading.guesses if g.trait not in _SILENT} if reading else {}
    known = {g.trait: g for g in measured}
    _hair(found, guesses, known)
    _eyewear(found, guesses, known.get("eyewear"))
    if reading is None:
        return found
    _headwear(found, guesses)
    for guess in guesses.values():
        _note(found, guess)
    found.leanings.update({name: round(LEAN * value, 3) for name, value in reading.numbers})
    return found


def _worn_where_seen() -> Iterator[str]:
    """Accessories that a portrait would show; what is painted on the skin and a strand of hair stay the seed's."""
    return (a.id for a in catalogue().accessories.values() if a.slot not in {"blush", "freckles", "ahoge"})


def _hair(found: Shapes, guesses: dict[str, Guess], measured: Mapping[str, Guess]) -> None:
    """The style where the net is sure and the measures do not speak against it, else the styles of length and tie."""
    style = guesses.pop("hair_style", None)
    length, tie = (guesses.pop(t, None) for t in ("hair_length", "hair_tie"))
    if style and style.sure and _fits(style.value, measured):
        found.choices["hair_style"] = style.value
        found.note(style, used=True)
        return
    length, tie = measured.get("hair_length", length), measured.get("hair_tie", tie)
    known = [g for g in (length, tie) if g and g.chance >= LIKELY]
    allowed = styles_of(*(g.value if g in known else "" for g in (length, tie))) if known else ()
    if not allowed and "hair_length" in measured:  # the net's tie speaks against the measured length
        known = [measured["hair_length"]]
        allowed = styles_of(known[0].value, "")
    if "hair_length" in measured:
        seen = style.value if style and style.chance >= HINTED else ""
        allowed = tuple(s for s in allowed if s not in TELLING or s == seen)
    if allowed:
        found.without["hair_style"] = tuple(s for s in catalogue().choices["hair_style"].values if s not in allowed)
    for guess in (style, length, tie):
        if guess:
            found.note(guess, used=bool(guess in known and allowed))


def _fits(style: str, measured: Mapping[str, Guess]) -> bool:
    """Whether a style is one of those measured, or the measure is too unsure to say."""
    length, tie = measured.get("hair_length"), measured.get("hair_tie")
    return length is None or length.chance < CLEAR or style in styles_of(length.value, tie.value if tie else "")


def _eyewear(found: Shapes, guesses: dict[str, Guess], measured: Guess | None) -> None:
    """Glasses that were measured, unless the net is against them."""
    if measured and ("eyewear" not in guesses or guesses["eyewear"].there >= LIKELY):
        guesses.pop("eyewear", None)
        found.accessories[measured.value] = True
        found.note(measured, used=True)


def _headwear(found: Shapes, guesses: dict[str, Guess]) -> None:
    """What is on the head; where the kind alone is sure, the likeliest of its kind."""
    top, kind = guesses.pop("head_top", None), guesses.pop("headwear", None)
    if top and _worn(found, top):
        return
    if kind and kind.sure and kind.there >= WORN:
        members = HEADWEAR[kind.value]
        found.accessories[top.value if top and top.value in members else members[0]] = True
        found.note(kind, used=True)
    elif kind:
        found.note(kind, used=kind.sure and kind.value == NONE)


def _worn(found: Shapes, guess: Guess) -> bool:
    """Put a thing on where it is clear that something is there; whether it was."""
    worn = guess.value in catalogue().accessories and guess.there >= WORN
    if worn:
        found.accessories[guess.value] = True
        found.note(guess, used=True)
    return worn


def _note(found: Shapes, guess: Guess) -> None:
    if guess.trait in catalogue().choices:
        if guess.sure:
            found.choices[guess.trait] = guess.value
        found.note(guess, used=guess.sure)
    elif not _worn(found, guess):
        bare = guess.sure and guess.value == NONE
        if bare and guess.trait in {"blush", "freckles", "ahoge"}:
            found.accessories[guess.trait] = False
        found.note(guess, used=bare)
