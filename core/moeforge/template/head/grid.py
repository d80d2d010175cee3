"""Triangles of strips, fans and mirrored pairs, counter-clockwise where rows run downwards and columns to +X."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

import numpy as np

from moeforge.template.part import F64, I64
from moeforge.template.vectors import fixed


@cache
def sheet(rows: int, columns: int, *, closed: bool = False) -> I64:
    """(M, 3) triangles of a grid with vertex (r, c) at r * columns + c; `closed` joins the last column to the first."""
    across = columns if closed else columns - 1
    r, c = np.divmod(np.arange((rows - 1) * across), across)
    right = (c + 1) % columns
    a, b, d, e = r * columns + c, (r + 1) * columns + c, r * columns + right, (r + 1) * columns + right
    return fixed(np.concatenate([np.stack([a, b, d], axis=1), np.stack([d, b, e], axis=1)]))


@cache
def sheet_uv(rows: int, columns: int) -> F64:
    """(rows * columns, 2) unit square: u along the columns, v down the rows."""
    v, u = np.meshgrid(np.linspace(0, 1, rows), np.linspace(0, 1, columns), indexing="ij")
    return fixed(np.stack([u.ravel(), v.ravel()], axis=1))


def disc(rings: int, spokes: int) -> I64:
    """(M, 3) triangles of a disc: vertex 0 its centre, then rings outwards, counter-clockwise."""
    start = np.arange(spokes)
    fan = np.stack([np.zeros(spokes, np.int64), 1 + start, 1 + (start + 1) % spokes], axis=1)
    return np.concatenate([fan, 1 + sheet(rings, spokes, closed=True)])


@dataclass(frozen=True, slots=True)
class Net:
    """How a layer's vertices are laid out: `copies` of rows of columns, row by row, with a hub before or behind."""

    rows: int
    columns: int
    closed: bool = False  # the last column is joined to the first
    hub: Literal["none", "first", "last"] = "none"  # one vertex that the first or the last row is joined to
    copies: int = 1

    @property
    def count(self) -> int:
        """Vertices of one copy."""
        return self.rows * self.columns + (self.hub != "none")

    @property
    def triangles(self) -> I64:
        """(M, 3), read only."""
        return _triangles(self)

    def all_copies(self) -> I64:
        """(M, 3)"""
        one = self._one()
        return np.concatenate([one + k * self.count for k in range(self.copies)])

    def _one(self) -> I64:
        if self.hub == "first":
            return disc(self.rows, self.columns)
        rows = sheet(self.rows, self.columns, closed=self.closed)
        if self.hub == "none":
            return rows
        last = (self.rows - 1) * self.columns + np.arange(self.columns)
        fan = np.stack([last, np.full(self.columns, self.rows * self.columns), np.roll(last, -1)], axis=1)
        return np.concatenate([rows, fan])

    def picked(self, rows: Sequence[int], columns: Sequence[int]) -> tuple["Net", I64]:
        """The net of some rows and columns alone, and the vertices that it keeps."""
        inside = (np.array(rows)[:, None] * self.columns + np.array(columns)).ravel() + (self.hub == "first")
        hub = {"none": [], "first": [0], "last": [self.rows * self.columns]}[self.hub]
        one = np.concatenate([hub, inside] if self.hub == "first" else [inside, hub]).astype(np.int64)
        keep = np.concatenate([one + k * self.count for k in range(self.copies)])
        return Net(len(rows), len(columns), self.closed, self.hub, self.copies), keep


@cache
def _triangles(net: Net) -> I64:
    return fixed(net.all_copies())


def pair(triangles: I64, count: int) -> I64:
    """Triangles of a left piece of `count` vertices and of its mirror image, whose vertices follow."""
    return np.concatenate([triangles, count + triangles[:, ::-1]])


def mirrored(points: F64) -> F64:
    """Points (..., 3) with x negated."""
    return points * np.array([-1.0, 1.0, 1.0])
