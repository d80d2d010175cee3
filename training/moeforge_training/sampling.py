"""A generator's pictures as pixels."""

import numpy as np
import torch

from moeforge_training.corpus import Corpus
from moeforge_training.networks import Generator
from moeforge_training.source import U8


@torch.no_grad()
def generate(generator: Generator, corpus: Corpus, batch: int = 32) -> U8:
    """The generator's pictures for the corpus' inputs: (N, S, S, 3) uint8 sRGB."""
    device = next(generator.parameters()).device
    rows: list[U8] = []
    for start in range(0, len(corpus), batch):
        part = slice(start, start + batch)
        condition, z = (torch.from_numpy(a[part]).to(device) for a in (corpus.conditions, corpus.latents))
        rows.append(to_pixels(generator(condition, z)))
    return np.concatenate(rows)


def to_pixels(pictures: torch.Tensor) -> U8:
    """(B, 3, S, S) in [-1, 1] to (B, S, S, 3) uint8 sRGB, rounded."""
    scaled = (pictures.float().clamp(-1.0, 1.0) + 1.0) * 127.5
    return scaled.round().to(torch.uint8).permute(0, 2, 3, 1).cpu().numpy()


def pairs(generator: Generator, corpus: Corpus) -> tuple[U8, U8]:
    """(generated, painted) pictures of a corpus."""
    return generate(generator, corpus), corpus.pictures(range(len(corpus)))
