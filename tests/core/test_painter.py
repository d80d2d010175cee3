"""The painter: deterministic, obedient to the asked colours, continuous, and different for different identities."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray

from moeforge.painter import FREEDOM, SHEETS, paint
from moeforge.painter.colors import from_oklab, rgb, to_oklab
from moeforge.painter.conditions import CONDITION_SIZE, condition, decode, encode, sample_condition
from moeforge.painter.iris_design import DESIGNS
from moeforge.painter.whole import whole
from moeforge.prior import LATENT, complete, latent
from moeforge.spec import Wish
from moeforge.traits.catalogue import catalogue

F32 = np.float32
ZERO = np.zeros(LATENT, F32)


def _z(seed: int) -> NDArray[np.float32]:
    return np.random.default_rng(seed).standard_normal(LATENT).astype(F32)


def _condition(sheet: str, seed: int = 0) -> NDArray[np.float32]:
    return sample_condition(sheet, np.random.default_rng(seed))


def _whole(sheet: str, asked: NDArray[np.float32], z: NDArray[np.float32]) -> NDArray[np.uint8]:
    """A sheet with its crisp marks."""
    return whole(sheet, paint(sheet, asked, z), asked, z, DESIGNS["classic"])


def _delta(pixels: NDArray[np.uint8], color: str) -> float:
    """Distance in OKLab between the mean of some pixels and a colour."""
    mean = to_oklab(pixels.reshape(-1, 3) / 255).mean(axis=0)
    return float(np.linalg.norm(mean - to_oklab(rgb(color))))


@pytest.mark.parametrize("sheet", SHEETS)
@pytest.mark.parametrize("size", [64, 128, 256])
def test_same_input_same_bytes(sheet: str, size: int):
    picture = paint(sheet, _condition(sheet), _z(1), size)
    assert picture.shape == (size, size, 3)
    assert picture.dtype == np.uint8
    assert np.array_equal(picture, paint(sheet, _condition(sheet), _z(1), size))


def test_threads_paint_what_one_thread_paints():
    jobs = [(s, _condition(s, i), _z(i)) for i, s in enumerate(SHEETS * 8)]
    alone = [paint(*job) for job in jobs]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(paint, *zip(*jobs, strict=True)))
    assert all(np.array_equal(a, b) for a, b in zip(alone, together, strict=True))


@pytest.mark.parametrize("sheet", SHEETS)
def test_z_changes_the_picture_and_a_small_step_changes_it_little(sheet: str):
    asked, z, other = _condition(sheet), _z(1), _z(2)
    base, far, near = (
        paint(sheet, asked, v).astype(float) for v in (z, other, (z + F32(0.01) * (other - z)).astype(F32))
    )
    assert np.abs(base - far).mean() > 1.5
    assert np.abs(base - near).mean() < 0.05 * np.abs(base - far).mean()


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_free_parameter_is_visible(sheet: str):
    asked = _condition(sheet, 3)
    asked[-1] = 1.0 if sheet == "skin" else asked[-1]
    for i, name in enumerate(FREEDOM[sheet]):
        low, high = ZERO.copy(), ZERO.copy()
        low[i], high[i] = -2.0, 2.0
        assert (_whole(sheet, asked, low) != _whole(sheet, asked, high)).any(), name
    assert len(FREEDOM[sheet]) <= LATENT


@pytest.mark.parametrize("color", [h for h, _ in catalogue().colors["eye_left"].prior])
def test_iris_has_the_asked_color(color: str):
    picture = paint("iris", encode(rgb(color)), ZERO)
    band = np.concatenate([picture[60:84, 12:34], picture[60:84, 94:116]])  # beside the pupil
    assert _delta(band, color) < 0.09


@pytest.mark.parametrize("color", [h for h, _ in catalogue().colors["skin"].prior])
def test_skin_has_the_asked_color(color: str):
    picture = paint("skin", np.append(encode(rgb(color)), F32(-1)), ZERO)
    assert _delta(picture[56:70, 40:88], color) < 0.03


def test_blush_reddens_the_cheeks_alone():
    skin = encode(rgb("#ffeade"))
    bare, worn = (_whole("skin", np.append(skin, F32(b)), ZERO).astype(int) for b in (-1, 1))
    assert (bare[86, 90] - worn[86, 90])[2] > 25
    assert np.array_equal(bare[:60], worn[:60])


def test_brow_follows_the_hair_and_the_white_is_white():
    skin = encode(rgb("#f7d2ba"))
    blond, blue = (paint("trim", np.concatenate([encode(rgb(h)), skin]), ZERO) for h in ("#e8b04a", "#32427a"))
    assert blond[96, 96, 0] > blond[96, 96, 2] + 40
    assert blue[96, 96, 2] > blue[96, 96, 0]
    assert blond[40:56, 16:48].min() > 225


@pytest.mark.parametrize("sheet", SHEETS)
def test_sampled_conditions_fit_and_stay_in_range(sheet: str):
    rng = np.random.default_rng(7)
    drawn = np.array([sample_condition(sheet, rng) for _ in range(300)])
    assert drawn.shape == (300, CONDITION_SIZE[sheet])
    assert drawn.dtype == F32
    assert np.abs(drawn).max() <= 1.02
    assert (drawn.std(axis=0) > 0.03).all()


def test_sampled_skins_cover_all_ten_tones():
    rng = np.random.default_rng(1)
    drawn = np.array([sample_condition("skin", rng)[:3] for _ in range(400)])
    for color, _ in catalogue().colors["skin"].prior:
        assert np.linalg.norm(drawn - encode(rgb(color)), axis=1).min() < 0.06


def test_condition_of_a_spec():
    spec = complete(5, Wish(colors={"eye_left": "#2f8fd8", "eye_right": "#d8a020"}, accessories={"blush": True}))
    assert decode(condition(spec, "iris")) == pytest.approx(rgb("#2f8fd8"), abs=1e-4)
    assert decode(condition(spec, "iris", "right")) == pytest.approx(rgb("#d8a020"), abs=1e-4)
    assert condition(spec, "skin")[3] == 1.0
    for sheet in SHEETS:
        assert condition(spec, sheet).shape == (CONDITION_SIZE[sheet],)
        assert paint(sheet, condition(spec, sheet), latent(spec, sheet)).any()


def test_oklab_round_trip():
    colors = np.random.default_rng(0).random((100, 3))
    assert np.allclose(from_oklab(to_oklab(colors)), colors, atol=1e-9)
    assert to_oklab((1.0, 1.0, 1.0)) == pytest.approx([1.0, 0.0, 0.0], abs=1e-6)


def test_unknown_sheet_and_wrong_shapes_are_refused():
    with pytest.raises(ValueError, match="unknown sheet 'nose'"):
        paint("nose", ZERO[:3], ZERO)
    with pytest.raises(ValueError, match="unknown sheet 'nose'"):
        sample_condition("nose", np.random.default_rng(0))
    with pytest.raises(ValueError, match="do not fit"):
        paint("iris", ZERO[:4], ZERO)
