"""Wings and tails beside long hair: neither passes through it."""

import numpy as np
import pytest

from moeforge.prior import complete
from moeforge.spec import AvatarSpec, Wish
from moeforge.template.accessories import ACCESSORIES
from moeforge.template.accessories.curtain import curtain
from moeforge.template.hair import build_hair
from moeforge.template.proportions import Proportions
from moeforge.traits.catalogue import catalogue

HEAD = Proportions()
LONG = ("long", "hime", "wavy", "half_up")


def spec(style: str, name: str) -> AvatarSpec:
    bare = dict.fromkeys(catalogue().accessories, False)
    sliders = {"hair_length": 0.0}
    return complete(5, Wish(choices={"hair_style": style}, accessories={**bare, name: True}, sliders=sliders))


@pytest.mark.parametrize("style", LONG)
@pytest.mark.parametrize("name", ("angel_wings", "bat_wings"))
def test_wings_sit_behind_long_hair(style: str, name: str):
    one = spec(style, name)
    hair = build_hair(one, HEAD)
    over = curtain(hair, HEAD)
    assert over is not None
    for part in ACCESSORIES[name](one, HEAD, hair).parts:
        assert part.positions[:, 2].max() < -over.back + 0.05


@pytest.mark.parametrize("style", LONG)
@pytest.mark.parametrize("name", ("cat_tail", "fox_tail", "dog_tail", "devil_tail"))
def test_tails_pass_below_the_hair_and_stay_off_the_ground(style: str, name: str):
    one = spec(style, name)
    hair = build_hair(one, HEAD)
    over = curtain(hair, HEAD)
    assert over is not None
    (part,) = ACCESSORIES[name](one, HEAD, hair).parts
    height, depth = part.positions[:, 1], over.inside(part.positions)
    through = (height > over.low + 0.02) & (np.abs(depth - 1.0) < 0.06)
    assert through.mean() < 0.06
    assert height.min() > 0.10


@pytest.mark.parametrize("style", ("bob", "short", "bald", "braid", "twintails", "bun"))
def test_short_and_tied_hair_is_no_curtain(style: str):
    assert curtain(build_hair(spec(style, "cat_tail"), HEAD), HEAD) is None
