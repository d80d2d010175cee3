"""Accessories at lower levels of detail: within their budget, the same shape and sound."""

import numpy as np
import pytest

from moeforge.prior import complete
from moeforge.spec import Wish
from moeforge.template.accessories import ACCESSORIES
from moeforge.template.accessories.coarse import MOST, coarse, grids_of
from moeforge.template.hair import build_hair
from moeforge.template.hair.solids import ellipsoid, ring_tube, solid_part, tube
from moeforge.template.lod import Lod
from moeforge.template.part import Piece
from moeforge.template.proportions import Proportions
from moeforge.traits.catalogue import catalogue

HEAD = Proportions()


def worn(name: str, lod: Lod) -> Piece:
    bare = dict.fromkeys(catalogue().accessories, False)
    spec = complete(5, Wish(choices={"hair_style": "long"}, accessories={**bare, name: True}))
    return ACCESSORIES[name](spec, HEAD, build_hair(spec, HEAD, lod))


@pytest.mark.parametrize("lod", tuple(MOST))
@pytest.mark.parametrize("name", tuple(ACCESSORIES))
def test_each_is_within_the_budget_and_keeps_its_shape(name: str, lod: Lod):
    fine, thin = worn(name, Lod.HERO), worn(name, lod)
    assert sum(len(p.triangles) for p in thin.parts) <= MOST[lod]
    assert [p.name for p in thin.parts] == [p.name for p in fine.parts]
    for one, two in zip(fine.parts, thin.parts, strict=True):
        size = np.ptp(one.positions, axis=0).max()
        assert np.abs(np.ptp(one.positions, axis=0) - np.ptp(two.positions, axis=0)).max() < 0.45 * size
        assert np.linalg.norm(one.positions.mean(axis=0) - two.positions.mean(axis=0)) < 0.35 * size + 0.15
        assert np.allclose(sum(two.weights.values()), 1.0)
        a, b, c = (two.positions[two.triangles[:, k]] for k in range(3))
        assert np.linalg.norm(np.cross(b - a, c - a), axis=1).min() > 1e-10
        assert two.triangles.max() == len(two.positions) - 1


def test_coarse_solids_are_closed_and_face_outwards():
    turn = np.linspace(0.0, 2.0 * np.pi, 24, endpoint=False)
    circle = np.stack([np.cos(turn), np.sin(turn), 0.0 * turn], axis=1)
    ring = ring_tube("white", circle, 0.1 * circle, np.tile([0.0, 0.0, 0.1], (24, 1)))
    rod = tube("white", np.array([[3.0, 0.0, 0.0], [3.0, 1.0, 0.1], [3.0, 2.0, 0.0]]), 0.2)
    part = solid_part("test", [ellipsoid("white", (1.0, 0.5, 0.7)), ring, rod], HEAD)
    grids = grids_of(part.triangles, len(part.positions))
    assert [(g.rows, g.columns, g.loop) for g in grids] == [(6, 12, False), (24, 8, True), (3, 6, False)]
    (thin,) = coarse(Piece((part,)), Lod.TINY).parts
    assert len(thin.triangles) <= MOST[Lod.TINY] < len(part.triangles)
    edges = np.concatenate([thin.triangles[:, [k, (k + 1) % 3]] for k in range(3)])
    assert {tuple(e) for e in edges} == {tuple(e[::-1]) for e in edges}, "every edge has its neighbour"
    for grid in grids_of(thin.triangles, len(thin.positions)):
        mine = (thin.triangles >= grid.first).all(axis=1) & (
            thin.triangles < grid.first + grid.rows * grid.columns + 2 * (not grid.loop)
        ).all(axis=1)
        a, b, c = (thin.positions[thin.triangles[mine, k]] for k in range(3))
        assert (a * np.cross(b, c)).sum() > 0.0


def test_a_piece_within_its_budget_stays_as_it_is():
    piece = Piece((solid_part("test", [ellipsoid("white", (1.0, 1.0, 1.0), 2, 4)], HEAD),))
    assert coarse(piece, Lod.TINY) is piece
    assert coarse(piece, Lod.HERO) is piece
