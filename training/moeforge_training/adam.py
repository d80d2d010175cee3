"""The state of an Adam optimiser as flat tensors for a checkpoint, and back."""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor


def flatten(optimiser: torch.optim.Optimizer) -> dict[str, Tensor]:
    """Moments and counts of every parameter, keyed "index/name"."""
    state: dict[int, dict[str, Tensor]] = optimiser.state_dict()["state"]
    return {f"{index}/{name}": tensor for index, values in state.items() for name, tensor in values.items()}


def restore(optimiser: torch.optim.Optimizer, flat: Mapping[str, Tensor]) -> None:
    """Continue from what `flatten` gave."""
    state: dict[int, dict[str, Tensor]] = {}
    for key, tensor in flat.items():
        index, _, name = key.partition("/")
        state.setdefault(int(index), {})[name] = tensor
    groups: list[dict[str, Any]] = optimiser.state_dict()["param_groups"]
    optimiser.load_state_dict({"state": state, "param_groups": groups})
