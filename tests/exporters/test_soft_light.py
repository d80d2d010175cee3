"""Vertex colours of plain GLB files: shade where MToon would shade, and only for viewers without MToon."""

from dataclasses import replace

import numpy as np
import pytest
from exporters.figures import figure
from exporters.reading import Glb
from exporters.scenes import boxy

from moeforge.render.shading import linear
from moeforge.scene import Primitive, Scene, Texture, Toon
from moeforge_exporters import soft_light
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.registry import EXPORTERS

PINK, UP, DOWN = (1.0, 0.5, 0.5), (0.0, 1.0, 0.0), (0.0, -1.0, 0.0)


def facing(*normals: tuple[float, float, float], **toon: object) -> tuple[Scene, Primitive]:
    """A scene whose first primitive has vertices with these normals and a material with that toon."""
    scene = boxy()
    source = scene.meshes[0].primitives[0]
    count = len(normals)
    primitive = replace(
        source, normals=np.array(normals, np.float32), positions=source.positions[:count], uvs=source.uvs[:count]
    )
    material = replace(scene.material(source.material), toon=Toon(**toon))  # type: ignore[arg-type]  # test values
    others = tuple(m for m in scene.materials if m.name != material.name)
    return replace(scene, materials=(material, *others)), primitive


def test_light_from_above_leaves_white_and_shade_has_the_toons_colour():
    up, down = soft_light.colors(*facing(UP, DOWN, shade_color=PINK))
    assert up.tolist() == [255, 255, 255, 255]
    assert down.tolist() == [255, *(np.round(linear(PINK)[1:] * 255)).astype(int).tolist(), 255]


def test_the_ramp_is_soft_and_shift_moves_it():
    side = (1.0, 0.0, 0.0)
    plain, lifted = (soft_light.colors(*facing(side, shade_color=PINK, shift=shift))[0, 1] for shift in (0.0, 0.6))
    assert linear(PINK)[1] * 255 < plain < lifted == 255


def test_a_shade_texture_shades_by_its_share_of_the_base():
    scene, primitive = facing(DOWN, shade_texture="shade")
    base = scene.texture(scene.material(primitive.material).base_texture)
    shade = Texture("shade", np.full_like(base.pixels, 0))
    (black,) = soft_light.colors(replace(scene, textures=(*scene.textures, shade)), primitive)
    (same,) = soft_light.colors(replace(scene, textures=(*scene.textures, replace(base, name="shade"))), primitive)
    assert (black.tolist(), same.tolist()) == ([0, 0, 0, 255], [255, 255, 255, 255])


@pytest.mark.parametrize(("format_", "painted"), [("glb", True), ("vrm", False), ("vrm0", False)])
def test_only_plain_files_have_vertex_colours(format_: str, painted: bool):
    """MToon viewers would multiply them with shade of their own."""
    glb = Glb(EXPORTERS[format_](figure(7), ExportOptions()))
    colored = ["COLOR_0" in p["attributes"] for p in glb.primitives()]
    assert colored == [painted] * len(colored)
    for accessor in (glb.tree["accessors"][p["attributes"]["COLOR_0"]] for p in glb.primitives() if painted):
        assert (accessor["componentType"], accessor["type"], accessor["normalized"]) == (5121, "VEC4", True)


def test_eyes_are_not_shaded():
    scene = figure(7)
    parts = [p for m in scene.meshes for p in m.primitives if p.material == "parts"]
    assert parts
    assert min(soft_light.colors(scene, p).min() for p in parts) > 240
