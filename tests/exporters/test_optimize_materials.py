"""One material: each region keeps its look, in fewer textures."""

import numpy as np
import pytest
from exporters.figures import figure
from exporters.reading import Glb
from exporters.scenes import boxy
from exporters.schemas import validator

from moeforge.scene import F32, U8, Primitive, Scene
from moeforge_exporters.colors import linear
from moeforge_exporters.optimize import one_material, one_mesh
from moeforge_exporters.optimize.materials import GUTTER, SIDES
from moeforge_exporters.optimize.packing import pack
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.portrait import VIEWS, draw
from moeforge_exporters.registry import EXPORTERS


def texels(pixels: U8, uvs: F32) -> U8:
    height, width = pixels.shape[:2]
    return pixels[(uvs[:, 1] * height).astype(int), (uvs[:, 0] * width).astype(int)]


def regions(scene: Scene, one: Scene) -> dict[str, tuple[Primitive, F32]]:
    """Material -> its primitive before, and its UVs in the atlas."""
    parts = one_mesh(scene).meshes[0].primitives
    ends = np.cumsum([len(p.positions) for p in parts])
    uvs = np.split(one.meshes[0].primitives[0].uvs, ends[:-1])
    return {p.material: (p, uv) for p, uv in zip(parts, uvs, strict=True)}


@pytest.mark.parametrize("size", SIDES)
def test_one_mesh_one_slot_one_atlas(size: int):
    scene = figure(1)
    one = one_material(scene, size)
    assert (len(one.meshes), len(one.meshes[0].primitives), len(one.materials)) == (1, 1, 1)
    assert one.triangle_count == scene.triangle_count
    assert one.texture("atlas").pixels.shape[1] == size
    assert max(max(t.pixels.shape) for t in one.textures) == size
    assert one.materials[0].double_sided
    assert one.meshes[0].morph_names == scene.meshes[0].morph_names


def test_each_vertex_finds_its_colour():
    scene = figure(1)
    one = one_material(scene, 2048)
    for name, (before, uvs) in regions(scene, one).items():
        old = texels(scene.texture(scene.material(name).base_texture).pixels, before.uvs)
        new = texels(one.texture("atlas").pixels, uvs)
        assert np.median(np.abs(old.astype(int) - new)) <= 2, name


def test_shade_width_shift_and_rim_differ_by_region():
    scene = boxy()
    one = one_material(scene, 512)
    toon = one.materials[0].toon
    maps = {n: one.texture(n).pixels for n in ("atlas_outline", "atlas_shift", "atlas_shade")}
    found = {
        name: {n: texels(pixels, uvs).astype(float).mean(axis=0) for n, pixels in maps.items()}
        for name, (_, uvs) in regions(scene, one).items()
    }
    assert toon.outline_width == pytest.approx(0.0018)
    widths = {name: round(row["atlas_outline"][1] / 255 * toon.outline_width, 4) for name, row in found.items()}
    assert widths == {"face": 0.0016, "parts": 0.0, "hair": 0.0018, "body": 0.0016}
    shifts = {name: toon.shift + toon.shift_scale * row["atlas_shift"][0] / 255 for name, row in found.items()}
    assert (shifts["face"], shifts["hair"], shifts["body"]) == pytest.approx((0.25, -0.05, 0.0), abs=0.01)
    np.testing.assert_array_equal(found["body"]["atlas_shade"][:3], (90, 120, 200))
    shaded = np.multiply(linear((1.0, 234 / 255, 222 / 255)), linear((0.957, 0.765, 0.722)))
    np.testing.assert_allclose(linear(found["face"]["atlas_shade"][:3] / 255), shaded, atol=5e-3)


def test_rims_stay_where_they_were():
    scene = figure(1)
    one = one_material(scene)
    common = linear(one.materials[0].toon.rim_color)
    for name, (_, uvs) in regions(scene, one).items():
        share = linear(np.median(texels(one.texture("atlas_rim").pixels, uvs), axis=0) / 255)
        rim = linear(scene.material(name).toon.rim_color)
        np.testing.assert_allclose(np.multiply(share, common), rim, atol=5e-4, err_msg=name)


@pytest.mark.parametrize("view", ["front", "back", "face"])
def test_the_picture_is_the_same(view: str):
    scene = figure(1)
    before, after = (draw(s, VIEWS[view], 300).astype(float) for s in (scene, one_material(scene)))
    assert np.abs(before - after).mean() < 1.0


def test_the_comparison_of_pictures_can_fail():
    scene = figure(1)
    before, after = (draw(s, VIEWS["face"], 300).astype(float) for s in (scene, figure(21)))
    assert np.abs(before - after).mean() > 5.0


def test_the_strongest_alpha_mode_wins_and_solid_regions_stay_solid():
    scene = boxy()
    one = one_material(scene, 512)
    assert one.materials[0].alpha_mode == "BLEND"
    for _, uvs in regions(scene, one).values():
        assert (texels(one.texture("atlas").pixels, uvs)[:, 3] == 255).all()


def test_data_maps_are_linear_and_colours_are_not():
    one = one_material(figure(1))
    assert {t.name: t.linear for t in one.textures} == {
        "atlas": False, "atlas_shade": False, "atlas_outline": True, "atlas_shift": True, "atlas_rim": False,
    }  # fmt: skip


def test_exporters_write_what_their_version_knows():
    one = one_material(boxy(), 512)
    tree = Glb(EXPORTERS["vrm"](one, ExportOptions())).tree
    toon = tree["materials"][0]["extensions"]["VRMC_materials_mtoon"]
    names = [t["name"] for t in tree["textures"]]
    assert names[toon["shadingShiftTexture"]["index"]] == "atlas_shift"
    assert toon["shadingShiftTexture"]["scale"] == pytest.approx(-0.3)
    assert list(validator("VRMC_materials_mtoon").iter_errors(toon)) == []
    old = Glb(EXPORTERS["vrm0"](one_material(figure(1)), ExportOptions())).tree
    properties = old["extensions"]["VRM"]["materialProperties"][0]["textureProperties"]
    textures = {name: old["textures"][index]["name"] for name, index in properties.items()}
    assert textures == {
        "_MainTex": "atlas", "_ShadeTexture": "atlas_shade", "_OutlineWidthTexture": "atlas_outline",
        "_RimTexture": "atlas_rim",
    }  # fmt: skip


@pytest.mark.parametrize("format_", EXPORTERS)
def test_bytes_repeat(format_: str):
    first, second = (EXPORTERS[format_](one_material(figure(7)), ExportOptions()) for _ in range(2))
    assert first == second


def test_other_sizes_are_refused():
    with pytest.raises(ValueError, match="512, 1024, 2048"):
        one_material(boxy(), 1000)


@pytest.mark.parametrize("side", SIDES)
def test_boxes_keep_apart(side: int):
    packing = pack([(1024, 1024), (512, 512), (512, 512), (512, 512)], side, side // GUTTER)
    taken = np.zeros((packing.height, packing.width), int)
    g = packing.gutter
    for x, y, width, height in packing.boxes:
        assert g <= x <= packing.width - g - width
        assert g <= y <= packing.height - g - height
        taken[y - g : y + height + g, x - g : x + width + g] += 1
    assert taken.max() == 1
    assert taken.mean() > 0.7


def test_one_scale_for_all_and_never_above_one():
    boxes = pack([(1024, 1024), (512, 256)], 1024, 4).boxes
    assert boxes[1][2:] == (boxes[0][2] // 2, boxes[0][3] // 4)
    assert pack([(64, 64)], 1024, 4).boxes == ((4, 4, 64, 64),)


def test_what_cannot_fit_is_refused():
    with pytest.raises(ValueError, match="do not fit"):
        pack([(8, 8)] * 200, 64, 4)
