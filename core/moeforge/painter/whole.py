"""A painted or generated sheet with its crisp vector marks on it: what an avatar wears before its style's finish."""

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.canvas import laid
from moeforge.painter.iris_design import IrisDesign
from moeforge.painter.iris_marks import marks
from moeforge.painter.trim_marks import haired

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]


def whole(sheet: str, pixels: U8, condition: F32, z: F32, design: IrisDesign) -> U8:
    """`pixels` (S, S, 3) sRGB of `sheet` with the marks that `condition` (C,) and `z` (64,) ask for. `design` matters
    to the iris alone; the skin has no marks."""
    if sheet == "iris":
        return laid(pixels, marks(condition, z, design, len(pixels)))
    return haired(pixels, condition, z) if sheet == "trim" else pixels
