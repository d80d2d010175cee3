"""A sentence in English, Chinese or Japanese becomes a Wish, with the spans that were understood or not."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from unicodedata import category

from moeforge.errors import BadPromptError
from moeforge.spec import Wish
from moeforge.traits.catalogue import catalogue
from moeforge.understand.adjectives import resolved
from moeforge.understand.clauses import Said, split, statements, topic_of
from moeforge.understand.fold import Folded, fold
from moeforge.understand.lexicon import PARTICLES
from moeforge.understand.reading import PictureReading
from moeforge.understand.tokens import Token, tokenize

MAX_PROMPT = 4000
"""Characters; longer prompts are refused, not cut."""
_ONE_EYE = (("eye_left",), ("eye_right",))
"""What words for one eye tint."""


@dataclass(frozen=True, slots=True)
class Match:
    """`text[start:end]` of the prompt sets `trait` to `value`; `value` starts with "not " when it was refused."""

    start: int
    end: int
    text: str
    trait: str
    value: str


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the prompt that means nothing to the catalogue."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Understanding:
    """What a prompt states, and a picture beside it if there was one."""

    wish: Wish
    matches: tuple[Match, ...]
    unmatched: tuple[Span, ...]
    warnings: tuple[str, ...]
    picture: PictureReading | None = None


@dataclass(slots=True)
class _Notes:
    """What has been gathered so far; later statements replace earlier ones."""

    choices: dict[str, str] = field(default_factory=dict[str, str])
    implied: set[str] = field(default_factory=set[str])  # choices that follow from who it is (a schoolgirl)
    colors: dict[str, str] = field(default_factory=dict[str, str])
    sliders: dict[str, float] = field(default_factory=dict[str, float])
    leanings: dict[str, float] = field(default_factory=dict[str, float])
    accessories: dict[str, bool] = field(default_factory=dict[str, bool])
    accessory_colors: dict[str, str] = field(default_factory=dict[str, str])
    without: dict[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    apart: dict[str, bool] = field(default_factory=dict[str, bool])  # colour trait -> must differ from its leader
    lost: set[int] = field(default_factory=set[int])  # starts of colours of things that have none here
    hits: list[tuple[Token, str, str]] = field(default_factory=list[tuple[Token, str, str]])
    warnings: list[str] = field(default_factory=list[str])

    def warn(self, text: str) -> None:
        if text not in self.warnings:
            self.warnings.append(text)

    def note(self, said: Said) -> None:
        """Record one statement."""
        meaning = said.token.meaning
        record = {
            "choice": self._choice, "accessory": self._accessory, "slider": self._slider, "leaning": self._leaning,
            "color": self._color, "hair_color": self._color, "apart": self._apart,
        }[meaning.kind]  # fmt: skip
        record(said)

    def _hit(self, said: Said, trait: str, value: str) -> None:
        self.hits.append((said.token, trait, f"not {value}" if said.negated else value))

    def _choice(self, said: Said) -> None:
        trait, value = said.token.meaning.trait, said.token.meaning.value
        if said.negated:
            self.without[trait] = (*self.without.get(trait, ()), value)
            if self.choices.get(trait) == value:
                del self.choices[trait]
        elif not (said.token.meaning.person and trait in self.choices):
            if self.choices.get(trait, value) != value and trait not in self.implied:
                self.warn(f"{trait}: {self.choices[trait]} and {value} contradict; the last one stands")
            self.choices[trait] = value
            (self.implied.add if said.token.meaning.person else self.implied.discard)(trait)
        self._hit(said, trait, value)

    def _accessory(self, said: Said) -> None:
        name = said.token.meaning.value
        slot = catalogue().accessories[name].slot
        if not said.negated:
            for other in [o for o, worn in self.accessories.items() if worn and o != name]:
                if slot and catalogue().accessories[other].slot == slot:
                    self.warn(f"{other} and {name} exclude each other; the last one stands")
                    del self.accessories[other]
        self.accessories[name] = not said.negated
        self._hit(said, name, "yes" if not said.negated else name)

    def _slider(self, said: Said) -> None:
        if said.negated:
            self.warn(f"{said.token.meaning.trait}: what is refused may still be drawn; say what it shall be")
        else:
            self.sliders[said.token.meaning.trait] = said.token.meaning.amount
        self._hit(said, said.token.meaning.trait, f"{said.token.meaning.amount:+g}")

    def _leaning(self, said: Said) -> None:
        """A word about the whole figure: it moves what the seed draws and never overrules a stated slider."""
        for trait, amount in said.token.meaning.leanings.items():
            if not said.negated:
                self.leanings[trait] = max(-1.0, min(1.0, self.leanings.get(trait, 0.0) + amount))
            self._hit(said, trait, f"{amount:+g}")

    def _apart(self, said: Said) -> None:
        meaning = said.token.meaning
        followers = [t for t in meaning.tints if catalogue().colors[t].follows in meaning.tints]
        self.apart |= dict.fromkeys(followers, not said.negated)
        for trait in followers:
            self._hit(said, trait, meaning.value)

    def _color(self, said: Said) -> None:
        meaning = said.token.meaning
        traits = said.part.meaning.tints if said.part else meaning.tints
        if said.part is None and not traits:
            self.warn(f"{meaning.value}: no part of the figure is named beside this colour")
        elif not traits:
            self.lost.add(said.token.start)
        for trait in traits:
            if said.negated:
                self.warn(f"{trait}: not {meaning.value} may still be drawn; name the colour that it shall have")
            else:
                own = said.part.meaning.value if said.part and trait == "accessory" else ""
                self._set_color(trait, own, meaning.hexes.get(trait, meaning.hexes[""]))
            self._hit(said, trait, meaning.value)

    def _set_color(self, trait: str, accessory: str, value: str) -> None:
        colors, name = (self.accessory_colors, accessory) if accessory else (self.colors, trait)
        if colors.get(name, value) != value:
            self.warn(f"{name}: two colours are named; the last one stands")
        colors[name] = value

    def wish(self) -> Wish:
        """What was stated in all. Where one colour is said of every coloured accessory, it is that of them all."""
        colors, own = dict(self.colors), dict(self.accessory_colors)
        if len(set(own.values())) == 1:
            colors["accessory"], own = next(iter(own.values())), {}
        without = {trait: values for trait, values in self.without.items() if trait not in self.choices}
        apart = tuple(trait for trait, wanted in self.apart.items() if wanted)
        for trait in apart:
            if colors.get(trait) == colors.get(catalogue().colors[trait].follows):
                colors.pop(trait, None)  # one colour said of both is that of the leader
        return Wish(self.choices, colors, self.sliders, self.accessories, without, own, self.leanings, apart)


def _eyes_apart(tokens: Sequence[Token]) -> dict[str, Token]:
    """Heterochromia: colours told apart by left and right, or by "one ... one"; trait -> colour token."""
    eyes: dict[str, Token] = {}
    about_eyes = any("eye_left" in t.meaning.tints for t in tokens)
    sides: list[str] = []
    for i, token in enumerate(tokens):
        kind = token.meaning.kind
        side = {
            "left": "eye_left",
            "right": "eye_right",
            "one": "eye_right" if "eye_left" in sides else "eye_left",
        }.get(kind)
        if token.meaning.tints in _ONE_EYE:
            side, near = token.meaning.tints[0], tokens[i + 1 : i + 2]
        else:
            near = tokens[i + 1 : i + 3]
        following = next((t for t in near if t.meaning.kind == "color"), None)
        if about_eyes and side and following:
            eyes[side] = following
            sides.append(side)
    return eyes if len(eyes) == 2 else {}


def _unmatched(folded: Folded, tokens: Sequence[Token], prompt: str) -> tuple[Span, ...]:
    """Stretches of letters and emoji that no token covers; what the catalogue lacks (a cape) counts as uncovered."""
    covered = [False] * len(folded.text)
    for token in (t for t in tokens if t.meaning.kind != "absorb"):
        covered[token.start : token.end] = [True] * (token.end - token.start)
    spans: list[Span] = []
    open_at: int | None = None
    for i, char in enumerate([*folded.text, "\n"]):
        inside = i < len(covered) and not covered[i] and (char.isalnum() or category(char) == "So")
        if inside and open_at is None:
            open_at = i
        elif not inside and open_at is not None:
            a, b = folded.start[open_at], folded.end[i - 1]
            spans.append(Span(a, b, prompt[a:b]))
            open_at = None
    return tuple(s for s in spans if s.text not in PARTICLES)


def check_prompt(prompt: str) -> str:
    """The prompt itself; BadPromptError when it is empty, too long or holds lone surrogates."""
    if len(prompt) > MAX_PROMPT:
        raise BadPromptError(f"the prompt has {len(prompt)} characters; at most {MAX_PROMPT} are read", field="prompt")
    if any("\ud800" <= c <= "\udfff" for c in prompt):
        raise BadPromptError("the prompt holds lone surrogates; send it as valid UTF-8", field="prompt")
    if not fold(prompt).text.strip():
        raise BadPromptError("the prompt is empty; say for example: pink twintails, blue eyes", field="prompt")
    return prompt


def understand(prompt: str) -> Understanding:
    """Read a prompt. BadPromptError when it is empty, above MAX_PROMPT characters or not text."""
    folded = fold(check_prompt(prompt))
    tokens = resolved(folded.text, tokenize(folded))
    notes = _Notes()
    topic: Token | None = None
    eyes = _eyes_apart(tokens)
    of_one_eye = {token.start for token in eyes.values()}
    for clause in split(tokens):
        for said in statements(clause, topic):
            if said.token.start not in of_one_eye:
                notes.note(said)
        topic = topic_of(clause, topic)
    for trait, token in eyes.items():
        notes.colors[trait] = token.meaning.hexes.get(trait, token.meaning.hexes[""])
        notes.hits.append((token, trait, token.meaning.value))
    return Understanding(
        wish=notes.wish(),
        matches=tuple(_match(folded, prompt, *hit) for hit in notes.hits),
        unmatched=_unmatched(folded, [t for t in tokens if t.start not in notes.lost], prompt),
        warnings=tuple(notes.warnings),
    )


def _match(folded: Folded, prompt: str, token: Token, trait: str, value: str) -> Match:
    a, b = folded.start[token.start], folded.end[token.end - 1]
    return Match(a, b, prompt[a:b], trait, value)
