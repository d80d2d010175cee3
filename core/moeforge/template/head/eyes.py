"""Eye shapes and their lid curves in the front view (RECIPE section 4, RECIPE2 section 3).

Curves are those of the left eye relative to its centre, in HH, x outwards. The eye loop runs from the inner corner
along the upper lid to the outer corner and along the lower lid back. Shut, the k-th upper and the k-th lower point
meet exactly.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from types import MappingProxyType

import numpy as np

from moeforge.template.head import spline
from moeforge.template.head.pose import Lid
from moeforge.template.part import F64
from moeforge.template.vectors import fixed

LID = 15
"""Points of a lid from corner to corner, both included."""
LOOP = 2 * LID - 2


UPPER_TOP = 1.03
"""Height of the open upper lid over the iris, in units of `up`."""
TOUCH = 0.02
"""Share of the iris's height under the lower lid."""
IRIS_INWARDS = -0.005


@dataclass(frozen=True, slots=True)
class EyeShape:
    """Lengths in HH; `tilt`: slope of the lids, positive droops outside; the last three are factors.

    `cover`: share of the iris's height under the upper lid. An iris that shows whole stares.
    """

    w: float = 0.141
    up: float = 0.132
    down: float = 0.140
    tilt: float = 0.0
    iris_w: float = 0.120
    cover: float = 0.15
    x: float = 0.206
    y: float = 0.328
    outer: float = 0.0  # outer part of the upper lid raised, in shares of `up`
    brow: float = 1.0  # thickness of the brow
    lash: float = 1.0  # thickness of the upper lash and length of its flick
    crease: float = 1.0  # height and width of the fold above the lid; 0: none to be seen

    @property
    def iris_h(self) -> float:
        """Half-height of the iris: from the lower lid, which it touches, to where the upper one covers it."""
        return (UPPER_TOP * self.up + self.down) / (1 - self.cover - TOUCH) / 2

    @property
    def iris_center(self) -> tuple[float, float]:
        """The iris's centre relative to the eye's."""
        return IRIS_INWARDS, (1 - 2 * TOUCH) * self.iris_h - self.down

    def scaled(self, size: float, shift: float, lash: float = 1.0, rise: float = 0.0, tilt: float = 0.0) -> "EyeShape":
        """The eye enlarged by the factor `size` and moved outwards by `shift` HH, its lash thicker by `lash`.

        `rise`: moved upwards, HH; `tilt`: added to its own.
        """
        return replace(
            self, w=self.w * size, up=self.up * size, down=self.down * size,
            iris_w=self.iris_w * size,
            x=self.x + shift, y=self.y + 0.1 * (size - 1) + rise, lash=self.lash * lash, tilt=self.tilt + tilt,
        )  # fmt: skip


EYE_SHAPES: Mapping[str, EyeShape] = MappingProxyType(
    {
        "round": EyeShape(),
        "tall": EyeShape(0.122, 0.146, 0.152, 0.0, 0.105, 0.14, 0.194, 0.330),
        "sharp": EyeShape(0.146, 0.120, 0.123, -0.10, 0.116, 0.16, 0.206, 0.329, outer=0.20, brow=1.1, lash=1.15),
        "droopy": EyeShape(0.145, 0.118, 0.133, 0.14, 0.117, 0.15, 0.205, 0.331, outer=-0.14, brow=0.9),
        "almond": EyeShape(0.151, 0.105, 0.115, -0.07, 0.115, 0.16, 0.209, 0.333, outer=0.06, crease=1.2),
        "wide": EyeShape(0.148, 0.146, 0.150, 0.0, 0.126, 0.12, 0.210, 0.327, lash=0.85),
        "half": EyeShape(0.146, 0.091, 0.134, 0.02, 0.119, 0.24, 0.207, 0.325, lash=1.1, crease=1.7),
        "button": EyeShape(0.113, 0.108, 0.114, 0.0, 0.100, 0.12, 0.188, 0.316, lash=0.75, crease=0.6),
        "narrow": EyeShape(0.149, 0.086, 0.102, -0.05, 0.112, 0.20, 0.208, 0.328, outer=0.05, lash=0.8, crease=0.0),
    }
)
"""Keys are the values of the trait `eye_shape` (RECIPE section 4, RECIPE2 section 3). `narrow` has a single lid."""


@dataclass(frozen=True, slots=True)
class Curve:
    """Control points (K, 2) in units of the eye: x in w; y in `up` where positive, in `down` where negative."""

    points: tuple[tuple[float, float], ...]

    def placed(self, eye: EyeShape) -> F64:
        """Control points (K, 2) in HH, relative to the eye's centre; read only."""
        return _placed(self, eye)


@lru_cache(maxsize=128)
def _placed(curve: Curve, eye: EyeShape) -> F64:
    x, y = np.array(curve.points).T
    rise = eye.outer * np.clip(x, 0, 1) ** 1.5 * (y > -0.2)
    y = np.where(y > 0, y * eye.up, y * eye.down) + rise * eye.up - eye.tilt * eye.w * x
    return fixed(np.stack([x * eye.w, y], axis=1))


INNER_CORNER, OUTER_CORNER = (-0.95, -0.30), (1.0, -0.10)
UPPER = Curve((INNER_CORNER, (-0.86, 0.30), (-0.50, 0.86), (0.05, UPPER_TOP), (0.55, 0.88), (0.90, 0.42), OUTER_CORNER))
LOWER = Curve((INNER_CORNER, (-0.79, -0.62), (-0.42, -0.90), (0.05, -1.0), (0.50, -0.88), (0.83, -0.53), OUTER_CORNER))
BLINK = Curve(((-0.93, -0.42), (-0.45, -0.66), (0.05, -0.72), (0.60, -0.60), (1.03, -0.30)))
LAUGH = Curve(((-0.95, -0.44), (-0.50, 0.02), (0.0, 0.16), (0.52, 0.04), (1.0, -0.34)))
ROUND = EyeShape()


@cache
def along(curve: Curve, count: int) -> F64:
    """(count, K) matrix: the curve at even steps of its length on the round eye."""
    control = curve.placed(ROUND)
    knots = spline.chord_knots(control)
    dense = spline.operator(knots, np.linspace(0, 1, 400)) @ control
    lengths = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(dense, axis=0), axis=1))])
    even = np.interp(np.linspace(0, lengths[-1], count), lengths, np.linspace(0, 1, 400))
    return spline.operator(knots, even)


@cache
def shut_share() -> F64:
    """(LID,) where on the closing line the k-th lid points meet: 0 inner .. 1 outer end, by x and not by length."""
    upper = (along(UPPER, LID) @ UPPER.placed(ROUND))[:, 0]
    lower = (along(LOWER, LID) @ LOWER.placed(ROUND))[:, 0]
    mean = (upper + lower) / 2
    return (mean - mean[0]) / (mean[-1] - mean[0])


@cache
def across(curve: Curve) -> F64:
    """(LID, K) matrix: a closing line at the x where the lid points meet."""
    x = np.array(curve.points)[:, 0]
    return spline.operator(tuple(x.tolist()), x[0] + shut_share() * (x[-1] - x[0]))


@dataclass(frozen=True, slots=True)
class Lids:
    """Lid curves of states of the left eye, (..., LID, 2) each in head space, and how far each point has closed."""

    upper: F64
    lower: F64
    shut: F64  # (..., LID, 2) the closing line
    closed: F64  # (..., LID, 1) of the upper lid, 0 open .. 1 on the closing line

    def __getitem__(self, state: int) -> "Lids":
        """One of several states."""
        return Lids(self.upper[state], self.lower[state], self.shut[state], self.closed[state])

    @property
    def loop(self) -> F64:
        """The eye loop, (..., LOOP, 2)."""
        return np.concatenate([self.upper, self.lower[..., -2:0:-1, :]], axis=-2)


def column(states: Sequence[object], name: str) -> F64:
    """(S, 1, 1) a field of each state."""
    return np.array([getattr(state, name) for state in states])[:, None, None]


def closing_line(eye: EyeShape, arch: F64) -> F64:
    """Where the lids meet, (..., LID, 2) relative to the eye's centre: `arch` 0 blink .. 1 laugh."""
    blink = across(BLINK) @ BLINK.placed(eye)
    laugh = across(LAUGH) @ LAUGH.placed(eye)
    return blink + arch * (laugh - blink)


def lids(eye: EyeShape, lid: Lid) -> Lids:
    """The lid curves of a pose."""
    return all_lids(eye, [lid])[0]


def all_lids(eye: EyeShape, states: Sequence[Lid]) -> Lids:
    """The lid curves of several poses."""
    close, arch, inner, outer, wide, rise = (
        column(states, name) for name in ("close", "arch", "inner", "outer", "wide", "rise")
    )
    line = closing_line(eye, arch)
    share = shut_share()[:, None]
    lowered = inner * np.clip(1.25 - 1.5 * share, 0, 1) + outer * np.clip(1.5 * share - 0.25, 0, 1)
    closed = np.clip(close + (1 - close) * lowered, 0, 1)
    raised = np.clip(close + (1 - close) * rise, 0, 1)
    grow = np.concatenate([1 + 0.3 * wide, 1 + wide], axis=-1)
    upper = grow * (along(UPPER, LID) @ UPPER.placed(eye))
    lower = grow * (along(LOWER, LID) @ LOWER.placed(eye))
    corner = np.isin(np.arange(LID), (0, LID - 1))[:, None]
    lower_closed = np.where(corner, closed, raised)  # the lids share their corners
    centre = np.array([eye.x, eye.y])
    return Lids(
        centre + upper * (1 - closed) + line * closed,
        centre + lower * (1 - lower_closed) + line * lower_closed,
        centre + line,
        closed,
    )
