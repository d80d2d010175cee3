"""`... corpus report` shows a corpus' balance; `... corpus paint --out DIR` paints it with labels."""

import argparse
import json
import time
from collections.abc import Sequence
from dataclasses import asdict
from itertools import islice
from pathlib import Path

import numpy as np

from moeforge_training import balance
from moeforge_training.layers import Layers, paint_all
from moeforge_training.plan import BUNDLED, STREAMS, read

CHUNK = 256


def arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's arguments to its parser."""
    parser.add_argument("what", choices=("report", "paint"))
    parser.add_argument("--file", type=Path, default=BUNDLED, help="corpus description; the bundled one by default")
    parser.add_argument("--stream", choices=tuple(STREAMS), default="train")
    parser.add_argument("--count", type=int, default=None, help="instead of the file's own number")
    parser.add_argument("--size", type=int, default=128, help="texels of a layer's side")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("corpus"), help="folder of the pictures")


def run(options: argparse.Namespace) -> str:
    """Do what the options ask; the report, or a line about what was painted."""
    plan = read(options.file)
    count = plan.count[options.stream] if options.count is None else options.count
    if options.what == "report":
        return balance.text(plan, options.stream, balance.balance(plan, options.stream, count))
    start = time.perf_counter()
    options.out.mkdir(parents=True, exist_ok=True)
    layers = paint_all(plan, options.stream, range(count), options.size, options.workers)
    for number in range(-(-count // CHUNK)):
        _write(options.out, number, list(islice(layers, CHUNK)))
    seconds = time.perf_counter() - start
    return f"{count} layered pictures of {options.size} texels in {seconds:.0f} s: {count / seconds:.0f} a second"


def _write(folder: Path, number: int, chunk: Sequence[Layers]) -> None:
    """`<number>.npz` with one array per layer, `<number>.jsonl` with a line of labels per picture."""
    arrays = {name: np.stack([row.whole[name] for row in chunk]) for name in chunk[0].whole}
    arrays |= {f"{name}_layer": np.stack([row.sheets[name] for row in chunk]) for name in chunk[0].sheets}
    arrays["marks"] = np.stack([row.marks for row in chunk])
    np.savez(folder / f"{number:05d}.npz", allow_pickle=False, **arrays)
    lines = [json.dumps(_labels(row), sort_keys=True) for row in chunk]
    (folder / f"{number:05d}.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _labels(row: Layers) -> dict[str, object]:
    labels: dict[str, object] = asdict(row.sitter)
    labels["latent"] = {sheet: [round(float(v), 5) for v in z] for sheet, (_, z) in row.inputs.items()}
    return labels | {"traits": {name: round(value, 5) for name, value in row.traits.items()}}
