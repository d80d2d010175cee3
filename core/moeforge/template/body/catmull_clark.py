"""Catmull-Clark subdivision with carried attributes, limit positions and limit normals.

Masks: Catmull and Clark 1978; limit and tangent masks: Halstead, Kass and DeRose 1993, Stam 1998; borders are cubic
B-spline curves. A `Subdivision` depends on the faces alone, so one per topology is kept and serves every figure.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice
from math import cos, pi, sin, sqrt

import numpy as np

from moeforge.template.body.sparse import Sparse
from moeforge.template.part import F64, I64
from moeforge.template.vectors import cross

_Turn = dict[int, tuple[int, int]]
_RATE = 0.85
"""Share of what is missing that a round of `Subdivision.fit` adds."""
NO_VERTEX = -1
"""Padding of `faces` rows that have fewer corners than the widest face."""


@dataclass(frozen=True)
class Subdivision:
    """One step from a cage of V vertices to N vertices: V vertex points, then F face points, then E edge points.

    What lies on the limit surface is worked out when it is first asked for.
    """

    faces: I64  # (Q, 4) quads over the N vertices
    parent: I64  # (Q,) cage face of each quad
    smooth: Sparse  # (N, V) one step

    @property
    def cage_size(self) -> int:
        """V, the number of cage vertices; the first V of the N vertices belong to them."""
        return int(self.smooth.columns.max()) + 1

    @cached_property
    def limit(self) -> Sparse:
        """(N, V) one step, then onto the limit surface."""
        return self._on_limit(len(self.smooth.starts), _POSITION)[0]

    @cached_property
    def own_limit(self) -> Sparse:
        """(V, V) the first V rows of `limit`."""
        return self._on_limit(self.cage_size, _POSITION)[0]

    @cached_property
    def _tangents(self) -> tuple[Sparse, ...]:
        """Two, (N, V) each; right-handed about the outward normal."""
        return self._on_limit(len(self.smooth.starts), _TANGENTS)

    @cached_property
    def own_tangents(self) -> tuple[Sparse, ...]:
        """Two, (V, V) each."""
        return self._on_limit(self.cage_size, _TANGENTS)

    def _on_limit(self, count: int, masks: slice) -> tuple[Sparse, ...]:
        return tuple(mask.after(self.smooth) for mask in _limits(self._turns, count, masks))

    @cached_property
    def _turns(self) -> list[_Turn]:
        return _turns(self.faces)

    def normals(self, cage: F64) -> F64:
        """Unit normals of the limit surface at all vertices; (V, 3) -> (N, 3)."""
        return limit_normals(self._tangents, cage)

    def fit(self, points: F64, rounds: int = 10) -> F64:
        """The cage whose limit surface passes near `points`, (V, C) -> (V, C) (RECIPE2 section 1, trick 1).

        Five rounds leave .006 HH at the worst vertex of the body, ten .0024.
        """
        cage = points
        for _ in range(rounds):
            cage = cage + _RATE * (points - self.own_limit @ cage)
        return cage


def fitting(limit: F64, rounds: int) -> F64:
    """All rounds of `Subdivision.fit` as one matrix (V, V), where `own_limit` is the matrix `limit` (V, V).

    LinAlgError where `limit` is singular, as that of a bare cube is.
    """
    missing = np.linalg.matrix_power(np.eye(len(limit)) - _RATE * limit, rounds)
    gained = np.linalg.solve(limit, np.eye(len(limit)) - missing)  # the sum of a geometric series
    return missing + np.asarray(gained, np.float64)


def limit_normals(tangents: tuple[Sparse, ...], cage: F64) -> F64:
    """Unit normals (M, 3) from two tangent matrices (M, V) and a cage (V, 3)."""
    first, second = (tangent @ cage for tangent in tangents)
    normals = cross(first, second)
    return normals / np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-300)


def pad(faces: list[tuple[int, ...]]) -> I64:
    """Faces of mixed sizes as one array, (F, K) padded with NO_VERTEX."""
    width = max(len(face) for face in faces)
    return np.array([face + (NO_VERTEX,) * (width - len(face)) for face in faces], dtype=np.int64)


def fan(faces: I64) -> tuple[I64, I64]:
    """Padded faces as triangles: (T, 3) vertices and (T,) the face each comes from."""
    parts = [(faces[:, [0, i, i + 1]], np.arange(len(faces))) for i in range(1, faces.shape[1] - 1)]
    triangles = np.concatenate([p[0] for p in parts])
    parents = np.concatenate([p[1] for p in parts])
    real = triangles[:, 2] != NO_VERTEX
    order = np.argsort(parents[real], kind="stable")
    return triangles[real][order], parents[real][order]


def subdivision(faces: I64) -> Subdivision:
    """The (kept) subdivision of a cage; faces (F, K) padded with NO_VERTEX, vertices 0..V-1 all used, manifold."""
    return _cached(np.ascontiguousarray(faces, dtype=np.int64).tobytes(), faces.shape[1])


@lru_cache(maxsize=256)
def _cached(data: bytes, width: int) -> Subdivision:
    mesh = _Mesh.of(np.frombuffer(data, dtype=np.int64).reshape(-1, width))
    return Subdivision(mesh.quads(), mesh.face, _step(mesh))


@dataclass(frozen=True, slots=True)
class _Mesh:
    """Corners of all faces in a row (C of them), with the vertex, face and edges of each."""

    vertices: int
    vertex: I64  # (C,)
    face: I64  # (C,)
    after: I64  # (C,) edge to the next corner
    before: I64  # (C,) edge to the previous corner
    edges: I64  # (E, 2)
    border: I64  # indices of edges with one face

    @staticmethod
    def of(faces: I64) -> "_Mesh":
        real = faces != NO_VERTEX
        sizes = real.sum(1)
        vertex, face = faces[real], np.repeat(np.arange(len(faces)), sizes)
        first = np.cumsum(sizes) - sizes
        place = np.arange(len(vertex)) - first[face]
        following = first[face] + (place + 1) % sizes[face]
        ends = np.sort(np.stack([vertex, vertex[following]], 1), axis=1)
        edges, after = np.unique(ends, axis=0, return_inverse=True)
        before = np.zeros_like(after)
        before[following] = after
        border = np.flatnonzero(np.bincount(after) == 1)
        return _Mesh(int(vertex.max()) + 1, vertex, face, after, before, edges, border)

    @property
    def face_count(self) -> int:
        return int(self.face[-1]) + 1

    def quads(self) -> I64:
        """(C, 4): one quad for each corner: vertex point, edge point, face point, edge point."""
        edge0 = self.vertices + self.face_count
        return np.stack([self.vertex, edge0 + self.after, self.vertices + self.face, edge0 + self.before], 1)


Triplets = list[tuple[I64, I64, F64]]


def _gather(triplets: Triplets) -> Sparse:
    rows, columns, values = (np.concatenate(parts) for parts in zip(*triplets, strict=True))
    return Sparse.of(rows, columns, values)


def _step(mesh: _Mesh) -> Sparse:
    """(N, V) vertex, face and edge points of one Catmull-Clark step."""
    centres = _face_points(mesh)
    edges = _edge_points(mesh).after(_with_faces(mesh, centres))
    vertices = _vertex_points(mesh).after(_with_faces(mesh, centres))
    parts = (vertices, centres, edges)
    offsets = np.cumsum([0] + [len(p.starts) for p in parts[:-1]])
    rows = [np.repeat(np.arange(len(p.starts)) + o, p.lengths) for p, o in zip(parts, offsets, strict=True)]
    return Sparse.of(
        np.concatenate(rows), np.concatenate([p.columns for p in parts]), np.concatenate([p.values for p in parts])
    )


def _with_faces(mesh: _Mesh, centres: Sparse) -> Sparse:
    """(V + F, V) the vertices themselves, then the face points."""
    same = np.arange(mesh.vertices)
    rows = np.repeat(np.arange(len(centres.starts)), centres.lengths) + mesh.vertices
    return _gather([(same, same, np.ones(mesh.vertices)), (rows, centres.columns, centres.values)])


def _face_points(mesh: _Mesh) -> Sparse:
    return Sparse.of(mesh.face, mesh.vertex, 1.0 / np.bincount(mesh.face)[mesh.face])


def _edge_points(mesh: _Mesh) -> Sparse:
    """(E, V + F): the mean of both ends and both face points; on a border the mean of the ends."""
    share = np.full(len(mesh.edges), 0.25)
    share[mesh.border] = 0.5
    inside = np.bincount(mesh.after)[mesh.after] == 2
    edge = np.arange(len(mesh.edges))
    ends: Triplets = [(edge, mesh.edges[:, i], share) for i in (0, 1)]
    faces = (mesh.after[inside], mesh.vertices + mesh.face[inside], np.full(int(inside.sum()), 0.25))
    return _gather([*ends, faces])


def _vertex_points(mesh: _Mesh) -> Sparse:
    """(V, V + F): (Q + 2R + (n - 3) v) / n inside, (a + 6v + b) / 8 on a border."""
    valence = np.bincount(mesh.edges.ravel(), minlength=mesh.vertices).astype(np.float64)
    on_border = np.zeros(mesh.vertices, dtype=bool)
    on_border[mesh.edges[mesh.border]] = True
    same = np.arange(mesh.vertices)
    own = np.where(on_border, 0.75, (valence - 2.0) / valence)  # R holds half of v: (n - 3 + 1) / n
    both = np.concatenate([mesh.edges, mesh.edges[:, ::-1]])
    both = both[~on_border[both[:, 0]]]
    rim = np.concatenate([mesh.edges[mesh.border], mesh.edges[mesh.border][:, ::-1]])
    inside = ~on_border[mesh.vertex]
    vertex = mesh.vertex[inside]
    return _gather(
        [
            (same, same, own),
            (both[:, 0], both[:, 1], 1.0 / valence[both[:, 0]] ** 2),
            (vertex, mesh.vertices + mesh.face[inside], 1.0 / valence[vertex] ** 2),
            (rim[:, 0], rim[:, 1], np.full(len(rim), 0.125)),
        ]
    )


_POSITION, _TANGENTS = slice(0, 1), slice(1, 3)
"""Of the three masks of a vertex."""


def _limits(turns: list[_Turn], count: int, chosen: slice) -> tuple[Sparse, ...]:
    """Limit position and two tangents, or some of them, at the first vertices of a quad mesh, each (count, N)."""
    entries: tuple[list[_Entry], ...] = ([], [], [])[chosen]
    for vertex, (spokes, corners) in enumerate(islice(_rings(turns), count)):
        masks = _inner(vertex, spokes, corners) if len(spokes) == len(corners) else _rim(vertex, spokes, corners)
        for table, mask in zip(entries, masks[chosen], strict=True):
            table.extend((vertex, column, value) for column, value in mask)
    return tuple(_sparse(e) for e in entries)


_Entry = tuple[int, int, float]
_Mask = Iterator[tuple[int, float]]


def _sparse(entries: list[_Entry]) -> Sparse:
    table = np.array(entries)
    return Sparse.of(table[:, 0].astype(np.int64), table[:, 1].astype(np.int64), table[:, 2])


def _inner(vertex: int, spokes: list[int], corners: list[int]) -> tuple[_Mask, _Mask, _Mask]:
    n = len(spokes)
    total = n * (n + 5.0)
    position = [(vertex, n * n / total)] + [(s, 4.0 / total) for s in spokes] + [(c, 1.0 / total) for c in corners]
    return iter(position), _tangent(spokes, corners, 0), _tangent(spokes, corners, 1)


def _tangent(spokes: list[int], corners: list[int], turn: int) -> _Mask:
    """Tangent mask of an inner vertex, started `turn` spokes further round."""
    n = len(spokes)
    spoke_share = 1.0 + cos(2 * pi / n) + cos(pi / n) * sqrt(2.0 * (9.0 + cos(2 * pi / n)))
    for i in range(n):
        angle = 2 * pi * (i - turn) / n
        yield spokes[i], spoke_share * cos(angle)
        yield corners[i], cos(angle) + cos(angle + 2 * pi / n)


def _rim(vertex: int, spokes: list[int], corners: list[int]) -> tuple[_Mask, _Mask, _Mask]:
    """Border vertex: the limit of its cubic B-spline; tangents along the border and across it."""
    first, last, k = spokes[0], spokes[-1], len(corners)
    across = [sin(pi * (i + 0.5) / k) for i in range(k)]
    return (
        iter([(vertex, 2 / 3), (first, 1 / 6), (last, 1 / 6)]),
        iter([(first, 1.0), (last, -1.0)]),
        iter([*zip(corners, across, strict=True), (vertex, -sum(across))]),
    )


def _turns(quads: I64) -> list[_Turn]:
    """For every vertex the way round it: an edge neighbour -> the quad's opposite corner and the next neighbour."""
    steps: list[_Turn] = [{} for _ in range(int(quads.max()) + 1)]
    for a, b, c, d in quads.tolist():
        steps[a][b] = (c, d)
        steps[b][c] = (d, a)
        steps[c][d] = (a, b)
        steps[d][a] = (b, c)
    return steps


def _rings(turns: list[_Turn]) -> Iterator[tuple[list[int], list[int]]]:
    """For every vertex its neighbours counter-clockwise: edge neighbours and the quads' opposite corners."""
    for step in turns:
        reached = {spoke for _, spoke in step.values()}
        start = next((spoke for spoke in step if spoke not in reached), next(iter(step)))
        yield _walk(step, start)


def _walk(step: _Turn, start: int) -> tuple[list[int], list[int]]:
    spokes, corners = [start], list[int]()
    while spokes[-1] in step and len(corners) < len(step):
        corner, spoke = step[spokes[-1]]
        corners.append(corner)
        spokes.append(spoke)
    return (spokes[:-1] if spokes[-1] == start else spokes), corners
