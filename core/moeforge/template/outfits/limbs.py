"""Stripes along sleeves and trouser legs, and bands round the forearm: guards and wristbands."""

from collections.abc import Sequence

import numpy as np

from moeforge.template.body.bones import BONES
from moeforge.template.body.cage import Cage
from moeforge.template.body.surface import ARM_FRAME
from moeforge.template.outfits.cloth import SWATCH_INDEX, Cloth
from moeforge.template.outfits.detail import Detail
from moeforge.template.outfits.hems import Profile, shortened
from moeforge.template.outfits.loft import grid_faces
from moeforge.template.outfits.shell import Shell, hem, shell
from moeforge.template.outfits.shoe import join_sides
from moeforge.template.part import F64

_HALF = 0.30
"""Half-width of a stripe, in columns of the cage."""
_LIFT = 0.010
_ACROSS = np.array([-1.0, -1.0, -0.4, 0.4, 1.0, 1.0])
_FREE = 0.012
"""How far a band round the forearm stays off the thumb's root."""
ARM_TOP, LEG_SIDE = 5, 3
"""The column of the cage's arm rings on top, of its leg rings outside."""


def stripe(made: Shell, rings: Sequence[str], column: int, swatches: tuple[str, str, str]) -> Cloth:
    """A stripe on both sides along a column of a garment, through `rings` from above."""
    cage = made.cage
    index = np.array([cage.layout.rows[ring][np.arange(column - 1, column + 2) % 8] for ring in rings])
    span = 1.0 if rings[0].startswith("leg") else -1.0
    share = _shares(_ACROSS * _HALF * span)
    points = np.einsum("cj,rjk->rck", share, made.moved[index])
    normals = np.einsum("cj,rjk->rck", share, cage.normals[index])
    active = np.flatnonzero(made.weights[index].any(axis=(0, 1)))
    lift = np.array([-_LIFT, *[_LIFT] * 4, -_LIFT])
    points = points + normals * lift[None, :, None]
    weights = np.einsum("cj,rjb->rcb", share, made.weights[index][..., active])
    return join_sides(_strip(points, weights, tuple(BONES[i] for i in active), swatches))


def _shares(at: F64) -> F64:
    """(C, 3) of the neighbouring columns at offsets -1..1 from the middle one."""
    return np.stack([np.maximum(-at, 0.0), 1.0 - np.abs(at), np.maximum(at, 0.0)], axis=1)


def _strip(points: F64, weights: F64, bones: tuple[str, ...], swatches: tuple[str, str, str]) -> Cloth:
    rows, columns = points.shape[:2]
    names = (swatches[0], *swatches, swatches[-1])
    u, v = np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows))
    return Cloth(
        points=points.reshape(-1, 3),
        faces=grid_faces(rows, columns, closed=False),
        swatches=np.tile([SWATCH_INDEX[n] for n in names], rows - 1).astype(np.int64),
        chart=np.stack([u, v], axis=-1).reshape(-1, 2),
        weights=weights.reshape(rows * columns, -1),
        bones=bones,
    )


def cuff(
    cage: Cage, rings: Sequence[str], offsets: Sequence[float], border: Profile, swatch: str, detail: Detail
) -> Cloth:
    """A tube round both forearms through arm rings, its ends rolled."""
    made = shell(cage, frozenset(rings[1:]), dict(zip(rings, offsets, strict=True)), swatch, level=0)
    border, cloth = shortened(border) if detail.short else border, made.cloth
    for side in (1, -1):
        along = ARM_FRAME[0] * np.array([float(side), 1.0, 1.0])
        cloth = hem(cloth, made.loop(rings[0], side), -along, border)
        end = made.loop(rings[-1], side)
        cloth.points[end] -= _FREE * along
        cloth = hem(cloth, end, along, border)
    return cloth
