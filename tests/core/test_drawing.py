"""Drawing styles: enough of them, each to be told from the others, mixable, and kind to the face."""

from dataclasses import astuple, fields
from itertools import combinations, pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from moeforge.painter import FREEDOM, SHEETS, paint
from moeforge.painter.colors import rgb, to_oklab
from moeforge.painter.conditions import encode
from moeforge.painter.drawing import RANGES, blended
from moeforge.painter.drawings import DRAWINGS, identity, quieted
from moeforge.painter.finish import NONE, Finish, finished, mixed
from moeforge.painter.freedom import freedom
from moeforge.painter.iris_design import DESIGNS
from moeforge.painter.whole import whole
from moeforge.pipeline import Studio
from moeforge.pipeline import paint as paint_sheets
from moeforge.prior import LATENT, complete
from moeforge.spec import Wish
from moeforge.traits.catalogue import catalogue

BROWN = encode(rgb("#a0622f"))


def _z(seed: int = 3) -> NDArray[np.float32]:
    return np.random.default_rng(seed).standard_normal(LATENT).astype(np.float32)


def iris(name: str) -> NDArray[np.uint8]:
    style = DRAWINGS[name]
    z = style.shape("iris", _z())
    return finished("iris", whole("iris", paint("iris", BROWN, z, 64), BROWN, z, DESIGNS["classic"]), style.finish)


def test_the_catalogue_names_every_style_in_order():
    assert list(catalogue().choices["drawing"].values) == list(DRAWINGS)
    assert len(DRAWINGS) >= 24


def test_every_style_can_be_told_from_every_other():
    made = {name: iris(name).astype(int) for name in DRAWINGS}
    close = {(a, b): float(np.abs(made[a] - made[b]).mean()) for a, b in combinations(made, 2)}
    assert min(close.values()) > 2.0, min(close, key=lambda pair: close[pair])


@pytest.mark.parametrize("name", DRAWINGS)
def test_windows_name_real_parameters_and_hold(name: str):
    style = DRAWINGS[name]
    known = {n for ranges in RANGES.values() for n in ranges}
    assert set(style.windows) <= known
    for sheet in SHEETS:
        look = freedom(FREEDOM[sheet], style.shape(sheet, _z()))
        for parameter, (low, high) in FREEDOM[sheet].items():
            middle, half = style.window(parameter)
            u = 2.0 * (look[parameter] - low) / (high - low) - 1.0
            assert middle - half - 0.003 <= u <= middle + half + 0.003, parameter


def test_the_plain_hand_leaves_other_dims_of_the_identity_alone():
    shaped = DRAWINGS["classic"].shape("skin", _z())
    assert np.array_equal(shaped, _z())
    moved = DRAWINGS["classic"].shape("iris", _z())
    assert np.array_equal(moved[len(FREEDOM["iris"]) :], _z()[len(FREEDOM["iris"]) :])


def test_styles_mix_continuously():
    ends = DRAWINGS["watercolor"], DRAWINGS["pop"]
    assert blended(ends, (1.0, 0.0)).finish == ends[0].finish
    steps = []
    for t in np.linspace(0.0, 1.0, 11):
        style = blended(ends, (1.0 - t, t))
        steps.append(finished("iris", paint("iris", BROWN, style.shape("iris", _z()), 64), style.finish).astype(int))
    whole = np.abs(steps[0] - steps[-1]).mean()
    assert max(np.abs(a - b).mean() for a, b in pairwise(steps)) < 0.4 * whole


@pytest.mark.parametrize("name", [f.name for f in fields(Finish)])
def test_every_filter_works_alone_and_grows(name: str):
    picture = iris("classic")
    weak, strong = (finished("iris", picture, Finish(**{name: v})).astype(int) for v in (0.3, 0.9))
    moved = [np.abs(made - picture).mean() for made in (weak, strong)]
    assert 0.05 < moved[0] < moved[1]


def test_no_finish_is_no_change_and_mixing_is_a_mean():
    picture = iris("classic")
    assert finished("iris", picture, NONE) is picture
    half = mixed((NONE, Finish(grain=0.8, warmth=-0.4)), (1.0, 1.0))
    assert astuple(half) == pytest.approx(astuple(Finish(grain=0.4, warmth=-0.2)))


def test_a_finish_keeps_the_quadrants_of_the_trim_apart():
    white = np.full((64, 64, 3), 250, np.uint8)
    split = white.copy()
    split[32:] = 20
    made = finished("trim", split, Finish(edge=1.0, haze=0.5))
    assert np.array_equal(made[:32], finished("trim", white, Finish(edge=1.0, haze=0.5))[:32])


@pytest.mark.parametrize("tone", [h for h, _ in catalogue().colors["skin"].prior])
@pytest.mark.parametrize("name", DRAWINGS)
def test_a_style_keeps_the_tone_of_the_skin(name: str, tone: str):
    style = DRAWINGS[name]
    asked = np.append(encode(rgb(tone)), np.float32(-1))
    plain = paint("skin", asked, style.shape("skin", _z()), 64)
    made = finished("skin", plain, style.finish)
    before, after = (to_oklab(p / 255.0).mean((0, 1)) for p in (plain, made))
    assert abs(after[0] - before[0]) < 0.06, "lightness"
    assert np.linalg.norm(after[1:] - before[1:]) < 0.045, "colour"


def test_a_quiet_iris_keeps_its_style():
    style = quieted(DRAWINGS["cel"], 0.5)
    assert style.window("steps") == DRAWINGS["cel"].window("steps")
    assert style.window("streak_alpha")[0] == pytest.approx(-0.9)
    assert quieted(DRAWINGS["cel"], 0.0) is DRAWINGS["cel"]


def test_a_spec_is_painted_in_its_style():
    specs = [
        complete(4, Wish(choices={"drawing": name})).with_(texture_source="painter") for name in ("classic", "oil")
    ]
    plain, oil = (paint_sheets(spec, Studio()) for spec in specs)
    assert all(np.abs(np.resize(oil[n], plain[n].shape).astype(int) - plain[n]).mean() > 0.5 for n in plain)
    assert '"drawing":"oil"' in specs[1].recipe and "drawing" not in specs[0].recipe
    assert not np.array_equal(identity(specs[0], "iris"), identity(specs[1], "iris"))
