"""Looking at the style net on styles it never saw: figures beside leaving the texture alone, and a grid."""

from pathlib import Path

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from moeforge_training.corpus import Corpus
from moeforge_training.source import U8
from moeforge_training.style.losses import detail
from moeforge_training.style.network import StyleNet
from moeforge_training.style.trainer import parted, resident
from moeforge_training.style.triples import KINDS, kind_of

COLUMNS = 5


@torch.no_grad()
def review(net: StyleNet, held_out: Corpus, carriers: Tensor, grid: Path) -> dict[str, dict[str, float]]:
    """Figures by kind of texture, and the grid as a PNG: texture, style, net, truth; two kinds beside each other."""
    rows: list[U8] = []
    figures: dict[str, dict[str, float]] = {}
    triples, kinds = resident(held_out, carriers.device), np.array([kind_of(c) for c in held_out.conditions])
    for kind in (k for k in KINDS if k in kinds):
        texture, style, target, planes = parted(triples[torch.from_numpy(np.flatnonzero(kinds == kind))])
        batches = zip(texture.split(8), planes.split(8), style.split(8), strict=True)
        made = torch.cat([net(t, p, s, carriers) for t, p, s in batches]).clamp(0.0, 1.0)
        if kind != "canvas":
            figures[kind] = compared(texture, made, target)
        rows.append(np.concatenate([_row(p) for p in (texture, style, made, target)]))
    rows += [np.full_like(rows[0], 255)] * (len(rows) % 2)
    sheet = [np.concatenate(rows[i : i + 2], axis=1) for i in range(0, len(rows), 2)]
    Image.fromarray(np.concatenate(sheet)).save(grid)
    return figures


def compared(texture: Tensor, made: Tensor, target: Tensor) -> dict[str, float]:
    """PSNR in dB, and the share of the style's detail that is still missing: 1 where nothing was done."""
    fine, wanted, before = detail(made), detail(target), detail(texture)
    return {
        "psnr": _psnr(made, target),
        "psnr_untouched": _psnr(texture, target),
        "detail_missing": float((fine - wanted).abs().mean() / (before - wanted).abs().mean().clamp_min(1e-9)),
    }


def _psnr(a: Tensor, b: Tensor) -> float:
    return float(-10.0 * (a - b).square().mean((1, 2, 3)).clamp_min(1e-8).log10().mean())


def _row(pictures: Tensor) -> U8:
    shown = (pictures[:COLUMNS] * 255).round().to(torch.uint8).permute(0, 2, 3, 1).cpu().numpy()
    blank = np.full((COLUMNS - len(shown), *shown.shape[1:]), 255, np.uint8)
    return np.concatenate([*shown, *blank], axis=1)
