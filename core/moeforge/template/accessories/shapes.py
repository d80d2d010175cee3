"""Small closed surfaces that accessories are made of, beside those of `hair.solids`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from moeforge.template.hair.chart import unit
from moeforge.template.hair.solids import Solid, lathe, solid_part
from moeforge.template.head.surface import HeadSurface
from moeforge.template.part import F64, Part
from moeforge.template.proportions import Proportions

FIGURE = Proportions(chin=0.0)
"""Measures that leave points where they are: for solids that are given in figure space already."""


def pillow(swatch: str, outline: F64, thick: float, rim: float = 0.82) -> Solid:
    """A flat shape from an outline (K, 2) that its middle sees whole, in the plane z = 0, rounded at its edge."""
    middle = outline.mean(axis=0)
    rings = [_flat(middle + (outline - middle) * size, z) for size, z in ((rim, -0.5), (1.0, 0.0), (rim, 0.5))]
    pole = np.append(middle, 0.0)
    puff = np.array([0.0, 0.0, 0.62 * thick])
    return lathe(swatch, np.stack(rings) * [1.0, 1.0, thick], pole - puff, pole + puff)


def _flat(outline: F64, z: float) -> F64:
    return np.concatenate([outline, np.full((len(outline), 1), z)], axis=1)


def sweep(swatch: str, path: F64, side: F64, up: F64, corners: int = 8) -> Solid:
    """A rod along a path (R, 3) whose elliptic section is spanned by side and up, (R, 3) or (3,)."""
    angle = (np.arange(corners)[:, None] + 0.5) / corners * 2 * np.pi
    rings = path[:, None] + np.cos(angle) * np.broadcast_to(side, path.shape)[:, None]
    rings = rings + np.sin(angle) * np.broadcast_to(up, path.shape)[:, None]
    return lathe(swatch, rings, path[0], path[-1])


def drop(swatch: str, path: F64, width: Sequence[float], out: F64, flat: float = 0.6, corners: int = 8) -> Solid:
    """A lock, petal or feather: half-width (R,) along a path (R, 3), `flat` times as thick towards `out` (3,)."""
    across = unit(np.cross(unit(np.gradient(path, axis=0)), out))
    normal = unit(np.cross(across, np.gradient(path, axis=0)))
    half = np.array(width)[:, None]
    return sweep(swatch, path, across * half, normal * half * flat, corners)


def blanket(swatch: str, surface: HeadSurface, outline: F64, heights: Sequence[tuple[float, float]]) -> Solid:
    """What lies on the face: an outline (K, 2) of the chart (phi, t) shrunk ring by ring to its middle.

    `heights`: (size, HH over the skin) of each ring, the rim first; the last one is the middle.
    """
    middle = outline.mean(axis=0)
    rings = [over(surface, middle + (outline - middle) * size, stand) for size, stand in heights]
    pole = over(surface, middle[None], heights[-1][1])[0]
    inside = over(surface, middle[None], -0.05)[0]
    return lathe(swatch, np.stack(rings[:-1]), inside, pole)


def over(surface: HeadSurface, chart: F64, stand: F64 | float) -> F64:
    """Points (..., 3) over the skin at chart points (..., 2), along the normal of the head without its nose."""
    phi, t = chart[..., 0], chart[..., 1]
    here = surface.smooth(phi, t)
    across, along = surface.smooth(phi + 1e-3, t) - here, surface.smooth(phi, t + 1e-3) - here
    return surface.point(phi, t) + unit(np.cross(across, along)) * np.asarray(stand)[..., None]


def circle(count: int, radius: float = 1.0, power: float = 2.0) -> F64:
    """Points (count, 2) counter-clockwise; `power` above 2 makes a rounded square."""
    turn = np.arange(count) / count * 2 * np.pi
    c, s = np.cos(turn), np.sin(turn)
    return radius * np.stack([c, s], axis=1) * ((np.abs(c) ** power + np.abs(s) ** power) ** (-1 / power))[:, None]


def star(points: int, radius: float, inner: float) -> F64:
    """Outline (4 * points, 2) of a star with its first point upwards; its sides are halved for roundness."""
    turn = np.pi / 2 + np.arange(2 * points) / points * np.pi
    corner = (
        np.stack([np.cos(turn), np.sin(turn)], axis=1) * np.where(np.arange(2 * points) % 2, inner, radius)[:, None]
    )
    between = (corner + np.roll(corner, -1, axis=0)) / 2
    return np.stack([corner, between], axis=1).reshape(-1, 2)


def heart(count: int, size: float) -> F64:
    """Outline (count, 2) of a heart `size` wide from middle to side."""
    turn = np.arange(count) / count * 2 * np.pi
    x, y = 16 * np.sin(turn) ** 3, 13 * np.cos(turn) - 5 * np.cos(2 * turn) - 2 * np.cos(3 * turn) - np.cos(4 * turn)
    return size / 16 * np.stack([x, y + 2.0], axis=1)


def scaled(solid: Solid, size: float) -> Solid:
    """The solid enlarged about the origin."""
    return replace(solid, positions=solid.positions * size)


def mirrored(solid: Solid) -> Solid:
    """The solid on the figure's other side."""
    flip = np.array([-1.0, 1.0, 1.0])
    return replace(
        solid, positions=solid.positions * flip, normals=solid.normals * flip, triangles=solid.triangles[:, ::-1]
    )


def figure_part(name: str, solids: Iterable[Solid], weights: Mapping[str, float]) -> Part:
    """One Part of the body mesh from solids in figure space, carried by bones in fixed shares."""
    part = solid_part(name, solids, FIGURE)
    return replace(part, weights={bone: np.full(len(part.positions), share) for bone, share in weights.items()})
