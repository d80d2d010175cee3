"""What an enlarged drawing is judged by: texels, most of all at edges; their differences; their spectrum.

Premultiplied colours are what is seen on black; what is seen on white is judged beside them, so that no fringe appears.
"""

import torch
from torch import Tensor
from torch.nn import functional as F  # noqa: N812 - torch's own convention

SOFTNESS = 2e-3
"""Charbonnier's epsilon, in [0, 1]: below half a level the loss is quadratic."""
EDGE_WEIGHT = 4.0
SLOPES, SPECTRUM = 0.5, 0.02
L2 = 10.0
FINISH = (0.5, 0.7)
"""Between these parts of the run the loss turns towards L2, by which edges are judged."""
MOST = 0.75
"""Weight of the L2 at the end. The rest keeps flats clean, where squares of small errors weigh little."""


def charbonnier(error: Tensor) -> Tensor:
    """A smooth L1, element by element."""
    return (error.square() + SOFTNESS**2).sqrt() - SOFTNESS


def edge_weight(sharp: Tensor) -> Tensor:
    """Weights (B, 1, S, S) from 1 in flats to 1 + EDGE_WEIGHT in a band of two texels round edges."""
    down = F.pad(sharp.diff(dim=2).abs().amax(1, keepdim=True), (0, 0, 0, 1))
    right = F.pad(sharp.diff(dim=3).abs().amax(1, keepdim=True), (0, 1))
    return 1.0 + EDGE_WEIGHT * (4.0 * F.max_pool2d(torch.maximum(down, right), 5, 1, 2)).clamp_max(1.0)


def squares(fraction: float) -> float:
    """Weight of the L2 at that part of the run, 0 to MOST."""
    return MOST * min(max((fraction - FINISH[0]) / (FINISH[1] - FINISH[0]), 0.0), 1.0)


def terms(made: Tensor, sharp: Tensor, squares: float) -> dict[str, Tensor]:
    """Losses by name for (B, 4, S, S) premultiplied pictures; `total` is their weighted sum, with `squares` of L2.

    A run should begin with L2 alone: plain L1 on flat art falls into the state where nothing is drawn.
    """
    black = made - sharp
    error = torch.cat([black, black[:, :3] - black[:, 3:]], dim=1)
    weight = edge_weight(sharp)
    found = {"texels": (weight * charbonnier(error)).mean(), "l2": (weight * error.square()).mean()}
    if squares == 1.0:
        return {**found, "total": L2 * found["l2"]}
    found["slopes"] = charbonnier(error.diff(dim=2)).mean() + charbonnier(error.diff(dim=3)).mean()
    found["spectrum"] = torch.fft.rfft2(error.mean(1), norm="ortho").abs().mean()
    smooth = found["texels"] + SLOPES * found["slopes"] + SPECTRUM * found["spectrum"]
    return {**found, "total": (1.0 - squares) * smooth + squares * L2 * found["l2"]}
