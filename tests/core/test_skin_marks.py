"""Blush, nose, lips and the cheeks' lights: exact over any sheet, and what the painter alone would paint."""

import numpy as np
import pytest
from numpy.typing import NDArray

from moeforge.models.bundle import load_generator
from moeforge.painter import FREEDOM, paint
from moeforge.painter.canvas import render
from moeforge.painter.conditions import sample_condition
from moeforge.painter.freedom import freedom
from moeforge.painter.skin import BLUSH, FAINT, LIPS, NOSE, RANGES, UNWORN, draw_look
from moeforge.painter.skin_marks import featured
from moeforge.painter.whole import asked
from moeforge.prior import LATENT

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]
PLACES = {"lip": (LIPS + 0.008, 0.09), "blush": (BLUSH[1], 0.14)}
"""Kind of mark -> the height in whose surroundings it lies, and how far they reach; the others lie about the nose."""


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
        assert gap.max() <= (3 if size <= 128 else 5) and gap.mean() < 0.06  # no finer samples above 128


def test_a_sheet_shows_the_same_faint_marks_on_every_face():
    told, z = _sitter(1)
    other, blushing = z.copy(), told.copy()
    for name in FAINT:
        other[list(RANGES).index(name)] += 1.5
    blushing[3] = 1.0 - told[3]
    assert np.array_equal(paint("skin", told, z), paint("skin", blushing, other))
    assert not np.array_equal(featured(paint("skin", told, z), told, z), featured(paint("skin", told, z), told, other))


@pytest.mark.parametrize("name", FAINT)
def test_each_mark_moves_its_own_place_alone(name: str):
    told, z = _sitter(2)
    told[3] = 1.0
    ends: list[NDArray[np.int64]] = []
    for value in (-2.0, 2.0):
        z[list(FREEDOM["skin"]).index(name)] = value
        ends.append(featured(paint("skin", told, z), told, z).astype(int))
    rows = np.flatnonzero((ends[0] != ends[1]).any(axis=(1, 2))) / 128
    middle, reach = PLACES.get(name.partition("_")[0], (NOSE + 0.010, 0.09))
    assert np.abs(rows - middle).max() < reach


def test_a_generated_nose_leaves_no_trace():
    skin = load_generator(threads=1).models["skin"]
    for seed in range(4):
        told, z = _sitter(seed)
        made = featured(skin.paint([told], [z])[0], told, z).astype(float)
        gap = (made - _direct(told, z, 256)).mean(axis=2)[144:172, 112:144]
        assert np.abs(gap - gap.mean()).max() < 5.0


def test_a_generator_is_asked_for_what_the_sheet_shows():
    told, z = _sitter(3)
    condition, shown = asked("skin", told, z)
    assert np.array_equal(condition, [*told[:3], UNWORN])
    assert all(shown[list(RANGES).index(name)] == np.float32(value) for name, value in FAINT.items())
    assert np.array_equal(shown[len(RANGES) :], z[len(RANGES) :])
    assert asked("trim", told, z) == (told, z)


@pytest.mark.parametrize("size", [37, 64, 91, 128, 200, 256, 511, 512, 1024])
def test_marks_fit_sheets_of_every_size(size: int):
    for seed in range(6):
        told, z = _sitter(seed)
        sheet = np.full((size, size, 3), 180, np.uint8)
        assert featured(sheet, told, 3.0 * z).shape == sheet.shape
