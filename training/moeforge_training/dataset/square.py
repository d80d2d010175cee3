"""A crop of a picture to a square of pixels on a ground, Lanczos on premultiplied alpha: no fringes."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from moeforge_training.dataset.framing import Crop

U8 = NDArray[np.uint8]
_GAP = 3
"""A picture more than this many times too large is first averaged in whole blocks (cheap, and bounds the memory)."""


def square(image: Image.Image, crop: Crop, size: int, background: tuple[int, int, int]) -> U8:
    """(size, size, 3) uint8 sRGB. Parts of the crop outside the picture get `crop.fill`, transparent ones `background`.

    Filtering is done on sRGB values, as painting programs do; `crop` must touch the picture.
    """
    region = _inside(image.size, crop)
    block = max(1, crop.side // (_GAP * size))
    part = image.crop(region).convert("RGBA").convert("RGBa")
    if block > 1:
        part = part.reduce(block)
    edge = -(-crop.side // block)
    canvas = Image.new("RGBa", (edge, edge), _fill(crop))
    canvas.paste(part, ((region[0] - crop.x) // block, (region[1] - crop.y) // block))
    used = crop.side / block
    small = canvas.resize((size, size), Image.Resampling.LANCZOS, box=(0, 0, used, used))
    return _flatten(np.asarray(small, np.float32), background)


def _inside(size: tuple[int, int], crop: Crop) -> tuple[int, int, int, int]:
    left, top = max(0, crop.x), max(0, crop.y)
    return left, top, min(size[0], crop.x + crop.side), min(size[1], crop.y + crop.side)


def _fill(crop: Crop) -> tuple[int, int, int, int]:
    return (0, 0, 0, 0) if crop.fill is None else (*crop.fill, 255)


def _flatten(pixels: NDArray[np.float32], background: tuple[int, int, int]) -> U8:
    """Premultiplied (S, S, 4) over a colour; Lanczos may overshoot, so colour is held below its alpha."""
    alpha = pixels[..., 3:]
    color = np.minimum(pixels[..., :3], alpha)
    flat = color + (1.0 - alpha / 255.0) * np.asarray(background, np.float32)
    return np.clip(np.round(flat), 0, 255).astype(np.uint8)
