"""Which pictures are nearly the same, by their fingerprints."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moeforge.painter.colors import to_oklab

COLOR = 0.045
"""OKLab distance of a swatch cell from which on two pictures differ: other hair is another character.

Measured on 444 avatars of three drawn styles: re-saved, scaled, trimmed or 6 % brighter copies stay below .041, pairs
of different characters within 30 bits begin at .05.
"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two indices, first < second, and the bits of 256 by which their dHashes differ."""

    first: int
    second: int
    distance: int


def near_pairs(hashes: Sequence[bytes], swatches: Sequence[bytes], limit: int) -> list[Pair]:
    """All pairs within `limit` bits and COLOR, in order."""
    if len(hashes) < 2:
        return []
    words = np.frombuffer(b"".join(hashes), np.uint64).reshape(len(hashes), -1)
    colors = np.frombuffer(b"".join(swatches), np.uint8).reshape(len(swatches), -1, 3)
    lab = to_oklab(colors / 255.0)  # (N, 16, 3)
    found: list[Pair] = []
    for i in range(len(words) - 1):
        bits = np.bitwise_count(words[i + 1 :] ^ words[i]).sum(axis=1)
        for j in np.flatnonzero(bits <= limit):
            other = i + 1 + int(j)
            if np.linalg.norm(lab[i] - lab[other], axis=-1).max() < COLOR:
                found.append(Pair(i, other, int(bits[j])))
    return found


def groups(count: int, pairs: Sequence[Pair]) -> list[int]:
    """For each index the first index of its group (pairs chained)."""
    root = list(range(count))
    for pair in pairs:  # pairs come in order, so roots only move down
        a, b = _top(root, pair.first), _top(root, pair.second)
        root[max(a, b)] = min(a, b)
    return [_top(root, i) for i in range(count)]


def _top(root: list[int], i: int) -> int:
    while root[i] != i:
        i = root[i]
    return i
