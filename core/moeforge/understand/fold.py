"""Text as the lexicon sees it: NFKC, lower case, hiragana, simplified characters, with the way back to the source.

Both the prompt and the lexicon pass through `fold`, so a word matches however it was typed.
"""

import unicodedata
from dataclasses import dataclass

_KATAKANA = {c: c - 0x60 for c in range(0x30A1, 0x30F7)}
_VARIANTS = str.maketrans(
    "髮發髪雙馬藍綠紅銀黃兩單貓鏡飾裝裙長頭膚顏體視無沒紮編辮淺濃黑靑裏産歳獸",
    "发发发双马蓝绿红银黄两单猫镜饰装裙长头肤颜体视无没扎编辫浅浓黑青里产岁兽",
)
"""Traditional and Japanese forms to simplified ones, for the characters that avatar words use."""


@dataclass(frozen=True, slots=True)
class Folded:
    """`text[i]` came from the original characters `start[i]` .. `end[i]`."""

    text: str
    start: tuple[int, ...]
    end: tuple[int, ...]


def _clusters(text: str) -> list[tuple[int, int]]:
    """Spans of a character with the combining marks that follow it (so that decomposed kana compose)."""
    spans: list[tuple[int, int]] = []
    for i, char in enumerate(text):
        if spans and unicodedata.combining(char):
            spans[-1] = (spans[-1][0], i + 1)
        else:
            spans.append((i, i + 1))
    return spans


def _fold_cluster(cluster: str) -> str:
    if cluster == "\n":
        return cluster
    category = unicodedata.category(cluster[0])
    if category == "Cf":  # zero-width characters hide inside words
        return ""
    if category[0] in "CZ":
        return " "
    plain = unicodedata.normalize("NFKC", cluster).lower()
    return plain.translate(_KATAKANA).translate(_VARIANTS)


def fold(text: str) -> Folded:
    """Fold a text, keeping for each folded character the span it came from."""
    chars: list[str] = []
    start: list[int] = []
    end: list[int] = []
    for a, b in _clusters(text):
        for char in _fold_cluster(text[a:b]):
            chars.append(char)
            start.append(a)
            end.append(b)
    return Folded("".join(chars), tuple(start), tuple(end))
