"""`... aim --out DIR`: the generators of a folder with mappings that lead nearer to what is asked; see `aim`."""

import argparse
import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from moeforge.models.card import ModelCard, read_card, write_card
from moeforge.painter import SHEETS
from moeforge.painter.whole import asked
from moeforge_training import aim, export_onnx, gan, quality, sampling, warm
from moeforge_training.corpus import HELD_OUT, Order, draw
from moeforge_training.networks import Generator, Shape
from moeforge_training.progress import bar
from moeforge_training.source import PainterSource


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    usual = aim.Effort()
    parser.add_argument("--models", type=Path, default=warm.BUNDLED, help="folder of exported generators")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--sheets", nargs="+", default=list(SHEETS), choices=SHEETS)
    parser.add_argument(
        "--pairs",
        type=int,
        default=usual.pairs,
        help="pictures that are measured; 0: only numbers that no sheet shows are taken out",
    )
    parser.add_argument("--lessons", type=int, default=usual.lessons, help="inputs that the mapping learns from")
    parser.add_argument("--steps", type=int, default=usual.steps, help="of the mapping's learning")
    parser.add_argument("--seed", type=int, default=usual.seed, help="of what is measured; another for a second round")
    parser.add_argument("--held-out", type=int, default=128, help="pairs that tell how good the net is then")
    parser.add_argument("--threads", type=int, default=2)


def run(options: argparse.Namespace) -> str:
    """Aim every sheet; a line for each."""
    torch.set_num_threads(options.threads)
    options.out.mkdir(parents=True, exist_ok=True)
    return "\n".join(_sheet(sheet, options) for sheet in options.sheets)


def _sheet(sheet: str, options: argparse.Namespace) -> str:
    source, card = PainterSource(), read_card(options.models / f"{sheet}.json")
    generator = _opened(source, sheet, options.models)
    effort = aim.Effort(options.pairs, options.lessons, options.steps, options.seed)
    before = _measured(generator, source, sheet, options.held_out)
    with bar() as progress:
        told = aim.aim(generator, source, sheet, effort, progress)
    figures = _measured(generator, source, sheet, options.held_out)
    data, difference = export_onnx.written(generator, options.out / card.file)
    write_card(_card(card, data, effort, {**figures, "onnx_difference": difference}), options.out / f"{sheet}.json")
    return f"{sheet}: {told}; PSNR {before['psnr']:.2f} -> {figures['psnr']:.2f} dB"


def _opened(source: PainterSource, sheet: str, folder: Path) -> Generator:
    usual = gan.GanConfig(out=Path())
    sizes = source.condition_size[sheet], source.painted[sheet]
    shape = Shape(*sizes, usual.channels[sheet], skip=sheet in usual.skip, head=usual.head.get(sheet, 2))
    generator = Generator(shape)
    generator.load_state_dict(warm.weights(generator, folder, sheet))
    return generator.eval()


@torch.no_grad()
def _measured(generator: Generator, source: PainterSource, sheet: str, count: int) -> dict[str, float]:
    pairs = [draw(source, Order(sheet, count, stream=HELD_OUT), i) for i in range(count)]
    told = [[torch.from_numpy(part)[None] for part in asked(sheet, *pair)] for pair in pairs]
    made = np.concatenate([sampling.to_pixels(generator(*inputs)) for inputs in told])
    return quality.measure(made, np.stack([source.paint(sheet, *pair, generator.shape.size) for pair in pairs]))


def _card(card: ModelCard, data: bytes, effort: aim.Effort, metrics: dict[str, float]) -> ModelCard:
    numbers = f"--pairs {effort.pairs} --lessons {effort.lessons} --steps {effort.steps} --seed {effort.seed}"
    return replace(
        card,
        sha256=hashlib.sha256(data).hexdigest(),
        command=f"{card.command}; python -m moeforge_training aim --sheets {card.sheet} {numbers}",
        metrics={name: round(value, 5) for name, value in metrics.items()},
    )
