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


def varied(stored: Tensor, rng: Rng, strength: float = 1.0) -> tuple[Tensor, Mask]:
    """Changed crops (B, 3, SIDE, SIDE) in 0..1, and where hues were turned or taken away (B,).

    `strength`: how far things move and how many are changed; 0 leaves the canonical crop.
    """
    x = _placed(stored.float() / 255, rng, strength)
    x, void = _recolored(x, rng, strength)
    x, drawn = _redrawn(x, rng, strength)
    return _worn(_hidden(x, rng, strength), rng, strength).clamp_(0.0, 1.0), void | drawn


def _tensor(values: NDArray[np.float64], x: Tensor) -> Tensor:
    return torch.from_numpy(values.astype(np.float32)).to(x.device)


def _placed(x: Tensor, rng: Rng, strength: float) -> Tensor:
    """Moved, scaled, turned and mirrored; at times cut off at a border, whose pixels repeat."""
    count = len(x)
    size = rng.uniform(np.log(0.76), np.log(1.16), (count, 1)) + rng.normal(0.0, 0.04, (count, 2))
    scale = np.exp(strength * size) / MARGIN
    mirror = np.where(rng.random(count) < 0.5, -1.0, 1.0)
    turn = np.radians(strength * rng.normal(0.0, 6.0, count))
    cos, sin = np.cos(turn), np.sin(turn)
    move = strength * rng.uniform(-2.0 * SHIFT / REACH, 2.0 * SHIFT / REACH, (count, 2)) / MARGIN
    rows = np.stack([
        np.stack([mirror * scale[:, 0] * cos, -scale[:, 1] * sin, move[:, 0]], 1),
        np.stack([mirror * scale[:, 0] * sin, scale[:, 1] * cos, move[:, 1]], 1),
    ], 1)  # fmt: skip
    grid = F.affine_grid(_tensor(rows, x), [count, 3, SIDE, SIDE], align_corners=False)
    cut = rng.random((count, 2)) < 0.08 * strength
    low = np.where(cut, rng.uniform(-1.0, -0.5, (count, 2)), -1.0)
    high = np.where(cut, rng.uniform(0.55, 1.0, (count, 2)), 1.0)
    bounds = [_tensor(b[:, None, None], x) for b in (low, high)]
    return F.grid_sample(x, torch.clamp(grid, *bounds), padding_mode="border", align_corners=False)


def _recolored(x: Tensor, rng: Rng, strength: float) -> tuple[Tensor, Mask]:
    """Light, contrast and saturation of all; of some the hues, and of some all colour: one affine map a picture."""
    count = len(x)
    kind = rng.random(count)
    void, grey = kind < 0.2 * strength, kind > 1.0 - 0.1 * strength
    turn = np.where(void, rng.uniform(0.0, 2.0 * np.pi, count), strength * rng.normal(0.0, 0.05, count))
    chroma = np.where(grey, 0.0, np.exp(strength * rng.uniform(-0.28, 0.26, count)))
    contrast = np.exp(strength * rng.uniform(-0.35, 0.22, count))
    maps = _hues(turn, chroma) * (contrast * np.exp(rng.normal(0.0, 0.05 * strength, (3, count)))).T[:, :, None]
    shift = 0.5 - 0.5 * maps.sum(2) + strength * rng.normal(0.0, 0.05, (count, 1))
    flat = torch.baddbmm(_tensor(shift[:, :, None], x), _tensor(maps, x), x.flatten(2))
    return flat.clamp_(0.0, 1.0).reshape(x.shape), void | grey


def _hues(turn: NDArray[np.float64], chroma: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, 3, 3) that turn colours about grey by angles (N,) and scale their distance from it; luma stays."""
    luma = np.tile(np.array(LUMA), (3, 1))
    across = np.array([[0.0, -1.0, 1.0], [1.0, 0.0, -1.0], [-1.0, 1.0, 0.0]]) / 3**0.5
    away = np.eye(3) - luma
    turned = (across - luma @ across) @ away
    c, s = ((chroma * f(turn))[:, None, None] for f in (np.cos, np.sin))
    return luma + c * away + s * turned


def _redrawn(x: Tensor, rng: Rng, strength: float) -> tuple[Tensor, Mask]:
    """Some as line drawings, some in few flat tones."""
    kind = rng.random(len(x))
    lines, flat = (
        torch.from_numpy(np.flatnonzero(chosen)) for chosen in (kind < 0.07 * strength, kind > 1.0 - 0.08 * strength)
    )
    if len(flat):
        steps = float(rng.integers(3, 7))
        smooth = F.avg_pool2d(F.pad(x[flat], (2, 2, 2, 2), mode="replicate"), 5, 1)
        x = x.index_put((flat,), (smooth * steps).round() / steps)
    if len(lines):
        x = x.index_put((lines,), _lines(x[lines], rng))
    return x, kind < 0.07 * strength


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


def _hidden(x: Tensor, rng: Rng, strength: float) -> Tensor:
    """A small patch of a few pictures under one colour."""
    for i in np.flatnonzero(rng.random(len(x)) < 0.1 * strength):
        tall, wide = rng.integers(8, 36, 2)
        top, left = rng.integers(0, SIDE - 8, 2)
        x[i, :, top : top + tall, left : left + wide] = _tensor(rng.random((3, 1, 1)), x)
    return x


def _worn(x: Tensor, rng: Rng, strength: float) -> Tensor:
    """Shrunk and enlarged, saved as JPEG, grainy: a fifth of the batch or less each."""
    part = max(1, round(0.18 * strength * len(x)))
    groups = [torch.from_numpy(rng.permutation(len(x))[:part]) for _ in range(3)]
    side = int(rng.integers(40, 112))
    small = F.interpolate(x[groups[0]], size=(side, side), mode="area")
    x[groups[0]] = F.interpolate(small, size=(SIDE, SIDE), mode="bilinear")
    quality = _tensor(rng.uniform(50.0, 95.0, part), x)
    x[groups[1]] = worn((255.0 * x[groups[1]].clamp(0.0, 1.0)).round(), quality) / 255
    grain = _tensor(rng.normal(0.0, rng.uniform(0.0, 0.08), (part, 3, SIDE, SIDE)), x)
    return x.index_add_(0, groups[2], grain)
