"""The last layer in closed form: it finds a change of colours, and does no harm where there is nothing to find."""

from copy import deepcopy

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra 'train' (torch)")

import torch

from moeforge_training import readout
from moeforge_training.batches import Batches
from moeforge_training.networks import Generator, Shape

COUNT = 32


class Pairs(Batches):
    """Inputs by chance, and pictures that a function makes of what a generator paints."""

    def __init__(self, generator: Generator, change) -> None:
        rng = np.random.default_rng(0)
        shape = generator.shape
        self.conditions, self.latents = (
            torch.from_numpy(rng.standard_normal((COUNT, n)).astype(np.float32)) for n in (shape.condition, 64)
        )
        with torch.no_grad():
            self.whole = change(generator(self.conditions, self.latents))

    def __len__(self) -> int:
        return COUNT

    def at(self, index):
        return self.conditions[index], self.latents[index], self.whole[index]


def painter(head: int = 2, *, skip: bool = False) -> Generator:
    torch.manual_seed(3)
    return Generator(Shape(3, channels=(8, 8), skip=skip, head=head))


def error(generator: Generator, pairs: Pairs) -> float:
    with torch.no_grad():
        return float((generator(pairs.conditions, pairs.latents) - pairs.whole).square().mean())


@pytest.mark.parametrize(("head", "skip", "left"), [(2, False, 0.01), (4, False, 0.01), (2, True, 0.3)])
def test_other_colours_of_the_same_pictures_are_found(head: int, skip: bool, left: float):
    generator = painter(head, skip=skip)
    turned = torch.tensor([[0.6, 0.3, 0.0], [0.0, 0.7, -0.2], [0.4, 0.0, 0.5]])
    pairs = Pairs(generator, lambda x: torch.einsum("oi,bihw->bohw", turned, x) + 0.2)
    before = error(generator, pairs)
    readout.solve(generator, pairs)
    assert error(generator, pairs) < left * before


def test_what_the_pictures_do_not_ask_for_is_kept():
    generator = painter()
    kept = deepcopy(generator.state_dict())
    readout.solve(generator, Pairs(generator, lambda x: x))
    assert all(torch.allclose(kept[name], value, atol=1e-5) for name, value in generator.state_dict().items())


def test_noise_is_not_learned():
    """Pictures that differ from the painted ones by chance alone: the fit is no worse on others of them."""
    generator, rng = painter(), torch.Generator().manual_seed(1)
    pairs = Pairs(generator, lambda x: x + 0.3 * torch.randn(x.shape, generator=rng))
    fresh = Pairs(generator, lambda x: x)
    readout.solve(generator, pairs)
    assert error(generator, fresh) < 0.1 * 0.3**2
