"""Small human ears, half hidden by hair: a shell that stands off the side of the head."""

import numpy as np

from moeforge.template.head import grid
from moeforge.template.head.layer import Layer
from moeforge.template.head.surface import HeadSurface, unit
from moeforge.template.part import F64, I64
from moeforge.textures.atlas import face_chart

PHI, T = 1.60, 0.345
"""Chart place of the ear's front edge."""
HEIGHT, DEPTH = 0.080, 0.044
"""Half-height and half-depth of the shell, HH."""
RIM = 10
OUTWARDS: F64 = unit(np.array([0.66, 0.05, -0.75]))
"""The direction in which the shell's rear edge stands off the left side of the head."""


UP: F64 = np.array([0.0, 1.0, -0.10])


def _outline() -> F64:
    """(RIM, 2) unit outline, counter-clockwise from the front: x to the rear edge, y up; wide above, lobe below."""
    angle = np.arange(RIM) * (2 * np.pi / RIM)
    x, y = np.cos(angle), np.sin(angle)
    return np.stack([(x + 0.12 * y) * (1 + 0.16 * y), y], axis=1)


def pair(surface: HeadSurface) -> tuple[Layer, Layer]:
    """Shells of both ears, painted from the side of the face chart, and their hollows, painted from the cell `ear`."""
    foot = surface.point(np.array(PHI), np.array(T)) - np.array([0.010, 0.0, 0.0])
    flat = _outline()

    def ring(size: float, stand: float, back: float) -> F64:
        x = DEPTH * (1 + flat[:, :1] * size)
        return foot + x * OUTWARDS * stand + flat[:, 1:] * size * HEIGHT * UP + np.array([0.0, 0.0, back])

    edge, rim, root = ring(0.62, 0.80, -0.004), ring(1.0, 1.0, 0.0), ring(0.85, 0.10, -0.020)
    shell = np.concatenate([edge, rim, root])
    phi, t = PHI - 0.6 * (shell[:, 2] - foot[2]), T + (shell[:, 1] - foot[1])
    shell_uv = np.concatenate([face_chart(phi, t), face_chart(-phi, t)])
    hollow = np.concatenate([edge.mean(axis=0, keepdims=True) - np.array([0.012, 0, 0.004]), edge])
    hollow_uv = np.concatenate([[[0.5, 0.5]], 0.5 + 0.4 * flat * [1, -1]])
    return (
        _both("ear_shell", "face", shell_uv, grid.sheet(3, RIM, closed=True), shell),
        _both("ear", "ear", np.concatenate([hollow_uv, hollow_uv]), grid.disc(1, RIM), hollow),
    )


def _both(name: str, cell: str, uv: F64, triangles: I64, points: F64) -> Layer:
    """A piece of the left ear and its mirror image as a layer that does not move."""
    both = np.concatenate([points, grid.mirrored(points)])
    return Layer(name, cell, uv, grid.pair(triangles, len(points)), both[None])


def normals(layer: Layer) -> F64:
    """Smooth unit normals (N, 3) of a layer's triangles."""
    points = layer.points[0]
    a, b, c = np.moveaxis(points[layer.triangles], 1, 0)
    face = np.cross(b - a, c - a)
    total = np.zeros_like(points)
    for corner in layer.triangles.T:
        np.add.at(total, corner, face)
    return unit(total)
