"""The canonical crop: its place, its edges and its average."""

import numpy as np
import pytest

from moeforge.errors import BadSpecError
from moeforge.understand.picture.crop import LIFT, REACH, SIDE, FaceBox, Square, cropped, face_crop, square


def test_the_square_lies_above_the_middle_of_the_face() -> None:
    region = square(FaceBox(100.0, 200.0, 40.0, 50.0))
    assert region.side == pytest.approx(REACH * 50.0)
    assert region.x + region.side / 2 == pytest.approx(120.0)
    assert region.y + region.side / 2 == pytest.approx(225.0 - LIFT * region.side)


def test_a_face_that_fills_the_square_is_found_where_it_must_be() -> None:
    picture = np.zeros((300, 300, 3), np.uint8)
    picture[140:180, 130:170] = 255
    crop = face_crop(picture, FaceBox(130.0, 140.0, 40.0, 40.0))
    rows, columns = np.nonzero(crop[..., 0] > 127)
    assert crop.shape == (SIDE, SIDE, 3)
    assert columns.mean() == pytest.approx(SIDE / 2, abs=1.0)
    assert rows.mean() == pytest.approx(SIDE * (0.5 + LIFT), abs=1.0)
    assert np.ptp(rows) == pytest.approx(SIDE / REACH, abs=2.0)


def test_edge_pixels_repeat_outside_the_picture() -> None:
    picture = np.zeros((50, 50, 3), np.uint8)
    picture[:, :1], picture[:, -1:] = 200, 90
    crop = cropped(picture, Square(-50.0, -25.0, 150.0))
    assert (crop[:, :40] == 200).all()
    assert (crop[:, -40:] == 90).all()


@pytest.mark.parametrize("scale", [1, 9])
def test_a_larger_picture_gives_the_same_crop(scale: int) -> None:
    y, x = np.mgrid[:256, :256]
    small = np.stack([x, y, np.where((x // 32 + y // 32) % 2, 255, 0)], 2).astype(np.uint8)
    large = small.repeat(scale, 0).repeat(scale, 1)
    face = FaceBox(*(scale * n for n in (60.0, 90.0, 116.0, 100.0)))
    want = face_crop(small, FaceBox(60.0, 90.0, 116.0, 100.0)).astype(int)
    assert np.abs(face_crop(large, face).astype(int) - want).mean() < 3.0


def test_a_small_face_is_enlarged_smoothly() -> None:
    picture = np.zeros((40, 40, 3), np.uint8)
    picture[:, 20:] = 255
    crop = face_crop(picture, FaceBox(15.0, 15.0, 10.0, 10.0))
    assert len(np.unique(crop[64, :, 0])) > 3


@pytest.mark.parametrize("numbers", [(0, 0, 0, 9), (0, 0, 9, -1), (float("nan"), 0, 9, 9), (0, 0, 1e9, 9)])
def test_what_is_no_box_is_refused_with_its_numbers(numbers: tuple[float, float, float, float]) -> None:
    with pytest.raises(BadSpecError, match="face box"):
        FaceBox(*numbers)
