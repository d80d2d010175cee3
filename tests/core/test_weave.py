"""Patterns of cloth: seamless round the body, crisp, and in the thread's colour."""

import numpy as np
import pytest

from moeforge.textures.atlas import CELLS
from moeforge.textures.body import body_images
from moeforge.textures.weave import PATTERNS, Weave, woven
from moeforge.traits.catalogue import catalogue

SIDE = 128
WHITE = np.ones((SIDE, 1, 3), np.float32)


def painted(pattern: str, girth: float = 0.56, height: float = 0.7) -> np.ndarray:
    return woven(WHITE, Weave(pattern, "#000000", girth, height))


def test_every_value_of_the_trait_but_plain_is_painted():
    assert set(PATTERNS) == set(catalogue().choices["pattern"].values) - {"plain"}


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("girth", [0.45, 0.56, 0.93])
class TestPattern:
    def test_stays_between_cloth_and_thread(self, pattern: str, girth: float):
        pixels = painted(pattern, girth)
        assert pixels.shape == (SIDE, SIDE, 3)
        assert pixels.min() >= 0.0
        assert pixels.max() <= 1.0

    def test_shows_both_colours(self, pattern: str, girth: float):
        assert np.ptp(painted(pattern, girth)) > 0.7

    def test_meets_its_mirror_image_without_a_seam(self, pattern: str, girth: float):
        """Texels beyond u = 0 and u = 1 are what the mirrored half shows beside them."""
        pixels = painted(pattern, girth)
        assert np.allclose(pixels[:, 0], pixels[:, 2], atol=1e-4)
        assert np.allclose(pixels[:, -1], pixels[:, -3], atol=1e-4)


def test_dots_are_round():
    """On a piece twice as wide as high, a dot covers half as many texels across as down."""
    dark = painted("dots", 1.0, 0.5)[:, :, 0] < 0.5
    rows, columns = np.nonzero(dark[20:60])
    near = np.abs(columns - columns[len(columns) // 2]) < 5
    assert 1.3 < np.ptp(rows[near & (np.abs(rows - rows[len(rows) // 2]) < 10)]) / 6.0 < 3.0


@pytest.mark.parametrize("height", [0.4, 0.5, 0.7])
def test_stripes_have_no_mixed_row(height: float):
    """A row of half a colour would blur the edge over two texels."""
    pixels = painted("stripe", 0.9, height)
    assert set(np.unique(pixels)) == {0.0, 1.0}
    assert (pixels == pixels[:, :1]).all()


def test_only_the_woven_swatches_change():
    skin = np.full((64, 64, 3), 200, np.uint8)
    palette = {"main": "#ffffff", "bottom": "#ffffff"}
    plain, _ = body_images(skin, palette)
    striped, shade = body_images(skin, palette, {"main": Weave("stripe", "#ff0000", 0.56, 0.7)})
    cell = CELLS["main"]
    inside = np.zeros(plain.shape[:2], bool)
    inside[cell.y : cell.y + cell.height, cell.x : cell.x + cell.width] = True
    assert np.array_equal(plain[~inside], striped[~inside])
    assert not np.array_equal(plain[inside], striped[inside])
    assert (shade[inside] <= striped[inside]).all()


def test_shade_softens_towards_the_middle_of_the_back_alone():
    skin = np.full((64, 64, 3), 200, np.uint8)
    for weave in (Weave(), Weave(fabric="rib")):
        lit, shade = body_images(skin, {"main": "#4080c0"}, {"main": weave})
        cell = CELLS["main"]
        rows, columns = slice(cell.y, cell.y + cell.height), slice(cell.x, cell.x + cell.width)
        depth = 1.0 - shade[rows, columns] / lit[rows, columns].astype(np.float64)
        front, back = depth[:, : int(0.4 * SIDE)].mean(), depth[:, int(0.95 * SIDE) :].mean()
        assert 0.5 * front < back < 0.7 * front
        assert np.ptp(depth[:, : int(0.4 * SIDE)].mean(axis=0), axis=0).max() < 0.02
