"""The expression sets: their names, and that every face and every sum of faces leaves a whole head."""

from collections.abc import Mapping
from functools import cache
from time import process_time

import numpy as np
import pytest

from moeforge import pipeline
from moeforge.errors import UnknownTraitError
from moeforge.prior import complete
from moeforge.spec import Wish
from moeforge.template.head import POSE_SETS, Head, build_head, poses_of
from moeforge.template.head.eyes import EYE_SHAPES
from moeforge.template.head.face_shapes import FACE_SHAPES
from moeforge.template.head.mouth import LIP, LOOP, MOUTHS
from moeforge.template.head.pose import Pose
from moeforge.template.head.skin import mirror_index, topology, triangles
from moeforge.template.part import F64, I64, Part
from moeforge.template.proportions import Proportions

SIDED = [
    "eyeBlink", "eyeLookDown", "eyeLookIn", "eyeLookOut", "eyeLookUp", "eyeSquint", "eyeWide", "browDown",
    "browOuterUp", "cheekSquint", "noseSneer", "mouthSmile", "mouthFrown", "mouthDimple", "mouthStretch",
    "mouthPress", "mouthLowerDown", "mouthUpperUp",
]  # fmt: skip
MIDDLE = [
    "jawForward", "jawLeft", "jawRight", "jawOpen", "mouthClose", "mouthFunnel", "mouthPucker", "mouthLeft",
    "mouthRight", "mouthRollLower", "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper", "tongueOut",
    "browInnerUp", "cheekPuff",
]  # fmt: skip
APPLE: set[str] = {*MIDDLE, *(f"{name}{side}" for name in SIDED for side in ("Left", "Right"))}
VISEMES = ["sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "I", "O", "U"]
"""Order of OVRLipSync."""


@cache
def head(seed: int = 3, **choices: str) -> Head:
    return build_head(complete(seed, Wish(choices=choices)), Proportions(), poses_of(tuple(POSE_SETS)))


def part(name: str, of: Head) -> Part:
    return next(p for p in of.piece.parts if p.name == name)


def mixed(p: Part, weights: Mapping[str, float]) -> F64:
    return p.positions + sum(w * p.morphs[name] for name, w in weights.items())


def test_names_are_the_standards():
    assert len(APPLE) == 52
    assert set(POSE_SETS["arkit"]) == APPLE
    assert list(POSE_SETS["oculus"]) == [f"viseme_{name}" for name in VISEMES]
    names = [name for poses in POSE_SETS.values() for name in poses]
    assert len(names) == len(set(names))


def test_sets_are_chosen_in_a_fixed_order():
    assert list(poses_of(("oculus", "vrm"))) == [*POSE_SETS["vrm"], *POSE_SETS["oculus"]]
    with pytest.raises(UnknownTraitError, match="arkit"):
        poses_of(("vrm", "klingon"))


def test_every_face_moves_something_and_left_is_the_mirror_of_right():
    built = head()
    flip = np.array([-1.0, 1.0, 1.0])
    skin, half = part("skin", built), topology()
    for name in APPLE | set(POSE_SETS["oculus"]):
        assert max(np.abs(p.morphs[name]).max() for p in built.piece.parts) > 0.002, name
    own = np.flatnonzero(~half.midline)
    mirror = len(half.chart) + np.arange(len(own))
    for name in APPLE:
        if "Left" in name:
            twin = skin.morphs[name.replace("Left", "Right")]
            assert skin.morphs[name][own] * flip == pytest.approx(twin[mirror], abs=1e-12), name


def test_sided_faces_move_their_own_side():
    for name in SIDED:
        for p in head().piece.parts:
            left, x = p.morphs[f"{name}Left"], p.positions[:, 0]
            far = np.abs(left[x < -0.12])
            assert far.size == 0 or far.max() < 0.006, (name, p.name)


def test_gaze_goes_where_its_name_says():
    left, right = (part(f"iris_{side}", head()) for side in ("left", "right"))
    for name, axis, sign in (("In", 0, -1), ("Out", 0, 1), ("Up", 1, 1), ("Down", 1, -1)):
        mirror = -1 if axis == 0 else 1
        assert sign * left.morphs[f"eyeLook{name}Left"][0, axis] > 0.02
        assert sign * mirror * right.morphs[f"eyeLook{name}Right"][0, axis] > 0.02
        assert not right.morphs[f"eyeLook{name}Left"].any()


def test_mouth_close_shuts_an_open_jaw():
    skin = part("skin", head())
    loop = topology().mouth
    gaps = [np.ptp(mixed(skin, w)[loop[[0, -1]], 1]) for w in ({"jawOpen": 1}, {"jawOpen": 1, "mouthClose": 1})]
    assert gaps[0] > 0.08
    assert gaps[1] < 0.002


@pytest.mark.parametrize("weight", [0.3, 1.0])
def test_mouth_close_alone_shows_one_line(weight: float):
    """The lower lip that it raises takes its line under the skin; the upper lip's stays about where it is."""
    line, skin, weights = part("mouth_line", head()), part("skin", head()), {"mouthClose": weight}
    shut = mixed(line, weights)
    upper, lower = slice(LIP, 2 * LIP), slice(2 * LIP + 3, 3 * LIP - 3)
    assert np.abs(shut - line.positions)[upper, 1].max() < 0.04
    assert (seen(mixed(skin, weights), skin.triangles, shut[lower, :2]) > shut[lower, 2]).all()
    assert (seen(mixed(skin, weights), skin.triangles, shut[upper][3:-3, :2]) < shut[upper][3:-3, 2]).all()


@pytest.mark.parametrize("lips", MOUTHS)
def test_mouth_close_alone_hides_what_it_turns_over(lips: str):
    """Skin that faces inwards would be drawn in the outline's colour."""
    skin = part("skin", head(mouth=lips))
    shut, faces = mixed(skin, {"mouthClose": 1.0}), triangles()
    turned = faces[facing(shut, skin.normals[faces].mean(axis=1), faces) < -1e-7]
    assert len(turned)
    middles = shut[turned].mean(axis=1)
    assert (seen(shut, faces, middles[:, :2]) > middles[:, 2] + 5e-4).all()


@pytest.mark.parametrize("weights", [{"mouthClose": 1.0}, {"mouthClose": 1.0, "jawOpen": 1.0}], ids="+".join)
def test_lips_behind_each_other_show_no_inside_of_the_mouth(weights: dict[str, float]):
    """From the side one looks between them: the strip before the cavity's first ring, which is skin, is deeper."""
    cavity, line = mixed(part("cavity", head()), weights), mixed(part("mouth_line", head()), weights)
    first, lower = cavity[LOOP : LOOP + LIP], line[2 * LIP : 3 * LIP]
    assert (first[3:-3, 2] < lower[3:-3, 2]).all()


@pytest.mark.parametrize("lips", MOUTHS)
def test_pressed_lips_are_straight_and_bold(lips: str):
    line = part("mouth_line", head(mouth=lips))
    rest, pressed = line.positions, mixed(line, {"mouthPressLeft": 1.0, "mouthPressRight": 1.0})
    upper, over, under = slice(LIP, 2 * LIP), slice(0, LIP), slice(3 * LIP, 4 * LIP)
    assert np.ptp(pressed[upper, 1]) < 0.008
    width = [(points[over] - points[under])[1:-1, 1].mean() for points in (rest, pressed)]
    assert width[1] > 1.3 * width[0]


def test_a_jaw_pushed_forwards_is_seen_from_the_front_too():
    line, skin = part("mouth_line", head(mouth="soft")), part("skin", head(mouth="soft"))
    lips = mixed(line, {"jawForward": 1.0})[LIP : 2 * LIP]
    assert np.ptp(lips[:, 1]) < 0.4 * np.ptp(line.positions[LIP : 2 * LIP, 1])
    assert skin.morphs["jawForward"][:, 2].max() > 0.035


def test_small_openings_have_a_narrow_low_tongue():
    """A broad one along the whole lower lip looks like a second lip."""
    tongue, line = part("tongue", head(mouth="soft")), part("mouth_line", head(mouth="soft"))
    for name in ("ih", "ou", "surprised", "viseme_U"):
        points, lips = mixed(tongue, {name: 1.0}), mixed(line, {name: 1.0})
        upper, lower = lips[LIP : 2 * LIP, 1], lips[2 * LIP : 3 * LIP, 1]
        opening = upper[LIP // 2] - lower[LIP // 2]
        assert np.ptp(points[:, 0]) < 0.75 * np.ptp(lips[:, 0]), name
        assert 0.1 * opening < points[:, 1].max() - lower[LIP // 2] < 0.55 * opening, name


def test_lips_ajar_show_no_tongue():
    tongue, line = part("tongue", head()), part("mouth_line", head())
    for name in ("mouthUpperUpLeft", "viseme_PP", "cheekPuff"):
        lower = mixed(line, {name: 1.0})[2 * LIP : 3 * LIP]
        top = mixed(tongue, {name: 1.0})[: LIP - 2]
        assert (top[:, 1] < np.interp(top[:, 0], *lower[:, :2].T)).all(), name


EMOTES = tuple(POSE_SETS["anime"])


@pytest.mark.parametrize("name", EMOTES)
def test_a_drawing_waits_whole_inside_the_head(name: str):
    p = part(name, head())
    low, high = p.positions.min(axis=0), p.positions.max(axis=0)
    assert (low > [-0.2, 1.46 + 0.35, -0.15]).all()
    assert (high < [0.2, 1.46 + 0.65, 0.10]).all()
    a, b, c = np.moveaxis(p.positions[p.triangles], 1, 0)
    assert np.linalg.norm(np.cross(b - a, c - a), axis=1).min() > 2e-7
    assert not any(p.morphs[other].any() for other in p.morphs if other != name)


@pytest.mark.parametrize("name", EMOTES)
def test_a_drawing_comes_out_facing_forwards_in_front_of_the_face(name: str):
    p, shields = part(name, head()), [part(n, head()) for n in ("skin", "iris_left", "iris_right")]
    points = p.positions + p.morphs[name]
    depth = np.max([seen(mixed(s, {name: 1}), s.triangles, points[:, :2]) for s in shields], axis=0)
    hidden = depth > points[:, 2]
    assert not hidden.any() or name == "sparkle"  # its tips may reach under a lid
    assert hidden.mean() < 0.3
    a, b, c = np.moveaxis(points[p.triangles], 1, 0)
    assert (
        np.sum(np.cross(b - a, c - a) * p.normals[p.triangles].mean(axis=1), axis=1) > 0
    ).mean() > 0.85  # a sharp corner folds


def test_drawn_eyes_hide_lashes_and_iris():
    skin = part("skin", head())
    for name in ("squeeze", "dizzy"):
        shut = mixed(skin, {name: 1})
        for hidden in ("lash", "lower_lash", "crease", "iris_left", "iris_right", "white"):
            points = mixed(part(hidden, head()), {name: 1})
            assert (seen(shut, triangles(), points[:, :2]) > points[:, 2]).mean() > 0.97, (name, hidden)


def mixes(count: int, seed: int) -> list[dict[str, float]]:
    """Random mixes of up to four shapes; mouthClose means nothing without jawOpen."""
    draw = np.random.default_rng(seed)
    names = sorted(APPLE - {"mouthClose"})
    made: list[dict[str, float]] = []
    while len(made) < count:
        chosen = draw.choice(names, draw.integers(1, 5), replace=False)
        made.append({str(name): float(draw.uniform(0.3, 1.0)) for name in chosen})
    return made


MIXES: list[dict[str, float]] = [
    {"eyeBlinkLeft": 1, "eyeBlinkRight": 1, "mouthSmileLeft": 1, "mouthSmileRight": 1},
    {"jawOpen": 1, "mouthPucker": 1},
    {"jawOpen": 1, "mouthClose": 1},
    {"jawOpen": 1, "mouthLeft": 1, "mouthSmileLeft": 1, "mouthFunnel": 0.6},
    {"eyeBlinkLeft": 1, "eyeSquintLeft": 1, "cheekSquintLeft": 1, "noseSneerLeft": 1},
    {"mouthSmileLeft": 1, "mouthSmileRight": 1, "mouthUpperUpLeft": 1, "mouthUpperUpRight": 1},
    *({name: 1.0} for name in (*POSE_SETS["vrm"], *POSE_SETS["oculus"])),
    *mixes(200, 1),
]


def all_mixed(p: Part) -> F64:
    """(len(MIXES), N, 3) positions under every mix."""
    names = sorted({name for mix in MIXES for name in mix})
    weights = np.array([[mix.get(name, 0.0) for name in names] for mix in MIXES])
    return p.positions + np.tensordot(weights, np.stack([p.morphs[name] for name in names]), 1)


def facing(points: F64, outwards: F64, faces: I64) -> F64:
    """(..., M) areas of triangles along outward directions (M, 3); negative where one faces inwards."""
    a, b, c = (points[..., corner, :] for corner in faces.T)
    return np.sum(np.cross(b - a, c - a) * outwards, axis=-1) / 2


FACES = [
    {"eye_shape": eye, "mouth": mouth, "face_shape": face}
    for eye, mouth, face in zip(
        EYE_SHAPES, [*MOUTHS, "soft", "cat"], [*FACE_SHAPES, *list(FACE_SHAPES)[:4]], strict=True
    )
]
"""Every eye shape, mouth and face shape at least once."""


@pytest.mark.parametrize("choices", FACES, ids=lambda c: "-".join(c.values()))
def test_sums_fold_no_more_than_a_sliver(choices: dict[str, str]):
    skin = part("skin", head(3, **choices))
    areas = facing(all_mixed(skin), skin.normals[triangles()].mean(axis=1), triangles())
    folded = np.where(areas < -2e-6, -areas, 0.0)
    worst = MIXES[int(np.argmax(folded.sum(axis=1)))]
    assert (folded > 0).sum(axis=1).max() <= 8, worst  # of 1,864
    assert folded.sum(axis=1).max() < 5e-4, worst  # HH²; the median triangle has 7e-4
    assert np.quantile((folded > 0).sum(axis=1), 0.9) <= 2


def seen(points: F64, faces: np.ndarray[tuple[int, ...], np.dtype[np.int64]], at: F64) -> F64:
    """(N,) greatest z of triangles facing forwards over front view points (N, 2); -inf where there is none."""
    a, b, c = np.moveaxis(points[faces], 1, 0)
    area = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    low, high = np.minimum(np.minimum(a, b), c)[:, :2], np.maximum(np.maximum(a, b), c)[:, :2]
    near = (area > 1e-9) & (high > at.min(axis=0)).all(axis=1) & (low < at.max(axis=0)).all(axis=1)
    a, b, c, area = a[near], b[near], c[near], area[near]
    x, y = at[:, None, 0], at[:, None, 1]
    u = ((x - a[:, 0]) * (c - a)[:, 1] - (y - a[:, 1]) * (c - a)[:, 0]) / area
    v = ((b - a)[:, 0] * (y - a[:, 1]) - (b - a)[:, 1] * (x - a[:, 0])) / area
    z = a[:, 2] + u * (b - a)[:, 2] + v * (c - a)[:, 2]
    inside = (u >= -1e-9) & (v >= -1e-9) & (u + v <= 1 + 1e-9)
    return np.where(inside, z, -np.inf).max(axis=1, initial=-np.inf)


def around_the_loops(skin: F64) -> F64:
    """Front view points at the rims of the left eye and of the mouth: their edges' middles, and a little inside."""
    half = topology()
    loops = [skin[half.eye], skin[np.r_[half.mouth, mirror_index()[half.mouth[-2:0:-1]]]]]
    middles = [(loop + np.roll(loop, -1, axis=0))[:, :2] / 2 for loop in loops]
    return np.concatenate([m + k * (m.mean(axis=0) - m) for m in middles for k in (0.02, 0.25)])


@pytest.mark.parametrize("choices", FACES[::4], ids=lambda c: "-".join(c.values()))
def test_the_inside_of_the_head_is_never_seen(choices: dict[str, str]):
    built = head(3, **choices)
    shields = [(all_mixed(part(name, built)), part(name, built).triangles) for name in SHIELDS]
    for i, mix in enumerate(MIXES):
        at = around_the_loops(shields[0][0][i])
        depth = np.max([seen(points[i], faces, at) for points, faces in shields], axis=0)
        assert np.isfinite(depth).all(), mix


SHIELDS = ("skin", "white", "lid_rim", "cavity")


SHUT: list[dict[str, float]] = [
    {"mouthSmileLeft": 1, "mouthFrownRight": 1, "mouthRight": 1},
    {"mouthShrugLower": 1, "mouthRollLower": 1, "mouthPressLeft": 1, "browDownLeft": 1},
    {"mouthStretchLeft": 1, "mouthStretchRight": 1, "jawForward": 1},
    {"mouthDimpleLeft": 1, "mouthLeft": 1, "cheekPuff": 1, "noseSneerRight": 1},
]


@pytest.mark.parametrize("mix", SHUT, ids=lambda m: "+".join(m))
def test_shut_lips_hide_teeth_and_tongue_in_sums(mix: dict[str, float]):
    skin = mixed(part("skin", head()), mix)
    for name in ("teeth", "tongue"):
        points = mixed(part(name, head()), mix)
        assert (seen(skin, triangles(), points[:, :2]) > points[:, 2]).all(), name


def test_a_scene_knows_the_sets_that_were_asked_for():
    spec = complete(3, texture_source="painter")
    scene = pipeline.build(spec, pipeline.Studio(), expression_sets=("arkit", "vrm"))
    wanted = [*POSE_SETS["vrm"], *POSE_SETS["arkit"]]
    assert [e.name for e in scene.expressions] == wanted
    face = next(m for m in scene.meshes if m.name == "Face")
    assert list(face.morph_names) == wanted
    assert [e.name for e in pipeline.build(spec, pipeline.Studio()).expressions] == list(POSE_SETS["vrm"])
    with pytest.raises(UnknownTraitError):
        pipeline.build(spec, pipeline.Studio(), expression_sets=("mocap",))


def test_all_sets_are_built_quickly():
    """85 faces cost less than four times as much as 18 (2.4 times as measured): what they share is made once."""
    usual, all_three = (_best(poses_of(sets)) for sets in (("vrm",), ("vrm", "arkit", "oculus")))
    assert all_three < 4.0 * usual


def _best(poses: Mapping[str, Pose]) -> float:
    """Seconds of processor time of the quickest of eight heads."""
    times: list[float] = []
    for _ in range(8):
        start = process_time()
        build_head(complete(5), Proportions(), poses)
        times.append(process_time() - start)
    return min(times)
