"""Targets: the table, the fitting, the report and the refusal."""

from dataclasses import replace

import numpy as np
import pytest
from exporters.figures import SEEDS, figure
from exporters.reading import Glb
from exporters.scenes import boxy

from moeforge.errors import NotFoundError, TargetError, UnknownTraitError
from moeforge_exporters.inspect import inspect
from moeforge_exporters.optimize import Shape, one_mesh, shaped
from moeforge_exporters.registry import EXPORTERS
from moeforge_exporters.stats import STATS, count, rank, ranks
from moeforge_exporters.targets import FILE_STATS, TARGETS, Report, Stat, export_to, fit, lod_for, require, target

NAMES = (
    "vrchat-pc-excellent", "vrchat-pc-good", "vrchat-mobile-good", "vrchat-mobile-excellent", "cluster-vrm1",
    "cluster-vrm0", "resonite", "vket", "vseeface", "web-1mb", "everywhere",
)  # fmt: skip
SIX = (*SEEDS, 2, 3, 4)
each_target = pytest.mark.parametrize("name", TARGETS)


def test_the_table_is_complete():
    assert tuple(TARGETS) == NAMES
    for goal in TARGETS.values():
        assert goal.format in EXPORTERS
        assert goal.source
        assert goal.note
        assert set(goal.limits) <= {*STATS, *FILE_STATS, "sparse_accessors"}


LEVELS = {"vrchat-mobile-good": "high", "vrchat-mobile-excellent": "mobile", "everywhere": "mobile"}
"""Targets that need a coarser level than hero."""


@each_target
@pytest.mark.parametrize("seed", SIX)
def test_every_avatar_fits_at_the_level_that_the_target_takes(name: str, seed: int):
    level = lod_for(name)
    fitted = fit(figure(seed, level), name)
    assert level == LEVELS.get(name, "hero")
    assert all(s.ok for s in fitted.report.stats)
    assert {s.name: s.limit for s in fitted.report.stats if s.limit is not None} == {
        k: v for k, v in TARGETS[name].limits.items() if k not in FILE_STATS
    }
    if name.startswith("vrchat"):
        _, platform, place = name.split("-")
        assert ranks()["names"].index(fitted.report.ranks[platform].overall) <= ("excellent", "good").index(place)


def test_a_level_is_never_finer_than_asked():
    assert [lod_for(name, "tiny") for name in TARGETS] == ["tiny"] * len(TARGETS)
    assert lod_for("vrchat-mobile-excellent", "high") == "mobile"
    assert lod_for("vseeface", "mobile") == "mobile"
    with pytest.raises(NotFoundError):
        lod_for("moon")
    with pytest.raises(UnknownTraitError, match="LOD"):
        lod_for("vseeface", "huge")


def test_a_figure_too_fine_is_refused_with_the_way_out():
    crowd = replace(boxy(), meshes=tuple(replace(m, primitives=m.primitives * 900) for m in boxy().meshes))
    with pytest.raises(TargetError, match="coarser level of detail") as caught:
        fit(crowd, "vrchat-mobile-good")
    assert (caught.value.stat, caught.value.limit) == ("triangles", 10_000)
    assert caught.value.value == crowd.triangle_count > 10_000


@each_target
def test_a_small_figure_reaches_every_target(name: str):
    delivery = export_to(boxy(), name)
    seen, said = inspect(delivery.data), {s.name: s.value for s in delivery.report.stats}
    assert delivery.report.broken == ()
    assert delivery.format == TARGETS[name].format
    assert seen.triangles == said["triangles"]
    assert seen.joints == said["bones"]
    assert seen.meshes == said["meshes"]
    assert len(seen.materials) == said["materials"]
    assert len(seen.morphs) == said["morphs"]
    assert len(seen.images) <= said["images"]  # MToon alone writes all of them, VRM 1.0's alone that of the shift
    assert seen.size == round(said["file_mb"] * 1e6)


@pytest.mark.parametrize("seed", SIX)
def test_a_page_gets_less_than_a_megabyte(seed: int):
    delivery = export_to(figure(seed), "web-1mb")
    assert len(delivery.data) <= 1_000_000
    assert [m["name"] for m in Glb(delivery.data).tree["meshes"]] == ["Face", "Body"]


def test_resonite_gets_no_sparse_accessor():
    tree = Glb(export_to(figure(1), "resonite").data).tree
    assert not any("sparse" in a for a in tree["accessors"])
    assert any("sparse" in a for a in Glb(export_to(figure(1), "web-1mb").data).tree["accessors"])


def test_a_file_above_its_limit_is_refused():
    noise = np.random.default_rng(0).integers(0, 256, (1024, 1024, 3), np.uint8)
    scene = replace(boxy(), thumbnail=noise)
    with pytest.raises(TargetError, match="file_mb is") as caught:
        export_to(scene, "web-1mb")
    assert caught.value.stat == "file_mb"
    assert "Fewer expression sets" in str(caught.value)
    assert caught.value.limit == 1 < caught.value.value


def test_every_broken_stat_is_named():
    report = Report("somewhere", (Stat("bones", 80, 75), Stat("nodes", 1), Stat("meshes", 3, 1)))
    with pytest.raises(TargetError, match=r"bones is 80, at most 75 allowed; meshes is 3, at most 1 allowed") as caught:
        require(report)
    assert (caught.value.stat, caught.value.value, caught.value.limit) == ("bones", 80, 75)
    assert caught.value.field == "target"


def test_an_unknown_target_is_named_with_the_choices():
    with pytest.raises(NotFoundError, match="no target 'moon'; there are vrchat-pc-excellent"):
        target("moon")


@pytest.mark.parametrize("seed", SEEDS)
def test_the_promised_ranks_are_reached(seed: int):
    assert fit(figure(seed), "vrchat-pc-excellent").report.ranks["pc"].overall == "Excellent"
    assert fit(figure(seed), "vrchat-pc-good").report.ranks["pc"].overall in ("Good", "Excellent")


def test_the_rank_is_that_of_the_worst_stat():
    found = rank(boxy())
    assert found["pc"].stats["skinned_meshes"] == found["pc"].overall == "Medium"
    assert found["pc"].stats["triangles"] == "Excellent"
    assert found["mobile"].overall == "Very Poor"  # three skinned meshes, where two are Poor
    merged = rank(one_mesh(boxy()))
    assert merged["pc"].overall == "Excellent"
    assert merged["mobile"].stats["material_slots"] == "Poor"
    assert rank(shaped(boxy(), Shape(atlas=512, springs="none")))["mobile"].overall == "Excellent"


@pytest.mark.parametrize("platform", ["pc", "mobile"])
def test_limits_grow_from_rank_to_rank(platform: str):
    for stat, row in ranks()[platform].items():
        assert stat in STATS
        assert row == sorted(row)
        assert len(row) == len(ranks()["names"])


def test_stats_are_counted_as_stated():
    counted = count(boxy())
    assert counted["physbone_transforms"] == 4  # three joints and the end node
    assert counted["physbone_checks"] == 8  # times two colliders
    assert counted["material_slots"] == 4
    pixels = 32 * 32 * 6  # the unused texture does not count
    assert counted["texture_mb_pc"] == pytest.approx(pixels * 4 / 3 / 1e6)
    assert counted["texture_mb_mobile"] == pytest.approx(pixels * 4 / 3 * 16 / 36 / 1e6)


@pytest.mark.parametrize("name", ["vrchat-pc-excellent", "web-1mb"])
def test_bytes_repeat(name: str):
    assert export_to(figure(7), name).data == export_to(figure(7), name).data
