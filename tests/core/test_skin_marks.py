"""Nose, lips and the cheeks' lights: exact over any sheet, and what the painter alone would paint."""

import numpy as np
import pytest
from numpy.typing import NDArray

from moeforge.models.bundle import load_generator
from moeforge.painter import FREEDOM, paint
from moeforge.painter.canvas import render
from moeforge.painter.conditions import sample_condition
from moeforge.painter.freedom import freedom
from moeforge.painter.skin import FAINT, LIPS, NOSE, RANGES, draw_look
from moeforge.painter.skin_marks import featured
from moeforge.painter.whole import asked
from moeforge.prior import LATENT

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]


def _sitter(seed: int) -> tuple[F32, F32]:
    rng = np.random.default_rng(seed)
    return sample_condition("skin", rng), rng.standard_normal(LATENT).astype(np.float32)


def _direct(told: F32, z: F32, size: int) -> U8:
    """The face painted in one go, its own marks and all."""
    return render(lambda frame: draw_look(frame, told, freedom(RANGES, z)), size)


@pytest.mark.parametrize("size", [64, 128, 256])
def test_marks_laid_over_a_sheet_are_those_painted_in_one_go(size: int):
    for seed in range(6):
        told, z = _sitter(seed)
        gap = np.abs(featured(paint("skin", told, z, size), told, z).astype(int) - _direct(told, z, size))
        assert gap.max() <= (3 if size <= 128 else 5) and gap.mean() < 0.02  # no finer samples above 128


def test_a_sheet_shows_the_same_faint_marks_on_every_face():
    told, z = _sitter(1)
    other = z.copy()
    for name in FAINT:
        other[list(RANGES).index(name)] += 1.5
    assert np.array_equal(paint("skin", told, z), paint("skin", told, other))
    assert not np.array_equal(featured(paint("skin", told, z), told, z), featured(paint("skin", told, z), told, other))


@pytest.mark.parametrize("name", FAINT)
def test_each_mark_moves_its_own_place_alone(name: str):
    told, z = _sitter(2)
    ends: list[NDArray[np.int64]] = []
    for value in (-2.0, 2.0):
        z[list(FREEDOM["skin"]).index(name)] = value
        ends.append(featured(paint("skin", told, z), told, z).astype(int))
    rows = np.flatnonzero((ends[0] != ends[1]).any(axis=(1, 2))) / 128
    middle = LIPS + 0.008 if name.startswith("lip") else NOSE + 0.010
    assert np.abs(rows - middle).max() < 0.09


def test_a_generated_nose_leaves_no_trace():
    skin = load_generator(threads=1).models["skin"]
    for seed in range(4):
        told, z = _sitter(seed)
        made = featured(skin.paint([told], [z])[0], told, z).astype(float)
        gap = (made - _direct(told, z, 256)).mean(axis=2)[144:172, 112:144]
        assert np.abs(gap - gap.mean()).max() < 5.0


def test_a_generator_is_asked_for_what_the_sheet_shows():
    _, z = _sitter(3)
    assert all(asked("skin", z)[list(RANGES).index(name)] == np.float32(value) for name, value in FAINT.items())
    assert np.array_equal(asked("skin", z)[len(RANGES) :], z[len(RANGES) :])
    assert np.array_equal(asked("trim", z), z)


@pytest.mark.parametrize("size", [37, 64, 91, 128, 200, 256, 511, 512, 1024])
def test_marks_fit_sheets_of_every_size(size: int):
    for seed in range(6):
        told, z = _sitter(seed)
        sheet = np.full((size, size, 3), 180, np.uint8)
        assert featured(sheet, told, 3.0 * z).shape == sheet.shape
