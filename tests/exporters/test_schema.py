"""Our files against the official JSON schemas of every VRM extension in use."""

from collections.abc import Callable
from typing import Any

import pytest
from exporters.figures import SEEDS, figure
from exporters.reading import Glb
from exporters.scenes import boxy
from exporters.schemas import validator

from moeforge.licences import LICENCES
from moeforge.scene import Scene
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.registry import EXPORTERS

ROOT_EXTENSIONS = (("vrm", "VRMC_vrm"), ("vrm", "VRMC_springBone"), ("vrm0", "VRM"))


@pytest.mark.parametrize("licence", LICENCES)
@pytest.mark.parametrize(("format_", "extension"), ROOT_EXTENSIONS)
def test_extension_follows_its_schema(format_: str, extension: str, licence: str):
    tree = Glb(EXPORTERS[format_](boxy(licence), ExportOptions())).extension(extension)
    assert [f"{e.json_path}: {e.message}" for e in validator(extension).iter_errors(tree)] == []


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("format_", "extension"), ROOT_EXTENSIONS)
def test_real_avatars_follow_it_too(format_: str, extension: str, seed: int):
    tree = Glb(EXPORTERS[format_](figure(seed), ExportOptions())).extension(extension)
    assert [f"{e.json_path}: {e.message}" for e in validator(extension).iter_errors(tree)] == []


@pytest.mark.parametrize("scene", [boxy, lambda: figure(1)], ids=["boxes", "avatar"])
def test_mtoon_follows_its_schema(scene: Callable[[], Scene]):
    glb = Glb(EXPORTERS["vrm"](scene(), ExportOptions()))
    check = validator("VRMC_materials_mtoon")
    for material in glb.tree["materials"]:
        errors = check.iter_errors(material["extensions"]["VRMC_materials_mtoon"])
        assert [f"{e.json_path}: {e.message}" for e in errors] == []


@pytest.mark.parametrize(
    ("extension", "value"),
    [
        ("VRMC_vrm", {"specVersion": "1.0", "meta": {"name": ""}, "humanoid": {"humanBones": {}}}),
        ("VRMC_springBone", {"specVersion": "1.0", "springs": []}),
        ("VRMC_materials_mtoon", {"specVersion": "1.0", "shadeColour": [1, 1, 1]}),
        ("VRM", {"meta": {"licenseName": "Free"}}),
    ],
)
def test_the_schemas_can_fail(extension: str, value: dict[str, Any]):
    assert not validator(extension).is_valid(value)
