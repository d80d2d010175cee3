"""Accessories at lower levels of detail. All of them are lathes and closed tubes: grids of rings whose points are
counted, so a coarser one is the same shape with fewer rings and fewer points in each.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from moeforge.template.lod import Lod
from moeforge.template.part import F64, I64, Part, Piece

MOST: Mapping[Lod, int] = MappingProxyType({Lod.TINY: 120, Lod.MOBILE: 350, Lod.HIGH: 600})
"""Triangles of one accessory."""
FEWEST_COLUMNS, FEWEST_ROWS, FEWEST_LOOP = 3, 1, 6
"""Points of a section, rings of a lathe, sections of a closed tube."""


@dataclass(frozen=True, slots=True)
class Grid:
    """One solid within a part: `rows` rings of `columns` points from vertex `first` on; a lathe has two poles after
    them, a closed tube (`loop`) none. `keep`: which rows and columns are left, how many of each.
    """

    first: int
    rows: int
    columns: int
    loop: bool
    flipped: bool
    keep: tuple[int, int]

    @property
    def triangles(self) -> int:
        """Triangles of what is left: a lathe's two caps count as one row of quads."""
        return 2 * self.keep[0] * self.keep[1]

    def thinner(self) -> "Grid | None":
        """With one step fewer rows or columns, whichever are more plentiful; None: it is as coarse as it gets."""
        rows, columns = self.keep
        least = FEWEST_LOOP if self.loop else FEWEST_ROWS
        choices = [
            (rows / least, (_fewer(self.rows, rows, least), columns), rows > least),
            (columns / FEWEST_COLUMNS, (rows, _fewer(self.columns, columns, FEWEST_COLUMNS)), columns > FEWEST_COLUMNS),
        ]
        able = [(plenty, keep) for plenty, keep, can in choices if can]
        return replace(self, keep=max(able)[1]) if able else None


def _fewer(total: int, now: int, least: int) -> int:
    """The next smaller count that strides evenly through `total` if there is one near, else one less."""
    even = [total // k for k in range(2, total + 1) if total % k == 0 and max(least, 0.4 * now) <= total // k < now]
    return max(even, default=now - 1)


def coarse(piece: Piece, lod: Lod) -> Piece:
    """The accessory within MOST[lod] triangles."""
    whole = sum(len(p.triangles) for p in piece.parts)
    if whole <= MOST.get(lod, whole):
        return piece
    parts = [p for p in piece.parts if p.mesh == "Body"]
    share = MOST[lod] / whole
    thin = {p.name: _thinned(p, int(share * len(p.triangles))) for p in parts}
    return replace(piece, parts=tuple(thin.get(p.name, p) for p in piece.parts))


def _thinned(part: Part, most: int) -> Part:
    grids = grids_of(part.triangles, len(part.positions))
    stuck: set[int] = set()
    while sum(g.triangles for g in grids) > most and len(stuck) < len(grids):
        i = max((i for i in range(len(grids)) if i not in stuck), key=lambda i: grids[i].triangles)
        less = grids[i].thinner()
        if less is None:
            stuck.add(i)
        else:
            grids[i] = less
    grids = _largest(part, grids, most)
    chosen = [_chosen(g, part.positions) for g in grids]
    starts = np.cumsum([0, *(len(c) for c in chosen)])
    index = np.concatenate(chosen)
    return replace(
        part,
        positions=part.positions[index], normals=part.normals[index], uvs=part.uvs[index],
        triangles=np.concatenate([_surface(g) + s for g, s in zip(grids, starts[:-1], strict=True)]),
        weights={bone: values[index] for bone, values in part.weights.items()},
        morphs={name: deltas[index] for name, deltas in part.morphs.items()},
    )  # fmt: skip


def _largest(part: Part, grids: list[Grid], most: int) -> list[Grid]:
    """The grids that fit, without the smallest ones: beads and gems go first."""
    sizes = [float(np.ptp(part.positions[g.first : g.first + g.rows * g.columns], axis=0).max()) for g in grids]
    dropped: set[int] = set()
    for i in np.argsort(sizes, kind="stable"):
        if sum(g.triangles for k, g in enumerate(grids) if k not in dropped) > most:
            dropped.add(int(i))
    return [g for k, g in enumerate(grids) if k not in dropped]


def grids_of(triangles: I64, count: int) -> list[Grid]:
    """The solids of a part of `count` vertices, as `hair.solids` lays them out: one after the other."""
    high = np.maximum.accumulate(triangles.max(axis=1))
    low = np.minimum.accumulate(triangles.min(axis=1)[::-1])[::-1]
    cuts = np.flatnonzero(low[1:] > high[:-1]) + 1
    grids: list[Grid] = []
    for block in np.split(triangles, cuts):
        first, size = int(block.min()), int(block.max() - block.min()) + 1
        loop = 2 * size == len(block)
        columns = int(block[0].max()) - first - 1 if loop else int((block == block.max()).any(axis=1).sum())
        rows = (size if loop else size - 2) // columns
        if 2 * rows * columns != len(block):
            raise ValueError(f"{len(block)} triangles on {size} of {count} vertices are neither lathe nor tube")
        flipped = bool(block[0, 0] != first + (0 if loop else size - 2))
        grids.append(Grid(first, rows, columns, loop, flipped, (rows, columns)))
    return grids


def _places(total: int, kept: int, closed: bool) -> I64:
    if closed:
        return np.arange(kept) * total // kept
    return np.round(np.linspace(0, total - 1, kept)).astype(np.int64) if kept > 1 else np.array([total // 2])


def _chosen(grid: Grid, positions: F64) -> I64:
    """Vertices that are left, row by row, a lathe's poles last. The widest ring of a lathe, a brim, always stays."""
    rows, columns = _places(grid.rows, grid.keep[0], grid.loop), _places(grid.columns, grid.keep[1], True)
    if not grid.loop:
        rings = positions[grid.first : grid.first + grid.rows * grid.columns].reshape(grid.rows, grid.columns, 3)
        widest = int(np.ptp(rings, axis=1).max(axis=1).argmax())
        rows[np.abs(rows - widest).argmin()] = widest
    inner = (rows[:, None] * grid.columns + columns).ravel()
    poles = grid.rows * grid.columns + np.arange(0 if grid.loop else 2)
    return grid.first + np.concatenate([inner, poles])


def _surface(grid: Grid) -> I64:
    """Triangles of what is left, numbered from 0."""
    rows, columns = grid.keep
    steps = rows if grid.loop else rows - 1
    i, j = np.meshgrid(np.arange(steps), np.arange(columns), indexing="ij")
    a, b = i * columns + j, i * columns + (j + 1) % columns
    c, d = (a + columns) % (rows * columns), (b + columns) % (rows * columns)
    walls = np.stack([a, b, d, a, d, c], axis=-1).reshape(-1, 3)
    if not grid.loop:
        k = np.arange(columns)
        n, last = (k + 1) % columns, (rows - 1) * columns
        low = np.stack([np.full(columns, rows * columns), n, k], axis=-1)
        high = np.stack([np.full(columns, rows * columns + 1), last + k, last + n], axis=-1)
        walls = np.concatenate([low, walls, high])
    return walls[:, ::-1] if grid.flipped else walls
