"""What the encoder is worth on an album: answers, how sure they are, how many are right."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from moeforge_training.encoder.album import Album
from moeforge_training.encoder.augment import canonical
from moeforge_training.encoder.heads import HEADS, I64, STARTS, UNKNOWN, VALUES
from moeforge_training.encoder.network import Encoder, seen
from moeforge_training.metrics.attributes import r2 as fitted
from moeforge_training.source import F32

F64 = NDArray[np.float64]
LEAST = 20
"""Known labels below which nothing is said of a head."""


@torch.no_grad()
def read(net: Encoder, album: Album, batch: int = 96) -> tuple[F32, F32]:
    """Logits (N, K) and values (N, M) of an album's canonical crops."""
    net.eval()
    device = next(net.parameters()).device
    rows = [
        seen(net, canonical(torch.from_numpy(album.pictures[at : at + batch]).to(device)))
        for at in range(0, len(album), batch)
    ]
    logits, values = (torch.cat(column).cpu().numpy() for column in zip(*rows, strict=True))
    return logits, values


def chances(logits: F32, place: int, temperature: float = 1.0) -> F64:
    """Probabilities (N, V) of one head's values."""
    own = logits[:, STARTS[place] : STARTS[place + 1]].astype(np.float64) / temperature
    odds = np.exp(own - own.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)


@dataclass(frozen=True, slots=True)
class Found:
    """What one head did on pictures whose label is known."""

    right: NDArray[np.bool_]  # (N,)
    sure: F64  # (N,) probability of the answer
    majority: float  # share of the commonest label: what always saying it would get right

    def above(self, threshold: float) -> tuple[float, float]:
        """Accuracy of the answers that are sure enough, and their share; NaN and 0 where there are none."""
        answered = self.sure >= threshold
        return (float(self.right[answered].mean()) if answered.any() else float("nan")), float(answered.mean())


def found(logits: F32, classes: I64, place: int, temperature: float = 1.0) -> Found | None:
    """What the head at `place` did; None where too few labels are known."""
    known = classes[:, place] != UNKNOWN
    if known.sum() < LEAST:
        return None
    odds, wanted = chances(logits[known], place, temperature), classes[known, place]
    counts = np.bincount(wanted, minlength=odds.shape[1])
    return Found(odds.argmax(axis=1) == wanted, odds.max(axis=1), float(counts.max() / counts.sum()))


def accuracies(logits: F32, classes: I64) -> dict[str, float]:
    """Trait -> share of right answers, none withheld."""
    rows = ((h.trait, found(logits, classes, i)) for i, h in enumerate(HEADS))
    return {trait: float(row.right.mean()) for trait, row in rows if row is not None}


def r2(given: F32, wanted: F32) -> dict[str, float]:
    """Slider -> coefficient of determination: 1 is exact, 0 no better than the mean."""
    told = ~np.isnan(wanted).any(axis=1)
    if told.sum() < LEAST:
        return {}
    return dict(zip(VALUES, fitted(given[told].astype(np.float64), wanted[told]).tolist(), strict=True))


def review(logits: F32, values: F32, album: Album) -> dict[str, float]:
    """Mean accuracy of the heads, mean R2 of the values, and both by trait, of readings of an album."""
    right, fit = accuracies(logits, album.classes), r2(values, album.values)
    means = {"accuracy": float(np.mean(list(right.values()))) if right else 0.0}
    means |= {"r2": float(np.mean(list(fit.values())))} if fit else {}
    return {k: round(v, 4) for k, v in {**means, **right, **fit}.items()}
