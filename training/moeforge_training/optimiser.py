"""Small steps around torch's optimisers: their rate, one descent, their state as named tensors."""

from collections.abc import Iterable, Mapping
from typing import Any

import torch
from torch import Tensor, nn


def adam(parameters: Iterable[nn.Parameter], rate: float, betas: tuple[float, float]) -> torch.optim.Adam:
    """Adam, in one kernel on a GPU. The parameters must lie on their device already."""
    known = list(parameters)
    return torch.optim.Adam(known, rate, betas, 1e-8, fused=True if known[0].is_cuda else None)


def set_rate(optimiser: torch.optim.Optimizer, rate: float) -> None:
    """The learning rate of all groups."""
    for group in optimiser.param_groups:
        group["lr"] = rate


def descend(optimiser: torch.optim.Optimizer, loss: Tensor) -> None:
    """One step down the loss."""
    optimiser.zero_grad(set_to_none=True)
    loss.backward()
    optimiser.step()


def flat(optimiser: torch.optim.Optimizer) -> dict[str, Tensor]:
    """The state as tensors named `index/name`, for a checkpoint."""
    state: dict[int, dict[str, Tensor]] = optimiser.state_dict()["state"]
    return {f"{index}/{name}": tensor for index, values in state.items() for name, tensor in values.items()}


def restore(optimiser: torch.optim.Optimizer, tensors: Mapping[str, Tensor]) -> None:
    """The inverse of `flat`; moments take their parameter's layout in memory."""
    state: dict[int, dict[str, Tensor]] = {}
    for key, tensor in tensors.items():
        index, _, name = key.partition("/")
        state.setdefault(int(index), {})[name] = tensor
    groups: list[dict[str, Any]] = optimiser.state_dict()["param_groups"]
    optimiser.load_state_dict({"state": state, "param_groups": groups})
    for parameter, values in optimiser.state.items():
        for name, tensor in values.items():
            if tensor.shape == parameter.shape:  # in its layout, else each tensor is worked on by itself
                values[name] = torch.empty_like(parameter).copy_(tensor)
