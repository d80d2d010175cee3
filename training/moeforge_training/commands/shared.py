"""What every training run may be told, and what it says at its end."""

import argparse
from dataclasses import fields
from pathlib import Path
from typing import Any, TypeVar

from moeforge_training.encoder.train import EncoderConfig
from moeforge_training.encoder.trainer import Recipe as EncoderRecipe
from moeforge_training.events import Result
from moeforge_training.gan import GanConfig, Recipe
from moeforge_training.sr import train as sr
from moeforge_training.style import train as style
from moeforge_training.style.trainer import Recipe as StyleRecipe

R = TypeVar("R", Recipe, sr.Recipe, StyleRecipe, EncoderRecipe)


Config = GanConfig | sr.SrConfig | style.StyleConfig | EncoderConfig


def arguments(parser: argparse.ArgumentParser, usual: Config) -> None:
    """Add the flags that all runs share, with this run's defaults."""
    recipe = usual.recipe
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


def recipe_of(kind: type[R], options: argparse.Namespace) -> R:
    """Every field of the recipe that is an option of the command, under its own name."""
    return kind(**{f.name: getattr(options, f.name) for f in fields(kind) if hasattr(options, f.name)})


def usual(options: argparse.Namespace) -> dict[str, Any]:
    """The fields of a run's configuration that all runs share, as `arguments` named them."""
    names = ("out", "minutes", "steps", "corpus", "device", "threads", "workers", "save_every", "resume")
    return {name: getattr(options, name) for name in names}


def ended(result: Result) -> str:
    """How a run ended, in words."""
    state = "finished" if result.finished else "stopped; the same command continues"
    return f"{state} after {result.steps} steps: {result.checkpoint}"
