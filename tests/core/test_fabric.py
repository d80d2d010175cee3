"""Fabrics: folds and seams that meet their mirror image, between the cloth's shade and white."""

import numpy as np
import pytest

from moeforge.textures.atlas import CELLS
from moeforge.textures.body import body_images
from moeforge.textures.fabric import FABRICS, Fold, Hollow, Knit, Ribs, Seam, Valleys, made_of, relief
from moeforge.textures.weave import Weave

SIDE = 128
FACTOR = np.array([0.6, 0.7, 0.8], np.float32)
U = np.linspace(0.0, 1.0, 101, dtype=np.float32)[None, :]
V = U.T


@pytest.mark.parametrize("fabric", FABRICS)
class TestFabric:
    def test_is_a_depth_that_shows(self, fabric: str):
        depth = relief(fabric, SIDE)
        assert depth.shape == (SIDE, SIDE, 1)
        assert -1.0 <= depth.min() < depth.max() <= 1.0
        assert np.ptp(depth) > 0.15

    def test_meets_its_mirror_image_without_a_seam(self, fabric: str):
        """Texels beyond u = 0 and u = 1 are what the mirrored half shows beside them."""
        depth = relief(fabric, SIDE)
        assert np.allclose(depth[:, 0], depth[:, 2], atol=1e-3)
        assert np.allclose(depth[:, -1], depth[:, -3], atol=1e-3)

    def test_stays_between_its_shade_and_white(self, fabric: str):
        pixels = made_of(np.full((SIDE, 1, 3), 0.5, np.float32), FACTOR, fabric)
        assert (pixels >= 0.5 * FACTOR - 1e-6).all()
        assert pixels.max() <= 0.5 + 0.6 * 0.5 + 1e-6


def test_a_fold_runs_out_to_nothing():
    cover = Fold((0.5, 1.0), (0.5, 0.2), 0.05, 0.6).cover(U, V)
    wide, narrow = ((cover[row] > 0.3).sum() for row in (95, 40))
    assert wide > narrow > 0
    assert cover[:15].max() == 0.0


def test_a_hollow_is_a_leaf_that_is_widest_at_a_third():
    rows = (Hollow((0.5, 0.1), (0.5, 0.9), 0.2, 1.0).cover(U, V) > 0.5).sum(axis=1)
    assert rows[:11].max() == rows[90:].max() == 0
    assert rows[37] == rows.max() == pytest.approx(40, abs=3)
    assert rows[20] > rows[70] > 0


def test_a_stitched_seam_is_a_dashed_one():
    line, dashes = (Seam((0.1, 0.5), (0.9, 0.5), 0.01, 1.0, dash).cover(U, V)[50] for dash in (0.0, 0.1))
    assert (np.diff((line > 0.5).astype(int)) == 1).sum() == 1
    assert (np.diff((dashes > 0.5).astype(int)) == 1).sum() >= 6


def test_ribs_and_valleys_are_counted():
    ribs = Ribs(5, 1.0, 0.5).cover(U, V)[50] > 0.5
    assert (np.diff(ribs.astype(int)) == 1).sum() + ribs[0] == 5
    valleys = Valleys(8, 1.0).cover(U, V)
    assert (np.diff((valleys[99] > 0.5).astype(int)) == 1).sum() == 4  # half of them on each side
    assert valleys[99].sum() > valleys[30].sum() > valleys[5].sum() == 0.0


def test_knit_has_rows():
    column = Knit(10, 20, 1.0).cover(U, V)[:, 3] > 0.5
    assert (np.diff(column.astype(int)) == 1).sum() in (19, 20)


def test_a_pattern_lies_under_the_folds():
    skin = np.full((64, 64, 3), 200, np.uint8)
    cell = CELLS["main"]
    rows, columns = slice(cell.y, cell.y + cell.height), slice(cell.x, cell.x + cell.width)
    pictures = [
        body_images(skin, {"main": "#4080c0"}, {"main": weave})[0][rows, columns]
        for weave in (Weave(), Weave("stripe", "#ffffff"), Weave("stripe", "#ffffff", fabric="jersey"))
    ]
    plain, striped, both = (p.astype(int) for p in pictures)
    folded = relief("jersey", SIDE)[..., 0] > 0.5
    assert folded.any()
    assert (both[folded].sum(axis=1) < striped[folded].sum(axis=1)).all()
    assert (striped != plain).any()


def test_an_unknown_fabric_is_refused():
    with pytest.raises(KeyError):
        relief("tinfoil", SIDE)
