"""What cartoons wear: clothes, glasses, hats, animal ears."""

from collections.abc import Callable, Mapping

import numpy as np

from moeforge.painter.colors import Rgb, mix, tone
from moeforge_training.encoder.cartoons.cast import Cast
from moeforge_training.encoder.cartoons.face import slid, squeezed
from moeforge_training.encoder.cartoons.pen import F64, WHITE, Pen, around, bent, curve
from moeforge_training.encoder.heads import NONE
from moeforge_training.sr.outlines import stretched

PINK: Rgb = (0.96, 0.66, 0.7)


def body(pen: Pen, who: Cast) -> None:
    """Neck and shoulders; some cartoons are heads alone."""
    rng = pen.rng
    if rng.random() < 0.35:
        return
    low, wide = who.chin + 0.12, float(rng.uniform(1.0, 1.9))
    neck = np.array([(-0.3, 0.5), (0.3, 0.5), (0.34, low + 0.5), (-0.34, low + 0.5)])
    pen.piece(neck, tone(who.color["skin"], 0.0, 1.1, 0.9))
    shape = [(-0.4, low), (0.4, low), (wide, low + 0.5), (wide + 0.2, 3.5), (-wide - 0.2, 3.5), (-wide, low + 0.5)]
    pen.piece(curve(shape), who.color["cloth"])
    if rng.random() < 0.5:
        pen.piece(around(0.0, low, 0.45, 0.2), WHITE if rng.random() < 0.5 else who.color["extra"])


def glasses(pen: Pen, who: Cast) -> None:
    """Frames over the eyes, of one of four kinds, or a patch over one."""
    if who.eyewear == NONE:
        return
    rng = pen.rng
    frame = pen.manner.ink if rng.random() < 0.65 else who.color["extra"]
    if who.eyewear == "eye_patch":
        x = slid(who, who.gap)
        pen.stroke(np.array([[-who.wide, -0.5], [who.wide, 0.4]]), frame, 1.2)
        pen.piece(around(x, who.eye_y, 0.27, 0.26), frame)
        return
    size = float(np.clip(rng.uniform(0.22, 0.36), 0.0, 0.95 * who.gap))
    thick = float(rng.uniform(0.7, 2.0))
    places = {side: (slid(who, side * who.gap), size * squeezed(who, side * who.gap)) for side in (-1.0, 1.0)}
    y = who.eye_y + float(rng.uniform(-0.02, 0.06))
    for x, half in places.values():
        _lens(pen, who, _rim(who.eyewear, x, y, half, size, rng), frame, thick)
    (left, a), (right, b) = places[-1.0], places[1.0]
    pen.stroke(bent((left + a + right - b) / 2, y - 0.05, max(0.02, (right - b - left - a) / 2), -0.3), frame, thick)
    ear = who.wide * float(np.cos(who.yaw) ** 0.7)
    if who.yaw > -0.25:
        pen.stroke(np.array([[left - a, y - 0.05], [-ear, y - 0.08]]), frame, thick)
    if who.yaw < 0.25:
        pen.stroke(np.array([[right + b, y - 0.05], [ear, y - 0.08]]), frame, thick)


def _rim(kind: str, x: float, y: float, half: float, size: float, rng: np.random.Generator) -> F64:
    ring = around(x, y, half, size * (1.0 if kind == "glasses" else rng.uniform(0.65, 0.85)))
    if kind == "glasses" or (kind == "sunglasses" and rng.random() < 0.3):
        return ring
    middle = ring.mean(axis=0)
    unit = (ring - middle) / np.abs(ring - middle).max(axis=0)
    boxy = np.sign(unit) * np.abs(unit) ** 0.45
    return middle + boxy * np.abs(ring - middle).max(axis=0)


def _lens(pen: Pen, who: Cast, rim: F64, frame: Rgb, thick: float) -> None:
    if who.eyewear == "sunglasses":
        pen.piece(rim, mix(frame, (0.05, 0.05, 0.08), 0.7))
        if pen.rng.random() < 0.5:
            x, y = rim.mean(axis=0)
            pen.inside(rim).stroke(np.array([[x - 0.1, y + 0.15], [x + 0.1, y - 0.15]]), (0.7, 0.75, 0.8), 1.5)
        return
    if pen.rng.random() < 0.3:
        pen.piece(rim, WHITE, 0.3, line=False)
    line = np.vstack([rim, rim[:1]])
    if who.eyewear == "half_rim_glasses":
        upper = rim[:, 1] <= rim[:, 1].mean()
        line = rim[upper][np.argsort(rim[upper][:, 0])]
        pen.stroke(np.vstack([rim, rim[:1]]), frame, 0.35 * thick)
    pen.stroke(line, frame, thick)


def top(pen: Pen, who: Cast) -> None:
    """What is on the head."""
    if who.top != NONE:
        TOPS[who.top](pen, who)


def _pair(pen: Pen, who: Cast, shape: F64, inner: Rgb, color: Rgb, at: float = 0.6) -> None:
    """Two ears of a shape that points up, its foot at the origin."""
    lean = -0.35 * who.yaw
    for side in (-1.0, 1.0):
        ear = shape * (side, 1.0) + (side * at + lean, -0.82)
        pen.piece(ear, color)
        pen.piece(stretched(ear, 0.55, 0.6), inner, line=False)


def _fur(pen: Pen, who: Cast) -> Rgb:
    return who.color["hair"] if pen.rng.random() < 0.6 else who.color["extra"]


def _pointed(pen: Pen, who: Cast) -> None:
    """Cats and foxes: a fox's are taller and tipped."""
    tall = float(pen.rng.uniform(0.45, 0.65)) * (1.5 if who.top == "fox_ears" else 1.0)
    shape = np.array([(-0.28, 0.05), (-0.2, -0.5 * tall), (0.12, -tall), (0.26, -0.3 * tall), (0.3, 0.18)])
    inner = PINK if who.top == "cat_ears" else tone(who.color["hair"], 0.0, 0.3, 1.0, 0.4)
    _pair(pen, who, shape, inner, _fur(pen, who))
    if who.top == "fox_ears":
        for side in (-1.0, 1.0):
            tip = np.array([(-0.06, -0.72 * tall), (0.12, -tall), (0.2, -0.65 * tall)]) * (side, 1.0)
            foot = np.array([side * 0.6 - 0.35 * who.yaw, -0.82])
            pen.piece(tip + foot, (0.2, 0.15, 0.15), line=False)


def _bunny(pen: Pen, who: Cast) -> None:
    tall = float(pen.rng.uniform(0.9, 1.4))
    _pair(pen, who, around(0.0, -0.5 * tall, 0.18, 0.55 * tall), PINK, _fur(pen, who), 0.42)


def _bear(pen: Pen, who: Cast) -> None:
    _pair(pen, who, around(0.05, -0.12, 0.3, 0.3), tone(who.color["extra"], 0.0, 0.6, 1.1), _fur(pen, who), 0.7)


def _dog(pen: Pen, who: Cast) -> None:
    shape = curve([(-0.1, 0.0), (0.2, -0.15), (0.5, 0.25), (0.5, 0.75), (0.3, 0.85), (0.15, 0.45)])
    _pair(pen, who, shape, tone(who.color["hair"], 0.0, 1.1, 0.8), _fur(pen, who), 0.6)


def _horns(pen: Pen, who: Cast) -> None:
    shape = np.array([(-0.14, 0.05), (-0.1, -0.25), (0.18, -0.6), (0.1, -0.2), (0.14, 0.1)])
    _pair(pen, who, shape, who.color["extra"], who.color["extra"], 0.5)


def _dome(who: Cast, low: float, crown: float, wide: float) -> F64:
    cap = np.linspace(np.pi, 2.0 * np.pi, 40)
    return np.stack([(who.wide + wide) * np.cos(cap), low + crown * np.sin(cap)], axis=1)


def _cap(pen: Pen, who: Cast) -> None:
    color, facing = who.color["extra"], float(np.sign(who.yaw) or 1.0)
    pen.piece(_dome(who, -0.35, 0.95, 0.14), color)
    brim = [(-0.7, -0.42), (0.6 * facing, -0.55), (1.5 * facing, -0.3), (0.9 * facing, -0.2), (0.0, -0.28)]
    pen.piece(curve(brim), tone(color, 0.0, 1.0, 0.8))


def _beanie(pen: Pen, who: Cast) -> None:
    color = who.color["extra"]
    pen.piece(_dome(who, -0.4, float(pen.rng.uniform(0.9, 1.2)), 0.12), color)
    wide = who.wide + 0.16
    band = np.array([(-wide, -0.62), (wide, -0.62), (wide, -0.3), (-wide, -0.3)])
    pen.piece(band, tone(color, 0.0, 1.0, float(pen.rng.uniform(0.75, 1.1))))
    if pen.rng.random() < 0.4:
        pen.disc(0.0, -1.5, 0.2, 0.2, WHITE)


def _brimmed(pen: Pen, who: Cast) -> None:
    """Hats with a brim: round, of straw, pointed."""
    color = {"straw_hat": (0.93, 0.8, 0.52), "witch_hat": tone(who.color["extra"], 0.0, 1.0, 0.4)}
    fill = color.get(who.top, who.color["extra"])
    if who.top == "witch_hat":
        pen.piece(np.array([(-0.85, -0.5), (-0.3, -1.4), (0.25, -2.3), (0.4, -1.4), (0.85, -0.5)]), fill)
    else:
        pen.piece(_dome(who, -0.5, float(pen.rng.uniform(0.75, 1.0)), -0.05), fill)
    pen.disc(0.0, -0.5, float(pen.rng.uniform(1.4, 1.9)), float(pen.rng.uniform(0.14, 0.26)), fill)
    pen.stroke(bent(0.0, -0.62, 0.85, 0.1), who.color["cloth"], 2.5)


def _crown(pen: Pen, who: Cast) -> None:
    gold: Rgb = (0.95, 0.78, 0.25)
    points = [(-0.6, -0.85), (-0.7, -1.45), (-0.3, -1.15), (0.0, -1.55), (0.3, -1.15), (0.7, -1.45), (0.6, -0.85)]
    pen.piece(np.array(points) * (1.0, 1.0 if who.top == "crown" else 0.9), gold)


def _tiara(pen: Pen, who: Cast) -> None:
    gold: Rgb = (0.95, 0.8, 0.35)
    x = slid(who, 0.0)
    pen.stroke(bent(0.4 * x, -0.55, 0.85 * who.wide, 0.25), gold, 2.2)
    pen.piece(np.array([(x - 0.18, -0.4), (x, -0.72), (x + 0.18, -0.4), (x, -0.28)]), gold)
    pen.disc(x, -0.42, 0.07, 0.08, who.color["extra"])


def _band(pen: Pen, who: Cast) -> None:
    pen.stroke(bent(0.0, -0.72, 0.9 * who.wide, -0.42), who.color["extra"], float(pen.rng.uniform(2.5, 5.0)))


def _headphones(pen: Pen, who: Cast) -> None:
    arc = np.linspace(np.pi, 2.0 * np.pi, 30)
    line = np.stack([(who.wide + 0.16) * np.cos(arc), 0.05 + 1.32 * np.sin(arc)], axis=1)
    pen.stroke(line, who.color["extra"], 2.5)
    for side in (-1.0, 1.0):
        pen.disc(side * (who.wide + 0.12), 0.1, 0.2, 0.32, tone(who.color["extra"], 0.0, 1.0, 0.8))


TOPS: Mapping[str, Callable[[Pen, Cast], None]] = {
    "cat_ears": _pointed, "fox_ears": _pointed, "bunny_ears": _bunny, "bear_ears": _bear, "dog_ears": _dog,
    "horns": _horns, "hat": _brimmed, "straw_hat": _brimmed, "witch_hat": _brimmed, "baseball_cap": _cap,
    "beanie": _beanie, "crown": _crown, "tiara": _tiara, "headband": _band, "headphones": _headphones,
}  # fmt: skip
