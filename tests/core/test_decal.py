"""A user's picture on the clothes: printed where it can be seen, in every format, exact in the recipe."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from moeforge.decal import MAX_BYTES, bare, with_decal
from moeforge.errors import BadSpecError, TooLargeError
from moeforge.pipeline import Studio, build
from moeforge.prior import complete
from moeforge.recipes import inherit, mix, variants
from moeforge.scene import Scene
from moeforge.spec import AvatarSpec, Wish, from_dict, from_recipe
from moeforge.template.accessories.palette import swatches
from moeforge.template.chibi import build_figure
from moeforge.template.outfits.decal import PLACES, swatch_of
from moeforge.template.outfits.wardrobe import OUTFITS
from moeforge.textures.atlas import CELLS
from moeforge_exporters.optimize import one_material
from moeforge_exporters.portrait import View, draw

BARE: dict[str, bool] = dict.fromkeys(("angel_wings", "bat_wings", "scarf", "back_bow"), False)
"""Nothing that could cover the picture."""


def png(color: tuple[int, ...], size: tuple[int, int] = (40, 40)) -> bytes:
    out = BytesIO()
    Image.new("RGBA", size, color).save(out, "PNG")
    return out.getvalue()


GREEN = png((0, 255, 0, 255))
CLEAR = png((0, 255, 0, 0))


def dressed(outfit: str, data: bytes = GREEN, pattern: str = "plain") -> AvatarSpec:
    wish = Wish({"outfit": outfit, "hair_style": "bald", "pattern": pattern}, {"clothes": "#d8413a"}, {}, BARE)
    return with_decal(complete(3, wish, texture_source="painter"), data)


def scene_of(spec: AvatarSpec, data: bytes = GREEN) -> Scene:
    return build(spec, Studio(), decal=data)


def green(scene: Scene, *, back: bool) -> int:
    """Pixels of the print in a picture from its side."""
    picture = draw(scene, View(yaw=180.0 if back else 0.0), 128).astype(int)
    return int(((picture[..., 1] > 200) & (picture[..., [0, 2]].max(-1) < 90)).sum())


@pytest.mark.parametrize("outfit", sorted(OUTFITS))
def test_every_outfit_shows_the_picture(outfit):
    scene = scene_of(dressed(outfit))
    back = PLACES[outfit].back
    assert green(scene, back=back) >= 20
    assert green(scene, back=not back) == 0


@pytest.mark.parametrize("lod", ["high", "mobile", "tiny"])
@pytest.mark.parametrize("outfit", ["tee", "coat", "armour", "witch"])
def test_every_level_of_detail_shows_it_within_its_budget(outfit, lod):
    spec = dressed(outfit)
    scene = build(spec, Studio(), lod=lod, decal=GREEN)
    whole = green(scene_of(spec), back=PLACES[outfit].back)
    assert green(scene, back=PLACES[outfit].back) >= 0.7 * whole
    assert scene.triangle_count - build(spec.with_(decal=""), Studio(), lod=lod).triangle_count < 100


@pytest.mark.parametrize("outfit", ["tee", "suit"])
def test_the_one_material_atlas_shows_it_too(outfit):
    assert green(one_material(scene_of(dressed(outfit)), 1024), back=PLACES[outfit].back) >= 20


@pytest.mark.parametrize(("outfit", "pattern"), [("tee", "stripe"), ("sweater", "plain"), ("coat", "check")])
def test_where_the_picture_is_clear_the_cloth_goes_on(outfit, pattern):
    spec = dressed(outfit, CLEAR, pattern)
    view = View(yaw=180.0 if PLACES[outfit].back else 0.0)
    plain, patched = (
        draw(s, view, 160).astype(int) for s in (build(spec.with_(decal=""), Studio()), scene_of(spec, CLEAR))
    )
    if outfit == "tee":  # the picture takes the place of its badge
        patched = np.where(np.abs(plain - patched).max(-1, keepdims=True) > 150, plain, patched)
    assert (np.abs(plain - patched).max(-1) > 60).mean() < 0.003


def test_the_picture_keeps_its_shape_and_its_colours():
    data = png((0, 255, 0, 255), (80, 20))
    spec = dressed("sweater", data)
    body = scene_of(spec, data).texture("body").pixels
    cell = CELLS[swatch_of(spec)]
    inked = (body[cell.y : cell.y + cell.height, cell.x : cell.x + cell.width] == [0, 255, 0]).all(-1)
    height, width = np.ptp(np.flatnonzero(inked.any(1))) + 1, np.ptp(np.flatnonzero(inked.any(0))) + 1
    assert width / height == pytest.approx(4.0, rel=0.1)
    assert width > 0.9 * cell.width


def test_the_patch_lies_on_the_garment():
    parts = {p.name: p for p in build_figure(dressed("sweater")).piece.parts}
    gaps = np.linalg.norm(parts["decal"].positions[:, None] - parts["top"].positions[None], axis=-1).min(1)
    assert gaps.max() < 0.05  # HH, to the nearest vertex
    assert set(parts["decal"].weights) <= set(parts["top"].weights)


def test_accessories_take_other_swatches():
    for outfit in OUTFITS:
        worn: dict[str, bool] = dict.fromkeys(("glasses", "cat_ears", "earrings", "fox_tail"), True)
        spec = with_decal(complete(5, Wish({"outfit": outfit}, {}, {}, worn)), GREEN)
        assert swatch_of(spec) not in swatches(spec).values()


def test_the_recipe_names_the_picture_and_is_exact():
    spec = dressed("tee")
    assert len(spec.decal) == 16
    assert with_decal(spec, bare(GREEN)) == spec
    assert from_recipe(spec.recipe) == spec
    assert with_decal(spec, b"").decal == ""
    assert spec.recipe != with_decal(spec, CLEAR).recipe


def test_a_recipe_without_its_picture_says_so():
    spec = dressed("tee")
    with pytest.raises(BadSpecError, match="same file"):
        build(spec, Studio())
    with pytest.raises(BadSpecError, match=spec.decal):
        build(spec, Studio(), decal=CLEAR)
    with pytest.raises(BadSpecError, match="has none"):
        build(spec.with_(decal=""), Studio(), decal=GREEN)


@pytest.mark.parametrize("data", [b"no picture", GREEN[:40], b"\x89PNG\r\n\x1a\n"])
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(BadSpecError, match="decal"):
        with_decal(complete(1), data)


def test_a_file_above_the_limit_is_refused_unread():
    with pytest.raises(TooLargeError, match="decal"):
        with_decal(complete(1), bytes(MAX_BYTES + 1))


@pytest.mark.parametrize("decal", ["x" * 16, "abc", 5, "0" * 17])
def test_bad_names_are_refused(decal):
    with pytest.raises(BadSpecError):
        from_dict({**complete(1).to_dict(), "decal": decal})


def test_the_picture_goes_with_the_outfit():
    a, b = dressed("tee"), complete(9)
    assert mix(b, a, {"outfit": 1.0}).decal == a.decal
    assert mix(a, b, {"outfit": 1.0}).decal == ""
    assert {s.decal for s in variants(a, 0.9, count=8)} == {a.decal}
    children = [inherit(a, b.with_(choices={**b.choices, "outfit": "suit"}), seed) for seed in range(6)]
    own = [c for c in children if c.choices["outfit"] in ("tee", "suit")]
    assert [bool(c.decal) for c in own] == [c.choices["outfit"] == "tee" for c in own]
    assert len({c.decal for c in own}) == 2
