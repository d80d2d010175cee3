"""Pictures to look at: the painter's row above the generator's, sheet by sheet."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image

from moeforge_training.source import U8

GAP = 2


def compose(pictures: Mapping[str, tuple[U8, U8]], columns: int = 8) -> U8:
    """Sheet -> (generated, painted), each (N, S, S, 3): two rows per sheet, painter on top, as (H, W, 3) uint8.

    Sheets may differ in size and number; white fills the shorter rows.
    """
    rows: list[U8] = []
    for fake, real in pictures.values():
        rows += [_row(real[:columns]), _row(fake[:columns])]
    wide = max(row.shape[1] for row in rows)
    return np.concatenate([np.pad(r, ((0, 0), (0, wide - r.shape[1]), (0, 0)), constant_values=255) for r in rows])


def _row(pictures: U8) -> U8:
    framed = np.pad(pictures, ((0, 0), (0, GAP), (0, GAP), (0, 0)), constant_values=255)
    return np.concatenate(list(framed), axis=1)


def save(path: Path, pictures: Mapping[str, tuple[U8, U8]], columns: int = 8) -> None:
    """Write the grid as a PNG."""
    Image.fromarray(compose(pictures, columns)).save(path, optimize=True)
