"""Named styles on finished textures: what must change, what must not, and how recipes and prompts name them."""

import json
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from moeforge.errors import BadSpecError, UnknownTraitError
from moeforge.painter.colors import rgb, to_oklab
from moeforge.prior import complete
from moeforge.rig.materials import materials
from moeforge.spec import AvatarSpec, Wish, from_dict, from_recipe
from moeforge.style.looks import LOOKS
from moeforge.style.marks import MARKS
from moeforge.style.regions import LAYOUTS
from moeforge.style.restyle import apply, restyle, restyle_materials, style_of
from moeforge.textures.atlas import CELLS
from moeforge.textures.compose import compose
from moeforge.textures.images import TextureSet
from moeforge.textures.sheets import completed, painted
from moeforge.traits.catalogue import catalogue
from moeforge.understand.prompt import understand

U8 = NDArray[np.uint8]
STYLED = [name for name in LOOKS if name != "plain"]
COLORS = {
    "skin": "#f7d2ba", "hair": "#e98aa6", "hair_tip": "#e98aa6", "eye_left": "#2f8fd8", "eye_right": "#d8a020",
    "clothes": "#6fa8ea", "clothes_accent": "#e8455a",
}  # fmt: skip
PALETTE = {"main": "#6fa8ea", "accent": "#e8455a", "shirt": "#fcfaf6", "shoes": "#3a3a46"}


def spec_of(style: str = "plain", **fields: object) -> AvatarSpec:
    wish = Wish(choices={"style": style}, colors=COLORS, accessories={"blush": False, "freckles": False})
    return complete(11, wish, texture_source="painter", **fields)


@pytest.fixture(scope="module")
def textures() -> TextureSet:
    spec = spec_of()
    return compose(spec, completed(spec, painted(spec)), [], PALETTE)


def cell(images: Mapping[str, U8], name: str) -> NDArray[np.float64]:
    c = CELLS[name]
    return to_oklab(images[c.image][c.y : c.y + c.height, c.x : c.x + c.width] / 255)


def hue(colors: NDArray[np.float64]) -> float:
    a, b = colors[..., 1].mean(), colors[..., 2].mean()
    return float(np.arctan2(b, a))


def test_the_catalogue_and_the_looks_agree():
    style = catalogue().choices["style"]
    assert set(style.values) == set(LOOKS)
    assert style.default == "plain"
    assert {look.mark for look in LOOKS.values()} - {""} <= set(MARKS)


def test_plain_and_strength_zero_change_nothing(textures):
    for spec in (spec_of(), *(spec_of(name, style_strength=0.0) for name in STYLED)):
        assert restyle(textures, spec) is textures
        assert restyle_materials(materials(spec), spec) == materials(spec)


@pytest.mark.parametrize("name", STYLED)
def test_a_style_changes_every_layer_and_no_data(textures, name):
    before, after = textures.images, restyle(textures, spec_of(name)).images
    assert list(after) == list(before)
    for image in before:
        assert (after[image].shape, after[image].dtype) == (before[image].shape, np.uint8)
        assert np.array_equal(after[image], before[image]) == (image not in LAYOUTS), image
    assert restyle_materials(materials(spec_of()), spec_of(name)) != materials(spec_of())


@pytest.mark.parametrize("name", STYLED)
def test_eyes_stay_eyes(textures, name):
    after = restyle(textures, spec_of(name)).images
    for eye in ("iris_left", "iris_right"):
        old, new = cell(textures.images, eye), cell(after, eye)
        turn = np.angle(np.exp(1j * (hue(new) - hue(old))))
        assert abs(turn) < 0.45
        assert new[..., 0].std() > 0.7 * old[..., 0].std()
        highlights = old[..., 0] > 0.97
        if not LOOKS[name].block:
            assert new[..., 0][highlights].min() > 0.94
    white = cell(after, "white")
    assert white[..., 0].mean() > cell(textures.images, "white")[..., 0].mean() - 0.08


@pytest.mark.parametrize("name", STYLED)
def test_light_stays_lighter_than_dark(textures, name):
    """Hair's root and ring keep their order: a style redraws, it does not invert."""
    after = restyle(textures, spec_of(name)).images
    old, new = (cell(images, "hair_mid")[..., 0] for images in (textures.images, after))
    rows = np.corrcoef(old.mean(axis=1), new.mean(axis=1))[0, 1]
    assert rows > 0.75


def test_face_and_neck_meet(textures):
    for name in STYLED:
        after = restyle(textures, spec_of(name)).images
        chin = cell(after, "face")[990:, 450:570].mean(axis=(0, 1))
        neck = cell(after, "skin")[:6, :54].mean(axis=(0, 1))  # in front
        assert np.linalg.norm(chin - neck) < 0.035, name


def test_same_spec_same_bytes(textures):
    for name in ("watercolor", "pixel"):
        first, second = (restyle(textures, spec_of(name, style_strength=0.6)).images for _ in range(2))
        assert all(np.array_equal(first[image], second[image]) for image in first)


def test_strength_is_a_way_from_none_to_all(textures):
    face = [cell(restyle(textures, spec_of("sepia", style_strength=s)).images, "hair_mid") for s in (0.25, 0.5, 1.0)]
    moved = [float(np.abs(f - cell(textures.images, "hair_mid")).mean()) for f in face]
    assert 0.0 < moved[0] < moved[1] < moved[2]


def test_alpha_is_exact(textures):
    alpha = np.random.default_rng(1).integers(0, 256, (512, 512, 1), np.uint8)
    hair = np.concatenate([textures.images["hair"], alpha], axis=2)
    for name in ("crayon", "pixel"):
        after = apply({"hair": hair}, style_of(spec_of(name)))["hair"]
        assert np.array_equal(after[..., 3:], alpha)
        assert not np.array_equal(after[..., :3], hair[..., :3])


@pytest.mark.parametrize("name", STYLED)
def test_body_swatches_close_round_the_figure(textures, name):
    """A swatch runs once round the figure: its first and last columns differ no more than neighbours do."""
    main = cell(restyle(textures, spec_of(name)).images, "main")[..., 0]
    seam = np.abs(main[:, 0] - main[:, -1]).mean()
    inside = np.abs(np.diff(main, axis=1)).mean()
    assert seam <= 2.5 * inside + 0.004


@pytest.mark.parametrize("name", STYLED)
def test_materials_stay_within_their_ranges(name):
    for old, new in zip(materials(spec_of()), restyle_materials(materials(spec_of()), spec_of(name)), strict=True):
        toon = new.toon
        for color in (toon.shade_color, toon.rim_color, toon.outline_color):
            assert all(0.0 <= c <= 1.0 for c in color)
        assert 0.0 <= toon.toony <= 1.0
        assert replace(new, toon=old.toon) == old


def test_recipes_keep_the_style_and_leave_plain_out():
    assert '"style' not in spec_of().recipe
    spec = spec_of("watercolor", style_strength=0.7)
    assert from_recipe(spec.recipe) == spec
    assert json.loads(spec.recipe)["choices"]["style"] == "watercolor"
    assert json.loads(spec.recipe)["style_strength"] == 0.7
    assert spec_of(style_strength=0.3) == spec_of()


def test_recipes_from_before_styles_still_read():
    old = {**spec_of().to_dict(), "choices": {k: v for k, v in spec_of().choices.items() if k != "style"}}
    assert from_dict(old) == spec_of()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("style_strength", 1.5),
        ("style_strength", -0.1),
        ("style_strength", float("nan")),
        ("style_strength", True),
        ("style_strength", "1"),
        ("style_params", "AQ"),
        ("style_params", "?" * 80),
        ("style_params", "A" * 80),  # version 0
        ("style_params", "AQ" + "A" * 78),  # no colour
        ("style_params", "Af8A" + "_" * 76),  # a falling curve
        ("style_params", ["nested"]),
    ],
)
def test_bad_styles_are_refused(field, value):
    with pytest.raises(BadSpecError):
        from_dict({**spec_of("cel").to_dict(), field: value})


def test_an_unknown_style_lists_the_known_ones():
    with pytest.raises(UnknownTraitError, match="watercolor"):
        spec_of("cubism")


def test_the_seed_never_draws_a_style():
    assert {complete(seed).choices["style"] for seed in range(60)} == {"plain"}
    assert complete(1, Wish(without={"style": ("plain",)})).choices["style"] != "plain"


@pytest.mark.parametrize(
    ("prompt", "style"),
    [
        ("pink twintails, watercolor style", "watercolor"),
        ("黑色短发，水彩风", "watercolor"),
        ("銀髪ロング、水彩風", "watercolor"),
        ("blue bob in pixel art", "pixel"),
        ("像素风，红色双马尾", "pixel"),
        ("ドット絵、金髪ボブ", "pixel"),
        ("ukiyo-e, long black hair", "woodblock"),
        ("neon green hair", None),
        ("pastel pink hair", None),
    ],
)
def test_prompts_name_styles(prompt, style):
    assert understand(prompt).wish.choices.get("style") == style


def test_own_colors_hold_at_the_anchor():
    """Flat tones are counted from the figure's own hair colour, which a style without toning keeps nearly."""
    spec = spec_of("pixel")
    hair = to_oklab(rgb(spec.colors["hair"]))
    after = cell(restyle(compose(spec, painted(spec), [], PALETTE), spec).images, "hair_mid").reshape(-1, 3)
    assert np.linalg.norm(after - hair, axis=1).min() < 0.05


@pytest.mark.parametrize("color", ["#2b2530", "#e98aa6", "#e8b04a"])
def test_curls_are_seen_in_flat_tones(color: str):
    spec = spec_of("cel")
    spec = spec.with_(colors={**spec.colors, "hair": color, "hair_tip": color})
    plain = compose(spec, painted(spec), [], PALETTE)
    before, after = (cell(images, "hair_coil")[40:280, :, 0] for images in (plain.images, restyle(plain, spec).images))
    assert np.corrcoef(before.ravel(), after.ravel())[0, 1] > 0.885  # .82 to .87 with the tones of locks


def test_hair_that_nothing_shows_takes_the_color_of_the_style_alone():
    spec = spec_of("watercolor")
    textures = compose(spec, painted(spec), [], PALETTE, hidden=("hair_coil", "hair_stubble"))
    made = restyle(textures, spec).images
    for name in ("hair_coil", "hair_stubble"):
        before, after = (
            cell(i, name)[2:-2, 2:-2].reshape(-1, 3) for i in (textures.images, made)
        )  # neighbours blend in
        assert np.ptp(before, axis=0).max() == 0 and np.ptp(after, axis=0).max() == 0
        assert np.abs(before[0] - after[0]).max() > 0.01
