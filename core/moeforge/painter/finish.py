"""The finish of a drawing style: exact filters on a painted or generated sheet. Every number is 0 when it does nothing.

Pictures are (S, S, 3) uint8 sRGB; inside, float32 in 0..1.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass

from moeforge.painter.freedom import blend


@dataclass(frozen=True, slots=True)
class Finish:
    """Strengths, 0 (off) to 1 unless said otherwise."""

    saturation: float = 0.0  # -1 (grey) .. 1 (twice as colourful)
    light: float = 0.0  # -1 .. 1: towards black or white
    warmth: float = 0.0  # -1 (blue) .. 1 (orange)


def mixed(rows: Sequence[Finish], weights: Sequence[float]) -> Finish:
    """The weighted mean of finishes."""
    return Finish(*blend([astuple(row) for row in rows], weights))
