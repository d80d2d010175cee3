"""A painted or generated sheet with its crisp vector marks on it: what an avatar wears before its style's finish."""

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.canvas import laid
from moeforge.painter.iris import ringless
from moeforge.painter.iris_design import IrisDesign
from moeforge.painter.iris_marks import marks
from moeforge.painter.skin import faint
from moeforge.painter.skin_marks import featured
from moeforge.painter.trim_marks import haired

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]


def whole(sheet: str, pixels: U8, condition: F32, z: F32, design: IrisDesign) -> U8:
    """`pixels` (S, S, 3) sRGB of `sheet` with the marks that `condition` (C,) and `z` (64,) ask for. `design` matters
    to the iris alone."""
    if sheet == "iris":
        return laid(pixels, marks(condition, z, design, len(pixels)))
    return (haired if sheet == "trim" else featured)(pixels, condition, z)


def asked(sheet: str, condition: F32, z: F32) -> tuple[F32, F32]:
    """The condition (C,) and z (64,) that a generator is asked for, so that its sheet holds what the painter's does: a
    number that no sheet shows would still move a net a little."""
    if sheet == "skin":
        return faint(condition, z)
    return (condition, ringless(z)) if sheet == "iris" else (condition, z)
