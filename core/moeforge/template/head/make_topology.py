"""Makes topology_*.npz: triangulations of the left half of the head in its chart, one for each level of detail.

Run `python -m moeforge.template.head.make_topology` after a change of the eye, mouth or section tables; needs scipy.
The half is triangulated once and mirrored, so the head is exactly symmetric (RECIPE section 3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from types import MappingProxyType

import numpy as np

from moeforge.template.head import eyes, mouth, skin
from moeforge.template.head.detail import DETAILS
from moeforge.template.head.pose import Lid, Mouth
from moeforge.template.head.skin import CHART
from moeforge.template.head.surface import T_HIGH, T_LOW, HeadSurface
from moeforge.template.lod import Lod
from moeforge.template.part import F64, I64

LOW, HIGH = -0.33, 1.17
"""t of the last rows before the poles."""
BACK = float(np.pi * CHART)
NOSE: F64 = np.array(
    [(0, 0.18), (0, 0.212), (0, 0.236), (0, 0.262), (0, 0.30), (0.024, 0.208), (0.024, 0.240), (0.020, 0.272),
     (0.050, 0.226), (0.048, 0.258)]
)  # fmt: skip


@dataclass(frozen=True)
class Density:
    """How fine the skin of a level is. Lengths in the chart, HH."""

    face: float  # wanted distance of neighbours in the face
    jaw: float  # along the jaw, whose outline shows
    behind: float  # further distance at the back, on top and below
    eye_rings: tuple[float, ...]  # sizes of the rings about the eye loop
    mouth_rings: tuple[float, ...]  # their distances from the mouth loop
    nose: F64  # chart points that carry the nose
    columns: int  # vertices of the lowest and the highest row
    front: float  # distance of the vertices on the forehead's midline
    chin: tuple[float, ...]  # t of those below the mouth
    rear: int  # vertices on the midline behind


DENSITIES: Mapping[Lod, Density] = MappingProxyType(
    {
        Lod.HERO: Density(
            0.060, 0.042, 0.050, (1.14, 1.32, 1.58), (0.018, 0.044, 0.085), NOSE, 13, 0.05,
            (-0.27, -0.2, -0.14, -0.10, -0.065, -0.03, 0.0, 0.028), 15,
        ),
        Lod.HIGH: Density(
            0.072, 0.054, 0.120, (1.14, 1.32, 1.58), (0.018, 0.044, 0.085), NOSE, 9, 0.06,
            (-0.2, -0.10, -0.05, -0.01, 0.025), 8,
        ),
        Lod.MOBILE: Density(
            0.078, 0.056, 0.110, (1.16, 1.42), (0.020, 0.050), NOSE, 9, 0.07, (-0.2, -0.10, -0.04, 0.015), 8,
        ),
        Lod.TINY: Density(
            0.174, 0.110, 0.064, (1.45,), (0.055,), NOSE[[1, 3, 8]], 7, 0.15, (-0.12, -0.01), 6,
        ),
    }
)  # fmt: skip
SIZES = ((0.89, -0.026), (0.89, 0.006), (1.0, 0.0), (1.11, -0.006), (1.11, 0.026))
"""Sizes of an eye and how far outwards it is moved, HH: what the sliders make of it."""
PLACES = ((0.0, 0.0), (-0.018, 0.05), (0.018, -0.05), (-0.018, -0.05))
"""How far it is raised, HH, and tilted."""
FACES = (
    HeadSurface(),
    HeadSurface(1.2, -0.6, 0.6),
    HeadSurface(0.1, 0.56, -0.5, -0.5),
    HeadSurface(-0.35, -0.36, -0.5),
)
"""Heads that the cures must suit."""
ROUNDS, MARGIN = 4000, 2e-5
"""Rounds of unfolding shut eyes, and the area (chart HH²) below which a triangle counts as folded."""


def _chart(xy: F64, face: HeadSurface = FACES[0]) -> F64:
    """Front view points (N, 2) to the chart (X, t)."""
    phi, t = face.inverse(xy[:, 0], xy[:, 1])
    return np.stack([phi * CHART, t], axis=1)


def eye_rings(lod: Lod) -> list[F64]:
    """The eye loop of the round eye and the rings about it, (L, 2) each, in the chart."""
    loop = _chart(_eye_loop(eyes.ROUND, Lid(), lod))
    centre = (loop.min(0) + loop.max(0)) / 2
    return [loop, *(centre + (loop - centre) * k for k in DENSITIES[lod].eye_rings)]


def _eye_loop(shape: eyes.EyeShape, lid: Lid, lod: Lod) -> F64:
    return eyes.lids(shape, lid).loop[list(DETAILS[lod].eye_loop)]


def _mouth_half(pose: Mouth, lod: Lod) -> F64:
    """Left half of the mouth loop, (K, 2) in the chart."""
    loop = _chart(mouth.lips(mouth.MOUTHS["soft"], pose).loop)
    return mouth.left_half(loop[None])[0][list(DETAILS[lod].mouth_half)]


def mouth_rings(lod: Lod) -> list[F64]:
    """Left half of the slightly open mouth, from its upper to its lower middle, and the rings about it."""
    half = _mouth_half(Mouth(1.0, 0.010, 0.016), lod).copy()
    half[[0, -1], 0] = 0.0
    out = np.stack([np.gradient(-half[:, 1]), np.gradient(half[:, 0])], axis=1)
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    out[[0, -1]] = [(0, 1), (0, -1)]
    return [half, *(half + out * d for d in DENSITIES[lod].mouth_rings)]


def _spacing(p: F64, density: Density) -> F64:
    """Wanted distance of neighbours at chart points (N, 2): fine in the face and along the jaw, coarse behind."""
    x, t = p.T
    jaw = np.where((t < 0.22) & (x < 0.86), density.jaw, density.face)
    under = np.clip((-0.09 - t) / 0.05, 0, 1)
    behind = np.clip((x - 0.66) / 0.3, 0, 1)
    top = np.clip((t - 0.70) / 0.2, 0, 1)
    return jaw + density.behind * np.maximum.reduce([behind, top, under])


def _border(density: Density) -> F64:
    """Midline in front and behind, lowest and highest row."""
    rows = np.linspace(0, BACK, density.columns)
    front = np.concatenate([density.chin, np.arange(0.35, 0.80, density.front), np.linspace(0.80, HIGH, 5)[1:-1]])
    behind = np.linspace(LOW, HIGH, density.rear + 2)[1:-1]
    return np.concatenate(
        [
            np.stack([rows, np.full(len(rows), LOW)], axis=1),
            np.stack([rows, np.full(len(rows), HIGH)], axis=1),
            np.stack([np.zeros(len(front)), front], axis=1),
            np.stack([np.full(len(behind), BACK), behind], axis=1),
        ]
    )


def _spread(loops: F64, wanted: F64) -> F64:
    """The loops' points, then of `wanted` those inside the half that keep clear of the ones before them."""
    room = np.where(wanted[:, 0] <= 0, 0.010, 0.017)
    points = list(loops)
    for p, clear in zip(wanted, room, strict=True):
        on_half = p[0] == 0 or p[0] > 0.019
        if on_half and np.min(np.sum((np.array(points) - p) ** 2, axis=1)) > clear**2:
            points.append(p)
    return np.array(points)


def _fill(fixed: F64, hole: F64, density: Density) -> F64:
    """Further points where `fixed` leaves room, greedily from a fine hexagonal grid, front first."""
    step = 0.012
    x, t = np.meshgrid(np.arange(step, BACK, step), np.arange(LOW, HIGH, step * 0.866))
    x[1::2] += step / 2
    grid = np.stack([x.ravel(), t.ravel()], axis=1)
    grid = grid[np.argsort(np.round(grid[:, 0], 2), kind="stable")]
    grid = grid[(grid[:, 0] < BACK - 0.08) & ~inside(grid, hole)]
    points, wanted = list(fixed), _spacing(grid, density)
    for p, room in zip(grid, wanted, strict=True):
        if p[0] > 0.6 * room and np.min(np.sum((np.array(points) - p) ** 2, axis=1)) > (0.92 * room) ** 2:
            points.append(p)
    return np.array(points[len(fixed) :])


def inside(points: F64, polygon: F64) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which points (N, 2) lie in a closed polygon (K, 2), by crossings."""
    a, b = polygon, np.roll(polygon, -1, axis=0)
    x, y = points[:, None, 0], points[:, None, 1]
    spans = (a[:, 1] > y) != (b[:, 1] > y)
    rise = np.where(spans, b[:, 1] - a[:, 1], 1.0)
    return np.asarray(np.sum(spans & (x < a[:, 0] + (y - a[:, 1]) / rise * (b[:, 0] - a[:, 0])), axis=1) % 2 == 1)


def _triangulate(points: F64, holes: list[F64]) -> I64:
    """Delaunay triangles outside the holes, counter-clockwise in the chart."""
    from scipy.spatial import Delaunay  # a build-time dependency only

    triangles = np.asarray(Delaunay(points).simplices, np.int64)
    a, b, c = np.moveaxis(points[triangles], 1, 0)
    area = (b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]
    triangles[area < 0] = triangles[area < 0][:, ::-1]
    centre = points[triangles].mean(1)
    keep = np.abs(area) > 1e-7
    for hole in holes:
        keep &= ~inside(centre, hole)
    return triangles[keep]


def _relax(points: F64, triangles: I64, free: I64) -> F64:
    """Free points drawn to the mean of their neighbours: rounder triangles."""
    points = points.copy()
    edges = skin.edges(triangles)
    a, b = np.concatenate([edges, edges[:, ::-1]]).T
    degree = np.bincount(a, minlength=len(points))[:, None]
    for _ in range(8):
        mean = np.zeros_like(points)
        np.add.at(mean, a, points[b])
        points[free] += 0.35 * (mean / degree - points)[free]
    return points


def _poles(points: F64) -> tuple[F64, I64]:
    """Points with the two poles appended, and the fans that join them to the last rows."""
    middle, n = BACK / 2, len(points)
    low, high = (np.flatnonzero(points[:, 1] == t) for t in (LOW, HIGH))
    low, high = (row[np.argsort(points[row, 0])] for row in (low, high))
    under = np.stack([low[1:], low[:-1], np.full(len(low) - 1, n)], axis=1)
    over = np.stack([high[:-1], high[1:], np.full(len(high) - 1, n + 1)], axis=1)
    poles = np.array([(middle, T_LOW), (middle, T_HIGH)])
    return np.concatenate([points, poles]), np.concatenate([under, over])


def make(lod: Lod) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]]:
    """The arrays of a level's topology; see `skin.Topology`."""
    density = DENSITIES[lod]
    eye, lip = eye_rings(lod), mouth_rings(lod)
    loops = np.concatenate([eye[0], lip[0]])
    fixed = _spread(loops, np.concatenate([density.nose, _border(density), *lip[1:], *eye[1:]]))
    fill = _fill(fixed, eye[-2], density)
    points = np.concatenate([fixed, fill])
    holes = [eye[0], lip[0]]
    free = np.arange(len(fixed), len(points))
    triangles = _triangulate(points, holes)
    points = _relax(points, triangles, free)
    triangles = _triangulate(points, holes)
    points, caps = _poles(points)
    return {
        "chart": points,
        "triangles": np.concatenate([triangles, caps]).astype(np.int32),
        "eye": np.arange(len(eye[0]), dtype=np.int32),
        "mouth": np.arange(len(eye[0]), len(loops), dtype=np.int32),
    }


def _shut_charts(shape: eyes.EyeShape, lid: Lid, lod: Lod) -> list[F64]:
    """The half's chart with that lid, for some sizes of the eye, as the harmonic solve alone gives it."""
    charts: list[F64] = []
    lip = _mouth_half(Mouth(), lod)
    for (size, shift), (rise, tilt), face in product(SIZES, PLACES, FACES):
        eye = shape.scaled(size, shift, 1.0, rise, tilt)
        loops = [_chart(_eye_loop(eye, state, lod), face) for state in (Lid(), lid)]
        driven = np.stack([np.concatenate([loop, lip]) for loop in loops])
        charts.append(skin.follow(driven, driven, lod)[1])
    return charts


def _areas(points: F64, triangles: I64) -> F64:
    """Signed areas (M,) of triangles in the chart."""
    a, b, c = np.moveaxis(points[triangles], 1, 0)
    return 0.5 * ((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0])


def cure(shape: eyes.EyeShape, lid: Lid, lod: Lod) -> F64:
    """Shifts (n, 2) that unfold the skin of an eye shape under that lid.

    Position based: each folded triangle pushes its free corners along its area's gradient until the area is MARGIN.
    """
    half = skin.topology(lod)
    free = np.where(skin.held(lod)[:, None], 0.0, np.where(half.midline[:, None], [0.0, 1.0], 1.0))
    shift, charts = np.zeros_like(half.chart), _shut_charts(shape, lid, lod)
    margin = np.minimum(MARGIN, 0.25 * _areas(half.chart, half.triangles))
    for turn in range(ROUNDS):
        chart = charts[turn % len(charts)] + shift
        missing = margin - _areas(chart, half.triangles)
        folded = half.triangles[missing > 0]
        a, b, c = np.moveaxis(chart[folded], 1, 0)
        sides = np.stack([c - b, a - c, b - a], axis=1)
        gradient = 0.5 * np.stack([-sides[..., 1], sides[..., 0]], axis=-1) * free[folded]
        size = np.maximum(np.sum(gradient**2, axis=(1, 2), keepdims=True), 1e-6)
        np.add.at(shift, folded, 0.3 * missing[missing > 0][:, None, None] * gradient / size)
    return shift


def save(arrays: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]], lod: Lod) -> None:
    """Write a level's topology beside this file."""
    np.savez_compressed(Path(__file__).with_name(skin.file_of(lod).name), **arrays)  # type: ignore[arg-type]  # numpy's stub
    skin.topology.cache_clear()
    skin.operators.cache_clear()


def main() -> None:
    """Make each level's triangulation, then its cures, which need it in place."""
    lids = {"blink": Lid(close=1.0), "laugh": Lid(close=1.0, arch=1.0)}
    shapes = eyes.EYE_SHAPES.values()
    for lod in Lod:
        arrays = make(lod)
        flat = np.zeros((len(shapes), *arrays["chart"].shape))
        save(arrays | {"blink": flat, "laugh": flat}, lod)
        save(arrays | {name: np.stack([cure(shape, lid, lod) for shape in shapes]) for name, lid in lids.items()}, lod)


if __name__ == "__main__":
    main()
