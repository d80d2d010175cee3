"""The style net's share: what it may change on the figure's images, and what is kept of it in a recipe."""

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from moeforge.errors import BadSpecError
from moeforge.models.bundle import find_stylist
from moeforge.painter.carriers import NAMES, SIDE, SWATCH, Lay, carriers
from moeforge.pipeline import Studio, avatar_id
from moeforge.prior import complete
from moeforge.spec import AvatarSpec, from_recipe
from moeforge.style.params import CODE, has_code, parse
from moeforge.style.picture import style_from_picture
from moeforge.style.refine import MOST, SEEN, SHARES, refined
from moeforge.style.regions import CELL_ROLES
from moeforge.style.restyle import restyle
from moeforge.style.views import PLANES, QUARTER, TILES, joined, planes, spans, views
from moeforge.textures.atlas import CELLS
from moeforge.textures.compose import compose
from moeforge.textures.images import TextureSet
from moeforge.textures.sheets import painted

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]
PICTURE = np.random.default_rng(8).integers(0, 256, (80, 60, 3), np.uint8)


class Stripes:
    """A stylist whose change is stripes and far too much light; it tells what it was asked."""

    def __init__(self, height: float = 20.0) -> None:
        self.height, self.asked = height, list[tuple[tuple[int, ...], Lay]]()

    def code(self, picture: U8) -> tuple[int, ...]:
        assert picture.shape == (SIDE, SIDE, 3) and picture.dtype == np.uint8
        return tuple(range(CODE))

    def change(self, views: U8, planes: F32, code: Sequence[int], lay: Lay = "aslant") -> F32:
        assert planes.shape == (len(views), PLANES, QUARTER, QUARTER) and len(code) == CODE
        self.asked.append((views.shape, lay))
        stripes = np.where(np.arange(SIDE) // 8 % 2, self.height, -self.height).astype(np.float32)
        return 30.0 + np.broadcast_to(stripes[None, :, None, None], views.shape)


def styled(strength: float = 0.8) -> AvatarSpec:
    text = style_from_picture(PICTURE, Stripes()).text
    return complete(3, texture_source="painter", style_params=text, style_strength=strength)


@pytest.fixture(scope="module")
def textures() -> TextureSet:
    spec = styled()
    return compose(spec, painted(spec), [], {"main": spec.colors["clothes"]})


def test_a_code_is_kept_in_the_recipe_and_older_texts_stay_as_they_are():
    plain, read = style_from_picture(PICTURE), style_from_picture(PICTURE, Stripes())
    assert (len(plain.text), len(read.text)) == (80, 144) and len(styled().recipe.encode()) < 1200
    assert parse(read.text) == read and read.code == tuple(range(CODE)) and parse(plain.text).code == ()
    assert from_recipe(styled().recipe) == styled()
    assert has_code(read.text) and not has_code(plain.text) and not has_code("")
    with pytest.raises(BadSpecError):
        parse(plain.text + "A" * 64)  # a code behind version 1
    with pytest.raises(BadSpecError):
        parse(read.text[:80])


def test_the_net_changes_lines_and_leaves_size_data_and_mean_colours(textures: TextureSet):
    stylist = Stripes()
    before = dict(textures.images)
    after = refined(before, tuple(range(CODE)), 1.0, stylist)
    assert {n: p.shape for n, p in after.items()} == {n: p.shape for n, p in before.items()}
    assert after["face_outline"] is before["face_outline"]
    assert {lay for _, lay in stylist.asked} == {"aslant", "along", "round"} and len(stylist.asked) == len(SEEN)
    for name in ("main", "hair_mid", "face"):  # clear of black and white, where levels end
        c = CELLS[name]
        cut = slice(c.y, c.y + c.height), slice(c.x, c.x + c.width)
        old, new = (images[c.image][cut].astype(float) for images in (before, after))
        assert abs(old.mean() - new.mean()) < 1.0, name
        wanted = 20.0 * SHARES[CELL_ROLES[name]]
        assert np.median(np.abs(new - old)) == pytest.approx(wanted, abs=3.0), name


def test_eyes_take_less_than_hair():
    assert max(SHARES["eye"], SHARES["white"]) <= 0.3 * SHARES["hair"]


def test_no_texel_moves_by_more_than_the_cap(textures: TextureSet):
    before = textures.images["hair"].astype(int)
    after = refined({"hair": textures.images["hair"]}, (0,) * CODE, 1.0, Stripes(500.0))["hair"].astype(int)
    assert np.abs(after - before).max() <= MOST


def test_strength_scales_and_without_a_stylist_the_filters_work_alone(textures: TextureSet):
    stylist = Stripes()
    moves = [
        np.abs(_lines(restyle(textures, styled(s), stylist)) - _lines(restyle(textures, styled(s)))) for s in (0.3, 1)
    ]
    assert 0.0 < moves[0] < moves[1]
    assert restyle(textures, styled(0.0), stylist) is textures
    older = styled().with_(style_params=style_from_picture(PICTURE).text)
    one, other = (restyle(textures, older, s).images for s in (stylist, None))
    assert all(np.array_equal(one[n], other[n]) for n in one)


def _lines(textures: TextureSet) -> float:
    return float(np.abs(np.diff(textures.images["hair"][:, :, 1].astype(float), axis=0)).mean())


def test_the_net_is_part_of_the_id_only_where_it_draws():
    stylist = find_stylist()
    if stylist is None:
        pytest.skip("no style net is bundled")
    plain = complete(3, texture_source="painter")
    assert avatar_id(plain, Studio(stylist=stylist)) == avatar_id(plain, Studio())
    assert avatar_id(styled(), Studio(stylist=stylist)) != avatar_id(styled(), Studio())


@pytest.mark.parametrize("name", SEEN)
def test_views_are_put_together_again(name: str):
    side = TILES[name] * SIDE
    pixels = np.random.default_rng(1).integers(0, 256, (side, side, 3), np.uint8)
    assert np.array_equal(joined(name, views(name, pixels).astype(np.float32)), pixels)


def test_every_cell_lies_in_one_view_and_is_told_its_light():
    seen = [span.name for layout in SEEN for tile in range(TILES[layout] ** 2) for span in spans(layout, tile)]
    assert sorted(seen) == sorted(CELLS)
    view = np.zeros((SIDE, SIDE, 3), np.uint8)
    view[:128, :128] = 200
    told = planes("body", 0, view)
    assert told[1, 5, 5] == pytest.approx(200 / 255, abs=1e-3) and told[1, 5, 40] == 0.0
    assert told[0, 0, 0] == 1.0 and told[0, 10, 10] == 0.0 and not planes("face", 0, view)[0].any()


def test_carriers_close_round_the_figure_and_lie_along_the_hair():
    free, closed, along = (carriers(lay) for lay in ("aslant", "round", "along"))
    assert free.shape == closed.shape == (len(NAMES), SIDE, SIDE) and not free.flags.writeable
    steps = np.abs(np.diff(closed, axis=2)).mean((1, 2))
    jumps = np.abs(closed[:, :, SWATCH - 1] - closed[:, :, 0]).mean(1)
    assert (jumps < 1.6 * steps + 0.03).all()
    strokes = along[NAMES.index("strokes")]
    down, across = (np.abs(np.diff(strokes, axis=axis)).mean() for axis in (0, 1))
    assert down < 0.6 * across
