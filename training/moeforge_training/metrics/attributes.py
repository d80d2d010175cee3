"""An independent reader of pictures: a small network that names the numbers behind a painted sheet.

It learns from painted pictures alone, from a stream that no generator trains on, and no generator ever learns from it:
what it reads in a generated picture is a fair account of what the picture shows.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

F32 = NDArray[np.float32]
F64 = NDArray[np.float64]
U8 = NDArray[np.uint8]
SIDE = 64
"""Texels of what the reader sees."""
CHANNELS = (32, 64, 96, 128)
CPU = torch.device("cpu")


@dataclass(frozen=True, slots=True)
class Examples:
    """Pictures (N, S, S, 3) uint8 sRGB and their numbers (N, T), each within about [-1, 1]."""

    pictures: U8
    targets: F32
    names: tuple[str, ...]  # of the T numbers


class Reader(nn.Module):
    """(B, 3, 64, 64) in [-1, 1] -> (B, T). Beside the picture it sees what differs from its mean colour, enlarged."""

    def __init__(self, targets: int, channels: Sequence[int] = CHANNELS) -> None:
        super().__init__()
        pairs = zip((6, *channels[:-1]), channels, strict=True)
        self.layers = nn.ModuleList(nn.Conv2d(i, o, 3, 2, 1) for i, o in pairs)
        side = SIDE // 2 ** len(channels)
        self.hidden = nn.Linear(channels[-1] * side * side, 256)
        self.out = nn.Linear(256, targets)

    def forward(self, x: Tensor) -> Tensor:
        x = torch.cat([x, 5.0 * (x - x.mean((2, 3), keepdim=True))], 1)
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.1)
        return self.out(F.leaky_relu(self.hidden(x.flatten(1)), 0.1))

    @property
    def digest(self) -> str:
        """Names these weights."""
        data = b"".join(p.detach().cpu().numpy().tobytes() for p in self.parameters())
        return hashlib.sha256(data).hexdigest()[:12]


def learn(
    examples: Examples,
    epochs: int = 24,
    seed: int = 0,
    batch: int = 64,
    rate: float = 2e-3,
    *,
    channels: Sequence[int] = CHANNELS,
    device: torch.device = CPU,
    bf16: bool = False,
) -> Reader:
    """A reader on `device`, trained by mean squared error; on a CPU the same examples and seed give the same reader.

    `bf16`: its layers compute in bfloat16 while it learns, less than half the time where the processor knows it.
    """
    torch.manual_seed(seed)
    reader = Reader(examples.targets.shape[1], channels).to(device)
    pictures, targets = seen(examples.pictures).to(device), torch.from_numpy(examples.targets).to(device)
    adam = torch.optim.Adam(reader.parameters(), rate)
    batch = min(batch, len(pictures))
    steps = epochs * (len(pictures) // batch)
    plan = torch.optim.lr_scheduler.OneCycleLR(adam, rate, steps)
    for step in range(steps):
        at = torch.from_numpy(np.random.default_rng([seed, step]).integers(len(pictures), size=batch)).to(device)
        batch_seen = pictures[at].contiguous(memory_format=torch.channels_last)
        with torch.autocast(device.type, torch.bfloat16, enabled=bf16):
            found = reader(batch_seen)
        loss = F.mse_loss(found.float(), targets[at])
        adam.zero_grad(set_to_none=True)
        loss.backward()
        adam.step()
        plan.step()
    return reader.eval()


def seen(pictures: U8) -> Tensor:
    """Pictures as a reader takes them: shrunk to SIDE by averaging."""
    x = torch.from_numpy(np.ascontiguousarray(pictures)).permute(0, 3, 1, 2).float() / 127.5 - 1.0
    return x if x.shape[-1] == SIDE else F.interpolate(x, size=(SIDE, SIDE), mode="area")


@torch.no_grad()
def read(reader: Reader, pictures: U8, batch: int = 64) -> F64:
    """What the reader sees in (N, S, S, 3): (N, T)."""
    device = next(reader.parameters()).device
    rows = [reader(seen(pictures[i : i + batch]).to(device)) for i in range(0, len(pictures), batch)]
    return torch.cat(rows).double().cpu().numpy()


def r2(found: F64, wanted: F32) -> F64:
    """Coefficient of determination of every number: (T,); 1 is exact, 0 no better than the mean."""
    residual = np.square(found - wanted).sum(0)
    return 1.0 - residual / np.maximum(np.square(wanted - wanted.mean(0)).sum(0), 1e-12)


def locality(low: F64, high: F64, changed: Sequence[int], ranges: F64) -> F64:
    """How far the other numbers move when one is moved from end to end.

    `low` and `high`: readings (C, N, T) of N pictures with number `changed[c]` at either end; `ranges`: (T,), the span
    of each. Result (C, T): mean absolute movement as a share of the range; a changed number's own entry is its effect.
    """
    if len(low) != len(changed):
        raise ValueError(f"{len(low)} readings for {len(changed)} changes")
    return np.abs(high - low).mean(1) / ranges
