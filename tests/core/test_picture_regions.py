"""Regions and masks, against scipy and by hand."""

import numpy as np
import pytest
from scipy import ndimage

from moeforge.understand.picture.regions import components, dilated, eroded, filled, largest, segments


@pytest.mark.parametrize("seed", range(20))
def test_parts_are_those_of_scipy_and_the_largest_comes_first(seed: int):
    rng = np.random.default_rng(seed)
    mask = rng.random((rng.integers(1, 40), rng.integers(1, 40))) < rng.random()
    ours, theirs = components(mask), np.zeros(mask.shape, np.int32)
    count = ndimage.label(mask, output=theirs)
    assert ((ours > 0) == mask).all() and ours.max(initial=0) == count
    assert len(set(zip(ours[mask].tolist(), theirs[mask].tolist(), strict=True))) == count
    assert (np.diff(np.bincount(ours.ravel())[1:]) <= 0).all()


@pytest.mark.parametrize("seed", range(5))
def test_holes_and_rims_are_those_of_scipy(seed: int):
    mask = np.random.default_rng(seed).random((24, 31)) < 0.6
    assert (filled(mask) == ndimage.binary_fill_holes(mask)).all()
    assert (dilated(mask) == ndimage.binary_dilation(mask)).all()
    assert (eroded(mask) == ndimage.binary_erosion(mask, border_value=1)).all()
    assert largest(mask).sum() == np.bincount(components(mask).ravel())[1:].max()


def test_flat_fields_are_one_segment_each_and_a_gradient_is_one():
    lab = np.zeros((20, 30, 3), np.float32)
    lab[:, 10:20, 0] = 0.5
    lab[:, 20:, 0] = 0.5 + np.linspace(0.2, 0.21, 10)
    labels = segments(lab, 0.05)
    assert len(np.unique(labels)) == 3
    assert all(len(np.unique(labels[:, part])) == 1 for part in (slice(0, 10), slice(10, 20), slice(20, 30)))
