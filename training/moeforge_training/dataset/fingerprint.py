"""Small marks of a picture: dHash for the drawing, a coarse swatch for the colours.

dHash after Neal Krawetz, "Kind of Like That" (2013), on 16 x 16 cells: flat avatars share too much for 8 x 8.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

U8 = NDArray[np.uint8]
CELLS = 16
SWATCH = 4


def dhash(pixels: U8) -> bytes:
    """256 bits: is each cell of a 17 x 16 grey copy darker than its right neighbour. `pixels`: (H, W, 3) sRGB."""
    grey = Image.fromarray(pixels).convert("L").resize((CELLS + 1, CELLS), Image.Resampling.BOX)
    values = np.asarray(grey, np.int16)
    return np.packbits(values[:, 1:] > values[:, :-1] + 1).tobytes()


def swatch(pixels: U8) -> bytes:
    """4 x 4 mean colours, sRGB, 48 bytes."""
    return Image.fromarray(pixels).resize((SWATCH, SWATCH), Image.Resampling.BOX).tobytes()
