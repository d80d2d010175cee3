"""The generator against the painter on held-out pairs: `python benchmarks/gan_quality.py [--models DIR] [--grid PNG]`.

Conditions and identities come from a stream that training never draws. Figures are explained in docs/models.md.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from PIL import Image

from moeforge import prior
from moeforge.models.bundle import load_generator
from moeforge.models.generator import Generator
from moeforge.painter import SHEETS
from moeforge_training import quality
from moeforge_training.corpus import Order, draw
from moeforge_training.picture_grid import compose
from moeforge_training.source import U8, PainterSource

STREAM = 2
"""Neither the training stream (0) nor the one that training measures itself with (1)."""


def pictures(generator: Generator, sheet: str, count: int, other_z: bool = False) -> tuple[U8, U8]:
    """(generated, painted) for `count` held-out pairs; with `other_z` the same conditions get other identities."""
    source, order = PainterSource(), Order(sheet, count, seed=0, stream=STREAM)
    inputs = [draw(source, order, i) for i in range(count)]
    conditions = [c for c, _ in inputs]
    latents = [z for _, z in inputs]
    latents = latents[1:] + latents[:1] if other_z else latents
    batches = [slice(i, i + 16) for i in range(0, count, 16)]
    made = np.concatenate([generator.models[sheet].paint(conditions[b], latents[b]) for b in batches])
    return made, np.stack([source.paint(sheet, c, z, 128) for c, z in zip(conditions, latents, strict=True)])


def figures(generator: Generator, sheet: str, count: int) -> dict[str, float]:
    """All figures of one sheet."""
    made, painted = pictures(generator, sheet, count)
    other_made, other_painted = pictures(generator, sheet, count, other_z=True)
    identity = quality.identity_ratio((made, other_made), (painted, other_painted))
    return {**quality.measure(made, painted), "identity_ratio": identity}


def milliseconds(generator: Generator, repeats: int = 30) -> float:
    """Median time of the four sheets of an avatar with odd eyes."""
    spec = prior.complete(1)
    spec = spec.with_(colors={**spec.colors, "eye_left": "#2f8fd8", "eye_right": "#d8a020"})
    times: list[float] = []
    for _ in range(repeats):
        start = time.perf_counter()
        generator.sheets(spec)
        times.append(time.perf_counter() - start)
    return 1000.0 * float(np.median(times))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=None, help="folder of models; the bundled ones by default")
    parser.add_argument("--count", type=int, default=256, help="held-out pairs per sheet")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--grid", type=Path, default=None, help="write painter rows above generator rows here")
    options = parser.parse_args()
    start = time.perf_counter()
    generator = load_generator(options.models, options.threads)
    print(f"loaded in {1000 * (time.perf_counter() - start):.0f} ms")
    for sheet in SHEETS:
        values = figures(generator, sheet, options.count)
        print(f"{sheet:5}", "  ".join(f"{name} {value:.4f}" for name, value in values.items()))
    print(f"four sheets, {options.threads} threads: {milliseconds(generator):.1f} ms")
    if options.grid:
        rows = {sheet: pictures(generator, sheet, 8) for sheet in SHEETS}
        Image.fromarray(compose(rows)).save(options.grid, optimize=True)


if __name__ == "__main__":
    main()
