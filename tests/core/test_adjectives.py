"""Words that depend on the noun behind them: shades, styles of hair parted from it by colours, sizes of things."""

from time import process_time

import pytest

from moeforge.painter.colors import rgb, to_oklab
from moeforge.understand.prompt import MAX_PROMPT, understand


@pytest.mark.parametrize(
    ("prompt", "style"),
    [
        ("short black hair", "short"), ("long straight dark brown hair", "long"), ("curly red hair", "curly"),
        ("a short-haired girl", "short"), ("her hair is long and blue", "long"), ("waist-length silver hair", "long"),
        ("长长的黑发", "long"), ("短黑发", "short"), ("头发很长", "long"),
        ("長い黒髪", "long"), ("短い青い髪", "short"), ("髪は短い、目は青い", "short"),
    ],
)  # fmt: skip
def test_a_style_of_hair_behind_colours(prompt: str, style: str):
    reading = understand(prompt)
    assert reading.wish.choices == {"hair_style": style}
    assert not reading.wish.sliders
    assert not reading.unmatched


@pytest.mark.parametrize(
    ("prompt", "style", "length"),
    [("short bob", "bob", -0.7), ("long red ponytail", "ponytail", 0.7), ("short curly blonde hair", "curly", -0.7)],
)
def test_short_and_long_of_another_style_are_its_length(prompt: str, style: str, length: float):
    wish = understand(prompt).wish
    assert (wish.choices, wish.sliders) == ({"hair_style": style}, {"hair_length": length})


@pytest.mark.parametrize(
    "prompt", ["a small bow", "short dress", "short skirt", "shorts", "tiny red hat", "thin glasses"]
)
def test_a_size_of_a_thing_is_not_the_figures(prompt: str):
    reading = understand(prompt)
    assert not reading.wish.sliders
    assert reading.unmatched or prompt == "shorts"


@pytest.mark.parametrize(
    "prompt", ["short girl", "a tiny catgirl", "little bald man", "short brunette", "short, red hat"]
)
def test_a_size_of_somebody_is_the_figures(prompt: str):
    assert understand(prompt).wish.sliders == {"height": -0.7}


@pytest.mark.parametrize(
    ("plain", "shaded"),
    [("green hoodie", "dark green hoodie"), ("紫色眼睛", "深紫色眼睛"), ("紫の髪", "濃い紫の髪"), ("茶髪", "暗い茶髪")],
)
def test_dark_darkens_the_colour_behind_it(plain: str, shaded: str):
    before, after = (understand(p).wish.colors for p in (plain, shaded))
    assert before.keys() == after.keys()
    assert not understand(shaded).unmatched
    for trait in before:
        assert to_oklab(rgb(after[trait]))[0] < 0.8 * to_oklab(rgb(before[trait]))[0]


@pytest.mark.parametrize(
    "prompt", ["light brown hair", "pale brown hair", "浅棕色头发", "明るい茶髪", "pastel brown hair"]
)
def test_light_lightens_it(prompt: str):
    assert to_oklab(rgb(understand(prompt).wish.colors["hair"]))[0] > 0.6


def test_a_shade_of_a_literal_colour_and_a_shade_alone():
    assert understand("dark #ff8800 hair").wish.colors["hair"] != "#ff8800"
    assert understand("dark hair, dark skin").wish.colors == {"hair": "#2b2530", "skin": "#6b4430"}
    assert [s.text for s in understand("bright hair").unmatched] == ["bright"]


@pytest.mark.parametrize("word", ["长", "short ", "dark ", "short blue "])
def test_many_adjectives_without_a_noun_are_read_quickly(word: str):
    start = process_time()
    understand((word * MAX_PROMPT)[:MAX_PROMPT])
    assert process_time() - start < 1.0
