"""The avatar's own palette, and what a picture makes of each of its colours."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from moeforge.style.lab import lab, lab_of
from moeforge.style.params import QUANTILES, StyleParams
from moeforge.style.transport import Curve, Slice, carry, fit, limited
from moeforge.textures.images import Floats

SHARES: Mapping[str, float] = MappingProxyType(
    {"hair": 0.34, "clothes": 0.22, "clothes_accent": 0.08, "skin": 0.24, "hair_tip": 0.06, "white": 0.06}
)
"""Share of a portrait that each colour covers, in the order in which they choose from a picture's palette."""
WHITE = "#f6f4f2"
_SHADES = ((0.07, 0.9, 0.2), (0.0, 1.0, 0.5), (-0.10, 1.05, 0.3))
"""Lightness step, chroma factor and share of a colour's light, middle and shade."""
LIGHT_SLOPES = (0.60, 1.5)
LIGHT_SHIFT = 0.12
"""The most by which a picture may lighten or darken the figure on the whole."""
LIGHT_OWN = 0.55
"""Share of the way to its palette colour's own lightness that a base colour goes beyond the curve."""
FULL_AT = 0.8
"""Strength at which all colours have gone over; beyond it only skin is freed (guards.skin_cap)."""
FARTHEST = 0.24
"""The most by which a base colour's lightness may move."""
REUSE = 1.1
"""Cost of a palette colour that another base has taken; a distance of 0.1 costs 1."""
WEIGHTY, COLORFUL = 0.30, 1.2
"""How much a palette colour gains by its weight (natural logarithm) and by a chroma of 0.12."""
CONTRAST = 0.9
"""How much an accent gains by each 0.1 of a and b between it and the palette colours of hair and clothes."""
WHITE_TINT = 0.03
_SOFT = 0.03
"""Distance at which a palette colour's pull has fallen to 0.6."""
_SPACE = np.array([0.40, 1.0, 1.0], np.float32)
"""Lightness counts less than a and b in transport and choice: it has its own curve."""


@dataclass(frozen=True, slots=True)
class Recast:
    """The figure's base colours before and after, and what befalls all others."""

    before: Mapping[str, Floats]  # name of SHARES -> OKLab (3,)
    after: Mapping[str, Floats]
    light: Curve  # at full strength
    steps: tuple[Slice, ...]
    palette: Floats  # (M, 3) OKLab
    strength: float  # 0..1

    def lit(self, colors: Floats) -> Floats:
        """OKLab (N, 3) with the lightness that the curve gives."""
        light = colors[:, 0] + self.strength * (self.light(colors[:, 0]) - colors[:, 0])
        return np.concatenate([light[:, None], colors[:, 1:]], axis=1).astype(np.float32)

    def other(self, colors: Floats) -> Floats:
        """OKLab (N, 3) of colours that are no base's shade: where transport leads, near the palette, as colourful."""
        chroma = np.hypot(colors[:, 1], colors[:, 2])[:, None] - _chroma(self.palette)  # ribbons stay gay, frames sober
        goal = carry(np.concatenate([self.light(colors[:, 0])[:, None], colors[:, 1:]], axis=1) * _SPACE, self.steps)
        square = ((goal[:, None] - (self.palette * _SPACE)[None]) ** 2).sum(axis=2) / _SOFT**2
        square += 0.6 * (chroma / _SOFT) ** 2
        pull = np.exp(-0.5 * (square - square.min(axis=1, keepdims=True)))
        near = pull @ self.palette / pull.sum(axis=1, keepdims=True)
        lit = self.lit(colors)
        return lit + self.strength * np.array([0.5, 1.0, 1.0], np.float32) * (near - lit)


def recast(colors: Mapping[str, str], params: StyleParams, strength: float) -> Recast:
    """What a picture makes of a figure of these colours ("#rrggbb") at a strength 0..1.

    Sliced optimal transport says where each base colour's share of the picture lies; there it takes the nearest colour
    of the picture's palette, for an average of many would be mud.
    """
    strength = min(1.0, strength / FULL_AT)
    before = {name: lab(colors.get(name, WHITE)) for name in SHARES}
    points, weights = _shaded(before)
    light = _light_curve(points[:, 0], weights, params)
    rows = np.array([row for row in params.palette if row[3]], np.int64)
    palette, shares = lab_of(rows[:, :3].astype(np.uint8)), rows[:, 3].astype(np.float32)
    points[:, 0] = light(points[:, 0])
    steps = fit(points * _SPACE, weights, palette * _SPACE, shares)
    goals = _chosen({n: _through(light, c) for n, c in before.items()}, steps, palette, shares)
    after = {n: _towards(before[n], _held(n, before[n], light, goals[n]), strength) for n in before}
    return Recast(before, after, light, steps, palette, strength)


def _shaded(bases: Mapping[str, Floats]) -> tuple[Floats, Floats]:
    """The figure as weighted points: (K, 3) OKLab and (K,) weights that sum to 1."""
    shades = [(name, *shade) for name in bases for shade in _SHADES]
    points = np.stack([bases[name] * [1.0, chroma, chroma] + [step, 0.0, 0.0] for name, step, chroma, _ in shades])
    points[:, 0] = np.clip(points[:, 0], 0.0, 1.0)
    return points, np.array([SHARES[name] * part for name, _, _, part in shades])


def _through(light: Curve, color: Floats) -> Floats:
    return np.array([light(color[:1])[0], color[1], color[2]], np.float32)


def _chosen(
    bases: Mapping[str, Floats], steps: tuple[Slice, ...], palette: Floats, shares: Floats
) -> dict[str, Floats]:
    """A palette colour for every base; those of equal colour share theirs."""
    taken = np.zeros(len(palette))
    appeal = WEIGHTY * np.log(shares / shares.max()) + COLORFUL * np.minimum(_chroma(palette) / 0.12, 1.0)
    chosen = dict[str, Floats]()
    for name, color in bases.items():
        twin = next((n for n in chosen if np.array_equal(bases[n], color)), None)
        goal = carry((color * _SPACE)[None], steps)[0]
        cost = np.linalg.norm(palette * _SPACE - goal, axis=1) / 0.1 - appeal + REUSE * taken
        if name == "clothes_accent":
            others = np.stack([chosen["hair"], chosen["clothes"]])[:, None, 1:]
            cost -= CONTRAST * np.linalg.norm(palette[None, :, 1:] - others, axis=2).min(axis=0) / 0.1
        index = int(np.argmin(cost))
        taken[index] += 1.0
        chosen[name] = chosen[twin] if twin else palette[index]
    return chosen


def _held(name: str, before: Floats, light: Curve, goal: Floats) -> Floats:
    """The goal with a lightness near the curve's; white takes a breath of the colour alone."""
    curved = float(light(before[:1])[0])
    if name == "white":
        tint = goal[1:] * min(1.0, WHITE_TINT / max(float(np.hypot(*goal[1:])), 1e-6))
        return np.array([max(curved, 0.86), *tint], np.float32)
    lightness = curved + LIGHT_OWN * (float(goal[0]) - curved)
    return np.array([np.clip(lightness, before[0] - FARTHEST, before[0] + FARTHEST), *goal[1:]], np.float32)


def _towards(a: Floats, b: Floats, share: float) -> Floats:
    """From a to b; on the way the chroma goes evenly, so that complementary colours do not meet in grey."""
    mixed = a + share * (b - a)
    chroma = float((1 - share) * np.hypot(*a[1:]) + share * np.hypot(*b[1:]))
    mixed[1:] *= 1.0 + 0.8 * (chroma / max(float(np.hypot(*mixed[1:])), 1e-3, 0.3 * chroma) - 1.0)
    return mixed


def _chroma(colors: Floats) -> Floats:
    return np.hypot(colors[:, 1], colors[:, 2])


def _light_curve(lightness: Floats, weights: Floats, params: StyleParams) -> Curve:
    """Lightness quantiles to the picture's, its slopes and its mean shift held within limits."""
    order = np.argsort(lightness, kind="stable")
    ranks = np.cumsum(weights[order]) - weights[order] / 2
    goal = np.interp(ranks, np.linspace(0, 1, QUANTILES), np.array(params.quantiles) / 255)
    xs = lightness[order]
    shift = float(np.average(goal - xs, weights=weights[order]))
    kept = LIGHT_SHIFT * np.tanh(shift / LIGHT_SHIFT)
    return limited(xs, (goal - shift + kept).astype(np.float32), LIGHT_SLOPES)
