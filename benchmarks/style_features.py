"""Style seen through random features: how far it went over, and AdaIN on them as a plain rival; nothing is trained.

Random features may stand in for trained ones: He et al. NIPS'16; Ustyuzhaninov et al. 2016; Liu et al. CVPR'21.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from moeforge_training.losses import RandomFeatures

U8 = NDArray[np.uint8]
SIDE = 256
"""Pictures are compared at this size."""
COMPONENTS = 12
SEEDS = (20, 21, 22)
PATCH = 5


def tensor(pixels: U8) -> Tensor:
    """(H, W, 3 or 4) to (1, 3, H, W) in [-1, 1]."""
    return torch.from_numpy(pixels[..., :3].copy()).permute(2, 0, 1)[None].float() / 127.5 - 1.0


@torch.no_grad()
def effect(images: Sequence[U8], weights: Sequence[float], picture: U8) -> float:
    """Effectiveness after Yeh et al. (2019): minus the log of the symmetric KL divergence of Gaussians of features.

    Features of the images (pooled by `weights`) and of the picture, on the picture's leading principal components; mean
    over three scales and three seeds. Higher: more of the picture's style.
    """
    scores: list[float] = []
    for seed in SEEDS:
        net = RandomFeatures(seed=seed)
        wanted = net.features(_sized(tensor(picture)))
        found = [net.features(_sized(tensor(p))) for p in images]
        for level, target in enumerate(wanted):
            rows = [_rows(f[level]) for f in found]
            scores.append(-np.log(_divergence(rows, weights, _rows(target))))
    return float(np.mean(scores))


def _sized(x: Tensor) -> Tensor:
    """The middle square, SIDE texels wide."""
    side = min(x.shape[2:])
    top, left = (x.shape[2] - side) // 2, (x.shape[3] - side) // 2
    return F.interpolate(x[..., top : top + side, left : left + side], (SIDE, SIDE), mode="area")


def _rows(features: Tensor) -> Tensor:
    return features[0].flatten(1).T.double()  # (texels, channels)


def _divergence(rows: Sequence[Tensor], weights: Sequence[float], target: Tensor) -> float:
    """Symmetric KL of two Gaussians in the target's principal components."""
    mean = target.mean(0)
    _, scale, axes = torch.linalg.svd((target - mean) / len(target) ** 0.5, full_matrices=False)
    axes = axes[:COMPONENTS].T
    floor = float(scale[0]) * 1e-2  # a black square has hardly a second component

    def moments(parts: Sequence[Tensor], shares: Sequence[float]) -> tuple[Tensor, Tensor]:
        projected = [(p - mean) @ axes for p in parts]
        middle = sum(s * p.mean(0) for s, p in zip(shares, projected, strict=True))
        spread = sum(s * (p - middle).T @ (p - middle) / len(p) for s, p in zip(shares, projected, strict=True))
        return torch.as_tensor(middle), torch.as_tensor(spread) + floor**2 * torch.eye(COMPONENTS, dtype=torch.double)

    (m0, s0), (m1, s1) = moments(rows, weights), moments([target], [1.0])
    shift = m0 - m1
    inverse0, inverse1 = torch.linalg.inv(s0), torch.linalg.inv(s1)
    traces = torch.trace(inverse1 @ s0) + torch.trace(inverse0 @ s1) - 2 * COMPONENTS
    return float(0.5 * (traces + shift @ (inverse0 + inverse1) @ shift))


@torch.no_grad()
def adain(images: Mapping[str, U8], weights: Mapping[str, float], picture: U8) -> dict[str, U8]:
    """AdaIN (Huang and Belongie, ICCV'17) on an orthogonal bank of random 5 x 5 filters, which its transpose inverts.

    One mean and spread per filter for all images, so that the figure stays one.
    """
    bank = _bank()
    mean, spread = _statistics([_filtered(tensor(picture), bank)], [1.0])
    found = {n: _filtered(tensor(p), bank) for n, p in images.items() if n in weights}
    own_mean, own_spread = _statistics(list(found.values()), [weights[n] for n in found])
    moved = {n: (f - own_mean) / own_spread * spread + mean for n, f in found.items()}
    return {n: _pixels(F.conv_transpose2d(f, bank)) for n, f in moved.items()}


def _bank() -> Tensor:
    """(75, 3, 5, 5): orthonormal rows, scaled so that filtering and transposing give the picture back."""
    count = 3 * PATCH**2
    draw = torch.randn(count, count, generator=torch.Generator().manual_seed(20))
    return torch.linalg.qr(draw)[0].reshape(count, 3, PATCH, PATCH) / PATCH


def _filtered(x: Tensor, bank: Tensor) -> Tensor:
    reach = PATCH - 1
    return F.conv2d(F.pad(x, (reach, reach, reach, reach), mode="replicate"), bank)


def _statistics(parts: Sequence[Tensor], shares: Sequence[float]) -> tuple[Tensor, Tensor]:
    """Weighted mean and spread of each filter, (75, 1, 1)."""
    total = sum(shares)
    mean = torch.as_tensor(sum(s / total * p.mean((0, 2, 3)) for s, p in zip(shares, parts, strict=True)))
    squares = [(p - mean[:, None, None]).square().mean((0, 2, 3)) for p in parts]
    square = sum(s / total * q for s, q in zip(shares, squares, strict=True))
    return mean[:, None, None], torch.as_tensor(square).sqrt().clamp_min(1e-4)[:, None, None]


def _pixels(x: Tensor) -> U8:
    """The inside of what the transpose gives, as uint8 (H, W, 3)."""
    reach = PATCH - 1
    inner = x[0, :, reach:-reach, reach:-reach]
    return ((inner.clamp(-1.0, 1.0) + 1.0) * 127.5).round().to(torch.uint8).permute(1, 2, 0).contiguous().numpy()
