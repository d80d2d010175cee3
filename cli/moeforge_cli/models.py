"""`moeforge models`: list, verify, install, choose and remove packs of models."""

from pathlib import Path
from typing import Annotated

import typer

from moeforge.models.card import ModelCard
from moeforge.models.pack import verify
from moeforge_cli import options, packs
from moeforge_cli.packs import Found
from moeforge_cli.show import ERR, OUT, print_json, print_table

Name = Annotated[str, typer.Argument(help="An installed pack's name, or a pack's folder.")]

app = typer.Typer(help="Packs of models: your own style or somebody's.", invoke_without_command=True)


def register(main: typer.Typer) -> None:
    """Add the command and its sub-commands."""
    main.add_typer(app, name="models")


@app.callback()
def overview(context: typer.Context, as_json: options.Json = False) -> None:
    """List the installed packs (without a sub-command)."""
    if context.invoked_subcommand:
        return
    listed = packs.installed()
    rows = [_row(found) for found in listed if isinstance(found, Found)]
    if as_json:
        print_json([dict(zip(_COLUMNS, row, strict=True)) for row in rows])
    else:
        print_table(f"Packs in {packs.home()}", _COLUMNS, rows)
        if not listed:
            ERR.print("none yet: `moeforge models install FOLDER` adds one", markup=False)
    for reason in (found for found in listed if isinstance(found, str)):
        ERR.print(reason, markup=False)


_COLUMNS = ("name", "kind", "selected", "licence", "credit", "about")


def _row(found: Found) -> tuple[str, ...]:
    pack = found.pack
    chosen = "yes" if packs.selected() == found.folder.resolve() else ""
    return pack.name, pack.kind, chosen, pack.licence, pack.credit, pack.about


@app.command("verify")
def verify_pack(name: Name, as_json: options.Json = False) -> None:
    """Compare every file with its card: hash, shapes, and whether it runs."""
    found = packs.find(name)
    cards = verify(found.folder)
    if as_json:
        print_json([_facts(card) for card in cards])
    else:
        rows = [tuple(_facts(card).values()) for card in cards]
        print_table(f"{found.pack.name} ({found.pack.kind}) is whole", tuple(_facts(cards[0])), rows)


def _facts(card: ModelCard) -> dict[str, str]:
    return {
        "model": card.name, "sha256": card.sha256[:16], "licence": card.licence, "training data": card.training_data,
    }  # fmt: skip


@app.command()
def install(
    source: Annotated[Path, typer.Argument(help="A pack's folder or .zip.")],
    replace: Annotated[bool, typer.Option("--replace", help="Put it in place of a pack of that name.")] = False,
) -> None:
    """Check a pack and add it to yours; `moeforge generate --model NAME` uses it."""
    found = packs.install(source, replace=replace)
    OUT.print(f"installed {found.pack.name}: moeforge generate --model {found.pack.name} --seed 1", markup=False)


@app.command()
def select(name: Annotated[str, typer.Argument(help="An installed pack of figure textures, or: bundled.")]) -> None:
    """Paint figures with this pack from now on; `bundled` goes back."""
    found = packs.select(name)
    OUT.print(f"figures are painted by {found.pack.name if found else 'the bundled models'}", markup=False)


@app.command()
def path(name: Name) -> None:
    """Print a pack's folder; with MOEFORGE_MODELS=$(moeforge models path NAME) the server uses it too."""
    print(packs.find(name).folder)


@app.command()
def remove(name: Annotated[str, typer.Argument(help="An installed pack's name.")]) -> None:
    """Delete an installed pack."""
    OUT.print(f"removed {packs.remove(name)}", markup=False)
