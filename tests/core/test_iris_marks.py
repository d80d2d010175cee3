"""Iris designs: crisp, different from each other, continuous, and exact in their layer."""

from dataclasses import astuple
from itertools import combinations, pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from moeforge.painter.canvas import laid
from moeforge.painter.colors import rgb
from moeforge.painter.conditions import encode
from moeforge.painter.iris_design import DESIGNS, IrisDesign, mixed
from moeforge.painter.iris_marks import marks
from moeforge.painter.polar import STEPS, outline, shaped
from moeforge.pipeline import Studio, paint
from moeforge.prior import LATENT, complete
from moeforge.spec import Wish, from_recipe
from moeforge.traits.catalogue import catalogue

BLUE = encode(rgb("#2f8fd8"))
Z = np.zeros(LATENT, np.float32)


def layer(design: IrisDesign, size: int = 128) -> NDArray[np.int64]:
    return marks(BLUE, Z, design, size).astype(int)


def test_the_catalogue_names_every_design_in_order():
    assert list(catalogue().choices["iris_design"].values) == list(DESIGNS)
    assert len(DESIGNS) >= 5


@pytest.mark.parametrize("pair", list(combinations(DESIGNS, 2)), ids="-".join)
def test_two_designs_are_two_pictures(pair: tuple[str, str]):
    one, other = (layer(DESIGNS[name]) for name in pair)
    assert np.abs(one - other).mean() > 1.5


@pytest.mark.parametrize("name", DESIGNS)
def test_marks_are_premultiplied_and_stay_within_the_iris(name: str):
    made = layer(DESIGNS[name])
    assert (made[..., :3] <= made[..., 3:]).all()
    y, x = np.mgrid[-1:1:128j, -1:1:128j]
    assert made[np.hypot(x, y) > 1.02].max(initial=0) <= 60  # a soft light may reach over the border
    assert np.array_equal(made, layer(DESIGNS[name]))


def test_a_blend_of_designs_is_continuous():
    ends = DESIGNS["heart"], DESIGNS["star"]
    steps = [layer(mixed(ends, (1.0 - t, t))) for t in np.linspace(0.0, 1.0, 21)]
    whole = np.abs(steps[0] - steps[-1]).mean()
    moves = [np.abs(a - b).mean() for a, b in pairwise(steps)]
    assert max(moves) < 0.25 * whole
    assert astuple(mixed(ends, (1.0, 0.0))) == astuple(DESIGNS["heart"])


def test_laying_marks_keeps_what_they_do_not_cover():
    sheet = np.full((64, 64, 3), 90, np.uint8)
    over = np.zeros((64, 64, 4), np.uint8)
    over[:32] = 255
    over[32:40, :, 3] = 128  # half black
    made = laid(sheet, over)
    assert (made[:32] == 255).all() and (made[40:] == 90).all() and (np.abs(made[32:40].astype(int) - 45) <= 1).all()


def test_the_whole_iris_of_a_spec_follows_its_design():
    wish = Wish(colors={"eye_left": "#2f8fd8", "eye_right": "#d8a020"}, choices={"iris_design": "heart"})
    spec = complete(5, wish).with_(texture_source="painter")
    sheets, plain = (paint(s, Studio()) for s in (spec, spec.with_(choices={**spec.choices, "iris_design": "classic"})))
    assert sheets["iris_left"].shape == (256, 256, 3)
    assert np.abs(sheets["iris_left"].astype(int) - plain["iris_left"]).mean() > 3.0
    assert np.array_equal(sheets["skin"], plain["skin"])
    assert from_recipe(spec.recipe) == spec


def test_outlines_close_and_point_up():
    for name in ("star", "heart", "flower", "sparkle"):
        radii = outline(name)
        assert len(radii) == STEPS and min(radii) > 0.1 and 0.8 < max(radii) < 1.3
    tips = [i for i, r in enumerate(outline("star")) if r > 0.99]
    assert tips == [0, 12, 24, 36, 48]
    assert outline("heart")[30] > outline("heart")[0]  # a tip below, a notch above
    _, points = shaped(0.0, 0.0, 1.0, 2.0, {})
    assert max(p.y for p in points) == pytest.approx(2.0)
