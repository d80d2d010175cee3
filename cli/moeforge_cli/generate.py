"""`moeforge generate`: one avatar to a file, without a server."""

from dataclasses import asdict
from pathlib import Path
from shlex import quote
from typing import Annotated

import typer
from rich.markup import escape

from moeforge.errors import BadSpecError
from moeforge.models.portrait import PORTRAIT
from moeforge.pipeline import avatar_id
from moeforge.understand.picture.crop import FaceBox
from moeforge.understand.prompt import Understanding, check_prompt
from moeforge.understand.reading import PictureReading
from moeforge_cli import file_options, options, packs, portrait
from moeforge_cli.make import Made, Order, Picture, format_of, make, place, storage, studio_for
from moeforge_cli.nearest import with_nearest
from moeforge_cli.show import ERR, bar, print_facts, print_json
from moeforge_cli.wish import Asked, read_bytes, resolve
from moeforge_cli.wish import face_box as box_of
from moeforge_exporters.portrait import VIEWS


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(generate)


def generate(
    prompt: options.Prompt = None,
    output: file_options.Output = None,
    picture: options.Portrait = None,
    face_box: options.Face = "",
    seed: options.Seed = None,
    spec: options.SpecFile = None,
    format_name: options.Format = "",
    title: options.Title = "",
    author: options.Author = "",
    licence: options.LicenceId = "",
    source: options.Source = "",
    style: Annotated[str, typer.Option(help="A named style (`moeforge traits` lists them) or a picture file.")] = "",
    strength: Annotated[float | None, typer.Option(help="How strong the style is, 0 to 1.")] = None,
    decal: options.Decal = None,
    size: Annotated[int, typer.Option(min=64, max=2048, help="Picture side for png and sheet, in pixels.")] = 512,
    view: Annotated[str, typer.Option(help=f"What a png shows: {', '.join(VIEWS)}.")] = "portrait",
    pose: Annotated[str, typer.Option(help="Pose of a png; `moeforge animate` lists them.")] = "",
    target: file_options.Target = "",
    expressions: file_options.Expressions = "vrm",
    lod: file_options.Lod = "hero",
    morphs: file_options.Morphs = "sparse",
    texture_format: file_options.Textures = "png",
    textures: Annotated[int, typer.Option(min=1, max=2, help="2: textures twice as large, for close-ups.")] = 1,
    models: options.Models = None,
    model: options.Model = "",
    as_json: options.Json = False,
) -> None:
    """Make one avatar from a sentence, a picture, a seed or a spec file."""
    words = check_prompt(" ".join(prompt)) if prompt else ""
    pack = packs.find(model) if model else None
    if pack and pack.pack.kind == PORTRAIT:
        _only_seed(prompt=words, picture=picture, spec=spec, style=style, target=target, strength=strength, pose=pose)
        painted = portrait.paint(pack, seed, output, size)
        print_json(painted) if as_json else print_facts(painted.path, asdict(painted))
        return
    wanted = format_of(output, format_name, target)
    badge = read_bytes(decal, "decal") if decal else b""
    sets, stored = file_options.expression_sets(expressions), storage(target, morphs, texture_format)
    order = Order(wanted, target, sets, lod, Picture(size, view, pose), textures, badge, stored)
    folder = pack.folder if pack else models
    shown = (read_bytes(picture, "picture") if picture else b"", _box(face_box, picture), folder)
    avatar, reading = resolve(Asked(words, spec, seed, title, author, licence, source, style, strength, badge, *shown))
    with bar(quiet=as_json) as progress:
        task = progress.add_task("models", total=1.0)
        studio = studio_for(avatar, folder, textures)
        path = place(output, f"{avatar_id(avatar, studio)[:12]}.{order.ending}")

        def step(stage: str, share: float) -> None:
            progress.update(task, description=stage, completed=share)

        made = make(avatar, studio, order, path, step)
    _tell(reading)
    if as_json:
        print_json(asdict(made) | ({"understanding": asdict(reading)} if reading else {}))
    else:
        print_facts(made.path, _facts(made, order, avatar.seed, decal))


def _facts(made: Made, order: Order, seed: int, decal: Path | None) -> dict[str, str]:
    """What a person wants to know of a new file; the recipe is long and lies in the file."""
    flags = {**({"decal": quote(str(decal))} if decal else {}), **order.unusual}
    words = " ".join(["moeforge generate --spec", quote(made.path), *(f"--{k} {v}" for k, v in flags.items())])
    again = "--json prints the recipe" if order.ending == "png" else words
    return {
        "seed": str(seed),
        "triangles": f"{made.triangles:,}",
        "size": f"{made.bytes / 1e6:.2f} MB",
        "time": f"{made.milliseconds / 1000:.1f} s",
        **({"fits": order.target} if order.target else {}),
        "again": again,
    }


def _only_seed(**stated: object) -> None:
    """A portrait pack knows seeds alone; BadSpecError for what else was asked."""
    for name, value in stated.items():
        if value not in {"", None}:
            raise BadSpecError(f"a pack of flat portraits paints from a seed: {name} does not apply", field=name)


def _box(text: str, picture: Path | None) -> FaceBox | None:
    if text and picture is None:
        raise BadSpecError("--face-box says where a picture's face is; give --picture, too", field="face")
    return box_of(text)


def _tell(reading: Understanding | None) -> None:
    """What was read of a picture, and what of the prompt was not understood."""
    if reading is None:
        return
    if reading.picture:
        _tell_picture(reading.picture)
    for warning in reading.warnings:
        ERR.print(f"[yellow]note[/] {escape(warning)}")
    if reading.unmatched:
        words = ", ".join(with_nearest(s.text) for s in reading.unmatched)
        way = "`moeforge traits` lists the words, in English, Chinese and Japanese (--lang)"
        ERR.print(f"[yellow]not understood[/] {escape(words)}; {way}")


def _tell_picture(picture: PictureReading) -> None:
    used = ", ".join(f"{t.trait} {t.value} ({t.confidence:.0%})" for t in picture.traits if t.used)
    unsure = ", ".join(f"{t.trait} {t.value} ({t.confidence:.0%})" for t in picture.traits if not t.used)
    ERR.print(f"[green]read[/] {escape(used)}")
    if unsure:
        ERR.print(f"[yellow]not used[/] {escape(unsure)}")
    ERR.print(f"[dim]left to the seed: {escape(', '.join(picture.left_open))}[/]")
