"""Pictures to look at: the painter's row above the generator's, sheet by sheet."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from PIL import Image

from moeforge_training.corpus import Corpus
from moeforge_training.networks import Generator
from moeforge_training.source import U8

GAP = 2


@torch.no_grad()
def generate(generator: Generator, corpus: Corpus, batch: int = 32) -> U8:
    """The generator's pictures for the corpus' inputs: (N, S, S, 3) uint8 sRGB."""
    device = next(generator.parameters()).device
    rows: list[U8] = []
    for start in range(0, len(corpus), batch):
        condition, z = (
            torch.from_numpy(a[start : start + batch]).to(device) for a in (corpus.conditions, corpus.latents)
        )
        rows.append(to_pixels(generator(condition, z)))
    return np.concatenate(rows)


def to_pixels(pictures: torch.Tensor) -> U8:
    """(B, 3, S, S) in [-1, 1] to (B, S, S, 3) uint8 sRGB, rounded."""
    scaled = (pictures.float().clamp(-1.0, 1.0) + 1.0) * 127.5
    return scaled.round().to(torch.uint8).permute(0, 2, 3, 1).cpu().numpy()


def pairs(generator: Generator, corpus: Corpus) -> tuple[U8, U8]:
    """(generated, painted) pictures of a corpus."""
    return generate(generator, corpus), corpus.pictures(range(len(corpus)))


def compose(pictures: Mapping[str, tuple[U8, U8]], columns: int = 8) -> U8:
    """Two rows per sheet, painter above generator: (H, W, 3) uint8."""
    rows: list[U8] = []
    for fake, real in pictures.values():
        rows += [_row(real[:columns]), _row(fake[:columns])]
    return np.concatenate(rows)


def _row(pictures: U8) -> U8:
    framed = np.pad(pictures, ((0, 0), (0, GAP), (0, GAP), (0, 0)), constant_values=255)
    return np.concatenate(list(framed), axis=1)


def save(path: Path, pictures: Mapping[str, tuple[U8, U8]], columns: int = 8) -> None:
    """Write the grid as a PNG."""
    Image.fromarray(compose(pictures, columns)).save(path, optimize=True)
