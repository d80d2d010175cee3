"""Levels of detail: each keeps its budget and every morph, over random figures and every outfit."""

import pytest

from moeforge.prior import complete
from moeforge.spec import Wish
from moeforge.template.chibi import Figure, build_figure
from moeforge.template.head import POSE_SETS
from moeforge.template.lod import BUDGETS, LODS
from moeforge.traits.catalogue import catalogue

SETS = ("vrm", "arkit", "oculus", "anime")
SEEDS = range(300, 308)
each = pytest.mark.parametrize("lod", LODS)


def triangles(figure: Figure) -> int:
    return sum(len(p.triangles) for p in figure.piece.parts)


@each
def test_random_figures_keep_the_budget_and_every_morph(lod: str):
    names = {name for key in SETS for name in POSE_SETS[key]}
    for seed in SEEDS:
        figure = build_figure(complete(seed), SETS, lod)
        assert triangles(figure) <= BUDGETS[LODS[lod]], seed
        assert {m for p in figure.piece.parts for m in p.morphs} == names, seed


@each
@pytest.mark.parametrize("trait", ["hair_style", "outfit"])
def test_every_style_and_outfit_keeps_the_budget(lod: str, trait: str):
    bare = dict.fromkeys(catalogue().accessories, False)
    for value in catalogue().choices[trait].values:
        figure = build_figure(complete(3, Wish(choices={trait: value}, accessories=bare)), ("vrm",), lod)
        assert triangles(figure) <= BUDGETS[LODS[lod]], value


def test_each_level_has_fewer_triangles_than_the_finer_one():
    for seed in SEEDS:
        counts = [triangles(build_figure(complete(seed), ("vrm",), lod)) for lod in LODS]
        assert counts == sorted(counts, reverse=True)
        assert len(set(counts)) == len(counts)
