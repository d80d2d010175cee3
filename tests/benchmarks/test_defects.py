"""The defect hunt finds what was broken on purpose, kind by kind, and passes the figure that it was broken from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from defects import records
from defects.head_kinds import iris_through_lid
from defects.hunt import Found, Hunt, judge_bodies, judge_faces, judge_heads, judge_meshes
from defects.layers import draw
from defects.sighting import LEAST, Sighting
from defects.states import EXPRESSIONS, POSES_PER_FIGURE, SHUT_EYES, SHUT_MOUTHS, poses_of
from defects.subject import Kind, kind_of, of_figure

from moeforge.prior import complete
from moeforge.rig.poses import Pose, pose
from moeforge.spec import AvatarSpec, Wish
from moeforge.template.chibi import Figure, build_figure
from moeforge.template.part import F64, Part, Piece
from moeforge.traits.catalogue import catalogue

FACES = {name: EXPRESSIONS[name] for name in ("neutral", "blink")}
Change = Callable[[Part], Part]
Judge = Callable[[Hunt], Iterable[Found]]


@cache
def spec() -> AvatarSpec:
    """A plain figure: nothing hides what is broken."""
    choices = {"hair_style": "bob", "outfit": "sailor", "eye_shape": "round", "mouth": "soft", "ears": "human"}
    bare = dict.fromkeys(catalogue().accessories, False)
    return complete(5, Wish(choices=choices, sliders=dict.fromkeys(catalogue().sliders, 0.0), accessories=bare))


@cache
def figure() -> Figure:
    return build_figure(spec(), ("vrm", "arkit", "oculus", "anime"))


def with_parts(change: Change) -> Figure:
    piece = figure().piece
    return replace(figure(), piece=Piece(tuple(change(p) for p in piece.parts), piece.chains))


def head_space(points: F64) -> F64:
    return (points - [0.0, figure().proportions.chin, 0.0]) / figure().proportions.head_scale


def moved(names: tuple[str, ...], by: tuple[float, float, float]) -> Change:
    """Parts pushed by a vector, HH."""
    return lambda p: replace(p, positions=p.positions + np.array(by)) if p.name in names else p


def tipped(p: Part) -> Part:
    """Irises whose upper end comes out above the lid."""
    if not p.name.startswith("iris"):
        return p
    up = p.positions[:, 1] - p.positions[:, 1].mean()
    return replace(p, positions=p.positions + (up > 0.12)[:, None] * np.array([0.0, 0.06, 0.09]))


def swollen(test: Callable[[Part], bool], by: float) -> Change:
    """Parts pushed along their normals."""
    return lambda p: replace(p, positions=p.positions + by * p.normals) if test(p) else p


def holed(name: str, centre: tuple[float, float, float], reach: float) -> Change:
    """A part without the triangles near a place in head space."""

    def change(p: Part) -> Part:
        if p.name != name:
            return p
        away = np.linalg.norm(head_space(p.positions[p.triangles].mean(axis=1)) - np.array(centre), axis=1)
        assert (away < reach).any()
        return replace(p, triangles=p.triangles[away > reach])

    return change


def flipped(p: Part) -> Part:
    """The skin's blink turns the left cheek inside out."""
    if p.name != "skin":
        return p
    at = head_space(p.positions)
    cheek = (np.abs(at[:, :2] - [0.22, 0.15]).max(axis=1) < 0.08) & (at[:, 2] > 0)
    delta = p.morphs["blink"].copy()
    delta[cheek, 0] -= 2.0 * (p.positions[cheek, 0] - 0.22)
    return replace(p, morphs={**p.morphs, "blink": delta})


def torn(p: Part) -> Part:
    """Every second corner of the top follows the head."""
    if p.name != "top":
        return p
    odd = np.arange(len(p.positions)) % 2 == 1
    weights = {bone: np.where(odd, 0.0, share) for bone, share in p.weights.items()}
    return replace(p, weights={**weights, "head": weights.get("head", 0.0) + odd})


def without(mesh: str, keep: tuple[str, ...] = ()) -> Change:
    """No triangles but one in the parts of a mesh, except those kept."""
    return lambda p: replace(p, triangles=p.triangles[:1]) if p.mesh == mesh and p.name not in keep else p


def following_the_chest(p: Part) -> Part:
    """Legwear that goes where the chest goes."""
    if kind_of(p.name, p.mesh) != Kind.LEGWEAR:
        return p
    return replace(p, weights={"chest": np.ones(len(p.positions))})


def skull_open(p: Part) -> Part:
    """Neither hair nor the skin of the forehead."""
    return without("Hair")(holed("skin", (0.0, 0.75, 0.38), 0.15)(p))


BROKEN: Mapping[str, tuple[Judge, Change]] = {
    "iris at blink": (judge_faces, moved(("iris_left", "iris_right"), (0.0, 0.0, 0.06))),
    "iris through lid": (judge_faces, tipped),
    "mouth seen shut": (judge_faces, moved(("cavity",), (0.0, 0.0, 0.09))),
    "gap at lids": (judge_faces, holed("skin", (0.34, 0.25, 0.36), 0.07)),
    "gap at lips": (judge_faces, holed("skin", (0.0, 0.06, 0.40), 0.07)),
    "gap at neck": (judge_heads, holed("body", (0.0, -0.06, 0.05), 0.10)),
    "inside of mouth": (judge_faces, moved(("cavity",), (0.25, 0.0, 0.10))),
    "inside of head": (judge_heads, skull_open),
    "scalp": (judge_heads, without("Hair")),
    "hair in face": (judge_faces, moved(("hair",), (0.0, -0.30, 0.05))),
    "eye under hair": (judge_faces, moved(("hair",), (0.0, -0.30, 0.05))),
    "limb in head": (judge_meshes, moved(("top",), (0.0, 0.50, 0.0))),
    "skin through clothes": (judge_bodies, swollen(lambda p: p.name == "body", 0.05)),
    "clothes through clothes": (judge_bodies, following_the_chest),
    "inside of body": (judge_bodies, without("Body", ("body",))),
    "inverted": (judge_meshes, flipped),
    "stretched": (judge_meshes, torn),
}


STANCES: Mapping[str, str] = {"clothes through clothes": "bow"}
"""Kind -> the pose in which it shows; "a" for others."""


@cache
def kinds(judge: Judge, stance: str, change: Change = lambda p: p) -> set[str]:
    hunt = Hunt(of_figure(spec(), with_parts(change)), (pose(stance),), FACES)
    return {f.sighting.kind for f in judge(hunt)}


def test_every_kind_is_broken_here():
    assert set(BROKEN) == set(LEAST)


@pytest.mark.parametrize("kind", BROKEN)
def test_what_was_broken_is_found_and_what_was_not_is_passed(kind: str):
    judge, change = BROKEN[kind]
    stance = STANCES.get(kind, "a")
    assert kind not in kinds(judge, stance)
    assert kind in kinds(judge, stance, change)


def inside_out(p: Part) -> Part:
    """The top with its inner side outside."""
    return replace(p, triangles=p.triangles[:, ::-1]) if p.name == "top" else p


def test_a_lining_faces_the_limb_in_it():
    subject, turned = (of_figure(spec(), made) for made in (figure(), with_parts(inside_out)))
    top = subject.part == subject.part_named("top")
    assert subject.lining[top].mean() < 0.3
    assert turned.lining[top].mean() > 0.7


@pytest.mark.parametrize("stance", ["run", "sit"])
def test_a_limb_that_comes_out_of_a_lip_is_no_defect_but_one_that_pierces_cloth_is(stance: str):
    """Knees before the lips of socks and hems, which run in under the skin, against a body swollen through them."""
    assert "skin through clothes" not in kinds(judge_bodies, stance)
    swell = swollen(lambda p: p.name == "body", 0.03)
    assert "skin through clothes" in kinds(judge_bodies, stance, swell)


@pytest.mark.parametrize("shape", catalogue().choices["eye_shape"].values)
def test_no_iris_comes_out_of_a_lid(shape: str):
    gazes = {name: {name: 1.0} for name in ("lookDown", "lookUp")}
    looking = spec().with_(choices={**spec().choices, "eye_shape": shape})
    hunt = Hunt(of_figure(looking, build_figure(looking, ("vrm",))), (pose("a"),))
    picture = next(iter(hunt.face_pictures()))
    for gaze, weights in gazes.items():
        assert iris_through_lid(hunt.subject, picture, hunt.drawn_face(picture, weights)) == [], gaze


def test_layers_laid_over_one_another_are_one_drawing():
    subject = of_figure(spec(), figure())
    hunt = Hunt(subject, (pose("cheer"),), FACES)
    picture = next(iter(hunt.head_pictures()))
    layers = hunt.drawn_face(picture, {}) | hunt.drawn_still(picture) | hunt.drawn_pose(picture, 0)
    everything = tuple(range(len(subject.kinds)))
    points = subject.stanced(everything, pose("cheer"), by_head=True)
    once = draw(subject, everything, points, picture.camera, picture.size)
    same = (layers.triangle == once.triangle) & (layers.covered == once.covered)
    assert same.mean() > 0.999  # equal depths may fall either way


def test_the_states_are_as_stated():
    assert len(EXPRESSIONS) == 20
    drawn = [poses_of(seed) for seed in range(40)]
    assert {len({p.id for p in five}) for five in drawn} == {POSES_PER_FIGURE}
    assert {p.id for five in drawn for p in five} >= {"t", "wave", "cheer", "cat"}
    assert set(SHUT_EYES) | set(SHUT_MOUTHS) <= set(EXPRESSIONS)
    names = figure().piece.parts[0].morphs
    assert {m for weights in EXPRESSIONS.values() for m in weights} <= set(names)


def test_records_come_back_and_count_states(tmp_path: Path):
    stances: tuple[Pose, ...] = poses_of(5)
    found = [
        Found("stand", "blink", Sighting("scalp", "front", 9, 1.0, 2.0)),
        Found("stand", "", Sighting("scalp", "front", 7)),
        Found("", "blink", Sighting("inverted", "front", 3)),
    ]
    record = records.Record.of(spec(), stances, found)
    assert record.states == {"scalp": 20, "inverted": 5}
    assert record.worst["scalp"].sighting.amount == 9
    path = tmp_path / "records.jsonl"
    path.write_text(record.line + "\n" + record.line[:40])
    assert records.read(path) == [record]
    assert records.worst_first([record], "scalp") == [(5, found[0])]
    assert "| scalp | 1 | 20 |" in records.table([record], 100)


MENDED = (
    (5014, "run", judge_bodies),  # a sock through the hem behind
    (5047, "run", judge_bodies),  # the body's inside under a robe
    (5079, "run", judge_meshes),  # a mantle stretched at the armpit
    (5056, "cheer", judge_meshes),  # a mantle in the cheek
    (5155, "stand", judge_bodies),  # thick ankles through slippers
)
"""Seed, pose and judge of defects that figures once had."""


@pytest.mark.parametrize(("seed", "stance", "judge"), MENDED)
def test_what_the_hunt_once_found_stays_mended(seed: int, stance: str, judge: Judge):
    chosen = complete(seed)
    hunt = Hunt(of_figure(chosen, build_figure(chosen, ("vrm",))), (pose(stance),), {})
    assert list(judge(hunt)) == []
