"""Spring budgets: bounds kept, nothing moves while springs are still, left like right."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from exporters.figures import SEEDS, figure
from exporters.scenes import boxy, world
from exporters.skinning import moved_by_material

from moeforge.errors import BadSpecError
from moeforge.prior import complete
from moeforge.rig.poses import pose
from moeforge.scene import F32, Node, Primitive, Scene, Skin, Spring
from moeforge_exporters.checks import check
from moeforge_exporters.optimize import BUDGETS, Budget, springs
from moeforge_exporters.optimize.chains import Strand, middle_line, plan, shares
from moeforge_exporters.optimize.collisions import gap
from moeforge_exporters.optimize.skeleton import pruned, without_idle_bones
from moeforge_exporters.stats import count

each_seed = pytest.mark.parametrize("seed", SEEDS)
each_budget = pytest.mark.parametrize("budget", BUDGETS)


def ring(count_: int, radius: float = 0.1) -> Scene:
    """The boxes with a skirt of chains all round the hips, from the front to the left, two joints and an end each."""
    scene = boxy()
    nodes, chains = list(scene.nodes), list[Spring]()
    for i in range(count_):
        angle = 2 * np.pi * (i + 0.5) / count_
        first = len(nodes)
        offset = (float(radius * np.sin(angle)), 0.0, float(radius * np.cos(angle)))
        nodes.append(Node(f"skirt{i}_0", scene.humanoid["hips"], offset))
        nodes += [Node(f"skirt{i}_{k}", first + k - 1, (0.0, -0.05, 0.0)) for k in (1, 2)]
        chains.append(Spring(f"skirt{i}", (first, first + 1, first + 2), 1.0, 0.4, 0.1, 0.01, (1,)))
    joints = (*scene.skin.joints, *range(len(scene.nodes), len(nodes)))
    return replace(scene, nodes=tuple(nodes), skin=Skin(joints), springs=(*scene.springs, *chains))


@each_seed
@each_budget
def test_a_budget_is_kept_and_still_springs_move_nothing(seed: int, budget: str):
    scene = figure(seed)
    less, limits = springs(scene, budget), BUDGETS[budget]
    counted = count(less)
    assert counted["physbone_components"] <= limits.chains
    assert counted["physbone_transforms"] <= limits.transforms
    assert counted["physbone_colliders"] <= limits.colliders == max(limits.colliders, len(less.colliders))
    assert counted["physbone_checks"] <= limits.checks
    for stance in ("t", "stand"):
        before, after = (moved_by_material(s, pose(stance), {"blink": 1.0}) for s in (scene, less))
        for name, points in before.items():
            np.testing.assert_allclose(after[name], points, atol=2e-6)
    check(less)


@each_seed
@each_budget
def test_weights_sum_to_one_on_joints_that_exist(seed: int, budget: str):
    less = springs(figure(seed), budget)
    for mesh in less.meshes:
        for p in mesh.primitives:
            np.testing.assert_allclose(p.weights.sum(axis=1), 1.0, atol=1e-5)
            assert p.joints.max() < len(less.skin.joints)


@each_seed
def test_none_leaves_the_human_bones(seed: int):
    less = springs(figure(seed), "none")
    assert less.springs == less.colliders == ()
    assert set(less.skin.joints) == set(less.humanoid.values())


@each_seed
def test_low_fits_seventy_five_bones(seed: int):
    assert len(springs(figure(seed), "low").skin.joints) <= 75


@pytest.mark.parametrize("seed", [1, 3])
def test_the_hair_still_hangs_on_its_chains(seed: int):
    """A vertex keeps as much swinging weight as it had, where no family is dropped."""
    scene, less = figure(seed), springs(figure(seed), "low")
    for before, after in zip(scene.meshes, less.meshes, strict=True):
        for p, q in zip(before.primitives, after.primitives, strict=True):
            np.testing.assert_allclose(_swinging(less, q), _swinging(scene, p), atol=1e-5)


def _swinging(scene: Scene, p: Primitive) -> F32:
    nodes = {j for s in scene.springs for j in s.joints}
    swings = np.array([node in nodes for node in scene.skin.joints])
    return np.where(swings[p.joints], p.weights, np.float32(0.0)).sum(axis=1)


@each_seed
def test_left_is_like_right(seed: int):
    less = springs(figure(seed), "low")
    places = world(less)
    lopsided = ("ahoge", *(("tail",) if complete(seed).choices["hair_style"] == "side_ponytail" else ()))
    lines = [places[list(s.joints)] for s in less.springs if not s.name.startswith(lopsided)]
    assert len(lines) > 1
    for line in lines:
        mirrored = line * np.array([-1.0, 1.0, 1.0], np.float32)
        assert min(np.abs(mirrored - other).max() if len(other) == len(line) else 1.0 for other in lines) < 2e-3


def test_merged_hair_stays_outside_the_head():
    scene = figure(1)
    less = springs(scene, "low")
    places = world(less).astype(np.float64)
    for spring in less.springs:
        for index in spring.colliders:
            assert gap(less.colliders[index], places, places[list(spring.joints[1:])]) > 0.0


def test_a_roomy_budget_changes_nothing():
    scene = boxy()
    same = springs(scene, "full")
    assert (same.nodes, same.skin, same.springs, same.colliders) == (
        scene.nodes, scene.skin, scene.springs, scene.colliders,
    )  # fmt: skip
    for before, after in zip(scene.meshes, same.meshes, strict=True):
        for p, q in zip(before.primitives, after.primitives, strict=True):
            assert np.array_equal(p.weights, q.weights)
            assert np.array_equal(p.joints, q.joints)


def test_a_ring_gets_two_sides_before_others_get_a_second_chain():
    strands = plan(ring(8), Budget(3, 16, 4, 32))
    assert sorted(len(s.members) for s in strands) == [1, 4, 4]
    sides = [{np.sign(world(ring(8))[ring(8).springs[i].joints[0], 0]) for i in s.members} for s in strands]
    assert sorted(map(len, sides)) == [1, 1, 1]


def test_an_odd_family_is_cut_into_an_odd_number():
    assert sorted(len(s.members) for s in plan(ring(5), Budget(3, 16, 4, 32))) == [1, 5]
    assert sorted(len(s.members) for s in plan(ring(5), Budget(4, 16, 4, 32))) == [1, 1, 1, 3]


def test_families_beyond_the_budget_lose_their_springs():
    less = springs(ring(4), Budget(1, 8, 4, 32))
    assert len(less.springs) == 1
    assert {n.name for n in less.nodes if n.name.startswith(("skirt", "tail"))} == {
        less.nodes[j].name for j in less.springs[0].joints
    }


def test_long_chains_are_shortened_together():
    strands = plan(ring(2), Budget(4, 8, 4, 32))
    assert sum(s.transforms for s in strands) <= 8
    assert len({s.joints for s in strands if len(s.members) == 1}) == 1


def test_a_merged_line_keeps_its_distance_from_the_axis():
    scene = ring(8)
    half = tuple(i for i in range(1, 9) if world(scene)[scene.springs[i].joints[0], 0] > 0)
    line = middle_line(scene, Strand(half, 2))
    np.testing.assert_allclose(np.hypot(line[:, 0], line[:, 2]), 0.1, atol=1e-6)
    everything = middle_line(scene, Strand(tuple(range(1, 9)), 2))
    np.testing.assert_allclose(np.hypot(everything[:, 0], everything[:, 2]), 0.0, atol=1e-6)


@pytest.mark.parametrize(("old", "new"), [(1, 1), (4, 4), (4, 3), (4, 2), (3, 1), (2, 3)])
def test_shares_hand_everything_on_in_order(old: int, new: int):
    table = shares(old, new)
    np.testing.assert_allclose(table.sum(axis=1), 1.0)
    places = table @ np.arange(new)
    assert all(a <= b for a, b in pairwise(places))
    if old == new:
        np.testing.assert_array_equal(table, np.eye(old))


def test_idle_bones_go_and_those_above_others_stay():
    scene = boxy()
    head = scene.humanoid["head"]
    extra = (Node("idle", head), Node("idle_below", len(scene.nodes)))
    joints = (*scene.skin.joints, len(scene.nodes), len(scene.nodes) + 1)
    grown = replace(scene, nodes=(*scene.nodes, *extra), skin=Skin(joints))
    assert without_idle_bones(grown).nodes == scene.nodes
    held = replace(grown, humanoid={**grown.humanoid, "jaw": len(scene.nodes) + 1})
    assert without_idle_bones(held).nodes == held.nodes


def test_children_of_a_bone_taken_out_keep_their_place():
    scene = boxy()
    extra = (Node("between", 0, (0.0, 0.25, 0.0)), Node("leaf", len(scene.nodes), (0.5, 0.0, 0.0)))
    lifted = pruned(replace(scene, nodes=(*scene.nodes, *extra)), [len(scene.nodes)])
    assert lifted.nodes[-1] == Node("leaf", 0, (0.5, 0.25, 0.0))


def test_a_bone_in_use_cannot_be_taken_out():
    scene = boxy()
    for node in (scene.humanoid["head"], scene.springs[0].joints[0]):
        with pytest.raises(ValueError, match="in use"):
            pruned(scene, [node])


def test_an_unknown_budget_is_named_with_the_choices():
    with pytest.raises(BadSpecError, match="'lots'; choose of none, phone, low"):
        springs(boxy(), "lots")
