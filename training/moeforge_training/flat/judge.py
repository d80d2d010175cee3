"""What a checkpoint is worth: figures against held-out pictures, on three random feature networks."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moeforge_training.flat.pictures import Pictures
from moeforge_training.metrics.copying import copying
from moeforge_training.metrics.features import F64, SEEDS, RandomPatches, standard
from moeforge_training.metrics.kid import kid
from moeforge_training.metrics.neighbours import distances, neighbours
from moeforge_training.source import U8

HALF = 0.5
"""Nearer to a training picture than this share of a held-out picture's usual distance counts as a copy."""
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


@dataclass(frozen=True, slots=True)
class Nearest:
    """The training picture nearest to each generated one, and how far it is."""

    index: NDArray[np.intp]  # (M,)
    distance: F64  # (M,)


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

    def measure(self, fake: U8) -> tuple[Verdict, Nearest]:
        """The figures of generated pictures (M, S, S, 3), and which training picture is nearest to each."""
        rows: list[tuple[float, ...]] = []
        for net, train, held in zip(self.nets, self.train, self.held, strict=True):
            real, known, made = standard(train, [held, train, net.of(fake)])
            near = neighbours(made, real)
            floor = kid(known, real).mean
            rows.append((kid(made, real).mean, near.density, near.coverage, floor, _variety(known, made)))
        shown, held, made = standard(self.shown, [self.shown, self.held[0], self.nets[0].of(fake)])
        z = copying(made, held, shown).z if self.against == "held-out" else 0.0
        between = distances(shown, made)
        near = Nearest(between.argmin(0), between.min(0))
        usual = np.median(distances(shown, held).min(0)) if self.against == "held-out" else 0.0
        copies = int((near.distance < HALF * usual).sum())
        figures = [float(v) for v in np.mean(rows, 0)]
        return Verdict(*figures, copying=z, copies=copies, of=len(fake), against=self.against), near


def _variety(real: F64, fake: F64) -> float:
    return float(distances(fake, fake).mean() / max(distances(real, real).mean(), 1e-9))
