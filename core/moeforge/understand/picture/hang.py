"""How the hair of a drawing hangs, measured on the field of its colour: its length, and buns."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from moeforge.models.encoder import Guess
from moeforge.understand.picture.bumps import Bump, bumps
from moeforge.understand.picture.regions import Mask, dilated, eroded
from moeforge.understand.picture.sight import Sight

MEDIUM, LONG = 0.725, 1.1
"""Face heights below the face's top from which hanging hair is of medium length, and from which it is long.

Fitted on two of three of 420 labelled cartoons; `benchmarks/pictures_read.py` measures the others.
"""
_THIN = 0.05
"""Width of hair in the face's below which it has ended."""
_LINE, _INK = 0.04, 0.3
"""Half the width of a drawing's line in the face's, and the lightness in OKLab below which hair is as black."""
_EARS, _GAP = 0.2, 0.06
"""Face heights below its top where hair begins to hang, and over which a thin place is no end."""
_TIED = 0.9
"""How sure buns are: of the cartoons for fitting and drawings of our own, 14 of 15 with two and 38 of 39 with one."""
_ASIDE, _ATOP = (12.0, 65.0), 36.0
"""Degrees from straight up: where two buns may stand, and how far one may lean."""
_WIDTH, _ONE_WIDTH = (0.2, 0.55), (0.25, 0.7)
"""Width of each of two buns, and of one, in the face's width."""
_ROUND, _ONE_ROUND = 0.68, 0.57
"""How full buns are: ears and spikes are pointed."""
_OWN, _ONE_OWN = 0.45, 0.5
"""Share of two buns that is of the hair's colour, and of one, in light or shade: animals' ears and hats have theirs."""
_HANGING = 0.35, 1.05
"""How far hair reaches down, in face heights, under one bun: a crest stands on shaven sides, tails hang lower."""
_FLAT = 0.005
"""OKLab; the median step between pixels of hair above which it is shaded: the net knows such hair better."""
_MARGIN = 0.25
"""Distance from the bounds, in face heights, from which a length is as sure as it gets."""


def reach(sight: Sight, hair: Mask) -> float:
    """How far the hair hangs: face heights below the face's top. Where lines run on, to the last lock of hair."""
    down = sight.down()[:, 0]
    wide, thick = (_spread(sight, mask) & (down > _EARS) for mask in (hair, _locks(sight, hair)))
    rows = np.flatnonzero(wide)
    if not len(rows) or down[rows[0]] > _EARS + _GAP:
        return _EARS
    ends = np.flatnonzero(np.diff(down[rows]) > _GAP)
    locks = np.flatnonzero(thick[: rows[ends[0] if len(ends) else -1] + 1])
    return float(down[locks[-1]]) if len(locks) else _EARS


def _spread(sight: Sight, hair: Mask) -> NDArray[np.bool_]:
    """(H,) rows in which there is hair enough about the head."""
    return np.count_nonzero(hair & (np.abs(sight.across()) < 2.2), axis=1) >= _THIN * sight.box[2]


def _locks(sight: Sight, hair: Mask) -> Mask:
    """What of black hair is thicker than a line; other hair as it is."""
    black = hair.any() and np.median(sight.canvas.sharp[hair][:, 0]) < _INK
    radius = round(_LINE * sight.box[2]) if black else 0
    return dilated(eroded(hair, radius), radius) & hair


def measured(sight: Sight, hair: Mask) -> tuple[Guess, ...]:
    """Of hair that is one flat field of colour: a bun or two, else the length."""
    steps = np.linalg.norm(np.diff(sight.canvas.sharp, axis=1), axis=2)[hair[:, 1:] & hair[:, :-1]]
    if not len(steps) or np.median(steps) > _FLAT:
        return ()
    tie = _tie(sight, hair)
    if tie:
        return Guess("hair_length", "updo", _TIED, False, 1.0), Guess("hair_tie", tie, _TIED, False, 1.0)
    return (length(sight, hair),)


def length(sight: Sight, hair: Mask) -> Guess:
    """Short, medium or long hair, by its reach."""
    far = reach(sight, hair)
    value = "short" if far < MEDIUM else "medium" if far < LONG else "long"
    margin = min(abs(far - MEDIUM), abs(far - LONG))
    return Guess("hair_length", value, 0.5 + 0.4 * min(1.0, margin / _MARGIN), False, 1.0)


def _tie(sight: Sight, hair: Mask) -> str:
    """Whether the hair is put up in "two_buns" or a "bun"; else ""."""
    found = bumps(sight, hair)
    if two_buns(found):
        return "two_buns"
    return "bun" if sight.canvas.plain and one_bun(found, reach(sight, hair)) else ""


def two_buns(found: Sequence[Bump]) -> bool:
    """Whether one round bump stands on each side, and no other of their size."""
    wide = [b for b in found if b.width >= _WIDTH[0]]
    fit = [b for b in wide if b.width <= _WIDTH[1] and b.full >= _ROUND and _ASIDE[0] < abs(b.lean) < _ASIDE[1]]
    return len(wide) == len(fit) == 2 and fit[0].lean > 0 > fit[1].lean and fit[0].hair + fit[1].hair > 2 * _OWN


def one_bun(found: Sequence[Bump], far: float) -> bool:
    """Whether the one bump is a bun's, by the reach of the hair below."""
    wide = [b for b in found if b.width >= _WIDTH[0]]
    if len(wide) != 1 or not _HANGING[0] < far < _HANGING[1]:
        return False
    fits = abs(wide[0].lean) < _ATOP and _ONE_WIDTH[0] < wide[0].width < _ONE_WIDTH[1]
    return fits and wide[0].full > _ONE_ROUND and wide[0].tint > _ONE_OWN
