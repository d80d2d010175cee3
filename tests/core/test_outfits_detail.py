"""Levels of detail of clothes: authored, not decimated; the silhouette stays."""

import numpy as np
import pytest

from moeforge import prior
from moeforge.spec import Wish
from moeforge.template.body.build import body_part
from moeforge.template.body.cage import cage
from moeforge.template.lod import Lod
from moeforge.template.outfits.build import build_outfit
from moeforge.template.outfits.detail import kept
from moeforge.template.outfits.tiny import SHOWN
from moeforge.template.outfits.wardrobe import OUTFITS
from moeforge.template.part import F64, Part
from moeforge.template.proportions import Proportions

FIGURE = Proportions()
BODY = cage(FIGURE)


def worn(name: str, lod: Lod) -> tuple[Part, ...]:
    """Clothes and the skin that shows."""
    sliders = {"height": 0.0, "build": 0.0, "shoulder_width": 0.0, "hip_width": 0.0, "waist": 0.0}
    outfit = build_outfit(prior.complete(7, Wish(choices={"outfit": name}, sliders=sliders)), FIGURE, BODY, lod)
    return (*outfit.piece.parts, body_part(BODY, outfit.hidden, 0))


def outline(parts: tuple[Part, ...], axis: int) -> F64:
    """Half-width of the figure along an axis by height, (B,), arms (which hang at another height) left out."""
    corners = np.concatenate([p.positions[p.triangles] for p in parts])
    along = np.linspace(0.0, 1.0, 9)[:, None, None, None]
    points = (corners + (np.roll(corners, 1, axis=1) - corners) * along).reshape(-1, 3)  # all along the edges
    points = points[np.abs(points[:, 0]) < 0.30]
    rows = np.digitize(points[:, 1], np.linspace(0.0, 1.3, 9))
    return np.array([np.abs(points[rows == i, axis]).max(initial=0.0) for i in range(1, 9)])


@pytest.mark.parametrize("name", OUTFITS)
@pytest.mark.parametrize("lod", [Lod.TINY, Lod.MOBILE, Lod.HIGH])
def test_the_outline_stays(name: str, lod: Lod):
    full, less = (outline(worn(name, level), 0) for level in (Lod.HERO, lod))
    assert np.abs(full - less).mean() < (0.035 if lod == Lod.TINY else 0.015)


@pytest.mark.parametrize("name", OUTFITS)
def test_no_triangle_of_a_crowd_is_empty_and_weights_are_whole(name: str):
    for part in worn(name, Lod.TINY):
        a, b, c = (part.positions[part.triangles[:, i]] for i in range(3))
        assert np.linalg.norm(np.cross(b - a, c - a), axis=1).min() > 1e-10, part.name
        np.testing.assert_allclose(sum(part.weights.values()), 1.0, atol=1e-9)


@pytest.mark.parametrize("name", OUTFITS)
def test_crowds_are_their_own_mirror_image(name: str):
    for part in worn(name, Lod.TINY):
        if part.name in ("top", "arms", "legs", "shoes"):
            left, right = (np.round(part.positions * flip, 7) + 0.0 for flip in ([1, 1, 1], [-1, 1, 1]))
            assert {tuple(p) for p in left.tolist()} == {tuple(p) for p in right.tolist()}, part.name


def test_only_the_neck_of_the_body_is_left_in_a_crowd():
    outfit = build_outfit(prior.complete(7, Wish(choices={"outfit": "tee"})), FIGURE, BODY, Lod.TINY)
    assert not outfit.hidden & SHOWN
    assert len(body_part(BODY, outfit.hidden, 0).triangles) == 48


@pytest.mark.parametrize("thin", [2, 3])
@pytest.mark.parametrize("count", [7, 13, 19, 25])
def test_kept_columns_of_a_sheet_mirror_and_hold_its_ends(count: int, thin: int):
    columns = kept(count, thin, closed=False)
    assert (columns[0], columns[-1]) == (0, count - 1)
    np.testing.assert_array_equal(columns, count - 1 - columns[::-1])
    assert len(columns) <= count // thin + 1


def test_narrow_bands_keep_their_edges_and_rings_stay_round():
    assert kept(4, 3, closed=False).tolist() == [0, 1, 2, 3]
    assert len(kept(8, 3, closed=True)) >= 3
    assert kept(9, 1, closed=True).tolist() == list(range(9))
