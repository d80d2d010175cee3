"""Crops: given boxes exactly, plain grounds by content, figures by their head, and honest names for each."""

import numpy as np
import pytest
from core.portraits import BOX, Face, drawn
from PIL import Image, ImageDraw
from training.data_helpers import drawing

from moeforge_training.dataset.framing import Crop, frame
from moeforge_training.dataset.square import square


def _disc(
    size: tuple[int, int], centre: tuple[int, int], radius: int, ground: tuple[int, int, int, int]
) -> Image.Image:
    image = Image.new("RGBA", size, ground)
    x, y = centre
    ImageDraw.Draw(image).ellipse((x - radius, y - radius, x + radius, y + radius), fill=(200, 40, 60, 255))
    return image


def test_a_given_box_is_squared_around_its_centre():
    crop = frame(drawing(), (10, 20, 40, 30), "auto", 0.5)
    assert (crop.x, crop.y, crop.side, crop.method) == (10, 15, 40, "given")


@pytest.mark.parametrize(("ground", "method"), [((0, 0, 0, 0), "alpha"), ((230, 240, 200, 255), "border")])
def test_content_on_a_plain_ground_is_found_and_centred(ground, method):
    crop = frame(_disc((900, 600), (700, 150), 80, ground), None, "auto", 0.1)
    assert crop.method == method
    assert abs(crop.x + crop.side / 2 - 700) < 8
    assert abs(crop.y + crop.side / 2 - 150) < 8
    assert abs(crop.side - 160 * 1.2) < 14


@pytest.mark.parametrize("ground", [(0, 0, 0, 0), (255, 255, 255, 255)])
def test_of_a_standing_figure_the_head_is_kept(ground):
    image = _disc((400, 1000), (200, 130), 110, ground)
    ImageDraw.Draw(image).rectangle((170, 230, 230, 950), fill=(20, 60, 200, 255))
    crop = frame(image, None, "auto", 0.05)
    assert crop.method.endswith("-head")
    assert abs(crop.x + crop.side / 2 - 200) < 15
    assert crop.y <= 20 and 215 <= crop.y + crop.side <= 330


def test_a_well_framed_square_is_left_alone():
    crop = frame(drawing(), None, "auto", 0.08)
    assert (crop.x, crop.y, crop.side, crop.method) == (0, 0, 96, "whole")


def test_a_bust_on_the_lower_edge_does_not_float():
    image = _disc((300, 500), (150, 500), 140, (255, 255, 255, 255))
    crop = frame(image, None, "content", 0.1)
    assert crop.y + crop.side == 500


def test_without_a_plain_ground_it_is_called_a_guess():
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (300, 200, 3), np.uint8))
    crop = frame(noise, None, "auto", 0.1)
    assert (crop.side, crop.method, crop.x) == (200, "centre-of-mass", 0)
    assert 0 <= crop.y <= 100


def _stripes(size: tuple[int, int]) -> Image.Image:
    """A ground that is not plain."""
    image = Image.new("RGBA", size)
    for x in range(0, size[0], 60):
        ImageDraw.Draw(image).rectangle((x, 0, x + 59, size[1]), fill=("#7ab0e0", "#3f7fb8", "#9ed0a0")[x // 60 % 3])
    return image


@pytest.mark.parametrize(("size", "left"), [((900, 480), 380), ((480, 900), 140), ((700, 700), 240)])
def test_in_a_scene_the_face_is_kept(size, left):
    scene, face, top = _stripes(size), drawn(Face(ground=None)), 220
    scene.alpha_composite(face, (left, top))
    crop = frame(scene, None, "auto", 0.08)
    assert crop.method == "face"
    assert 0.4 < (BOX[2] - BOX[0]) / crop.side < 0.8
    assert crop.x <= left + BOX[0] and left + BOX[2] <= crop.x + crop.side
    assert crop.y <= top + BOX[1] and top + BOX[3] <= crop.y + crop.side
    assert crop.x >= 0 and crop.y >= 0 and crop.x + crop.side <= size[0] and crop.y + crop.side <= size[1]


def test_a_square_full_of_a_face_is_left_alone():
    scene = _stripes((240, 240))
    scene.alpha_composite(drawn(Face(ground=None)))
    crop = frame(scene, None, "auto", 0.08)
    assert (crop.x, crop.y, crop.side, crop.method) == (0, 0, 240, "whole")


def test_whole_pads_and_loses_nothing():
    image = Image.new("RGB", (100, 300), "white")
    image.paste("black", (40, 0, 60, 300))
    crop = frame(image, None, "whole", 0.0)
    assert (crop.x, crop.y, crop.side) == (-100, 0, 300)
    assert (square(image, crop, 60, (0, 255, 0))[:, 30] < 30).all()


@pytest.mark.parametrize("size", [32, 64, 500])
def test_squares_keep_positions_at_any_scale(size):
    """A hard edge at 1/4 of the width stays there, reduced in blocks or not, with overhang or not."""
    image = Image.new("RGB", (1001, 1001), "white")
    image.paste("black", (250, 0, 1001, 1001))
    flat = square(image, Crop(0, 0, 1001, "whole", (255, 255, 255)), size, (255, 255, 255))
    edge = (flat[size // 2, :, 0] / 255.0).sum() / size
    assert abs(edge - 250 / 1001) < 1.2 / 1001 + 0.02 / size
    over = square(image, Crop(-1001, -500, 2002, "given", (255, 255, 255)), size, (255, 255, 255))
    assert over[0, 0].tolist() == [255, 255, 255]
    assert over[size // 2, -1].tolist() == [0, 0, 0]
