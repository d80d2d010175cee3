"""Styles from pictures: real paintings, degenerate ones, hostile files, and what is kept of them."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from moeforge import pictures
from moeforge.errors import BadSpecError, MoeforgeError, TooLargeError
from moeforge.painter.colors import rgb, to_oklab
from moeforge.prior import complete
from moeforge.rig.materials import materials
from moeforge.spec import AvatarSpec, Wish, from_recipe
from moeforge.style.choose import PICTURE_STRENGTH, with_style
from moeforge.style.decode import decode_picture
from moeforge.style.own import recast
from moeforge.style.params import LENGTHS, parse
from moeforge.style.picture import style_from_picture
from moeforge.style.restyle import restyle, restyle_materials
from moeforge.style.transport import SLOPES, carry, fit, quantile_curve
from moeforge.textures.atlas import CELLS
from moeforge.textures.compose import compose
from moeforge.textures.images import TextureSet
from moeforge.textures.sheets import painted

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
STYLES = sorted((SHARED / "styles").glob("s*")) if SHARED.is_dir() else []
HOSTILE = SHARED / "hostile"
SKINS = ("#ffeade", "#c08a63", "#523427")
RNG = np.random.default_rng(4)
ODD: dict[str, NDArray[np.uint8]] = {
    "black": np.zeros((40, 40, 3), np.uint8),
    "white": np.full((40, 40, 3), 255, np.uint8),
    "one pixel": np.array([[[200, 30, 90]]], np.uint8),
    "strip": np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 3, axis=2),
    "grey": RNG.integers(0, 256, (64, 64), np.uint8),
    "grey and alpha": RNG.integers(0, 256, (64, 64, 2), np.uint8),
    "clear": np.zeros((30, 30, 4), np.uint8),
    "noise": RNG.integers(0, 256, (200, 100, 3), np.uint8),
}


def spec_of(params: str = "", strength: float = 0.8, skin: str = SKINS[0]) -> AvatarSpec:
    wish = Wish(colors={"skin": skin, "hair": "#e98aa6", "eye_left": "#2f8fd8", "eye_right": "#2f8fd8"})
    return complete(11, wish, texture_source="painter", style_params=params, style_strength=strength)


@pytest.fixture(scope="module")
def textures() -> TextureSet:
    spec = spec_of()
    return compose(spec, painted(spec), [], {"main": spec.colors["clothes"], "accent": spec.colors["clothes_accent"]})


def lab_cell(images, name: str) -> NDArray[np.float64]:
    c = CELLS[name]
    return to_oklab(images[c.image][c.y : c.y + c.height, c.x : c.x + c.width] / 255)


def gradient(*colors: str) -> NDArray[np.uint8]:
    stripes = np.array([rgb(c) for c in colors])[None].repeat(20, axis=1)
    return np.rint(255 * np.repeat(stripes.reshape(1, -1, 3), 60, axis=0)).astype(np.uint8)


@pytest.mark.parametrize("kind", ODD)
def test_any_array_has_a_style(textures, kind):
    params = style_from_picture(ODD[kind])
    assert parse(params.text) == params
    after = restyle(textures, spec_of(params.text)).images
    assert {image: after[image].shape for image in after} == {k: v.shape for k, v in textures.images.items()}
    assert np.array_equal(after["face_outline"], textures.images["face_outline"])


@pytest.mark.parametrize(
    "pixels", [np.zeros((0, 4, 3), np.uint8), np.zeros((4, 4, 3)), np.zeros((4, 4, 5), np.uint8), np.zeros(4, np.uint8)]
)
def test_other_arrays_are_refused(pixels):
    with pytest.raises(BadSpecError, match="style picture"):
        style_from_picture(pixels)


def test_a_picture_s_style_fits_a_recipe():
    params = style_from_picture(ODD["noise"])
    assert LENGTHS[len(params.text)] == 1 and len(params.text) <= 400
    spec = spec_of(params.text, 0.7).with_(title="x" * 64, author="y" * 64, part_seeds={"iris": 2**53 - 1})
    assert from_recipe(spec.recipe) == spec
    assert len(spec.recipe.encode()) <= 1200


@pytest.mark.skipif(not STYLES, reason="the style pictures are not beside this checkout")
@pytest.mark.parametrize("path", STYLES, ids=lambda p: p.stem)
def test_paintings_change_the_figure_and_spare_eyes_and_skin(textures, path):
    spec = spec_of(style_from_picture(decode_picture(path.read_bytes())).text, 0.7)
    before, after = textures.images, restyle(textures, spec).images
    for name in ("hair_mid", "iris_left"):
        old, new = lab_cell(before, name), lab_cell(after, name)
        angle = np.angle(np.exp(1j * (np.arctan2(*new.mean((0, 1))[:0:-1]) - np.arctan2(*old.mean((0, 1))[:0:-1]))))
        if name == "hair_mid":
            assert np.linalg.norm((new - old).mean((0, 1))) > 0.04
        else:
            assert abs(angle) < 0.45
            assert new[..., 0].std() > 0.7 * old[..., 0].std()
    cheek = slice(560, 640), slice(300, 360)
    moved = (lab_cell(after, "face")[cheek] - lab_cell(before, "face")[cheek]).mean((0, 1))
    assert np.hypot(*moved[1:]) < 0.06
    assert abs(moved[0]) < 0.09
    assert np.array_equal(after["face_outline"], before["face_outline"])


@pytest.mark.parametrize("skin", SKINS)
@pytest.mark.parametrize("strength", [0.4, 0.75])
def test_skin_stays_warm_under_a_cold_picture(skin, strength):
    spec = spec_of(style_from_picture(gradient("#101a50", "#2040a0", "#4080d0", "#20a0a0")).text, strength, skin)
    images = restyle(compose(spec, painted(spec), [], {}), spec).images
    face = lab_cell(images, "face")[560:640, 300:700].reshape(-1, 3)
    assert face[:, 1].mean() > 0.0
    assert face[:, 2].mean() > 0.0
    freer = restyle(compose(spec, painted(spec), [], {}), spec.with_(style_strength=1.0)).images
    assert lab_cell(freer, "face")[560:640, 300:700, 2].mean() < face[:, 2].mean()


def test_hair_takes_a_color_of_the_picture(textures):
    blues = ("#101a50", "#2040a0", "#4080d0")
    images = restyle(textures, spec_of(style_from_picture(gradient(*blues)).text, 1.0)).images
    mean = lab_cell(images, "hair_mid").mean((0, 1))
    assert min(np.linalg.norm(mean[1:] - to_oklab(rgb(c))[1:]) for c in blues) < 0.05


def test_palette_and_lightness_of_two_colors():
    params = style_from_picture(gradient("#d02030", "#d02030", "#2040a0", "#d02030"))
    rows = [row for row in params.palette if row[3]]
    assert len(rows) == 2
    for row, color in zip(rows, ("#d02030", "#2040a0"), strict=True):
        assert np.abs(np.array(row[:3]) / 255 - rgb(color)).max() < 0.02
    assert params.texture < 50
    assert style_from_picture(ODD["noise"]).texture > 200


def test_a_named_style_and_a_picture_go_together(textures):
    params = style_from_picture(gradient("#101a50", "#2040a0", "#f0d060")).text
    both = spec_of(params).with_(choices={**spec_of().choices, "style": "woodblock"})
    faces = [restyle(textures, s).images["hair"] for s in (spec_of(params), both)]
    assert not np.array_equal(faces[0], faces[1])
    assert restyle_materials(materials(both), both) != restyle_materials(materials(both), spec_of(params))


def test_transport_reaches_the_target_and_never_folds():
    rng = np.random.default_rng(2)
    source, target = (rng.normal(0, 0.1, (300, 3)).astype(np.float32) for _ in range(2))
    target = target * np.array([0.5, 1.5, 1.0], np.float32) + np.array([0.1, 0.0, -0.2], np.float32)
    even = np.ones(300, np.float32)
    moved = carry(source, fit(source, even, target, even))
    assert np.abs(moved.mean(0) - target.mean(0)).max() < 0.01
    assert np.abs(moved.std(0) / target.std(0) - 1).max() < 0.12
    curve = quantile_curve(source[:, 0], even, target[:, 0], even, SLOPES)
    line = np.linspace(-1, 1, 500, dtype=np.float32)
    slopes = np.diff(curve(line)) / np.diff(line)
    assert SLOPES[0] - 0.01 < slopes.min() <= slopes.max() < SLOPES[1] + 0.01


def test_complementary_colors_do_not_meet_in_grey():
    spec = spec_of()
    params = style_from_picture(gradient("#2040a0"))
    chroma = [np.hypot(*recast(spec.colors, params, s).after["hair"][1:]) for s in (0.0, 0.4, 0.8)]
    assert chroma[1] > 0.55 * min(chroma[0], chroma[2])


def encoded(kind: str, image: Image.Image, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_modes_are_read_alike(mode):
    grey = Image.fromarray(np.full((20, 30), 150, np.uint8))
    wide = Image.fromarray(np.full((20, 30), 150 * 257, np.uint16))
    image = wide if mode == "I;16" else grey.convert(mode, dither=Image.Dither.NONE)
    pixels = decode_picture(encoded("JPEG" if mode == "CMYK" else "PNG", image))
    assert pixels.shape == (20, 30, 4)
    assert abs(int(pixels[5, 5, 0]) - (255 if mode == "1" else 150)) <= 3


def test_exif_turns_and_large_pictures_shrink():
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = decode_picture(encoded("JPEG", Image.new("RGB", (1600, 800), "#804020"), exif=exif))
    assert turned.shape == (512, 256, 4)


def test_a_style_is_chosen_by_name_picture_or_both():
    spec = complete(3)
    picture = encoded("PNG", Image.fromarray(gradient("#101a50", "#f0d060")))
    assert with_style(spec) == spec
    assert with_style(spec, "cel", strength=0.4).style_strength == 0.4
    both = with_style(spec, "cel", picture)
    assert (both.choices["style"], both.style_strength) == ("cel", PICTURE_STRENGTH)
    assert both.style_params == style_from_picture(gradient("#101a50", "#f0d060")).text
    with pytest.raises(BadSpecError, match="style_strength"):
        with_style(spec, "cel", strength=2.0)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"<svg/>", b"\x89PNG\r\n\x1a\n" + b"\0" * 40], ids=repr)
def test_files_that_are_no_pictures_are_refused(data):
    with pytest.raises(BadSpecError, match="style picture"):
        decode_picture(data)


def test_large_files_and_bombs_are_refused(monkeypatch):
    bomb = encoded("PNG", Image.new("1", (9000, 9000)))
    with pytest.raises(TooLargeError):
        decode_picture(bomb)
    monkeypatch.setattr(pictures, "MAX_BYTES", 100)
    with pytest.raises(TooLargeError):
        decode_picture(bomb)


@pytest.mark.skipif(not HOSTILE.is_dir(), reason="the hostile files are not beside this checkout")
def test_hostile_pictures_are_read_or_refused_with_one_error():
    rows = [
        r
        for r in csv.DictReader((HOSTILE / "manifest.csv").read_text().splitlines())
        if r["file"].startswith("images/")
    ]
    assert len(rows) > 30
    for row in rows:
        try:
            params = style_from_picture(decode_picture((HOSTILE / row["file"]).read_bytes()))
        except MoeforgeError as error:
            assert row["expected"] != "OK" or row["file"].endswith((".tif", ".ico")), (row, str(error))
            assert len(str(error)) < 300
        else:
            assert row["expected"] != "REJECT", row
            assert parse(params.text) == params
