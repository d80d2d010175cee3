"""Brows over the fringe: an accessory that brings them before the hair and leaves the picture from the front alone."""

import numpy as np
import pytest

from moeforge.prior import complete
from moeforge.spec import AvatarSpec, Wish
from moeforge.template.chibi import build_figure
from moeforge.template.head.brows_over import CLEARANCE, brought_forward
from moeforge.template.part import Part
from moeforge.understand.prompt import understand

FRINGED = ("bob", "hime", "messy", "long")


def spec(style: str, *, over: bool) -> AvatarSpec:
    return complete(4, Wish(choices={"hair_style": style}, accessories={"brows_over_hair": over}))


def brow_of(figure_spec: AvatarSpec) -> Part:
    return next(p for p in build_figure(figure_spec).piece.parts if p.name == "brow")


@pytest.mark.parametrize("style", FRINGED)
def test_brows_come_forwards_as_a_piece(style: str):
    plain, over = brow_of(spec(style, over=False)), brow_of(spec(style, over=True))
    moved = over.positions - plain.positions
    assert moved[:, :2] == pytest.approx(0.0)
    for side in (plain.positions[:, 0] > 0, plain.positions[:, 0] < 0):
        assert np.ptp(moved[side, 2]) == pytest.approx(0.0)
    assert 0.02 < moved[:, 2].max() < 0.2  # HH: before a lock's thickness, never an arm's length
    assert all(np.array_equal(delta, plain.morphs[name]) for name, delta in over.morphs.items())


def test_a_bare_brow_stays():
    assert np.array_equal(brow_of(spec("bald", over=True)).positions, brow_of(spec("bald", over=False)).positions)


def test_the_nearest_lock_counts():
    """Two sheets before the left brow: it ends before the nearer one; the right one stays."""
    brow = brow_of(spec("bald", over=False))
    x, y, z = brow.positions[brow.positions[:, 0] > 0].mean(axis=0)
    square = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * 0.3
    sheets = [np.column_stack([square + np.array([x + 0.32, y]), np.full(4, z + far)]) for far in (0.05, 0.09)]
    triangles = np.array([(0, 1, 2), (0, 2, 3), (4, 5, 6), (4, 6, 7)])
    ones = np.ones((8, 3))
    hair = Part("lock", "Hair", "hair", np.concatenate(sheets), ones, ones[:, :2], triangles, {"head": ones[:, 0]})
    made = brought_forward(brow, [hair])
    left = brow.positions[:, 0] > 0
    gap = made.positions[left, 2].min() - (z + 0.09)
    assert gap == pytest.approx(CLEARANCE, abs=1e-9)
    assert np.array_equal(made.positions[~left], brow.positions[~left])


@pytest.mark.parametrize("words", ["see-through bangs, pink bob", "透视刘海，粉色短发", "ピンクのボブ、前髪透け"])
def test_words_ask_for_it(words: str):
    assert understand(words).wish.accessories.get("brows_over_hair") is True
