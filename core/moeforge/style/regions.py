"""Which texels of the atlas are skin, eye, hair or cloth: each role has a colour map of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, get_args

from moeforge.textures.atlas import CELLS, SWATCHES, Cell

Role = Literal["skin", "eye", "white", "mouth", "line", "hair", "coil", "cloth"]
ROLES: tuple[Role, ...] = get_args(Role)

LAYOUTS: Mapping[str, str] = MappingProxyType(
    {"face": "face", "parts": "parts", "hair": "hair", "body": "body", "body_shade": "body"}
)
"""Image -> the atlas image whose cells it follows. Images that are not listed are data, and are left alone."""

CELL_ROLES: Mapping[str, Role] = MappingProxyType(
    {
        "face": "skin", "ear": "skin", "lid_rim": "skin", "iris_left": "eye", "iris_right": "eye",
        "white": "white", "teeth": "white", "cavity": "mouth", "tongue": "mouth",
        "lash": "line", "brow": "line", "lip_line": "line", "ink": "line",
        "tear": "white", "spark": "white", "mark": "mouth",
        "hair_mid": "hair", "hair_light": "hair", "hair_deep": "hair", "hair_inner": "hair",
        "hair_coil": "coil", "hair_stubble": "hair",
        **dict.fromkeys(SWATCHES, "cloth"), "skin": "skin",
    }
)  # fmt: skip
"""Cell of the atlas -> its role."""


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle of an image."""

    image: str
    rows: slice
    columns: slice


def place(image: str, cell: Cell) -> Place:
    """The rectangle of a cell in an image of that layout."""
    return Place(image, slice(cell.y, cell.y + cell.height), slice(cell.x, cell.x + cell.width))


def _joined(places: list[Place]) -> list[Place]:
    """Rectangles side by side made one, then those on top of each other: fewer, larger pieces."""
    rows = list[Place]()
    for p in places:
        last = rows[-1] if rows else p
        beside = last is not p and (last.image, last.rows, last.columns.stop) == (p.image, p.rows, p.columns.start)
        rows[-1:] = [Place(p.image, p.rows, slice(last.columns.start, p.columns.stop))] if beside else [*rows[-1:], p]
    whole = list[Place]()
    for p in rows:
        last = whole[-1] if whole else p
        below = last is not p and (last.image, last.columns, last.rows.stop) == (p.image, p.columns, p.rows.start)
        whole[-1:] = [Place(p.image, slice(last.rows.start, p.rows.stop), p.columns)] if below else [*whole[-1:], p]
    return whole


def _places(role: Role) -> tuple[Place, ...]:
    found = [
        place(image, cell)
        for image, layout in LAYOUTS.items()
        for name, cell in CELLS.items()
        if cell.image == layout and CELL_ROLES[name] == role
    ]
    return tuple(_joined(found))


PLACES: Mapping[Role, tuple[Place, ...]] = MappingProxyType({role: _places(role) for role in ROLES})
"""Role -> its rectangles in all images."""
