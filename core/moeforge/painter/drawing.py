"""Drawing styles: rows of continuous numbers. A style narrows the freedom of a drawing to windows and finishes it.

The windows act on the identity z before anything is painted, so the generator needs no further input to obey a style;
the finish (moeforge.painter.finish) acts on the painted or generated sheet. Both can be mixed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import erf, sqrt
from statistics import NormalDist
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.finish import NONE, Finish, mixed
from moeforge.painter.freedom import Ranges
from moeforge.painter.iris import RANGES as IRIS
from moeforge.painter.skin import RANGES as SKIN
from moeforge.painter.trim import RANGES as TRIM

F32 = NDArray[np.float32]
Window = tuple[float, float]
"""Middle and half width of where a parameter may lie; -1 and 1 are the ends of its range."""
Windows = Mapping[str, Window]

RANGES: Mapping[str, Ranges] = MappingProxyType({"skin": SKIN, "iris": IRIS, "trim": TRIM})
WHOLE: Window = (0.0, 1.0)
PLAIN: Windows = MappingProxyType(
    {"line": (0.0, 0.2), "ink": (0.0, 0.2), "steps": (-0.6, 0.3), "contrast": (0.0, 0.25), "highlight": (0.0, 0.2),
     "bloom": (0.0, 0.25)}
)  # fmt: skip
"""The plain hand's windows where they are not WHOLE."""
MOST = 0.998
"""Largest |u| that comes out of a window: three standard deviations."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """One drawing style: a window per named parameter (else the plain hand's), and a finish."""

    windows: Windows = field(default_factory=dict[str, Window])
    finish: Finish = NONE

    def shape(self, sheet: str, z: F32) -> F32:
        """The identity z (64,) moved into this style's windows; dims that drive nothing stay. KeyError: sheet."""
        shaped = z.copy()
        for i, name in enumerate(RANGES[sheet]):
            middle, half = self.window(name)
            if (middle, half) != WHOLE:
                u = min(MOST, max(-MOST, middle + half * erf(float(z[i]) / sqrt(2.0))))
                shaped[i] = _NORMAL.inv_cdf(0.5 + 0.5 * u)
        return shaped

    def window(self, name: str) -> Window:
        """The window of a parameter."""
        return self.windows.get(name) or PLAIN.get(name, WHOLE)


_NORMAL = NormalDist()


def blended(rows: Sequence[Drawing], weights: Sequence[float]) -> Drawing:
    """A mix of drawing styles; the weights are above 0 and need not add up to 1."""
    total = sum(weights)
    shares = [w / total for w in weights]
    names = {name: None for row in rows for name in row.windows}

    def mean(name: str) -> Window:
        windows = [row.window(name) for row in rows]
        middle, half = (sum(s * w[k] for s, w in zip(shares, windows, strict=True)) for k in (0, 1))
        return middle, half

    return Drawing({name: mean(name) for name in names}, mixed([row.finish for row in rows], shares))
