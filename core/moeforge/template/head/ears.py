"""Ears: shells that stand off the side of the head, half hidden by hair; an elf's reach out of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from moeforge.template.head.grid import Net
from moeforge.template.head.layer import Layer
from moeforge.template.head.surface import HeadSurface, unit
from moeforge.template.part import F64
from moeforge.template.vectors import cross
from moeforge.textures.atlas import face_chart

PHI, T = 1.60, 0.345
"""Chart place of the ear's front edge."""


@dataclass(frozen=True, slots=True)
class EarShape:
    """Half-height and half-depth of the shell, HH, and where its tip reaches beyond the round outline (back, up)."""

    height: float = 0.080
    depth: float = 0.044
    tip: tuple[float, float] = (0.0, 0.0)
    outwards: tuple[float, float, float] = (0.66, 0.05, -0.75)
    """Direction in which the rear edge stands off the left side of the head."""


EARS: Mapping[str, EarShape] = MappingProxyType(
    {
        "human": EarShape(),
        "elf": EarShape(0.082, 0.074, (0.250, 0.080), (0.88, 0.12, -0.46)),
        "pixie": EarShape(0.084, 0.066, (0.170, 0.105), (0.86, 0.08, -0.50)),
    }
)
"""Keys are the values of the trait `ears`."""
TIP_AT, TIP_SPREAD = np.pi / 6, 0.42
"""Angle of the outline at which the tip is drawn out, and how broadly."""
UP: F64 = np.array([0.0, 1.0, -0.10])


def _outline(shape: EarShape, rim: int) -> F64:
    """(rim, 2) outline in units of half-depth and half-height, counter-clockwise from the rear edge, y up."""
    angle = np.arange(rim) * (2 * np.pi / rim)
    x, y = np.cos(angle), np.sin(angle)
    human = np.stack([(x + 0.12 * y) * (1 + 0.16 * y), y], axis=1)  # wide above, lobe below
    drawn = np.exp(-((((angle - TIP_AT + np.pi) % (2 * np.pi) - np.pi) / TIP_SPREAD) ** 2))
    return human + drawn[:, None] * np.array(shape.tip) / [shape.depth, shape.height]


def left(surface: HeadSurface, shape: EarShape, rim: int = 12) -> tuple[Layer, Layer]:
    """Shell of the left ear, painted from the side of the face chart, and its hollow, painted from the cell `ear`.

    `rim`: points of the outline.
    """
    foot = surface.point(np.array(PHI), np.array(T)) - np.array([0.010, 0.0, 0.0])
    flat, outwards = _outline(shape, rim), unit(np.array(shape.outwards))

    def ring(size: float, stand: float, back: float) -> F64:
        x = shape.depth * (1 + flat[:, :1] * size)
        high = shape.height * flat[:, 1:] * size * UP
        return foot + x * outwards * stand + high + np.array([0.0, 0.0, back])

    edge, border, root = ring(0.62, 0.80, -0.004), ring(1.0, 1.0, 0.0), ring(0.85, 0.10, -0.020)
    shell = np.concatenate([edge, border, root])
    phi, t = PHI - 0.6 * (shell[:, 2] - foot[2]), T + (shell[:, 1] - foot[1])
    hollow = np.concatenate([edge.mean(axis=0, keepdims=True) - np.array([0.012, 0, 0.004]), edge])
    round_ = flat / np.abs(flat).max(axis=0)
    hollow_uv = np.concatenate([[[0.5, 0.5]], 0.5 + 0.4 * round_ * [1, -1]])
    return (
        Layer("ear_shell", "face", face_chart(phi, t), Net(3, rim, closed=True), shell[None]),
        Layer("ear", "ear", hollow_uv, Net(1, rim, closed=True, hub="first"), hollow[None]),
    )


def normals(layer: Layer) -> F64:
    """Smooth unit normals (N, 3) of a layer's triangles."""
    points = layer.points[0]
    a, b, c = np.moveaxis(points[layer.triangles], 1, 0)
    face = cross(b - a, c - a)
    total = np.zeros_like(points)
    for corner in layer.triangles.T:
        np.add.at(total, corner, face)
    return unit(total)
