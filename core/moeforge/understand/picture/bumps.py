"""What stands out of a head's round outline: buns, ears, tufts. Seen from the face's middle, a head is nearly round."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moeforge.understand.picture.regions import Mask, dilated, filled
from moeforge.understand.picture.sight import Sight

F64 = NDArray[np.float64]
_ANGLES = np.linspace(np.radians(5), np.radians(175), 61)
"""Directions from the face's middle, from the viewer's right over the top to the left."""
_RADII = np.arange(0.4, 1.7, 0.01)
"""Distances from the face's middle that are looked at, in its width; what is nearer is head."""
_OUT, _HIGH = 0.06, 0.13
"""How far beyond the round a bump begins, and how high it is at least, in the face's width."""
_PULL = 0.03, 0.08
"""How soon what lies outside the round, and inside it, stops to count for it, in the face's width."""
_TINT = 0.05
"""Distance in OKLab's a and b within which a pixel is hair in light or shade."""


@dataclass(frozen=True, slots=True)
class Bump:
    """One part of the outline beyond the round; lengths in the face's width, shares 0..1."""

    lean: float  # degrees from straight up, positive to the viewer's right
    width: float  # along the round
    height: float
    full: float  # its mean height in its greatest: half for a triangle, more for what is round
    hair: float  # share that is of the hair's colour
    tint: float  # share that is of the hair's colour in whatever light


def bumps(sight: Sight, hair: Mask) -> tuple[Bump, ...]:
    """Everything that stands out over the face, from the viewer's right to the left."""
    head = ~sight.canvas.ground if sight.canvas.plain else filled(dilated(hair | sight.skin, 2))
    radii = _reached(_unrolled(sight, head))
    around = _round(radii)
    hues = sight.canvas.sharp[..., 1:]
    tinted = np.linalg.norm(hues - np.median(hues[hair], axis=0), axis=2) < _TINT
    return tuple(_parts(radii, around, _unrolled(sight, hair), _unrolled(sight, tinted)))


def _unrolled(sight: Sight, mask: Mask) -> Mask:
    """(N, R) a mask of the close-up in _ANGLES and _RADII about the face's middle; False beyond the close-up."""
    left, top, wide, high = sight.box
    columns = np.round(left + wide / 2 + np.cos(_ANGLES)[:, None] * _RADII * wide).astype(np.intp)
    rows = np.round(top + high / 2 - np.sin(_ANGLES)[:, None] * _RADII * wide).astype(np.intp)
    inside = (columns >= 0) & (columns < mask.shape[1]) & (rows >= 0) & (rows < mask.shape[0])
    return inside & mask[rows.clip(0, mask.shape[0] - 1), columns.clip(0, mask.shape[1] - 1)]


def _reached(head: Mask) -> F64:
    """(N,) how far a head reaches without a gap."""
    return np.where(head.all(axis=1), _RADII[-1], _RADII[np.argmin(head, axis=1)])


def _round(radii: F64) -> F64:
    """(N,) a circle's radii, nearly round the face's middle, through most of an outline: least squares, reweighted."""
    terms = np.stack([np.ones_like(_ANGLES), np.cos(_ANGLES), np.sin(_ANGLES)], axis=1)
    weights, around = np.ones_like(radii), radii
    for _ in range(25):
        root = np.sqrt(weights)
        around = terms @ np.linalg.lstsq(terms * root[:, None], radii * root, rcond=None)[0]
        off = radii - around
        weights = 1.0 / (1.0 + (off / np.where(off > 0, *_PULL)) ** 2)
    return around.clip(_RADII[0])


def _parts(radii: F64, around: F64, hair: Mask, tinted: Mask) -> Iterator[Bump]:
    """Runs beyond _OUT that reach _HIGH."""
    off, turn = radii - around, float(_ANGLES[1] - _ANGLES[0])
    beyond = (around[:, None] < _RADII) & (radii[:, None] > _RADII)
    edges = np.flatnonzero(np.diff(np.pad(off > _OUT, 1)))
    for start, end in edges.reshape(-1, 2).tolist():
        part = slice(start, end)
        high = float(off[part].max())
        if high >= _HIGH:
            lean = 90.0 - float(np.degrees(_ANGLES[part].mean()))
            width = turn * (end - start) * float(around[part].mean())
            shares = (float(m[part][beyond[part]].mean()) for m in (hair, tinted))
            yield Bump(lean, width, high, float(off[part].mean()) / high, *shares)
