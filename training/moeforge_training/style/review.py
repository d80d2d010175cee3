"""Looking at the reader on styles it never saw: how far off each strength is, and a grid."""

from pathlib import Path

import numpy as np
import torch
from PIL import Image

from moeforge.painter.carriers import Ground
from moeforge.painter.finish import DRAWN, Finish, filtered
from moeforge_training.corpus import Corpus
from moeforge_training.source import F32, U8
from moeforge_training.style.network import Reader
from moeforge_training.style.trainer import resident

COLUMNS = 8
BANDS = 5
"""Steps of grey of the plain picture that is drawn as the grid's pictures are read."""


@torch.no_grad()
def review(net: Reader, held_out: Corpus, grid: Path) -> dict[str, float]:
    """Mean absolute error of every strength; the grid as a PNG: pictures, and a plain one drawn as they are read."""
    device = next(net.parameters()).device
    light, wanted = resident(held_out, device)
    guess = torch.cat([net(part.float() / 255) for part in light.split(32)]).clamp(0.0, 1.0)
    shown = light[:COLUMNS, 0].cpu().numpy()
    drawn = [plain(shown.shape[1], strengths) for strengths in guess[:COLUMNS].cpu().numpy()]
    Image.fromarray(np.concatenate([np.concatenate([*shown], 1), np.concatenate(drawn, 1)])).save(grid)
    errors = (guess - wanted).abs().mean(0).tolist()
    return dict(zip(DRAWN, errors, strict=True)) | {"all": sum(errors) / len(errors)}


def plain(side: int, strengths: F32) -> U8:
    """Upright bands that fade to the right, drawn with these strengths of DRAWN: (side, side)."""
    at = np.arange(side, dtype=np.float32) / side
    light = 0.25 + 0.6 * (np.floor(BANDS * at)[:, None] % 2) * (1.0 - 0.6 * at) + 0.1 * at
    finish = Finish(**dict(zip(DRAWN, (float(s) for s in strengths), strict=True)))
    made = filtered(light[None].astype(np.float32), finish, Ground(side))
    return np.rint(255 * np.clip(made[0], 0.0, 1.0)).astype(np.uint8)
