"""The measures of generated pictures, on pictures whose figures are known."""

import numpy as np
import pytest

from moeforge_training import quality
from moeforge_training.picture_grid import GAP, compose

GREY = np.full((2, 8, 8, 3), 100, np.uint8)


def test_levels_and_decibels():
    other = GREY + np.uint8(10)
    assert quality.l1(other, GREY) == pytest.approx(10.0)
    assert quality.psnr(other, GREY) == pytest.approx(20 * np.log10(25.5))


def test_color_error_is_zero_for_equal_means_and_large_for_opposite_colors():
    red, green = GREY.copy(), GREY.copy()
    red[..., 0], green[..., 1] = 255, 255
    assert quality.color_error(red, red).tolist() == [0.0, 0.0]
    assert (quality.color_error(red, green) > 0.3).all()


def test_edge_ratio_tells_blur_from_noise():
    rng = np.random.default_rng(0)
    picture = np.repeat(np.repeat(rng.integers(0, 255, (2, 4, 4, 3)), 4, 1), 4, 2).astype(np.uint8)
    soft = ((picture.astype(int) + np.roll(picture, 1, 1) + np.roll(picture, 1, 2)) // 3).astype(np.uint8)
    noisy = np.clip(picture + rng.integers(-40, 40, picture.shape), 0, 255).astype(np.uint8)
    ratios = [quality.measure(made, picture)["edge_ratio"] for made in (soft, picture, noisy)]
    assert ratios[0] < ratios[1] == 1.0 < ratios[2]


def test_identity_ratio_is_zero_when_identities_collapse():
    other = GREY + np.uint8(20)
    assert quality.identity_ratio((GREY, GREY), (GREY, other)) == 0.0
    assert quality.identity_ratio((GREY, other), (GREY, other)) == 1.0


def test_a_grid_has_the_painter_above_the_generator():
    made, painted = GREY, GREY + np.uint8(50)
    grid = compose({"iris": (made, painted)}, columns=2)
    assert grid.shape == (2 * (8 + GAP), 2 * (8 + GAP), 3)
    assert (grid[0, 0, 0], grid[8 + GAP, 0, 0]) == (150, 100)


def test_sheets_of_a_grid_may_differ_in_size():
    large = np.repeat(np.repeat(GREY, 2, axis=1), 2, axis=2)
    grid = compose({"skin": (GREY, GREY), "iris": (large, large)}, columns=2)
    assert grid.shape == (2 * (8 + GAP) + 2 * (16 + GAP), 2 * (16 + GAP), 3)
    assert (grid[0, 2 * (8 + GAP) :] == 255).all()
