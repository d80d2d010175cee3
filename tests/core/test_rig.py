"""Parts to a Scene: units, joints, weights, morphs and springs, on a hand-made part."""

import numpy as np
import pytest

from moeforge.rig.assemble import build_meshes, build_rig
from moeforge.rig.colliders import volumes
from moeforge.rig.expressions import MORPH_ORDER, expressions, vrm_expressions
from moeforge.template.part import Bone, Chain, Part
from moeforge.template.proportions import METRES_PER_HH, Proportions

P = Proportions()
HEIGHTS = {"hips": 0.7, "spine": 0.85, "chest": 1.1, "head": 1.46}
BONES = [
    Bone("hips", None, np.array([0.0, 0.7, 0.0])),
    Bone("spine", "hips", np.array([0.0, 0.85, 0.0])),
    Bone("chest", "spine", np.array([0.0, 1.1, 0.0])),
    Bone("head", "chest", np.array([0.0, 1.46, 0.0])),
    *(Bone(f"{side}{limb}", "chest", np.array([x, 1.2, 0.0]))
      for side, x in (("left", 0.2), ("right", -0.2)) for limb in ("UpperArm", "UpperLeg")),
]  # fmt: skip
CHAIN = Chain("tail", "head", np.array([[0.0, 2.0, -0.5], [0.0, 1.8, -0.6], [0.0, 1.5, -0.6]]))


def part(weights: dict[str, np.ndarray], **morphs: np.ndarray) -> Part:
    return Part(
        "p", "Face", "face", np.array([[0.0, 1.5, 0], [1, 1.5, 0], [0, 2.5, 0]]), np.tile([0.0, 0, 1], (3, 1)),
        np.zeros((3, 2)), np.array([[0, 1, 2]]), weights, morphs,
    )  # fmt: skip


def world(rig, index: int) -> np.ndarray:
    total = np.zeros(3)
    node = index
    while node is not None:
        total += rig.nodes[node].translation
        node = rig.nodes[node].parent
    return total


def test_bones_stand_where_they_were_put_in_metres():
    rig = build_rig(BONES, [CHAIN], P)
    for bone in BONES:
        assert world(rig, rig.humanoid[bone.name]) == pytest.approx(bone.position * METRES_PER_HH, abs=1e-6)
    assert len({n.name for n in rig.nodes}) == len(rig.nodes)
    assert all(n.parent is None or n.parent < i for i, n in enumerate(rig.nodes))


def test_a_chain_becomes_joints_in_order_with_a_tail():
    rig = build_rig(BONES, [CHAIN], P)
    (spring,) = rig.springs
    assert [rig.nodes[j].name for j in spring.joints] == ["tail_0", "tail_1", "tail_end"]
    assert world(rig, spring.joints[-1]) == pytest.approx(CHAIN.points[-1] * METRES_PER_HH, abs=1e-6)
    assert spring.colliders
    assert all(c < len(rig.colliders) for c in spring.colliders)


def test_a_bone_gives_way_to_another_without_a_jump():
    """Two vertices whose fourth and fifth weights just change places get all but the same weights."""
    joints = build_rig(BONES, [], P).joints
    near = np.array([0.101, 0.099, 0.0])
    shares = {"hips": np.array([0.35, 0.35, 1.0]), "spine": np.array([0.25, 0.25, 0.0])}
    shares |= {"chest": np.array([0.20, 0.20, 0.0]), "head": near, "leftUpperArm": np.append(near[1::-1], 0.0)}
    made = build_meshes([part(shares)], joints, ["face"])[0].primitives[0]
    table = np.zeros((3, len(joints)))
    for row, (index, weight) in enumerate(zip(made.joints, made.weights, strict=True)):
        np.add.at(table[row], index, weight)
    assert np.abs(table[0] - table[1]).max() < 0.01
    assert table[0].max() < 0.5
    np.testing.assert_allclose(table.sum(axis=1), 1.0, atol=1e-6)


def test_four_largest_weights_are_kept_and_sum_to_one():
    shares = dict(zip(("hips", "spine", "chest", "head", "tail_0"), (0.05, 0.1, 0.2, 0.3, 0.35), strict=True))
    rig = build_rig(BONES, [CHAIN], P)
    (mesh,) = build_meshes([part({k: np.full(3, v) for k, v in shares.items()})], rig.joints, ["face"])
    p = mesh.primitives[0]
    assert p.weights.sum(1) == pytest.approx(np.ones(3))
    assert {int(j) for j in p.joints[0]} == {rig.joints[b] for b in ("spine", "chest", "head", "tail_0")}
    assert rig.skin.joints[p.joints[0, 0]] == rig.joints["tail_0"] + 1


def test_unused_slots_are_zero():
    rig = build_rig(BONES, [], P)
    (mesh,) = build_meshes([part({"head": np.ones(3)})], rig.joints, ["face"])
    assert np.array_equal(mesh.primitives[0].weights, np.tile([1.0, 0, 0, 0], (3, 1)))
    assert (mesh.primitives[0].joints[:, 1:] == 0).all()


def test_morphs_are_sparse_shared_and_in_metres():
    rig = build_rig(BONES, [], P)
    moved = np.array([[0.0, 0, 0], [0, -1, 0], [0, 0, 0]])
    still = part({"head": np.ones(3)})
    other = Part(
        "q", "Face", "parts", *(getattr(still, f) for f in ("positions", "normals", "uvs", "triangles", "weights"))
    )
    (mesh,) = build_meshes([part({"head": np.ones(3)}, blink=moved), other], rig.joints, ["face", "parts"])
    assert mesh.morph_names == ("blink",)
    assert [[m.name for m in p.morphs] for p in mesh.primitives] == [["blink"], ["blink"]]
    blink = mesh.primitives[0].morphs[0]
    assert blink.indices.tolist() == [1]
    assert blink.deltas[0] == pytest.approx([0, -METRES_PER_HH, 0])
    assert len(mesh.primitives[1].morphs[0].indices) == 0


def test_expressions_need_every_preset_morph():
    assert [e.name for e in vrm_expressions(MORPH_ORDER)] == list(MORPH_ORDER[:18])
    with pytest.raises(KeyError, match="blink"):
        vrm_expressions([m for m in MORPH_ORDER if m != "blink"])


def test_further_sets_are_custom_expressions_of_their_own_morphs():
    made = expressions(MORPH_ORDER, ("oculus", "arkit", "vrm"))
    assert [e.name for e in made] == list(MORPH_ORDER[: len(made)])
    assert [e.preset for e in made] == [True] * 18 + [False] * 67
    assert all([bind.morph for bind in e.binds] == [e.name] for e in made)
    assert len(expressions(MORPH_ORDER, ("arkit",))) == 52
    assert {e.name: e.override_blink for e in expressions(MORPH_ORDER, ("anime",))}["dizzy"] == "block"
    with pytest.raises(KeyError, match="jawOpen"):
        expressions([m for m in MORPH_ORDER if m != "jawOpen"], ("arkit",))


def test_colliders_grow_with_the_head():
    small, large = volumes(Proportions(head_scale=0.9)), volumes(Proportions(head_scale=1.1))
    assert large["head"][0].radius > small["head"][0].radius


@pytest.mark.parametrize(
    ("wide", "group"),
    [(Proportions(shoulders=1.0), "chest"), (Proportions(hips=1.0), "hips"), (Proportions(build=1.0), "left_leg")],
)
def test_colliders_follow_the_sliders(wide: Proportions, group: str):
    plain, grown = (volumes(p)[group] for p in (P, wide))
    assert all(b.radius > a.radius for a, b in zip(plain, grown, strict=True))
