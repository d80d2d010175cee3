"""The hairs of lashes and brows: crisp, continuous, obedient to their numbers, and on no other quadrant."""

from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from moeforge.painter import paint
from moeforge.painter.colors import rgb
from moeforge.painter.conditions import encode
from moeforge.painter.trim import RANGES
from moeforge.painter.trim_marks import haired, hairs
from moeforge.prior import LATENT

TOLD = np.concatenate([encode(rgb("#2fa0a8")), encode(rgb("#f7d2ba"))])
SIDE = 256


def z(**numbers: float) -> NDArray[np.float32]:
    """An identity in the middle of all ranges but for some named numbers."""
    made = np.zeros(LATENT, np.float32)
    for name, value in numbers.items():
        made[list(RANGES).index(name)] = value
    return made


def brow(layer: NDArray[np.uint8]) -> NDArray[np.int64]:
    return layer[:, SIDE // 2 :].astype(int)


def test_hairs_lie_on_lashes_and_brows_alone():
    sheet = paint("trim", TOLD, z(), SIDE)
    made = haired(sheet, TOLD, z())
    assert made.shape == sheet.shape and np.array_equal(made[: SIDE // 2], sheet[: SIDE // 2])
    moved = np.abs(made.astype(int) - sheet)[SIDE // 2 :].max(2)
    assert (moved[:, : SIDE // 2] > 3).mean() > 0.05 and (moved[:, SIDE // 2 :] > 3).mean() > 0.1


def test_hairs_are_premultiplied_clear_at_the_ends_and_the_same_again():
    layer = hairs(TOLD, z(brow_strands=2.0), SIDE)
    assert layer.shape == (SIDE // 2, SIDE, 4)
    assert (layer[..., :3] <= layer[..., 3:]).all()
    assert brow(layer)[..., 3].max() > 60 and brow(layer)[:, [0, -1], 3].max() < 12
    assert np.array_equal(layer, hairs(TOLD, z(brow_strands=2.0), SIDE))


@pytest.mark.parametrize("name", ["lash_strands", "brow_strands"])
def test_strands_grow_from_nothing(name: str):
    cover = [int(hairs(TOLD, z(**{name: v}), SIDE)[..., 3].sum()) for v in (-6.0, 0.0, 2.0)]
    half = slice(0, SIDE // 2) if name.startswith("lash") else slice(SIDE // 2, None)
    assert hairs(TOLD, z(**{name: -6.0}), SIDE)[:, half, 3].max() == 0
    assert cover[0] < cover[1] < cover[2]


@pytest.mark.parametrize("name", ["brow_phase", "brow_slant"])
def test_hairs_move_smoothly(name: str):
    layers = [brow(hairs(TOLD, z(**{name: v}), SIDE)) for v in np.linspace(-1.0, 1.0, 41)]
    far = np.abs(layers[0] - layers[20]).mean()
    assert far > 1.0
    assert max(np.abs(a - b).mean() for a, b in pairwise(layers)) < 0.35 * far
