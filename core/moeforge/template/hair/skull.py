"""How far the bare skull reaches, for what lies close to it."""

from functools import cache

import numpy as np

from moeforge.template.hair.chart import CENTRE, unit
from moeforge.template.head.surface import T_HIGH, HeadSurface
from moeforge.template.part import F64


def skull(way: F64) -> F64:
    """Distance (...), HH, from the shell's centre to the skin of the reference head in unit directions (..., 3).

    The nearest of a fine net of samples: good to a few thousandths. Keep what comes of it, it is slow.
    """
    ways, far = _net()
    return far[(way.reshape(-1, 3) @ ways.T).argmax(axis=-1)].reshape(way.shape[:-1])


@cache
def _net() -> tuple[F64, F64]:
    phi, t = np.meshgrid(np.linspace(-np.pi, np.pi, 97), T_HIGH * (1.0 - np.linspace(0.0, 1.0, 49) ** 2))
    points = HeadSurface().point(phi.ravel(), t.ravel()) - CENTRE
    return unit(points), np.linalg.norm(points, axis=-1)
