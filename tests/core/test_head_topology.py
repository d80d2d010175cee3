"""The shipped triangulation of the head."""

from itertools import pairwise

import numpy as np
import pytest

from moeforge.template.head import make_topology, skin
from moeforge.template.head.detail import DETAILS
from moeforge.template.head.eyes import LOOP
from moeforge.template.head.mouth import LIP
from moeforge.template.lod import Lod


@pytest.mark.parametrize("lod", Lod)
def test_shipped_triangulation_is_what_the_script_makes(lod: Lod):
    made, shipped = make_topology.make(lod), skin.topology(lod)
    assert made["chart"] == pytest.approx(shipped.chart, abs=1e-8)
    for name in ("eye", "mouth"):
        assert np.array_equal(made[name], getattr(shipped, name))
    assert turned(made["triangles"]) == turned(shipped.triangles)


def turned(triangles: np.ndarray) -> set[tuple[int, ...]]:
    """Triangles in any order, each from its smallest corner on; their order follows the last bits of the chart."""
    return {tuple(np.roll(t, -int(t.argmin())).tolist()) for t in triangles}


@pytest.mark.parametrize("lod", Lod)
def test_only_eyes_mouth_and_the_seam_behind_are_open(lod: Lod):
    faces = skin.triangles(lod)
    sides = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    pairs, count = np.unique(sides, axis=0, return_counts=True)
    assert count.max() == 2
    rim = np.unique(pairs[count == 1])
    chart = skin.topology(lod).chart
    half = np.arange(len(chart))
    behind = half[(chart[:, 0] > 1.5) | (np.abs(chart[:, 1] - 0.4) > 0.7)]
    allowed = np.concatenate([skin.topology(lod).driven, behind])
    assert np.isin(rim, np.concatenate([allowed, skin.mirror_index(lod)[allowed]])).all()


@pytest.mark.parametrize("lod", Lod)
def test_loops_are_edges_of_the_mesh(lod: Lod):
    edges = {tuple(e) for e in skin.edges(skin.topology(lod).triangles).tolist()}
    eye, mouth, kept = skin.topology(lod).eye, skin.topology(lod).mouth, DETAILS[lod]
    assert (len(eye), len(mouth)) == (len(kept.eye_loop), len(kept.mouth_half))
    assert (len(eye), len(mouth)) == (LOOP, LIP) or lod < Lod.HIGH
    wanted = [*zip(eye, np.roll(eye, -1), strict=True), *pairwise(mouth)]
    assert all((min(a, b), max(a, b)) in edges for a, b in wanted)


def test_solve_keeps_still_vertices_and_places_driven_ones():
    half = skin.topology()
    places, own = half.chart[half.driven], ~half.midline[half.driven]
    shift = np.random.default_rng(1).normal(0, 0.004, (2, len(places), 2))
    shift[0, ~own, 0] = 0
    shift[1, ~own] = shift[0, ~own]  # both halves share the midline
    near, far = np.stack([places, places + shift[0]]), np.stack([places, places + shift[1]])
    left, right = skin.follow(near, far), skin.follow(far, near)
    assert (left[0] == half.chart).all()
    assert left[1, half.driven][own] == pytest.approx((places + shift[0])[own])
    assert right[1, half.driven][own] == pytest.approx((places + shift[1])[own])
    back = half.chart[:, 0] > 0.7
    assert (left[1, back] == half.chart[back]).all()
    assert left[1, half.midline, 1] == pytest.approx(right[1, half.midline, 1])


def test_shut_lids_do_not_drag_the_forehead():
    half = skin.topology()
    shut = half.chart[half.driven].copy()
    shut[: LOOP // 2, 1] -= 0.15
    moved = skin.follow(np.stack([half.chart[half.driven], shut]), np.stack([half.chart[half.driven], shut]))[1]
    forehead = half.chart[:, 1] > 0.58
    assert np.abs(moved - half.chart)[forehead].max() < 0.02  # against 0.15 of the lid
