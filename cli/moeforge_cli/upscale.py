"""`moeforge upscale`: a drawing, two or four times as large."""

from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from moeforge.errors import BadSpecError
from moeforge.models.bundle import load_upscaler
from moeforge.models.upscaler import largest
from moeforge.pictures import MAX_BYTES, Door, read_picture
from moeforge_cli import options
from moeforge_cli.show import print_facts, print_json
from moeforge_exporters.files import write_atomic
from moeforge_exporters.png import encode


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(upscale)


def upscale(
    picture: Annotated[Path, typer.Argument(help="A PNG, JPEG, WebP, GIF or BMP file; transparency is kept.")],
    output: Annotated[Path | None, typer.Option("--output", "--out", "-o", help="PNG file to write.")] = None,
    scale: Annotated[int, typer.Option(help="2 or 4.")] = 4,
    fast: Annotated[
        bool, typer.Option("--fast", help="8-bit integers: half the time, nearly the same picture.")
    ] = False,
    models: options.Models = None,
    as_json: options.Json = False,
) -> None:
    """Enlarge a drawing; edges stay crisp and flat colours flat."""
    start = perf_counter()
    path = output or picture.with_name(f"{picture.stem}_x{scale}.png")
    if path.suffix.lower() != ".png":
        raise BadSpecError(f"{path}: what is written is a PNG; name a .png", field="output")
    upscaler = load_upscaler(models, int8=fast)
    small = read_picture(_bytes(picture), Door("the picture", "picture", max_pixels=largest(scale)))
    large = upscaler.enlarge(small, scale)
    write_atomic(path, encode(large))
    took = round((perf_counter() - start) * 1000)
    made = {"path": str(path), "width": large.shape[1], "height": large.shape[0], "milliseconds": took}
    if as_json:
        print_json(made)
    else:
        print_facts(str(path), {k: v for k, v in made.items() if k != "path"})


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_BYTES + 1)  # the door refuses what is longer
    except OSError as error:
        raise BadSpecError(f"cannot read {path}: {error.strerror or error}", field="picture") from error
