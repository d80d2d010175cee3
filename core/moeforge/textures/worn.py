"""Which cells of an image a figure shows at all: what nobody sees needs no paint."""

from collections.abc import Iterable

import numpy as np

from moeforge.template.part import Part
from moeforge.textures.atlas import CELLS, IMAGES


def hidden(image: str, parts: Iterable[Part]) -> frozenset[str]:
    """The cells of an image in which no vertex of these parts lies."""
    uvs = [part.uvs for part in parts if part.material == image]
    x, y = (np.concatenate(uvs) * IMAGES[image]).T if uvs else np.zeros((2, 0))
    cells = ((name, c) for name, c in CELLS.items() if c.image == image)
    return frozenset(
        name for name, c in cells if not ((x > c.x) & (x < c.x + c.width) & (y > c.y) & (y < c.y + c.height)).any()
    )
