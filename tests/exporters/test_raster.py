"""The numpy rasteriser and camera, on shapes whose picture is known."""

import numpy as np
import pytest

from moeforge.render import raster_gl
from moeforge.render.camera import Camera
from moeforge.scene import (
    Expression,
    LookAt,
    Material,
    Mesh,
    Meta,
    Morph,
    MorphBind,
    Node,
    Primitive,
    Scene,
    Skin,
    Texture,
    Toon,
)
from moeforge_exporters.portrait import View, draw, png, portrait, sheet, with_thumbnail

RED = np.full((4, 4, 3), (200, 30, 30), np.uint8)


def quad(z: float, size: float = 1.0, height: float = 0.5) -> tuple[np.ndarray, np.ndarray]:
    corners = np.array([[-1, -1, 0], [1, -1, 0], [1, 1, 0], [-1, 1, 0]], np.float32) * size / 2
    return corners + np.array([0, height, z], np.float32), np.array([[0, 1, 2], [0, 2, 3]], np.uint32)


def scene(*, flipped: bool = False, double_sided: bool = False, outline: float = 0.0) -> Scene:
    """A red square, one metre wide, that faces +Z; its morph "up" lifts it by a metre."""
    positions, triangles = quad(0.0)
    primitive = Primitive(
        "m", positions, np.tile(np.array([0, 0, 1], np.float32), (4, 1)), np.full((4, 2), 0.5, np.float32),
        triangles[:, ::-1] if flipped else triangles, np.zeros((4, 4), np.uint16),
        np.tile(np.array([1, 0, 0, 0], np.float32), (4, 1)),
        (Morph("up", np.arange(4, dtype=np.uint32), np.tile(np.array([0, 0.25, 0], np.float32), (4, 1))),),
    )  # fmt: skip
    toon = Toon(shift=1.0, outline_width=outline, outline_color=(0.0, 0.0, 1.0))
    return Scene(
        nodes=(Node("avatar", None), Node("head", 0, (0.0, 0.4, 0.0)), Node("M", 0, mesh="M")),
        meshes=(Mesh("M", (primitive,), ("up",)),),
        materials=(Material("m", "red", toon, double_sided),),
        textures=(Texture("red", RED),),
        skin=Skin((1,)),
        humanoid={"head": 1},
        expressions=(Expression("happy", (MorphBind("M", "up"),)),),
        look_at=LookAt((0, 0, 0)),
        colliders=(),
        springs=(),
        meta=Meta("t", ("a",), "CC0-1.0", "{}", "id", "test"),
    )


def red(picture: np.ndarray) -> np.ndarray:
    return (picture[..., 0] > 150) & (picture[..., 1] < 80)


def test_colour_and_size_of_a_lit_square():
    picture = draw(scene(), View(pitch=0.0), 220)
    mask = red(picture)
    assert mask.sum() == pytest.approx(200 * 200, rel=0.03)  # a tenth of margin around one metre
    assert picture[110, 110].astype(int) == pytest.approx([200, 30, 30], abs=2)


def test_back_faces_are_drawn_only_when_double_sided():
    assert not red(draw(scene(flipped=True), View(), 64)).any()
    assert red(draw(scene(flipped=True, double_sided=True), View(), 64)).any()
    assert not red(draw(scene(), View(yaw=180.0), 64)).any()


def test_an_expression_moves_the_mesh_and_a_pose_turns_it():
    still, moved = (red(draw(scene(), View(expressions={"happy": w}), 96)).nonzero()[0].min() for w in (0.0, 1.0))
    assert moved < still
    turned = red(draw(scene(double_sided=True), View(pose={"head": (0.0, 75.0, 0.0)}), 96))
    assert 0 < turned.sum() < 0.5 * red(draw(scene(), View(pose={}), 96)).sum()


def test_nearer_triangles_hide_farther_ones():
    camera = Camera((0.0, 0.5, 0.0), 1.1)
    near, far = (camera.project(quad(z)[0], 100)[:, 2] for z in (0.4, -0.4))
    assert near.max() < far.min()
    assert camera.distance_of(near) == pytest.approx(np.full(4, camera.distance - 0.4))


def test_projection_is_centred_and_y_points_down():
    camera = Camera((0.0, 1.0, 0.0), 2.0, yaw=90.0)
    at = camera.project(np.array([[0, 1, 0], [0, 2, 0], [0, 1, -1]], np.float32), 200)
    assert at[0, :2] == pytest.approx([100, 100])
    assert at[1, 1] == pytest.approx(0)
    assert at[2, 0] == pytest.approx(200)  # seen from the left side, the back is on the right


def test_portrait_sheet_and_thumbnail_have_the_asked_size():
    assert portrait(scene(), 80).shape == (80, 80, 3)
    assert sheet(scene(), 40).shape == (40, 200, 3)
    thumbnail = with_thumbnail(scene(), 64).thumbnail
    assert thumbnail is not None
    assert thumbnail.shape == (64, 64, 3)
    assert png(thumbnail) == png(thumbnail)


@pytest.mark.skipif(raster_gl.device() is None, reason="no OpenGL context through EGL on this machine")
def test_opengl_draws_the_same_picture():
    view = View(yaw=30.0)
    a, b = (draw(scene(outline=0.02), view, 128, gl=gl).astype(int) for gl in (False, True))
    assert np.abs(a - b).mean() < 2.0
