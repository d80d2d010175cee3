"""Catmull-Clark steps, limits and normals on meshes small enough to know the answer."""

import numpy as np
import pytest

from moeforge.template.body.catmull_clark import NO_VERTEX, fan, fitting, pad, subdivision
from moeforge.template.body.sparse import Sparse

CUBE = np.array([[x, y, z] for x in (-1.0, 1.0) for y in (-1.0, 1.0) for z in (-1.0, 1.0)])
CUBE_FACES = pad([(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)])


def sheet(columns: int, rows: int):
    """A flat sheet in the plane z = 0 that faces +z."""
    points = np.array([[x, y, 0.0] for y in range(rows + 1) for x in range(columns + 1)], dtype=float)
    w = columns + 1
    quads = [
        (y * w + x, y * w + x + 1, (y + 1) * w + x + 1, (y + 1) * w + x) for y in range(rows) for x in range(columns)
    ]
    return points, pad(quads)


def dense(matrix: Sparse, width: int):
    return matrix @ np.eye(width)


def test_sparse_product_equals_the_dense_one():
    rng = np.random.default_rng(1)
    a, b = rng.random((5, 4)), rng.random((4, 6))
    sparse = [Sparse.of(*np.nonzero(m), m[np.nonzero(m)]) for m in (a, b)]  # type: ignore[arg-type]  # intp is int64
    np.testing.assert_allclose(dense(sparse[0].after(sparse[1]), 6), a @ b)
    np.testing.assert_allclose(dense(sparse[0].head(2), 4), a[:2])
    np.testing.assert_array_equal(sparse[1].dense(6), b)


def test_sparse_adds_entries_of_the_same_place():
    twice = Sparse.of(np.array([0, 0]), np.array([1, 1]), np.array([0.25, 0.5]))
    np.testing.assert_allclose(twice @ np.array([[1.0], [8.0]]), [[6.0]])


def test_a_cube_takes_its_known_first_step():
    step = subdivision(CUBE_FACES)
    points = step.smooth @ CUBE
    assert points.shape == (8 + 6 + 12, 3)
    np.testing.assert_allclose(np.abs(points[:8]), 5 / 9)  # (Q + 2R) / 3 with Q = 5/9 .. of the corner
    np.testing.assert_allclose(np.sort(np.abs(points[8:14]), axis=1), [[0.0, 0.0, 1.0]] * 6)
    np.testing.assert_allclose(np.sort(np.abs(points[14:]), axis=1), [[0.0, 0.75, 0.75]] * 12)


def test_the_limit_is_where_many_steps_lead():
    limit = subdivision(CUBE_FACES).limit @ CUBE
    points, faces = CUBE, CUBE_FACES
    for _ in range(5):
        step = subdivision(faces)
        points, faces = step.smooth @ points, step.faces
    np.testing.assert_allclose(points[:8], limit[:8], atol=2e-3)


def test_limit_normals_of_a_cube_point_outward_and_are_symmetric():
    step = subdivision(CUBE_FACES)
    normals, points = step.normals(CUBE), step.limit @ CUBE
    np.testing.assert_allclose(normals[:8], CUBE / np.sqrt(3), atol=1e-12)
    np.testing.assert_allclose(normals[8:14], points[8:14] / np.linalg.norm(points[8:14], axis=1)[:, None], atol=1e-12)


@pytest.mark.parametrize("size", [(1, 1), (3, 2)])
def test_a_flat_sheet_stays_flat_with_its_border_and_normals(size: tuple[int, int]):
    points, faces = sheet(*size)
    step = subdivision(faces)
    limit = step.limit @ points
    np.testing.assert_allclose(limit[:, 2], 0.0, atol=1e-15)
    np.testing.assert_allclose(step.normals(points), np.tile([0.0, 0.0, 1.0], (len(limit), 1)), atol=1e-12)
    assert limit[:, 0].min() >= 0.0
    assert limit[:, 0].max() <= size[0]


def test_every_row_is_an_average():
    for matrix in (subdivision(CUBE_FACES).smooth, subdivision(CUBE_FACES).limit, subdivision(sheet(3, 2)[1]).limit):
        assert matrix.values.min() > 0.0
        np.testing.assert_allclose(np.add.reduceat(matrix.values, matrix.starts), 1.0)


def test_fit_reaches_the_points_it_is_given():
    step = subdivision(CUBE_FACES)
    cage = step.fit(CUBE)
    before = np.abs((step.limit.head(8) @ CUBE) - CUBE).max()
    after = np.abs((step.limit.head(8) @ cage) - CUBE).max()
    assert after < 0.02 * before


def test_all_rounds_of_the_fit_are_one_matrix():
    points, faces = sheet(3, 2)
    step = subdivision(faces)
    for rounds in (1, 4, 10):
        matrix = fitting(step.own_limit.dense(len(points)), rounds)
        np.testing.assert_allclose(matrix @ points, step.fit(points, rounds), atol=1e-12)


def test_quads_name_the_face_they_come_from():
    step = subdivision(pad([(0, 1, 2), (0, 2, 3, 4, 5)]))
    assert np.bincount(step.parent).tolist() == [3, 5]
    assert subdivision(pad([(0, 1, 2), (0, 2, 3, 4, 5)])) is step


def test_fan_splits_every_polygon():
    triangles, parents = fan(pad([(0, 1, 2), (0, 2, 3, 4, 5)]))
    assert triangles.tolist() == [[0, 1, 2], [0, 2, 3], [0, 3, 4], [0, 4, 5]]
    assert parents.tolist() == [0, 1, 1, 1]
    assert pad([(0, 1, 2), (0, 2, 3, 4)])[0, 3] == NO_VERTEX
