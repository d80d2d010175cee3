"""Recipes of recipes: exact at the ends, continuous between, small, the same every time, and bounded."""

import json
from itertools import pairwise

import numpy as np
import pytest

from moeforge.errors import BadSpecError, UnknownTraitError
from moeforge.painter.colors import rgb, to_oklab
from moeforge.prior import complete, latent
from moeforge.recipes import MAX_STEPS, MAX_VARIANTS, inherit, interpolate, mix, variants, way
from moeforge.recipes.keys import ASPECTS, MAX_NAMES, aspect_of, keys, meant
from moeforge.recipes.latents import arc
from moeforge.spec import PARTS, AvatarSpec, Wish, check_accessories, from_recipe
from moeforge.terms import MAX_TERMS, Terms

A, B = complete(11, author="Ann"), complete(22, author="Ben")


def far(a: AvatarSpec, b: AvatarSpec) -> float:
    """The largest distance of a colour (OKLab), a slider or an identity (root mean square) between two specs."""
    colors = [np.linalg.norm(to_oklab(rgb(a.colors[c])) - to_oklab(rgb(b.colors[c]))) for c in a.colors]
    sliders = [abs(a.sliders[s] - b.sliders[s]) for s in a.sliders]
    parts = [float(np.sqrt(((latent(a, p) - latent(b, p)) ** 2).mean())) for p in PARTS if p != "body"]
    return max(map(float, (*colors, *sliders, *parts)))


def blended(seeds: range) -> Terms:
    return tuple((s, 0.5) for s in seeds)


@pytest.mark.parametrize("made", [
    lambda: variants(A, 0.4, ("hair",), 3, 5), lambda: (inherit(A, B, 3),), lambda: way(A, B, 4),
    lambda: (mix(A, B, {"hair": 1.0, "iris": 0.4}),),
])  # fmt: skip
def test_the_same_inputs_give_the_same_small_exact_recipes(made):
    first, second = made(), made()
    assert [s.recipe for s in first] == [s.recipe for s in second]
    for spec in first:
        assert from_recipe(spec.recipe) == spec
        assert from_recipe(spec.recipe).recipe == spec.recipe
        assert len(spec.recipe.encode()) < 1600
        check_accessories(spec.accessories)


def test_the_ends_of_a_way_are_the_recipes_themselves():
    assert interpolate(A, B, 0) is A
    assert interpolate(A, B, 1) is B
    steps = way(A, B, 9)
    assert (steps[0], steps[-1]) == (A, B)


def test_numbers_go_without_a_jump_and_categories_switch_once():
    steps = way(A, B, MAX_STEPS)
    assert max(far(p, q) for p, q in pairwise(steps)) < 4.5 / MAX_STEPS
    for trait in A.choices:
        values = [s.choices[trait] for s in steps]
        assert sum(p != q for p, q in pairwise(values)) == (A.choices[trait] != B.choices[trait])
    for name in {*A.accessories, *B.accessories}:
        worn = [s.has(name) for s in steps]
        assert sum(p != q for p, q in pairwise(worn)) <= 1


def test_a_way_between_blends_of_many_seeds_stays_bounded_and_continuous():
    a, b = (A.with_(mixes={"iris": blended(range(s, s + 4))}) for s in (100, 200))
    steps = way(a, b.with_(mixes={"iris": tuple((200 + i, 0.9 - 0.2 * i) for i in range(4))}), MAX_STEPS)
    assert max(len(s.part_terms("iris")) for s in steps) <= MAX_TERMS
    gaps = [float(np.sqrt(((latent(p, "iris") - latent(q, "iris")) ** 2).mean())) for p, q in pairwise(steps)]
    assert max(gaps) < 0.05
    assert len(mix(a, b, {"iris": 0.5}).part_terms("iris")) == 4  # of eight equal ones


def test_blends_keep_unit_variance():
    specs = [complete(7).with_(mixes={"iris": blended(range(10 * i, 10 * i + 4))}) for i in range(100)]
    z = np.concatenate([latent(s, "iris") for s in specs])
    assert abs(z.mean()) < 0.05
    assert abs(z.std() - 1) < 0.05
    half = latent(A.with_(mixes={"iris": ((5, 0.5), (6, 0.5))}), "iris")
    assert np.allclose(half * 2**0.5, latent(complete(5), "iris") + latent(complete(6), "iris"), atol=1e-5)


def test_an_arc_runs_from_end_to_end_evenly():
    a, b = ((1, 1.0),), ((2, 1.0),)
    assert (arc(a, b, 0.0, 4), arc(a, b, 1.0, 4)) == (a, b)
    assert arc(a, b, 0.5, 4) == ((1, 0.707), (2, 0.707))
    assert arc(a, a, 0.3, 4) == a
    assert arc(a, b, 0.001, 4) == a  # a weight that nobody sees


def test_a_mix_takes_what_is_named_and_nothing_else():
    hair = mix(A, B, {"hair": 1.0})
    assert hair.choices["hair_style"] == B.choices["hair_style"]
    assert hair.colors["hair"] == B.colors["hair"]
    assert hair.part_seed("hair") == B.seed
    assert hair.choices["outfit"] == A.choices["outfit"]
    assert {s for s in A.sliders if hair.sliders[s] != A.sliders[s]} == {"hair_length"}
    assert np.array_equal(latent(hair, "iris"), latent(A, "iris"))


def test_a_narrower_name_counts_before_a_wider_one():
    mixed = mix(A, B, {"rest": 1.0, "hair": 0.0, "colors": 0.5, "colors.skin": 0.0})
    assert mixed.choices["outfit"] == B.choices["outfit"]
    assert mixed.choices["hair_style"] == A.choices["hair_style"]
    assert mixed.colors["skin"] == A.colors["skin"]
    middle = (to_oklab(rgb(A.colors["clothes"])) + to_oklab(rgb(B.colors["clothes"]))) / 2
    assert np.allclose(to_oklab(rgb(mixed.colors["clothes"])), middle, atol=0.01)


def test_a_mix_of_nothing_is_the_first_and_of_everything_the_second():
    assert mix(A, B, {}) == A.with_(author="Ann, Ben")
    assert mix(A, B, {"rest": 1.0}) == B.with_(author="Ann, Ben")


def test_variants_are_near_and_what_is_kept_stays():
    near, wide = variants(A, 0.1, count=8, seed=1), variants(A, 0.9, ("outfit", "colors.skin", "face"), 8, 1)
    assert len({s.recipe for s in near}) == 8
    for spec in near:
        assert (spec.choices, spec.accessories) == (A.choices, A.accessories)
        assert 0.0 < far(A, spec) < 0.5
        assert (spec.author, spec.licence) == (A.author, A.licence)
    for spec in wide:
        assert spec.choices["outfit"] == A.choices["outfit"]
        assert spec.colors["clothes"] == A.colors["clothes"]
        assert spec.colors["skin"] == A.colors["skin"]
        assert spec.sliders["eye_size"] == A.sliders["eye_size"]
    assert len({s.choices["hair_style"] for s in wide}) > 2
    assert variants(A, 0.0) == (A,)


def test_children_take_after_both_parents():
    children = [inherit(A, B, seed) for seed in range(60)]
    assert len({c.recipe for c in children}) == 60
    for trait in ("hair_style", "outfit", "eye_shape"):
        values = [c.choices[trait] for c in children]
        own = {A.choices[trait], B.choices[trait]}
        assert own <= set(values)
        assert sum(v not in own for v in values) < 12  # a mutation is rare
    lightness = [float(to_oklab(rgb(c.colors["skin"]))[0]) for c in children]
    low, high = sorted(float(to_oklab(rgb(s.colors["skin"]))[0]) for s in (A, B))
    assert sum(low - 0.01 <= v <= high + 0.01 for v in lightness) > 50
    dressed_a = [c for c in children if c.choices["outfit"] == A.choices["outfit"]]
    assert sum(c.colors["clothes"] == A.colors["clothes"] for c in dressed_a) > 0.8 * len(dressed_a)


def test_both_authors_are_named_and_the_stricter_licence_holds():
    strict = B.with_(licence="CC-BY-NC-4.0")
    assert inherit(A, strict, 1).licence == "CC-BY-NC-4.0"
    assert inherit(A, strict, 1).author == "Ann, Ben"
    with pytest.raises(BadSpecError, match="authors"):
        mix(A.with_(author="a" * 40), B.with_(author="b" * 40), {})


def test_a_style_comes_by_its_strength_alone():
    styled = complete(22, Wish({"style": "watercolor"}), style_strength=0.8)
    plain = complete(11)
    middle = interpolate(plain, styled, 0.5)
    assert (middle.choices["style"], middle.style_strength) == ("watercolor", 0.4)
    assert interpolate(plain, styled, 0.25).style_strength == 0.2


def test_every_trait_has_an_aspect_and_every_aspect_a_trait():
    assert {aspect_of(k) for k in keys()} == set(ASPECTS)
    assert frozenset(keys()) == frozenset[object]().union(*(meant(a) for a in ASPECTS))
    assert meant("cat_ears") == meant("head_top")


@pytest.mark.parametrize("call", [
    lambda: variants(A, 1.5), lambda: variants(A, float("nan")), lambda: variants(A, 0.1, count=MAX_VARIANTS + 1),
    lambda: variants(A, 0.1, count=0), lambda: variants(A, 0.1, seed=-1), lambda: variants(A, 0.1, ["hair"] * 65),
    lambda: mix(A, B, {"hair": 2.0}), lambda: mix(A, B, {f"a{i}": 0.1 for i in range(MAX_NAMES + 1)}),
    lambda: inherit(A, B, 2**60), lambda: interpolate(A, B, -0.1), lambda: way(A, B, 1),
    lambda: way(A, B, MAX_STEPS + 1),
])  # fmt: skip
def test_numbers_out_of_range_are_refused(call):
    with pytest.raises(BadSpecError):
        call()


def test_an_unknown_part_is_named():
    for call in (lambda: mix(A, B, {"wings": 1.0}), lambda: variants(A, 0.1, ["wings"])):
        with pytest.raises(UnknownTraitError, match="wings"):
            call()


@pytest.mark.parametrize("mixes", [
    {"nose": [[1, 0.5], [2, 0.5]]}, {"iris": [[1, 0.5]]}, {"iris": [[i, 0.5] for i in range(9)]},
    {"iris": [[1, 0.5], [1, 0.6]]}, {"iris": [[1, 0.5], [2, 0.0]]}, {"iris": [[1, 0.5], [2, 1.5]]},
    {"iris": [[1, 0.5], [-2, 0.5]]}, {"iris": "12"}, {"iris": [[1], [2]]}, {"iris": [[1, "x"], [2, 1]]},
    {"iris": {"1": 0.5}}, {"iris": [[1, 0.5, 3], [2, 0.5]]}, {"iris": [[1, True], [2, 0.5]]},
    {"iris": [[1, float("nan")], [2, 0.5]]},
])  # fmt: skip
def test_bad_mixes_are_refused(mixes):
    with pytest.raises(BadSpecError):
        from_recipe(json.dumps({**A.to_dict(), "mixes": mixes}))


def test_a_part_has_a_seed_or_a_mix():
    with pytest.raises(BadSpecError, match="iris"):
        A.with_(part_seeds={"iris": 3}, mixes={"iris": ((1, 0.5), (2, 0.5))})


def test_mixes_have_one_form():
    a, b = (A.with_(mixes={"iris": t}) for t in ([[2, 0.70712], [1, 0.5]], ((1, 0.5), (2, 0.707))))
    assert a.recipe == b.recipe
    assert a.part_seed("iris") == 2
