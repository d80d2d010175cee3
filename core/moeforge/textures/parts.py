"""The image of the face's parts: sheets stretched into their cells, and cells derived from them."""

from collections.abc import Callable, Mapping
from functools import cache
from types import MappingProxyType

import numpy as np
from PIL import Image, ImageFilter

from moeforge.painter.colors import DARKER, Rgb, apart, lightness, mix, rgb, tone
from moeforge.painter.sheets import QUADRANTS
from moeforge.painter.skin import shade_of
from moeforge.painter.trim import lash_color
from moeforge.spec import AvatarSpec
from moeforge.template.head.mouth_parts import CAVITY_V
from moeforge.template.vectors import fixed
from moeforge.textures.atlas import CELLS, IMAGES
from moeforge.textures.gaps import fill_gaps
from moeforge.textures.images import U8, Floats

Sheets = Mapping[str, U8]
INK_EDGE = 0.36
"""Share of a drawn line's width, from its middle, that is dark where its edges are light."""
LIP_CONTRAST = 0.38
"""Lightness of the shut mouth's line is at most this share of the skin's: it can be read on dark skin, too."""
LIP_FOLD = 0.92 * CAVITY_V[1]
"""Share of the cavity's picture, up to its first ring, that is skin: lips may lie one behind the other."""
BROW_CONTRAST = 0.17
"""Least difference of lightness between brows and skin."""
LASH_CONTRAST = 0.20
"""How much darker than the skin lashes are at least, down to LASH_DARKEST: of a shut eye they are all that shows."""
LASH_DARKEST = 0.09
WHITE_DIMMED, WHITE_SHADE = 0.75, (0.66, 0.66, 0.78)
"""Share of the shade that lies on eye whites as the skin darkens, and that shade as a factor."""
_SHARPEN = ImageFilter.Kernel((3, 3), (-1, -2, -1, -2, 36, -2, -1, -2, -1))
"""Half of the difference to a 3 x 3 blur added: enough for a doubled iris, and ten times as fast as UnsharpMask."""


def parts_image(spec: AvatarSpec, sheets: Sheets) -> U8:
    """The image `parts`."""
    width, height = IMAGES["parts"]
    image = np.zeros((height, width, 3), np.uint8)
    for name in ("iris_left", "iris_right"):
        _put(image, name, _fitted(sheets[name], name, sharpen=True))
    for name, (column, row) in QUADRANTS.items():
        half = sheets["trim"].shape[0] // 2
        quadrant = sheets["trim"][row * half : (row + 1) * half, column * half : (column + 1) * half]
        fitted = _fitted(quadrant, name)
        _put(image, name, _RETOUCHED[name](spec, fitted) if name in _RETOUCHED else fitted)
    for name, paint in _DERIVED.items():
        _put(image, name, _bytes(paint(spec, sheets)))
    fill_gaps("parts", image)
    return image


def _put(image: U8, name: str, pixels: U8) -> None:
    cell = CELLS[name]
    image[cell.y : cell.y + cell.height, cell.x : cell.x + cell.width] = pixels


def _fitted(pixels: U8, name: str, sharpen: bool = False) -> U8:
    """Pixels resized to their cell; slightly sharpened if that enlarged them."""
    size = CELLS[name].width, CELLS[name].height
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    enlarged = picture.width < size[0]
    if picture.size != size:
        picture = picture.resize(size, Image.Resampling.BICUBIC)
    return np.asarray(picture.filter(_SHARPEN) if sharpen and enlarged else picture)


def _bytes(pixels: Floats) -> U8:
    return np.rint(255 * np.clip(pixels, 0.0, 1.0)).astype(np.uint8)


def _grid(name: str) -> tuple[Floats, Floats]:
    """u and v of a cell's texels: (1, W, 1) and (H, 1, 1)."""
    cell = CELLS[name]
    u = ((np.arange(cell.width, dtype=np.float32) + 0.5) / cell.width)[None, :, None]
    v = ((np.arange(cell.height, dtype=np.float32) + 0.5) / cell.height)[:, None, None]
    return u, v


def _blend(a: Rgb | Floats, b: Rgb | Floats, share: Floats) -> Floats:
    """From `a` to `b`, (3,) or (H, W, 3), by `share` (H, W, 1); whole planes at a time, which is faster."""
    ends = (np.moveaxis(np.asarray(color, np.float32), -1, 0)[..., None] for color in (a, b))
    return np.concatenate([first + (last - first) * share for first, last in zip(*ends, strict=True)], axis=-1)


def _white(spec: AvatarSpec, pixels: U8) -> U8:
    """Eye whites that do not glare: dimmed on dark skin, in shade where the lids meet."""
    u, v = _grid("white")
    dim = 0.04 + WHITE_DIMMED * (1.0 - min(1.0, lightness(rgb(spec.colors["skin"])) / 0.85))
    corner = np.clip((np.abs(u - 0.5) - 0.34) / 0.16, 0.0, 1.0) * np.clip(1.25 - 0.5 * v, 0.0, 1.0)
    return _bytes(pixels / 255 * _blend((1.0, 1.0, 1.0), WHITE_SHADE, dim + 0.30 * corner))


def _brow(spec: AvatarSpec, pixels: U8) -> U8:
    """Brows that can be read on the skin: where both are alike, darker ones, or lighter if they were lighter."""
    r, g, b = (float(c) for c in pixels.mean(axis=(0, 1)) / 255)
    factor = apart(lightness((r, g, b)), lightness(rgb(spec.colors["skin"])), BROW_CONTRAST)
    return pixels if factor == 1.0 else _bytes(pixels / 255 * factor)


def _lash(spec: AvatarSpec, pixels: U8) -> U8:
    """Lashes that can be read on dark skin."""
    r, g, b = (float(c) for c in pixels.mean(axis=(0, 1)) / 255)
    own = lightness((r, g, b))
    wanted = max(LASH_DARKEST, lightness(rgb(spec.colors["skin"])) - LASH_CONTRAST)
    return pixels if own <= wanted else _bytes(pixels / 255 * (wanted / own) ** DARKER)


def _cavity(spec: AvatarSpec, pixels: U8) -> U8:
    """The mouth's inside, a clean warm red, from the cavity's first ring on; skin before it.

    Only the sheet's inner half is shown: its lighter border would read as lips.
    """
    skin, side = rgb(spec.colors["skin"]), len(pixels)
    inside = np.clip((np.arange(side) / side - CAVITY_V[1]) / (1.0 - CAVITY_V[1]), 0.0, 1.0)
    rows = (side * (0.5 + 0.5 * inside)).astype(np.int64)
    made = pixels[rows] // 5 * 2 + _warm_red()[rows]
    made[: int(LIP_FOLD * side)] = _bytes(np.array(mix(skin, shade_of(skin), 0.15)))
    return made


@cache
def _warm_red() -> U8:
    """Three fifths of what a mouth's inside is to look like, lips to throat: (H, 1, 3); read-only."""
    return fixed(_bytes(0.6 * _blend(rgb("#b8484a"), rgb("#7c222c"), _grid("cavity")[1])))


_RETOUCHED: Mapping[str, Callable[[AvatarSpec, U8], U8]] = MappingProxyType(
    {"white": _white, "brow": _brow, "lash": _lash, "cavity": _cavity}
)


def _tongue(spec: AvatarSpec, sheets: Sheets) -> Floats:
    """Tongue: lighter tip, darker root and middle groove; leans to the cavity's own red."""
    del spec
    u, v = _grid("tongue")
    half = sheets["trim"].shape[0] // 2
    red = sheets["trim"][half // 4 : half // 2, half:].mean(axis=(0, 1)) / 255
    base = mix(rgb("#f08d8a"), (red[0], red[1], red[2]), 0.10)
    groove = 0.25 * np.exp(-(((u - 0.5) / 0.07) ** 2)) * np.clip(1.3 - v, 0.0, 1.0)
    return _blend(_blend(tone(base, 0.0, 0.8, 1.06), tone(base, 0.0, 1.15, 0.86), v), tone(base, 0.0, 1.2, 0.8), groove)


def _teeth(spec: AvatarSpec, sheets: Sheets) -> Floats:
    """Teeth in one piece, shaded below the upper lip."""
    del spec, sheets
    u, v = _grid("teeth")
    return _blend(_blend(rgb("#d9cbd2"), rgb("#fffaf6"), np.clip(v / 0.45, 0.0, 1.0)), rgb("#fffaf6"), 0.0 * u)


def _lip_line(spec: AvatarSpec, sheets: Sheets) -> Floats:
    """The closed mouth's line: a warm dark of the skin, softer at the corners."""
    del sheets
    u, v = _grid("lip_line")
    skin = rgb(spec.colors["skin"])
    lash = lash_color(rgb(spec.colors["hair"]), skin, 0.15)
    line = mix(lash, rgb("#94393a"), 0.66 * min(1.0, lightness(skin)))
    line = mix(line, rgb("#1a080a"), max(0.0, 1.0 - LIP_CONTRAST * lightness(skin) / lightness(line)))
    ends = np.clip((np.abs(u - 0.5) - 0.30) / 0.20, 0.0, 1.0) ** 1.5
    return _blend(line, mix(line, shade_of(skin), 0.55 * min(1.0, lightness(skin) / 0.6)), ends + 0.0 * v)


def _lid_rim(spec: AvatarSpec, sheets: Sheets) -> Floats:
    """The wall from the lid's edge back to the white: skin in shade, rosy, darker inside."""
    del sheets
    u, v = _grid("lid_rim")
    shade = shade_of(rgb(spec.colors["skin"]))
    edge = mix(shade, rgb("#c8645c"), 0.25)
    return _blend(edge, mix(tone(edge, 0.0, 1.1, 0.62), rgb("#5a3038"), 0.35), v + 0.0 * u)


def _ear(spec: AvatarSpec, sheets: Sheets) -> Floats:
    """The ear: the face sheet's own skin, a rosy shade towards the middle."""
    u, v = _grid("ear")
    side = sheets["skin"].shape[0]
    near = sheets["skin"][int(0.45 * side) : int(0.60 * side), : max(1, int(0.12 * side))].mean(axis=(0, 1)) / 255
    shade = shade_of(rgb(spec.colors["skin"]))
    hollow = np.exp(-((((u - 0.5) / 0.26) ** 2 + ((v - 0.46) / 0.30) ** 2) ** 2))
    base = mix((near[0], near[1], near[2]), rgb(spec.colors["skin"]), 0.5)
    return _blend(base, mix(shade, rgb("#e0766c"), 0.22), 0.9 * hollow)


def _tear(spec: AvatarSpec, sheets: Sheets) -> Floats:
    """A drop of water: light above, deep below, a dark rim and a white glint."""
    del spec, sheets
    u, v = _grid("tear")
    body = _blend(rgb("#e4f6ff"), rgb("#74c2f4"), np.clip(v * 1.15, 0.0, 1.0) + 0.0 * u)
    edge = np.clip(2.0 * np.hypot(u - 0.5, (v - 0.62) * 1.1) - 0.72, 0.0, 0.28) / 0.28
    glint = np.clip(8.0 * (1.0 - np.hypot((u - 0.36) / 0.11, (v - 0.60) / 0.16)), 0.0, 1.0)
    return _blend(_blend(body, rgb("#3f8fd8"), edge), rgb("#ffffff"), glint)


def _mark(spec: AvatarSpec, sheets: Sheets) -> Floats:
    """Red of blush lines and anger marks; its edge is light, so that the latter can be read on red and brown hair."""
    del spec, sheets
    u, v = _grid("mark")
    edge = np.maximum((np.abs(v - 0.5) - 0.32) / 0.05, (np.abs(u - 0.5) - 0.42) / 0.04)
    red = _blend(rgb("#f2525c"), rgb("#d62c3a"), v + 0.0 * u)
    return _blend(red, rgb("#fff4ee"), np.clip(edge, 0.0, 1.0))


def _spark(spec: AvatarSpec, sheets: Sheets) -> Floats:
    """A star of light, warm at its tips."""
    del spec, sheets
    u, v = _grid("spark")
    return _blend(rgb("#ffffff"), rgb("#fff0b0"), np.clip(2.4 * np.hypot(u - 0.5, v - 0.5) - 0.25, 0.0, 1.0))


def _ink(spec: AvatarSpec, sheets: Sheets) -> Floats:
    """The line of drawn eyes: the lashes' dark; on dark skin with a light edge."""
    del sheets
    u, v = _grid("ink")
    skin = rgb(spec.colors["skin"])
    line = mix(lash_color(rgb(spec.colors["hair"]), skin, 0.15), rgb("#2a1a20"), 0.2)
    edge = np.clip((np.abs(v - 0.5) - INK_EDGE) / 0.04, 0.0, 1.0) + 0.0 * u
    return _blend(line, mix(skin, rgb("#ffe9dc"), 0.6), edge * min(1.0, max(0.0, (0.52 - lightness(skin)) / 0.16)))


_DERIVED: Mapping[str, Callable[[AvatarSpec, Sheets], Floats]] = MappingProxyType(
    {
        "tongue": _tongue,
        "teeth": _teeth,
        "lip_line": _lip_line,
        "lid_rim": _lid_rim,
        "ear": _ear,
        "tear": _tear,
        "mark": _mark,
        "spark": _spark,
        "ink": _ink,
    }
)
