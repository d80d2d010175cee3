"""The picture encoder at work: the canonical crop of a face becomes guesses about traits, each with its chance."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from moeforge.errors import ModelError
from moeforge.models.card import NONE, HeadCard, ModelCard
from moeforge.models.runtime import opened

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]
SHEET = "encoder"
"""Its name in a model pack."""


@dataclass(frozen=True, slots=True)
class Guess:
    """One answer of a head."""

    trait: str
    value: str
    chance: float  # 0..1, calibrated
    sure: bool  # whether the chance reaches the head's threshold
    there: float  # 0..1: that it is anything at all, of whatever kind; 1 where the head knows no NONE


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a net says of one crop."""

    guesses: tuple[Guess, ...]
    numbers: tuple[tuple[str, float], ...]  # slider -> -1..1


@dataclass(frozen=True, slots=True)
class Encoder:
    """A net with its card. Its session may be run by many threads at once."""

    card: ModelCard
    runtime: onnxruntime.InferenceSession

    @classmethod
    def open(cls, card: ModelCard, data: bytes, threads: int) -> "Encoder":
        """ModelError when the net's inputs or outputs are not the card's."""
        return cls(card, opened(card, data, threads))

    def read(self, crop: U8) -> Reading:
        """What a crop shows: (SIDE, SIDE, 3) uint8 sRGB of `understand.picture.crop`. ModelError for no numbers."""
        picture = crop.transpose(2, 0, 1)[None].astype(np.float32) / np.float32(255)
        logits, values = (np.asarray(v)[0] for v in self.runtime.run(["logits", "values"], {"picture": picture}))
        if not (np.isfinite(logits).all() and np.isfinite(values).all()):
            raise ModelError(f"{self.card.name} reads values that are no numbers; train or get it again")
        guesses = tuple(_guess(head, logits) for head in self.card.heads)
        return Reading(guesses, tuple(self._sliders(values)))

    def _sliders(self, values: F32) -> Iterator[tuple[str, float]]:
        for number in self.card.continuous:
            yield number.trait, float(np.clip(2.0 * values[number.index] - 1.0, -1.0, 1.0))


def _guess(head: HeadCard, logits: F32) -> Guess:
    scaled = logits[head.start : head.start + len(head.values)] / head.temperature
    chances = np.exp(scaled - scaled.max())
    chances /= chances.sum()
    best = int(np.argmax(chances))
    sure = bool(chances[best] >= head.threshold)
    there = 1.0 - float(sum(chance for value, chance in zip(head.values, chances, strict=True) if value == NONE))
    return Guess(head.trait, head.values[best], float(chances[best]), sure, there)
