"""The hair image: three tone columns and a dark inner one (RECIPE section 7, RECIPE2 section 4),
coils and stubble.

u runs across the lock, v from root (0) to tip (1). What does not depend on the avatar is made once, as masks.
"""

from collections.abc import Callable, Collection, Sequence
from functools import cache, partial
from typing import NamedTuple

import numpy as np

from moeforge.painter.colors import Rgb, lean_of, lightness, mix, rgb, shaded, tone
from moeforge.prior import latent
from moeforge.spec import AvatarSpec
from moeforge.textures.atlas import CELLS, IMAGES
from moeforge.textures.coils import coil_pixels, flat, over, stubble_pixels
from moeforge.textures.hair_tones import darkness, glow, paleness, ring_colors
from moeforge.textures.images import U8, Floats

COLUMNS = ("hair_mid", "hair_light", "hair_deep")
TONES = (1.0, 1.08, 0.83)
RING = 0.30
"""Cell v of the highlight ring; the template lays every lock out so that the rings meet (template.hair.chart)."""
RING_HALF = 0.030
ARC = 0.014
"""How much higher it lies in the middle of a lock than at its edges, as on a round body."""
NEAR_RING = slice(95, 245)
"""Rows of a cell that hold the ring and the shadow below it."""
TEETH = 11
"""Teeth of the ring across a lock."""
SHEEN = 0.60
"""Cell v of the second, softer light."""
NEAR_SHEEN = slice(195, 420)
"""Rows of a cell that hold it."""
TIP_FROM = 0.66
"""Cell v at which the tip's colour begins."""


class Masks(NamedTuple):
    """Opacities 0..1: down the column, (H, 1), across it, (1, W), or both; pictures are planes, (3, H, W).

    `bevel` and `strands` are signed: dark -1 .. light 1. `ring`, `core` and `under` hold the rows NEAR_RING
    alone, `sheen` NEAR_SHEEN.
    """

    root: Floats
    tip: Floats
    edge: Floats
    bevel: Floats
    strands: Floats
    ring: Floats
    core: Floats
    under: Floats
    sheen: Floats


def hair_image(spec: AvatarSpec, hidden: Collection[str] = ()) -> U8:
    """The image `hair`; the cells `hidden` hold the hair's plain colour."""
    width, height = IMAGES["hair"]
    image = np.zeros((height, width, 3), np.uint8)
    base, tip = rgb(spec.colors["hair"]), rgb(spec.colors["hair_tip"])
    free = 0.5 + 0.5 * np.tanh(latent(spec, "hair")[:3])  # shine, strand contrast, root depth
    paint: dict[str, Callable[[], Floats]] = {
        name: partial(_column, _masks(index), _step(base, step), _step(tip, step), free)
        for index, (name, step) in enumerate(zip(COLUMNS, TONES, strict=True))
    }
    paint["hair_inner"] = partial(_inner, base, tip)
    paint["hair_coil"] = partial(coil_pixels, base, float(free[0]))
    paint["hair_stubble"] = partial(stubble_pixels, base, rgb(spec.colors["skin"]))
    for name, pixels in paint.items():
        _put(image, name, flat(base) if name in hidden else pixels())
    return image


def _put(image: U8, name: str, pixels: Floats) -> None:
    cell = CELLS[name]
    planes = np.clip(pixels + 0.5, 0.0, 255.0).astype(np.uint8)
    image[cell.y : cell.y + cell.height, cell.x : cell.x + cell.width] = planes.transpose(1, 2, 0)


def _step(color: Rgb, step: float) -> Rgb:
    """The colour in a tone column; on dark hair a factor is hardly seen, there the light column has some of its
    glow."""
    stepped = tone(color, 0.0, 1.0 + 0.6 * (1.0 - step), step)
    return mix(stepped, glow(color), 1.1 * max(step - 1.0, 0.0) * darkness(color))


def _column(masks: Masks, base: Rgb, tip: Rgb, free: Floats) -> Floats:
    """One column, (3, H, W) in 0..255."""
    shine, contrast, depth = (float(x) for x in free)
    root = shaded(base, 0.76 - 0.14 * depth)
    dark = darkness(base)
    end = mix(tone(tip, -0.5 * lean_of(tip), 0.95, 1.12, 0.03), glow(tip), 0.22 * darkness(tip))
    body = tone(base, value=1.0 - 0.16 * dark)  # what light adds, between the lights is taken away
    down = over(over(flat(body), root, masks.root), end, masks.tip)  # (3, H, 1)
    light, bright = ring_colors(base)
    gain = 1.5 - 0.7 * lightness(base) + 0.35 * dark  # on dark hair the same share of light is hardly seen
    edge = 1.0 - (1.0 - _factor(base)) * masks.edge  # (3, 1, W)
    edge = edge * _relief(masks.bevel, base, light, root, gain)
    pixels = down * edge * (1.0 + (0.05 + 0.06 * contrast) * (1.0 + dark) * masks.strands)
    soft = (1.0 - 0.5 * dark) * gain * (0.14 + 0.12 * shine)
    pixels[:, NEAR_SHEEN] = over(pixels[:, NEAR_SHEEN], light, soft * masks.sheen)
    near = pixels[:, NEAR_RING]
    near = over(near, root, (0.30 + 0.28 * paleness(base) + 0.35 * dark) * masks.under)
    near = over(near, light, (0.50 + 0.30 * shine) * masks.ring)
    pixels[:, NEAR_RING] = over(near, bright, (0.40 + 0.30 * shine) * masks.core)
    return pixels


def _relief(bevel: Floats, base: Rgb, light: Rgb, root: Rgb, gain: float) -> Floats:
    """What the round of a lock multiplies the colour with, (3, 1, W): to the light on one side, to the dark on the
    other."""
    own = np.maximum(_plane(base), 0.02)
    lit, dark = _plane(light) / own - 1.0, _plane(root) / own - 1.0
    return 1.0 + 0.20 * gain * np.maximum(bevel, 0.0) * lit + 0.34 * np.maximum(-bevel, 0.0) * dark


def _factor(base: Rgb) -> Floats:
    """What a lock's edge multiplies the colour with, (3, 1, 1): value x .70, hue turned as the shade's."""
    return _plane([e / max(b, 0.02) for e, b in zip(shaded(base, 0.70, 1.15), base, strict=True)])


def _inner(base: Rgb, tip: Rgb) -> Floats:
    """The dark inner layer: flat, no highlight, the tip's colour below."""
    depth = 0.62 + 0.12 * lightness(base)  # gaps in light hair would look like holes
    down = over(flat(shaded(base, depth)), shaded(tip, depth + 0.04), _masks(0).tip)
    cell = CELLS["hair_inner"]
    return np.broadcast_to(down, (3, cell.height, cell.width))


def _plane(values: Sequence[float]) -> Floats:
    """Three channels as planes, (3, 1, 1)."""
    return np.array(values, np.float32)[:, None, None]


@cache
def _masks(column: int) -> Masks:
    cell = CELLS[COLUMNS[column]]
    u = ((np.arange(cell.width) + 0.5) / cell.width)[None, :]
    v = ((np.arange(cell.height) + 0.5) / cell.height)[:, None]
    across = np.abs(2 * u - 1)
    ring, core = _zigzag(u, v, column, 1.0), _zigzag(u, v, column + 7, 0.42)
    masks = (
        np.clip(1 - v / 0.24, 0, 1) ** 1.5,
        _smooth((v - TIP_FROM) / (1 - TIP_FROM)),
        np.clip((across - 0.66) / 0.34, 0, 1) ** 1.5,
        np.sin(2.0 * np.pi * np.clip(u - 0.08, 0.0, 1.0)) * (1.0 - across**6),
        _strands(u, v, column) + _panels(u, column),
        ring[NEAR_RING],
        core[NEAR_RING],
        np.exp(-(((v[NEAR_RING] - RING - RING_HALF * 1.7) / 0.05) ** 2)),
        _sheen(u, v[NEAR_SHEEN], column),
    )
    return Masks(*(m.astype(np.float32) for m in masks))


def _smooth(x: Floats) -> Floats:
    x = np.clip(x, 0.0, 1.0)
    return x * x * (3 - 2 * x)


def _strands(u: Floats, v: Floats, seed: int) -> Floats:
    """Long hairs, nearly parallel to the lock, gathering towards its tip; sum of a few thin signed lines."""
    total = np.zeros(np.broadcast_shapes(u.shape, v.shape))
    for i in range(15):
        a, b, c = (_hash(31 * seed + 7 * i + k) for k in range(3))
        place = 0.5 + (a - 0.5) * (0.96 - 0.45 * v**3) + 0.006 * np.sin(3.0 * v + 6.28 * b)
        fade = _smooth((v - 0.45 * b) / 0.12) * _smooth((0.62 + 0.38 * c - v) / 0.15)
        total += np.exp(-(((u - place) / (0.006 + 0.012 * c)) ** 2)) * fade * (1.0 if i % 3 else -1.6)
    return np.clip(total, -1.6, 1.3)


def _panels(u: Floats, seed: int) -> Floats:
    """Broad soft stripes: the clumps within a lock."""
    a, b = _hash(3 * seed + 1), _hash(5 * seed + 2)
    return 0.55 * np.sin(2.0 * np.pi * (1.4 * u + a)) * np.sin(2.0 * np.pi * (2.3 * u + b))


def _zigzag(u: Floats, v: Floats, seed: int, size: float) -> Floats:
    """A stroke round RING that swells in the middle of the lock, with brush-like teeth below; it fades out above."""
    texel = 1.0 / IMAGES["hair"][1]
    swell = 0.30 + 0.70 * np.clip(1.0 - np.abs(2.0 * u - 1.0) ** 2.2, 0.0, 1.0)
    middle = RING - ARC * (1.0 - (2.0 * u - 1.0) ** 2)
    above = middle - size * swell * (1.7 * RING_HALF + 0.022 * _teeth(u, seed))
    below = middle + size * swell * (0.65 * RING_HALF + 0.044 * _teeth(u, seed + 3))
    band = np.clip((v - above) / (9.0 * texel), 0, 1) * np.clip((below - v) / (6.0 * texel) + 0.5, 0, 1)
    return band * (0.40 + 0.60 * _smooth((v - above) / np.maximum(below - above, texel)))


def _sheen(u: Floats, v: Floats, seed: int) -> Floats:
    """A broad soft light on the lower half of long locks, its edges frayed."""
    middle = SHEEN + 0.05 * (_teeth(u, seed + 11) - 0.5)
    return np.exp(-(((v - middle) / 0.07) ** 2)) * np.clip(1.15 - np.abs(2.0 * u - 1.0), 0.0, 1.0)


def _teeth(u: Floats, seed: int) -> Floats:
    """Irregular brush strokes in 0..1: a wide one every now and then, thin ones between."""
    steps = [0.0]
    for i in range(2 * TEETH):
        steps.append(steps[-1] + 0.35 + _hash(seed * 17 + i))
    knots = np.array(steps) / steps[-1]
    heights = [
        (0.25 + 0.75 * _hash(seed * 29 + i)) * (i % 2) + 0.20 * _hash(seed + 5 * i) for i in range(2 * TEETH + 1)
    ]
    return np.interp(u, knots, heights)


def _hash(i: int) -> float:
    """A fixed scattered number in 0..1."""
    return float(np.sin(12.9898 * i + 4.1) * 43758.5453 % 1.0)
