"""A net that learns, the average of its weights and its optimiser, as a checkpoint keeps them."""

from collections.abc import Mapping
from typing import Generic, TypeVar

import torch
from torch import Tensor, nn

from moeforge_training import optimiser

Net = TypeVar("Net", bound=nn.Module)


class Learner(Generic[Net]):
    """The base of the trainers of a single net, which set its three parts."""

    net: Net
    average: Net
    adam: torch.optim.Optimizer

    def tensors(self) -> dict[str, dict[str, Tensor]]:
        """Everything a checkpoint needs, by group."""
        return {**{n: dict(m.state_dict()) for n, m in self._modules().items()}, "adam": optimiser.flat(self.adam)}

    def load(self, groups: Mapping[str, Mapping[str, Tensor]]) -> None:
        """Continue from the tensors of a checkpoint."""
        for name, module in self._modules().items():
            module.load_state_dict(dict(groups[name]))
        optimiser.restore(self.adam, groups.get("adam", {}))

    def _modules(self) -> Mapping[str, nn.Module]:
        return {"net": self.net, "average": self.average}
