"""Identities between identities, in the plane of their seeds.

The vectors of different seeds are independent normals, so nearly at right angles and of one length. A blend is
therefore known by its weights alone, and the way between two blends is the arc between their weights.
"""

from math import acos, sin, sqrt

from moeforge.terms import Terms

_LEAST = 0.02
"""A weight below this share of the blend's length is not seen, and dropped."""


def arc(a: Terms, b: Terms, t: float, most: int) -> Terms:
    """Spherical interpolation from `a` (t = 0) to `b` (t = 1).

    Between them at most `most` seeds are kept; where `a` and `b` have no more together, the way is continuous in t.
    """
    if t <= 0.0 or t >= 1.0 or a == b:
        return b if t >= 1.0 else a
    first, second = _unit(dict(a)), _unit(dict(b))
    angle = acos(max(-1.0, min(1.0, sum(w * second.get(seed, 0.0) for seed, w in first.items()))))
    if angle < 1e-6:
        return a
    near, far = sin((1 - t) * angle) / sin(angle), sin(t * angle) / sin(angle)
    weights = {s: near * first.get(s, 0.0) + far * second.get(s, 0.0) for s in sorted({*first, *second})}
    return _terms(_few(weights, most))


def _unit(weights: dict[int, float]) -> dict[int, float]:
    length = sqrt(sum(w * w for w in weights.values()))
    return {seed: w / length for seed, w in weights.items()}


def _few(weights: dict[int, float], most: int) -> dict[int, float]:
    """The `most` greatest, each weakened as it nears what is left out: a term fades before it goes."""
    order = sorted(weights, key=lambda seed: (-weights[seed], seed))
    floor = weights[order[most]] if len(order) > most else 0.0
    faded = {s: weights[s] * (1.0 - (floor / weights[s]) ** 4) for s in order[:most]}
    unit = _unit(faded if any(faded.values()) else {s: weights[s] for s in order[:most]})
    return _unit({seed: w for seed, w in unit.items() if w >= _LEAST})


def _terms(weights: dict[int, float]) -> Terms:
    """As a recipe writes them: rounded to 1/1000, one seed alone with weight 1."""
    rounded = tuple((seed, round(w, 3)) for seed, w in sorted(weights.items()))
    return rounded if len(rounded) > 1 else tuple((seed, 1.0) for seed, _ in rounded)
