"""What the style net is judged by: the painter's own answer where there is one, else the style's statistics."""

from collections.abc import Mapping

import torch
from torch import Tensor

from moeforge_training.losses import RandomFeatures, edges
from moeforge_training.style.network import luma, soft

REACH = 17
"""Texels of a side of what counts as the ground of a detail."""
PLACES = 2048
"""Texels of a scale that are compared."""
WEIGHTS: Mapping[str, float] = {
    "texels": 10.0, "detail": 10.0, "edges": 5.0, "features": 4.0, "itself": 10.0, "strengths": 2.0, "sliced": 0.6,
    "ground": 10.0,
}  # fmt: skip


def detail(pictures: Tensor) -> Tensor:
    """Luma less its ground, (B, 1, S, S): lines, strokes and grain without any palette."""
    light = luma(pictures)
    return light - soft(light, REACH)


def against_truth(made: Tensor, target: Tensor, features: RandomFeatures) -> dict[str, Tensor]:
    """Of (B, 3, S, S) in [0, 1]: texels, details, edges, and random features of details."""
    one = torch.ones(1, 1, *made.shape[2:], device=made.device)
    fine, wanted = detail(made), detail(target)
    return {
        "texels": (made - target).abs().mean(),
        "detail": (fine - wanted).abs().mean(),
        "edges": edges(made, target, one),
        "features": features(4.0 * fine.expand(-1, 3, -1, -1), 4.0 * wanted.expand(-1, 3, -1, -1)),
    }


RELIEF = 0.5
"""Share of a canvas' relief that a texture takes: strokes shall be seen, and what is drawn still be read."""


def against_style(
    made: Tensor, texture: Tensor, style: Tensor, features: RandomFeatures, draw: Tensor
) -> dict[str, Tensor]:
    """Without a truth: details spread as the style's are, on the texture's own ground.

    `draw`: numbers in [0, 1), (PLACES,), that choose where the scales are looked at.
    """
    return {
        "sliced": sliced(detail(made), RELIEF * detail(style), features, draw),
        "ground": (soft(made, REACH) - soft(texture, REACH)).abs().mean(),
    }


def sliced(made: Tensor, style: Tensor, features: RandomFeatures, draw: Tensor) -> Tensor:
    """Sliced Wasserstein distance in random features, mean over scales (Heitz et al., CVPR'21), of (B, 1, S, S).

    The features are random directions already, so each channel is sorted by itself.
    """
    with torch.no_grad():
        wanted = features.features(4.0 * style.expand(-1, 3, -1, -1))
    found = features.features(4.0 * made.expand(-1, 3, -1, -1))
    return torch.stack(
        [_sorted_distance(a.float(), b.float(), draw) for a, b in zip(found, wanted, strict=True)]
    ).mean()


def _sorted_distance(found: Tensor, wanted: Tensor, draw: Tensor) -> Tensor:
    at = (draw * found.shape[2] * found.shape[3]).long()
    a, b = (x.flatten(2)[..., at].sort(2).values for x in (found, wanted))
    return (a - b).abs().mean()


def total(terms: Mapping[str, Tensor]) -> Tensor:
    """The weighted sum."""
    return torch.stack([WEIGHTS[name] * term for name, term in terms.items()]).sum()


def recolored(pictures: Tensor, turn: Tensor) -> Tensor:
    """Pictures (B, 3, S, S) with their chroma turned and scaled by `turn` (B, 2), as a complex factor; luma stays."""
    light = luma(pictures)
    u, v = pictures[:, 2:] - light, pictures[:, :1] - light
    c, s = turn[:, 0, None, None, None], turn[:, 1, None, None, None]
    blue, red = light + c * u - s * v, light + s * u + c * v
    green = (light - 0.299 * red - 0.114 * blue) / 0.587
    return torch.cat([red, green, blue], 1).clamp(0.0, 1.0)


def toned(pictures: Tensor, tone: Tensor) -> Tensor:
    """Pictures in [0, 1] with another contrast: a power of (B, 2) column 0, then squeezed to column 1's share."""
    power, share = tone[:, 0, None, None, None], tone[:, 1, None, None, None]
    return (pictures.clamp_min(1e-4) ** power - 0.5) * share + 0.5
