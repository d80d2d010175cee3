"""`moeforge animate`: the poses and motions as VRM animations (.vrma) for any VRM figure."""

from pathlib import Path
from typing import Annotated

import typer

from moeforge.errors import NotFoundError
from moeforge.rig.motions import clip, motions
from moeforge.rig.poses import poses
from moeforge.rig.rest import reference_rest
from moeforge_cli import options
from moeforge_cli.show import OUT, print_json, print_table
from moeforge_exporters.files import write_atomic
from moeforge_exporters.vrma import to_vrma


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(animate)


def animate(
    name: Annotated[str, typer.Argument(help="A pose or motion; without it, the list.")] = "",
    output: Annotated[
        Path | None, typer.Option("--output", "--out", "-o", help="File to write, by default NAME.vrma.")
    ] = None,
    as_json: options.Json = False,
) -> None:
    """Write a pose or motion as a VRM animation."""
    if not name:
        return _list(as_json)
    known = (*motions(), *poses())
    if name not in known:
        raise NotFoundError(f"no motion or pose {name!r}; there are {', '.join(known)}", field="name")
    path = output or Path(f"{name}.vrma")
    data = to_vrma(reference_rest(), clip(name))
    write_atomic(path, data)
    if as_json:
        return print_json({"path": str(path), "bytes": len(data)})
    return OUT.print(f"{path}: {len(data)} bytes")


def _list(as_json: bool) -> None:
    kinds = {"motion": motions(), "pose": poses()}
    rows = [
        {"kind": kind, "name": name, **{lang: item.names[lang] for lang in ("en", "zh", "ja")}}
        for kind, table in kinds.items()
        for name, item in table.items()
    ]
    if as_json:
        print_json(rows)
    else:
        print_table("Poses and motions", ("kind", "name", "en", "zh", "ja"), (list(r.values()) for r in rows))
