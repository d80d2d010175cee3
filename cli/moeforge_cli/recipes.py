"""`moeforge vary`, `mix`, `inherit` and `interpolate`: recipes out of recipes."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from moeforge import recipes
from moeforge.errors import BadSpecError
from moeforge.recipes.keys import ASPECTS, KINDS
from moeforge.recipes.mix import REST
from moeforge.spec import AvatarSpec
from moeforge_cli import options
from moeforge_cli.make import EXTENSIONS, Order, check_format, make, studio_for
from moeforge_cli.show import OUT, print_json
from moeforge_cli.wish import read_bytes, read_recipe
from moeforge_exporters.files import write_atomic

_NAMES = f"{', '.join(ASPECTS)}; {', '.join(KINDS)}; or any trait"
_RECIPE = "A recipe (JSON), or a .vrm or .glb of Moeforge."
First = Annotated[Path, typer.Argument(help=_RECIPE)]
Second = Annotated[Path, typer.Argument(help=_RECIPE)]
Count = Annotated[int, typer.Option("--count", "-n", min=1, max=recipes.MAX_VARIANTS, help="How many.")]
Seed = Annotated[int, typer.Option(help="Another seed gives others.")]
Out = Annotated[Path | None, typer.Option(help="Folder for NN.json (and NN.FORMAT); without it, recipes are printed.")]
Format = Annotated[str, typer.Option("--format", "-f", help="Make avatars, too: vrm, vrm0, glb, png or sheet.")]


@dataclass(frozen=True, slots=True)
class Goal:
    """What becomes of the recipes."""

    out: Path | None
    format_name: str
    models: Path | None
    decal: Path | None
    as_json: bool


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (vary, mix, inherit, interpolate):
        app.command()(command)


def vary(
    recipe: First,
    amount: Annotated[float, typer.Option(help="0 changes nothing, 0.2 a little, 1 everything.")] = 0.2,
    keep: Annotated[list[str] | None, typer.Option(help=f"What stays, again and again: {_NAMES}.")] = None,
    count: Count = 1,
    seed: Seed = 0,
    out: Out = None,
    format_name: Format = "",
    models: options.Models = None,
    decal: options.Decal = None,
    as_json: options.Json = False,
) -> None:
    """Near neighbours of an avatar."""
    made = recipes.variants(read_recipe(recipe), amount, keep or (), count, seed)
    _give(made, Goal(out, format_name, models, decal, as_json))


def mix(
    first: First,
    second: Second,
    take: Annotated[
        list[str] | None,
        typer.Option(help=f"What of the second: NAME or NAME=0..1, again and again: {_NAMES}, {REST}."),
    ] = None,
    out: Out = None,
    format_name: Format = "",
    models: options.Models = None,
    decal: options.Decal = None,
    as_json: options.Json = False,
) -> None:
    """The first avatar with parts of the second."""
    if not take:
        raise BadSpecError(f"say with --take what comes of the second, for example --take hair: {_NAMES}", field="take")
    made = recipes.mix(read_recipe(first), read_recipe(second), _weights(take or ()))
    _give((made,), Goal(out, format_name, models, decal, as_json))


def inherit(
    first: First,
    second: Second,
    count: Count = 1,
    seed: Seed = 0,
    out: Out = None,
    format_name: Format = "",
    models: options.Models = None,
    decal: options.Decal = None,
    as_json: options.Json = False,
) -> None:
    """Children of two avatars."""
    a, b = read_recipe(first), read_recipe(second)
    made = tuple(recipes.inherit(a, b, seed + i) for i in range(count))
    _give(made, Goal(out, format_name, models, decal, as_json))


def interpolate(
    first: First,
    second: Second,
    at: Annotated[float | None, typer.Option(help="One place, 0 (the first) to 1 (the second).")] = None,
    steps: Annotated[int, typer.Option(help=f"So many places, with both ends; 2 to {recipes.MAX_STEPS}.")] = 5,
    out: Out = None,
    format_name: Format = "",
    models: options.Models = None,
    decal: options.Decal = None,
    as_json: options.Json = False,
) -> None:
    """The way from one avatar to another."""
    if at is not None and not 0 <= at <= 1:
        raise BadSpecError(f"--at is {at}; 0 is the first, 1 the second", field="at")
    a, b = read_recipe(first), read_recipe(second)
    made = recipes.way(a, b, steps) if at is None else (recipes.interpolate(a, b, at),)
    _give(made, Goal(out, format_name, models, decal, as_json))


def _weights(takes: Sequence[str]) -> dict[str, float]:
    """NAME or NAME=weight -> weight; BadSpecError for what is no number."""
    pairs = [take.partition("=") for take in takes]
    try:
        return {name: float(weight) if mark else 1.0 for name, mark, weight in pairs}
    except ValueError as error:
        raise BadSpecError(f"a --take has no number after its '=': {error}", field="take") from error


def _give(made: Sequence[AvatarSpec], goal: Goal) -> None:
    """Print the recipes, or write them (and their avatars) and print where."""
    if goal.format_name and goal.out is None:
        raise BadSpecError("--format makes files; say with --out where", field="out")
    if goal.out is None:
        if goal.as_json:
            print_json([spec.to_dict() for spec in made])
        for spec in () if goal.as_json else made:
            print(spec.recipe)
        return
    picture = read_bytes(goal.decal, "decal") if goal.decal else b""
    rows = [_write(spec, goal.out / f"{i:02d}", goal, picture) for i, spec in enumerate(made)]
    if goal.as_json:
        print_json(rows)
    for row in () if goal.as_json else rows:
        OUT.print(" ".join(str(path) for path in row.values()), soft_wrap=True)


def _write(spec: AvatarSpec, stem: Path, goal: Goal, picture: bytes) -> dict[str, Any]:
    ending = EXTENSIONS[check_format(goal.format_name)] if goal.format_name else ""
    stem.parent.mkdir(parents=True, exist_ok=True)
    paths = {"recipe": stem.with_suffix(".json")}
    write_atomic(paths["recipe"], json.dumps(spec.to_dict(), ensure_ascii=False, indent=1).encode())
    if ending:
        paths["avatar"] = stem.with_suffix(f".{ending}")
        order = Order(goal.format_name, decal=picture if spec.decal else b"")
        make(spec, studio_for(spec, goal.models), order, paths["avatar"])
    return {name: str(path) for name, path in paths.items()}
