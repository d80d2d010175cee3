"""Faces of cartoons: head, ears, eyes, brows, nose, mouth, beards. The face turns by sliding over the head."""

from collections.abc import Callable, Mapping

import numpy as np

from moeforge.painter.colors import Rgb, mix, tone
from moeforge_training.encoder.cartoons.cast import Cast
from moeforge_training.encoder.cartoons.pen import F64, WHITE, Pen, around, bent, curve
from moeforge_training.encoder.heads import NONE

RED: Rgb = (0.62, 0.16, 0.2)


def slid(who: Cast, x: float) -> float:
    """Where something at x of the face stands when the head is turned."""
    depth = 0.85 * (max(0.0, 1.0 - (x / 1.05) ** 2)) ** 0.5
    return float(who.wide * (x * np.cos(who.yaw) + depth * np.sin(who.yaw)))


def squeezed(who: Cast, x: float) -> float:
    """Factor of the width of something there."""
    return float(np.clip(np.cos(who.yaw) - 0.6 * x * np.sin(who.yaw), 0.5, 1.15))


def outline(who: Cast) -> F64:
    """The head's outline (60, 2)."""
    wide, chin = who.wide, who.chin
    jaw = 0.55 + 0.3 * float(np.random.default_rng(who.seed).random())
    lean = 0.18 * who.yaw
    skull = [(-wide, -0.2), (-0.7 * wide, -0.85), (0.0, -1.02), (0.7 * wide, -0.85), (wide, -0.2)]
    side, corner = 0.95 * wide, jaw * wide
    lower = [(side, 0.3), (corner, 0.85 * chin), (0.0, chin), (-corner, 0.85 * chin), (-side, 0.3)]
    return curve([*skull, *((x + lean, y) for x, y in lower)])


def head(pen: Pen, who: Cast) -> None:
    """Neck, head, ears and what lies flat on the skin."""
    skin, shape = who.color["skin"], outline(who)
    for x, before in _ears(who):
        if not before:
            pen.disc(x, 0.12, 0.17, 0.22, skin)
    pen.piece(shape, skin)
    inner = pen.inside(shape)
    if pen.manner.shade:
        side = -0.9 if who.yaw > 0 else 0.9
        inner.oval(side * who.wide, 0.2, 0.45, 1.4, tone(skin, -0.01, 1.2, 0.8), pen.manner.shade)
    _flat_marks(inner, who)


def ears(pen: Pen, who: Cast) -> None:
    """The ears that stand before the head, over the hair of its sides."""
    rng = pen.rng
    for x, before in _ears(who):
        if before and who.hair not in ("bob", "long", "hime", "wavy", "box_braids"):
            pen.disc(x, 0.12, 0.17, 0.22, who.color["skin"])
            pen.stroke(bent(x, 0.12, 0.08, -0.6), pen.line_of(who.color["skin"]), 0.7)
        if who.earrings and rng.random() < 0.9:
            pen.disc(x, 0.42, 0.06, 0.07, who.color["extra"])


def _ears(who: Cast) -> list[tuple[float, bool]]:
    """Places of the ears to be seen, and whether they lie before the head."""
    if abs(who.yaw) < 0.2:
        return [(-who.wide, False), (who.wide, False)]
    near = -1.0 if who.yaw > 0 else 1.0
    return [(near * who.wide * float(np.cos(who.yaw) ** 0.7), True)]


def _flat_marks(pen: Pen, who: Cast) -> None:
    rng, skin = pen.rng, who.color["skin"]
    ink = pen.manner.kind == "ink"
    if who.blush and not ink:
        color = mix(skin, (0.95, 0.35, 0.4), float(rng.uniform(0.25, 0.6)))
        for side in (-0.58, 0.58):
            pen.oval(slid(who, side), who.eye_y + 0.32, 0.18, 0.13 + 0.05 * rng.random(), color, 0.8)
    if who.blush and ink:
        for side in (-0.58, 0.58):
            for k in (-0.08, 0.0, 0.08):
                pen.stroke(np.array([[slid(who, side) + k, 0.42], [slid(who, side) + k - 0.05, 0.52]]), None, 0.6)
    if who.freckles:
        color = pen.line_of(skin)
        for side in (-0.5, 0.5):
            for dx, dy in ((-0.1, 0.0), (0.02, 0.07), (0.12, -0.02)):
                pen.oval(slid(who, side) + dx, who.eye_y + 0.3 + dy, 0.025, 0.025, color)


def features(pen: Pen, who: Cast) -> None:
    """Beard, mouth, moustache, nose, eyes and brows."""
    _beard(pen, who)
    if not who.mask:
        _mouth(pen, who)
        _moustache(pen, who)
    _nose(pen, who)
    winking = float(pen.rng.choice([-1.0, 1.0]))
    for side in (-1.0, 1.0):
        shut = who.eyes == "closed" or (who.eyes == "wink" and side == winking)
        (_shut if shut else EYES[who.eye_kind])(pen, who, side)
        _brow(pen, who, side)
    if who.mask:
        x = slid(who, 0.0)
        shape = [(-0.62, 0.22), (0.0, 0.12), (0.62, 0.22), (0.55, 0.72), (0.0, 0.95), (-0.55, 0.72)]
        pen.piece(curve(shape) * (who.wide * squeezed(who, 0.0), who.chin) + (x, 0.0), (0.95, 0.96, 0.98))


def _eye_place(who: Cast, side: float) -> tuple[float, float, float]:
    """Centre and half width."""
    return slid(who, side * who.gap), who.eye_y, who.eye * squeezed(who, side * who.gap)


def _dot(pen: Pen, who: Cast, side: float) -> None:
    x, y, half = _eye_place(who, side)
    half = max(0.05, 0.55 * half)
    pen.oval(x, y, half, half * who.tall, pen.manner.ink)


def _shiny(pen: Pen, who: Cast, side: float) -> None:
    x, y, half = _eye_place(who, side)
    half = max(0.07, 0.7 * half)
    pen.oval(x, y, half, half * who.tall, pen.manner.ink)
    pen.oval(x - 0.3 * half, y - 0.4 * half * who.tall, 0.3 * half, 0.3 * half, WHITE)


def _white(pen: Pen, who: Cast, side: float) -> None:
    x, y, half = _eye_place(who, side)
    half = max(0.12, half)
    ball = around(x, y, half, half * who.tall)
    pen.piece(ball, WHITE)
    look = 0.4 * half * float(np.clip(2.0 * np.sin(who.yaw) + 0.5 * np.random.default_rng(who.seed).normal(), -1, 1))
    pen.inside(ball).oval(x + look, y, 0.42 * half, 0.45 * half, pen.manner.ink)


def _lidded(pen: Pen, who: Cast, side: float) -> None:
    x, y, half = _eye_place(who, side)
    half = max(0.13, half)
    ball = around(x, y, half, half * who.tall)
    pen.piece(ball, WHITE)
    inner = pen.inside(ball)
    inner.oval(x, y + 0.2 * half, 0.42 * half, 0.45 * half, pen.manner.ink)
    inner.oval(x, y - 0.95 * half * who.tall, 1.4 * half, 0.95 * half * who.tall, who.color["skin"])
    pen.stroke(bent(x, y, half, -0.03), pen.line_of(who.color["skin"]), 1.1)


def _tall(pen: Pen, who: Cast, side: float) -> None:
    """A large iris under a thick lash, as in manga."""
    x, y, half = _eye_place(who, side)
    half = max(0.16, half)
    ball = around(x, y, half, 1.2 * half * who.tall)
    pen.piece(ball, WHITE, line=False)
    inner = pen.inside(ball)
    inner.oval(x, y + 0.05, 0.75 * half, 1.05 * half * who.tall, who.color["eye"])
    inner.oval(x, y + 0.05, 0.35 * half, 0.55 * half * who.tall, tone(who.color["eye"], 0.0, 1.2, 0.35))
    inner.oval(x - 0.3 * half, y - 0.4 * half, 0.22 * half, 0.3 * half, WHITE)
    pen.stroke(bent(x, y - 0.75 * half * who.tall, 1.05 * half, -0.45, 0.1 * side), None, 1.8)


def _shut(pen: Pen, who: Cast, side: float) -> None:
    x, y, half = _eye_place(who, side)
    rng = np.random.default_rng(who.seed)
    bow = float(rng.choice([-0.7, 0.6, -0.6, 0.0]))
    pen.stroke(bent(x, y, max(0.1, half), bow, 0.2 * side * float(bow == 0.0)), None, 1.3)


EYES: Mapping[str, Callable[[Pen, Cast, float], None]] = {
    "dot": _dot, "shiny": _shiny, "white": _white, "lidded": _lidded, "tall": _tall,
}  # fmt: skip


def _brow(pen: Pen, who: Cast, side: float) -> None:
    rng = np.random.default_rng((*who.seed, 2))
    x = slid(who, side * who.gap)
    slope = {"angry": 0.45, "sad": -0.4, "surprised": -0.05}.get(who.mood, float(rng.normal(0.0, 0.12)))
    lift = who.eye * who.tall + rng.uniform(0.1, 0.22) + (0.08 if who.mood == "surprised" else 0.0)
    color = None if rng.random() < 0.5 else tone(who.color["hair"], 0.0, 1.1, 0.6)
    line = bent(x, who.eye_y - lift, rng.uniform(0.1, 0.22), rng.uniform(-0.5, 0.0), -side * slope)
    pen.stroke(line, color if pen.manner.kind != "ink" else None, rng.uniform(0.9, 2.6))


def _nose(pen: Pen, who: Cast) -> None:
    rng, x = pen.rng, slid(who, 0.0) + 0.12 * float(np.sign(who.yaw)) * (abs(who.yaw) > 0.3)
    y, kind = who.eye_y + float(rng.uniform(0.2, 0.32)), rng.random()
    if kind < 0.3 and abs(who.yaw) > 0.3:
        pen.disc(x, y, 0.1, 0.09, who.color["skin"])
    elif kind < 0.75:
        pen.stroke(bent(x, y, float(rng.uniform(0.03, 0.12)), float(rng.uniform(0.2, 0.9))), None, 0.9)


def _mouth_place(who: Cast) -> tuple[float, float]:
    return slid(who, 0.0) + 0.05 * who.yaw, who.eye_y + 0.5 * (who.chin - who.eye_y) + 0.12


def _mouth(pen: Pen, who: Cast) -> None:
    rng = pen.rng
    x, y = _mouth_place(who)
    half = float(rng.uniform(0.1, 0.34)) * squeezed(who, 0.0)
    if who.mood == "surprised":
        pen.disc(x, y, 0.6 * half, 0.7 * half, RED if pen.manner.kind != "ink" else pen.manner.ink)
    elif who.mood == "happy" and rng.random() < 0.6:
        _laugh(pen, x, y, max(0.18, half))
    elif who.mood in ("sad", "angry") and rng.random() < 0.35:
        _grimace(pen, x, y, max(0.18, half), up=False)
    else:
        bow = {"happy": 0.5, "sad": -0.5, "angry": -0.3}.get(who.mood, float(rng.normal(0.0, 0.06)))
        pen.stroke(bent(x, y, half, bow), None, 1.1)


def _laugh(pen: Pen, x: float, y: float, half: float) -> None:
    rng = pen.rng
    if rng.random() < 0.35:
        _grimace(pen, x, y, half, up=True)
        return
    lower = bent(x, y, half, float(rng.uniform(0.7, 1.3)))
    shape = np.vstack([bent(x, y, half, 0.15)[::-1], lower])
    ink = pen.manner.kind == "ink"
    pen.piece(shape, pen.manner.ink if ink else RED)
    inner = pen.inside(shape)
    if rng.random() < 0.6:
        inner.oval(x, y, 0.9 * half, 0.28 * half, WHITE)
    if rng.random() < 0.5 and not ink:
        inner.oval(x, y + half, 0.6 * half, 0.4 * half, (0.93, 0.5, 0.52))


def _grimace(pen: Pen, x: float, y: float, half: float, *, up: bool) -> None:
    """Bared teeth."""
    bow = 0.35 if up else -0.35
    shape = np.vstack([bent(x, y - 0.3 * half, half, bow), bent(x, y + 0.35 * half, half, bow)[::-1]])
    pen.piece(shape, WHITE if pen.rng.random() < 0.7 else RED)
    for k in (-0.5, 0.0, 0.5):
        line = np.array([[x + k * half, y - 0.3 * half], [x + k * half, y + 0.6 * half]])
        pen.inside(shape).stroke(line, None, 0.5)


def _hair_tone(pen: Pen, who: Cast) -> Rgb:
    rng = np.random.default_rng((*who.seed, 3))
    color = who.color["hair"] if pen.manner.kind != "ink" else pen.manner.ink
    return tone(color, 0.0, 1.05, float(rng.uniform(0.55, 1.0)))


def _beard(pen: Pen, who: Cast) -> None:
    if who.beard == NONE or who.mask:
        return
    rng, color = pen.rng, _hair_tone(pen, who)
    x, y = _mouth_place(who)
    if who.beard == "goatee":
        pen.disc(x, who.chin - 0.08, float(rng.uniform(0.12, 0.24)), float(rng.uniform(0.14, 0.26)), color)
        return
    low = who.chin + (0.0 if who.beard == "stubble" else float(rng.uniform(0.02, 0.5)))
    w = 0.98 * who.wide
    shape = curve([(-w, 0.15), (-0.85 * w, 0.75 * low), (x, low), (0.85 * w, 0.75 * low), (w, 0.15),
                   (0.7 * w, y - 0.1), (x, y - 0.2), (-0.7 * w, y - 0.1)])  # fmt: skip
    if who.beard == "stubble":
        pen.inside(outline(who)).piece(shape, color, 0.35, line=False)
        return
    pen.piece(shape, color)


def _moustache(pen: Pen, who: Cast) -> None:
    if who.moustache == NONE:
        return
    color = _hair_tone(pen, who)
    x, y = _mouth_place(who)
    half, thick = float(pen.rng.uniform(0.2, 0.42)), float(pen.rng.uniform(0.08, 0.18))
    if who.moustache == "pencil_moustache":
        pen.stroke(bent(x, y - 0.16, half * 0.8, -0.15), color, 1.4)
        return
    tip = -0.25 if who.moustache == "handlebar_moustache" else 0.14
    side = [(0.6 * half, -0.22), (1.15 * half, -0.12 + tip), (0.5 * half, -0.1 + thick)]
    shape = [(0.0, -0.24), *side, (0.0, -0.12 + 0.5 * thick), *((-u, v) for u, v in reversed(side))]
    pen.piece(curve(shape) + np.array([x, y]), color)
