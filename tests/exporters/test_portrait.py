"""Portraits hold the whole width of the hair."""

import numpy as np
import pytest

from moeforge.pipeline import Studio, build
from moeforge.prior import complete
from moeforge.render.posing import joint_matrices, posed
from moeforge.spec import Wish
from moeforge.traits.catalogue import catalogue
from moeforge_exporters.portrait import VIEWS, frame


@pytest.mark.parametrize("style", ("twintails", "side_ponytail", "drills", "curly", "spiky"))
@pytest.mark.parametrize("view", ("portrait", "face"))
def test_wide_hair_fits(style: str, view: str):
    wish = Wish(choices={"hair_style": style}, sliders={"hair_length": 1.0})
    scene = build(complete(3, wish, texture_source="painter"), Studio())
    shown = VIEWS[view]
    joints = joint_matrices(scene, shown.stance)
    hair = [p for m in scene.meshes if m.name == "Hair" for p in m.primitives]
    seen = frame(scene, shown).project(np.concatenate([posed(p, joints, {})[0] for p in hair]), 100)
    across = seen[(seen[:, 1] > 0.0) & (seen[:, 1] < 95.0), 0]
    assert across.min() > 0.0 and across.max() < 100.0


def test_a_bald_head_is_framed():
    wish = Wish(choices={"hair_style": "bald"}, accessories=dict.fromkeys(catalogue().accessories, False))
    scene = build(complete(3, wish, texture_source="painter"), Studio())
    assert frame(scene, VIEWS["face"]).target[0] == pytest.approx(0.0, abs=0.01)
