"""Composed textures: every cell filled, colours as asked, marks only where they belong, same spec same bytes."""

from collections.abc import Mapping

import numpy as np
import pytest
from numpy.typing import NDArray

from moeforge.painter.colors import lightness, rgb, to_oklab
from moeforge.prior import complete
from moeforge.spec import AvatarSpec, Wish
from moeforge.template.chibi import build_figure
from moeforge.template.head import build_head, poses_of
from moeforge.template.head.cast import cast as face_cast
from moeforge.template.head.plan import Plan
from moeforge.template.proportions import Proportions
from moeforge.textures.atlas import CELLS, IMAGES, SWATCHES, face_chart, uv, uv_by
from moeforge.textures.body import plain_color
from moeforge.textures.compose import compose
from moeforge.textures.face import SHADOW_SOFT, face_image, freckles, fringe_shadow
from moeforge.textures.fringe import cast, lifted, limit
from moeforge.textures.hair import RING, hair_image
from moeforge.textures.marks import own_lips
from moeforge.textures.sheets import painted
from moeforge.textures.worn import hidden

LOCKS = [np.array([[x, 0.05], [x + 0.05, 0.45], [x + 0.10, 0.05]]) for x in (0.22, 0.34, 0.46, 0.58, 0.68)]
PALETTE = {"main": "#6fa8ea", "shoes": "#3a3a46", "socks": "#fcfaf6"}
COLORS = {
    "skin": "#ffeade", "hair": "#7b4a32", "hair_tip": "#6fd6e8", "eye_left": "#2f8fd8", "eye_right": "#d8a020",
    "clothes": "#6fa8ea", "clothes_accent": "#e8455a",
}  # fmt: skip


def _spec(colors: Mapping[str, str] | None = None, freckles: bool = False) -> AvatarSpec:
    wish = Wish(colors={**COLORS, **(colors or {})}, accessories={"freckles": freckles, "blush": False})
    return complete(11, wish, texture_source="painter")


def _cell(image: NDArray[np.uint8], name: str) -> NDArray[np.uint8]:
    c = CELLS[name]
    return image[c.y : c.y + c.height, c.x : c.x + c.width]


def _delta(pixels: NDArray[np.uint8], color: str) -> float:
    mean = to_oklab(pixels.reshape(-1, 3) / 255).mean(axis=0)
    return float(np.linalg.norm(mean - to_oklab(rgb(color))))


@pytest.fixture(scope="module")
def images() -> Mapping[str, NDArray[np.uint8]]:
    spec = _spec()
    return compose(spec, painted(spec), LOCKS, PALETTE).images


def test_points_of_several_cells_are_placed_at_once():
    points = np.random.default_rng(0).uniform(-0.2, 1.2, (20, 2))
    which = np.arange(20) % len(SWATCHES)
    one_by_one = [uv(SWATCHES[i], point) for i, point in zip(which, points, strict=True)]
    np.testing.assert_array_equal(uv_by(SWATCHES, which, points), one_by_one)


def test_images_have_the_atlas_sizes(images: Mapping[str, NDArray[np.uint8]]):
    for name, (width, height) in IMAGES.items():
        assert images[name].shape == (height, width, 3)
        assert images[name].dtype == np.uint8
    assert images["body_shade"].shape == images["body"].shape
    assert images["face_outline"].shape[2] == 3


@pytest.mark.parametrize("name", IMAGES)
def test_no_texel_is_left_black(images: Mapping[str, NDArray[np.uint8]], name: str):
    assert images[name].max(axis=2).min() > 0


def test_gaps_take_the_nearest_cell(images: Mapping[str, NDArray[np.uint8]]):
    parts = images["parts"]
    assert np.array_equal(parts[450, 288], parts[447, 288])  # below the brow
    assert np.array_equal(parts[450, 400], parts[447, 400])  # below the brow


def test_same_spec_same_bytes():
    spec = _spec()
    first, second = (compose(spec, painted(spec), LOCKS, PALETTE).images for _ in range(2))
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_sheets_of_the_generators_size_are_taken():
    spec = _spec()
    small = {
        name: np.ascontiguousarray(s[:: s.shape[0] // 64, :: s.shape[0] // 64]) for name, s in painted(spec).items()
    }
    assert compose(spec, small, LOCKS, PALETTE).images["face"].shape == (1024, 1024, 3)


def test_eyes_have_their_own_colors(images: Mapping[str, NDArray[np.uint8]]):
    for cell, color in (("iris_left", COLORS["eye_left"]), ("iris_right", COLORS["eye_right"])):
        sides = _cell(images["parts"], cell)[104:132, 28:60]
        assert _delta(sides, color) < 0.10


def test_hair_has_root_tip_and_ring(images: Mapping[str, NDArray[np.uint8]]):
    column = _cell(images["hair"], "hair_mid")[:, 40:90].astype(float)
    light = column.mean(axis=(1, 2))
    assert light[int(RING * 512)] > light[230] + 40  # the ring shines
    assert light[5] < light[230] - 10  # the root is darker
    assert column[-6:, :, 2].mean() > column[-6:, :, 0].mean() + 60  # a brown lock ends in the tip's blue
    assert _delta(images["hair"][250:290, 45:85], COLORS["hair"]) < 0.06


@pytest.mark.parametrize("color", ["#e8b04a", "#2b2530", "#f4f4fa", "#e98aa6"])
def test_hair_keeps_the_asked_color(color: str):
    hair = hair_image(_spec({"hair": color, "hair_tip": color}))
    assert _delta(_cell(hair, "hair_mid")[240:300, 45:85], color) < 0.06
    assert _cell(hair, "hair_inner").mean() < _cell(hair, "hair_mid").mean()


@pytest.mark.parametrize("color", ["#2b2530", "#4a3028"])
def test_locks_of_dark_hair_are_told_apart_by_light(color: str):
    """Below the ring light and dark of a lock lie as far apart as a fifth of the way from black to white."""
    lock = _cell(hair_image(_spec({"hair": color, "hair_tip": color})), "hair_mid")[190:400] / 255.0
    dark, light = np.percentile(to_oklab(lock)[..., 0], [3, 97])
    assert light - dark > 0.18


def test_the_ring_of_pale_hair_shows():
    column = _cell(hair_image(_spec({"hair": "#f4f4fa", "hair_tip": "#f4f4fa"})), "hair_mid")[:, 40:90]
    light = column.mean(axis=(1, 2))
    assert light[int(RING * 512)] > light[int(RING * 512) + 28] + 25


@pytest.mark.parametrize("skin", ["#ffeade", "#c08a63", "#523427"])
def test_no_seam_between_face_and_neck(skin: str):
    spec = _spec({"skin": skin})
    images = compose(spec, painted(spec), (), PALETTE).images
    front, chin = images["body"][0, 0:54].mean(axis=0), images["face"][-20:, 450:574].mean(axis=(0, 1))
    assert np.abs(front - chin).max() < 4
    back, nape = images["body"][0, 118:127].mean(axis=0), images["face"][-20:, :4].mean(axis=(0, 1))
    assert np.abs(back - nape).max() < 6
    assert _delta(_cell(images["body"], "skin")[60:], skin) < 0.03


def test_the_back_of_a_head_is_no_darker_than_its_sides():
    spec = _spec()
    face = compose(spec, painted(spec), (), PALETTE).images["face"]
    plain, sheet = to_oklab(plain_color(painted(spec)["skin"])), painted(spec)["skin"]
    rows = slice(len(sheet) // 2, 3 * len(sheet) // 5)
    painted_shade = np.linalg.norm(to_oklab(sheet[rows, :8].mean(axis=(0, 1)) / 255) - plain)
    shown = np.linalg.norm(to_oklab(face[512:614, :8].mean(axis=(0, 1)) / 255) - plain)
    assert shown < 0.6 * painted_shade


@pytest.mark.parametrize("shape", ["round", "narrow", "tall"])
@pytest.mark.parametrize("skin", ["#ffeade", "#c08a63"])
def test_what_shut_lids_unroll_has_the_colour_of_the_nose_bridge(skin: str, shape: str):
    spec = complete(11, Wish(colors={"skin": skin}, choices={"eye_shape": shape}), texture_source="painter")
    plan, sheet = Plan.of(spec, face_cast({})), painted(spec)["skin"]
    face = face_image(spec, sheet, ())
    lid = plan.lids[0].upper[3:-3]
    above = lid + 0.06 * (lid - [plan.eye.x, plan.eye.y])
    u, v = (len(face) * face_chart(*plan.surface.inverse(*above.T))).astype(int).T
    assert np.linalg.norm(to_oklab(face[v, u] / 255) - to_oklab(plain_color(sheet)), axis=1).max() < 0.03


@pytest.mark.parametrize("skin", ["#8a5a3e", "#523427", "#3a2018"])
@pytest.mark.parametrize("hair", ["#1c1414", "#e8b04a", "#f4f4fa"])
def test_lashes_and_lips_are_read_on_dark_skin(skin: str, hair: str):
    spec = _spec({"skin": skin, "hair": hair})
    images = compose(spec, painted(spec), (), PALETTE).images
    own = lightness(rgb(skin))
    lash, line = (to_oklab(_cell(images["parts"], name).mean(axis=(0, 1)) / 255)[0] for name in ("lash", "lip_line"))
    assert lash < max(0.14, own - 0.17)
    assert line < 0.75 * own
    lips = own_lips(spec, Plan.of(spec, face_cast({})))
    assert all(lightness(mark.color) > own + 0.04 for mark in lips)
    assert lips


def test_light_skin_has_no_lips_of_its_own():
    assert not own_lips(_spec(), Plan.of(_spec(), face_cast({})))


def test_freckles_lie_below_the_lids():
    spec = _spec(freckles=True)
    plan = Plan.of(spec, face_cast({}))
    lid = face_chart(*plan.surface.inverse(*plan.lids[0].lower.T))
    middles = np.array([[(p.x, p.y) for p in points] for _, points in freckles(spec, plan)]).mean(axis=1)
    u = 0.5 + np.abs(middles[:, 0] - 0.5)
    below = middles[:, 1] - np.interp(u, *lid.T, left=0.0, right=0.0)
    assert below.min() > 0.02


def test_swatches_are_worn_and_shaded(images: Mapping[str, NDArray[np.uint8]]):
    assert _delta(_cell(images["body"], "main")[:20], PALETTE["main"]) < 0.02
    lit, shade = (images[name].astype(int) for name in ("body", "body_shade"))
    for name in SWATCHES:
        assert _cell(shade, name).mean() < _cell(lit, name).mean() - 5  # type: ignore[arg-type]  # any integer image
    white = _cell(images["body_shade"], "socks")[0, 0].astype(int)
    assert white[2] > white[1]  # white falls into lilac


def _difference(spec: AvatarSpec, fringe: list[NDArray[np.float64]]) -> NDArray[np.bool_]:
    skin = painted(spec)["skin"]
    return (face_image(spec, skin, fringe) != face_image(spec, skin, [])).any(axis=2)


def test_fringe_shadow_lies_in_its_polygons_above_the_eyes():
    changed = _difference(_spec(), LOCKS)
    y, x = np.nonzero(changed)
    u, v = (x + 0.5) / 1024, (y + 0.5) / 1024
    assert changed.sum() > 20_000
    soft = 2 * SHADOW_SOFT / 1024
    assert (v <= np.maximum(limit(u - soft), limit(u + soft)) + soft + 2 / 1024).all()
    outlines = [cast(lock) for lock in LOCKS]
    inside = [(u > o[:, 0].min() - soft) & (u < o[:, 0].max() + soft) for o in outlines]
    assert np.any(inside, axis=0).all()


def test_fringe_shadow_reaches_up_to_the_hairline_without_a_gap():
    """Where it ended above, high foreheads would show wedges."""
    shade = fringe_shadow(LOCKS, 512, 512).astype(int)
    assert shade[0].max() == 255 and len(shade) < 256
    assert (np.diff(shade, axis=0) <= 8).all()  # never darker farther down


def test_a_short_shadow_keeps_its_shape_and_a_long_one_its_point():
    short = cast(np.array([[0.4, 0.02], [0.45, 0.15], [0.5, 0.02]]))
    assert all(np.isclose(lifted(short), point).all(axis=1).any() for point in short)
    long = lifted(cast(LOCKS[1]))
    lowest = long[:, 1].max()
    assert np.isclose(lowest, limit(long[np.argmax(long[:, 1]), :1]), atol=1e-6).all()
    assert np.ptp(long[long[:, 1] > lowest - 0.01, 0]) < 0.02


def test_freckles_only_when_worn():
    plain, worn = (face_image(s, painted(s)["skin"], []) for s in (_spec(), _spec(freckles=True)))
    y, x = np.nonzero((plain != worn).any(axis=2))
    assert 300 < len(y) < 8000
    assert (y / 1024 > 0.60).all()
    assert (y / 1024 < 0.74).all()
    assert (np.abs(x / 1024 - 0.5) < 0.20).all()


def test_outline_is_off_over_eyes_and_mouth(images: Mapping[str, NDArray[np.uint8]]):
    mask = images["face_outline"]
    at = mask.shape[0]
    assert mask[int(0.52 * at), int(0.625 * at)].max() == 0
    assert mask[int(0.52 * at), int(0.375 * at)].max() == 0
    assert mask[int(0.71 * at), at // 2].max() == 0
    assert mask[int(0.86 * at), at // 2].min() == 255
    assert mask[int(0.52 * at), 2].min() == 255


def test_plain_color_is_the_skin():
    spec = _spec()
    assert np.linalg.norm(to_oklab(plain_color(painted(spec)["skin"])) - to_oklab(rgb(COLORS["skin"]))) < 0.02


@pytest.mark.parametrize("color", ["#e8b04a", "#2b2530", "#7b4a32"])
def test_coils_have_the_hair_s_color_and_a_relief(color: str):
    coils = _cell(hair_image(_spec({"hair": color})), "hair_coil")
    assert _delta(coils, color) < 0.10
    light = coils[40:-40].astype(float).mean(axis=2)
    low, high = np.percentile(light, (5, 95))
    assert high - low > 0.12 * light.mean()


@pytest.mark.parametrize(
    ("style", "unseen"),
    [("long", {"coil", "stubble"}), ("afro", {"mid", "light", "deep", "inner"}), ("buzz", {"mid", "coil"})],
)
def test_cells_that_no_hair_shows_are_plain(style: str, unseen: set[str]):
    spec = _spec().with_(choices={**_spec().choices, "hair_style": style})
    cells = hidden("hair", build_figure(spec, lod="mobile").piece.parts)
    assert {f"hair_{name}" for name in unseen} <= cells < {n for n, c in CELLS.items() if c.image == "hair"}
    whole, spared = hair_image(spec), hair_image(spec, cells)
    for name in (n for n, c in CELLS.items() if c.image == "hair"):
        if name in cells:
            assert np.ptp(_cell(spared, name).reshape(-1, 3), axis=0).max() == 0
        else:
            assert np.array_equal(_cell(spared, name), _cell(whole, name))


def test_stubble_fades_to_the_skin_at_the_hairline():
    stubble = _cell(hair_image(_spec({"hair": "#2b2530", "skin": "#ffeade"})), "hair_stubble").mean(axis=(1, 2))
    assert np.abs(np.diff(stubble[:60])).max() < 12
    assert stubble[-3:].mean() > stubble[:60].mean() + 60


def test_marks_before_the_hair_have_a_light_edge_and_blush_lines_have_none(images: Mapping[str, NDArray[np.uint8]]):
    parts = build_head(complete(3), Proportions(), poses_of(("anime",))).piece.parts
    size = np.array(IMAGES["parts"])
    cell = CELLS["mark"]
    last = [cell.x + cell.width - 1, cell.y + cell.height - 1]
    green: dict[str, NDArray[np.uint8]] = {}
    for part in (p for p in parts if p.name in ("blushLines", "angerMark")):
        x, y = np.minimum((part.uvs * size).astype(np.int64), last).T
        green[part.name] = images["parts"][y, x, 1]
    assert green["blushLines"].max() < 130
    assert green["angerMark"].min() > 200
