"""DiffAugment (Zhao et al. NeurIPS'20): what the critic sees is recoloured, shifted and partly covered, differentiably.

The critic of a small set would else learn the pictures by heart. All chance comes in as numbers, one row per picture,
so a batch may be cut into pieces (or spread over processes) without a change of the result.
"""

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

NUMBERS = 10
"""Uniform numbers in [0, 1) that one picture needs."""
SHIFT = 1 / 8
COVER = 1 / 2


def augment(pictures: Tensor, chance: Tensor, policy: tuple[str, ...], share: float = 1.0) -> Tensor:
    """Pictures (B, 3, S, S) in [-1, 1] by chance (B, NUMBERS); `policy` names steps of STEPS in order.

    Each step is applied to each picture with probability `share`. Below .8 its traces cannot become part of what is
    learned (ADA, Karras et al. NeurIPS'20).
    """
    for place, name in enumerate(policy):
        changed = STEPS[name](pictures, chance)
        drawn = chance[:, 7 + place, None, None, None] < share
        pictures = changed if share >= 1.0 else torch.where(drawn, changed, pictures)
    return pictures


def color(x: Tensor, chance: Tensor) -> Tensor:
    """Brightness +-0.5, saturation 0..2, contrast 0.5..1.5."""
    brightness, saturation, contrast = (chance[:, i, None, None, None] for i in range(3))
    x = x + (brightness - 0.5)
    grey = x.mean(1, keepdim=True)
    x = grey + (x - grey) * (2 * saturation)
    middle = x.mean((1, 2, 3), keepdim=True)
    return middle + (x - middle) * (contrast + 0.5)


def translation(x: Tensor, chance: Tensor) -> Tensor:
    """Whole texels, up to an eighth of the side; mid grey comes in from the edge."""
    side = x.shape[-1]
    reach = round(side * SHIFT)
    offset = (chance[:, 3:5] * (2 * reach + 1)).long()  # (B, 2), 0..2 reach
    padded = torch.nn.functional.pad(x, (reach, reach, reach, reach))
    steps = torch.arange(side, device=x.device)
    rows, columns = (offset[:, i, None] + steps for i in range(2))  # (B, S)
    tall = padded.gather(2, rows[:, None, :, None].expand(-1, x.shape[1], -1, padded.shape[3]))
    return tall.gather(3, columns[:, None, None, :].expand(-1, x.shape[1], side, -1))


def cutout(x: Tensor, chance: Tensor) -> Tensor:
    """A square of half the side becomes mid grey; its centre lies anywhere."""
    side = x.shape[-1]
    half = side * COVER / 2
    steps = torch.arange(side, device=x.device) + 0.5
    down, right = ((steps - chance[:, i, None] * side).abs() < half for i in (5, 6))  # (B, S)
    return x * ~(down[:, None, :, None] & right[:, None, None, :])


STEPS: Mapping[str, Callable[[Tensor, Tensor], Tensor]] = {
    "color": color,
    "translation": translation,
    "cutout": cutout,
}
