"""The spec: recipes round-trip, bad values are refused by name, and a seed fills the rest from the prior."""

from collections import Counter
from typing import cast

import numpy as np
import pytest

from moeforge.errors import BadSpecError, UnknownTraitError
from moeforge.prior import LATENT, complete, latent
from moeforge.spec import MAX_SEED, AvatarSpec, Wish, from_dict, from_recipe
from moeforge.traits.catalogue import LANGS, catalogue


def changed(**fields: object) -> dict[str, object]:
    return {**complete(1).to_dict(), **fields}


@pytest.mark.parametrize("seed", [0, 1, 7, 2**40, MAX_SEED])
def test_recipe_round_trip_and_size(seed):
    spec = complete(seed, title="Mia", author="An artist", licence="CC-BY-4.0", part_seeds={"iris": 5})
    assert from_recipe(spec.recipe) == spec
    assert from_recipe(spec.recipe).recipe == spec.recipe
    assert len(spec.recipe.encode()) <= 1024


def test_same_seed_same_spec_other_seed_other_spec():
    assert complete(3) == complete(3)
    assert complete(3).recipe != complete(4).recipe


def test_what_is_stated_stands():
    wish = Wish({"hair_style": "bob"}, {"hair": "#F3A6C4"}, {"height": 0.25}, {"glasses": True, "blush": False})
    for seed in range(20):
        spec = complete(seed, wish)
        assert (spec.choices["hair_style"], spec.colors["hair"], spec.sliders["height"]) == ("bob", "#f3a6c4", 0.25)
        assert spec.has("glasses")
        assert not spec.has("blush")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seed", -1),
        ("seed", 2**60),
        ("seed", True),
        ("seed", "7"),
        ("choices", {"hair_style": "mohawk3000"}),
        ("choices", {}),
        ("colors", {**complete(1).colors, "hair": "pink"}),
        ("colors", {**complete(1).colors, "hair": "#12345"}),
        ("colors", {**complete(1).colors, "wings": "#123456"}),
        ("sliders", {**complete(1).sliders, "height": 1.5}),
        ("sliders", {**complete(1).sliders, "height": float("nan")}),
        ("accessories", ["jetpack"]),
        ("accessories", ["hat", "cat_ears"]),
        ("accessories", [["nested"]]),
        ("licence", "WTFPL"),
        ("title", "a\nb"),
        ("title", "x" * 65),
        ("texture_source", "magic"),
        ("part_seeds", {"nose": 3}),
        ("part_seeds", {"iris": -3}),
        ("v", 99),
        ("surprise", 1),
    ],
)
def test_bad_fields_are_refused(field, value):
    with pytest.raises(BadSpecError):
        from_dict(changed(**{field: value}))


def test_recipes_of_before_the_newer_traits_load_as_they_looked():
    data = complete(5).to_dict()
    newer = {"choices": ("brow", "face_shape", "ears", "pattern"), "colors": ("accessory", "fur", "makeup")}
    for field, names in newer.items():
        data[field] = {k: v for k, v in cast(dict[str, str], data[field]).items() if k not in names}
    data["sliders"] = {"height": 0.5}
    spec = from_dict(data)
    assert [spec.choices[c] for c in newer["choices"]] == ["arched", "oval", "human", "plain"]
    assert spec.colors["fur"] == spec.colors["hair"]
    assert spec.colors["accessory"] == spec.colors["clothes_accent"]
    assert (spec.sliders["height"], spec.sliders["jaw"]) == (0.5, 0.0)
    assert from_recipe(spec.recipe) == spec


@pytest.mark.parametrize("recipe", ["", "[]", "{", '{"seed": 1}', "[" * 100_000, "null"])
def test_bad_recipes_are_refused(recipe):
    with pytest.raises(BadSpecError):
        from_recipe(recipe)


def test_unknown_values_list_the_known_ones():
    with pytest.raises(UnknownTraitError, match="twintails"):
        complete(1, Wish(choices={"hair_style": "mohawk3000"}))


def test_the_prior_is_balanced_over_skin_and_hair():
    specs = [complete(seed) for seed in range(600)]
    skins = Counter(s.colors["skin"] for s in specs)
    assert len(skins) == 10
    assert max(skins.values()) < 2.5 * min(skins.values())
    styles = Counter(s.choices["hair_style"] for s in specs)
    assert set(styles) == set(catalogue().choices["hair_style"].values)


def test_latents_are_standard_normal_and_their_own():
    z = np.concatenate([latent(complete(s), "iris") for s in range(100)])
    assert abs(z.mean()) < 0.05
    assert abs(z.std() - 1) < 0.05
    spec = complete(1)
    assert latent(spec, "iris").shape == (LATENT,)
    assert not np.array_equal(latent(spec, "iris"), latent(spec, "skin"))
    pinned = spec.with_(part_seeds={"iris": 9})
    assert np.array_equal(latent(pinned, "iris"), latent(complete(9), "iris"))
    assert np.array_equal(latent(pinned, "skin"), latent(spec, "skin"))


def test_a_spec_cannot_be_changed():
    spec = complete(1)
    with pytest.raises(TypeError):
        spec.colors["hair"] = "#000000"  # type: ignore[index]
    assert isinstance(spec, AvatarSpec)


def test_every_name_exists_in_three_languages():
    cat = catalogue()
    rows = [*cat.choices.values(), *cat.accessories.values(), *cat.colors.values(), *cat.sliders.values()]
    rows += [v for c in cat.choices.values() for v in c.values.values()]
    for row in rows:
        for lang in LANGS:
            assert row.names.label(lang), (row.id, lang)


def test_recipes_from_before_a_slider_load_and_stay_as_short():
    spec = complete(1, Wish(sliders={"shoulder_width": 0.0, "hip_width": 0.0, "waist": 0.0}))
    assert not {"shoulder_width", "hip_width", "waist"} & set(cast(dict[str, float], spec.to_dict()["sliders"]))
    assert from_recipe(spec.recipe) == spec
    assert from_recipe(spec.recipe).sliders["waist"] == 0.0
    wide = complete(1, Wish(sliders={"hip_width": 0.5}))
    assert from_recipe(wide.recipe).sliders["hip_width"] == 0.5


def test_a_leaning_must_name_a_slider():
    with pytest.raises(UnknownTraitError, match="tallness"):
        complete(1, Wish(leanings={"tallness": 0.5}))
