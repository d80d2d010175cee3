"""The usual file: what overlaps in time is in the bytes as if it did not."""

from dataclasses import replace

import pytest
from exporters.figures import figure

from moeforge_exporters.delivery import SHAPES, deliver
from moeforge_exporters.optimize import Shape, shaped
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.portrait import with_thumbnail
from moeforge_exporters.registry import EXPORTERS


@pytest.mark.parametrize("format_name", sorted(SHAPES))
def test_the_bytes_are_those_of_one_step_after_the_other(format_name):
    scene = replace(figure(3), thumbnail=None)
    options = ExportOptions(texture_format="jpeg") if format_name == "glb" else ExportOptions()
    plain = EXPORTERS[format_name](shaped(with_thumbnail(scene), SHAPES[format_name]), options)
    assert deliver(scene, format_name, options) == plain
    assert deliver(scene, format_name, options) == plain


def test_an_atlas_is_delivered_whole():
    scene = figure(3)
    shape = Shape(atlas=512)
    assert deliver(scene, "vrm", ExportOptions(), shape) == EXPORTERS["vrm"](
        shaped(with_thumbnail(scene), shape), ExportOptions()
    )


def test_an_error_of_a_texture_is_raised_and_not_lost():
    scene = figure(3)
    broken = tuple(replace(t, pixels=t.pixels[:0]) if t.name == "hair" else t for t in scene.textures)
    with pytest.raises(ValueError, match="PNG"):
        deliver(replace(scene, textures=broken, thumbnail=with_thumbnail(scene).thumbnail), "vrm", ExportOptions())
