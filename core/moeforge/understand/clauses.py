"""The small grammar: within a clause, negators refuse and colours bind to the part that is nearest."""

from collections.abc import Sequence
from dataclasses import dataclass

from moeforge.understand.tokens import Token

_OF_HAIR = frozenset(("hair", "hair_tip", "fur"))
_NAMED = ("choice", "accessory", "slider", "leaning", "apart", "color", "hair_color")


@dataclass(frozen=True, slots=True)
class Said:
    """One statement: a token, whether it was negated, and for a colour the part it belongs to (None: nothing near)."""

    token: Token
    negated: bool = False
    part: Token | None = None


def split(tokens: Sequence[Token]) -> list[list[Token]]:
    """Tokens of each clause."""
    clauses: list[list[Token]] = [[]]
    for token in tokens:
        if token.meaning.kind == "clause_ends":
            clauses.append([])
        else:
            clauses[-1].append(token)
    return [c for c in clauses if c]


def _negated(clause: Sequence[Token]) -> set[int]:
    """Indices of the tokens that a negator refuses: all after a `before` word, the nearest before an `after` word."""
    refused: set[int] = set()
    for i, token in enumerate(clause):
        if token.meaning.kind == "before":
            refused.update(range(i + 1, _reach(clause, i + 1)))
        elif token.meaning.kind == "after":
            refused.update([j for j in range(i) if clause[j].meaning.kind in _NAMED][-1:])
    return refused


def _reach(clause: Sequence[Token], start: int) -> int:
    """Where a refusal ends: at an "and" before another kind of word ("no hat and glasses", "no hat | and red hair")."""
    for i in range(start, len(clause)):
        if clause[i].meaning.kind == "joins":
            kinds = [t.meaning.kind for t in clause[i:] if t.meaning.kind in _NAMED][:1]
            if kinds and kinds[0] not in {t.meaning.kind for t in clause[start:i]}:
                return i
    return len(clause)


def _takes(part: Token, color: Token) -> bool:
    """Whether a colour can be that part's: blonde is hair, whatever stands nearer."""
    return "hair" not in color.meaning.tints or not _OF_HAIR.isdisjoint(part.meaning.tints)


def _beside(clause: Sequence[Token], i: int, step: int) -> Token | None:
    """The nearest token on one side of a colour that can bear it, unless another colour stands between."""
    j = i + step
    while 0 <= j < len(clause) and clause[j].meaning.kind != "color":
        if clause[j].meaning.bears_color and _takes(clause[j], clause[i]):
            return clause[j]
        j += step
    return None


def _part_of(clause: Sequence[Token], i: int) -> Token | None:
    """The part a colour belongs to: the nearer neighbour, the following one when both are as near."""
    if clause[i].of_unknown:  # of what it is the colour cannot be known, unless a part stands before ("hair: red lol")
        joined = [j + 1 for j in range(i) if clause[j].meaning.kind == "joins"]
        near = clause[joined[-1] if joined else 0 : i + 1]
        return _beside(near, len(near) - 1, -1)
    before, after = _beside(clause, i, -1), _beside(clause, i, 1)
    if before is None or after is None:
        return after or before
    color = clause[i]
    return before if color.start - before.end < after.start - color.end else after


def statements(clause: Sequence[Token], topic: Token | None) -> list[Said]:
    """What a clause states; a colour without a part of its own takes the topic of the clauses before it."""
    refused = _negated(clause)
    out: list[Said] = []
    for i, token in enumerate(clause):
        if token.meaning.kind == "color":
            fallback = None if token.meaning.tints or token.of_unknown else topic
            out.append(Said(token, i in refused, _part_of(clause, i) or fallback))
        elif token.meaning.kind in _NAMED:
            out.append(Said(token, i in refused))
    return out


def topic_of(clause: Sequence[Token], previous: Token | None) -> Token | None:
    """The last part that a colour could belong to, for a following clause that names only a colour."""
    return next((t for t in reversed(clause) if t.meaning.bears_color), previous)
