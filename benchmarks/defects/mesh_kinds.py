"""Judges of the mesh itself: triangles that a face turns over, edges that a pose stretches."""

from collections.abc import Mapping

import numpy as np

from defects.sighting import LEAST, Picture, Sighting
from defects.subject import F32, F64, Bool, Kind, Subject, morphed
from moeforge.scene import U32, Primitive

TURNED = -0.2
"""Cosine between a triangle's normals before and after, below which it is inverted."""
LEAST_AREA = 4e-7
"""Square metres below which a triangle cannot be seen."""
LONGEST, SHORT = 2.0, 0.004
"""Largest stretch of an edge; shorter edges (metres) do not count."""


def inverted(subject: Subject, picture: Picture, weights: Mapping[str, float]) -> list[Sighting]:
    """Triangles of the head's skin that a face turns over."""
    places = [np.zeros((0, 3))]
    for p, kind in zip(subject.primitives, subject.kinds, strict=True):
        if kind == Kind.SKIN and weights:
            after = morphed(p, weights)
            places.append(after[p.triangles[_turned(p, after)]].mean(axis=1))
    return _at("inverted", picture, np.concatenate(places))


def stretched(subject: Subject, picture: Picture, points: list[F32]) -> list[Sighting]:
    """Edges of body and clothes; `points` of Subject.off_head in the pose."""
    places = [np.zeros((0, 3))]
    for part, after in zip(subject.off_head, points, strict=True):
        p = subject.primitives[part]
        edges = np.concatenate([p.triangles[:, (0, 1)], p.triangles[:, (1, 2)], p.triangles[:, (2, 0)]])
        edges = np.unique(np.sort(edges, axis=1), axis=0)
        old, new = (np.linalg.norm(x[edges[:, 0]] - x[edges[:, 1]], axis=1) for x in (p.positions, after))
        places.append(after[edges[(old > SHORT) & (new > LONGEST * old)]].mean(axis=1))
    return _at("stretched", picture, np.concatenate(places))


def _at(kind: str, picture: Picture, places: F64) -> list[Sighting]:
    """A sighting of as many things as there are places (N, 3), shown at the first of them."""
    if len(places) < LEAST[kind]:
        return []
    x, y, _ = picture.camera.project(places[:1].astype(np.float32), picture.size)[0]
    return [Sighting(kind, picture.name, len(places), float(x), float(y))]


def _turned(p: Primitive, after: F32) -> Bool:
    """(T,) which triangles face the other way, of those that can be seen."""
    old, new = _normals(p.positions, p.triangles), _normals(after, p.triangles)
    sizes = np.linalg.norm(old, axis=1), np.linalg.norm(new, axis=1)
    cosine = np.einsum("ij,ij->i", old, new) / np.maximum(sizes[0] * sizes[1], 1e-18)
    return (cosine < TURNED) & (np.minimum(*sizes) / 2 > LEAST_AREA)


def _normals(points: F32, triangles: U32) -> F64:
    a, b, c = (points[triangles[:, i]].astype(np.float64) for i in range(3))
    return np.cross(b - a, c - a)
