"""What a critic is shown: augmentation by shares, by numbers alone."""

import pytest

pytest.importorskip("torch", reason="training needs the extra 'train' (torch)")

import torch

from moeforge_training.flat.augment import NUMBERS, STEPS, augment


@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_a_share_of_the_pictures_is_augmented(share):
    pictures, chance = torch.rand(64, 3, 64, 64), torch.rand(64, NUMBERS, generator=torch.Generator().manual_seed(1))
    shown = augment(pictures, chance, tuple(STEPS), share)
    for place, name in enumerate(STEPS):
        changed = augment(pictures, chance, (name,))
        drawn = chance[:, 7 + place] < share
        only = drawn & (chance[:, 7:] < share).sum(1).eq(1)
        assert torch.equal(shown[only], changed[only])
    untouched = (chance[:, 7:] >= share).all(1)
    assert torch.equal(shown[untouched], pictures[untouched])
    assert untouched.float().mean() == pytest.approx((1 - share) ** 3, abs=0.1)


@pytest.mark.parametrize("name", STEPS)
def test_augmentation_depends_on_its_numbers_alone_and_is_differentiable(name):
    pictures = torch.rand(4, 3, 64, 64, requires_grad=True)
    chance = torch.rand(4, NUMBERS)
    whole = augment(pictures, chance, (name,))
    halves = torch.cat([augment(pictures[i : i + 2], chance[i : i + 2], (name,)) for i in (0, 2)])
    assert torch.allclose(whole, halves)
    assert not torch.allclose(whole, pictures)
    whole.sum().backward()
    assert pictures.grad is not None
    assert pictures.grad.abs().sum() > 0


def test_translation_moves_whole_texels():
    picture = torch.zeros(1, 3, 64, 64)
    picture[0, :, 30, 40] = 1.0
    chance = torch.full((1, NUMBERS), 0.999)  # the greatest shift
    moved = augment(picture, chance, ("translation",))
    assert moved[0, 0].nonzero().tolist() == [[22, 32]]
