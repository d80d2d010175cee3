"""Options of the file that is made, which `generate` and `batch` share; apart from the others, which load quickly."""

from pathlib import Path
from typing import Annotated, get_args

import typer

from moeforge.template.head.expression_sets import POSE_SETS, poses_of
from moeforge.template.lod import LODS
from moeforge_exporters.options import MorphStorage, TextureFormat
from moeforge_exporters.targets import TARGETS

Output = Annotated[
    Path | None,
    typer.Option("--output", "--out", "-o", help="File to write (its ending names the format), or a folder."),
]
Target = Annotated[str, typer.Option(help=f"Fit a destination's limits: {', '.join(TARGETS)}.")]
Lod = Annotated[str, typer.Option(help=f"Detail, at most: {', '.join(LODS)}; targets may need less.")]
Morphs = Annotated[
    str, typer.Option(help=f"How morphs are stored: {', '.join(get_args(MorphStorage))}; a target decides it itself.")
]
Textures = Annotated[
    str, typer.Option(help=f"Image files inside: {', '.join(get_args(TextureFormat))}; a target decides it itself.")
]
Expressions = Annotated[str, typer.Option(help=f"Expression sets, comma-separated: {', '.join(POSE_SETS)}.")]


def expression_sets(text: str) -> tuple[str, ...]:
    """The sets of a list with commas; UnknownTraitError names one that there is not."""
    sets = tuple(part.strip().lower() for part in text.split(","))
    poses_of(sets)
    return sets
