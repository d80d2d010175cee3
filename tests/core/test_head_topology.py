"""The shipped triangulation of the head."""

from itertools import pairwise

import numpy as np
import pytest

from moeforge.template.head import make_topology, skin
from moeforge.template.head.eyes import LOOP
from moeforge.template.head.mouth import LIP


def test_shipped_triangulation_is_what_the_script_makes():
    made, shipped = make_topology.make(), skin.topology()
    assert made["chart"] == pytest.approx(shipped.chart, abs=1e-9)
    for name in ("triangles", "eye", "mouth"):
        assert np.array_equal(made[name], getattr(shipped, name))


def test_only_eyes_mouth_and_the_seam_behind_are_open():
    faces = skin.triangles()
    sides = np.sort(np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]]), axis=1)
    pairs, count = np.unique(sides, axis=0, return_counts=True)
    assert count.max() == 2
    rim = np.unique(pairs[count == 1])
    chart = skin.topology().chart
    half = np.arange(len(chart))
    behind = half[(chart[:, 0] > 1.5) | (np.abs(chart[:, 1] - 0.4) > 0.7)]
    allowed = np.concatenate([skin.topology().driven, behind])
    assert np.isin(rim, np.concatenate([allowed, skin.mirror_index()[allowed]])).all()


def test_loops_are_edges_of_the_mesh():
    edges = {tuple(e) for e in skin.edges(skin.topology().triangles).tolist()}
    eye, mouth = skin.topology().eye, skin.topology().mouth
    assert (len(eye), len(mouth)) == (LOOP, LIP)
    wanted = [*zip(eye, np.roll(eye, -1), strict=True), *pairwise(mouth)]
    assert all((min(a, b), max(a, b)) in edges for a, b in wanted)


def test_solve_keeps_still_vertices_and_places_driven_ones():
    half = skin.topology()
    shift = np.random.default_rng(1).normal(0, 0.004, (2, 1, len(half.driven), 2))
    shift[..., half.midline[half.driven], 0] = 0
    left, right = skin.follow(half.chart[half.driven] + shift[0], half.chart[half.driven] + shift[1])
    assert left[0, half.driven] == pytest.approx(half.chart[half.driven] + shift[0, 0])
    assert right[0, half.driven][~half.midline[half.driven]] == pytest.approx(
        (half.chart[half.driven] + shift[1, 0])[~half.midline[half.driven]]
    )
    back = half.chart[:, 0] > 0.7
    assert (left[0, back] == half.chart[back]).all()
