"""A sparse matrix as gathers: built once per topology, applied to every figure with numpy alone."""

from dataclasses import dataclass

import numpy as np

from moeforge.template.part import F64, I64


@dataclass(frozen=True, slots=True)
class Sparse:
    """Row-compressed matrix; every row has at least one entry. `matrix @ values` maps (N, C) to (M, C)."""

    starts: I64  # (M,) where each row begins
    columns: I64  # (nnz,)
    values: F64  # (nnz,)

    @staticmethod
    def of(rows: I64, columns: I64, values: F64) -> "Sparse":
        """From triplets in any order; entries of the same place are added."""
        width = int(columns.max()) + 1
        keys, place = np.unique(rows * width + columns, return_inverse=True)
        starts = np.searchsorted(keys // width, np.arange(int(rows.max()) + 1))
        return Sparse(starts, keys % width, np.bincount(place, values).astype(np.float64))

    @property
    def lengths(self) -> I64:
        """Entries per row, (M,)."""
        return np.diff(np.append(self.starts, len(self.columns)))

    def __matmul__(self, values: F64) -> F64:
        made = np.zeros((len(self.starts), values.shape[1]))
        for i, column in enumerate(values.T):  # ten times as fast as by rows
            made[:, i] = np.add.reduceat(column.take(self.columns) * self.values, self.starts)
        return made

    def dense(self, width: int) -> F64:
        """The matrix with all its zeros, (M, width)."""
        made = np.zeros((len(self.starts), width))
        made[np.repeat(np.arange(len(made)), self.lengths), self.columns] = self.values
        return made

    def after(self, first: "Sparse") -> "Sparse":
        """The matrix that applies `first`, then this one."""
        repeats = first.lengths[self.columns]
        ends = np.cumsum(repeats)
        inner = np.arange(ends[-1]) - np.repeat(ends - repeats - first.starts[self.columns], repeats)
        rows = np.repeat(np.repeat(np.arange(len(self.starts)), self.lengths), repeats)
        return Sparse.of(rows, first.columns[inner], np.repeat(self.values, repeats) * first.values[inner])

    def head(self, count: int) -> "Sparse":
        """The first `count` rows, 0 < count < M."""
        stop = int(self.starts[count])
        return Sparse(self.starts[:count], self.columns[:stop], self.values[:stop])
