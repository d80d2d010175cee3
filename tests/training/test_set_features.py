"""Features of pictures by random patches: figures on them order what is worse, and find copies."""

import numpy as np
import pytest

pytest.importorskip("torch", reason="the features need the extra 'train' (torch)")
from PIL import Image, ImageFilter
from training.data_helpers import drawing

from moeforge_training.metrics.copying import copying
from moeforge_training.metrics.features import RandomPatches, standard
from moeforge_training.metrics.kid import kid
from moeforge_training.metrics.neighbours import neighbours


def drawings(seeds: range) -> np.ndarray:
    return np.stack([np.asarray(drawing(seed, 64)) for seed in seeds])


def blurred(pictures: np.ndarray, radius: float) -> np.ndarray:
    return np.stack([np.asarray(Image.fromarray(p).filter(ImageFilter.GaussianBlur(radius))) for p in pictures])


@pytest.fixture(scope="module")
def net() -> RandomPatches:
    return RandomPatches(11)


@pytest.fixture(scope="module")
def sets(net):
    """Features of a reference, of other drawings of the same kind, and of ever worse ones."""
    other = drawings(range(100, 160))
    made = {"other": other, "soft": blurred(other, 0.8), "blurred": blurred(other, 2.0), "blobs": blurred(other, 6.0)}
    reference = net.of(drawings(range(60)))
    return dict(zip(["reference", *made], standard(reference, [reference, *map(net.of, made.values())]), strict=True))


def test_the_same_seed_gives_the_same_features(net):
    pictures = drawings(range(3))
    assert np.array_equal(net.of(pictures), RandomPatches(11).of(pictures))
    assert not np.array_equal(net.of(pictures), RandomPatches(12).of(pictures))


def test_kid_climbs_the_ladder_of_blur_from_zero(sets):
    ladder = [kid(sets[name], sets["reference"]).mean for name in ("other", "soft", "blurred", "blobs")]
    assert ladder == sorted(ladder)
    assert abs(ladder[0]) < 0.1 * ladder[1]


def _figures(made, real) -> tuple[float, float]:
    found = neighbours(made, real)
    return found.density, found.coverage


def test_density_and_coverage_fall_with_blur(sets):
    figures = [_figures(sets[name], sets["reference"]) for name in ("other", "blurred", "blobs")]
    assert figures[0][0] > 0.7
    assert figures[0][1] > 0.9
    assert figures[2][0] < 0.25
    assert figures[2][1] < 0.15
    assert figures[0] > figures[1] > figures[2]


def test_copies_of_drawings_are_found_and_fresh_drawings_are_not(net):
    train, held = net.of(drawings(range(60))), net.of(drawings(range(200, 230)))
    noisy = drawings(range(60)).astype(np.int16) + np.random.default_rng(0).integers(-6, 7, (60, 64, 64, 3))
    known, new, copies = standard(train, [train, held, net.of(noisy.clip(0, 255).astype(np.uint8))])
    (fresh,) = standard(train, [net.of(drawings(range(300, 360)))])
    assert copying(copies, new, known).alarm
    assert abs(copying(fresh, new, known).z) < 3
