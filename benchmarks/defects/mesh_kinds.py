"""Judges of the mesh itself: triangles that a face turns over, edges that a pose stretches."""

from collections.abc import Mapping

import numpy as np

from defects.sighting import LEAST, Sighting
from defects.subject import F32, F64, Kind, Subject, morphed

TURNED = -0.2
"""Cosine between a triangle's normals before and after, below which it is inverted."""
LEAST_AREA = 4e-7
"""Square metres below which a triangle cannot be seen."""
LONGEST, SHORT = 2.0, 0.004
"""Largest stretch of an edge; shorter edges (metres) do not count."""


def inverted(subject: Subject, weights: Mapping[str, float]) -> list[Sighting]:
    """Triangles of the head's skin that a face turns over."""
    count = 0
    for p, kind in zip(subject.primitives, subject.kinds, strict=True):
        if kind == Kind.SKIN and weights:
            before, after = (_normals(x, p.triangles) for x in (p.positions, morphed(p, weights)))
            sizes = np.linalg.norm(before, axis=1), np.linalg.norm(after, axis=1)
            cosine = np.einsum("ij,ij->i", before, after) / np.maximum(sizes[0] * sizes[1], 1e-18)
            count += int(((cosine < TURNED) & (sizes[1] / 2 > LEAST_AREA) & (sizes[0] / 2 > LEAST_AREA)).sum())
    return [Sighting("inverted", "front", count)] if count >= LEAST["inverted"] else []


def stretched(subject: Subject, points: list[F32]) -> list[Sighting]:
    """Edges of body and clothes; `points` of Subject.off_head in the pose."""
    count = 0
    for part, after in zip(subject.off_head, points, strict=True):
        p = subject.primitives[part]
        edges = np.concatenate([p.triangles[:, (0, 1)], p.triangles[:, (1, 2)], p.triangles[:, (2, 0)]])
        old, new = (np.linalg.norm(x[edges[:, 0]] - x[edges[:, 1]], axis=1) for x in (p.positions, after))
        long = old > SHORT
        pairs = np.unique(np.sort(edges[long][new[long] > LONGEST * old[long]], axis=1), axis=0)
        count += len(pairs)
    return [Sighting("stretched", "front", count)] if count >= LEAST["stretched"] else []


def _normals(points: F32, triangles: np.ndarray) -> F64:
    a, b, c = (points[triangles[:, i]].astype(np.float64) for i in range(3))
    return np.cross(b - a, c - a)
