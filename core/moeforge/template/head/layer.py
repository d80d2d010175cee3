"""One painted sheet of the face in some states: what the parts of eyes, brows and mouth are made of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from moeforge.template.head.grid import Net
from moeforge.template.part import F64, I64


@dataclass(frozen=True)
class Layer:
    """Head space. A layer of one state does not move; a sided one is the left eye's and is mirrored."""

    name: str
    cell: str
    uv: F64  # (N, 2) unit square of the cell
    net: Net
    points: F64  # (S, N, 3) HH, one row per state

    @property
    def triangles(self) -> I64:
        """(M, 3)"""
        return self.net.triangles

    def picked(self, rows: Sequence[int], columns: Sequence[int]) -> "Layer":
        """The layer with some of its net's rows and columns alone."""
        net, keep = self.net.picked(rows, columns)
        return replace(self, net=net, uv=self.uv[keep], points=self.points[:, keep])
