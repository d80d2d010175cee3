"""Options that several commands share, each said once."""

from pathlib import Path
from typing import Annotated

import typer

from moeforge.errors import BadSpecError
from moeforge.licences import LICENCES
from moeforge.terms import check_seed


def _seed(text: str) -> int:
    """A seed as it was typed; BadSpecError names it."""
    try:
        return check_seed("seed", int(text))
    except ValueError as error:
        raise BadSpecError(
            f"seed is {text[:32]!r}; a seed is a whole number (`moeforge batch --seeds 1-5` takes a range)",
            field="seed",
        ) from error


Prompt = Annotated[
    list[str] | None,
    typer.Argument(help='A sentence in English, Chinese or Japanese: "pink twintails, blue eyes".', metavar="PROMPT"),
]
Seed = Annotated[
    int | None,
    typer.Option(help="The identity; the same seed and words give the same avatar.", parser=_seed, metavar="<int>"),
]
SpecFile = Annotated[Path | None, typer.Option("--spec", help="A JSON file with a full or partial spec (a recipe).")]
Format = Annotated[str, typer.Option("--format", "-f", help="vrm (1.0), vrm0, glb, png or sheet.")]
Title = Annotated[str, typer.Option(help="The avatar's name in its metadata.")]
Author = Annotated[str, typer.Option(help="The author in its metadata.")]
LicenceId = Annotated[str, typer.Option("--licence", "--license", help=f"One of {', '.join(LICENCES)}.")]
Source = Annotated[str, typer.Option(help="What paints the textures: gan or painter.")]
Models = Annotated[
    Path | None, typer.Option(help="Folder of model files instead of the bundled ones.", envvar="MOEFORGE_MODELS")
]
Model = Annotated[str, typer.Option(help="A pack of models: an installed one (`moeforge models`) or a pack's folder.")]
Decal = Annotated[Path | None, typer.Option(help="A picture file for the top, chest or back.")]
Portrait = Annotated[
    Path | None,
    typer.Option("--picture", help="A photo or drawing that the avatar shall look like; words win."),
]
Face = Annotated[str, typer.Option("--face-box", help="Where the picture's face is: X0,Y0,X1,Y1 in pixels.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")]
