"""`python -m moeforge_training gan --minutes 60 --out runs/gan`; `... sr --out runs/sr`; `... export --out DIR`."""

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from moeforge.errors import MoeforgeError
from moeforge_training import checkpoint, export_onnx
from moeforge_training.gan import GanConfig, Recipe, Result, run
from moeforge_training.progress import bar
from moeforge_training.sr import export as sr_export
from moeforge_training.sr import train as sr


def _gan(options: argparse.Namespace) -> str:
    config = GanConfig(
        out=options.out,
        sheets=tuple(options.sheets),
        minutes=options.minutes,
        steps=options.steps,
        corpus=options.corpus,
        recipe=Recipe(batch=options.batch, rate=options.rate, seed=options.seed, bf16=options.bf16),
        device=options.device,
        threads=options.threads,
        workers=options.workers,
        save_every=options.save_every,
        resume=options.resume,
    )
    with bar() as progress:
        return _ended(run(config, progress))


def _sr(options: argparse.Namespace) -> str:
    config = sr.SrConfig(
        out=options.out,
        minutes=options.minutes,
        steps=options.steps,
        shape=sr.Shape(options.width, options.blocks),
        recipe=sr.Recipe(batch=options.batch, rate=options.rate, seed=options.seed, bf16=options.bf16),
        corpus=options.corpus,
        device=options.device,
        threads=options.threads,
        workers=options.workers,
        save_every=options.save_every,
        resume=options.resume,
    )
    with bar() as progress:
        return _ended(sr.run(config, progress))


def _ended(result: Result) -> str:
    state = "finished" if result.finished else "stopped; the same command continues"
    return f"{state} after {result.steps} steps: {result.checkpoint}"


def _export(options: argparse.Namespace) -> str:
    state, _ = checkpoint.load(options.checkpoint)
    write = sr_export.export if "upscaler" in state else export_onnx.export
    cards = write(options.checkpoint, options.out)
    return "\n".join(f"{card.file} {card.sha256[:12]} {card.metrics}" for card in cards)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="moeforge_training")
    usual, recipe = GanConfig(out=Path()), Recipe()
    commands = parser.add_subparsers(dest="command", required=True)
    gan = commands.add_parser("gan", help="train the generators of all sheets; continues a run that lies in --out")
    _common(gan, usual, recipe)
    gan.add_argument("--sheets", nargs="+", default=list(usual.sheets))
    gan.add_argument("--corpus", type=int, default=usual.corpus, help="painted pairs per sheet")
    enlarge = commands.add_parser("sr", help="train the enlarging net; continues a run that lies in --out")
    sharp = sr.SrConfig(out=Path())
    _common(enlarge, sharp, sharp.recipe)
    enlarge.add_argument("--width", type=int, default=sharp.shape.width, help="channels of a block")
    enlarge.add_argument("--blocks", type=int, default=sharp.shape.blocks)
    enlarge.add_argument("--corpus", type=float, default=sharp.corpus, help="tiles, as a multiple of the usual number")
    export = commands.add_parser("export", help="checkpoint to ONNX files and model cards")
    export.add_argument("--checkpoint", type=Path, required=True)
    export.add_argument("--out", type=Path, required=True)
    return parser


def _common(parser: argparse.ArgumentParser, usual: GanConfig | sr.SrConfig, recipe: Recipe | sr.Recipe) -> None:
    """What every run may be told."""
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=usual.minutes)
    parser.add_argument("--steps", type=int, default=None, help="length in steps instead of minutes")
    parser.add_argument("--batch", type=int, default=recipe.batch)
    parser.add_argument("--rate", type=float, default=recipe.rate, help="peak learning rate")
    parser.add_argument("--seed", type=int, default=recipe.seed)
    parser.add_argument("--bf16", action="store_true", help="mixed precision: twice as fast on a GPU or avx512_bf16")
    parser.add_argument("--device", default=usual.device)
    parser.add_argument("--threads", type=int, default=usual.threads)
    parser.add_argument("--workers", type=int, default=usual.workers, help="processes that paint")
    parser.add_argument("--save-every", type=int, default=usual.save_every, help="steps between checkpoints")
    parser.add_argument("--fresh", dest="resume", action="store_false", help="ignore the run that lies in --out")


_COMMANDS: Mapping[str, Callable[[argparse.Namespace], str]] = {"gan": _gan, "sr": _sr, "export": _export}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0, or 1 with one line on stderr."""
    options = _parser().parse_args(arguments)
    try:
        print(_COMMANDS[options.command](options))  # noqa: T201 - a command line prints
    except MoeforgeError as error:
        print(f"error: {error}", file=sys.stderr)  # noqa: T201 - a command line prints
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
