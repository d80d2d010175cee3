"""Every accessory: sound geometry, at its place, in swatches that the palette colours."""

import numpy as np
import pytest

from moeforge.prior import complete
from moeforge.spec import AvatarSpec, Wish
from moeforge.template.accessories import ACCESSORIES, PAINTED, accessory_palette
from moeforge.template.hair import build_hair
from moeforge.template.hair.styles import STYLES
from moeforge.template.head.cast import cast
from moeforge.template.head.head import Plan
from moeforge.template.head.pose import VRM
from moeforge.template.part import Piece
from moeforge.template.proportions import Proportions
from moeforge.textures.atlas import CELLS, IMAGES
from moeforge.traits.catalogue import catalogue

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
    assert set(ACCESSORIES) | set(PAINTED) == set(catalogue().accessories)
    assert not set(ACCESSORIES) & set(PAINTED)


@pytest.mark.parametrize("style", tuple(STYLES))
@pytest.mark.parametrize("name", tuple(ACCESSORIES))
def test_geometry_is_sound(name: str, style: str):
    piece = worn(name, style)
    bones = {"head"} | {bone for chain in piece.chains for bone in chain.bones}
    for part in piece.parts:
        assert np.allclose(np.linalg.norm(part.normals, axis=1), 1.0)
        a, b, c = (part.positions[part.triangles[:, k]] for k in range(3))
        assert np.linalg.norm(np.cross(b - a, c - a), axis=1).min() > 1e-9
        assert set(part.weights) <= bones
        assert np.allclose(sum(part.weights.values()), 1.0)
        assert len(part.triangles) <= 1300


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
    assert accessory_palette(one)["fur"] == one.colors["hair"]


def test_bows_stand_out_from_the_hair():
    one = complete(1, Wish(colors={"hair": "#e8455a", "clothes_accent": "#e8455a", "clothes": "#d8413a"}))
    assert accessory_palette(one)["ribbon"] == "#fcfaf6"
