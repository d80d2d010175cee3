"""Several GPUs by torch.distributed: every process works on its rows of the one batch, gradients are averaged.

Started by torchrun, which sets WORLD_SIZE and RANK. Gradients are averaged by hand: torch's wrapper module does not see
the second derivatives of the gradient penalty.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import torch
import torch.distributed as dist
from torch import Tensor, nn


@dataclass(frozen=True, slots=True)
class Team:
    """This process among all."""

    rank: int = 0
    size: int = 1

    @property
    def leads(self) -> bool:
        """Whether this process writes files and speaks."""
        return self.rank == 0

    def share(self, rows: int) -> slice:
        """This process' rows of a batch; `rows` is a multiple of the team."""
        each = rows // self.size
        return slice(self.rank * each, (self.rank + 1) * each)

    def average(self, gradients: Sequence[Tensor]) -> None:
        """Replace gradients by their mean over the team."""
        if self.size == 1 or not gradients:
            return
        flat = torch.cat([g.flatten() for g in gradients])
        dist.all_reduce(flat)
        flat /= self.size
        for gradient, mean in zip(gradients, flat.split([g.numel() for g in gradients]), strict=True):
            gradient.copy_(mean.view_as(gradient))

    def mean(self, values: Mapping[str, float]) -> dict[str, float]:
        """Mean of each value over the team."""
        if self.size == 1 or not values:
            return dict(values)
        tensor = torch.tensor(list(values.values()), dtype=torch.float64)
        tensor = tensor.cuda().float() if dist.get_backend() == "nccl" else tensor
        dist.all_reduce(tensor)
        return dict(zip(values, (tensor / self.size).tolist(), strict=True))

    def any(self, asked: bool) -> bool:
        """Whether any process asks: all must stop at the same step."""
        return self.mean({"asked": float(asked)})["asked"] > 0

    def align(self, modules: Iterable[nn.Module]) -> None:
        """Give all processes the leader's weights."""
        if self.size == 1:
            return
        for module in modules:
            for tensor in module.state_dict().values():
                dist.broadcast(tensor, 0)

    def leave(self) -> None:
        """End together: a process that is gone while others still listen to it, or it to them, may be aborted."""
        if self.size > 1:
            dist.barrier()
            dist.destroy_process_group()


def join(device: str) -> Team:
    """The team that torchrun started, or one process alone."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        return Team()
    on_gpu = device.startswith("cuda")
    if on_gpu:
        torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
    if not dist.is_initialized():
        dist.init_process_group("nccl" if on_gpu else "gloo")
    return Team(dist.get_rank(), size)
