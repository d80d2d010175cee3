"""Words that were not understood, each with the nearest word that would have been."""

from difflib import get_close_matches

from moeforge.understand.fold import fold
from moeforge.understand.lexicon import lexicon

ALIKE = 0.74
"""Likeness (0..1) from which a word is taken for a slip of the other."""


def with_nearest(word: str) -> str:
    """The word in quotes, and in brackets the word of the lexicon that it may have meant."""
    near = get_close_matches(fold(word).text, lexicon(), 1, ALIKE)
    return f"{word!r} ({near[0]}?)" if near else repr(word)
