"""The measures of sets, on sets whose answers are known."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="the package's tests need the extra 'train' (torch)")

from moeforge_training.metrics.copying import copying, mann_whitney, nearest
from moeforge_training.metrics.kid import kid
from moeforge_training.metrics.neighbours import neighbours


def points(seed: int, count: int = 240, shift: float = 0.0) -> np.ndarray:
    return np.random.default_rng(seed).standard_normal((count, 16)) + shift


def test_kid_is_nothing_for_equal_sets_and_grows_with_the_distance():
    floor, near, far = (kid(points(1, shift=s), points(2)) for s in (0.0, 0.5, 1.5))
    assert abs(floor.mean) < 0.05 < near.mean < far.mean
    assert 0 < floor.error < 0.05


def test_kid_is_unbiased():
    values = [kid(points(2 * i, 60), points(2 * i + 1, 60), 30, 20, i).mean for i in range(20)]
    assert abs(np.mean(values)) < 3 * np.std(values) / len(values) ** 0.5


def test_coverage_falls_when_modes_are_missing_and_density_when_pictures_are_odd():
    two_modes = np.concatenate([points(1), points(2, shift=6.0)])
    whole = neighbours(np.concatenate([points(3), points(4, shift=6.0)]), two_modes)
    one, odd = neighbours(points(3, 480), two_modes), neighbours(points(3, 480, shift=3.0), two_modes)
    assert whole.coverage > 0.9 and whole.density > 0.8 and whole.precision > 0.8 and whole.recall > 0.8
    assert 0.4 < one.coverage < 0.55 and one.density > 0.8
    assert odd.density < 0.1 and odd.precision < 0.3


def test_copies_are_found_and_fresh_pictures_are_not():
    train, held_out = points(1, 400), points(2, 200)
    fresh, copies = points(3, 200), train[:200] + 0.05 * points(4, 200)
    assert abs(copying(fresh, held_out, train).z) < 3.0 and not copying(fresh, held_out, train).alarm
    caught = copying(copies, held_out, train)
    assert caught.alarm and caught.z < -10 and caught.ratio < 0.2
    assert copying(points(5, 200, 2.0), held_out, train).z > 10
    assert {(i, i) for i in range(8)} >= set(nearest(copies[:8], train))


def test_the_rank_test_agrees_with_counting():
    assert mann_whitney(np.array([1.0, 2.0]), np.array([1.0, 2.0])) == 0.0
    assert mann_whitney(np.arange(10.0) + 20, np.arange(10.0)) == pytest.approx(50 / (100 * 21 / 12) ** 0.5)


def test_too_few_pictures_are_refused():
    with pytest.raises(ValueError, match="KID needs 2"):
        kid(points(1, 1), points(2))
    with pytest.raises(ValueError, match="more than 5"):
        neighbours(points(1, 5), points(2))
