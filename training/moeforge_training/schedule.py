"""What changes while training: whose turn it is, the learning rate, the weights of the losses."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, pi

SHARES = {"iris": 5, "skin": 3, "trim": 2}
"""Turns of each sheet in a round. The iris is the picture people look at."""
TURN = 20
"""Consecutive steps of one sheet."""


def turns(sheets: Sequence[str]) -> tuple[str, ...]:
    """One round: the sheet of each turn, spread evenly (largest remainder first)."""
    total = sum(SHARES.get(s, 1) for s in sheets)
    credit = dict.fromkeys(sheets, 0)
    order: list[str] = []
    for _ in range(total):
        for sheet in sheets:
            credit[sheet] += SHARES.get(sheet, 1)
        chosen = max(sheets, key=lambda s: credit[s])
        credit[chosen] -= total
        order.append(chosen)
    return tuple(order)


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights of the losses at one moment."""

    l1: float
    features: float
    adversarial: float
    low: float = 2.0  # of the coarse picture, with Shape.skip


def weights(fraction: float, adversarial_from: float, adversarial: float) -> Weights:
    """L1 falls from 5 to 2 while the adversary fades in over a tenth of the run."""
    ramp = min(max((fraction - adversarial_from) / 0.1, 0.0), 1.0)
    return Weights(l1=5.0 - 3.0 * fraction, features=1.0, adversarial=adversarial * ramp)


def rate(base: float, step: int, fraction: float, warm_up: int = 30) -> float:
    """Learning rate: linear warm-up, then half a cosine down to 2 %."""
    return base * min(1.0, (step + 1) / warm_up) * (0.02 + 0.49 * (1.0 + cos(pi * min(fraction, 1.0))))


def average(batch: int, step: int, half_life: int = 10_000) -> float:
    """Decay of the weight average: half-life in images, shorter while young (StyleGAN2-ADA's ramp-up)."""
    return 0.5 ** (batch / min(half_life, 1 + 0.05 * batch * step))
