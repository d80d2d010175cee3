"""The whole way over random specs: facts that every avatar must hold."""

import subprocess
import sys
from hashlib import sha256

import numpy as np
import pytest

from moeforge.errors import CancelledError, ModelError, UnknownTraitError
from moeforge.pipeline import Studio, avatar_id, build
from moeforge.prior import complete
from moeforge.spec import Wish
from moeforge.traits.catalogue import catalogue
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.registry import EXPORTERS

SEEDS = range(12)


@pytest.fixture(scope="module")
def studio() -> Studio:
    return Studio.load()


@pytest.fixture(scope="module")
def scenes(studio):
    return [build(complete(seed), studio) for seed in SEEDS]


def test_within_the_hero_budget(scenes):
    for scene in scenes:
        assert scene.triangle_count <= 20_000
        assert len(scene.materials) <= 4


def test_no_degenerate_triangle_and_unit_normals(scenes):
    for scene in scenes:
        for primitive in (p for m in scene.meshes for p in m.primitives):
            a, b, c = (primitive.positions[primitive.triangles[:, i]].astype(np.float64) for i in range(3))
            assert (np.linalg.norm(np.cross(b - a, c - a), axis=1) > 0).all()
            assert np.abs(np.linalg.norm(primitive.normals, axis=1) - 1).max() < 1e-3


def test_weights_name_real_joints_and_sum_to_one(scenes):
    for scene in scenes:
        for primitive in (p for m in scene.meshes for p in m.primitives):
            assert primitive.joints.max() < len(scene.skin.joints)
            assert primitive.weights.sum(1) == pytest.approx(1.0, abs=1e-5)


def test_stands_on_the_ground(scenes):
    for scene in scenes:
        lowest = min(float(p.positions[:, 1].min()) for m in scene.meshes for p in m.primitives)
        assert abs(lowest) < 1e-3


def test_all_eighteen_expressions_move_the_face(scenes):
    for scene in scenes:
        face = next(m for m in scene.meshes if m.name == "Face")
        moved = {m.name for p in face.primitives for m in p.morphs if len(m.indices)}
        assert moved == {e.name for e in scene.expressions}
        assert len(moved) == 18


def test_another_seed_paints_another_face(studio):
    wish = Wish(
        choices={t.id: next(iter(t.values)) for t in catalogue().choices.values()},
        colors={"hair": "#7b4a32", "hair_tip": "#7b4a32", "eye_left": "#2f8fd8", "eye_right": "#2f8fd8",
                "skin": "#ffeade", "clothes": "#6fa8ea", "clothes_accent": "#e8455a"},
        sliders=dict.fromkeys(catalogue().sliders, 0.0),
        accessories=dict.fromkeys(catalogue().accessories, False),
    )  # fmt: skip
    one, two = (build(complete(seed, wish), studio) for seed in (1, 2))
    for name in ("face", "parts"):
        change = np.abs(one.texture(name).pixels.astype(int) - two.texture(name).pixels)
        assert change.max() > 24, name


def test_the_painter_needs_no_model_and_the_generator_does():
    spec = complete(1)
    assert build(spec.with_(texture_source="painter"), Studio()).meta.models == {}
    with pytest.raises(ModelError, match="painter"):
        build(spec, Studio())


def test_the_id_follows_recipe_models_and_version(studio):
    spec = complete(1)
    assert avatar_id(spec, studio) == avatar_id(complete(1), studio)
    assert avatar_id(spec, studio) != avatar_id(complete(2), studio)
    assert avatar_id(spec, studio) != avatar_id(spec, Studio())


def test_progress_may_stop_the_work(studio):
    def stop(stage: str, share: float) -> None:
        if share > 0.5:
            raise CancelledError(stage)

    with pytest.raises(CancelledError):
        build(complete(1), studio, stop)


HASHES = """
from hashlib import sha256
from moeforge.pipeline import Studio, build
from moeforge.prior import complete
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.portrait import with_thumbnail
from moeforge_exporters.registry import EXPORTERS
scene = with_thumbnail(build(complete(11), Studio.load()))
print(*(sha256(EXPORTERS[f](scene, ExportOptions())).hexdigest() for f in sorted(EXPORTERS)))
"""


def test_two_processes_write_the_same_bytes():
    runs = [subprocess.run([sys.executable, "-c", HASHES], capture_output=True, text=True, check=True) for _ in "ab"]
    assert runs[0].stdout == runs[1].stdout
    assert len(runs[0].stdout.split()) == len(EXPORTERS)


def test_files_are_small(scenes):
    for scene in scenes[:4]:
        data = EXPORTERS["vrm"](scene, ExportOptions())
        assert len(data) <= 2_500_000
        assert sha256(data).digest() == sha256(EXPORTERS["vrm"](scene, ExportOptions())).digest()


@pytest.mark.parametrize("seed", [1, 3, 6])
def test_the_mobile_figure_has_every_morph_and_far_fewer_triangles(studio, seed):
    hero, mobile = (build(complete(seed), studio, lod=lod) for lod in ("hero", "mobile"))
    assert mobile.triangle_count < 0.8 * hero.triangle_count
    assert [m.morph_names for m in mobile.meshes] == [m.morph_names for m in hero.meshes]
    with pytest.raises(UnknownTraitError, match="hero"):
        build(complete(seed), studio, lod="microscopic")
