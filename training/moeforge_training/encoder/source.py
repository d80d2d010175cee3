"""The encoder's corpus as a source of pairs: a sitting of several pictures, side by side in its channels.

The condition of a pair is the seed of its sitting, so labels are made anew from it and never stored: a head that is
added needs no new picture.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from moeforge_training.encoder import cartoons, figures, sitting
from moeforge_training.encoder.heads import HEADS, I64, UNKNOWN, VALUES, classes, numbers
from moeforge_training.source import F32, U8

SHEETS = ("figure", "cartoon")
"""Figures of the template, and flat cartoons that stand for what others draw."""
OUT = "_out"
"""Ends the name of a sheet in looks that are never trained on."""
LOOKS = 6
"""Pictures of a sitting."""
_HALF = 1 << 24
"""Whole numbers below it are exact in float32."""


@dataclass(frozen=True, slots=True)
class SittingSource:
    """Paints sittings; `looks` pictures each."""

    looks: int = LOOKS
    condition_size: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(_names(), 2))
    painted: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(_names(), 0))

    def sample(self, sheet: str, rng: np.random.Generator) -> F32:
        """The seed of a sitting, in two halves."""
        del sheet
        return rng.integers(_HALF, size=2).astype(np.float32)

    def latent(self, sheet: str, rng: np.random.Generator) -> F32:
        """Nothing: the seed says it all."""
        del sheet, rng
        return np.zeros(1, np.float32)

    def paint(self, sheet: str, condition: F32, z: F32, size: int) -> U8:
        """(size, size, 3 * looks) sRGB; `size` must be figures.STORED."""
        del z
        if size != figures.STORED:
            raise ValueError(f"the encoder's pictures have {figures.STORED} pixels of a side, not {size}")
        seed, out = _seed(condition), sheet.endswith(OUT)
        if sheet.startswith("figure"):
            made = figures.pictures(sitting.drawn(seed, self.looks, left_out=out))
        else:
            made = [cartoons.picture(seed, look, left_out=out) for look in range(self.looks)]
        return np.concatenate(made, axis=2)

    def labels(self, sheet: str, condition: F32) -> tuple[I64, F32]:
        """(looks, H) numbers of the heads' values or UNKNOWN, and (looks, M) values in 0..1 or NaN."""
        seed, out = _seed(condition), sheet.endswith(OUT)
        if sheet.startswith("figure"):
            who = sitting.drawn(seed, self.looks, left_out=out)
            found = np.stack([classes(who.labels(shown)) for shown in who.shown])
            return found, np.tile(numbers(who.spec), (self.looks, 1))
        drawn = [cartoons.labels(seed, look, left_out=out) for look in range(self.looks)]
        found = np.stack([classes(labels) for labels in drawn])
        return found, np.full((self.looks, len(VALUES)), np.nan, np.float32)


def _names() -> tuple[str, ...]:
    return (*SHEETS, *(sheet + OUT for sheet in SHEETS))


def _seed(condition: F32) -> tuple[int, int]:
    return int(condition[0]), int(condition[1])


def known(found: I64) -> dict[str, float]:
    """Trait -> share of pictures (N, H) whose label is known."""
    return {h.trait: float(share) for h, share in zip(HEADS, (found != UNKNOWN).mean(axis=0), strict=True)}
