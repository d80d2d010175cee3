"""A spec's style put on its finished textures and materials: one set of colour maps, so that the figure stays one."""

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple, dataclass, replace
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from moeforge.painter.finish import Finish
from moeforge.scene import Material, Rgb, Toon
from moeforge.spec import AvatarSpec
from moeforge.style.guards import GUARDS, as_it_is, skin_cap
from moeforge.style.lab import lab, lab_of, rgb_floats
from moeforge.style.looks import LOOKS, Look
from moeforge.style.marks import blocks, mark
from moeforge.style.own import Recast, recast
from moeforge.style.params import StyleParams, parse
from moeforge.style.recolor import U32, ColorMap, pixels_of, recolor
from moeforge.style.refine import finish_of, refined
from moeforge.style.regions import LAYOUTS, PLACES, ROLES, Place, Role, place
from moeforge.style.repaint import repainted
from moeforge.style.tones import flattened, look_colors
from moeforge.textures.atlas import CELLS
from moeforge.textures.gaps import fill_gaps
from moeforge.textures.images import U8, Floats, TextureSet

BRUSH = 20.0
"""8-bit levels of the strokes of a fully rough picture."""

BESIDE_FINISH: Mapping[str, float] = MappingProxyType({"hair": 0.7, "body": 0.4})
"""Share of the plain strokes that an image keeps where the picture was read, too; on a face they are scratches."""


@dataclass(frozen=True, slots=True)
class Style:
    """A named look, a picture's style, or both (the picture first), at a strength, for a figure of these colours."""

    look: Look
    picture: StyleParams | None
    strength: float  # 0..1
    colors: Mapping[str, str]

    @property
    def finish(self) -> Finish:
        """The filters that draw lines and texture anew: the look's and the picture's together."""
        both = zip(
            astuple(self.look.finish), astuple(finish_of(self.picture.code if self.picture else ())), strict=True
        )
        return Finish(*(min(1.0, a + b) for a, b in both))

    @property
    def idle(self) -> bool:
        """Whether it changes nothing."""
        return self.strength == 0.0 or (self.picture is None and self.look == LOOKS["plain"])


def style_of(spec: AvatarSpec) -> Style:
    """What the spec says about style."""
    params = parse(spec.style_params) if spec.style_params else None
    return Style(LOOKS[spec.choices["style"]], params, spec.style_strength, spec.colors)


def restyle(textures: TextureSet, spec: AvatarSpec) -> TextureSet:
    """The textures in the spec's style: same sizes, layout, alpha and data images; the same object if there is none."""
    style = style_of(spec)
    return textures if style.idle else replace(textures, images=MappingProxyType(_apply(textures, style)))


CURL = 4
"""Squares in curls are so much smaller."""
HEAD = ("face", "parts")
"""Images that take as long as all others."""


def _apply(textures: TextureSet, style: Style) -> dict[str, U8]:
    """Two halves at a time, mostly outside Python's lock."""
    images, bare = textures.images, textures.bare
    head, others = ({n: p for n, p in images.items() if (n in HEAD) == mine} for mine in (True, False))
    with ThreadPoolExecutor(1, "moeforge-style") as beside:
        drawn = beside.submit(apply, head, style)
        made = apply(others, style, bare)
    made |= drawn.result()
    return {name: made[name] for name in images}


def apply(images: Mapping[str, U8], style: Style, bare: Collection[str] = ()) -> dict[str, U8]:
    """Images by name, each (H, W, 3 or 4) uint8, in a style. Those that regions.LAYOUTS does not list pass through, and
    so do the cells `bare`, which nobody sees: texture there would only make files large."""
    mine = {name: _blocky(pixels, name, style) for name, pixels in images.items() if name in LAYOUTS}
    words = recolor(mine, PLACES, color_maps(style))
    for name in words:
        plain = [(p, words[name][p.rows.start, p.columns.start]) for p in _bare(name, bare) if LAYOUTS[name] == "hair"]
        _mark(words[name], name, style)
        for p, color in plain:
            words[name][p.rows, p.columns] = color
    made = {name: _finished(words[name], name, old) if name in words else old for name, old in images.items()}
    drawn = made if style.finish.idle else refined(made, style.finish, style.strength, bare)
    return {name: _restored(name, pixels, images[name], bare) for name, pixels in drawn.items()}


def _bare(name: str, bare: Collection[str]) -> list[Place]:
    """Those of the cells `bare` that an image has."""
    return [place(name, CELLS[c]) for c in bare if CELLS[c].image == LAYOUTS.get(name)]


def _restored(name: str, pixels: U8, before: U8, bare: Collection[str]) -> U8:
    """An image with the cells `bare` as they were, but for the hair's: their colour follows, lest it shows from afar,
    where textures are seen small."""
    cells = _bare(name, bare)
    if cells and name != "hair":
        pixels = pixels.copy()
        for p in cells:
            pixels[p.rows, p.columns] = before[p.rows, p.columns]
    return pixels


def _finished(words: U32, name: str, old: U8) -> U8:
    pixels = pixels_of(words, old)
    if name != "parts":
        return pixels
    pixels = pixels.copy()  # `pixels_of` may hand out memory that cannot be written
    fill_gaps(name, pixels)
    return pixels


@lru_cache(maxsize=16)
def _recast(colors: tuple[tuple[str, str], ...], picture: StyleParams, strength: float) -> Recast:
    """`own.recast`, kept: textures and materials ask for the same."""
    return recast(dict(colors), picture, strength)


def color_maps(style: Style) -> Mapping[Role, ColorMap]:
    """Role -> its map, OKLab (N, 3) to OKLab (N, 3)."""
    change = _recast(tuple(style.colors.items()), style.picture, style.strength) if style.picture else None
    return {role: _color_map(role, style, change) for role in ROLES}


_ANCHORS: Mapping[str, str] = MappingProxyType({"skin": "skin", "hair": "hair", "coil": "hair"})
"""Roles with flat tones -> the colour that stays where it is."""
_FINER: Mapping[Role, float] = MappingProxyType({"coil": 0.5})
"""Factor of the distance between flat tones: a curl is drawn in tones that lie near each other."""


def _color_map(role: Role, style: Style, change: Recast | None) -> ColorMap:
    def mapped(colors: Floats) -> Floats:
        after = colors if change is None else _pictured(role, colors, change, style.strength)
        after = _looked(role, after, style)
        return GUARDS.get(role, as_it_is)(colors, after)

    return mapped


def _pictured(role: Role, colors: Floats, change: Recast, strength: float) -> Floats:
    after = repainted(colors, role, change)
    return skin_cap(colors, after, strength) if role == "skin" else after


def _looked(role: Role, colors: Floats, style: Style) -> Floats:
    look = style.look
    share = {"skin": look.skin, "eye": look.eyes, "white": 0.6}.get(role, 1.0)
    after = look_colors(colors, look)
    if look.steps and role in _ANCHORS:
        anchor = look_colors(lab(style.colors[_ANCHORS[role]])[None], look)[0]
        after = flattened(after, anchor, look.steps * _FINER.get(role, 1.0))
    return (colors + style.strength * share * (after - colors)).astype(np.float32)


_TEXELS: Mapping[str, int] = MappingProxyType({"face": 8, "parts": 4, "hair": 4, "body": 1})
"""Image layout -> texels across the same stretch of the figure, about."""


def _blocky(pixels: U8, name: str, style: Style) -> U8:
    """Squares instead of texels from half strength on, alike on the figure: its texels are not. A curl is small."""
    size = style.look.block * _TEXELS[LAYOUTS[name]] // 4
    if not size or style.strength < 0.5:
        return pixels
    squares = np.array(blocks(pixels, size))
    if LAYOUTS[name] == "hair":
        coil = place(name, CELLS["hair_coil"])
        squares[coil.rows, coil.columns] = blocks(pixels[coil.rows, coil.columns], size // CURL)
    return squares


def _mark(words: U32, name: str, style: Style) -> None:
    look, picture = style.look, style.picture
    mark(words, name, look.mark, look.amount * style.strength)
    if picture:
        share = BESIDE_FINISH.get(LAYOUTS[name], 0.0) if picture.code else 1.0
        mark(words, name, f"brush{picture.scale}", share * picture.texture / 255 * BRUSH * style.strength)


_MATERIAL_ROLE: Mapping[str, Role] = MappingProxyType(
    {"face": "skin", "parts": "line", "hair": "hair", "body": "cloth"}
)
_MATERIAL_COLOR: Mapping[str, str] = MappingProxyType(
    {"face": "skin", "parts": "skin", "hair": "hair", "body": "clothes"}
)


def restyle_materials(materials: tuple[Material, ...], spec: AvatarSpec) -> tuple[Material, ...]:
    """The toon materials in the spec's style: shade, outline and rim follow the textures; the same object if none."""
    style = style_of(spec)
    if style.idle:
        return materials
    maps = color_maps(style)
    return tuple(replace(m, toon=_toon(m, maps[_MATERIAL_ROLE[m.name]], style)) for m in materials)


def _toon(material: Material, color_map: ColorMap, style: Style) -> Toon:
    toon, look, share = material.toon, style.look, style.strength
    base = style.colors[_MATERIAL_COLOR[material.name]]
    return replace(
        toon,
        shade_color=_tinted(_shade(toon.shade_color, base, color_map), look.shade, share),
        toony=toon.toony if look.toony < 0 else toon.toony + share * (look.toony - toon.toony),
        rim_color=_mixed(_rim(toon.rim_color, color_map), look.rim, share),
        outline_width=toon.outline_width * (1.0 + share * (look.line - 1.0)),
        outline_color=_mixed(_mapped(toon.outline_color, color_map), look.ink, share * look.inked),
        outline_lighting_mix=toon.outline_lighting_mix * (1.0 - (share * look.inked if look.ink else 0.0)),
    )


def _lab(color: Rgb) -> Floats:
    return lab_of(np.rint(255 * np.array(color)).astype(np.uint8))


def _mapped(color: Rgb, color_map: ColorMap) -> Rgb:
    return rgb_floats(color_map(_lab(color)[None])[0])


def _shade(factor: Rgb, base: str, color_map: ColorMap) -> Rgb:
    """The factor that leads from the mapped base to the mapped shade; white stays white."""
    if min(factor) >= 1.0:
        return factor
    lit = rgb_floats(lab(base))
    shaded = (lit[0] * factor[0], lit[1] * factor[1], lit[2] * factor[2])
    r, g, b = (
        min(1.0, s / max(c, 0.02)) for s, c in zip(_mapped(shaded, color_map), _mapped(lit, color_map), strict=True)
    )
    return r, g, b


def _rim(color: Rgb, color_map: ColorMap) -> Rgb:
    """A faint light keeps its lightness and takes the mapped hue."""
    before = _lab(color)
    after = color_map(before[None])[0]
    return rgb_floats(np.array([before[0], *(after[1:] * 0.8)], np.float32))


def _mixed(color: Rgb, goal: str, share: float) -> Rgb:
    """From a colour towards another in OKLab; no goal, no change."""
    return rgb_floats(_lab(color) + share * (lab(goal) - _lab(color))) if goal else color


def _tinted(color: Rgb, tint: str, share: float) -> Rgb:
    """A factor times a tint."""
    if not tint:
        return color
    r, g, b = (c * (1.0 + share * (t - 1.0)) for c, t in zip(color, rgb_floats(lab(tint)), strict=True))
    return r, g, b
