"""Seeds, and identities blended of several seeds: `[[seed, weight], ...]`, a few numbers instead of a vector."""

from collections.abc import Sequence
from typing import cast

from moeforge.errors import BadSpecError

MAX_SEED = 2**53 - 1
"""Seeds are whole numbers that JSON and JavaScript keep exactly."""
MAX_TERMS = 8
"""Seeds that one part's identity may be blended of."""

Terms = tuple[tuple[int, float], ...]
"""(seed, weight in 0..1) by rising seed. Only the weights' ratios count: the blend is scaled to unit variance."""


def check_seed(name: str, seed: object) -> int:
    """The seed itself; BadSpecError unless it is a whole number from 0 to MAX_SEED."""
    if not isinstance(seed, int) or isinstance(seed, bool) or not 0 <= seed <= MAX_SEED:
        raise BadSpecError(f"{name} is {str(seed)[:32]}; a seed is a whole number from 0 to {MAX_SEED}", field=name)
    return seed


def terms(value: object, name: str) -> Terms:
    """Canonical terms of 2 to MAX_TERMS pairs of different seeds, weights above 0 rounded to 1/1000; BadSpecError."""
    if not isinstance(value, list | tuple) or not 2 <= len(rows := cast(Sequence[object], value)) <= MAX_TERMS:
        raise BadSpecError(f"{name} must be 2 to {MAX_TERMS} pairs [seed, weight]", field=name)
    pairs = sorted(_pair(row, name) for row in rows)
    if len({seed for seed, _ in pairs}) < len(pairs):
        raise BadSpecError(f"{name} names a seed twice", field=name)
    return tuple(pairs)


def _pair(row: object, name: str) -> tuple[int, float]:
    if not isinstance(row, list | tuple) or len(pair := cast(Sequence[object], row)) != 2:
        raise BadSpecError(f"{name} holds {str(row)[:32]!r}; write a pair [seed, weight]", field=name)
    seed, weight = pair
    ok = isinstance(weight, int | float) and not isinstance(weight, bool) and 0.001 <= weight <= 1.0  # false for NaN
    if not ok:
        raise BadSpecError(f"{name} has the weight {str(weight)[:32]!r}; write 0.001 to 1", field=name)
    return check_seed(name, seed), round(float(cast(float, weight)), 3)
