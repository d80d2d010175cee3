"""A folder of pictures as a style of the generator: the painter's sheets, recoloured and redrawn as the pictures are.

A generator trained on them paints skin, eyes and trim in that style by itself. All pictures make one style together,
their colours pooled and the strengths of their filters averaged: with a style for each picture, chosen by z, the
generator paints their mean for a long time, which is grey.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from math import ceil, sqrt
from pathlib import Path
from types import MappingProxyType

import numpy as np
from PIL import Image, ImageOps

from moeforge.errors import BadSpecError, TooLargeError
from moeforge.models.bundle import find_stylist
from moeforge.painter.carriers import SIDE, Ground
from moeforge.painter.colors import hexed
from moeforge.painter.conditions import decode
from moeforge.painter.finish import planes
from moeforge.painter.sheets import QUADRANTS
from moeforge.style.decode import decode_picture
from moeforge.style.guards import FREE_FROM
from moeforge.style.lab import lab_of, srgb_of
from moeforge.style.looks import LOOKS
from moeforge.style.params import StyleParams
from moeforge.style.picture import style_from_picture
from moeforge.style.recolor import ColorMap, pixels_of, recolor
from moeforge.style.refine import NOTHING, finish_of, redrawn
from moeforge.style.regions import CELL_ROLES, Place, Role
from moeforge.style.restyle import Style, color_maps
from moeforge_training.dataset.files import find
from moeforge_training.source import F32, U8, PainterSource

MOST_PICTURES = 64
"""Pictures that are read, in the order of their names."""
TILE = 64
"""Side of a picture where colours are pooled."""
FIGURE: Mapping[str, str] = MappingProxyType(
    {"skin": "#ffe2d0", "hair": "#7d5a48", "hair_tip": "#7d5a48", "clothes": "#5a72b4", "clothes_accent": "#d65c6e"}
)
"""Colours of the figure that wears a sheet, where the sheet's own condition does not say."""
NAMED: Mapping[str, tuple[str, ...]] = MappingProxyType({"skin": ("skin",), "iris": (), "trim": ("hair", "skin")})
"""Sheet -> colours of the figure that its condition names, three numbers each, in order."""
SHARED: tuple[Role, ...] = ("skin", "line")
"""Roles whose mean colour stays: ears, neck and hair have it too, and are not painted by a pack."""
ROLE: Mapping[str, Role] = MappingProxyType({"skin": "skin", "iris": "eye"})


@dataclass(frozen=True, slots=True)
class FolderStyle:
    """What a folder's pictures have in common."""

    params: StyleParams
    count: int  # pictures that were read


def style_of(folder: Path) -> FolderStyle:
    """The style of a folder's pictures. BadSpecError where none can be read."""
    pictures = list(_pictures(folder))
    if not pictures:
        raise BadSpecError(f"{folder} holds no picture that can be read; put PNG or JPEG files there", field="folder")
    stylist = find_stylist()
    codes = [style_from_picture(picture, stylist).code for picture in pictures]
    code = tuple(round(sum(numbers) / len(codes)) for numbers in zip(*codes, strict=True))
    return FolderStyle(replace(style_from_picture(_mosaic(pictures)), code=code), len(pictures))


def _pictures(folder: Path) -> Iterator[U8]:
    """Up to MOST_PICTURES pictures, (H, W, 4) sRGB with straight alpha."""
    left = MOST_PICTURES
    for file in find(folder, folder / ".moeforge"):
        if not file.regular or not left:
            continue
        try:
            yield decode_picture((folder / file.name).read_bytes())
            left -= 1
        except (BadSpecError, TooLargeError):
            continue  # a text, a broken or a monstrous file: the others say enough


def _mosaic(pictures: Sequence[U8]) -> U8:
    """The pictures' middles side by side, TILE pixels each, (H, W, 4): each has the same say in the colours."""
    across = ceil(sqrt(len(pictures)))
    sheet = Image.new("RGBA", (TILE * across, TILE * ceil(len(pictures) / across)))
    for place, picture in enumerate(pictures):
        tile = ImageOps.fit(Image.fromarray(picture, "RGBA"), (TILE, TILE), Image.Resampling.BOX)
        sheet.paste(tile, (TILE * (place % across), TILE * (place // across)))
    return np.asarray(sheet)


@dataclass(frozen=True, slots=True)
class FolderSource:
    """The painter's pairs in the style of a folder, at a strength 0..1."""

    style: FolderStyle
    strength: float = 0.8
    painter: PainterSource = field(default_factory=PainterSource)

    @property
    def about(self) -> str:
        """What a model's card says of it."""
        return f"restyled by {self.style.count} pictures of the maker's at strength {self.strength}"

    @property
    def condition_size(self) -> Mapping[str, int]:
        """The painter's."""
        return self.painter.condition_size

    @property
    def painted(self) -> Mapping[str, int]:
        """The painter's."""
        return self.painter.painted

    def sample(self, sheet: str, rng: np.random.Generator) -> F32:
        """The painter's."""
        return self.painter.sample(sheet, rng)

    def latent(self, sheet: str, rng: np.random.Generator) -> F32:
        """The painter's."""
        return self.painter.latent(sheet, rng)

    def paint(self, sheet: str, condition: F32, z: F32, size: int) -> U8:
        """The painter's sheet, restyled."""
        picture = self.style.params
        named = {name: hexed(decode(condition[3 * i : 3 * i + 3])) for i, name in enumerate(NAMED[sheet])}
        strength = min(self.strength, FREE_FROM)  # beyond it skin takes a picture's greys, and a pack has no other skin
        style = Style(LOOKS["plain"], picture, strength, {**FIGURE, **named})
        plain = self.painter.paint(sheet, condition, z, size)
        return _redrawn(sheet, _matched(sheet, _recolored(sheet, plain, style), plain), picture, self.strength)


def _recolored(sheet: str, pixels: U8, style: Style) -> U8:
    places: dict[Role, list[Place]] = {}
    for role, place in _places(sheet, pixels.shape[0]):
        places.setdefault(role, []).append(place)
    maps: dict[Role, ColorMap] = {role: color_map for role, color_map in color_maps(style).items() if role in places}
    return pixels_of(recolor({sheet: pixels}, places, maps)[sheet], pixels)


def _matched(sheet: str, pixels: U8, plain: U8) -> U8:
    """A sheet whose cells of SHARED roles have the mean colour that they had."""
    made = pixels.copy()
    for role, place in _places(sheet, pixels.shape[0]):
        if role in SHARED:
            part = place.rows, place.columns
            now, before = lab_of(pixels[part]), lab_of(plain[part])
            moved = now + (before.mean((0, 1)) - now.mean((0, 1)))
            made[part] = srgb_of(moved.reshape(-1, 3)).reshape(made[part].shape)
    return made


@lru_cache(maxsize=16)
def _places(sheet: str, size: int) -> tuple[tuple[Role, Place], ...]:
    if sheet in ROLE:
        return ((ROLE[sheet], Place(sheet, slice(0, size), slice(0, size))),)
    half = size // 2
    return tuple(
        (CELL_ROLES[cell], Place(sheet, slice(r * half, (r + 1) * half), slice(c * half, (c + 1) * half)))
        for cell, (c, r) in QUADRANTS.items()
    )


def _redrawn(sheet: str, pixels: U8, picture: StyleParams, strength: float) -> U8:
    """A sheet with the picture's lines and texture; each cell keeps its mean colour."""
    finish = finish_of(picture.code)
    if finish.idle:
        return pixels
    view = planes(np.asarray(Image.fromarray(pixels).resize((SIDE, SIDE), Image.Resampling.BICUBIC)))
    levels = np.zeros_like(view)
    for role, place in _places(sheet, SIDE):
        ground = Ground(SIDE, y=place.rows.start, x=place.columns.start)
        part = place.rows, place.columns
        levels[:, *part] = redrawn(view[:, *part], role, finish, ground, strength)
    drawn = Image.fromarray(np.dstack([*levels])).resize(pixels.shape[1::-1], Image.Resampling.BOX)
    return np.clip(pixels + np.asarray(drawn).astype(np.int16) - NOTHING, 0, 255).astype(np.uint8)
