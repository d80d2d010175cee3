"""Where the pairs (condition, z) -> picture come from. The painter is the one source of the bundled models."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from moeforge import painter
from moeforge.painter.conditions import CONDITION_SIZE, sample_condition
from moeforge.painter.drawing import blended
from moeforge.painter.drawings import DRAWINGS, NAMES
from moeforge.prior import LATENT
from moeforge_training.plan import read

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]


class Source(Protocol):
    """Paints exact pairs; it must pickle, because worker processes paint."""

    @property
    def condition_size(self) -> Mapping[str, int]:
        """Length of the condition vector by sheet name."""
        ...

    @property
    def painted(self) -> Mapping[str, int]:
        """How many leading dims of z drive the drawing, by sheet name."""
        ...

    def sample(self, sheet: str, rng: np.random.Generator) -> F32:
        """A random condition (C,)."""
        ...

    def latent(self, sheet: str, rng: np.random.Generator) -> F32:
        """A random identity z (64,)."""
        ...

    def paint(self, sheet: str, condition: F32, z: F32, size: int) -> U8:
        """The picture (size, size, 3), sRGB; it depends on its arguments alone."""
        ...


@dataclass(frozen=True, slots=True)
class PainterSource:
    """The vector artist of `moeforge.painter`."""

    condition_size: Mapping[str, int] = field(default_factory=lambda: dict(CONDITION_SIZE))
    painted: Mapping[str, int] = field(default_factory=lambda: {s: len(r) for s, r in painter.FREEDOM.items()})

    def sample(self, sheet: str, rng: np.random.Generator) -> F32:
        """A condition of the painter's own corpus prior."""
        return sample_condition(sheet, rng)

    def latent(self, sheet: str, rng: np.random.Generator) -> F32:
        """An identity in the windows of a drawing style: the plain hand's, another's or those of a mix of two."""
        z = rng.standard_normal(LATENT).astype(np.float32)
        kind, (first, second), share = rng.random(), rng.choice(len(DRAWINGS), 2, replace=False), rng.random()
        shares = read().pairs
        if kind < shares["plain_drawing"]:
            return DRAWINGS[NAMES[0]].shape(sheet, z)
        one, other = (DRAWINGS[NAMES[i]] for i in (int(first), int(second)))
        mixed = kind > 1.0 - shares["mixed_drawing"]
        return (blended((one, other), (share + 1e-3, 1.001 - share)) if mixed else one).shape(sheet, z)

    def paint(self, sheet: str, condition: F32, z: F32, size: int) -> U8:
        """One painted sheet."""
        return painter.paint(sheet, condition, z, size)
