"""Pictures to look at: train_results.png (yours above, generated below) and copies.png (the nearest pairs)."""

from pathlib import Path

import numpy as np
from PIL import Image

from moeforge_training.flat.judge import Nearest
from moeforge_training.source import U8

GAP = 2
COLUMNS = 8
GENERATED = 40
"""Pictures that train_results.png shows."""


def tile(pictures: U8, columns: int = COLUMNS) -> U8:
    """(N, S, S, 3) as rows of `columns` on white, whole rows only: (H, W, 3)."""
    framed = np.pad(pictures, ((0, 0), (0, GAP), (0, GAP), (0, 0)), constant_values=255)
    rows = [np.concatenate(list(framed[i : i + columns]), 1) for i in range(0, len(framed) - columns + 1, columns)]
    return np.concatenate(rows)


def results(path: Path, real: U8, fake: U8) -> None:
    """A row of real pictures, then generated ones of the same latents at every checkpoint."""
    top = tile(real[np.arange(COLUMNS) % len(real)])
    line = np.full((2 * GAP, top.shape[1], 3), 255, np.uint8)
    _save(path, np.concatenate([top, line, tile(fake[:GENERATED])]))


def pairs(path: Path, shown: U8, fake: U8, near: Nearest) -> None:
    """The most suspicious generated pictures, each above the training picture that it is nearest to."""
    order = np.argsort(near.distance, kind="stable")[:COLUMNS]
    _save(path, np.concatenate([tile(fake[order]), tile(shown[near.index[order]])]))


def _save(path: Path, picture: U8) -> None:
    Image.fromarray(picture).save(path, format="PNG", optimize=True)
