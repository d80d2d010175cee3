"""Colours that a seed draws go well together; a stated colour is never touched."""

import numpy as np
import pytest

from moeforge.painter.colors import harmony, rgb, to_oklab
from moeforge.prior import complete
from moeforge.spec import Wish
from moeforge.traits.catalogue import catalogue

RED, GREEN, NAVY, WHITE = (rgb(c) for c in ("#d8413a", "#5aa874", "#2f3f7a", "#ffffff"))


def test_equal_colours_and_flickering_pairs_go_badly_together():
    assert harmony(RED, RED) == pytest.approx(0.02)
    assert harmony(RED, GREEN) < 0.2 < 0.9 < harmony(NAVY, WHITE) <= 1.0
    assert harmony(RED, GREEN) == pytest.approx(harmony(GREEN, RED))


def test_every_colour_has_one_that_suits_it():
    for trait in catalogue().colors.values():
        leaders = [h for h, _ in catalogue().colors[trait.suits].prior] if trait.suits else []
        for leader in leaders:
            best = max(harmony(rgb(h), rgb(leader)) for h, _ in trait.prior)
            assert best > 0.7, f"nothing suits {leader} as {trait.id}"


def test_accents_are_seen_on_their_cloth():
    """Drawn without regard to the cloth, 12.7 % of the accents would lie within .12 of it."""
    colors = [complete(seed).colors for seed in range(600)]
    lab = to_oklab([[rgb(c["clothes"]), rgb(c["clothes_accent"])] for c in colors])
    unseen = np.linalg.norm(lab[:, 0] - lab[:, 1], axis=1) < 0.12
    assert unseen.mean() < 0.03


def test_a_stated_colour_stands_and_leads():
    drawn = [complete(seed, Wish(colors={"clothes": "#d8413a"})).colors for seed in range(300)]
    assert {c["clothes"] for c in drawn} == {"#d8413a"}
    near = sum(c["clothes_accent"] == "#e8455a" for c in drawn)
    assert near <= 6, "nearly the same red: 10 % by weight alone"
    assert len({c["clothes_accent"] for c in drawn}) > 6


@pytest.mark.parametrize("hair", ["two_buns", "afro_puffs"])
def test_nothing_is_drawn_where_buns_are_but_what_is_asked_for(hair: str):
    tops = {a.id for a in catalogue().accessories.values() if a.slot == "head_top"}
    for seed in range(200):
        wish = Wish(choices={"hair_style": hair})
        assert not tops & set(complete(seed, wish).accessories)
        asked = Wish(choices={"hair_style": hair}, accessories={"cat_ears": True})
        assert "cat_ears" in complete(seed, asked).accessories
    assert tops & {a for seed in range(200) for a in complete(seed, Wish(choices={"hair_style": "bob"})).accessories}
