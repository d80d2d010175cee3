"""How near a restyled texture comes to the painter's own drawing in that style, for styles that were never trained on.

    python benchmarks/style_truth.py --count 96 --models FOLDER

Each texture is restyled by a picture of another sitter or a random drawing in the style; the truth is the same texture
drawn by the painter. The rivals get the picture in the texture's own colours (mean and spread), for palettes are not
what is asked. Columns, means over triples: PSNR in dB; missing: what of the style's detail (luma less its ground) is
missing, 1 where nothing is done, above 1 where it is worse than nothing; features: distance in random features x 100;
ms: processor time.
"""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from time import process_time

import numpy as np
import torch
from numpy.typing import NDArray
from style_features import adain, tensor

from moeforge.models.bundle import find_stylist, load_stylist
from moeforge.models.stylist import Stylist
from moeforge.painter.carriers import SIDE, Ground
from moeforge.painter.colors import from_oklab, to_oklab
from moeforge.painter.finish import COLORS, Finish, planes, shared
from moeforge.style.marks import mark
from moeforge.style.picture import style_from_picture
from moeforge.style.recolor import pixels_of
from moeforge.style.refine import change_of, finish_of
from moeforge.style.restyle import BRUSH
from moeforge.style.views import SIDES, view
from moeforge.textures.atlas import IMAGES
from moeforge_training.corpus import HELD_OUT, Order, draw
from moeforge_training.losses import RandomFeatures
from moeforge_training.style.losses import detail
from moeforge_training.style.triples import FINISHED_AS, SHEET, TripleSource, cells, kind_of

U8 = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Triple:
    """A texture, a picture in a style, and the truth; (SIDE, SIDE, 3) each."""

    kind: str
    texture: U8
    style: U8
    truth: U8
    finish: Finish  # that the truth wears


def triples(count: int) -> list[Triple]:
    """The first `count` held-out triples that have a truth."""
    source, found = TripleSource(), list[Triple]()
    order, index = Order(SHEET, count, 256, stream=HELD_OUT), 0
    while len(found) < count:
        condition, z = draw(source, order, index)
        index += 1
        if (kind := kind_of(condition)) != "canvas":
            made = source.paint(SHEET, condition, z, order.size)
            finish = source.style_of(condition).finish
            found.append(Triple(kind, made[..., :3], made[..., 3:6], made[..., 6:9], finish))
    return found


def recolored(triple: Triple) -> U8:
    """The style picture with the texture's mean and spread in OKLab."""
    own, other = (to_oklab(p / 255).reshape(-1, 3) for p in (triple.texture, triple.style))
    moved = (other - other.mean(0)) * (own.std(0) / np.maximum(other.std(0), 1e-3)) + own.mean(0)
    return np.rint(255 * from_oklab(moved)).astype(np.uint8).reshape(triple.style.shape)


def identity(triple: Triple) -> U8:
    """Nothing done."""
    return triple.texture


def histogram(triple: Triple) -> U8:
    """Each channel's distribution matched exactly."""
    style, out = recolored(triple), np.zeros_like(triple.texture)
    for i in range(3):
        own = triple.texture[..., i]
        ranks = np.searchsorted(np.sort(own.ravel()), np.arange(256), side="right") / own.size
        out[..., i] = np.quantile(style[..., i], np.clip(ranks, 0, 1)).astype(np.uint8)[own]
    return out


def random_adain(triple: Triple) -> U8:
    """AdaIN on random features."""
    return adain({"texture": triple.texture}, {"texture": 1.0}, recolored(triple))["texture"]


def filters(triple: Triple) -> U8:
    """The exact filters' strokes, as rough as the picture: what styles have without the net."""
    params = style_from_picture(triple.style)
    width, height = IMAGES[triple.kind]
    grey = np.full((height, width), 0x808080, np.uint32)
    mark(grey, triple.kind, f"brush{params.scale}", params.texture / 255 * BRUSH)
    levels = view(triple.kind, pixels_of(grey, np.zeros((height, width, 3), np.uint8)))[:SIDE, :SIDE].astype(int) - 128
    return np.clip(triple.texture + levels, 0, 255).astype(np.uint8)


def drawn(triple: Triple, finish: Finish) -> U8:
    """The figure's own filters, each cell by itself; all parts of a body hold the same cells."""
    change, finish = np.zeros(triple.texture.shape, np.float32), shared(FINISHED_AS.get(triple.kind, "iris"), finish)
    for span in cells(triple.kind, 0):
        place = span.rows, span.columns
        ground = Ground(SIDE, y=span.rows.start, x=span.columns.start)
        change[place] = np.dstack([*change_of(planes(triple.texture[place]), finish, ground)])
    return np.clip(np.rint(triple.texture + change), 0, 255).astype(np.uint8)


def told(triple: Triple) -> U8:
    """The filters at the strengths that the truth was drawn with: the best that any reader could do."""
    return drawn(triple, replace(triple.finish, **dict.fromkeys(COLORS, 0.0)))


def learned(stylist: Stylist) -> Callable[[Triple], U8]:
    """The filters at the strengths that the reader finds in the picture."""
    return lambda triple: drawn(triple, finish_of(style_from_picture(triple.style, stylist).code))


@torch.no_grad()
def measured(method: Callable[[Triple], U8], cases: list[Triple]) -> list[float]:
    """The columns."""
    features, rows = RandomFeatures(), list[list[float]]()
    method(cases[0])
    for case in cases:
        start = process_time()
        made = method(case)
        spent = process_time() - start
        x, truth, before = (0.5 * tensor(p) + 0.5 for p in (made, case.truth, case.texture))
        fine, wanted, untouched = detail(x), detail(truth), detail(before)
        rows.append(
            [
                float(-10 * (x - truth).square().mean().clamp_min(1e-8).log10()),
                float((fine - wanted).abs().mean()),
                float((untouched - wanted).abs().mean()),
                100 * float(features(4 * fine.expand(-1, 3, -1, -1), 4 * wanted.expand(-1, 3, -1, -1))),
                1000 * spent,
            ]
        )
    psnr, error, untouched, far, ms = np.mean(rows, axis=0)
    return [psnr, error / untouched, far, ms]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=96)
    parser.add_argument("--models", type=Path, default=None, help="folder of a style pack; else the bundled one")
    options = parser.parse_args()
    torch.set_num_threads(1)
    cases = triples(options.count)
    methods: Mapping[str, Callable[[Triple], U8]] = {
        "identity": identity,
        "histogram matching": histogram,
        "AdaIN on random features": random_adain,
        "exact filters (tier 0)": filters,
    }
    stylist = load_stylist(options.models, 1) if options.models else find_stylist(None, 1)
    methods = {**methods, "filters, told": told, **({"filters, read (tier 1)": learned(stylist)} if stylist else {})}
    kinds = list(SIDES)
    print(f"{'':27}{'PSNR':>8}{'missing':>9}{'features':>10}{'ms':>7}   missing: {'  '.join(kinds)}")
    for name, method in methods.items():
        psnr, missing, far, ms = measured(method, cases)
        each = [measured(method, [c for c in cases if c.kind == k])[1] for k in kinds]
        print(f"{name:27}{psnr:8.2f}{missing:9.3f}{far:10.2f}{ms:7.1f}   {'  '.join(f'{m:.2f}' for m in each)}")


if __name__ == "__main__":
    main()
