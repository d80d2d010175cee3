"""Merged meshes: the same vertices, moved the same way, in fewer objects."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from exporters.figures import figure
from exporters.scenes import boxy
from exporters.skinning import moved_by_material

from moeforge.rig.poses import pose
from moeforge.scene import Expression, Mesh, Morph, MorphBind, Scene
from moeforge_exporters.optimize import face_apart, one_mesh, presets_only

SCENES = {"boxes": boxy, "avatar": lambda: figure(1)}
each = pytest.mark.parametrize("scene", [make() for make in SCENES.values()], ids=list(SCENES))
FACES = {"blink": 1.0, "aa": 0.6, "sad": 0.3}


@each
def test_one_mesh_has_one_primitive_for_each_material(scene: Scene):
    merged = one_mesh(scene)
    assert [m.name for m in merged.meshes] == ["Body"]
    assert [n.mesh for n in merged.nodes if n.mesh] == ["Body"]
    assert [p.material for p in merged.meshes[0].primitives] == [m.name for m in scene.materials]
    assert merged.triangle_count == scene.triangle_count
    assert (merged.humanoid, merged.springs, merged.skin) == (scene.humanoid, scene.springs, scene.skin)


@each
@pytest.mark.parametrize("merge", [one_mesh, face_apart])
@pytest.mark.parametrize("stance", ["t", "stand"])
def test_every_vertex_moves_as_before(scene: Scene, merge: Callable[[Scene], Scene], stance: str):
    before = moved_by_material(scene, pose(stance), FACES)
    after = moved_by_material(merge(scene), pose(stance), FACES)
    for name, points in before.items():
        np.testing.assert_array_equal(after[name], points)


@each
def test_all_primitives_list_all_morphs_and_binds_follow(scene: Scene):
    merged = one_mesh(scene)
    names = merged.meshes[0].morph_names
    assert set(names) == {n for m in scene.meshes for n in m.morph_names}
    assert all([m.name for m in p.morphs] == list(names) for p in merged.meshes[0].primitives)
    assert {b.mesh for e in merged.expressions for b in e.binds} == {"Body"}
    assert [len(e.binds) for e in merged.expressions] == [len(e.binds) for e in scene.expressions]


def test_morphs_of_one_name_become_one_and_their_binds_too():
    scene = boxy()
    lift = Morph("blink", np.array([0], np.uint32), np.ones((1, 3), np.float32))
    hair = scene.meshes[1]
    hair = Mesh("Hair", (replace(hair.primitives[0], morphs=(lift,)),), ("blink", "extra"))
    twice = Expression("blink", (MorphBind("Face", "blink", 0.5), MorphBind("Hair", "blink", 0.75)))
    merged = one_mesh(replace(scene, meshes=(scene.meshes[0], hair, scene.meshes[2]), expressions=(twice,)))
    assert merged.meshes[0].morph_names == (*scene.meshes[0].morph_names, "extra")
    assert merged.expressions[0].binds == (MorphBind("Body", "blink", 0.75),)
    found = {p.material: {m.name: m for m in p.morphs}["blink"] for p in merged.meshes[0].primitives}
    np.testing.assert_array_equal(found["hair"].deltas, lift.deltas)


@each
def test_the_face_stays_apart_where_asked(scene: Scene):
    merged = face_apart(scene)
    assert [m.name for m in merged.meshes] == ["Face", "Body"]
    assert merged.meshes[0] is scene.meshes[0]
    assert merged.meshes[1].morph_names == ()
    assert merged.expressions == scene.expressions


def test_presets_alone_drop_morphs_that_nothing_uses():
    scene = boxy()
    named = replace(scene, expressions=tuple(e for e in scene.expressions if e.name in ("aa", "sulk", "blink")))
    kept = presets_only(named)
    assert [e.name for e in kept.expressions] == ["aa", "blink"]
    assert set(kept.meshes[0].morph_names) == {"aa", "blink"}
    assert all({m.name for m in p.morphs} == {"aa", "blink"} for p in kept.meshes[0].primitives)
