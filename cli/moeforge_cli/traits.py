"""`moeforge traits`: everything that can be chosen."""

from typing import Annotated

import typer

from moeforge.traits.catalogue import LANGS, Catalogue, Lang, catalogue, unknown
from moeforge.understand.lexicon import color_names
from moeforge_cli import options
from moeforge_cli.show import print_json, print_table

Row = dict[str, str]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(traits)


def traits(
    trait: Annotated[str, typer.Argument(help="One trait or value alone, for example hair_style or halo.")] = "",
    lang: Annotated[str, typer.Option(help=f"Language of the names: {', '.join(LANGS)}.")] = "en",
    as_json: options.Json = False,
) -> None:
    """List the catalogue: choices, accessories, colours, sliders and the words for colours."""
    if lang not in LANGS:
        raise unknown("language", lang, dict.fromkeys(LANGS))
    found = rows(catalogue(), lang)
    shown = [row for row in found if trait in ("", row["trait"])] or [row for row in found if trait == row["value"]]
    if not shown:
        raise unknown("trait", trait, dict.fromkeys(row["trait"] for row in found))
    if as_json:
        print_json(shown)
    else:
        print_table("Traits", ("trait", "value", "name", "also"), ([r[k] for k in r] for r in shown))


def _row(trait: str, value: str, names: tuple[str, ...]) -> Row:
    return {"trait": trait, "value": value, "name": names[0], "also": ", ".join(names[1:])}


def rows(cat: Catalogue, lang: Lang) -> list[Row]:
    """One row for each thing that a wish can state."""
    choices = [_row(c.id, v.id, v.names.of(lang)) for c in cat.choices.values() for v in c.values.values()]
    worn = [_row("accessories", a.id, a.names.of(lang)) for a in cat.accessories.values()]
    colors = [_row("colors", c.id, c.names.of(lang)) for c in cat.colors.values()]
    sliders = [
        _row("sliders", s.id, (s.names.label(lang), *s.low.of(lang), *s.high.of(lang))) for s in cat.sliders.values()
    ]
    words = [_row("color_names", name, names.of(lang)) for name, names in color_names().items()]
    return [*choices, *worn, *colors, *sliders, *words]
