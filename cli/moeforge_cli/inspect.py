"""`moeforge inspect`: what a VRM or GLB file holds."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from moeforge.errors import BadSpecError, NotFoundError
from moeforge_cli import options
from moeforge_cli.show import print_facts, print_json
from moeforge_exporters.inspect import Report
from moeforge_exporters.inspect import inspect as read


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(inspect)


def inspect(
    file: Annotated[Path, typer.Argument(help="A .vrm (0.x or 1.0) or .glb file.")], as_json: options.Json = False
) -> None:
    """Show bones, meshes, materials, triangles, textures, expressions, springs, licence and recipe of a file."""
    try:
        data = file.read_bytes()
    except OSError as error:
        raise NotFoundError(f"cannot read {file}: {error.strerror}") from error
    report = named(file, data)
    if as_json:
        print_json(report)
    else:
        print_facts(str(file), facts(report))


def named(file: Path, data: bytes) -> Report:
    """The report of a file's bytes; BadSpecError with the file's name."""
    try:
        return read(data)
    except BadSpecError as error:
        raise BadSpecError(f"{file}: {error}", field=error.field) from error


def facts(report: Report) -> Mapping[str, object]:
    """A report as label -> value."""
    about = report.description
    return {
        "kind": report.kind,
        "bytes": f"{report.size:,}",
        "height": f"{report.height:.2f} m",
        "triangles": f"{report.triangles:,}",
        "vertices": f"{report.vertices:,}",
        "meshes": report.meshes,
        "materials": ", ".join(report.materials),
        "textures": ", ".join(f"{i.name} {i.width}x{i.height} ({i.size:,} B)" for i in report.images),
        "texture memory": f"{report.texture_memory / 2**20:.1f} MiB",
        "bones": len(about.bones),
        "joints": report.joints,
        "morphs": len(report.morphs),
        "expressions": ", ".join(about.expressions),
        "springs": about.springs,
        "licence": about.licence or report.origin.licence,
        "title": about.title,
        "authors": ", ".join(about.authors),
        "generator": report.generator,
        "avatar id": report.origin.avatar_id,
        "made by AI": report.origin.digital_source,
        "recipe": report.origin.recipe,
    }
