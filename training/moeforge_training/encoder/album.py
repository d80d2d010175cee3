"""Painted sittings as an album of single pictures with their labels, in memory."""

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from moeforge_training.corpus import Corpus
from moeforge_training.encoder.heads import I64
from moeforge_training.source import F32, U8, Source


class Sittings(Source, Protocol):
    """A source whose pairs are several pictures side by side, and which knows what they show."""

    def labels(self, sheet: str, condition: F32) -> tuple[I64, F32]:
        """Classes (L, H) with UNKNOWN and values (L, M) with NaN of the L pictures of a pair."""
        ...


@dataclass(frozen=True, slots=True)
class Album:
    """Pictures (N, 3, S, S) uint8 sRGB, classes (N, H) with UNKNOWN, values (N, M) with NaN."""

    pictures: U8
    classes: I64
    values: F32

    def __len__(self) -> int:
        return len(self.pictures)


def opened(source: Sittings, sheet: str, corpus: Corpus) -> Album:
    """The album of a painted sheet."""
    labels = [source.labels(sheet, condition) for condition in corpus.conditions]
    chunks = [_parted(np.asarray(chunk)) for chunk in corpus.chunks]
    return Album(np.concatenate(chunks), np.concatenate([c for c, _ in labels]), np.concatenate([v for _, v in labels]))


def _parted(chunk: U8) -> U8:
    """(P, S, S, 3 * looks) to (P * looks, 3, S, S)."""
    pairs, height, width, channels = chunk.shape
    looks = chunk.reshape(pairs, height, width, channels // 3, 3).transpose(0, 3, 4, 1, 2)
    return np.ascontiguousarray(looks).reshape(-1, 3, height, width)
