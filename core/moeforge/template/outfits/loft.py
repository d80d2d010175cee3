"""Rings and sheets to cloth: the grids that all pieces are made of."""

from functools import lru_cache

import numpy as np

from moeforge.template.outfits.cloth import SWATCH_INDEX, Cloth
from moeforge.template.part import F64, I64
from moeforge.template.vectors import fixed, joined


@lru_cache(maxsize=512)
def grid_faces(rows: int, columns: int, *, closed: bool) -> I64:
    """Quads of a grid whose rows run down and whose columns run to the figure's left: (M, 4), row by row; read only."""
    r = np.arange(rows - 1)[:, None]
    c = np.arange(columns if closed else columns - 1)[None, :]
    nxt = (c + 1) % columns
    corners = (r * columns + c, (r + 1) * columns + c, (r + 1) * columns + nxt, r * columns + nxt)
    return fixed(np.stack(corners, axis=-1).reshape(-1, 4))


def loft(
    points: F64, v: F64, weights: F64, bones: tuple[str, ...], bands: tuple[str, ...], u: F64 | None = None
) -> Cloth:
    """Closed rings (R, C, 3) from top to hem; v (R,), weights (R, C, B), one swatch name per band (R - 1).

    Columns start in front and run to the figure's left unless `u` (C,) says where they are.
    """
    rows, columns = points.shape[:2]
    around = mirrored_u(columns) if u is None else u
    chart = joined(around[None, :], v[:, None])
    swatches = np.repeat([SWATCH_INDEX[band] for band in bands], columns)
    return Cloth(
        points=points.reshape(-1, 3),
        faces=grid_faces(rows, columns, closed=True),
        swatches=swatches.astype(np.int64),
        chart=chart.reshape(-1, 2),
        weights=weights.reshape(rows * columns, -1),
        bones=bones,
    )


def strip(points: F64, swatch: str, bone: str) -> Cloth:
    """An open grid (R, C, 3), rows down and columns to the figure's left seen from outside, on one bone."""
    rows, columns = points.shape[:2]
    faces = grid_faces(rows, columns, closed=False)
    v, u = np.meshgrid(np.linspace(0, 1, rows), np.linspace(0, 1, columns), indexing="ij")
    return Cloth(
        points=points.reshape(-1, 3),
        faces=faces,
        swatches=np.full(len(faces), SWATCH_INDEX[swatch]),
        chart=joined(u, v).reshape(-1, 2),
        weights=np.ones((rows * columns, 1)),
        bones=(bone,),
    )


def mirrored_u(columns: int) -> F64:
    """u (C,) of a ring that starts in front: 0 in front, 1 behind, alike on both sides, so that no seam is needed."""
    return 1.0 - np.abs(2.0 * np.arange(columns) / columns - 1.0)


def capped(cloth: Cloth, columns: int) -> Cloth:
    """The cloth with its last ring closed by a fan of triangles (soles, caps)."""
    centre, middle = len(cloth.points), np.full((1, columns), 1.0 / columns)
    last = np.arange(centre - columns, centre)
    following = last[np.arange(1, columns + 1) % columns]
    fan = np.stack([last, np.full(columns, centre), following, following], axis=1)
    points, chart, weights = (
        np.concatenate([rows, middle @ rows[-columns:]]) for rows in (cloth.points, cloth.chart, cloth.weights)
    )
    swatches = np.concatenate([cloth.swatches, cloth.swatches[-1:].repeat(columns)])
    return Cloth(points, np.concatenate([cloth.faces, fan]), swatches, chart, weights, cloth.bones)


def mirrored(cloth: Cloth) -> Cloth:
    """The same piece on the right side: x mirrored, left bones renamed to right ones."""
    names = tuple(b.replace("left", "right", 1) if b.startswith("left") else b for b in cloth.bones)
    return Cloth(
        points=cloth.points * np.array([-1.0, 1.0, 1.0]),
        faces=cloth.faces[:, ::-1],
        swatches=cloth.swatches,
        chart=cloth.chart,
        weights=cloth.weights,
        bones=names,
    )
