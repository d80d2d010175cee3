"""Our own portraits are read back: the colours that the spec states come out of the picture."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from moeforge.pipeline import Studio, build
from moeforge.prior import complete
from moeforge.spec import Wish
from moeforge.style.lab import lab
from moeforge.traits.catalogue import catalogue
from moeforge.understand.picture.read import read
from moeforge_exporters.portrait import portrait

CLOSE = 0.05  # Delta E-OK


@pytest.mark.parametrize(
    ("seed", "style", "skin", "hair", "eyes"),
    [
        (1, "long", "#ffeade", "#4fa6e0", "#d8418a"),
        (2, "bob", "#c08a63", "#e98aa6", "#38a070"),
        (3, "twintails", "#6b4430", "#c9cede", "#2f8fd8"),
    ],
)
def test_colours_of_our_own_portraits(seed: int, style: str, skin: str, hair: str, eyes: str):
    colors = {"skin": skin, "hair": hair, "hair_tip": hair, "eye_left": eyes, "eye_right": eyes}
    bare = dict.fromkeys(catalogue().accessories, False)
    spec = complete(
        seed, Wish({"hair_style": style, "mouth": "soft"}, colors, accessories=bare), texture_source="painter"
    )
    out = BytesIO()
    Image.fromarray(portrait(build(spec, Studio()), 320, "face")).save(out, "PNG")
    found = {t.trait: t.value for t in read(out.getvalue()).traits if t.used}
    for trait in ("skin", "hair"):
        assert np.linalg.norm(lab(found[trait]) - lab(colors[trait])) < CLOSE, (trait, found[trait])
    assert "eye_left" in found, found
    assert np.linalg.norm(lab(found["eye_left"]) - lab(eyes)) < 2 * CLOSE, "irises are shaded from dark to light"
