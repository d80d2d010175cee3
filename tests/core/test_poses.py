"""Poses and motions: three names each, mirror images that mirror, weights that hold, hands that stay outside."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from moeforge.errors import NotFoundError
from moeforge.prior import complete
from moeforge.rig.motions import FRAMES_PER_SECOND, bake, clip, cyclic, motion, motions
from moeforge.rig.poses import Pose, mirror, opposite, pose, poses
from moeforge.spec import Wish
from moeforge.template.body.bones import BONES
from moeforge.template.body.build import body_part
from moeforge.template.body.cage import cage
from moeforge.template.body.pose import rotation, skin_points
from moeforge.template.chibi import Figure, build_figure
from moeforge.template.part import F64, I64, Part
from moeforge.traits.catalogue import LANGS, catalogue

EXPRESSIONS = {"aa", "ih", "ou", "ee", "oh", "happy", "angry", "sad", "relaxed", "surprised",
               "blink", "blinkLeft", "blinkRight"}  # fmt: skip
SLIDERS: Mapping[str, Mapping[str, float]] = {
    "2.2 heads": {"height": -1.0, "head_size": 1.0, "build": 1.0},
    "2.5 heads": {"height": 0.0, "head_size": 0.0, "build": 0.0},
    "3.9 heads": {"height": 1.0, "head_size": -1.0, "build": -1.0},
}
"""The tallest with the smallest head, and the other way round: what the sliders allow."""
SHORT_EDGE = 0.02
"""HH, 7 mm. Shorter edges fold inside hems, cuffs and webs of fingers, where a stretch moves nothing that shows."""
LOOSE = ("LowerArm", "Hand", "Thumb", "Index", "Middle", "Ring", "Little")
ALL_POSES = pytest.mark.parametrize("name", list(poses()))
ALL_FIGURES = pytest.mark.parametrize("heads", list(SLIDERS))


@cache
def figure(heads: str, outfit: str) -> Figure:
    wish = Wish(choices={"outfit": outfit, "hair_style": "bob"}, sliders=SLIDERS[heads])
    return build_figure(complete(3, wish, texture_source="painter"))


def matrices(shown: Pose) -> dict[str, F64]:
    return {b: rotation("z", z) @ rotation("y", y) @ rotation("x", x) for b, (x, y, z) in shown.rotations.items()}


def moved(part: Part, shown: Pose, built: Figure) -> F64:
    return skin_points(part.positions, part.weights, matrices(shown), built.proportions)


def edges(triangles: I64) -> I64:
    return np.unique(
        np.sort(np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])), axis=0
    )


def stretch(part: Part, posed: F64, shortest: float = SHORT_EDGE) -> float:
    pairs = edges(part.triangles)
    rest, now = (np.linalg.norm(p[pairs[:, 0]] - p[pairs[:, 1]], axis=1) for p in (part.positions, posed))
    seen = rest >= shortest
    return float((now[seen] / rest[seen]).max(initial=1.0))


def winding(points: F64, corners: F64) -> F64:
    """Generalized winding number of (N, 3) points in triangles (M, 3, 3): near 1 inside (Jacobson et al. 2013)."""
    a, b, c = (corners[:, i] - points[:, None] for i in range(3))
    la, lb, lc = (np.linalg.norm(v, axis=2) for v in (a, b, c))
    dots = [np.einsum("ijk,ijk->ij", u, v) for u, v in ((a, b), (b, c), (c, a))]
    below = la * lb * lc + dots[0] * lc + dots[1] * la + dots[2] * lb
    return np.arctan2(np.einsum("ijk,ijk->ij", a, np.cross(b, c)), below).sum(axis=1) / (2 * np.pi)


def share(part: Part, words: tuple[str, ...]) -> F64:
    found = [w for bone, w in part.weights.items() if any(word in bone for word in words)]
    return sum(found, np.zeros(len(part.positions)))


def test_there_are_the_standard_poses_and_a_dozen_stills():
    assert {"t", "a", "stand", "wave", "sit", "run", "point", "cheer", "think", "shy", "peace"} < set(poses())
    assert len(poses()) >= 2 + 12
    assert not poses()["t"].rotations
    assert poses()["a"].rotations == {"leftUpperArm": (0.0, 0.0, -45.0), "rightUpperArm": (0.0, 0.0, 45.0)}


@pytest.mark.parametrize("row", [*poses().values(), *motions().values()], ids=lambda row: row.id)
def test_every_row_has_a_name_in_each_language(row: Pose):
    assert set(row.names) == set(LANGS)
    assert all(name.strip() == name != "" for name in row.names.values())


@pytest.mark.parametrize("table", [poses(), motions()], ids=["poses", "motions"])
def test_names_are_told_apart(table: Mapping[str, Pose]):
    for lang in LANGS:
        assert len({row.names[lang] for row in table.values()}) == len(table)


@ALL_POSES
def test_rows_name_bones_and_expressions_that_exist(name: str):
    shown = pose(name)
    assert set(shown.rotations) <= set(BONES)
    assert np.isfinite(list(shown.rotations.values())).all()
    assert np.abs(shown.hips).max() < 1.0
    assert set(shown.expressions) <= EXPRESSIONS
    assert all(0.0 < weight <= 1.0 for weight in shown.expressions.values())


def test_an_unknown_name_lists_the_known_ones():
    with pytest.raises(NotFoundError, match=r"no pose 'moonwalk'; there are t, a, stand"):
        pose("moonwalk")
    with pytest.raises(NotFoundError, match=r"no motion 'moonwalk'; there are idle"):
        motion("moonwalk")


@ALL_POSES
def test_a_mirrored_pose_is_the_mirror_image(name: str):
    built, shown = figure("2.5 heads", "tee"), pose(name)
    part = body_part(cage(built.proportions), frozenset(), 0)
    flip = np.array([-1.0, 1.0, 1.0])
    weights = {opposite(bone): weight for bone, weight in part.weights.items()}
    opposed = replace(part, positions=part.positions * flip, weights=weights)
    np.testing.assert_allclose(moved(opposed, shown.mirrored(), built), moved(part, shown, built) * flip, atol=1e-9)
    assert shown.mirrored().mirrored() == shown


def test_symmetric_poses_are_their_own_mirror_image():
    for name in ("t", "a", "bow"):
        assert pose(name).mirrored() == pose(name)
    assert pose("peace").expressions.keys() == {"aa", "blinkRight"}
    assert pose("peace").mirrored().expressions.keys() == {"aa", "blinkLeft"}


def test_mirroring_angles_mirrors_the_rotation():
    flip = np.diag([-1.0, 1.0, 1.0])
    for x, y, z in [(20.0, -35.0, 50.0), (0.0, 10.0, 0.0)]:
        there = rotation("z", z) @ rotation("y", y) @ rotation("x", x)
        u, v, w = mirror((x, y, z))
        np.testing.assert_allclose(rotation("z", w) @ rotation("y", v) @ rotation("x", u), flip @ there @ flip)


@ALL_FIGURES
@pytest.mark.parametrize("outfit", list(catalogue().choices["outfit"].values))
def test_no_edge_of_skin_or_clothes_stretches_to_more_than_twice_its_length(heads: str, outfit: str):
    built = figure(heads, outfit)
    worn = [part for part in built.piece.parts if part.mesh == "Body"]
    assert len(worn) >= 4
    worst = {(n, p.name): stretch(p, moved(p, shown, built)) for n, shown in poses().items() for p in worn}
    assert {at: round(w, 3) for at, w in worst.items() if w > 2.0} == {}


@pytest.mark.parametrize("outfit", ["yukata", "dress", "maid", "qipao", "witch"])
def test_even_short_edges_of_the_armpits_of_wide_figures_do_not(outfit: str):
    """Sleeves begin above the armpit: below it, edges across it are short in the T-pose and long as the arm hangs."""
    built = figure("2.2 heads", outfit)
    tops = [part for part in built.piece.parts if part.name in ("top", "over")]
    assert tops
    for name in ("stand", "wave", "think", "cheer"):
        assert max(stretch(part, moved(part, pose(name), built), 0.011) for part in tops) <= 2.0, name


@ALL_POSES
@ALL_FIGURES
def test_forearms_and_hands_enter_neither_head_nor_body(heads: str, name: str):
    built, shown = figure(heads, "tee"), pose(name)
    body = body_part(cage(built.proportions), frozenset(), 0)
    face = next(part for part in built.piece.parts if part.name == "skin")
    posed = moved(body, shown, built)
    free = posed[share(body, LOOSE) > 0.9]
    trunk = (share(body, (*LOOSE, "UpperArm"))[body.triangles] < 0.4).all(axis=1)
    assert len(free) > 100
    assert winding(free, moved(face, shown, built)[face.triangles]).max() < 0.5
    assert winding(free, posed[body.triangles[trunk]]).max() < 0.5


@ALL_FIGURES
@pytest.mark.parametrize("name", [name for name in poses() if name != "jump"])
def test_feet_or_seat_rest_on_the_ground(heads: str, name: str):
    built, shown = figure(heads, "tee"), pose(name)
    hips = next(bone for bone in built.bones if bone.name == "hips").position[1]
    low = min(moved(p, shown, built)[:, 1].min() for p in built.piece.parts if p.name in ("shoes", "trousers"))
    assert abs(low + shown.hips[1] * hips) < (0.06 if heads == "2.5 heads" else 0.09)


def test_curves_pass_through_their_keys_and_never_overshoot():
    rows = np.array([[0.0, 1.0], [0.3, 4.0], [1.0, 4.0], [1.5, -2.0]])
    np.testing.assert_allclose(cyclic(rows, rows[:, 0], 2.0)[:, 0], rows[:, 1])
    fine = cyclic(rows, np.linspace(0.0, 1.999, 500), 2.0)[:, 0]
    assert -2.0 - 1e-9 <= fine.min() <= fine.max() <= 4.0 + 1e-9
    assert np.abs(np.diff(fine)).max() < 0.1
    np.testing.assert_array_equal(cyclic(rows[:1], np.linspace(0.0, 1.9, 5), 2.0), np.ones((5, 1)))


@pytest.mark.parametrize("name", list(motions()))
def test_motions_are_smooth_loops(name: str):
    baked = bake(motion(name))
    assert len(baked.times) == round(motion(name).seconds * FRAMES_PER_SECOND) + 1
    assert (np.diff(baked.times) > 0).all()
    assert set(baked.rotations) <= set(BONES)
    assert set(baked.expressions) <= EXPRESSIONS
    for track in (*baked.rotations.values(), baked.hips, *baked.expressions.values()):
        assert len(track) == len(baked.times)
        np.testing.assert_array_equal(track[0], track[-1])
    assert all((w >= 0.0).all() and (w <= 1.0).all() for w in baked.expressions.values())
    fastest = max(np.abs(np.diff(turn, axis=0)).max() for turn in baked.rotations.values())
    assert 0.05 < fastest < 30.0  # degrees in one frame


def test_running_repeats_mirrored_after_half_a_loop():
    run = pose("run")
    half = dict(motion("running").keys)[0.28]
    assert half == run.mirrored()


def test_a_clip_is_a_motion_or_a_held_pose():
    held = clip("cheer")
    assert held.times.tolist() == [0.0, 1.0]
    np.testing.assert_array_equal(held.rotations["leftUpperArm"], [pose("cheer").rotations["leftUpperArm"]] * 2)
    assert clip("idle").times[-1] == 4.0
    assert clip("idle").expressions["blink"].max() > 0.9
