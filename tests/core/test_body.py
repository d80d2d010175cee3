"""The body's cage, its weights, the T-pose and the poses it must survive."""

from itertools import combinations

import numpy as np
import pytest

from moeforge.errors import BadSpecError
from moeforge.prior import complete
from moeforge.spec import Wish
from moeforge.template.body.bones import BONES, PARENTS, opposite
from moeforge.template.body.build import body_part, build_body, surface
from moeforge.template.body.cage import (
    MAX_BONES,
    as_mapping,
    body_subdivision,
    cage,
    level_mirror,
    level_weights,
    prune,
)
from moeforge.template.body.catmull_clark import NO_VERTEX, fan, limit_normals
from moeforge.template.body.layout import ARM_BANDS, BANDS, CAP, FOOT_BANDS, LEG_BANDS, layout
from moeforge.template.body.pose import a_pose, rotation, skin_points, to_t_pose
from moeforge.template.body.skeleton import joint_positions, skeleton
from moeforge.template.part import F64, I64, Part
from moeforge.template.proportions import Proportions

FLIP = np.array([-1.0, 1.0, 1.0])
NOBODY: frozenset[str] = frozenset()
FIGURES = [
    Proportions(),
    Proportions(chin=1.2),
    Proportions(chin=2.2, build=0.3),
    Proportions(chin=3.0, build=0.2),
    Proportions(build=-1.0),
    Proportions(build=1.0, head_scale=1.08),
]
EYES = (np.array([0.2, 1.8, 0.3]), np.array([-0.2, 1.8, 0.3]))


def arms(degrees: float):
    return {"leftUpperArm": rotation("z", degrees), "rightUpperArm": rotation("z", -degrees)}


def legs(thigh: float, knee: float):
    both = {"UpperLeg": rotation("x", -thigh), "LowerLeg": rotation("x", knee)}
    return {side + bone: turn for side in ("left", "right") for bone, turn in both.items()}


POSES = {
    "arms down": arms(-70.0),
    "arms up": arms(40.0),
    "sitting": legs(85.0, 85.0) | arms(-60.0),
    "running": {
        "leftUpperLeg": rotation("x", -55.0),
        "leftLowerLeg": rotation("x", 50.0),
        "rightUpperLeg": rotation("x", 30.0),
        "rightLowerLeg": rotation("x", 75.0),
        "leftUpperArm": rotation("x", 40.0) @ rotation("z", -65.0),
        "rightUpperArm": rotation("x", -40.0) @ rotation("z", 65.0),
        "leftLowerArm": rotation("y", -70.0),
        "rightLowerArm": rotation("y", 70.0),
    },
}


def edges(triangles: I64) -> I64:
    pairs = np.concatenate([triangles[:, list(c)] for c in combinations(range(3), 2)])
    return np.unique(np.sort(pairs, axis=1), axis=0)


def lengths(points: F64, pairs: I64) -> F64:
    return np.linalg.norm(points[pairs[:, 0]] - points[pairs[:, 1]], axis=1)


def corner_normals(points: F64, triangles: I64) -> F64:
    a, b, c = (points[triangles[:, i]] for i in range(3))
    return np.cross(b - a, c - a)


def test_the_cage_is_one_closed_manifold_with_its_outside_out():
    triangles, _ = fan(layout().faces)
    directed = np.concatenate([triangles[:, [i, (i + 1) % 3]] for i in range(3)])
    assert len(np.unique(directed, axis=0)) == len(directed)
    assert {(b, a) for a, b in directed.tolist()} == {(a, b) for a, b in directed.tolist()}
    count = len(layout().mirror)
    assert count - len(directed) // 2 + len(triangles) == 2  # a sphere
    points = cage(Proportions()).points
    a, b, c = (points[triangles[:, i]] for i in range(3))
    assert np.einsum("ij,ij->", a, np.cross(b, c)) > 0.0


@pytest.mark.parametrize("figure", FIGURES)
def test_fit_error_is_below_the_recipes(figure: Proportions):
    body = cage(figure)
    error = np.linalg.norm(body_subdivision().limit.head(len(body.points)) @ body.control - body.points, axis=1)
    assert error.max() <= 0.003
    assert error.mean() <= 0.0005


@pytest.mark.parametrize("figure", FIGURES)
def test_the_left_half_is_fitted_as_the_whole_body_is(figure: Proportions):
    body, step = cage(figure), body_subdivision()
    np.testing.assert_allclose(body.control, step.fit(body.points), atol=1e-12)
    whole = limit_normals(step.own_tangents, body.control)
    np.testing.assert_allclose(body.normals, whole, atol=1e-12)


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("level", [0, 1])
def test_left_and_right_are_exact_mirror_images(figure: Proportions, level: int):
    mirror = level_mirror(level)
    points, normals = surface(cage(figure), level)
    assert (mirror[mirror] == np.arange(len(points))).all()
    np.testing.assert_array_equal(points[mirror] * FLIP, points)
    np.testing.assert_array_equal(normals[mirror] * FLIP, normals)
    straight, _ = to_t_pose(points, normals, level_weights(level), figure)
    np.testing.assert_array_equal(straight[mirror] * FLIP, straight)


@pytest.mark.parametrize("level", [0, 1])
def test_weights_sum_to_one_over_at_most_four_bones_and_are_symmetric(level: int):
    weights = level_weights(level)
    table = np.stack(list(weights.values()), axis=1)
    np.testing.assert_allclose(table.sum(1), 1.0, atol=1e-12)
    assert (table > 0.0).sum(1).max() <= MAX_BONES
    assert table.min() >= 0.0
    for bone, share in weights.items():
        np.testing.assert_array_equal(share[level_mirror(level)], weights[opposite(bone)])


def test_pruning_drops_bones_that_tie_for_the_last_place_together():
    table = np.zeros((2, len(BONES)))
    table[0, :5] = 0.4, 0.2, 0.2, 0.1, 0.1
    table[1, :5] = 0.2
    kept = prune(table)
    np.testing.assert_allclose(kept[0, :5], [0.5, 0.25, 0.25, 0.0, 0.0])
    np.testing.assert_allclose(kept[1, :5], [0.25] * 4 + [0.0])
    assert list(as_mapping(kept)) == list(BONES[:4])


def test_skeleton_has_every_bone_parents_first_and_symmetric():
    bones = skeleton(Proportions(), EYES)
    names = [bone.name for bone in bones]
    assert len(names) == len(set(names)) == 5 + 2 * (9 + 15)
    for i, bone in enumerate(bones):
        assert bone.parent is None if bone.name == "hips" else bone.parent in names[:i]
    at = {bone.name: bone.position for bone in bones}
    for name, position in at.items():
        np.testing.assert_array_equal(at[opposite(name)], position * FLIP)
    assert at["leftHand"][0] > 0.0
    np.testing.assert_array_equal(at["leftEye"], EYES[0])
    assert PARENTS["leftThumbMetacarpal"] == "leftHand"
    assert PARENTS["leftThumbDistal"] == "leftThumbProximal"


@pytest.mark.parametrize("figure", FIGURES)
def test_the_t_pose_is_the_standards(figure: Proportions):
    """VRMC_vrm-1.0 tpose.md: soles on the ground, arms straight along X, palms down, thumbs between X and Z."""
    at = joint_positions(figure)
    chain = np.stack([at[f"left{b}"] for b in ("UpperArm", "LowerArm", "Hand")])
    np.testing.assert_array_equal(chain[:, 1:], np.tile(chain[0, 1:], (3, 1)))
    assert (np.diff(chain[:, 0]) > 0.1).all()
    thumb = at["leftThumbDistal"] - at["leftThumbMetacarpal"]
    assert 40.0 < np.degrees(np.arctan2(thumb[2], thumb[0])) < 50.0
    part = body_part(cage(figure), NOBODY, 1)
    assert part.positions[:, 1].min() == 0.0
    hand = part.positions[part.weights["leftHand"] > 0.8]
    assert np.ptp(hand[:, 1]) < np.ptp(hand[:, 2])  # flat: palm and back face down and up
    assert at["hips"][1] < at["spine"][1] < at["chest"][1] < at["neck"][1] < at["head"][1]


@pytest.mark.parametrize("figure", FIGURES)
def test_skinning_the_t_pose_gives_back_the_modelled_pose(figure: Proportions):
    points, normals = surface(cage(figure), 1)
    weights = level_weights(1)
    straight, turned = to_t_pose(points, normals, weights, figure)
    np.testing.assert_allclose(skin_points(straight, weights, a_pose(), figure), points, atol=1e-12)
    np.testing.assert_allclose(np.linalg.norm(turned, axis=1), 1.0)
    assert np.abs(straight - points).max() > 0.3


@pytest.mark.parametrize(("level", "triangles"), [(0, 1140), (1, 4536)])
def test_triangles_are_counted_finite_and_face_outward(level: int, triangles: int):
    part = body_part(cage(Proportions()), NOBODY, level)
    assert len(part.triangles) == triangles
    faces = corner_normals(part.positions, part.triangles)
    area = np.linalg.norm(faces, axis=1) / 2
    assert area.min() > 1e-7
    mean = part.normals[part.triangles].mean(axis=1)
    assert (np.einsum("ij,ij->i", faces, mean) > 0.0).mean() > 0.99
    assert ((part.uvs >= 0.0) & (part.uvs <= 1.0)).all()


@pytest.mark.parametrize("level", [0, 1])
@pytest.mark.parametrize("pose", POSES)
@pytest.mark.parametrize("figure", FIGURES[:3])
def test_no_edge_stretches_to_twice_its_length(figure: Proportions, pose: str, level: int):
    part = body_part(cage(figure), NOBODY, level)
    pairs = edges(part.triangles)
    rest = lengths(part.positions, pairs)
    posed = lengths(skin_points(part.positions, part.weights, POSES[pose], figure), pairs)
    assert (posed / rest).max() <= 2.0


def test_a_fist_closes():
    figure = Proportions()
    turns = {"Proximal": -70.0, "Intermediate": -80.0, "Distal": -45.0}
    fist = {f"left{f}{j}": rotation("z", a) for f in ("Index", "Middle", "Ring", "Little") for j, a in turns.items()}
    part = body_part(cage(figure), NOBODY, 1)
    tips = part.weights["leftMiddleDistal"] > 0.9
    palm = joint_positions(figure)["leftHand"]
    posed = skin_points(part.positions, part.weights, fist, figure)
    open_reach, closed_reach = (np.linalg.norm(p[tips] - palm, axis=1).max() for p in (part.positions, posed))
    assert closed_reach < 0.75 * open_reach


@pytest.mark.parametrize("figure", FIGURES)
def test_the_neck_ends_inside_the_head_close_under_the_chin(figure: Proportions):
    body = cage(figure)
    top = body.points[layout().rows["T"], 1]
    assert (top > figure.chin + 0.11 * figure.head_scale).all()
    assert figure.chin - body.torso_row("N")[0, 1] < 0.08 * max(1.0, figure.k)


@pytest.mark.parametrize("figure", FIGURES)
def test_feet_do_not_grow_with_the_figure(figure: Proportions):
    sole = layout().rows["foot3"]
    reference, other = (cage(p).points[sole] for p in (Proportions(), figure))
    np.testing.assert_allclose(other[:, 1:], reference[:, 1:], atol=1e-12)


def test_build_widens_and_height_lengthens():
    slim, plain, round_ = (cage(Proportions(build=b)).points for b in (-1.0, 0.0, 1.0))
    waist = layout().rows["W"]
    assert slim[waist, 0].max() < plain[waist, 0].max() < round_[waist, 0].max()
    assert cage(Proportions(chin=2.2)).points[layout().rows["P"], 1].min() > plain[layout().rows["P"], 1].max()


def test_torso_rows_agree_with_the_cage():
    body = cage(Proportions(build=0.5))
    for row in "PHWRASNT":
        np.testing.assert_array_equal(body.points[layout().torso_ring(row)][:, 1:], body.torso_row(row)[:, 1:])
    missing = layout().torso_ring("M") == NO_VERTEX
    assert np.flatnonzero(missing).tolist() == [3, 9]
    assert body.torso_row("M").shape == (12, 3)


def test_covered_bands_are_left_out():
    covered = frozenset({*ARM_BANDS[:3], "HW"})
    spec = complete(7, Wish())
    (whole,), (rest,) = (build_body(spec, Proportions(), hidden).parts for hidden in (NOBODY, covered))
    per_side = 8 * 3 + 6
    assert len(whole.triangles) - len(rest.triangles) == 2 * per_side * 4 * 2
    assert len(np.unique(rest.triangles)) == len(rest.positions)
    gone = body_part(cage(Proportions()), frozenset({*FOOT_BANDS, *LEG_BANDS}), 1)
    assert gone.positions[:, 1].min() > 0.5


def test_tags_cover_every_face():
    assert set(layout().bands) == set(BANDS)
    sides = layout().sides
    assert (sides[[band == CAP for band in layout().bands]] == 0).all()
    assert (sides == 1).sum() == (sides == -1).sum()
    left = cage(Proportions()).points[layout().faces[sides == 1][:, :3], 0]
    assert left.min() >= 0.0


@pytest.mark.parametrize(("hidden", "level"), [({"tail"}, 1), (set[str](), 2)])
def test_unknown_bands_and_levels_are_refused(hidden: set[str], level: int):
    with pytest.raises(BadSpecError, match=r"tail|level 2"):
        build_body(complete(7, Wish()), Proportions(), frozenset(hidden), level)


def test_the_same_figure_gives_the_same_bytes():
    def part() -> Part:
        return body_part(cage(Proportions(chin=1.61, build=0.2)), NOBODY, 1)

    assert part().positions.tobytes() == part().positions.tobytes()
    assert part().normals.tobytes() == part().normals.tobytes()


@pytest.mark.parametrize(("slider", "row", "other"), [("shoulders", "M", "H"), ("hips", "H", "S"), ("waist", "W", "S")])
def test_each_slider_widens_its_rows(slider: str, row: str, other: str):
    narrow, wide = (cage(Proportions(**{slider: v})).points for v in (-1.0, 1.0))
    ring, rest = (layout().torso_ring(r)[layout().torso_ring(r) != NO_VERTEX] for r in (row, other))
    assert wide[ring, 0].max() > 1.2 * narrow[ring, 0].max()
    assert wide[rest, 0].max() < 1.05 * narrow[rest, 0].max()


def test_height_reaches_from_two_and_a_fifth_to_four_heads():
    spec = complete(7, Wish(sliders={"head_size": 0.0}))
    chins = [Proportions.of(spec.with_(sliders={**spec.sliders, "height": h})).chin for h in (-1.0, 0.0, 1.0)]
    np.testing.assert_allclose(np.array(chins) + 1.0, [2.2, 2.46, 4.0], atol=1e-9)


def test_joints_stay_in_their_limbs_at_the_extremes():
    for sign in (-1.0, 1.0):
        figure = Proportions(shoulders=sign, hips=sign, waist=-sign)
        points, joints = cage(figure).points, joint_positions(figure)
        for bone, ring in (("leftLowerLeg", "leg4"), ("leftFoot", "leg7")):
            at = points[layout().rows[ring]]
            assert at[:, 0].min() < joints[bone][0] < at[:, 0].max()
            assert at[:, 2].min() < joints[bone][2] < at[:, 2].max()
