"""A style's lines and texture on the figure's images: what they may change, and what is kept of them in a recipe."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from moeforge.errors import BadSpecError
from moeforge.models.bundle import find_stylist
from moeforge.painter.carriers import PLANES, SIDE, SWATCH, Ground, plane
from moeforge.painter.finish import DRAWN, NONE, Finish, finished
from moeforge.pipeline import Studio, avatar_id
from moeforge.prior import complete
from moeforge.spec import AvatarSpec, from_recipe
from moeforge.style.params import CODE, parse
from moeforge.style.picture import style_from_picture
from moeforge.style.refine import MOST, NOTHING, SEEN, SHARES, finish_of, redrawn, refined
from moeforge.style.regions import CELL_ROLES
from moeforge.style.restyle import restyle
from moeforge.style.views import SIDES, spans, view
from moeforge.textures.atlas import CELLS, SWATCHES
from moeforge.textures.compose import compose
from moeforge.textures.images import TextureSet
from moeforge.textures.sheets import painted

U8 = NDArray[np.uint8]
PICTURE = np.random.default_rng(8).integers(0, 256, (80, 60, 3), np.uint8)
ROUGH = Finish(broad=0.8, mottle=0.6, grain=0.6)


class Rough:
    """A reader that finds ROUGH in every picture."""

    def code(self, picture: U8) -> tuple[int, ...]:
        assert picture.shape == (SIDE, SIDE, 3) and picture.dtype == np.uint8
        return tuple(round(255 * getattr(ROUGH, name)) for name in DRAWN)


def styled(strength: float = 0.8) -> AvatarSpec:
    text = style_from_picture(PICTURE, Rough()).text
    return complete(3, texture_source="painter", style_params=text, style_strength=strength)


@pytest.fixture(scope="module")
def textures() -> TextureSet:
    spec = styled()
    return compose(spec, painted(spec), [], {"main": "#6fa8ea"})


def test_a_code_is_kept_in_the_recipe_and_older_texts_are_still_read():
    plain, read = style_from_picture(PICTURE), style_from_picture(PICTURE, Rough())
    assert (len(plain.text), len(read.text)) == (80, 96) and len(styled().recipe.encode()) < 1200
    assert parse(read.text) == read and len(read.code) == CODE == len(DRAWN) and parse(plain.text).code == ()
    assert from_recipe(styled().recipe) == styled()
    with pytest.raises(BadSpecError):
        parse(plain.text + "A" * 16)  # a code behind version 1
    with pytest.raises(BadSpecError):
        parse(read.text[:80])
    older = bytes([2]) + urlsafe_b64decode(plain.text)[1:] + bytes(48)  # version 2: the numbers of a net that is gone
    assert parse(urlsafe_b64encode(older).decode()) == plain


def test_a_code_is_strengths_and_no_code_is_no_finish():
    assert finish_of(()) == NONE
    assert finish_of((255, *(0,) * (CODE - 1))) == Finish(**{DRAWN[0]: 1.0})


def test_a_finish_changes_lines_and_leaves_size_data_and_mean_colours(textures: TextureSet):
    before = dict(textures.images)
    after = refined(before, ROUGH, 1.0)
    assert {n: p.shape for n, p in after.items()} == {n: p.shape for n, p in before.items()}
    assert after["face_outline"] is before["face_outline"]
    for name in ("main", "hair_mid", "face"):  # clear of black and white, where levels end
        c = CELLS[name]
        cut = slice(c.y, c.y + c.height), slice(c.x, c.x + c.width)
        old, new = (images[c.image][cut].astype(float) for images in (before, after))
        assert abs(old.mean() - new.mean()) < 1.0, name
        assert 1.0 < np.abs(new - old).mean() < MOST, name


def test_eyes_take_less_than_hair():
    assert max(SHARES["eye"], SHARES["white"]) <= 0.3 * SHARES["hair"]


def test_no_texel_moves_by_more_than_the_cap():
    stripes = np.repeat(np.array([0, 250], np.uint8), SIDE // 2)
    cell = np.broadcast_to(stripes[:, None], (3, SIDE, SIDE))
    moved = redrawn(cell, "hair", Finish(pixel=1.0, brush=1.0, broad=1.0), Ground(SIDE), 1.0) - NOTHING - 0.5
    assert MOST - 1.0 < np.abs(moved).max() <= MOST


def test_nothing_crosses_from_one_cell_to_another(textures: TextureSet):
    body = textures.images["body"]
    other = body.copy()
    c = CELLS["main"]
    other[c.y : c.y + c.height, c.x : c.x + c.width] = (250, 10, 10)
    every = Finish(**dict.fromkeys(DRAWN, 0.7))
    one, two = (refined({"body": image}, every, 1.0)["body"] for image in (body, other))
    same = np.ones(body.shape[:2], bool)
    same[c.y : c.y + c.height, c.x : c.x + c.width] = False
    assert np.array_equal(one[same], two[same]) and not np.array_equal(one, two)


def test_strength_scales_and_without_a_reader_there_are_plain_strokes_alone(textures: TextureSet):
    bare = styled().with_(style_params=replace(parse(styled().style_params), code=()).text)
    moves = [
        np.abs(_lines(restyle(textures, spec.with_(style_strength=s))) - _lines(textures))
        for s in (0.3, 1.0)
        for spec in (styled(), bare)
    ]
    assert 0.0 < moves[0] < moves[2] and moves[2] != moves[3]
    assert restyle(textures, styled(0.0)) is textures


def _lines(textures: TextureSet) -> float:
    return float(np.abs(np.diff(textures.images["hair"][:, :, 1].astype(float), axis=0)).mean())


def test_a_recipe_with_a_style_needs_no_net():
    assert Studio().used(styled()) == {}
    assert avatar_id(styled(), Studio()) != avatar_id(styled(0.7), Studio())


def test_the_bundled_reader_tells_an_etching_from_a_plain_picture():
    stylist = find_stylist()
    assert stylist is not None
    iris = painted(complete(3, texture_source="painter"))["iris_left"]
    drawing = np.asarray(Image.fromarray(iris).resize((SIDE, SIDE)))
    plain, etched = (finish_of(stylist.code(finished("iris", drawing, f))) for f in (NONE, Finish(hatch=1.0)))
    assert etched.hatch > plain.hatch + 0.3


@pytest.mark.parametrize("name", SEEN)
def test_every_cell_lies_in_its_view_and_none_on_another(name: str):
    seen = np.zeros((SIDES[name], SIDES[name]), int)
    for span in spans(name):
        seen[span.rows, span.columns] += 1
        assert span.name in CELL_ROLES and CELLS[span.name].image == name
    assert seen.max() == 1
    pixels = np.zeros((1024, 1024, 3), np.uint8)
    assert view(name, pixels).shape == (SIDES[name], SIDES[name], 3)


def test_all_cells_are_seen():
    assert sorted(span.name for layout in SEEN for span in spans(layout)) == sorted(CELLS)


@pytest.mark.parametrize("name", PLANES)
def test_textures_close_round_the_figure(name: str):
    closed = plane(name, SIDE, "round")
    assert closed.shape == (SIDE, SIDE) and not closed.flags.writeable
    step, jump = np.abs(np.diff(closed, axis=1)).mean(), np.abs(closed[:, SWATCH - 1] - closed[:, 0]).mean()
    assert jump < 1.6 * step + 0.03


def test_strokes_lie_along_the_hair():
    down, across = (np.abs(np.diff(plane("strokes", SIDE, "along"), axis=axis)).mean() for axis in (0, 1))
    assert down < 0.6 * across


def test_what_nobody_wears_stays_plain(textures: TextureSet):
    swatches = {n for n in SWATCHES if n not in ("skin", "main")}
    assert textures.bare == swatches
    after = restyle(textures, styled()).images
    for name in ("body", "body_shade"):
        same = (after[name] == textures.images[name]).all(axis=2)
        for swatch in SWATCHES:
            c = CELLS[swatch]
            assert same[c.y : c.y + c.height, c.x : c.x + c.width].all() == (swatch in swatches), (name, swatch)
