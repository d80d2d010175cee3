"""One painted sheet of the face in some states: what the parts of eyes, brows and mouth are made of."""

from dataclasses import dataclass

from moeforge.template.part import F64, I64


@dataclass(frozen=True)
class Layer:
    """Head space. A layer of one state does not move; a sided one is the left eye's and is mirrored."""

    name: str
    cell: str
    uv: F64  # (N, 2) unit square of the cell
    triangles: I64  # (M, 3)
    points: F64  # (S, N, 3) HH, one row per state
