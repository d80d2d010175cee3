"""Hair of cartoons: what lies behind the head, what lies on it, what is tied."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from moeforge.painter.colors import Rgb, mix, tone
from moeforge_training.encoder.cartoons.cast import Cast
from moeforge_training.encoder.cartoons.pen import F64, Pen, Rng, around, bent, curve
from moeforge_training.encoder.heads import NONE

LOW: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "short": (0.1, 0.65), "spiky": (0.34, 0.48), "bob": (0.65, 1.2), "long": (1.25, 2.64), "wavy": (1.25, 2.4),
        "box_braids": (1.25, 2.3), "hime": (1.3, 2.9),
    }
)  # fmt: skip
"""How far hair behind the head reaches down, from and to: the chin is at about 1. No length lies between two styles,
for others' drawings have all of them, and call long what ends a little below a chin that has no shoulders under it."""
_CROWN = -1.0


def behind(pen: Pen, who: Cast) -> None:
    """The mass behind the head, and tails."""
    rng, deep = pen.rng, tone(who.color["hair"], 0.01, 1.05, float(pen.rng.uniform(0.75, 1.0)))
    if who.hair in LOW:
        low = float(rng.uniform(*LOW[who.hair]))
        wide = who.wide + rng.uniform(0.06, 0.35)
        mass = _mass(who, rng, wide, low)
        pen.piece(mass, deep)
        _streaks(pen.inside(mass), who, rng, low)
    if who.hair == "afro":
        pen.piece(_scallops(rng, 0.0, -0.25, who.wide + rng.uniform(0.35, 0.75), 1.35), who.color["hair"])
    if who.hair in ("twintails", "low_twintails", "twin_braids", "ponytail"):
        _tails(pen, who, rng)


def _mass(who: Cast, rng: Rng, wide: float, low: float) -> F64:
    """The outline of loose hair: over the crown and down to an edge."""
    lean = -0.25 * who.yaw
    cap = np.linspace(np.pi, 2.0 * np.pi, 40)
    over = np.stack([lean + wide * np.cos(cap), _CROWN * 0.15 + rng.uniform(1.0, 1.2) * np.sin(cap)], axis=1)
    flare = wide * rng.uniform(0.85, 1.35 if low > 0.8 else 1.0)
    along = np.linspace(1.0, -1.0, 50)
    edge = low + _edge(rng, along) * rng.uniform(0.02, 0.22) - rng.uniform(0.0, 0.3) * along**2
    under = np.stack([lean * 1.5 + flare * along, edge], axis=1)
    points = np.vstack([over, under])
    if who.hair == "wavy":
        points[:, 0] += 0.07 * np.sin(points[:, 1] * rng.uniform(4.0, 7.0)) * (points[:, 1] > -0.2)
    return points


def _edge(rng: Rng, along: F64) -> F64:
    """How a lower edge runs, about -1..1: plain, points or waves."""
    phase = along * rng.uniform(2.0, 6.0) + rng.random()
    saw = 2.0 * np.abs(2.0 * (phase % 1.0) - 1.0) - 1.0
    kinds = (0.0 * phase, saw, saw, np.sin(2.0 * np.pi * phase))
    return kinds[int(rng.integers(len(kinds)))]


def _scallops(rng: Rng, x: float, y: float, wide: float, tall: float) -> F64:
    angle = np.linspace(0.0, 2.0 * np.pi, 160, endpoint=False)
    bumps = 1.0 + rng.uniform(0.03, 0.09) * np.abs(np.sin(angle * int(rng.integers(5, 10))))
    return np.stack([x + wide * bumps * np.cos(angle), y + tall * bumps * np.sin(angle)], axis=1)


def _streaks(pen: Pen, who: Cast, rng: Rng, low: float) -> None:
    """Lines or braids within loose hair."""
    braids = who.hair == "box_braids"
    if not braids and rng.random() < 0.5:
        return
    color = pen.line_of(who.color["hair"])
    for x in np.linspace(-1.4, 1.4, 12 if braids else int(rng.integers(3, 9))):
        pen.stroke(np.array([[x, -0.9], [1.1 * x, low + 0.3]]), color, 0.8)
        if braids:
            for y in np.arange(-0.9, low, 0.22):
                pen.stroke(np.array([[x, y], [x + 0.22, y + 0.1]]), color, 0.7)


def _tails(pen: Pen, who: Cast, rng: Rng) -> None:
    lengths = rng.uniform(0.9, 2.2)
    one = who.hair == "ponytail"
    sides = (-1.0 if who.yaw > 0 else 1.0,) if one else (-1.0, 1.0)
    tie = {"ponytail": -0.75, "twintails": -0.5}.get(who.hair, 0.65)
    for side in sides:
        x, out = side * (who.wide * 0.95), side * rng.uniform(0.25, 0.6)
        low, thick = tie + lengths, rng.uniform(0.18, 0.4)
        if who.hair == "twin_braids":
            for k in np.linspace(0.0, 1.0, 7):
                pen.disc(x + 0.5 * out * k, tie + lengths * k, 0.2, 0.19, who.color["hair"])
            continue
        points = [(x, tie - 0.08), (x + out, tie - 0.1), (x + out + side * thick, (tie + low) / 2),
                  (x + out * 0.8, low), (x + out * 0.4, (tie + low) / 2)]  # fmt: skip
        pen.piece(curve(points), who.color["hair"])
        pen.disc(x + 0.1 * side, tie, 0.1, 0.12, who.color["extra"])


def on_top(pen: Pen, who: Cast) -> None:
    """What lies on the skull: cap and fringe, buns, spikes."""
    rng, color = pen.rng, who.color["hair"]
    if who.hair == "bald":
        return
    if who.hair in ("bun", "two_buns"):
        _buns(pen, who, rng)
    if who.hair == "balding":
        for side in (-1.0, 1.0):
            pen.piece(around(side * who.wide * 0.97, -0.1, 0.16, 0.42), color)
        return
    if who.hair == "mohawk":
        points = [(-0.3, -0.75), (-0.5, -1.5), (0.0, -1.7), (0.55, -1.55), (0.35, -0.7), (0.0, -0.6)]
        pen.piece(curve(points) * (1.0, rng.uniform(0.85, 1.15)), color)
        return
    if who.hair == "spiky":
        _spikes(pen, who, rng)
    fill = mix(color, who.color["skin"], float(rng.uniform(0.3, 0.6))) if who.hair == "buzz" else color
    cap = _cap(who, rng)
    pen.piece(cap, fill)
    inner = pen.inside(cap)
    if pen.manner.kind != "ink":
        _gloss(inner, color, rng)
    for _ in range(int(rng.integers(0, 5))):
        line = bent(
            float(rng.uniform(-0.8, 0.8)), float(rng.uniform(-0.9, -0.3)), 0.3, float(rng.normal(0.0, 0.5)), 2.0
        )
        inner.stroke(line, pen.line_of(color), 0.8)


def _gloss(pen: Pen, color: Rgb, rng: Rng) -> None:
    """A lighter or darker band, now and then."""
    if rng.random() < 0.4:
        pen.oval(float(rng.normal(0.0, 0.3)), -0.85, 0.6, 0.12, tone(color, 0.0, 0.7, 1.15, 0.15), 0.7)
    if rng.random() < 0.3:
        pen.oval(float(rng.choice([-0.9, 0.9])), -0.4, 0.5, 0.9, tone(color, 0.0, 1.1, 0.7), 0.5)


def _cap(who: Cast, rng: Rng) -> F64:
    """The upper half of the skull with the fringe as its lower edge."""
    short = who.hair in ("buzz", "coily")
    crown = 1.03 if who.hair == "buzz" else rng.uniform(1.06, 1.28)
    wide = who.wide + (0.02 if short else rng.uniform(0.03, 0.16))
    cap = np.linspace(0.0, np.pi, 50)
    over = np.stack([wide * np.cos(cap), -0.05 - crown * np.sin(cap)], axis=1)
    along = np.linspace(-1.0, 1.0, 70)
    under = np.stack([wide * along, _hairline(who, rng, along)], axis=1)
    points = np.vstack([over, under])
    if who.hair == "coily":
        points *= 1.0 + 0.04 * np.abs(np.sin(np.linspace(0.0, 40.0, len(points))))[:, None]
    return points


def _hairline(who: Cast, rng: Rng, along: F64) -> F64:
    """Height of the lower edge of a cap at places -1..1 across, turned with the head."""
    part = float(np.clip(0.9 * np.sin(who.yaw) + rng.normal(0.0, 0.15), -0.8, 0.8))
    side = float(rng.choice([-1.0, 1.0]))
    lines = {
        "full": -0.22 + rng.uniform(-0.15, 0.15) + _edge(rng, along) * rng.uniform(0.02, 0.12),
        "swept": -0.4 + side * rng.uniform(0.25, 0.5) * along + 0.05 * _edge(rng, along),
        "parted": -0.78 + rng.uniform(0.6, 1.0) * np.abs(along - part) ** 0.8,
        NONE: -0.62 + rng.uniform(-0.06, 0.08) + 0.25 * (along - part) ** 2,
    }
    sideburn = rng.uniform(0.0, 0.6) * np.abs(along) ** 10
    return lines[who.fringe] + sideburn


def _spikes(pen: Pen, who: Cast, rng: Rng) -> None:
    count = int(rng.integers(7, 14))
    angle = np.linspace(np.pi * 1.05, 1.95 * np.pi, 2 * count + 1)
    far = np.where(np.arange(2 * count + 1) % 2, rng.uniform(1.3, 1.7), 1.0)
    points = np.stack([(who.wide + 0.1) * far * np.cos(angle), -0.1 + far * np.sin(angle)], axis=1)
    pen.piece(np.vstack([points, [[0.0, -0.3]]]), who.color["hair"])


def _buns(pen: Pen, who: Cast, rng: Rng) -> None:
    lean, size = -0.5 * who.yaw, rng.uniform(0.26, 0.48)
    places = (lean,) if who.hair == "bun" else (-0.72, 0.72)
    for x in places:
        y = -1.05 - 0.7 * size + (0.15 if who.hair == "two_buns" else 0.0)
        if rng.random() < 0.3:
            pen.piece(_scallops(rng, x, y, size, size), who.color["hair"])
        else:
            pen.disc(x, y, size * rng.uniform(0.9, 1.3), size, who.color["hair"])
        if rng.random() < 0.4:
            pen.stroke(bent(x, y + size, 0.3, 0.3), who.color["extra"], 2.0)
