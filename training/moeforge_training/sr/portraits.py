"""Random cartoon portraits, as people choose them for avatars: flat fields, even outlines, hair masses, plain faces.

One portrait is one hand: a width of line (or none), a palette, one sort of eye and mouth. Unit coordinates, sRGB.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.canvas import Flat, Frame, Path, ellipse, joined
from moeforge.painter.colors import Rgb, tone
from moeforge_training.sr.outlines import band, closed, path, stretched

F64 = NDArray[np.float64]
Rng = np.random.Generator
LINE = (0.002, 0.012)
"""Half widths of lines, of the picture's side."""
SKINS: Sequence[Rgb] = ((1.0, 0.87, 0.77), (0.95, 0.76, 0.6), (0.78, 0.56, 0.4), (0.55, 0.36, 0.25), (0.35, 0.22, 0.16))
WHITE, BLACK = (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)
TRANSPARENT = 0.5
"""Share of the portraits without a ground."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who is drawn, and how: half width of lines (0: none), colours, the head's centre and radius."""

    half: float
    ink: Rgb
    skin: Rgb
    hair: Rgb
    cloth: Rgb
    shade: float  # opacity of hard shadows
    x: float
    y: float
    radius: float


def draw(frame: Frame, rng: Rng) -> None:
    """Paint one portrait."""
    hand = _hand(rng)
    if rng.random() > TRANSPARENT:
        frame.wash(Flat(_vivid(rng)))
        _pattern(frame, hand, rng)
    mass = _outline(rng, 1.0 + rng.uniform(0.15, 0.6))
    if rng.random() < 0.7:
        _piece(frame, hand, _at(hand, mass, rng.uniform(-0.2, 0.5)), hand.hair)
    _body(frame, hand, rng)
    for side in (-1.0, 1.0):
        place = np.array([hand.x + 0.97 * side * hand.radius, hand.y + 0.1 * hand.radius])
        _piece(frame, hand, closed(place, _wobble(rng, 0.2 * hand.radius)), hand.skin)
    head = _at(hand, _wobble(rng, rng.uniform(0.95, 1.1)), 0.0)
    _piece(frame, hand, head, hand.skin)
    _cast(frame, hand, head, rng)
    _face(frame, hand, rng)
    _fringe(frame, hand, rng)
    for extra in EXTRAS:
        if rng.random() < 0.3:
            extra(frame, hand, rng)


def _hand(rng: Rng) -> Hand:
    lined = rng.random() < 0.75
    ink = tone(_vivid(rng), 0.0, 1.0, rng.uniform(0.0, 0.4)) if rng.random() < 0.5 else BLACK
    skin = SKINS[int(rng.integers(len(SKINS)))] if rng.random() < 0.85 else _vivid(rng)
    hair = tone(SKINS[int(rng.integers(len(SKINS)))], 0.0, 1.2, rng.uniform(0.1, 0.9))
    return Hand(
        half=float(np.exp(rng.uniform(*np.log(LINE)))) if lined else 0.0,
        ink=ink,
        skin=tone(skin, 0.0, rng.uniform(0.7, 1.2), rng.uniform(0.85, 1.05)),
        hair=hair if rng.random() < 0.5 else _vivid(rng),
        cloth=_vivid(rng),
        shade=float(rng.choice([0.0, 0.12, 0.25, 0.5])),
        x=rng.uniform(0.4, 0.6),
        y=rng.uniform(0.4, 0.55),
        radius=rng.uniform(0.2, 0.36),
    )


def _vivid(rng: Rng) -> Rgb:
    """Any colour; one in four is white, black or grey."""
    if rng.random() < 0.25:
        grey = float(rng.choice([0.0, 1.0, rng.random()]))
        return grey, grey, grey
    r, g, b = rng.random(3) ** rng.uniform(0.4, 1.4)
    return float(r), float(g), float(b)


def _wobble(rng: Rng, radius: float, count: int = 72) -> F64:
    """Distances of a smooth closed curve around its centre (count,)."""
    angle = np.linspace(0.0, 2.0 * np.pi, count, endpoint=False)
    waves = sum(rng.normal(0.0, 0.07 / k) * np.cos(k * angle + rng.uniform(0.0, 6.3)) for k in range(2, 5))
    return radius * (1.0 + np.clip(waves, -0.3, 0.3))


def _edge(rng: Rng, along: F64) -> F64:
    """How an edge of hair runs, about -1..1 at places along it in turns: smooth, waves, scallops or points."""
    phase = along * rng.uniform(3.0, 16.0) + rng.random()
    saw = 2.0 * np.abs(2.0 * (phase % 1.0) - 1.0) - 1.0
    kinds = (0.0 * phase, np.sin(2.0 * np.pi * phase), 2.0 * np.abs(np.sin(np.pi * phase)) - 1.0, saw, saw)
    return kinds[int(rng.integers(len(kinds)))] * rng.uniform(0.4, 1.0)


def _outline(rng: Rng, radius: float) -> F64:
    """Distances of a mass of hair (240,)."""
    along = np.linspace(0.0, 1.0, 240, endpoint=False)
    return _wobble(rng, radius, 240) * (1.0 + rng.uniform(0.03, 0.14) * _edge(rng, along))


def _at(hand: Hand, distances: F64, down: float) -> F64:
    """A closed curve (K, 2) round the head, distances and shift in head radii."""
    return closed(np.array([hand.x, hand.y + down * hand.radius]), distances * hand.radius)


def _piece(frame: Frame, hand: Hand, points: F64, color: Rgb) -> None:
    """A flat field (K, 2) with its line."""
    frame.fill(path(points), Flat(color))
    if hand.half:
        line = np.vstack([points, points[:2]])
        frame.fill(band(line, np.full(len(line), hand.half)), Flat(hand.ink))


def _cast(frame: Frame, hand: Hand, points: F64, rng: Rng) -> None:
    """A hard shadow, or a light, that covers one side of a field."""
    if not hand.shade:
        return
    shift = rng.normal(0.0, 0.5, 2) * hand.radius
    color = BLACK if rng.random() < 0.7 else WHITE
    frame.inside(path(points)).fill(path(points + shift), Flat(color, hand.shade))


def _body(frame: Frame, hand: Hand, rng: Rng) -> None:
    """Neck and shoulders, sometimes with stripes or a collar."""
    r, y = hand.radius, hand.y + 0.8 * hand.radius
    neck = np.array([[-0.35, 0.0], [0.35, 0.0], [0.35, 1.2], [-0.35, 1.2]]) * r + (hand.x, y)
    _piece(frame, hand, neck, hand.skin)
    wide, top = rng.uniform(1.0, 1.8) * r, y + rng.uniform(0.35, 0.7) * r
    angle = np.linspace(np.pi, 2.0 * np.pi, 40)
    arch = np.stack([hand.x + wide * np.cos(angle), top + 0.5 * r + 0.5 * r * np.sin(angle)], axis=1)
    coat = np.vstack([arch, [[hand.x + wide, 1.2], [hand.x - wide, 1.2]]])
    _piece(frame, hand, coat, hand.cloth)
    _cast(frame, hand, coat, rng)
    if rng.random() < 0.3:
        _pattern(frame.inside(path(coat)), hand, rng, always=True)


def _pattern(frame: Frame, hand: Hand, rng: Rng, always: bool = False) -> None:
    """Slanted stripes or dots over all of a frame, now and then."""
    if not always and rng.random() > 0.2:
        return
    pitch, share, color = rng.uniform(0.03, 0.15), rng.uniform(0.1, 0.6), _vivid(rng)
    if rng.random() < 0.5:
        places = np.arange(-0.5, 1.5, pitch)
        slant = rng.uniform(-0.5, 0.5)
        lines = [np.array([[x, -0.1], [x + slant, 1.1]]) for x in places]
        frame.fill(joined(band(line, np.full(2, 0.5 * share * pitch)) for line in lines), Flat(color))
    else:
        cells = [(x, y) for x in np.arange(0.0, 1.0, pitch) for y in np.arange(0.0, 1.0, pitch)]
        frame.fill(joined(ellipse(x, y, 0.5 * share * pitch, 0.5 * share * pitch) for x, y in cells), Flat(color))
    del hand


def _fringe(frame: Frame, hand: Hand, rng: Rng) -> None:
    """Hair over the brow: the upper half of a cap whose lower edge runs somehow, and strands in it."""
    if rng.random() < 0.15:
        return
    r, along = hand.radius, np.linspace(0.0, 1.0, 120)
    low = rng.uniform(-0.65, -0.1) + rng.uniform(0.02, 0.2) * _edge(rng, along) + rng.normal(0.0, 0.3) * (along - 0.5)
    low = low + rng.uniform(0.0, 1.2) * (2.0 * along - 1.0) ** 4
    cap = np.linspace(0.0, np.pi, 60)
    crown = 1.05 + rng.uniform(0.0, 0.2)
    over = np.stack([crown * np.cos(cap), -crown * np.sin(cap)], axis=1)
    under = np.stack([-crown + 2.0 * crown * along, low], axis=1)
    points = np.vstack([over, under]) * r + (hand.x, hand.y)
    _piece(frame, hand, points, hand.hair)
    _cast(frame, hand, points, rng)
    inner = frame.inside(path(points))
    for _ in range(int(rng.integers(0, 5))):
        _stroke(inner, hand, _arc(hand, *rng.uniform(-0.9, 0.9, 2), *rng.normal(0.0, 0.3, 3)), rng)


def _arc(hand: Hand, x: float, y: float, dx: float, dy: float, bow: float) -> F64:
    """A bent line (24, 2) round a point of the face, all in head radii."""
    t = np.linspace(-1.0, 1.0, 24)[:, None]
    points = np.array([x, y]) + t * (dx, dy) + (1.0 - t * t) * (-bow * dy, bow * dx + 0.3 * bow * abs(dx))
    return points * hand.radius + (hand.x, hand.y)


def _stroke(frame: Frame, hand: Hand, line: F64, rng: Rng, wide: float = 1.0) -> None:
    """A line of the drawing's ink, even or pointed, with round ends when even."""
    half = wide * max(hand.half, LINE[0] * 1.5)
    if rng.random() < 0.4:
        frame.fill(band(line, half * np.sin(np.linspace(0.05, np.pi - 0.05, len(line)))), Flat(hand.ink))
        return
    ends = [ellipse(float(x), float(y), half, half) for x, y in line[[0, -1]]]
    for part in (band(line, np.full(len(line), half)), *ends):
        frame.fill(part, Flat(hand.ink))


def _face(frame: Frame, hand: Hand, rng: Rng) -> None:
    """Eyes, brows, nose and mouth, each of one sort."""
    gap, y, size = rng.uniform(0.28, 0.5), rng.uniform(-0.1, 0.2), rng.uniform(0.06, 0.24)
    eye = EYES[int(rng.integers(len(EYES)))]
    tall, look, lift = rng.uniform(0.8, 1.4), rng.normal(0.0, 0.25), rng.uniform(0.15, 0.4)
    for side in (-1.0, 1.0):
        eye(frame, hand, rng, (side * gap, y, size, tall, look))
        _stroke(frame, hand, _arc(hand, side * gap, y - size * tall - lift / 2, 0.18, side * look / 4, -0.3), rng, 2.0)
    if rng.random() < 0.7:
        nose = _arc(hand, rng.normal(0.0, 0.05), y + 0.3, rng.uniform(0.02, 0.12), rng.normal(0.0, 0.08), 0.6)
        _stroke(frame, hand, nose, rng)
    MOUTHS[int(rng.integers(len(MOUTHS)))](frame, hand, rng)


Eye = tuple[float, float, float, float, float]
"""Centre x, y, size, height over width, direction of the look; in head radii."""


def _oval(hand: Hand, x: float, y: float, rx: float, ry: float) -> Path:
    return ellipse(hand.x + x * hand.radius, hand.y + y * hand.radius, rx * hand.radius, ry * hand.radius)


def _dot_eye(frame: Frame, hand: Hand, rng: Rng, eye: Eye) -> None:
    x, y, size, tall, _ = eye
    frame.fill(_oval(hand, x, y, 0.6 * size, 0.6 * size * tall), Flat(hand.ink))
    if rng.random() < 0.5:
        frame.fill(_oval(hand, x - 0.2 * size, y - 0.25 * size, 0.18 * size, 0.18 * size), Flat(WHITE))


def _wide_eye(frame: Frame, hand: Hand, rng: Rng, eye: Eye) -> None:
    """White with a pupil, perhaps a lid that hides its upper part."""
    x, y, size, tall, look = eye
    ring = closed(np.array([x, y]), np.full(48, size)) * hand.radius + (hand.x, hand.y)
    _piece(frame, hand, stretched(ring, 1.0, tall), WHITE)
    inner = frame.inside(path(stretched(ring, 1.0, tall)))
    if rng.random() < 0.4:
        inner.fill(_oval(hand, x + look * size, y, 0.65 * size, 0.65 * size), Flat(hand.cloth))
    inner.fill(_oval(hand, x + look * size, y, 0.4 * size, 0.4 * size), Flat(hand.ink))
    if rng.random() < 0.3:
        inner.fill(_oval(hand, x, y - 1.1 * size * tall, 1.3 * size, 0.8 * size * tall), Flat(hand.skin))
        _stroke(frame, hand, _arc(hand, x, y - 0.3 * size, size, 0.0, 0.05), rng)


def _shut_eye(frame: Frame, hand: Hand, rng: Rng, eye: Eye) -> None:
    x, y, size, tall, _ = eye
    _stroke(frame, hand, _arc(hand, x, y, size, 0.0, float(rng.choice([-0.6, 0.6])) * tall), rng, 1.3)


EYES: Sequence[Callable[[Frame, Hand, Rng, Eye], None]] = (_dot_eye, _wide_eye, _wide_eye, _shut_eye)


def _line_mouth(frame: Frame, hand: Hand, rng: Rng) -> None:
    _stroke(frame, hand, _arc(hand, rng.normal(0.0, 0.05), 0.55, rng.uniform(0.1, 0.4), 0.0, rng.normal(0.2, 0.3)), rng)


def _open_mouth(frame: Frame, hand: Hand, rng: Rng) -> None:
    """A dark or red hollow with teeth and tongue."""
    wide, deep = rng.uniform(0.12, 0.4), rng.uniform(0.08, 0.3)
    upper = _arc(hand, 0.0, 0.5, wide, 0.0, rng.uniform(-0.2, 0.3))
    lower = _arc(hand, 0.0, 0.5, wide, 0.0, 0.0)[::-1]
    lower = lower + np.stack([np.zeros(24), deep * hand.radius * np.sin(np.linspace(0.0, np.pi, 24))], axis=1)
    points = np.vstack([upper, lower])
    _piece(frame, hand, points, tone((0.6, 0.12, 0.15), 0.0, 1.0, rng.uniform(0.3, 1.3)))
    inner = frame.inside(path(points))
    if rng.random() < 0.6:
        inner.fill(_oval(hand, 0.0, 0.45, 0.9 * wide, 0.12 + 0.3 * deep), Flat(WHITE))
    if rng.random() < 0.6:
        inner.fill(_oval(hand, 0.0, 0.5 + deep, 0.6 * wide, 0.5 * deep), Flat((0.93, 0.5, 0.5)))


MOUTHS: Sequence[Callable[[Frame, Hand, Rng], None]] = (_line_mouth, _line_mouth, _open_mouth)


def _glasses(frame: Frame, hand: Hand, rng: Rng) -> None:
    color = hand.ink if rng.random() < 0.6 else _vivid(rng)
    half, size, gap = rng.uniform(0.7, 2.0) * max(hand.half, LINE[0]), rng.uniform(0.2, 0.34), rng.uniform(0.34, 0.42)
    for side in (-1.0, 1.0):
        ring = closed(np.array([side * gap, 0.05]), np.full(60, size)) * hand.radius + (hand.x, hand.y)
        frame.fill(band(np.vstack([ring, ring[:2]]), np.full(62, half)), Flat(color))
    for a, b in ((-gap + size, gap - size), (gap + size, 1.0), (-1.0, -gap - size)):
        bar = np.array([[a, 0.05], [b, 0.02]]) * hand.radius + (hand.x, hand.y)
        frame.fill(band(bar, np.full(2, half)), Flat(color))


def _cheeks(frame: Frame, hand: Hand, rng: Rng) -> None:
    size, alpha, color = rng.uniform(0.1, 0.25), rng.uniform(0.2, 0.7), tone(hand.skin, -0.03, 1.6, 0.95)
    for side in (-0.6, 0.6):
        frame.fill(_oval(hand, side, 0.35, size, size), Flat(color, alpha))


def _freckles(frame: Frame, hand: Hand, rng: Rng) -> None:
    places = rng.normal((0.0, 0.25), (0.35, 0.08), (int(rng.integers(4, 14)), 2))
    spots = joined(_oval(hand, float(x), float(y), 0.02, 0.02) for x, y in places)
    frame.fill(spots, Flat(tone(hand.skin, 0.0, 1.3, 0.7)))


def _earrings(frame: Frame, hand: Hand, rng: Rng) -> None:
    color, size = _vivid(rng), rng.uniform(0.04, 0.12)
    for side in (-1.0, 1.0):
        ring = closed(np.array([side, 0.4]), np.full(32, size)) * hand.radius + (hand.x, hand.y)
        _piece(frame, hand, ring, color)


EXTRAS: Sequence[Callable[[Frame, Hand, Rng], None]] = (_glasses, _cheeks, _freckles, _earrings)
"""What some wear."""
