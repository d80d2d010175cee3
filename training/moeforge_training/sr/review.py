"""Looking at the net on held-out tiles: figures beside bicubic, and a grid of small, bicubic, net and truth."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from moeforge_training.corpus import Corpus
from moeforge_training.source import U8
from moeforge_training.sr import measure
from moeforge_training.sr.network import SCALE, Upscaler

COLUMNS = 6


@torch.no_grad()
def review(net: Upscaler, held_out: Mapping[str, Corpus], grid: Path) -> dict[str, dict[str, float]]:
    """Figures by kind of tile (box-shrunk, in whole levels), and the grid as a PNG."""
    figures: dict[str, dict[str, float]] = {}
    rows: list[U8] = []
    device = next(net.parameters()).device
    for kind, corpus in held_out.items():
        sharp = corpus.pictures(range(len(corpus)))
        small = (F.avg_pool2d(_tensor(sharp), SCALE) * 255).round() / 255
        made = _pixels(torch.cat([net(s.to(device)).cpu() for s in small.split(8)]))
        plain = _pixels(F.interpolate(small, scale_factor=SCALE, mode="bicubic"))
        figures[kind] = {**measure.figures(made, sharp), "bicubic_psnr": measure.psnr(plain, sharp)}
        blocks = _pixels(F.interpolate(small[:COLUMNS], scale_factor=SCALE, mode="nearest"))
        rows += [np.concatenate(list(p[:COLUMNS]), axis=1) for p in (blocks, plain, made, sharp)]
    Image.fromarray(on_checks(np.concatenate(rows))).save(grid)
    return figures


def _tensor(pictures: U8) -> Tensor:
    return torch.from_numpy(pictures).permute(0, 3, 1, 2).float() / 255


def _pixels(pictures: Tensor) -> U8:
    return (pictures.clamp(0, 1) * 255).round().to(torch.uint8).permute(0, 2, 3, 1).contiguous().numpy()


def on_checks(picture: U8, side: int = 12) -> U8:
    """A premultiplied picture (H, W, 4) over grey checks: (H, W, 3)."""
    rows, columns = np.indices(picture.shape[:2])
    checks = np.where((rows // side + columns // side) % 2, 220.0, 180.0)
    shown = picture[..., :3] + checks[..., None] * (1.0 - picture[..., 3:] / 255)
    return np.clip(np.rint(shown), 0, 255).astype(np.uint8)
