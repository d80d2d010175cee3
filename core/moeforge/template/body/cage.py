"""The body of one figure as a cage: skin points, fitted control points, normals, weights and tags (A-pose).

Clothes grow from it: copy the faces of some bands, move the vertices along `normals`, keep the weights, subdivide with
`catmull_clark.subdivision` after its own `fit`, then `pose.to_t_pose` (RECIPE2 section 2).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np

from moeforge.template.body.bones import BONES, OPPOSITES
from moeforge.template.body.catmull_clark import NO_VERTEX, Subdivision, fitting, limit_normals, subdivision
from moeforge.template.body.layout import CAP, TORSO_ROWS, Layout, layout
from moeforge.template.body.measures import Measures
from moeforge.template.body.sparse import Sparse
from moeforge.template.body.surface import half_points, torso_rows
from moeforge.template.part import F64, I64
from moeforge.template.proportions import Proportions

_FIT_ROUNDS = 10
"""Of `catmull_clark.fitting`."""
MAX_BONES = 4
"""Bones per vertex that a glTF skin of one joint set holds."""


@dataclass(frozen=True, slots=True)
class Cage:
    """V vertices in figure space, arms 48 degrees down. Connectivity, tags and weights are `layout`'s."""

    proportions: Proportions
    points: F64  # (V, 3) on the skin: what the tables say, and the mesh of level 0
    control: F64  # (V, 3) its limit surface passes through `points`
    normals: F64  # (V, 3) unit normals of that surface at `points`
    torso: F64  # (9, 7, 3) the torso's rows on the left, the point of row M inside the arm included

    @property
    def layout(self) -> Layout:
        """Faces, tags, weights and rings, the same for every figure."""
        return layout()

    @property
    def faces(self) -> I64:
        """(F, 5) counter-clockwise, padded with NO_VERTEX."""
        return layout().faces

    @property
    def weights(self) -> F64:
        """(V, len(BONES)), rows sum to 1."""
        return layout().weights

    def select(self, bands: frozenset[str]) -> I64:
        """Indices of the faces with one of these tags."""
        return np.flatnonzero([band in bands for band in layout().bands])

    def torso_row(self, row: str) -> F64:
        """A whole torso row round the body, (12, 3) at phi 0, 32, 62, 90, 120, 150, 180 and back on the right side.

        Row M includes the two points inside the arms that the cage itself leaves out.
        """
        left = self.torso[TORSO_ROWS.index(row)]
        return np.concatenate([left, left[5:0:-1] * np.array([-1.0, 1.0, 1.0])])


def cage(proportions: Proportions) -> Cage:
    """The cage of one figure."""
    body, measures = layout(), Measures(proportions)
    torso = torso_rows(measures)
    skin = half_points(measures, torso)
    odd, even = _fitting()
    control = body.full(np.concatenate([odd @ skin[:, :1], even @ skin[:, 1:]], axis=1))
    normals = body.full(limit_normals(_half_tangents(), control))
    return Cage(proportions, body.full(skin), control, normals, torso)


@cache
def _fitting() -> tuple[F64, F64]:
    """`Subdivision.fit` of the left half as matrices (HALF, HALF): of x, which the mirror negates, and of y and z."""
    body = layout()
    limit = body_subdivision().own_limit.head(body.half).dense(len(body.mirror))
    right = np.zeros((body.half, body.half))
    right[:, body.mirror[body.half :]] = limit[:, body.half :]
    odd, even = (fitting(limit[:, : body.half] + sign * right, _FIT_ROUNDS) for sign in (-1.0, 1.0))
    return odd, even


@cache
def _half_tangents() -> tuple[Sparse, ...]:
    """`Subdivision.own_tangents` at the left half."""
    return tuple(tangent.head(layout().half) for tangent in body_subdivision().own_tangents)


@cache
def body_subdivision() -> Subdivision:
    """The subdivision of the body's cage."""
    return subdivision(layout().faces)


@cache
def level_mirror(level: int) -> I64:
    """Mirror image of each vertex at level 0 or 1."""
    body = layout()
    if level == 0:
        return body.mirror
    step = body_subdivision()
    quads = {tuple(sorted(q)): i for i, q in enumerate(body.faces.tolist())}
    images = np.where(body.faces == NO_VERTEX, NO_VERTEX, body.mirror[body.faces])
    faces = np.array([quads[tuple(sorted(q))] for q in images.tolist()])
    edges = _edge_points(step)
    ends = {tuple(e): v for v, e in edges.items()}
    edge_images = [ends[tuple(sorted(body.mirror[list(e)].tolist()))] for _, e in sorted(edges.items())]
    count = len(body.mirror)
    return np.concatenate([body.mirror, count + faces, np.array(edge_images)])


def _edge_points(step: Subdivision) -> dict[int, tuple[int, int]]:
    """Edge point -> the cage vertices at the ends of its edge, in ascending order."""
    count = len(layout().mirror)
    ends: dict[int, set[int]] = {}
    for vertex, after, _, before in step.faces.tolist():
        ends.setdefault(after, set()).add(vertex)
        ends.setdefault(before, set()).add(vertex)
    return {e: (min(pair), max(pair)) for e, pair in ends.items() if e >= count}


@cache
def level_weights(level: int) -> Mapping[str, F64]:
    """Weights at level 0 or 1 after pruning to MAX_BONES: bone -> (N,), bones that move nothing left out."""
    table = layout().weights if level == 0 else body_subdivision().limit @ layout().weights
    image = table[level_mirror(level)][:, OPPOSITES]
    return as_mapping(prune((table + image) / 2))


def prune(table: F64) -> F64:
    """Weights (N, len(BONES)) with the MAX_BONES largest of each row kept and scaled to sum to 1.

    Bones that tie for the last place are dropped together, so that left and right fare alike on the middle line; only
    where that would drop a whole row does the order of BONES decide.
    """
    rounded = np.round(table, 9)
    order = np.argsort(-rounded, axis=1, kind="stable")
    best = np.zeros(table.shape, dtype=bool)
    np.put_along_axis(best, order[:, :MAX_BONES], True, axis=1)
    clear = rounded > np.take_along_axis(rounded, order[:, MAX_BONES : MAX_BONES + 1], axis=1)
    kept = np.where(np.where(clear.any(1, keepdims=True), clear, best), table, 0.0)
    return kept / np.sort(kept, axis=1).sum(axis=1, keepdims=True)  # sorted: the same sum on both sides


def as_mapping(table: F64) -> Mapping[str, F64]:
    """Columns of a weight table by bone name; empty ones left out."""
    return {bone: table[:, i] for i, bone in enumerate(BONES) if table[:, i].any()}


def drawn(hidden: frozenset[str]) -> I64:
    """Indices of the faces to draw when clothes cover the bands `hidden`."""
    return np.flatnonzero([band not in hidden and band != CAP for band in layout().bands])
