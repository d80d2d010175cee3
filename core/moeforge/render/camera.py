"""A perspective camera that looks at a point from a yaw and a pitch."""

from dataclasses import dataclass
from functools import cached_property
from math import cos, radians, sin, tan

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]


@dataclass(frozen=True)
class Camera:
    """`yaw` 0 looks at the front (from +Z), 90 at the figure's left side; lengths in metres, angles in degrees."""

    target: tuple[float, float, float]
    height: float  # metres seen from top to bottom at the target
    yaw: float = 0.0
    pitch: float = 0.0  # positive looks down
    fov: float = 18.0

    @property
    def distance(self) -> float:
        return self.height / 2 / tan(radians(self.fov) / 2)

    @cached_property
    def axes(self) -> F64:
        """Rows: right, up, back (towards the eye), in world space."""
        yaw, pitch = radians(self.yaw), radians(self.pitch)
        back = np.array([sin(yaw) * cos(pitch), sin(pitch), cos(yaw) * cos(pitch)])
        right = np.array([cos(yaw), 0.0, -sin(yaw)])
        return np.stack([right, np.cross(back, right), back])

    @property
    def eye(self) -> F64:
        """World position of the camera."""
        return np.array(self.target) + self.axes[2] * self.distance

    def to_world(self, direction: F64) -> F64:
        """A direction in camera axes to world space, unit length."""
        return direction @ self.axes / np.linalg.norm(direction)

    @property
    def _range(self) -> tuple[float, float]:
        return self.distance * 0.3, self.distance + 3 * max(self.height, 1.0)

    def project(self, points: NDArray[np.float32], size: int) -> F64:
        """World points (N, 3) to (N, 3): pixel x, pixel y (down), depth in 0..1, linear in 1 / distance."""
        local = (points - self.eye) @ self.axes.T
        near, far = self._range
        away = np.maximum(-local[:, 2], near)
        scale = size / (2 * tan(radians(self.fov) / 2)) / away
        depth = (1 / near - 1 / away) / (1 / near - 1 / far)
        return np.stack([size / 2 + local[:, 0] * scale, size / 2 - local[:, 1] * scale, depth], axis=1)

    def distance_of(self, depth: F64) -> F64:
        """The inverse of `project`'s depth: metres from the eye along its axis."""
        near, far = self._range
        return 1 / (1 / near - depth * (1 / near - 1 / far))
