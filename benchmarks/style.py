"""How well a picture's style goes over, beside plain transfers: palette reached, drawing, eyes and skin kept, time.

    python benchmarks/style.py FOLDER_OF_PICTURES --characters 6

Columns, each a mean over characters x pictures. palette: sliced Wasserstein distance in OKLab x 100 between the
figure's texels and the picture's pixels (lower: nearer to the picture). edges: SSIM of gradient magnitudes of lightness
before and after, hair and face (1: the same drawing). iris: degrees by which its hue turns. skin: OKLab
distance x 100 by which cheeks move. effect: effectiveness after Yeh et al. 2019 in random features (higher: more of the
picture's style); edges is the coherence beside it. ms: CPU time for all images.
No method can reach palette 0 and leave eyes and skin alone.
"""

import argparse
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from time import process_time

import numpy as np
import torch
from numpy.typing import NDArray
from style_features import adain, effect

from moeforge.models.bundle import find_stylist
from moeforge.models.stylist import Stylist
from moeforge.painter.colors import from_oklab, to_oklab
from moeforge.pipeline import Studio, paint
from moeforge.prior import complete
from moeforge.spec import AvatarSpec
from moeforge.style.decode import decode_picture
from moeforge.style.params import parse
from moeforge.style.picture import style_from_picture
from moeforge.style.regions import LAYOUTS
from moeforge.style.restyle import restyle
from moeforge.template.chibi import build_figure
from moeforge.textures.atlas import CELLS
from moeforge.textures.compose import compose
from moeforge.textures.images import TextureSet

U8 = NDArray[np.uint8]
F64 = NDArray[np.float64]
Images = Mapping[str, U8]
SAMPLES, DIRECTIONS = 4000, 64
SHARES = {"hair": 0.40, "body": 0.34, "face": 0.26}
"""Share of the figure that each image covers."""


def sample(pixels: U8, count: int) -> F64:
    """`count` pixels spread evenly over an image, (count, 3) OKLab."""
    flat = pixels[..., :3].reshape(-1, 3)
    return to_oklab(flat[np.linspace(0, len(flat) - 1, count).astype(int)] / 255)


def worn(spec: AvatarSpec, body: U8) -> U8:
    """The swatches that the outfit wears, one below the other."""
    names = [n for n in build_figure(spec).palette if n != "skin"]
    cells = [CELLS[n] for n in names]
    return np.concatenate([body[c.y : c.y + c.height, c.x : c.x + c.width] for c in cells])


def figure_colors(spec: AvatarSpec, images: Images) -> F64:
    """Colours of a figure in the shares of SHARES, (SAMPLES, 3) OKLab."""
    shown = {"hair": images["hair"], "body": worn(spec, images["body"]), "face": images["face"]}
    return np.concatenate([sample(shown[name], round(SAMPLES * share)) for name, share in SHARES.items()])


def sliced_wasserstein(a: F64, b: F64) -> float:
    """Mean over fixed directions of the 1-D Wasserstein distance between two clouds (N, 3) of equal size."""
    directions = np.random.default_rng(0).standard_normal((3, DIRECTIONS))
    directions /= np.linalg.norm(directions, axis=0)
    return float(np.abs(np.sort(a @ directions, axis=0) - np.sort(b @ directions, axis=0)).mean())


def edges(pixels: U8) -> F64:
    """Gradient magnitude of lightness, averaged over 4 x 4 texels."""
    light = to_oklab(pixels[..., :3] / 255)[..., 0]
    dy, dx = np.gradient(light)
    size = np.hypot(dy, dx)
    return size.reshape(size.shape[0] // 4, 4, -1, 4).mean(axis=(1, 3))


def ssim(a: F64, b: F64) -> float:
    """Structural similarity (Wang et al. 2004) over blocks of 8 x 8, each picture scaled by its own spread."""
    a, b = a / (a.std() + 1e-9), b / (b.std() + 1e-9)
    blocks = [x.reshape(x.shape[0] // 8, 8, -1, 8).swapaxes(1, 2).reshape(-1, 64) for x in (a, b)]
    means, spreads = [x.mean(1) for x in blocks], [x.var(1) for x in blocks]
    together = ((blocks[0] - means[0][:, None]) * (blocks[1] - means[1][:, None])).mean(1)
    c1, c2 = 0.01, 0.09
    top = (2 * means[0] * means[1] + c1) * (2 * together + c2)
    return float((top / ((means[0] ** 2 + means[1] ** 2 + c1) * (spreads[0] + spreads[1] + c2))).mean())


def cell(images: Images, name: str) -> F64:
    """OKLab of a cell."""
    c = CELLS[name]
    return to_oklab(images[c.image][c.y : c.y + c.height, c.x : c.x + c.width] / 255)


def iris_turn(before: Images, after: Images) -> float:
    """Degrees between the mean hues of the left iris; 90 where all colour is gone."""
    old, new = (cell(i, "iris_left").reshape(-1, 3).mean(0)[1:] for i in (before, after))
    if np.hypot(*new) < 0.25 * np.hypot(*old):
        return 90.0
    return float(abs(np.degrees(np.angle(complex(*new) / complex(*old)))))


def skin_move(before: Images, after: Images) -> float:
    """How far the cheeks move in OKLab."""
    cheek = (slice(560, 640), slice(300, 720))
    old, new = (cell(i, "face")[cheek].reshape(-1, 3).mean(0) for i in (before, after))
    return float(np.linalg.norm(new - old))


Method = Callable[[AvatarSpec, TextureSet, U8, str], Images]


def identity(spec: AvatarSpec, textures: TextureSet, picture: U8, params: str) -> Images:
    """Nothing done."""
    del spec, picture, params
    return textures.images


def ours(strength: float, strokes: bool = True, read: bool = False) -> Method:
    """This repository's, at a strength: with or without plain strokes, and the filters that were read."""

    def styled(spec: AvatarSpec, textures: TextureSet, picture: U8, params: str) -> Images:
        del picture
        known = parse(params)
        kept = replace(known, code=known.code if read else (), texture=known.texture if strokes else 0)
        return restyle(textures, spec.with_(style_params=kept.text, style_strength=strength)).images

    return styled


def reinhard(spec: AvatarSpec, textures: TextureSet, picture: U8, params: str) -> Images:
    """Mean and spread of each OKLab channel (Reinhard et al. 2001), the figure as one picture."""
    del params
    source, target = figure_colors(spec, textures.images), to_oklab(picture[..., :3].reshape(-1, 3) / 255)
    gain = target.std(0) / np.maximum(source.std(0), 1e-6)

    def mapped(pixels: U8) -> U8:
        moved = (to_oklab(pixels / 255) - source.mean(0)) * gain + target.mean(0)
        return np.rint(255 * from_oklab(moved)).astype(np.uint8)

    return {n: mapped(p) if n in LAYOUTS else p for n, p in textures.images.items()}


def histogram(spec: AvatarSpec, textures: TextureSet, picture: U8, params: str) -> Images:
    """Each sRGB channel's distribution matched exactly, the figure as one picture."""
    del params
    source = np.rint(255 * from_oklab(figure_colors(spec, textures.images))).astype(np.uint8)
    ranks = [np.searchsorted(np.sort(source[:, i]), np.arange(256), side="right") / len(source) for i in range(3)]
    tables = [np.quantile(picture[..., i], np.clip(r, 0, 1)).astype(np.uint8) for i, r in enumerate(ranks)]
    return {
        n: np.stack([tables[i][p[..., i]] for i in range(3)], axis=2) if n in LAYOUTS else p
        for n, p in textures.images.items()
    }


def random_adain(spec: AvatarSpec, textures: TextureSet, picture: U8, params: str) -> Images:
    """AdaIN on random features; a quarter of the face's texels are enough for it."""
    del spec, params
    small = {**textures.images, "face": textures.images["face"][::2, ::2]}
    moved = adain(small, SHARES, picture)
    return {**textures.images, **moved, "face": moved["face"].repeat(2, 0).repeat(2, 1)}


METHODS: Mapping[str, Method] = {
    "identity": identity,
    "mean and spread (Reinhard)": reinhard,
    "histogram matching": histogram,
    "AdaIN on random features": random_adain,
    "style, strength 0.5": ours(0.5),
    "style, strength 0.8": ours(0.8),
    "style, strength 0.8, no strokes": ours(0.8, strokes=False),
    "style, strength 1.0": ours(1.0),
}


def measured(
    method: Method, spec: AvatarSpec, textures: TextureSet, picture: U8, stylist: Stylist | None
) -> list[float]:
    """The six columns of one character under one picture."""
    params = style_from_picture(picture, stylist).text
    method(spec, textures, picture, params)  # warm: tiles of strokes are made once
    start = process_time()
    after = method(spec, textures, picture, params)
    spent = process_time() - start
    target = sample(picture, sum(round(SAMPLES * s) for s in SHARES.values()))
    drawing = [ssim(edges(textures.images[n]), edges(after[n])) for n in ("hair", "face")]
    return [
        100 * sliced_wasserstein(figure_colors(spec, after), target),
        float(np.mean(drawing)),
        iris_turn(textures.images, after),
        100 * skin_move(textures.images, after),
        effect([after[n] if n != "body" else worn(spec, after[n]) for n in SHARES], list(SHARES.values()), picture),
        1000 * spent,
    ]


def character(seed: int) -> tuple[AvatarSpec, TextureSet]:
    """A painter's character of that seed."""
    spec = complete(seed, texture_source="painter")
    figure = build_figure(spec)
    return spec, compose(spec, paint(spec, Studio()), figure.fringe, figure.palette, figure.weaves)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("pictures", type=Path)
    parser.add_argument("--characters", type=int, default=6)
    parser.add_argument("--models", type=Path, default=None, help="folder of a style pack; else the bundled one")
    options = parser.parse_args()
    stylist = find_stylist(options.models, 1)
    learned = {f"style, read, strength {s}": ours(s, read=True) for s in (0.5, 0.8, 1.0)} if stylist else {}
    torch.set_num_threads(1)
    pictures = [decode_picture(p.read_bytes()) for p in sorted(options.pictures.iterdir())]
    cast = [character(seed) for seed in range(options.characters)]
    print(f"{'':33}{'palette':>9}{'edges':>8}{'iris':>7}{'skin':>7}{'effect':>8}{'ms':>7}")
    for name, method in {**METHODS, **learned}.items():
        rows = [measured(method, spec, textures, picture, stylist) for spec, textures in cast for picture in pictures]
        palette, drawing, iris, skin, seen, ms = np.mean(rows, axis=0)
        print(f"{name:33}{palette:9.2f}{drawing:8.3f}{iris:7.1f}{skin:7.2f}{seen:8.2f}{ms:7.1f}")


if __name__ == "__main__":
    main()
