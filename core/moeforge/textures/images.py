"""What the composer hands to the template's materials."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
Floats = NDArray[np.floating[Any]]
"""float32 or float64."""

LINEAR_TEXTURES = frozenset({"face_outline"})
"""Images that hold data, not colours."""


@dataclass(frozen=True, slots=True)
class TextureSet:
    """Finished images by name, each (H, W, 3) uint8.

    sRGB: the images of `textures.atlas.IMAGES` and `body_shade` (the body as it looks in shade, same layout).
    Data: `face_outline`, the factor on the face's outline width (white = full, black = none), laid out like `face`.
    """

    images: Mapping[str, U8]
    bare: frozenset[str] = frozenset()  # swatches of the body that nothing wears, cells of the hair that nothing shows
