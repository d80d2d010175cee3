"""Colours of outfits for every pair of prior colours."""

import colorsys
import re
from itertools import product

import pytest

from moeforge.template.outfits.palette import PALETTES
from moeforge.template.outfits.tones import Colors, apart, deeper, luma, mix, strong
from moeforge.textures.atlas import SWATCHES
from moeforge.traits.catalogue import catalogue

CLOTHES = [c for c, _ in catalogue().colors["clothes"].prior]
ACCENTS = [c for c, _ in catalogue().colors["clothes_accent"].prior]


def distance(a: str, b: str) -> float:
    return sum((int(a[i : i + 2], 16) - int(b[i : i + 2], 16)) ** 2 for i in (1, 3, 5)) ** 0.5 / 255


def hue(color: str) -> float:
    r, g, b = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return colorsys.rgb_to_hsv(r, g, b)[0]


@pytest.mark.parametrize("name", PALETTES)
def test_every_colour_is_hex_and_every_name_a_swatch(name: str):
    for clothes, accent in product(CLOTHES, ACCENTS):
        palette = PALETTES[name](Colors(clothes, accent))
        assert set(palette) <= set(SWATCHES)
        assert all(re.fullmatch("#[0-9a-f]{6}", color) for color in palette.values())


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("hoodie", "main", "accent"),
        ("sailor", "shirt", "main"),
        ("sailor", "ribbon", "shirt"),
        ("dress", "main", "shirt"),
        ("dress", "ribbon", "main"),
        ("tee", "main", "trim"),
        ("tee", "main", "accent"),
        ("tee", "main", "bottom"),
        ("blazer", "main", "shirt"),
        ("blazer", "main", "bottom"),
        ("blazer", "main", "accent"),
        ("blazer", "shirt", "ribbon"),
        ("shirt_tie", "shirt", "ribbon"),
        ("shirt_tie", "shirt", "bottom"),
        ("maid", "main", "shirt"),
        ("yukata", "main", "accent"),
        ("yukata", "accent", "button"),
        ("hanfu", "bottom", "accent"),
        ("hanfu", "main", "accent"),
        ("qipao", "main", "trim"),
        ("overalls", "shirt", "bottom"),
        ("armour", "main", "trim"),
        ("armour", "main", "bottom"),
        ("witch", "main", "trim"),
        ("tracksuit", "main", "trim"),
        ("coat", "main", "shirt"),
        ("sportswear", "main", "trim"),
        ("gothic", "main", "shirt"),
        ("gothic", "main", "ribbon"),
        ("sweater", "main", "bottom"),
        ("pyjamas", "main", "trim"),
        ("suit", "main", "shirt"),
        ("suit", "main", "dark"),
    ],
)
def test_neighbours_can_be_told_apart(name: str, one: str, other: str):
    for clothes, accent in product(CLOTHES, ACCENTS):
        palette = PALETTES[name](Colors(clothes, accent))
        assert distance(palette[one], palette[other]) > 0.12, (clothes, accent)


@pytest.mark.parametrize(
    "name", ["hoodie", "dress", "tee", "yukata", "qipao", "tracksuit", "coat", "sportswear", "sweater"]
)
def test_the_stated_colour_is_worn(name: str):
    assert PALETTES[name](Colors("#5aa874", "#f2c240"))["main"] == "#5aa874"


def test_deeper_is_darker_and_mix_lies_between():
    assert luma(deeper("#6fa8ea", 0.3)) < luma("#6fa8ea")
    assert mix("#000000", "#ffffff", 0.5) == "#808080"


def test_strong_and_apart_pick_the_first_that_serves():
    assert strong("#ffffff", "#e8455a") == "#e8455a"
    assert strong("#ffffff", "#fafafa") == "#2f3f7a"
    assert apart("#ffffff", "#fefefe", "#e8455a") == "#e8455a"


def test_yellow_darkens_to_brown_and_green_does_not():
    assert hue(deeper("#f2dca0", 0.4)) < hue("#f2dca0") - 0.01
    assert hue(deeper("#a8d05a", 0.4)) > hue("#a8d05a")
