"""Every accessory: sound geometry, at its place, in swatches that the palette colours."""

import numpy as np
import pytest

from moeforge.errors import BadSpecError
from moeforge.painter.colors import lightness, rgb
from moeforge.prior import complete
from moeforge.spec import AvatarSpec, Wish, from_recipe
from moeforge.template.accessories import ACCESSORIES, FACIAL, PAINTED, accessory_palette
from moeforge.template.accessories.bulge import bulges
from moeforge.template.accessories.earrings import LIP_STUD
from moeforge.template.accessories.following import PUSHED
from moeforge.template.accessories.palette import PAINTS, USES, bow_color, swatches
from moeforge.template.body.bones import PARENTS
from moeforge.template.body.cage import cage
from moeforge.template.chibi import build_figure
from moeforge.template.hair import build_hair
from moeforge.template.hair.chart import CENTRE, unit
from moeforge.template.hair.styles import STYLES
from moeforge.template.head.cast import cast
from moeforge.template.head.plan import Plan
from moeforge.template.head.pose import VRM
from moeforge.template.lod import LODS, Lod
from moeforge.template.outfits.build import build_outfit
from moeforge.template.part import Piece
from moeforge.template.proportions import Proportions
from moeforge.textures.atlas import CELLS, IMAGES
from moeforge.traits.catalogue import catalogue
from moeforge.understand.prompt import understand

HEAD = Proportions()


def spec(style: str = "bob", accessories: tuple[str, ...] = (), **sliders: float) -> AvatarSpec:
    wish = Wish(
        choices={"hair_style": style},
        accessories={a: a in accessories for a in catalogue().accessories},
        sliders=sliders,
    )
    return complete(5, wish)


def worn(name: str, style: str = "bob", **sliders: float) -> Piece:
    one = spec(style, (name,), **sliders)
    return ACCESSORIES[name](one, HEAD, build_hair(one, HEAD))


def head_space(piece: Piece) -> np.ndarray:
    return np.concatenate([p.positions for p in piece.parts]) - [0.0, HEAD.chin, 0.0]


def test_geometry_and_paint_make_the_catalogue():
    assert sorted([*ACCESSORIES, *PAINTED, *FACIAL]) == sorted(catalogue().accessories)


@pytest.mark.parametrize("style", tuple(STYLES))
@pytest.mark.parametrize("name", tuple(ACCESSORIES))
def test_geometry_is_sound(name: str, style: str):
    piece = worn(name, style)
    bones = set(PARENTS) | {bone for chain in piece.chains for bone in chain.bones}
    for part in piece.parts:
        assert np.allclose(np.linalg.norm(part.normals, axis=1), 1.0)
        a, b, c = (part.positions[part.triangles[:, k]] for k in range(3))
        assert np.linalg.norm(np.cross(b - a, c - a), axis=1).min() > 1e-9
        assert set(part.weights) <= bones
        assert np.allclose(sum(part.weights.values()), 1.0)
        assert len(part.triangles) <= 900


@pytest.mark.parametrize("name", tuple(ACCESSORIES))
def test_closed_surfaces_face_outwards(name: str):
    for part in worn(name).parts:
        if part.mesh != "Body":
            continue
        a, b, c = (part.positions[part.triangles[:, k]] for k in range(3))
        face = np.cross(b - a, c - a)
        shade = part.normals[part.triangles].mean(axis=1)
        assert ((face * shade).sum(axis=1) > 0).mean() > 0.97


@pytest.mark.parametrize("name", tuple(ACCESSORIES))
def test_every_chain_bone_moves_something(name: str):
    piece = worn(name)
    for chain in piece.chains:
        for bone in chain.bones:
            assert max(p.weights[bone].max() for p in piece.parts if bone in p.weights) > 0.5


@pytest.mark.parametrize("name", tuple(ACCESSORIES))
def test_swatches_have_colours(name: str):
    one = spec(accessories=(name,))
    boxes = [CELLS[s] for s in accessory_palette(one)]
    for part in worn(name).parts:
        if part.material != "body":
            continue
        x, y = (part.uvs * np.array(IMAGES["body"])).T
        inside = [(x > c.x) & (x < c.x + c.width) & (y > c.y) & (y < c.y + c.height) for c in boxes]
        assert np.any(inside, axis=0).all()


@pytest.mark.parametrize("size", [-1.0, 0.0, 1.0])
@pytest.mark.parametrize("spacing", [-1.0, 0.0, 1.0])
def test_glasses_surround_the_eyes_and_clear_the_face(size: float, spacing: float):
    points = head_space(worn("glasses", eye_size=size, eye_spacing=spacing))
    plan = Plan.of(spec(eye_size=size, eye_spacing=spacing), cast(VRM))
    left = points[(points[:, 0] > 0.02) & (points[:, 2] > 0.2)]
    assert left[:, 0].max() > plan.eye.x + plan.eye.w
    assert left[:, 1].max() > plan.eye.y + 0.9 * plan.eye.up
    front = points[(np.abs(points[:, 0]) < 0.36) & (points[:, 2] > 0.3)]
    assert (front[:, 2] > plan.surface.lift(front[:, :2])[:, 2] + 0.005).all()


def test_glasses_reach_the_ears():
    points = head_space(worn("glasses"))
    ear = points[(np.abs(points[:, 2]) < 0.06) & (points[:, 0] > 0)]
    assert len(ear) and 0.44 < ear[:, 0].max() < 0.56


def test_the_hat_stays_above_the_face():
    assert head_space(worn("hat"))[:, 1].min() > 0.62


def test_mirrored_ears_match():
    left, right = worn("cat_ears").parts
    assert np.allclose(left.positions.mean(axis=0) * [-1, 1, 1], right.positions.mean(axis=0), atol=1e-6)


def test_fur_has_the_colour_of_the_hair():
    one = spec(accessories=("cat_ears",))
    assert accessory_palette(one)[swatches(one)["fur"]] == one.colors["hair"]


def test_bows_stand_out_from_the_hair():
    one = complete(1, Wish(colors={"hair": "#e8455a", "clothes_accent": "#e8455a", "clothes": "#d8413a"}))
    assert bow_color(one) == "#fcfaf6"


def test_every_accessory_of_the_body_image_names_its_paints():
    assert set(USES) == set(ACCESSORIES) - {"ahoge"}  # of the hair's own image
    assert {paint for uses in USES.values() for paint in uses} == set(PAINTS)


@pytest.mark.parametrize("outfit", tuple(catalogue().choices["outfit"].values))
def test_paints_get_swatches_of_their_own_colour(outfit: str):
    worn = ("fox_ears", "sunglasses", "star_clip")
    wish = Wish({"outfit": outfit}, {"hair": "#3fa0e0"}, accessories=dict.fromkeys(worn, True))
    one = complete(3, wish)
    palette = {**accessory_palette(one), **build_outfit(one, HEAD, cage(HEAD), Lod.MOBILE).palette}
    found = {paint: palette[swatch] for paint, swatch in swatches(one).items()}
    assert found["fur"] == "#3fa0e0"
    assert found["frame"] != found["fur_tip"]


def test_a_colour_asked_for_reaches_the_accessory_and_not_the_clothes():
    wish = Wish(colors={"accessory": "#12ab34"}, accessories={"ribbon": True, "glasses": True})
    one = complete(4, wish)
    assert accessory_palette(one)[swatches(one)["bow"]] == "#12ab34"
    assert swatches(one)["bow"] == swatches(one)["frame"]
    assert one.colors["clothes_accent"] != "#12ab34"


@pytest.mark.parametrize("name", ("cat_tail", "fox_tail", "dog_tail", "bunny_tail", "devil_tail"))
@pytest.mark.parametrize("height", (-1.0, 1.0))
def test_tails_hang_behind_the_hips_and_off_the_ground(name: str, height: float):
    one = spec("short", (name,), height=height)
    tall = Proportions.of(one)
    (part,) = ACCESSORIES[name](one, tall, build_hair(one, tall)).parts
    assert "hips" in part.weights
    assert part.positions[:, 1].min() > 0.25
    assert part.positions[:, 2].max() < 0.0


@pytest.mark.parametrize("size", (-1.0, 1.0))
def test_the_eye_patch_covers_the_eye(size: float):
    points, plan = head_space(worn("eye_patch", eye_size=size)), Plan.of(spec(eye_size=size), cast(VRM))
    patch = points[(points[:, 0] < 0.0) & (points[:, 2] > 0.2)]
    assert patch[:, 0].min() < -plan.eye.x - plan.eye.w
    assert patch[:, 1].min() < plan.eye.y - plan.eye.down


def test_an_avatar_wears_about_one_accessory():
    unseen = {"blush", "ahoge"}
    expected = sum(a.prior for a in catalogue().accessories.values() if a.id not in unseen)
    assert 0.8 < expected < 1.5


@pytest.mark.parametrize("style", ("short", "wavy", "curly", "long"))
@pytest.mark.parametrize("name", ("beanie", "baseball_cap"))
def test_caps_swell_over_the_hair_below_them(name: str, style: str):
    cap = head_space(worn(name, style)) - CENTRE
    hair = build_hair(spec(style, (name,)), HEAD).piece.parts[0].positions - [0.0, HEAD.chin, 0.0] - CENTRE
    inside = hair[(unit(hair)[:, 1] > 0.72) & (unit(hair)[:, 1] < 0.96)]  # under the cap, off its bobble
    near = np.linalg.norm(unit(inside)[:, None] - unit(cap)[None], axis=2)
    over = np.where(near < 0.25, np.linalg.norm(cap, axis=1)[None], 0.0).max(axis=1)
    assert (np.linalg.norm(inside, axis=1) < over + 0.01).mean() > 0.97


def test_bald_heads_have_no_bulges():
    assert not bulges(build_hair(spec("bald"), HEAD), HEAD).any()


def test_accessories_may_have_colours_of_their_own():
    said = understand("red ribbon, green square glasses, gold earrings").wish
    assert said.accessory_colors["ribbon"] != said.accessory_colors["square_glasses"]
    one = complete(3, said)
    palette, paints = accessory_palette(one), swatches(one)
    assert palette[paints["bow"]] == said.accessory_colors["ribbon"]
    assert palette[paints["frame"]] == said.accessory_colors["square_glasses"]
    assert from_recipe(one.recipe) == one
    assert one.with_(accessories=()).accessory_colors == {}  # what is not worn has no colour


@pytest.mark.parametrize("colors", [{"jetpack": "#ffffff"}, {"ribbon": "red"}, {"ribbon": 5}])
def test_bad_colours_of_accessories_are_refused(colors):
    with pytest.raises(BadSpecError):
        complete(3, Wish(accessories={"ribbon": True}, accessory_colors=colors))


@pytest.mark.parametrize("style", ("bob", "locs", "box_braids", "ponytail", "long"))
def test_headphones_are_worn_over_the_hair_and_on_it(style: str):
    """The outside of each cup stands out of the hair round it, the band touches the hair of the crown."""
    phones = head_space(worn("headphones", style))
    hair = head_space(Piece(tuple(p for p in build_hair(spec(style), HEAD).piece.parts if p.name == "hair")))
    for side in (1.0, -1.0):
        near = [p[np.hypot(p[:, 1] - 0.42, p[:, 2] + 0.05) < 0.10] for p in (phones, hair)]
        cup, locks = (side * p[side * p[:, 0] > 0.3, 0] for p in near)
        assert cup.max() > np.quantile(locks, 0.95)
    top = [p[np.hypot(p[:, 0], p[:, 2] + 0.06) < 0.12, 1] for p in (phones, hair)]
    assert -0.10 < top[0].min() - np.quantile(top[1], 0.95) < 0.02


SETS = ("vrm", "arkit")


@pytest.mark.parametrize("name", sorted(PUSHED))
def test_what_lies_on_the_face_is_pushed_with_it(name: str):
    """Of the skin behind it nothing comes through that did not show at rest, whichever way it is pushed."""
    figure = build_figure(spec("bob", (name,)), SETS)
    skin, cover = (next(p for p in figure.piece.parts if p.name == part) for part in ("skin", name))
    assert cover.mesh == "Face"
    apart = np.linalg.norm(skin.positions[:, None, :2] - cover.positions[None, :, :2], axis=2)
    near = apart.argmin(axis=1)
    behind = (apart.min(axis=1) < 0.02) & (skin.positions[:, 2] > 0.2)
    assert behind.any()
    for pose in ("jawForward", "cheekPuff", "mouthPucker"):
        comes_nearer = (skin.morphs[pose] - cover.morphs[pose][near])[behind, 2]
        assert comes_nearer.max() < 0.012, pose


def test_a_stud_hangs_on_the_lower_lip():
    figure = build_figure(spec("bob", ("piercings",)), SETS)
    stud = next(p for p in figure.piece.parts if p.name == LIP_STUD)
    drop = stud.morphs["jawOpen"]
    assert (drop == drop[0]).all()
    assert drop[0, 1] < -0.03


def test_worn_things_follow_faces_at_every_level():
    for lod in LODS:
        figure = build_figure(spec("bob", ("full_beard", "piercings")), SETS, lod)
        assert {p.mesh for p in figure.piece.parts if p.name in (LIP_STUD, "full_beard")} == {"Face"}


@pytest.mark.parametrize("skin", ["#ffeade", "#a9714f", "#523427", "#3a2018"])
@pytest.mark.parametrize("hair", ["#1c1414", "#5a3a26", "#a9714f", "#e8b04a", "#f4f4fa"])
def test_beards_are_told_from_the_skin(skin: str, hair: str):
    one = complete(5, Wish(colors={"skin": skin, "hair": hair}, accessories={"full_beard": True}))
    beard = rgb(accessory_palette(one)[swatches(one)["beard"]])
    assert abs(lightness(beard) - lightness(rgb(skin))) > 0.10
