"""Triangles of hair before they become a Part: plain arrays with a tone and a place on a spring chain per vertex."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moeforge.template.part import F64, I64

TONES = ("hair_mid", "hair_light", "hair_deep", "hair_inner", "hair_coil", "hair_stubble")
"""Cells of the hair image; `Strands.tone` indexes them."""
MID, LIGHT, DEEP, INNER, COIL, STUBBLE = range(6)
HEAD = -1
"""Chain index of hair that does not swing."""


@dataclass(frozen=True, slots=True)
class Strands:
    """Hair surface in head space. N vertices, M triangles."""

    positions: F64  # (N, 3) HH
    normals: F64  # (N, 3) unit
    cell: F64  # (N, 2) u across, v in the cell's unit square
    tone: I64  # (N,) index into TONES, equal within a triangle
    chain: I64  # (N,) index of the spring chain, or HEAD
    along: F64  # (N,) place on the chain: 0 at its root joint, 1 at the next, ...
    triangles: I64  # (M, 3)


def join(parts: Sequence[Strands]) -> Strands:
    """All strands in one."""
    starts = np.cumsum([0, *(len(p.positions) for p in parts[:-1])])
    return Strands(
        *(np.concatenate([getattr(p, f) for p in parts]) for f in ("positions", "normals", "cell", "tone")),
        chain=np.concatenate([p.chain for p in parts]),
        along=np.concatenate([p.along for p in parts]),
        triangles=np.concatenate([p.triangles + s for p, s in zip(parts, starts, strict=True)]),
    )


def there_and_back(columns: int, stretches: int, first: float = 0.0) -> F64:
    """Cell u (columns,) round a closed surface in an even number of stretches, mirrored by turns: without a seam.
    `first`: where in a stretch it begins."""
    return 1.0 - np.abs((first + np.arange(columns) * stretches / columns) % 2.0 - 1.0)
