"""Who is held out, and how much each picture counts."""

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
TRAIN, HELD_OUT = "train", "held-out"
_ROUNDS = 30


def split(hashes: Sequence[str], groups: Sequence[int], share: float) -> list[str]:
    """`train` or `held-out` for each picture, by its content alone: neither names nor order nor other pictures matter.

    A group of near-duplicates goes one way, by its smallest SHA-256. Where chance holds out none (or all) of two groups
    and more, the group with the smallest hash is (alone) held out.
    """
    lowest: dict[int, str] = {}
    for digest, group in zip(hashes, groups, strict=True):
        lowest[group] = min(digest, lowest.get(group, digest))
    out = {group for group, digest in lowest.items() if int(digest[-8:], 16) < share * 2**32}
    if share and len(lowest) > 1 and len(out) in {0, len(lowest)}:
        out = {min(lowest, key=lambda group: lowest[group][-8:])}
    return [HELD_OUT if group in out else TRAIN for group in groups]


def weights(labels: Sequence[Mapping[str, str]], groups: Sequence[int], splits: Sequence[str], most: float) -> F64:
    """Sample weights (N,): mean 1 over the training pictures, at most `most`; 1 for held-out ones.

    Near-duplicates share one weight. Every value of every label column gets the same total (raking, Deming and Stephan
    1940), as far as `most` allows; pictures without a value keep their share.
    """
    train = np.array([s == TRAIN for s in splits], bool)
    result = np.ones(len(train))
    if not train.any():
        return result
    kept = [i for i, inside in enumerate(train) if inside]
    sizes = Counter(groups[i] for i in kept)
    w = np.array([1.0 / sizes[groups[i]] for i in kept])
    columns = [_members([labels[i].get(name, "") for i in kept]) for name in _names(labels)]
    for _ in range(_ROUNDS):
        for members in columns:
            _even_out(w, members)
        w = np.minimum(w / w.mean(), most)
    result[kept] = w / w.mean()
    return np.minimum(result, most)


def _names(labels: Sequence[Mapping[str, str]]) -> list[str]:
    return list(dict.fromkeys(name for row in labels for name in row))


def _members(values: Sequence[str]) -> list[NDArray[np.intp]]:
    """Indices of each labelled value, in the values' order."""
    column = np.array(values)
    return [np.flatnonzero(column == value) for value in sorted(set(values) - {""})]


def _even_out(w: F64, members: Sequence[NDArray[np.intp]]) -> None:
    """Scale so that all values weigh the same, their sum unchanged."""
    totals = [w[index].sum() for index in members]
    for index, total in zip(members, totals, strict=True):
        w[index] *= sum(totals) / len(members) / total
