"""How sure an answer must be: temperature and threshold of each head, from looks that the net never saw.

Temperature scaling: Guo et al., On Calibration of Modern Neural Networks, ICML 2017 (1706.04599).
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from moeforge_training.encoder.heads import HEADS, I64, UNKNOWN
from moeforge_training.encoder.measure import LEAST, Found, chances, found
from moeforge_training.source import F32

TARGET = 0.95
"""Share of its answers that a head must get right in looks that it never saw."""
TEMPERATURES = np.geomspace(0.5, 6.0, 40)
NEVER = 1.01
"""The threshold of a head that reaches TARGET nowhere: it always abstains."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Of one head."""

    trait: str
    temperature: float
    threshold: float
    accuracy: float  # of the answers above the threshold, on the pictures of the calibration
    coverage: float  # share of the pictures that get one


def calibrated(logits: F32, classes: I64) -> list[Calibration]:
    """The calibration of every head on pictures of looks left out: logits (N, K), classes (N, H)."""
    return [_head(logits, classes, place) for place in range(len(HEADS))]


def _head(logits: F32, classes: I64, place: int) -> Calibration:
    trait = HEADS[place].trait
    known = classes[:, place] != UNKNOWN
    if known.sum() < LEAST:
        return Calibration(trait, 1.0, NEVER, 0.0, 0.0)
    wanted = classes[known, place]
    temperature = min(TEMPERATURES, key=lambda t: _surprise(chances(logits[known], place, float(t)), wanted))
    seen = found(logits, classes, place, float(temperature))
    assert seen is not None  # LEAST was asked above
    threshold = _threshold(seen)
    accuracy, coverage = seen.above(threshold)
    numbers = float(temperature), threshold, 0.0 if np.isnan(accuracy) else accuracy, coverage
    return Calibration(trait, *(round(n, 4) for n in numbers))


def _surprise(odds: np.ndarray, wanted: I64) -> float:
    """Mean negative logarithm of the truth's probability."""
    return float(-np.log(np.maximum(odds[np.arange(len(wanted)), wanted], 1e-12)).mean())


def _threshold(seen: Found) -> float:
    """The lowest at which the answers above it reach TARGET."""
    order = np.argsort(-seen.sure, kind="stable")
    share = np.cumsum(seen.right[order]) / np.arange(1, len(order) + 1)
    enough = np.flatnonzero((share >= TARGET) & (np.arange(1, len(order) + 1) >= LEAST))
    if not len(enough):
        return NEVER
    return float(np.floor(1e4 * seen.sure[order[enough[-1]]]) / 1e4)


def plain(rows: Iterable[Calibration]) -> list[dict[str, Any]]:
    """As JSON keeps it."""
    return [asdict(row) for row in rows]
