"""How well drawings are enlarged, beside nearest, EPX, bicubic and Lanczos: painted sheets and strangers' drawings.

    python benchmarks/sr.py --art FOLDER_OF_PICTURES --count 24 --crops sr_crops.png

A true picture is shrunk (box, bicubic or Lanczos in turn), enlarged by each method and compared in premultiplied RGBA,
opaque pictures by their colours alone.
Columns, means over pictures: psnr and edge psnr in dB (edge band: within two texels of a difference of more than 24
levels); ssim (Wang et al. 2004, 7 x 7); ripple: mean error in levels where the truth is flat; alpha: mean error of the
opacity in levels, pictures with transparency alone; ms: one 256 x 256 RGBA picture, median.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy.ndimage import uniform_filter

from moeforge.models.bundle import load_upscaler
from moeforge.models.upscaler import Upscaler, premultiplied, straight
from moeforge.pictures import Door, read_picture
from moeforge_training.sr import measure
from moeforge_training.sr.review import on_checks
from moeforge_training.sr.tiles import SHEETS, painted

U8 = NDArray[np.uint8]
Enlarge = Callable[[U8, int], U8]
SHRINK = (Image.Resampling.BOX, Image.Resampling.BICUBIC, Image.Resampling.LANCZOS)
PAINTED = {"iris": 512, "trim": 512, "skin": 1024}
"""Sheet -> texels of the true picture's side."""
DOOR = Door("the picture", "picture")


@dataclass(frozen=True, slots=True)
class Case:
    """A true picture and its small one, both premultiplied RGBA."""

    sharp: U8
    small: U8


def resized(picture: U8, size: tuple[int, int], how: Image.Resampling) -> U8:
    """Premultiplied RGBA, channel by channel, so that Pillow does not premultiply again."""
    bands = [Image.fromarray(np.ascontiguousarray(picture[..., i])).resize(size, how) for i in range(4)]
    return np.dstack([np.asarray(band) for band in bands])


def case(sharp: U8, scale: int, index: int) -> Case:
    """Cut to a multiple of the scale and shrunk in one of the ways of SHRINK."""
    height, width = (n // scale * scale for n in sharp.shape[:2])
    sharp = sharp[:height, :width]
    small = resized(sharp, (width // scale, height // scale), SHRINK[index % len(SHRINK)])
    return Case(sharp, np.minimum(small, small[..., 3:]))


def sheets(sheet: str, count: int, scale: int) -> list[Case]:
    """Painted sheets of identities that no corpus holds."""
    rng = np.random.default_rng([20_260, sum(map(ord, sheet))])
    pictures = [
        painted(sheet, SHEETS.sample(sheet, rng), SHEETS.latent(sheet, rng), PAINTED[sheet], rng) for _ in range(count)
    ]
    return [case(p, scale, i) for i, p in enumerate(pictures)]


def drawn(folder: Path, count: int, scale: int) -> list[Case]:
    """Pictures of a folder, evenly picked."""
    files = sorted(p for p in folder.iterdir() if p.suffix.lower() in (".png", ".jpg", ".webp"))
    chosen = files[:: max(1, len(files) // count)][:count]
    return [case(premultiplied(read_picture(p.read_bytes(), DOOR)), scale, i) for i, p in enumerate(chosen)]


def plain(how: Image.Resampling) -> Enlarge:
    """One of Pillow's filters."""

    def enlarge(small: U8, scale: int) -> U8:
        size = small.shape[1] * scale, small.shape[0] * scale
        large = resized(small, size, how)
        return np.minimum(large, large[..., 3:])

    return enlarge


def epx(small: U8, scale: int) -> U8:
    """Scale2x (Mazzoleni 2001) once or twice: corners are copied where two neighbours are equal."""
    large = small
    for _ in range({2: 1, 4: 2}[scale]):
        large = _epx2(large)
    return large


def _epx2(p: U8) -> U8:
    wide = np.pad(p, ((1, 1), (1, 1), (0, 0)), mode="edge")
    up, down, left, right = wide[:-2, 1:-1], wide[2:, 1:-1], wide[1:-1, :-2], wide[1:-1, 2:]

    def same(a: U8, b: U8) -> NDArray[np.bool_]:
        return (a == b).all(axis=-1, keepdims=True)

    large = np.repeat(np.repeat(p, 2, axis=0), 2, axis=1)
    corners = ((left, up, down, right), (up, right, left, down), (down, left, right, up), (right, down, up, left))
    for i, (a, b, c, d) in enumerate(corners):  # Scale2x: a = b, a differs from c, b from d
        large[i // 2 :: 2, i % 2 :: 2] = np.where(same(a, b) & ~same(a, c) & ~same(b, d), b if i else a, p)
    return large


def net(upscaler: Upscaler) -> Enlarge:
    """Ours, through the same door as users' pictures."""

    def enlarge(small: U8, scale: int) -> U8:
        return premultiplied(upscaler.enlarge(straight(small), scale))

    return enlarge


def row(method: Enlarge, cases: Sequence[Case], scale: int) -> list[float]:
    """The five figures of a method on a set of pictures."""
    rows: list[list[float]] = []
    for c in cases:
        made = method(c.small, scale)
        channels = 3 if c.sharp[..., 3].min() == 255 else 4
        found = measure.figures(made[..., :channels], c.sharp[..., :channels])
        alpha = found["alpha_error"] if channels == 4 else np.nan
        rows.append([found["psnr"], found["edge_psnr"], measure.ssim(made[..., :channels], c.sharp[..., :channels]),
                     found["ripple"], alpha])  # fmt: skip
    values = np.array(rows)
    return [float(np.mean(v[np.isfinite(v)])) if np.isfinite(v).any() else np.nan for v in values.T]


def milliseconds(method: Enlarge, scale: int, picture: U8) -> float:
    """One picture, median of nine."""
    spent: list[float] = []
    for _ in range(9):
        start = perf_counter()
        method(picture, scale)
        spent.append(1000 * (perf_counter() - start))
    return median(spent)


def crops(cases: Sequence[Case], methods: Mapping[str, Enlarge], scale: int, side: int = 128) -> U8:
    """Rows of the liveliest cut of each case: small, each method, truth."""
    rows: list[U8] = []
    for c in cases:
        y, x = _lively(c.sharp, side, scale)
        window = (slice(y, y + side), slice(x, x + side))
        blocks = np.repeat(np.repeat(c.small, scale, 0), scale, 1)
        shown = [blocks, *(m(c.small, scale) for m in methods.values()), c.sharp]
        framed = [np.pad(on_checks(p[window]), ((0, 2), (0, 2), (0, 0)), constant_values=255) for p in shown]
        rows.append(np.concatenate(framed, axis=1))
    return np.concatenate(rows).repeat(2, 0).repeat(2, 1)


def _lively(sharp: U8, side: int, scale: int) -> tuple[int, int]:
    busy = np.abs(np.diff(sharp[..., :3].astype(np.float64), axis=1)).sum(-1)
    score = np.asarray(uniform_filter(busy, side))
    y, x = np.unravel_index(int(score.argmax()), score.shape)
    top, left = (min(max(0, int(c) - side // 2), n - side) for c, n in zip((y, x), sharp.shape, strict=False))
    return top // scale * scale, left // scale * scale


def main() -> None:
    """Print a table per set of pictures, and draw the crops."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--art", type=Path, nargs="*", default=[], help="folders of drawings")
    parser.add_argument("--count", type=int, default=24)
    parser.add_argument("--scale", type=int, default=4)
    parser.add_argument("--models", type=Path, default=None)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--crops", type=Path, default=None)
    options = parser.parse_args()
    scale: int = options.scale
    pillow = {"bicubic": Image.Resampling.BICUBIC, "Lanczos": Image.Resampling.LANCZOS}
    methods: dict[str, Enlarge] = {
        "nearest": plain(Image.Resampling.NEAREST),
        "EPX": epx,
        **{n: plain(h) for n, h in pillow.items()},
        "net": net(load_upscaler(options.models, options.threads)),
        "net, int8": net(load_upscaler(options.models, options.threads, int8=True)),
    }
    sets = {s: sheets(s, options.count, scale) for s in PAINTED}
    sets |= {f.name: drawn(f, options.count, scale) for f in options.art}
    for name, cases in sets.items():
        print(f"{name:16} {'psnr':>7} {'edge':>7} {'ssim':>7} {'ripple':>7} {'alpha':>7}")
        for method, work in methods.items():
            psnr, edge, alike, ripple, alpha = row(work, cases, scale)
            print(f"  {method:14} {psnr:7.2f} {edge:7.2f} {alike:7.4f} {ripple:7.3f} {alpha:7.3f}", flush=True)
    picture = np.asarray(Image.fromarray(sets["iris"][0].sharp).resize((256, 256)))
    print("ms 256 x 256   ", "  ".join(f"{n} {milliseconds(m, scale, picture):.1f}" for n, m in methods.items()))
    if options.crops:
        chosen = [c for cases in sets.values() for c in cases[:2]]
        shown = {n: methods[n] for n in ("Lanczos", "net")}
        Image.fromarray(crops(chosen, shown, scale)).save(options.crops, optimize=True)


if __name__ == "__main__":
    main()
