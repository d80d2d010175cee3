"""Words whose sense hangs on the noun behind them: "dark green", "short black hair", "a small bow"."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from moeforge.painter.colors import from_oklab, hexed, rgb, to_oklab
from moeforge.understand.lexicon import PARTICLES, Meaning, hair_words
from moeforge.understand.tokens import Token

_BETWEEN = re.compile(r"[\s\-のながはに的很]*")
"""What may stand between an adjective and its noun."""
_NEAR = 8
"""Words between an adjective and its noun, at most."""
_COLORS = ("color", "hair_color", "shade")
_ENDS = ("clause_ends", "joins", "filler")
_THINGS = ("accessory", "choice", "absorb")
_OF_THINGS = ("height", "build")
"""Sliders whose English words may as well be said of a thing: a short skirt, a tiny hat, thin glasses."""
_LENGTHS = {"short": "shorter", "long": "longer"}
"""Hair style -> the word by which another style gets that length: a short bob, a long ponytail."""


def resolved(text: str, tokens: Sequence[Token]) -> list[Token]:
    """The tokens of a folded text, each adjective with the meaning that it has where it stands, or left out."""
    tokens = _tinted(text, tokens)
    meanings = (_meaning(text, tokens, i) for i in range(len(tokens)))
    known = [replace(t, meaning=m) for t, m in zip(tokens, meanings, strict=True) if m]
    return [replace(t, of_unknown=_before_unknown(text, known, i)) for i, t in enumerate(known)]


def _before_unknown(text: str, tokens: Sequence[Token], i: int) -> bool:
    """Whether a colour is that of a thing that no token names ("a red zeppelin"), not of one behind an adjective that
    none names ("sparkling eyes")."""
    if tokens[i].meaning.kind != "color":
        return False
    after = tokens[i + 1] if i + 1 < len(tokens) else None
    between = text[tokens[i].end : after.start if after else len(text)]
    ends = after is None or (after.meaning.kind in _ENDS and text[after.start : after.end] != "的")
    return ends and any(c.isalnum() and c not in PARTICLES for c in between)


def _adjoin(text: str, first: Token, second: Token) -> bool:
    return _BETWEEN.fullmatch(text, first.end, second.start) is not None


def _tinted(text: str, tokens: Sequence[Token]) -> list[Token]:
    """ "dark green" as one colour."""
    out: list[Token] = []
    for token in tokens:
        shade = out[-1].meaning if out and _adjoin(text, out[-1], token) else None
        if shade and shade.shade and token.meaning.kind in ("color", "hair_color"):
            out[-1] = Token(out[-1].start, token.end, _shaded(token.meaning, shade.value, shade.shade))
        else:
            out.append(token)
    return out


def _shaded(color: Meaning, name: str, shade: tuple[float, float]) -> Meaning:
    hexes: Mapping[str, str] = {trait: _moved(value, *shade) for trait, value in color.hexes.items()}
    return replace(color, value=f"{name} {color.value}", hexes=hexes, shade=None)


@lru_cache(4096)
def _moved(color: str, lightness: float, chroma: float) -> str:
    """ "#rrggbb" nearer to white (lightness up to 1) or black (down to -1), its chroma multiplied."""
    light, a, b = to_oklab(rgb(color))
    light += lightness * (1.0 - light if lightness > 0.0 else light)
    r, g, b = from_oklab((light, a * chroma, b * chroma))
    return hexed((float(r), float(g), float(b)))


def _meaning(text: str, tokens: Sequence[Token], i: int) -> Meaning | None:
    """What a token means before the noun that follows; None: nothing that an avatar has."""
    token = tokens[i]
    word, meaning = text[token.start : token.end], token.meaning
    noun, plain = _noun(text, tokens, i)
    of_hair = hair_words().get(word)
    ends = not noun or tokens[noun].meaning.kind in _ENDS
    if of_hair and (_follows_hair(text, tokens, i) if ends else _is_hair(tokens[noun])):
        return of_hair if plain else _length(of_hair)
    if of_hair and noun and tokens[noun].meaning.trait == "hair_style":
        return _length(of_hair)
    said_of_thing = meaning.trait in _OF_THINGS and word.isascii() and noun and _is_thing(text, tokens, noun)
    return None if meaning.kind in ("shade", "hair_only") or said_of_thing else meaning


def _noun(text: str, tokens: Sequence[Token], i: int) -> tuple[int, bool]:
    """Index of the first token behind colours and words of hair (0: none adjoins); whether there were colours alone."""
    plain = True
    for j in range(i + 1, min(i + 1 + _NEAR, len(tokens))):
        if not _adjoin(text, tokens[j - 1], tokens[j]):
            break
        of_hair = text[tokens[j].start : tokens[j].end] in hair_words()
        if _is_hair(tokens[j]) or not (of_hair or tokens[j].meaning.kind in _COLORS):
            return j, plain
        plain = plain and not of_hair
    return 0, plain


def _is_hair(token: Token) -> bool:
    return token.meaning.kind in ("part", "hair_color") and "hair" in token.meaning.tints


def _follows_hair(text: str, tokens: Sequence[Token], i: int) -> bool:
    """Whether it is the end of "her hair is long"."""
    for j in range(i - 1, max(-1, i - 1 - _NEAR), -1):
        if not _adjoin(text, tokens[j], tokens[j + 1]):
            break
        if tokens[j].meaning.kind != "filler":
            return _is_hair(tokens[j])
    return False


def _length(style: Meaning) -> Meaning | None:
    return hair_words().get(_LENGTHS.get(style.value, ""))


def _is_thing(text: str, tokens: Sequence[Token], i: int) -> bool:
    """Whether a noun is something worn, not somebody ("catgirl") nor said of somebody ("bald man")."""
    meaning = tokens[i].meaning
    if meaning.kind not in _THINGS or meaning.person:
        return False
    behind = tokens[i + 1] if i + 1 < len(tokens) and _adjoin(text, tokens[i], tokens[i + 1]) else None
    return not (behind and (behind.meaning.kind == "leaning" or behind.meaning.person))
