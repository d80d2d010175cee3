"""One character a row, an engine a column: docs/img/engines.jpg."""

import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageDraw

from moeforge.pipeline import Studio
from moeforge_exporters.delivery import SHAPES
from moeforge_exporters.options import ExportOptions
from viewers import blender, godot, web
from viewers.samples import RECIPES, Sample

COLUMNS: Mapping[str, tuple[str, str]] = {
    "three-vrm": ("three-vrm (VRM 1.0)", "vrm"),
    "babylon": ("Babylon.js (GLB)", "glb"),
    "playcanvas": ("PlayCanvas (GLB)", "glb"),
    "godot": ("Godot 4, Compatibility (GLB)", "glb"),
    "blender": ("Blender, Cycles (GLB)", "glb"),
}
"""Engine -> caption and format."""
ROWS = ("glb", "vrm atlas")
CAPTION, QUALITY = 16, 90


def draw(out: Path) -> None:
    """Write the sheet."""
    studio = Studio.load()
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        rows = [{f: _sample(name, f, studio) for f in ("vrm", "glb")} for name in ROWS]
        for engine, (_, format_) in COLUMNS.items():
            samples = [row[format_] for row in rows]
            if engine == "blender":
                blender.run(samples, folder)
            elif engine == "godot":
                godot.draw(samples, folder, web.SIZE)
            else:
                web.reports(samples, folder, [engine])
        _sheet(rows, folder).save(out, quality=QUALITY, optimize=True)


def _sample(name: str, format_: str, studio: Studio) -> Sample:
    """The character of a recipe as the file that is delivered when nothing else is said."""
    recipe = replace(RECIPES[name], format_name=format_, shape=SHAPES[format_], options=ExportOptions(), sets=("vrm",))
    return recipe.make(f"{name} as {format_}", studio)


def _sheet(rows: list[dict[str, Sample]], folder: Path) -> Image.Image:
    width, height = web.SIZE
    sheet = Image.new("RGB", (width * len(COLUMNS), height * len(rows) + CAPTION), "white")
    pen = ImageDraw.Draw(sheet)
    for x, (engine, (caption, format_)) in enumerate(COLUMNS.items()):
        for y, row in enumerate(rows):
            stem = row[format_].name.replace(" ", "_")
            with Image.open(folder / f"{engine}_{stem}.png") as picture:
                sheet.paste(picture.convert("RGB"), (x * width, y * height))
        pen.text(((x + 0.5) * width, height * len(rows) + CAPTION / 2), caption, fill="#444", anchor="mm")
    return sheet
