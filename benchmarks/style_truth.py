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
from dataclasses import dataclass
from pathlib import Path
from time import process_time

import numpy as np
import torch
from numpy.typing import NDArray
from style_features import adain, tensor

from moeforge.models.bundle import find_stylist, load_stylist
from moeforge.models.stylist import Stylist
from moeforge.painter.colors import from_oklab, to_oklab
from moeforge.style.marks import mark
from moeforge.style.picture import style_from_picture
from moeforge.style.recolor import pixels_of
from moeforge.style.restyle import BRUSH
from moeforge.style.views import PLANES, QUARTER, TILES, views
from moeforge.textures.atlas import IMAGES
from moeforge_training.corpus import HELD_OUT, Order, draw
from moeforge_training.losses import RandomFeatures
from moeforge_training.style.losses import detail
from moeforge_training.style.triples import LEFT_OUT, SHEET, TripleSource, kind_of

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Triple:
    """A texture, a picture in a style, and the truth; (SIDE, SIDE, 3) each."""

    kind: str
    texture: U8
    style: U8
    truth: U8
    planes: F32


def triples(count: int) -> list[Triple]:
    """The first `count` held-out triples that have a truth."""
    source, found = TripleSource(LEFT_OUT, varied=False), list[Triple]()
    order, index = Order(SHEET, count, 256, stream=HELD_OUT), 0
    while len(found) < count:
        condition, z = draw(source, order, index)
        index += 1
        if (kind := kind_of(condition)) != "canvas":
            made = source.paint(SHEET, condition, z, order.size)
            told = np.asarray(made[:QUARTER, :QUARTER, 9 : 9 + PLANES].transpose(2, 0, 1) / 255, np.float32)
            found.append(Triple(kind, made[..., :3], made[..., 3:6], made[..., 6:9], told))
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
    levels = views(triple.kind, pixels_of(grey, np.zeros((height, width, 3), np.uint8)))[0].astype(int) - 128
    return np.clip(triple.texture + levels, 0, 255).astype(np.uint8)


def learned(stylist: Stylist) -> Callable[[Triple], U8]:
    """The style net."""

    def drawn(triple: Triple) -> U8:
        change = stylist.change(triple.texture[None], triple.planes[None], stylist.code(triple.style))[0]
        return np.clip(np.rint(triple.texture + change), 0, 255).astype(np.uint8)

    return drawn


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
    methods = {**methods, **({"style net (tier 1)": learned(stylist)} if stylist else {})}
    kinds = list(TILES)
    print(f"{'':27}{'PSNR':>8}{'missing':>9}{'features':>10}{'ms':>7}   missing: {'  '.join(kinds)}")
    for name, method in methods.items():
        psnr, missing, far, ms = measured(method, cases)
        each = [measured(method, [c for c in cases if c.kind == k])[1] for k in kinds]
        print(f"{name:27}{psnr:8.2f}{missing:9.3f}{far:10.2f}{ms:7.1f}   {'  '.join(f'{m:.2f}' for m in each)}")


if __name__ == "__main__":
    main()
