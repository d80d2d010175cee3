"""The skin: fixed triangles whose vertices follow the loops of eyes and mouth by a harmonic solve in the chart.

A face is split in its mirror-even and mirror-odd half, so one half of the head is solved and exact symmetry is kept.
Even motion lets the midline move in y only, odd motion in x only; both are fixed dense operators (RECIPE section 5).
"""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

import numpy as np
from numpy.typing import NDArray

from moeforge.template.head.grid import mirrored
from moeforge.template.head.surface import HeadSurface
from moeforge.template.lod import Lod
from moeforge.template.part import F64, I64

CHART = 0.48
"""Width of one radian of phi in the chart (X, t), HH."""
FADE = 0.026
"""Distance over which the motion of the upper lid fades, HH."""
LIP_PULL = 5.0
"""How much stiffer the skin beside the lips is: it must not lag behind a corner of the mouth, or it folds."""
UNMOVED = 2e-4
"""A shift in the chart below this many HH (.07 mm) is no movement."""


@dataclass(frozen=True)
class Topology:
    """The left half of the head (X >= 0) at one level of detail, n vertices; see make_topology.py."""

    chart: F64  # (n, 2) X and t with the round eye open and the mouth slightly open
    triangles: I64  # (m, 3)
    eye: I64  # (L,) vertices of the eye loop, those of detail.Detail.eye_loop
    mouth: I64  # (K,) vertices of the left half of the mouth loop, those of detail.Detail.mouth_half

    blink: F64  # (E, n, 2) shifts that unfold the skin of an eye shut by a blink, one for each of eyes.EYE_SHAPES
    laugh: F64  # (E, n, 2) by a laugh

    @property
    def midline(self) -> NDArray[np.bool_]:
        """(n,) vertices in front that both halves share."""
        return self.chart[:, 0] == 0.0

    @property
    def driven(self) -> I64:
        """The vertices that eye and mouth loops place."""
        return np.concatenate([self.eye, self.mouth])


@cache
def topology(lod: Lod = Lod.HERO) -> Topology:
    """The shipped triangulation of a level."""
    with file_of(lod).open("rb") as stream, np.load(stream, allow_pickle=False) as data:
        chart, blink, laugh = (np.asarray(data[name], np.float64) for name in ("chart", "blink", "laugh"))
        triangles, eye, mouth = (np.asarray(data[name], np.int64) for name in ("triangles", "eye", "mouth"))
        return Topology(chart, triangles, eye, mouth, blink, laugh)


def file_of(lod: Lod) -> Traversable:
    """Where the triangulation of a level is kept."""
    return resources.files("moeforge.template.head") / f"topology_{lod.name.lower()}.npz"


@cache
def mirror_index(lod: Lod = Lod.HERO) -> I64:
    """(n,) index in the whole head of each half vertex's mirror image; the left half keeps its own indices."""
    half = topology(lod)
    index = np.arange(len(half.chart))
    own = ~half.midline
    index[own] = len(index) + np.arange(own.sum())
    return index


@cache
def triangles(lod: Lod = Lod.HERO) -> I64:
    """(2 m, 3) triangles of the whole head."""
    half = topology(lod).triangles
    return np.concatenate([half, mirror_index(lod)[half][:, ::-1]])


def whole(left: F64, right: F64, lod: Lod = Lod.HERO) -> F64:
    """Two halves (..., n, 3), the right one seen in the mirror, to the whole head's vertices (..., N, 3)."""
    return np.concatenate([left, mirrored(right)[..., ~topology(lod).midline, :]], axis=-2)


def _still(chart: F64) -> NDArray[np.bool_]:
    """Vertices that no face moves: back, crown, underside and the core of the nose."""
    x, t = chart.T
    nose = (x < 0.03) & (np.abs(t - 0.243) < 0.024)
    return (x > 0.62) | (t > 0.66) | (t < -0.10) | nose


def edges(triangles: I64) -> I64:
    """(E, 2) edges of triangles (M, 3), each once, the smaller index first."""
    t = triangles
    return np.unique(np.sort(np.concatenate([t[:, [0, 1]], t[:, [1, 2]], t[:, [2, 0]]]), axis=1), axis=0)


def _laplacian(half: Topology) -> F64:
    """(n, n) graph Laplacian with weights 1 / length²; midline edges count half, each half head has its share."""
    a, b = edges(half.triangles).T
    weight = 1 / np.sum(np.square(half.chart[a] - half.chart[b]), axis=1)
    weight = np.where(half.midline[a] & half.midline[b], weight / 2, weight)
    weight = np.where(np.isin(a, half.mouth) | np.isin(b, half.mouth), LIP_PULL * weight, weight)
    matrix = np.zeros((len(half.chart), len(half.chart)))
    matrix[a, b] = matrix[b, a] = -weight
    np.fill_diagonal(matrix, -matrix.sum(axis=1))
    return matrix


def _anchoring(chart: F64) -> F64:
    """(n,) pull of each vertex to its place, such that above the eyes motion fades over FADE.

    So a closing lid unrolls from its crease and does not drag the painted shadow of the fringe over the eye.
    """
    above = np.clip((chart[:, 1] - 0.34) / 0.10, 0.0, 1.0)
    return above * 1.5 / FADE**2  # a mesh of weights 1 / length² has 1.5 times the Laplacian


@cache
def operators(lod: Lod, anchored: bool) -> tuple[F64, F64]:
    """Two (n, 41) matrices from shifts of the driven vertices to those of all: midline free, midline held.

    `anchored`: with the pull of `_anchoring`, for faces; without it, for the shape of eyes and mouth at rest.
    """
    half = topology(lod)
    matrix = _laplacian(half)
    if anchored:
        matrix = matrix + np.diag(_anchoring(half.chart))
    return _harmonic(matrix, half.driven, held(lod)), _harmonic(matrix, half.driven, held(lod) | half.midline)


def held(lod: Lod = Lod.HERO) -> NDArray[np.bool_]:
    """(n,) vertices that the solve does not move: still or driven ones."""
    fixed = _still(topology(lod).chart)
    fixed[topology(lod).driven] = True
    return fixed


def _harmonic(matrix: F64, driven: I64, fixed: NDArray[np.bool_]) -> F64:
    free = np.flatnonzero(~fixed)
    result = np.zeros((len(matrix), len(driven)))
    result[driven, np.arange(len(driven))] = 1.0
    result[free] = np.linalg.solve(matrix[np.ix_(free, free)], -matrix[np.ix_(free, driven)])
    return result


def _solved(even: F64, odd: F64, lod: Lod, *, anchored: bool) -> F64:
    """Shifts of the near half, (U, n, 2), from the even and odd shifts of the driven vertices, (U, L + K, 2)."""
    free, still = operators(lod, anchored)
    shift = np.stack([even[..., 0] @ still.T, even[..., 1] @ free.T], axis=-1)
    tilt = np.stack([odd[..., 0] @ free.T, odd[..., 1] @ still.T], axis=-1)
    return shift + tilt


def follow(near: F64, far: F64, lod: Lod = Lod.HERO) -> F64:
    """Charts of a half, (U, n, 2), from those of its driven vertices and of the other half's, (U, L + K, 2) each.

    Either half is seen as if it were the left one. The first state is the face at rest, which is symmetric.
    """
    half = topology(lod)
    even, odd = (near + far) / 2, (near - far) / 2
    rest = half.chart + _solved(even[:1] - half.chart[half.driven], odd[:1], lod, anchored=False)
    return rest + _solved(even - even[:1], odd, lod, anchored=True)


def unfolded(chart: F64, near: F64, far: F64, eye: int, lod: Lod = Lod.HERO) -> F64:
    """Half charts (U, n, 2) cured of the folds of shut eyes; `near`, `far` (U, 2): close and arch as in pose.Lid of
    the half's own eye and of the other one. The midline belongs to both: each eye moves it half the way, so that two
    winks add up to a blink.

    `eye`: which of eyes.EYE_SHAPES it is.
    """
    half, middle = topology(lod), np.flatnonzero(topology(lod).midline)
    both = np.stack([near, far])
    laugh = both.prod(axis=-1)  # (2, U)
    blink = both[..., 0] - laugh
    made = chart + blink[0, :, None, None] * half.blink[eye] + laugh[0, :, None, None] * half.laugh[eye]
    for share, shift in ((blink, half.blink[eye]), (laugh, half.laugh[eye])):
        made[:, middle] += (0.5 * (share[1] - share[0]))[:, None, None] * shift[middle]
    return made


@cache
def _lower_lip(lod: Lod) -> F64:
    """(n,) share of the lower lip's motion that each vertex follows; the mouth's corner has half of it."""
    half = topology(lod)
    share = np.zeros(len(half.driven))
    share[len(half.eye) :] = np.sign(np.arange(len(half.mouth)) - len(half.mouth) // 2) / 2 + 0.5
    return operators(lod, anchored=True)[0] @ share


def tucked(points: F64, amounts: F64, lod: Lod = Lod.HERO) -> F64:
    """Half heads (U, n, 3), in place: the lower lip and the skin that follows it moved back by `amounts` (U,) HH."""
    moved = np.flatnonzero(amounts)
    points[moved, :, 2] -= amounts[moved, None] * _lower_lip(lod)
    return points


def raise_up(surface: HeadSurface, chart: F64, exact: I64) -> F64:
    """Half charts (U, n, 2), the first one at rest, to head space (U, n, 3); vertices `exact` wherever they are."""
    x, t = np.moveaxis(np.abs(chart - chart[0]) > UNMOVED, 2, 0)
    moved = x | t
    moved[:, exact] = (chart[:, exact] != chart[0, exact]).any(axis=-1)
    points = np.repeat(surface.point(chart[0, :, 0] / CHART, chart[0, :, 1])[None], len(chart), axis=0)
    there = chart[moved]
    points[moved] = surface.point(there[:, 0] / CHART, there[:, 1])
    return points
