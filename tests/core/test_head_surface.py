"""The head's surface and its chart."""

import numpy as np
import pytest

from moeforge.template.head.surface import KNOTS, SECTIONS, HeadSurface

SURFACES = [HeadSurface(), HeadSurface(0.9, -0.5), HeadSurface(-0.5, 0.6)]


@pytest.mark.parametrize("surface", SURFACES)
def test_inverse_undoes_point_in_front(surface: HeadSurface):
    phi, t = (a.ravel() for a in np.meshgrid(np.linspace(-0.9, 0.9, 31), np.linspace(0.08, 0.65, 31)))
    points = surface.point(phi, t)
    back_phi, back_t = surface.inverse(points[:, 0], points[:, 1])
    assert back_phi == pytest.approx(phi, abs=1e-4)
    assert back_t == pytest.approx(t, abs=1e-4)
    off = np.abs(surface.lift(points[:, :2]) - points).max(axis=1)
    assert off.max() < 1e-4  # HH: .04 mm, where a slim face turns away under the cheek
    assert np.quantile(off, 0.95) < 1e-7


def test_sections_are_met():
    t = np.array(KNOTS)
    front = HeadSurface().smooth(np.zeros(len(t)), t)
    back = HeadSurface().smooth(np.full(len(t), np.pi), t)
    assert front[:, 1:] == pytest.approx(SECTIONS[:, 1:3], abs=1e-9)
    assert back[:, 1:] == pytest.approx(SECTIONS[:, 3:5], abs=1e-9)


@pytest.mark.parametrize("surface", SURFACES)
def test_head_is_one_high_and_symmetric(surface: HeadSurface):
    phi, t = np.meshgrid(np.linspace(0, np.pi, 60), np.linspace(KNOTS[0], KNOTS[-1], 80))
    left, right = surface.point(phi, t), surface.point(-phi, t)
    assert (left * [-1, 1, 1] == right).all()
    assert left[..., 1].max() == pytest.approx(1.0, abs=0.01)
    assert abs(left[..., 1].min()) < 0.03


def test_shading_normals_point_outwards():
    phi, t = np.meshgrid(np.linspace(-3, 3, 60), np.linspace(0.0, 1.1, 50))
    surface = HeadSurface()
    normals = surface.shading_normals(phi, t)
    outwards = surface.point(phi, t) - [0, 0.48, -0.02]
    assert np.linalg.norm(normals, axis=-1) == pytest.approx(np.ones(phi.shape))
    assert (np.sum(normals * outwards, axis=-1) > 0).all()
