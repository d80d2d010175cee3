"""`... int8 --out DIR`: the generators of a folder as int8 with cards; a net that would look different stays fp32."""

import argparse
import hashlib
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from moeforge.models.bundle import open_sheet
from moeforge.models.card import ModelCard, read_card, read_model, write_card
from moeforge.models.generator import SheetModel
from moeforge.painter import SHEETS
from moeforge_training import warm
from moeforge_training.corpus import Order, draw
from moeforge_training.int8 import GATE, Feed, quantised
from moeforge_training.source import F32, U8, PainterSource
from moeforge_training.sr.measure import ssim

CALIBRATION, JUDGED = 4, 5
"""Streams of pairs that no training draws."""
KEPT = ("head", "low", "place")
"""Convolutions that stay fp32: those that write colours, and the folded coordinates."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    parser.add_argument("--models", type=Path, default=warm.BUNDLED, help="folder of exported generators")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--count", type=int, default=48, help="pictures that are compared")


def run(options: argparse.Namespace) -> str:
    """Quantise every sheet; a line for each: likeness, speed, size."""
    options.out.mkdir(parents=True, exist_ok=True)
    return "\n".join(_sheet(sheet, options.models, options.out, options.count) for sheet in SHEETS)


def _sheet(sheet: str, models: Path, out: Path, count: int) -> str:
    card = read_card(models / f"{sheet}.json")
    plain = read_model(card, models)
    data = quantised(plain, [_feed(pair) for pair in _pairs(sheet, 64, CALIBRATION)], KEPT)
    made = replace(card, sha256=hashlib.sha256(data).hexdigest(), metrics=dict(card.metrics))
    nets = SheetModel.open(card, plain, 2), SheetModel.open(made, data, 2)
    pairs = _pairs(sheet, count, JUDGED)
    likeness = float(np.mean([ssim(*(_painted(net, pair) for net in nets)) for pair in pairs]))
    before, after = _milliseconds(nets, pairs[0])
    if likeness >= GATE:
        _write(replace(made, metrics={**card.metrics, "int8_ssim": round(likeness, 5)}), data, out)
    else:
        _write(card, plain, out)
    open_sheet(out, sheet, 1)
    verdict = "int8" if likeness >= GATE else "stays fp32"
    return f"{sheet}: SSIM {likeness:.4f}, {before:.1f} -> {after:.1f} ms, {len(data) / 1e6:.1f} MB: {verdict}"


def _write(card: ModelCard, data: bytes, out: Path) -> None:
    (out / card.file).write_bytes(data)
    write_card(card, out / f"{card.sheet}.json")


def _pairs(sheet: str, count: int, stream: int) -> Sequence[tuple[F32, F32]]:
    source = PainterSource()
    return [draw(source, Order(sheet, count, stream=stream), index) for index in range(count)]


def _feed(pair: tuple[F32, F32]) -> Feed:
    return {"condition": pair[0][None], "z": pair[1][None]}


def _painted(net: SheetModel, pair: tuple[F32, F32]) -> U8:
    return net.paint([pair[0]], [pair[1]])[0]


def _milliseconds(nets: Sequence[SheetModel], pair: tuple[F32, F32], repeats: int = 40) -> tuple[float, ...]:
    """Least time of one picture by net; the nets take turns, so that other work on the machine hits both."""
    rounds = [[_timed(lambda n=net: _painted(n, pair)) for net in nets] for _ in range(repeats)]
    return tuple(1000.0 * float(t) for t in np.min(rounds, axis=0))


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
