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
from moeforge.painter import SHEETS, paint
from moeforge.painter.drawings import DRAWINGS
from moeforge.painter.iris_design import DESIGNS
from moeforge.painter.whole import whole
from moeforge.prior import LATENT
from moeforge_training import quality
from moeforge_training.corpus import Order, draw
from moeforge_training.picture_grid import compose
from moeforge_training.source import F32, U8, PainterSource

STREAM = 2
"""Neither the training stream (0) nor the one that training measures itself with (1)."""


def pictures(generator: Generator, sheet: str, count: int, hand: str, other_z: bool = False) -> tuple[U8, U8]:
    """(generated, painted) for `count` held-out pairs; with `other_z` the same conditions get other identities.

    `sheet` may be "whole iris" and so on: with the crisp marks on both, the classic design's. `hand`: a drawing
    style, or "all".
    """
    name = sheet.removeprefix("whole ")
    conditions, latents = inputs(name, count, hand)
    latents = latents[1:] + latents[:1] if other_z else latents
    batches = [slice(i, i + 16) for i in range(0, count, 16)]
    made = np.concatenate([generator.models[name].paint(conditions[b], latents[b]) for b in batches])
    told = list(zip(conditions, latents, strict=True))
    real = np.stack([paint(name, c, z, made.shape[1]) for c, z in told])
    if name == sheet:
        return made, real
    return _marked(name, made, told), _marked(name, real, told)


def _marked(sheet: str, pictures: U8, told: list[tuple[F32, F32]]) -> U8:
    rows = zip(pictures, told, strict=True)
    return np.stack([whole(sheet, picture, c, z, DESIGNS["classic"]) for picture, (c, z) in rows])


def inputs(sheet: str, count: int, hand: str) -> tuple[list[F32], list[F32]]:
    """Held-out conditions and identities in one drawing style, or in the corpus' mix of all."""
    source, order = PainterSource(), Order(sheet, count, seed=0, stream=STREAM)
    if hand == "all":
        drawn = [draw(source, order, i) for i in range(count)]
        return [c for c, _ in drawn], [z for _, z in drawn]
    rng = np.random.default_rng([STREAM, len(sheet)])
    conditions = [source.sample(sheet, rng).astype(np.float32) for _ in range(count)]
    return conditions, [DRAWINGS[hand].shape(sheet, rng.standard_normal(LATENT).astype(np.float32)) for _ in conditions]


def figures(generator: Generator, sheet: str, count: int, hand: str) -> dict[str, float]:
    """All figures of one sheet."""
    made, painted = pictures(generator, sheet, count, hand)
    other_made, other_painted = pictures(generator, sheet, count, hand, other_z=True)
    identity = quality.identity_ratio((made, other_made), (painted, other_painted))
    return {**quality.measure(made, painted), "identity_ratio": identity}


def enlarged(pair: tuple[U8, U8], side: int = 256) -> tuple[U8, U8]:
    """Both at one size, for the grid."""
    times = side // pair[0].shape[1]
    made, real = (p.repeat(times, 1).repeat(times, 2) for p in pair)
    return made, real


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
    parser.add_argument("--hand", default="classic", help="drawing style, or all: the corpus' mix")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--grid", type=Path, default=None, help="write painter rows above generator rows here")
    options = parser.parse_args()
    start = time.perf_counter()
    generator = load_generator(options.models, options.threads)
    print(f"loaded in {1000 * (time.perf_counter() - start):.0f} ms")
    for sheet in (*SHEETS, *(f"whole {sheet}" for sheet in SHEETS)):
        values = figures(generator, sheet, options.count, options.hand)
        print(f"{sheet:10}", "  ".join(f"{name} {value:.4f}" for name, value in values.items()))
    print(f"four sheets, {options.threads} threads: {milliseconds(generator):.1f} ms")
    if options.grid:
        shown = [f"whole {sheet}" for sheet in SHEETS]
        rows = {sheet: enlarged(pictures(generator, sheet, 8, options.hand)) for sheet in shown}
        grid = Image.fromarray(compose(rows))
        grid.resize((grid.width // 2, grid.height // 2), Image.Resampling.LANCZOS).save(options.grid, optimize=True)


if __name__ == "__main__":
    main()
