"""What a checkpoint is worth: figures against held-out pictures, on three random feature networks."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from moeforge_training.flat.pictures import Pictures
from moeforge_training.metrics.copying import Copying, copying
from moeforge_training.metrics.features import F64, SEEDS, RandomPatches, standard
from moeforge_training.metrics.kid import kid
from moeforge_training.metrics.manifold import density_coverage, distances
from moeforge_training.source import U8

FEW = 8
"""Held-out pictures below which the figures are taken against the training pictures, and say so."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Figures of generated pictures. `memory`, 0..1: how far the critic tells training from held-out pictures."""

    kid: float
    density: float
    coverage: float
    floor: float  # KID of the training pictures themselves against the held-out ones
    variety: float  # mean distance between generated pictures, of that between training pictures
    copying: float  # z of the three-sample test; below -3 is copying
    copies: int
    of: int
    memory: float = 0.0
    against: str = "held-out"

    def to_json(self) -> dict[str, Any]:
        """Rounded, for curves and checkpoints."""
        return {k: round(v, 5) if isinstance(v, float) else v for k, v in asdict(self).items()}

    @staticmethod
    def from_json(values: Mapping[str, Any]) -> "Verdict":
        """The inverse."""
        return Verdict(**values)


class Judge:
    """Keeps the features of the real pictures; `measure` is repeatable."""

    def __init__(self, pictures: Pictures, *, mirror: bool, most: int = 2000) -> None:
        self.nets = [RandomPatches(seed) for seed in SEEDS]
        self.against = "held-out" if len(pictures.held_out) >= FEW else "training"
        train = pictures.train[:most]
        held = pictures.held_out[:most] if self.against == "held-out" else train
        shown = np.concatenate([train, train[:, :, ::-1]]) if mirror else train
        self.train = [net.of(train) for net in self.nets]
        self.held = [net.of(held) for net in self.nets]
        self.shown = self.nets[0].of(shown)
        self.pictures = shown

    def measure(self, fake: U8) -> tuple[Verdict, Copying]:
        """The figures of generated pictures (M, S, S, 3), and which training picture is nearest to each."""
        rows: list[tuple[float, ...]] = []
        for net, train, held in zip(self.nets, self.train, self.held, strict=True):
            real, known, made = standard(train, [held, train, net.of(fake)])
            rows.append((kid(real, made), *density_coverage(real, made), kid(real, known), _variety(known, made)))
        shown, held, made = standard(self.shown, [self.shown, self.held[0], self.nets[0].of(fake)])
        near = copying(shown, held, made)
        figures = [float(v) for v in np.mean(rows, 0)]
        z = near.z if self.against == "held-out" else 0.0
        return Verdict(*figures, copying=z, copies=near.copies, of=len(fake), against=self.against), near


def _variety(real: F64, fake: F64) -> float:
    return float(distances(fake, fake).mean() / max(distances(real, real).mean(), 1e-9))
