"""Judges of the body in its clothes, in the pose's own place."""

import numpy as np

from defects.layers import Layer
from defects.sighting import Picture, Sighting, seen
from defects.subject import I64, Bool, Kind, Limb, Subject

WITHIN = 0.015
"""Cloth this many metres behind skin that faces us should lie before it."""
NEIGHBOURS = frozenset(
    {
        *((limb, limb) for limb in Limb),
        *((Limb.TRUNK, limb) for limb in (Limb.LEFT_LEG, Limb.RIGHT_LEG)),
        *((limb, Limb.TRUNK) for limb in (Limb.LEFT_LEG, Limb.RIGHT_LEG)),
    }
)
"""Limbs whose skin the other's cloth covers; an arm that lies on the chest is no defect."""
_PAIRS = np.array([[(a, b) in NEIGHBOURS for b in Limb] for a in Limb])
HANDS = (Limb.LEFT_HAND, Limb.RIGHT_HAND, Limb.HEAD)


def through_clothes(subject: Subject, picture: Picture, state: Layer, cloth: Layer) -> list[Sighting]:
    """Skin just before cloth that faces us, too. `cloth`: front faces of cloth and legwear alone."""
    skin = state.front & (subject.kind[state.triangle] == Kind.BODY)
    skin &= ~np.isin(subject.limb[state.triangle], HANDS)
    return seen("skin through clothes", picture.name, skin & _just_before(subject, picture, state, cloth))


def through_each_other(
    subject: Subject, picture: Picture, state: Layer, outer: Layer, worn_outside: frozenset[tuple[int, int]]
) -> list[Sighting]:
    """Legwear just before cloth that lies over it unposed; `worn_outside`: (legwear, cloth) that is meant so."""
    inner = state.front & (subject.kind[state.triangle] == Kind.LEGWEAR)
    for a, b in worn_outside:
        inner &= ~((subject.part[state.triangle] == a) & (subject.part[outer.triangle] == b))
    return seen("clothes through clothes", picture.name, inner & _just_before(subject, picture, state, outer))


def outside_pairs(subject: Subject, state: Layer, outer: Layer) -> set[tuple[int, int]]:
    """(legwear, cloth) of which the legwear lies before the cloth in this picture of the unposed figure."""
    before = state.front & (subject.kind[state.triangle] == Kind.LEGWEAR) & outer.covered
    pairs, counts = np.unique(
        np.stack([subject.part[state.triangle][before], subject.part[outer.triangle][before]]),
        axis=1,
        return_counts=True,
    )
    return {(int(a), int(b)) for (a, b), n in zip(pairs.T, counts, strict=True) if n > 20}


def inside_of_body(subject: Subject, picture: Picture, state: Layer) -> list[Sighting]:
    """The inner side of the body's skin below the neck: one looks through an opening to where no skin is."""
    hole = state.back & (subject.kind[state.triangle] == Kind.BODY)
    neck = _is_neck(subject)[state.triangle]
    return seen("inside of body", picture.name, hole & ~neck)


def _is_neck(subject: Subject) -> Bool:
    """(T,) near the neck by height unposed: judged by head_kinds.neck_open."""
    return subject.middles[:, 1] > -0.12


def _just_before(subject: Subject, picture: Picture, state: Layer, cloth: Layer) -> Bool:
    """(S, S) where the cloth lies at most WITHIN behind what is seen, on the same or a neighbouring limb.

    A lining does not count: it faces the limb that comes out of it, and is rightly behind it.
    """
    both = state.covered & cloth.covered
    gap = np.full(both.shape, np.inf)
    gap[both] = cloth.metres(picture.camera)[both] - state.metres(picture.camera)[both]
    a, b = _limb(subject, state), _limb(subject, cloth)
    return (gap > 0) & (gap < WITHIN) & _PAIRS[a, b] & ~subject.lining[cloth.triangle]


def _limb(subject: Subject, layer: Layer) -> I64:
    return subject.limb[layer.triangle]
