"""What happens to a stored picture on its way to the net: another place, colour, pen and wear in every step.

Kinds of change that make a label of colour untrue say so, and the trainer leaves those labels out.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from moeforge.understand.picture.crop import REACH, SIDE
from moeforge_training.encoder.figures import MARGIN
from moeforge_training.sr.jpeg import worn

Rng = np.random.Generator
Mask = NDArray[np.bool_]
SHIFT = 0.12
"""Of the face box, in its own side."""
LUMA = (0.299, 0.587, 0.114)


def canonical(stored: Tensor) -> Tensor:
    """The canonical crop (B, 3, SIDE, SIDE), 0..1, of stored bytes (B, 3, S, S): nothing is changed."""
    spare = (stored.shape[-1] - SIDE) // 2
    return stored[..., spare : spare + SIDE, spare : spare + SIDE].float() / 255


def varied(stored: Tensor, rng: Rng) -> tuple[Tensor, Mask]:
    """Changed crops (B, 3, SIDE, SIDE) in 0..1, and where hues were turned or taken away (B,)."""
    x = _placed(stored.float() / 255, rng)
    x, void = _recolored(x, rng)
    x, drawn = _redrawn(x, rng)
    return _worn(_hidden(x, rng), rng).clamp(0.0, 1.0), void | drawn


def _tensor(values: NDArray[np.float64], x: Tensor) -> Tensor:
    return torch.from_numpy(values.astype(np.float32)).to(x.device)


def _placed(x: Tensor, rng: Rng) -> Tensor:
    """Moved, scaled, turned and mirrored; at times cut off at a border, whose pixels repeat."""
    count = len(x)
    scale = np.exp(rng.uniform(np.log(0.74), np.log(1.16), (count, 1))) * np.exp(rng.normal(0.0, 0.04, (count, 2)))
    scale /= MARGIN
    mirror = np.where(rng.random(count) < 0.5, -1.0, 1.0)
    turn = np.radians(rng.normal(0.0, 7.0, count))
    cos, sin = np.cos(turn), np.sin(turn)
    move = rng.uniform(-2.0 * SHIFT / REACH, 2.0 * SHIFT / REACH, (count, 2)) / MARGIN
    rows = np.stack([
        np.stack([mirror * scale[:, 0] * cos, -scale[:, 1] * sin, move[:, 0]], 1),
        np.stack([mirror * scale[:, 0] * sin, scale[:, 1] * cos, move[:, 1]], 1),
    ], 1)  # fmt: skip
    grid = F.affine_grid(_tensor(rows, x), [count, 3, SIDE, SIDE], align_corners=False)
    cut = rng.random((count, 2)) < 0.1
    low = np.where(cut, rng.uniform(-1.0, -0.45, (count, 2)), -1.0)
    high = np.where(cut, rng.uniform(0.55, 1.0, (count, 2)), 1.0)
    bounds = [_tensor(b[:, None, None], x) for b in (low, high)]
    return F.grid_sample(x, torch.clamp(grid, *bounds), padding_mode="border", align_corners=False)


def _recolored(x: Tensor, rng: Rng) -> tuple[Tensor, Mask]:
    """Light, contrast and saturation of all; of some the hues, and of some all colour."""
    count = len(x)
    kind = rng.random(count)
    void, grey = kind < 0.25, kind > 0.9
    turn = np.where(void, rng.uniform(0.0, 2.0 * np.pi, count), rng.normal(0.0, 0.05, count))
    chroma = np.where(grey, 0.0, rng.uniform(0.75, 1.3, count))
    luma = _tensor(np.array(LUMA), x)[None, :, None, None]
    y = (x * luma).sum(1, keepdim=True)
    d = x - y
    c, s = (_tensor(chroma * f(turn), x)[:, None, None, None] for f in (np.cos, np.sin))
    across = torch.stack([d[:, 2] - d[:, 1], d[:, 0] - d[:, 2], d[:, 1] - d[:, 0]], 1) / 3**0.5
    x = y + c * d + s * (across - (across * luma).sum(1, keepdim=True))
    gain = _tensor(np.exp(rng.normal(0.0, 0.05, (count, 3))), x)[:, :, None, None]
    tone = [_tensor(v, x)[:, None, None, None] for v in (rng.uniform(0.7, 1.25, count), rng.normal(0.0, 0.05, count),
                                                         np.exp(rng.normal(0.0, 0.2, count)))]  # fmt: skip
    x = (0.5 + (x.clamp(1e-4, 1.0) ** tone[2] - 0.5) * tone[0] + tone[1]) * gain
    return x.clamp(0.0, 1.0), void | grey


def _redrawn(x: Tensor, rng: Rng) -> tuple[Tensor, Mask]:
    """Some as line drawings, some in few flat tones."""
    kind = rng.random(len(x))
    lines, flat = kind < 0.07, kind > 0.9
    if flat.any():
        steps = float(rng.integers(3, 7))
        smooth = F.avg_pool2d(F.pad(x[flat], (2, 2, 2, 2), mode="replicate"), 5, 1)
        x = x.index_put((torch.from_numpy(np.flatnonzero(flat)),), (smooth * steps).round() / steps)
    if lines.any():
        x = x.index_put((torch.from_numpy(np.flatnonzero(lines)),), _lines(x[lines], rng))
    return x, lines


def _lines(x: Tensor, rng: Rng) -> Tensor:
    """Dark lines where a picture changes, on paper; half keep their dark masses."""
    grey = x.mean(1, keepdim=True)
    wide = F.pad(grey, (1, 1, 1, 1), mode="replicate")
    across = wide[..., 1:-1, 2:] - wide[..., 1:-1, :-2]
    down = wide[..., 2:, 1:-1] - wide[..., :-2, 1:-1]
    paper = 1.0 - (float(rng.uniform(2.0, 7.0)) * (across.square() + down.square()).sqrt()).clamp(0.0, 1.0)
    if rng.random() < 0.5:
        paper = torch.minimum(paper, (grey > float(rng.uniform(0.15, 0.45))).float())
    return paper.expand(-1, 3, -1, -1)


def _hidden(x: Tensor, rng: Rng) -> Tensor:
    """A small patch of a few pictures under one colour."""
    x = x.clone()
    for i in np.flatnonzero(rng.random(len(x)) < 0.12):
        tall, wide = rng.integers(8, 36, 2)
        top, left = rng.integers(0, SIDE - 8, 2)
        x[i, :, top : top + tall, left : left + wide] = _tensor(rng.random((3, 1, 1)), x)
    return x


def _worn(x: Tensor, rng: Rng) -> Tensor:
    """Shrunk and enlarged, saved as JPEG, grainy: a quarter of the batch each."""
    count = len(x)
    quarter = max(1, count // 4)
    groups = [torch.from_numpy(rng.permutation(count)[:quarter]) for _ in range(3)]
    side = int(rng.integers(36, 110))
    small = F.interpolate(x[groups[0]], size=(side, side), mode="area")
    x = x.index_put((groups[0],), F.interpolate(small, size=(SIDE, SIDE), mode="bilinear"))
    quality = _tensor(rng.uniform(50.0, 95.0, quarter), x)
    x = x.index_put((groups[1],), worn((255.0 * x[groups[1]].clamp(0.0, 1.0)).round(), quality) / 255)
    grain = _tensor(rng.normal(0.0, 1.0, (quarter, 3, SIDE, SIDE)), x) * float(rng.uniform(0.0, 0.08))
    return x.index_add(0, groups[2], grain)
