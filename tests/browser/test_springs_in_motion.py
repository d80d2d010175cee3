"""Five seconds of running, jumping and turning in three-vrm: springs stay out of the body, hold together and settle."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from browser.driver import need, node

from moeforge.pipeline import Studio, build
from moeforge.prior import complete
from moeforge.rig.motions import clip
from moeforge.rig.rest import reference_rest
from moeforge.scene import Scene
from moeforge.spec import Wish
from moeforge.traits.catalogue import catalogue
from moeforge_exporters.optimize import springs
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.registry import EXPORTERS
from moeforge_exporters.vrma import to_vrma

pytestmark = pytest.mark.browser

WORN: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "long hair, tail": ("hime", "sweater", ("fox_tail", "fox_ears")),
    "twintails, ears": ("twintails", "sailor", ("bunny_ears", "ribbon")),
    "braids, apron": ("twin_braids", "maid", ("dog_ears", "dog_tail", "back_bow")),
    "scarf, coat": ("wavy", "coat", ("scarf", "cat_ears", "cat_tail")),
}
"""Hair style, outfit and accessories."""
SHAPES = (("full", "vrm"), ("full", "vrm0"), ("low", "vrm"))
CLIPS = ("running", "hopping", "idle")
SOLID = ("head", "chest", "spine", "leftUpperLeg", "rightUpperLeg")
"""Bones whose colliders stand for head and body; arms move through hair by nature."""

HAIR = 0.005
"""Metres, a third of a thin lock: how far a joint may enter head or body beyond its place at rest."""
WIDEST, FASTEST = 110.0, 45.0
"""Degrees from the rest direction, and in one step of 1/60 s, beyond which a chain has exploded."""
SETTLED = 0.5
"""Degrees that a joint may still turn in the last half of a second of four seconds of rest."""

Report = dict[str, Any]
CASES = [(name, budget, version) for name in WORN for budget, version in SHAPES]
each = pytest.mark.parametrize("case", CASES, ids="-".join)


def dressed(name: str) -> Scene:
    hair, outfit, accessories = WORN[name]
    worn = {**dict.fromkeys(catalogue().accessories, False), **dict.fromkeys(accessories, True)}
    choices = {"hair_style": hair, "outfit": outfit}
    wish = Wish(choices=choices, sliders=dict.fromkeys(catalogue().sliders, 0.0), accessories=worn)
    scene = build(complete(5, wish, texture_source="painter"), Studio())
    return replace(scene, thumbnail=np.full((128, 128, 3), 240, np.uint8))


def solids(scene: Scene) -> list[dict[str, object]]:
    """Head and body as spheres and capsules, all of them whatever the budget keeps."""
    return [
        {"node": scene.nodes[c.node].name, "offset": c.offset, "tail": c.tail, "radius": c.radius}
        for c in scene.colliders
        if scene.nodes[c.node].name in SOLID
    ]


def moved(folder: Path, files: Mapping[str, tuple[Scene, Scene, str]]) -> dict[str, Report]:
    """Reports of motion.mjs by name; each file is the (scene as built, scene in the file, format)."""
    need(chromium=True)
    clips = [folder / f"{name}.vrma" for name in CLIPS]
    for name, path in zip(CLIPS, clips, strict=True):
        path.write_bytes(to_vrma(reference_rest(), clip(name)))
    paths = [folder / f"{i}.{version}" for i, (*_, version) in enumerate(files.values())]
    for path, (_, shown, version) in zip(paths, files.values(), strict=True):
        path.write_bytes(EXPORTERS[version](shown, ExportOptions()))
    bodies = folder / "solids.json"
    bodies.write_text(json.dumps([solids(built) for built, *_ in files.values()]))
    lines = node("motion.mjs", *map(str, (*clips, bodies, *paths))).splitlines()
    return dict(zip(files, map(json.loads, lines), strict=True))


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    need(chromium=True)
    built = {name: dressed(name) for name in WORN}
    files = {"-".join(c): (built[c[0]], springs(built[c[0]], c[1]), c[2]) for c in CASES}
    unguarded = replace(built["twintails, ears"], colliders=())
    unguarded = replace(unguarded, springs=tuple(replace(s, colliders=()) for s in unguarded.springs))
    files["unguarded"] = (built["twintails, ears"], unguarded, "vrm")
    return moved(tmp_path_factory.mktemp("motion"), files)


@pytest.fixture
def joints(found: dict[str, Report], case: tuple[str, str, str]) -> list[Report]:
    """VRM 0.x lets a chain's last node swing as well, with a tail of 7 cm in the air that bears nothing."""
    report = found["-".join(case)]
    assert report["messages"] == []
    return [j for j in report["joints"] if not j["name"].endswith("_end")]


@each
def test_nothing_enters_head_or_body(joints: list[Report]):
    assert {j["name"]: (j["depth"], j["into"], j["phase"]) for j in joints if j["depth"] > HAIR} == {}


@each
def test_nothing_explodes(joints: list[Report]):
    assert len(joints) > 6
    assert max(j["stretch"] for j in joints) == pytest.approx(1.0, abs=1e-4)
    assert max(j["swing"] for j in joints) < WIDEST
    assert max(j["jerk"] for j in joints) < FASTEST


@each
def test_everything_swings_and_settles(joints: list[Report]):
    assert max(j["swing"] for j in joints) > 20.0
    assert max(j["residual"] for j in joints) < SETTLED


def test_without_colliders_it_would_be_seen(found: dict[str, Report]):
    assert max(j["depth"] for j in found["unguarded"]["joints"]) > 2 * HAIR
