"""Fields of one colour, each of one or several segments: what may be a face, hair, cloth or ground."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from moeforge.understand.picture.canvas import Canvas
from moeforge.understand.picture.regions import F32, Labels, Mask, components, dilated, eroded, segments

SCALE = 0.25
"""Of `segments`: the smaller, the more of them."""
LEAST = 0.004
"""Share of the canvas from which a segment may start a field."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How far colours of one field may lie apart, in OKLab."""

    lightness: float
    chroma: float
    gap: int  # pixels between its parts that are bridged: lines, strands

    def like(self, colors: F32, color: F32) -> NDArray[np.bool_]:
        """Which of (N, 3) colours go with one."""
        off = colors - color
        return (np.abs(off[:, 0]) < self.lightness) & (np.hypot(off[:, 1], off[:, 2]) < self.chroma)


FLAT = Reach(0.03, 0.02, 0)
REACHES = (FLAT, Reach(0.03, 0.02, 2), Reach(0.08, 0.03, 2), Reach(0.16, 0.045, 2))
"""Flat art, flat art with lines, soft shading, photographs."""


class Mosaic:
    """A canvas in segments."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.labels: Labels = segments(canvas.lab, SCALE)
        self.sizes = np.bincount(self.labels.ravel())
        self._known: dict[tuple[bytes, int], tuple[Mask, Labels]] = {}

    @cached_property
    def parts(self) -> Sequence[NDArray[np.intp]]:
        """Flat indices of the pixels of each segment."""
        order = np.argsort(self.labels.ravel(), kind="stable")
        return np.split(order, np.cumsum(self.sizes)[:-1])

    @cached_property
    def colors(self) -> F32:
        """(N, 3) each segment's median; specks are far from everything."""
        flat = self.canvas.lab.reshape(-1, 3)
        far = np.full(3, 9.0, np.float32)
        return np.array([np.median(flat[p], axis=0) if len(p) >= 4 else far for p in self.parts], np.float32)

    @cached_property
    def steps(self) -> F32:
        """(H, W) how far each pixel is from its right and its lower neighbour: fur, grass and stone are rough."""
        lab = self.canvas.lab
        right, below = (
            np.linalg.norm(np.diff(lab, axis=i, append=lab[:, -1:] if i else lab[-1:]), axis=2) for i in (1, 0)
        )
        return right + below

    @cached_property
    def grounded(self) -> NDArray[np.bool_]:
        """(N,) which segments are ground."""
        ground = self.canvas.ground.ravel()
        return np.array([ground[p].mean() > 0.5 for p in self.parts], np.bool_)

    def starts(self, least: float = LEAST) -> NDArray[np.intp]:
        """Segments of at least that share of the canvas that are no ground."""
        return np.flatnonzero((self.sizes > least * self.labels.size) & ~self.grounded)

    def alike(self, start: int, reach: Reach) -> Mask:
        """Everything of a segment's colour, wherever it lies."""
        return (reach.like(self.colors, self.colors[start]) & ~self.grounded)[self.labels]

    def fields(self, start: int) -> Iterator[tuple[int, Mask, F32]]:
        """The field that holds a segment, with its median colour, for the number of each of REACHES."""
        for number, reach in enumerate(REACHES):
            like = reach.like(self.colors, self.colors[start]) & ~self.grounded
            mask, parts = self._joined(like.tobytes(), reach.gap)
            at = np.bincount(parts.ravel()[self.parts[start]]).argmax()
            if at:
                field = parts == at
                yield number, field, np.median(self.canvas.lab[field & mask], axis=0)

    def _joined(self, like: bytes, gap: int) -> tuple[Mask, Labels]:
        """The segments marked in `like` as a mask, and its connected parts once gaps are bridged."""
        if (like, gap) not in self._known:
            mask = np.frombuffer(like, np.bool_)[self.labels]
            self._known[like, gap] = mask, components(_bridged(mask, gap))
        return self._known[like, gap]


def _bridged(mask: Mask, gap: int) -> Mask:
    if not gap:
        return mask
    return eroded(dilated(np.pad(mask, gap + 1), gap), gap)[gap + 1 : -gap - 1, gap + 1 : -gap - 1]
