"""Glasses in drawings: two lenses, each thick or ringed, that one frame joins across the face."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moeforge.understand.picture.close_face import hung_in, inside_face, like_hair, off_skin
from moeforge.understand.picture.regions import F32, Mask, components, dilated, eroded, filled

SEEN = 0.9
"""Share of the cartoons with such a pair, not refused by the net, that wear glasses (28 of 31)."""
_ZONE = 0.9
"""Share of the face's oval that is looked at: further out is its outline."""
_WIDE = 0.4
"""Least width of a frame in the face's."""
_THICK = 0.03
"""Half the least width of a lens, in the face's width: frames and brows are thinner."""
_SMALLEST, _ALIKE = 0.012, 0.2
"""Least area of a lens in the face's width squared, and in the other lens's area."""
_LEVEL, _APART, _HIGH = 0.12, (0.2, 0.52), (0.4, 0.68)
"""How unlike in height two lenses are, how far apart, and at which height of the face they lie."""
_BLACK, _DARK = 0.35, 0.85
"""OKLab lightness below which a lens is black, and the share of it from which they are sunglasses."""


@dataclass(frozen=True, slots=True)
class _Lenses:
    """Two thick parts of one thing; lengths in the face's width, but for the height."""

    areas: tuple[float, float]  # the larger first
    level: float  # difference in height
    apart: float
    down: float  # middle, in the face's height
    dark: float  # share that is black

    @property
    def fit(self) -> bool:
        """Whether they are a pair before the eyes."""
        alike = self.areas[1] > max(_SMALLEST, _ALIKE * self.areas[0]) and self.level < _LEVEL
        return alike and _APART[0] < self.apart < _APART[1] and _HIGH[0] < self.down < _HIGH[1]


def spectacles(lab: F32, skin: F32, hair: F32 | None) -> str:
    """Whether a drawn face wears "sunglasses", "glasses" or "". `lab`: (H, W, 3) OKLab of the face's box."""
    pair = next((p for p in _pairs(lab, _on_face(lab, skin, hair)) if p.fit), None)
    return "" if pair is None else "sunglasses" if pair.dark > _DARK else "glasses"


def _on_face(lab: F32, skin: F32, hair: F32 | None) -> Mask:
    """What lies on the skin where glasses may be, and is no hair that hangs in."""
    height, width = lab.shape[:2]
    down, across = ((np.arange(height) + 0.5) / height)[:, None], ((np.arange(width) + 0.5) / width)[None] * 2.0 - 1.0
    zone = (np.hypot(across, 2.0 * down - 1.0) < _ZONE) & (down > 0.2) & (down < 0.75)
    strands = hung_in(like_hair(lab, hair), inside_face((height, width)))
    return zone & off_skin(lab, skin) & ~dilated(strands, 3)


def _pairs(lab: F32, odd: Mask) -> Iterator[_Lenses]:
    """The two thickest parts of each wide thing."""
    height, width = odd.shape
    parts = components(odd)
    for number in range(1, min(3, int(parts.max())) + 1):
        thing = parts == number
        if np.ptp(np.flatnonzero(thing.any(axis=0))) + 1 < _WIDE * width:
            continue
        thing, radius = filled(thing), round(_THICK * width)
        cores = components(eroded(thing, radius))
        if cores.max() >= 2:
            one, other = (dilated(cores == n, radius) & thing for n in (1, 2))
            black = lab[one | other, 0] < _BLACK
            yield _measured(np.argwhere(one), np.argwhere(other), black, height, width)


def _measured(
    one: NDArray[np.intp], other: NDArray[np.intp], black: NDArray[np.bool_], height: int, width: int
) -> _Lenses:
    """(N, 2) places of the pixels of two lenses as facts."""
    middle, other_middle = one.mean(axis=0), other.mean(axis=0)
    level, apart = np.abs(middle - other_middle) / width
    areas = len(one) / width**2, len(other) / width**2
    return _Lenses(
        areas, float(level), float(apart), float(middle[0] + other_middle[0]) / 2 / height, float(black.mean())
    )
