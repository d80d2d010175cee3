"""Does the generator obey, and does it vary like the painter? `python benchmarks/gan_control.py [--models DIR]`.

Independent readers (moeforge_training.metrics.attributes) are trained here on painted sheets, then read generated ones:
fidelity of every trait, what else moves when one trait is changed, distances between sets of pictures, copying, and the
error by skin tone. Figures are explained in docs/models.md. `--readers DIR` keeps the readers there, or takes them from
there: they can be trained on a GPU (`--device cuda --train-only`) and judge anywhere.
"""

import argparse
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import erf, sqrt
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors.torch import load_file, save_file

from moeforge.models.bundle import load_generator
from moeforge.models.generator import Generator
from moeforge.painter import FREEDOM, SHEETS, paint
from moeforge.painter.colors import rgb, to_oklab
from moeforge.painter.conditions import CONDITION_SIZE, encode
from moeforge.painter.iris_design import DESIGNS
from moeforge.painter.whole import whole
from moeforge.prior import LATENT
from moeforge.traits.catalogue import catalogue
from moeforge_training import quality
from moeforge_training.corpus import HELD_OUT, TRAIN, Order, draw, prepare
from moeforge_training.metrics.attributes import SIDE, Examples, Reader, learn, locality, r2, read
from moeforge_training.metrics.copying import copying
from moeforge_training.metrics.features import SEEDS, RandomPatches
from moeforge_training.metrics.kid import kid
from moeforge_training.metrics.neighbours import neighbours
from moeforge_training.source import PainterSource

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]
Inputs = Sequence[tuple[F32, F32]]
Features = NDArray[np.float64]
SOURCE = PainterSource()
READERS, JUDGED, OTHER_REAL = 20, 21, 22
"""Streams: what readers learn from, what is judged, and further real pictures for the floor."""
LEGIBLE = 0.95
"""R2 that a reader must reach on painted pictures for its reading to count."""


def inputs(sheet: str, count: int, stream: int) -> Inputs:
    """Conditions and identities of a stream."""
    return [draw(SOURCE, Order(sheet, count, stream=stream), i) for i in range(count)]


def painted(sheet: str, told: Inputs, size: int = 128) -> U8:
    """The painter's pictures."""
    return np.stack([paint(sheet, c, z, size) for c, z in told])


def generated(generator: Generator, sheet: str, told: Inputs, batch: int = 16) -> U8:
    """The generator's pictures at its own size."""
    parts = [told[i : i + batch] for i in range(0, len(told), batch)]
    return np.concatenate([generator.models[sheet].paint([c for c, _ in p], [z for _, z in p]) for p in parts])


def labels(sheet: str, told: Inputs) -> tuple[F32, tuple[str, ...]]:
    """The numbers behind pictures, each in [-1, 1]: condition, then every free parameter."""
    names = tuple(FREEDOM[sheet])
    rows = [np.concatenate([c, [erf(float(v) / sqrt(2.0)) for v in z[: len(names)]]]) for c, z in told]
    return np.array(rows, np.float32), (*(f"condition {i}" for i in range(CONDITION_SIZE[sheet])), *names)


@dataclass(frozen=True, slots=True)
class Schooling:
    """How readers are trained, or where trained ones lie."""

    examples: int  # painted pictures that each learns from
    epochs: int
    device: torch.device
    workers: int  # processes that paint
    folder: Path | None  # kept there, or taken from there
    bf16: bool = False  # they learn in bfloat16

    def reader(self, sheet: str) -> Reader:
        """A reader of the numbers of one sheet, on the CPU or GPU that trains it."""
        with tempfile.TemporaryDirectory() as cache:

            def examples() -> Examples:
                order = Order(sheet, self.examples, SIDE, stream=READERS)
                corpus = prepare(SOURCE, order, Path(cache), self.workers, lambda _: None)
                told = list(zip(corpus.conditions, corpus.latents, strict=True))
                return Examples(corpus.pictures(range(len(corpus))), *labels(sheet, told))

            return self.taught(sheet, CONDITION_SIZE[sheet] + len(FREEDOM[sheet]), examples)

    def taught(self, name: str, targets: int, examples: Callable[[], Examples]) -> Reader:
        """The reader of that name from the folder, else one that learns from `examples` and is kept there."""
        path = self.folder / f"{name}.safetensors" if self.folder else None
        if path is not None and path.exists():
            known = Reader(targets)
            known.load_state_dict(load_file(path))
            return known.to(self.device).eval()
        made = learn(examples(), self.epochs, device=self.device, bf16=self.bf16)
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            save_file({n: t.cpu().contiguous() for n, t in made.state_dict().items()}, path)
        return made


def fidelity(generator: Generator, sheet: str, count: int, judge: Reader) -> dict[str, object]:
    """R2 of what can be read at all, and the colour error."""
    told = inputs(sheet, count, JUDGED)
    wanted, names = labels(sheet, told)
    real, made = painted(sheet, told), generated(generator, sheet, told)
    on_real, on_made = r2(read(judge, real), wanted), r2(read(judge, made), wanted)
    legible = [i for i, value in enumerate(on_real) if value >= LEGIBLE]
    known = {"reader": judge.digest, "traits": len(names), "legible": [names[i] for i in legible]}
    if not legible:
        return {**known, "advice": f"none is read with R2 {LEGIBLE} on painted sheets: more --examples or --epochs"}
    return {
        **known,
        "r2_painted": round(float(on_real[legible].mean()), 4),
        "r2_generated": round(float(on_made[legible].mean()), 4),
        "r2_generated_least": {
            names[i]: round(float(on_made[i]), 4) for i in sorted(legible, key=lambda i: on_made[i])[:6]
        },
        "color_error": round(float(quality.color_error(_small(made), _small(real)).mean()), 4),
    }


def _small(pictures: U8) -> U8:
    """Averaged down to 64 texels."""
    factor = pictures.shape[1] // 64
    n, s = len(pictures), 64
    return np.rint(pictures.reshape(n, s, factor, s, factor, 3).mean((2, 4))).astype(np.uint8)


def edits(generator: Generator, sheet: str, judge: Reader, legible: Sequence[str], count: int) -> dict[str, object]:
    """One free parameter moved from one end to the other: what else does the reader see move?

    A reader confuses numbers a little, so it sees some movement in painted sheets, too: `excess` is the generated
    sheets' movement less the painted ones', pair by pair.
    """
    told = inputs(sheet, count, JUDGED)
    _, names = labels(sheet, told)
    free = [n for n in legible if n in FREEDOM[sheet]]
    columns = [names.index(n) for n in legible]

    def moved(paint_all: Callable[[Inputs], U8], name: str, to: float) -> NDArray[np.float64]:
        at = list(FREEDOM[sheet]).index(name)
        changed = [(c, np.where(np.arange(LATENT) == at, np.float32(to), z)) for c, z in told]
        return read(judge, paint_all(changed))[:, columns]

    def shares(paint_all: Callable[[Inputs], U8]) -> Features:
        low, high = (np.stack([moved(paint_all, n, to) for n in free]) for to in (-1.3, 1.3))
        return locality(low, high, [legible.index(n) for n in free], np.full(len(legible), 2.0))

    real = shares(lambda t: painted(sheet, t, 64))
    made = shares(lambda t: generated(generator, sheet, t))
    kinds = {"painted": real, "generated": made, "excess": made - real}
    return {kind: _others(share, free, legible) for kind, share in kinds.items()}


def _others(share: Features, moved: Sequence[str], seen: Sequence[str]) -> dict[str, object]:
    """Mean and most of what moves the other numbers, and which three pairs most do."""
    own = np.array([[m == s for s in seen] for m in moved])
    at = np.argwhere(~own)[np.argsort(-share[~own])[:3]]
    pairs = {f"{moved[i]} -> {seen[j]}": round(float(share[i, j]), 4) for i, j in at}
    return {"mean": round(float(share[~own].mean()), 4), "most": round(float(share[~own].max()), 4), "pairs": pairs}


def marked(told: Inputs, sheets: U8) -> U8:
    """Irises with their marks, the designs by turns."""
    names, rows = list(DESIGNS), enumerate(zip(told, sheets, strict=True))
    return np.stack([whole("iris", s, c, z, DESIGNS[names[i % len(names)]]) for i, ((c, z), s) in rows])


def designs_reader(school: Schooling, count: int) -> Reader:
    """A reader of iris designs."""
    names = tuple(DESIGNS)

    def examples() -> Examples:
        told = inputs("iris", count, READERS)
        hot = np.array([np.eye(len(names))[i % len(names)] for i in range(count)], np.float32)
        return Examples(marked(told, painted("iris", told, SIDE)), hot, names)

    return school.taught("designs", len(names), examples)


def designs(generator: Generator, count: int, judge: Reader) -> dict[str, object]:
    """Accuracy of the iris designs, read by a reader of whole irises."""
    judged, wanted = inputs("iris", count, JUDGED), np.arange(count) % len(DESIGNS)
    right = {
        "painted": read(judge, marked(judged, painted("iris", judged))).argmax(1) == wanted,
        "generated": read(judge, marked(judged, generated(generator, "iris", judged))).argmax(1) == wanted,
    }
    return {kind: round(float(hits.mean()), 4) for kind, hits in right.items()}


def sets(generator: Generator, sheet: str, count: int) -> dict[str, object]:
    """KID, density and coverage in random patch features; real against real beside; the copying test."""
    streams = (JUDGED, OTHER_REAL, HELD_OUT, TRAIN)
    told = [inputs(sheet, 2 * count if s == TRAIN else count, s) for s in streams]
    pictures = [generated(generator, sheet, told[0]), *(painted(sheet, t) for t in told[1:])]
    rows = [_compared(*(RandomPatches(seed).of(p) for p in pictures)) for seed in SEEDS]
    return {name: round(float(np.mean([row[name] for row in rows])), 4) for name in rows[0]}


def _compared(made: Features, real: Features, floor: Features, train: Features) -> dict[str, float]:
    """Figures of one feature net."""
    near, far = neighbours(made, real), neighbours(floor, real)
    return {
        "kid": kid(made, real).mean,
        "kid_floor": kid(floor, real).mean,
        "density": near.density,
        "density_floor": far.density,
        "coverage": near.coverage,
        "coverage_floor": far.coverage,
        "copying_z": copying(made, floor, train).z,
    }


def tones(generator: Generator, each: int) -> dict[str, object]:
    """Error by skin tone: mean absolute error of 255 and colour error of the skin sheet, over the ten tones."""
    table: dict[str, tuple[float, float]] = {}
    for tone, _ in catalogue().colors["skin"].prior:
        told = [(np.append(encode(rgb(tone)), c[3:]).astype(np.float32), z) for c, z in inputs("skin", each, JUDGED)]
        made = generated(generator, "skin", told)
        real = painted("skin", told, made.shape[1])
        gap = np.linalg.norm(to_oklab(made / 255.0).mean((1, 2)) - to_oklab(real / 255.0).mean((1, 2)), axis=1)
        table[tone] = (round(quality.l1(made, real), 2), round(float(gap.mean()), 4))
    errors = np.array(list(table.values()))
    return {
        "l1 and colour error": table,
        "worst over mean": [round(float(v), 2) for v in errors.max(0) / errors.mean(0)],
    }


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=None, help="folder of models; the bundled ones by default")
    parser.add_argument("--sheets", nargs="+", default=list(SHEETS))
    parser.add_argument("--count", type=int, default=512, help="judged pictures per sheet")
    parser.add_argument("--examples", type=int, default=6144, help="painted pictures that a reader learns from")
    parser.add_argument("--epochs", type=int, default=24)
    parser.add_argument("--device", default="cpu", help="where readers learn and read")
    parser.add_argument(
        "--bf16", action="store_true", help="readers learn in bfloat16: faster on GPUs and CPUs that know it"
    )
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2, help="processes that paint what readers learn from")
    parser.add_argument("--readers", type=Path, default=None, help="folder that keeps the readers")
    parser.add_argument("--train-only", action="store_true", help="train the readers of --readers, judge nothing")
    return parser.parse_args()


def main() -> None:
    options = _options()
    torch.set_num_threads(options.threads)
    device = torch.device(options.device)
    school = Schooling(options.examples, options.epochs, device, options.workers, options.readers, options.bf16)
    readers = {sheet: school.reader(sheet) for sheet in options.sheets}
    irises = designs_reader(school, 2 * options.count) if "iris" in options.sheets else None
    if options.train_only:
        return
    generator = load_generator(options.models, options.threads)
    for sheet, judge in readers.items():
        found = fidelity(generator, sheet, options.count, judge)
        print(sheet, json.dumps(found), flush=True)
        if not found["legible"]:
            continue
        print(sheet, "edits", json.dumps(edits(generator, sheet, judge, list(found["legible"]), 32)))  # type: ignore[call-overload]
        print(sheet, "sets", json.dumps(sets(generator, sheet, options.count)), flush=True)
    if irises is not None:
        print("designs", json.dumps(designs(generator, options.count, irises)))
    if "skin" in options.sheets:
        print("tones", json.dumps(tones(generator, 24)))


if __name__ == "__main__":
    main()
