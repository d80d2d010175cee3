"""Which triangle is seen at each pixel: against counting every triangle at every pixel."""

import numpy as np
import pytest

from moeforge.render import scan
from moeforge.render.scan import EMPTY, depths, nearest


def soup(seed: int, count: int, reach: float, size: int) -> np.ndarray:
    """Random triangles, some of them partly or wholly off the screen: (count, 3, 3)."""
    draw = np.random.default_rng(seed)
    middle = draw.uniform(-0.2, 1.2, (count, 1, 2)) * size
    corners = middle + draw.normal(0.0, reach, (count, 3, 2))
    depth = np.clip(draw.uniform(0.2, 0.8, (count, 1, 1)) + draw.normal(0.0, 0.05, (count, 3, 1)), 0.0, 1.0)
    return np.concatenate([corners, depth], axis=2)


def counted(corners: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Depth of the nearest triangle and its number at each pixel, by barycentric coordinates; inf and -1 for none."""
    y, x = (v.ravel() + 0.5 for v in np.mgrid[:size, :size])
    best, seen = np.full(size * size, np.inf), np.full(size * size, -1)
    for i, ((ax, ay, az), (bx, by, bz), (cx, cy, cz)) in enumerate(corners):
        area = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax)
        u = ((bx - x) * (cy - y) - (by - y) * (cx - x)) / area
        v = ((cx - x) * (ay - y) - (cy - y) * (ax - x)) / area
        depth = u * az + v * bz + (1 - u - v) * cz
        inside = (u >= 0) & (v >= 0) & (u + v <= 1) & (depth < best)
        best[inside], seen[inside] = depth[inside], i
    return best, seen


@pytest.mark.parametrize(("count", "reach"), [(40, 12.0), (300, 3.0), (60, 40.0)])
def test_the_nearest_triangle_is_found(count, reach):
    corners, size = soup(count, count, reach, 64), 64
    best, seen = counted(corners, size)
    found = nearest(corners, size)
    assert (found == seen).mean() > 0.999  # pixel centres on an edge may fall to either side
    depth = (depths(corners, size) >> np.uint64(32)).astype(np.float64) / 2**32
    same = (found == seen) & (seen >= 0)
    assert np.abs(depth[same] - best[same]).max() < 1e-5


def test_dropping_what_is_hidden_changes_nothing(monkeypatch):
    for seed in range(6):
        corners = soup(seed, 400, 9.0, 96)
        culled = depths(corners, 96)
        monkeypatch.setattr(scan, "NEARER", 1.0)
        assert np.array_equal(culled, depths(corners, 96))
        monkeypatch.undo()


def test_the_order_of_the_triangles_does_not_matter():
    corners = soup(5, 200, 8.0, 48)
    order = np.random.default_rng(1).permutation(len(corners))
    plain, mixed = nearest(corners, 48), nearest(corners[order], 48)
    assert np.array_equal(plain, np.where(mixed >= 0, order[mixed], -1))


def test_neighbours_leave_no_gap_and_no_overlap():
    """A fan round a point inside the picture covers each pixel of its square once."""
    rim = np.array([[3.3, 2.7], [20.0, 2.7], [44.1, 2.7], [44.1, 30.2], [44.1, 45.9], [12.8, 45.9], [3.3, 45.9]])
    fan = np.stack([np.broadcast_to([21.3, 17.9], rim.shape), rim, np.roll(rim, -1, axis=0)], axis=1)
    corners = np.concatenate([fan, np.full((7, 3, 1), 0.5)], axis=2)
    covered = (nearest(corners, 48) >= 0).reshape(48, 48)
    assert covered[3:46, 3:44].all()
    assert covered.sum() == 43 * 41


@pytest.mark.parametrize("corners", [
    np.zeros((0, 3, 3)), np.full((2, 3, 3), -50.0), np.full((1, 3, 3), 0.5),
    np.array([[[5, 5, 0.5], [9, 9, 0.5], [13, 13, 0.5]]], float),
])  # fmt: skip
def test_nothing_to_draw_draws_nothing(corners):
    assert (depths(corners, 16) == EMPTY).all()
