"""How the hair of a drawing hangs, measured on the field of its colour: its length, and buns on both sides."""

import numpy as np

from moeforge.models.encoder import Guess
from moeforge.understand.picture.regions import Mask, components, dilated, eroded, filled
from moeforge.understand.picture.sight import Sight

MEDIUM, LONG = 0.725, 1.1
"""Face heights below the face's top from which hanging hair is of medium length, and from which it is long.

Fitted on two of three of 420 labelled cartoons; `benchmarks/pictures_read.py` measures the others.
"""
_THIN = 0.05
"""Width of hair in the face's below which it has ended."""
_EARS, _GAP = 0.2, 0.06
"""Face heights below its top where hair begins to hang, and over which a thin place is no end."""
_DOME, _TUFT = 0.32, 0.07
"""Radius of what is a head, and half the least width of a bun, in the face's width."""
_BUN = 0.02, 0.3
"""Least and greatest area of a bun, in the face's width squared."""
_BUNS = 0.7
"""Share of the cartoons with two such lumps whose hair is put up (22 of 31)."""
_ASIDE, _LEVEL = 0.25, 0.3
"""How far buns are from the middle in half the face's width, and how unlike in height in its width."""
_FLAT = 0.005
"""OKLab; the median step between pixels of hair above which it is shaded: the net knows such hair better."""
_MARGIN = 0.25
"""Distance from the bounds, in face heights, from which a length is as sure as it gets."""


def reach(sight: Sight, hair: Mask) -> float:
    """How far the hair hangs: face heights below the face's top."""
    down = sight.down()[:, 0]
    wide = np.count_nonzero(hair & (np.abs(sight.across()) < 2.2), axis=1) >= _THIN * sight.box[2]
    rows = down[wide & (down > _EARS)]
    if not len(rows) or rows[0] > _EARS + _GAP:
        return _EARS
    ends = np.flatnonzero(np.diff(rows) > _GAP)
    return float(rows[ends[0] if len(ends) else -1])


def measured(sight: Sight, hair: Mask) -> tuple[Guess, ...]:
    """Of hair that is one flat field of colour: buns on both sides, else the length."""
    steps = np.linalg.norm(np.diff(sight.canvas.sharp, axis=1), axis=2)[hair[:, 1:] & hair[:, :-1]]
    if not len(steps) or np.median(steps) > _FLAT:
        return ()
    if two_buns(sight, hair):
        return Guess("hair_length", "updo", _BUNS, False, 1.0), Guess("hair_tie", "two_buns", _BUNS, False, 1.0)
    return (length(sight, hair),)


def length(sight: Sight, hair: Mask) -> Guess:
    """Short, medium or long hair, by its reach."""
    far = reach(sight, hair)
    value = "short" if far < MEDIUM else "medium" if far < LONG else "long"
    margin = min(abs(far - MEDIUM), abs(far - LONG))
    return Guess("hair_length", value, 0.5 + 0.4 * min(1.0, margin / _MARGIN), False, 1.0)


def two_buns(sight: Sight, hair: Mask) -> bool:
    """Whether one round lump stands over the head on each side."""
    wide, across = sight.box[2], sight.across()
    head = filled(dilated(hair | sight.skin, 2))
    lumps = head & ~_opened(head, round(_DOME * wide)) & (sight.down() < 0.1) & (np.abs(across) < 1.9)
    parts = components(_opened(lumps, round(_TUFT * wide)))
    sizes = np.bincount(parts.ravel())[1:] / wide**2
    places = [np.argwhere(parts == n).mean(axis=0) for n in np.flatnonzero((sizes > _BUN[0]) & (sizes < _BUN[1])) + 1]
    if len(places) != 2:
        return False
    (row, column), (other_row, other_column) = places
    left, right = sorted((across[0, round(column)], across[0, round(other_column)]))
    return left < -_ASIDE and right > _ASIDE and abs(row - other_row) < _LEVEL * wide


def _opened(mask: Mask, radius: int) -> Mask:
    """What of a mask is as thick as twice the radius."""
    return dilated(eroded(mask, radius), radius) & mask
