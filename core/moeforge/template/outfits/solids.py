"""Small closed solids that sit on a garment: cords and buttons, and the seat that places them."""

from dataclasses import dataclass, replace

import numpy as np

from moeforge.template.outfits.cloth import Cloth
from moeforge.template.outfits.loft import capped, loft
from moeforge.template.part import F64


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a bow or a button sits: its middle, and unit directions to its left, up and out of the cloth."""

    point: F64
    side: F64
    up: F64
    out: F64
    weights: F64  # (B,)
    bones: tuple[str, ...]
    thin: int = 1  # detail.Detail.thin of what sits there

    def leaned(self, degrees: float) -> "Seat":
        """The seat turned so that what hangs from it stands off the cloth, as over a skirt."""
        c, s = np.cos(np.radians(degrees)), np.sin(np.radians(degrees))
        return replace(self, up=c * self.up - s * self.out, out=c * self.out + s * self.up)

    def place(self, local: F64) -> F64:
        """(..., 3) along side, up, out to figure space."""
        return self.point + local @ np.stack([self.side, self.up, self.out])


def rod(spine: F64, radius: F64, weights: F64, bones: tuple[str, ...], swatch: str) -> Cloth:
    """A round cord along points (R, 3) that run downwards, closed at both ends; radius (R,), weights (R, B)."""
    angle = 2 * np.pi * np.arange(5) / 5
    ring = np.stack([np.sin(angle), np.zeros(5), np.cos(angle)], axis=1)
    rings = spine[:, None, :] + radius[:, None, None] * ring
    rings = np.concatenate([np.broadcast_to(spine[:1, None, :], (1, 5, 3)), rings])
    carried = np.concatenate([weights[:1], weights])[:, None, :].repeat(5, axis=1)
    rows = len(rings)
    return capped(loft(rings, np.linspace(0.0, 1.0, rows), carried, bones, (swatch,) * (rows - 1)), 5)


def dome(seat: Seat, radius: float, swatch: str) -> Cloth:
    """A flat button whose rim lies on the cloth."""
    sides = 8 if seat.thin == 1 else 6
    angle = 2 * np.pi * np.arange(sides) / sides
    ring = np.stack([np.sin(angle), np.cos(angle), np.zeros(sides)], axis=1)
    rise = np.array([0.0, 0.0, 0.5])
    points = seat.place(np.array([ring, ring * 0.75 + rise, ring * 0.0 + rise]) * radius)
    weights = np.broadcast_to(seat.weights, (3, sides, len(seat.weights)))
    return loft(points[:, ::-1], np.array([1.0, 0.5, 0.0]), weights, seat.bones, (swatch, swatch))
