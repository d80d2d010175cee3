"""The vector artist: paints the sheets that the generator learns, and stands in for it when no model is installed."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from moeforge.painter import iris, skin, trim
from moeforge.painter.canvas import Frame, render
from moeforge.painter.conditions import CONDITION_SIZE
from moeforge.painter.freedom import Ranges
from moeforge.painter.sheets import SHEETS

__all__ = ["FREEDOM", "SHEETS", "paint"]

F32 = NDArray[np.float32]

_DRAW: Mapping[str, Callable[[Frame, F32, F32], None]] = {"skin": skin.draw, "iris": iris.draw, "trim": trim.draw}

FREEDOM: Mapping[str, Ranges] = MappingProxyType({"skin": skin.RANGES, "iris": iris.RANGES, "trim": trim.RANGES})
"""Sheet -> its free parameters; the i-th is driven by z[i], the rest of z is unused."""


def paint(sheet: str, condition: F32, z: F32, size: int = 128) -> NDArray[np.uint8]:
    """One sheet as (size, size, 3) uint8 sRGB; it depends on nothing but the arguments.

    `condition`: (CONDITION_SIZE[sheet],), see `painter.conditions`. `z`: (64,) standard normal, the identity; the
    picture is continuous in both. ValueError for an unknown sheet or a wrong shape.
    """
    if sheet not in _DRAW:
        raise ValueError(f"unknown sheet {sheet!r}; known: {', '.join(SHEETS)}")
    if condition.shape != (CONDITION_SIZE[sheet],) or z.ndim != 1 or len(z) < len(FREEDOM[sheet]):
        raise ValueError(f"{sheet}: condition {condition.shape} and z {z.shape} do not fit")
    return render(lambda frame: _DRAW[sheet](frame, condition, z), size)
