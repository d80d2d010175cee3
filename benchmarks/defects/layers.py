"""Pictures whose pixels are triangles: drawn part by part, laid over one another by depth."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from defects.subject import F32, F64, I64, Bool, Subject
from moeforge.render.camera import Camera
from moeforge.render.scan import EMPTY, depths

U64 = NDArray[np.uint64]
_LOW = np.uint64(0xFFFFFFFF)
_BACK = np.uint64(0x80000000)
"""Bit of a triangle seen from behind."""


@dataclass(frozen=True)
class Layer:
    """(S, S) keys: depth above, then whether seen from behind, then the number of the triangle; EMPTY for nothing."""

    keys: U64

    def __or__(self, other: "Layer") -> "Layer":
        """What is nearer of both at each pixel: just as if they had been drawn together."""
        return Layer(np.minimum(self.keys, other.keys))

    @cached_property
    def covered(self) -> Bool:
        """(S, S)."""
        return self.keys != EMPTY

    @cached_property
    def back(self) -> Bool:
        """(S, S) seen from behind."""
        return self.covered & ((self.keys & _BACK) != 0)

    @cached_property
    def front(self) -> Bool:
        """(S, S) seen from in front."""
        return self.covered & ((self.keys & _BACK) == 0)

    @cached_property
    def triangle(self) -> I64:
        """(S, S) numbers as of Subject.part; 0 where nothing is covered."""
        return np.where(self.covered, self.keys & _LOW & ~_BACK, 0).astype(np.int64)

    def metres(self, camera: Camera) -> F64:
        """(S, S) distance from the eye along its axis; inf where nothing is."""
        depth = (self.keys >> np.uint64(32)).astype(np.float64) / 4294967294
        return np.where(self.covered, camera.distance_of(np.minimum(depth, 1.0)), np.inf)


Chooser = Callable[[I64, Bool], Bool]
"""(numbers, seen from behind) of triangles -> which are drawn."""


def draw(
    subject: Subject,
    parts: Sequence[int],
    points: Sequence[F32],
    camera: Camera,
    size: int,
    keep: Chooser | None = None,
) -> Layer:
    """Parts at these points (one array each), both sides of every triangle."""
    if not parts:
        return Layer(np.full((size, size), EMPTY, np.uint64))
    corners: list[F64] = []
    numbers: list[I64] = []
    for i, at in zip(parts, points, strict=True):
        triangles = subject.primitives[i].triangles
        corners.append(camera.project(at, size)[triangles])
        numbers.append(subject.starts[i] + np.arange(len(triangles)))
    drawn, number = np.concatenate(corners), np.concatenate(numbers)
    (ax, bx, cx), (ay, by, cy) = drawn[..., 0].T, drawn[..., 1].T
    behind = (bx - ax) * (cy - ay) - (by - ay) * (cx - ax) > 0  # screen y points down
    kept = _inside(ax, bx, cx, size) & _inside(ay, by, cy, size)
    if keep is not None:
        kept &= keep(number, behind)
    drawn, number, behind = drawn[kept], number[kept], behind[kept]
    return _numbered(depths(drawn, size).reshape(size, size), number.astype(np.uint64) | np.where(behind, _BACK, 0))


def _inside(a: F64, b: F64, c: F64, size: int) -> Bool:
    """(T,) whether a triangle reaches into the picture along one axis."""
    return ((a > 0) | (b > 0) | (c > 0)) & ((a < size) | (b < size) | (c < size))


def _numbered(keys: U64, names: U64) -> Layer:
    covered = keys != EMPTY
    index = np.where(covered, keys & _LOW, 0).astype(np.int64)
    named = (keys & ~_LOW) | names[index] if len(names) else keys
    return Layer(np.where(covered, named, EMPTY))
