"""`... gan --out DIR`: train the bundled generator of the figure's sheets."""

import argparse
from dataclasses import replace
from pathlib import Path

from moeforge.spec import share
from moeforge_training import warm
from moeforge_training.commands import shared
from moeforge_training.gan import GanConfig, Recipe
from moeforge_training.gan import run as train
from moeforge_training.progress import bar
from moeforge_training.style.folder import FolderSource, style_of

STYLED_RATE = 3e-4
"""Learning rate where the bundled generator goes on in a folder's style."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    usual, recipe = GanConfig(out=Path()), Recipe()
    shared.arguments(parser, usual)
    parser.set_defaults(rate=None)  # STYLED_RATE or the recipe's
    parser.add_argument("--sheets", nargs="+", default=list(usual.sheets))
    parser.add_argument("--corpus", type=int, default=usual.corpus, help="painted pairs per sheet")
    parser.add_argument("--edges", type=float, default=recipe.edges, help="weight of crisp edges; 16 suits 256 texels")
    parser.add_argument("--local", type=float, default=recipe.local, help="weight of soft, faint marks; 8 suits skin")
    parser.add_argument("--traits", type=float, default=recipe.traits, help="weight of a teacher that reads numbers")
    parser.add_argument("--held-out", type=int, default=usual.held_out, help="painted pairs that are only measured")
    parser.add_argument("--within", type=float, default=None, help="minutes of this session, painting and all")
    parser.add_argument("--adversarial-from", type=float, default=recipe.adversarial_from, help="fraction of the run")
    parser.add_argument("--quarters", action="store_true", help="see a quarter of the picture a step: cheaper at 256")
    start = parser.add_mutually_exclusive_group()
    start.add_argument("--from-bundled", action="store_true", help="start from the bundled weights")
    parser.add_argument("--style-folder", type=Path, default=None, help="sheets drawn as the pictures of a folder are")
    parser.add_argument("--style-strength", type=float, default=0.8, help="of the pictures' style, 0..1")
    start.add_argument("--from", dest="start", type=Path, default=None, help="start from a folder of exported models")


def run(options: argparse.Namespace) -> str:
    """Train; how it ended. In a folder's style the bundled weights are the start unless others are named."""
    source = _styled(options.style_folder, options.style_strength) if options.style_folder else None
    bundled = options.from_bundled or (source is not None and options.start is None)
    options.rate = options.rate or (STYLED_RATE if source else Recipe().rate)
    config = GanConfig(
        **shared.usual(options),
        held_out=options.held_out,
        within=options.within,
        sheets=tuple(options.sheets),
        recipe=replace(shared.recipe_of(Recipe, options), head_first=source is not None),
        start=warm.BUNDLED if bundled else options.start,
        about=source.about if source else "",
    )
    with bar() as progress:
        return shared.ended(train(config, progress, source))


def _styled(folder: Path, strength: float) -> FolderSource:
    return FolderSource(style_of(folder), share(strength, "style_strength"))
