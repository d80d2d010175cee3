"""A prompt cut into the words that the lexicon knows: longest match, left to right."""

import re
from dataclasses import dataclass

from moeforge.understand.fold import Folded
from moeforge.understand.lexicon import Meaning, lexicon, longest_word

_HEX = re.compile(r"#[0-9a-f]{6}(?![0-9a-f])")
_LATIN = re.compile(r"[a-z0-9]")


@dataclass(frozen=True, slots=True)
class Token:
    """A known word at `start` .. `end` of the folded text; `of_unknown`: a thing that nobody knows follows it."""

    start: int
    end: int
    meaning: Meaning
    of_unknown: bool = False


def _cuts_word(text: str, start: int, end: int) -> bool:
    """Whether a match would begin or end inside a Latin word."""
    before = start > 0 and _LATIN.match(text[start]) and _LATIN.match(text[start - 1])
    after = end < len(text) and _LATIN.match(text[end - 1]) and _LATIN.match(text[end])
    return bool(before or after)


def _hex_at(text: str, i: int) -> Token | None:
    match = _HEX.match(text, i)
    return Token(i, match.end(), Meaning("color", "color", match.group(), hexes={"": match.group()})) if match else None


def _word_at(text: str, i: int) -> Token | None:
    words = lexicon()
    for length in range(min(longest_word(), len(text) - i), 0, -1):
        end = i + length
        meaning = words.get(text[i:end])
        if meaning and not _cuts_word(text, i, end):
            return Token(i, end, meaning)
        if meaning and text[end : end + 1] == "s" and not _cuts_word(text, i, end + 1):  # a plural
            return Token(i, end + 1, meaning)
    return None


def tokenize(folded: Folded) -> list[Token]:
    """Known words in order, without overlaps."""
    tokens: list[Token] = []
    i = 0
    while i < len(folded.text):
        token = _hex_at(folded.text, i) or _word_at(folded.text, i)
        if token:
            tokens.append(token)
        i = token.end if token else i + 1
    return tokens
