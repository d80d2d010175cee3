"""Pictures of a flat generator from numbered latents."""

import numpy as np
import torch
from torch import nn

from moeforge_training.sampling import to_pixels
from moeforge_training.source import U8


@torch.no_grad()
def sample(generator: nn.Module, latent: int, count: int, seed: int = 5, batch: int = 32) -> U8:
    """`count` pictures (N, S, S, 3) uint8 sRGB; the same seed gives the same latents."""
    device = next(generator.parameters()).device
    z = torch.from_numpy(np.random.default_rng(seed).standard_normal((count, latent)).astype(np.float32))
    return np.concatenate([to_pixels(generator(part.to(device))) for part in z.split(batch)])
