"""Crisp marks on the face: make-up, moles, scars, face paint, stubble. Each is a list of coloured shapes.

Shapes are given in the front view of the head (HH) and unfolded into the cell `face`, so that they follow the eyes and
the mouth of the spec and move with the skin.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil, floor
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from thorvg_python.base import PointStruct

from moeforge.painter.canvas import Path, coverage, joined, polygon
from moeforge.painter.colors import Rgb, lightness, mix, rgb
from moeforge.painter.skin import shade_of
from moeforge.prior import stream
from moeforge.spec import AvatarSpec
from moeforge.template.head.plan import Plan
from moeforge.template.part import F64
from moeforge.textures.atlas import face_chart

ROSE, SUNNY = "#f0607e", "#f4bf3a"
DARK_SKIN = 0.60
"""OKLab lightness of skin below which lips are painted of their own accord."""
_MIRROR = np.array([-1.0, 1.0])


@dataclass(frozen=True, slots=True)
class Mark:
    """One flat colour (sRGB) inside the union of some paths in the unit square of the cell `face`."""

    paths: Sequence[Path]
    color: Rgb
    alpha: float
    soft: int = 1  # the mask is drawn this many times smaller and enlarged, which softens its edge


def paint_marks(spec: AvatarSpec, plan: Plan, picture: Image.Image) -> None:
    """Paint every mark that the spec wears on the face image, in place."""
    for name in MARKS:
        if spec.has(name):
            for mark in MARKS[name](spec, plan):
                stamp(picture, mark)


def stamp(picture: Image.Image, *marks: Mark) -> None:
    """Blend marks of one colour over the picture at once, one over the other, in place; only the box around them is
    touched."""
    width, height = picture.size
    points = np.array([(p.x, p.y) for mark in marks for _, path in mark.paths for p in path]) * [width, height]
    x0, y0 = (max(0, floor(v) - 1) for v in points.min(axis=0))
    x1, y1 = (min(side, ceil(v) + 1) for v, side in zip(points.max(axis=0), (width, height), strict=True))
    box, across, down = (x0, y0, x1, y1), x1 - x0, y1 - y0
    soft = min(mark.soft for mark in marks)
    size = max(1, across // soft), max(1, down // soft)
    bare = np.ones(size[::-1])
    for mark in marks:
        inside = [_cropped(path, (width, height), box) for path in mark.paths]
        drawn = coverage(inside, max(1, across // mark.soft), max(1, down // mark.soft))
        bare *= 1.0 - np.asarray(_sized(np.rint(drawn * mark.alpha), size)) / 255
    mask = _sized(np.rint(255 * (1.0 - bare)), (across, down))
    picture.paste(tuple(round(255 * c) for c in marks[0].color), box, mask)


def _sized(mask: NDArray[np.floating], size: tuple[int, int]) -> Image.Image:
    image = Image.fromarray(mask.astype(np.uint8))
    return image if image.size == size else image.resize(size, Image.Resampling.BILINEAR)


def _cropped(path: Path, size: tuple[int, int], box: tuple[int, int, int, int]) -> Path:
    """The path in the unit square of a box of pixels."""
    verbs, points = path
    (w, h), (x0, y0, x1, y1) = size, box
    return verbs, [PointStruct((p.x * w - x0) / (x1 - x0), (p.y * h - y0) / (y1 - y0)) for p in points]


def _unfolded(plan: Plan, xy: F64) -> Path:
    """A polygon (K, 2) of the front view, HH, in the cell."""
    return polygon(map(tuple, face_chart(*plan.surface.inverse(xy[:, 0], xy[:, 1]))))


def both(plan: Plan, xy: F64) -> list[Path]:
    """A polygon (K, 2) of the front view, HH, and its mirror image in the cell."""
    return [_unfolded(plan, xy), _unfolded(plan, xy * _MIRROR)]


def _oval(x: float, y: float, rx: float, ry: float) -> F64:
    turn = np.arange(24) / 24 * 2 * np.pi
    return np.stack([x + rx * np.cos(turn), y + ry * np.sin(turn)], axis=1)


def _stroke(points: Sequence[tuple[float, float]], half: Sequence[float]) -> F64:
    """The outline of a brush stroke along points, `half` wide at even steps."""
    path, s = np.array(points), np.linspace(0.0, 1.0, 17)
    path = np.stack([np.interp(s, np.linspace(0, 1, len(path)), path[:, k]) for k in (0, 1)], axis=1)
    run = np.gradient(path, axis=0)
    side = np.stack([-run[:, 1], run[:, 0]], axis=1) / np.linalg.norm(run, axis=1, keepdims=True)
    wide = np.interp(s, np.linspace(0, 1, len(half)), half)[:, None] * side
    return np.concatenate([path + wide, (path - wide)[::-1]])


def _heart(x: float, y: float, size: float) -> F64:
    t = np.arange(32) / 32 * 2 * np.pi
    wide, tall = 16 * np.sin(t) ** 3, 13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)
    return np.stack([x + size / 16 * wide, y + size / 16 * tall], axis=1)


def _star(x: float, y: float, size: float, tilt: float = 0.0) -> F64:
    turn = np.pi / 2 + tilt + np.arange(10) / 5 * np.pi
    reach = size * np.where(np.arange(10) % 2, 0.50, 1.0)
    return np.stack([x + reach * np.cos(turn), y + reach * np.sin(turn)], axis=1)


def _said(spec: AvatarSpec, own: str) -> Rgb:
    """The colour asked for accessories, else the mark's own."""
    color = spec.colors["accessory"]
    return rgb(own if color == spec.colors["clothes_accent"] else color)


def _stubble_color(spec: AvatarSpec) -> Rgb:
    return mix(mix(rgb(spec.colors["hair"]), rgb("#4a3a38"), 0.45), rgb(spec.colors["skin"]), 0.10)


def beauty_mark(spec: AvatarSpec, plan: Plan) -> list[Mark]:
    """A mole under the left eye."""
    eye = plan.eye
    spot = _oval(eye.x + 0.35 * eye.w, eye.y - eye.down - 0.038, 0.0095, 0.0095)
    return [Mark([_unfolded(plan, spot)], mix(shade_of(rgb(spec.colors["skin"])), rgb("#3a1e1c"), 0.78), 0.95)]


def scar(spec: AvatarSpec, plan: Plan) -> list[Mark]:
    """A healed cut over the right cheek with three stitches."""
    skin = rgb(spec.colors["skin"])
    top, end = np.array([-0.345, 0.185]), np.array([-0.215, 0.105])
    cut = [_unfolded(plan, _stroke([tuple(top), tuple(end)], (0.002, 0.0065, 0.0085, 0.0065, 0.002)))]
    way = (end - top) / np.linalg.norm(end - top)
    across = np.array([-way[1], way[0]]) * 0.024
    for share in (0.28, 0.52, 0.76):
        middle = top + (end - top) * share
        cut.append(_unfolded(plan, _stroke([tuple(middle - across), tuple(middle + across)], (0.003, 0.0048, 0.003))))
    return [Mark(cut, mix(shade_of(skin), rgb("#a8423e"), 0.62), 0.92)]


def face_hearts(spec: AvatarSpec, plan: Plan) -> list[Mark]:
    """A heart on each cheek."""
    return [Mark(both(plan, _heart(plan.eye.x + 0.075, 0.152, 0.034)), _said(spec, ROSE), 0.92)]


def face_stars(spec: AvatarSpec, plan: Plan) -> list[Mark]:
    """Two stars on the left cheek, one on the right."""
    x = plan.eye.x + 0.07
    stars = [_star(x, 0.155, 0.042, 0.15), _star(x + 0.068, 0.196, 0.022, -0.2), _star(-x, 0.155, 0.036, -0.1)]
    return [Mark([_unfolded(plan, s) for s in stars], _said(spec, SUNNY), 0.95)]


def whiskers(spec: AvatarSpec, plan: Plan) -> list[Mark]:
    """Three strokes on each cheek."""
    rows = (((0.205, 0.176), (0.330, 0.198)), ((0.200, 0.150), (0.335, 0.152)), ((0.205, 0.124), (0.322, 0.106)))
    lines = [path for row in rows for path in both(plan, _stroke(row, (0.0035, 0.0062, 0.0055, 0.002)))]
    return [Mark(lines, mix(rgb("#4a3038"), rgb(spec.colors["skin"]), 0.12), 0.9)]


def plaster(spec: AvatarSpec, plan: Plan) -> list[Mark]:
    """A sticking plaster across the bridge of the nose."""
    tape, pad = rgb("#f2cda4"), rgb("#fbe6cb")
    if lightness(rgb(spec.colors["skin"])) > 0.82:
        tape = rgb("#eebf92")
    turn = np.arange(40) / 40 * 2 * np.pi
    c, s = np.cos(turn), np.sin(turn)
    unit = np.stack([c, s], axis=1) * ((np.abs(c) ** 5 + np.abs(s) ** 5) ** -0.2)[:, None]
    band = unit * [0.074, 0.027] + [0.0, 0.243]
    dots = [_oval(x, y, 0.0035, 0.0035) for x in (-0.055, -0.042, 0.042, 0.055) for y in (0.234, 0.252)]
    return [
        Mark([_unfolded(plan, unit * [0.078, 0.031] + [0.0, 0.243])], mix(tape, rgb("#8a5a3a"), 0.45), 0.8),
        Mark([_unfolded(plan, band)], tape, 1.0),
        Mark([_unfolded(plan, unit * [0.028, 0.024] + [0.0, 0.243])], pad, 1.0),
        Mark([_unfolded(plan, d) for d in dots], mix(tape, rgb("#8a5a3a"), 0.5), 0.9),
    ]


def eye_shadow(spec: AvatarSpec, plan: Plan) -> list[Mark]:
    """A wash over the upper lids, deeper near the lashes."""
    color, eye = rgb(spec.colors["makeup"]), plan.eye
    lid = plan.lids[0].upper
    middle = np.array([eye.x, eye.y])
    raised = [np.concatenate([lid, (middle + (lid - middle) * size)[::-1]]) for size in ([1.16, 1.46], [1.09, 1.27])]
    return [Mark(both(plan, shape), color, alpha) for shape, alpha in zip(raised, (0.36, 0.46), strict=True)]


def own_lips(spec: AvatarSpec, plan: Plan) -> list[Mark]:
    """A rosy light on the lower lip of dark skin, the darker the more: the mouth's line alone would hardly be read."""
    skin, lower = rgb(spec.colors["skin"]), plan.lips[0].lower[1:-1]
    dark = min(1.0, (DARK_SKIN - lightness(skin)) / 0.24)
    if dark <= 0.0:
        return []
    shape = np.concatenate([lower, (lower + 0.8 * _under(plan)[1:-1])[::-1]])
    return [Mark([_unfolded(plan, shape)], mix(skin, rgb("#e07a70"), 0.5), 0.62 * dark, soft=5)]


def _under(plan: Plan) -> F64:
    """(LIP, 2) from the lower lip's line to its lower edge, HH."""
    x = plan.lips[0].upper[:, 0] / np.abs(plan.lips[0].upper[:, 0]).max()
    return np.stack([0.0 * x, -0.024 * (1 - np.abs(x) ** 2.2) ** 0.9], axis=1)


def lipstick(spec: AvatarSpec, plan: Plan) -> list[Mark]:
    """Coloured lips round the mouth's line, a light on the lower one."""
    lips, color = plan.lips[0], rgb(spec.colors["makeup"])
    x = lips.upper[:, 0] / np.abs(lips.upper[:, 0]).max()
    over = np.stack([0.0 * x, 0.017 * (1 - x**2) ** 0.8 - 0.006 * np.exp(-((x / 0.16) ** 2))], axis=1)
    whole = np.concatenate([lips.upper + over, (lips.lower + _under(plan))[::-1]])
    middle = lips.lower[len(x) // 2]
    return [
        Mark([_unfolded(plan, whole)], color, 0.82),
        Mark([_unfolded(plan, _oval(middle[0] + 0.012, middle[1] - 0.012, 0.012, 0.0038))], (1.0, 1.0, 1.0), 0.45),
    ]


_JAW = ([-1.30, -1.0, -0.70, -0.46, -0.30, -0.16, 0.0], [0.36, 0.235, 0.185, 0.190, 0.215, 0.235, 0.225])
"""Chart phi and t of the upper edge of stubble, right half: temples, cheek, lip."""


def stubble(spec: AvatarSpec, plan: Plan) -> list[Mark]:
    """A shade over lip, chin and jaw with short hairs in it."""
    phi = np.linspace(-1.30, 1.30, 41)
    top = np.interp(-np.abs(phi), *_JAW)
    jaw = np.concatenate([np.stack([phi, top - 0.014], axis=1), [[1.42, -0.15], [-1.42, -0.15]]])
    draw = stream(spec.part_seed("skin"), "stubble")
    dots: list[Path] = []
    for _ in range(260):
        p = draw.uniform(-1.2, 1.2)
        t = draw.uniform(-0.10, float(np.interp(-abs(p), *_JAW)) - 0.012)
        if abs(p) > 0.17 or not 0.125 < t < 0.18:  # the lips
            u, v = face_chart(np.array(p), np.array(t))
            dots.append(polygon([(u - 0.0008, v), (u, v - 0.0032), (u + 0.0008, v), (u, v + 0.0032)]))
    color = _stubble_color(spec)
    shade = polygon(map(tuple, face_chart(*jaw.T)))
    return [Mark([shade], color, 0.24, soft=16), Mark([joined(dots)], color, 0.62)]


def pencil_moustache(spec: AvatarSpec, plan: Plan) -> list[Mark]:
    """Two thin strokes over the upper lip."""
    lip = plan.mouth.y + 0.042
    half = _stroke([(0.008, lip), (0.045, lip - 0.002), (0.088, lip - 0.020)], (0.004, 0.0078, 0.0065, 0.001))
    return [Mark(both(plan, half), _stubble_color(spec), 0.95)]


MARKS: Mapping[str, Callable[[AvatarSpec, Plan], list[Mark]]] = MappingProxyType(
    {
        "eye_shadow": eye_shadow,
        "lipstick": lipstick,
        "stubble": stubble,
        "pencil_moustache": pencil_moustache,
        "beauty_mark": beauty_mark,
        "scar": scar,
        "whiskers": whiskers,
        "face_hearts": face_hearts,
        "face_stars": face_stars,
        "plaster": plaster,
    }
)
"""Accessories that are painted on the face, in the order in which they are laid over one another."""
