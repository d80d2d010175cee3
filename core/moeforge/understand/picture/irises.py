"""The colour of the eyes: what is neither skin, white nor lid in a window round each of two dark spots."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moeforge.style.lab import lab_of
from moeforge.understand.picture.canvas import CLEAR, flat
from moeforge.understand.picture.crop import U8, Square, cropped
from moeforge.understand.picture.locate import GRID, eye_pair
from moeforge.understand.picture.regions import F32, eroded
from moeforge.understand.picture.sight import Sight
from moeforge.understand.picture.tones import Tone

SIDE = 160
"""Pixels of the face's width in the copy that is looked at."""
LEAST_WIDTH = 110.0
"""Pixels of the face's width in a photograph; below, an iris has too few."""
_DARKEST = 0.24
"""OKLab lightness of the darkest iris that still shows what is drawn on it."""


@dataclass(frozen=True, slots=True)
class Eyes:
    """The irises as the viewer sees them; `right` is the viewer's right, the figure's left."""

    left: Tone
    right: Tone

    @property
    def apart(self) -> float:
        """OKLab distance between the two."""
        return float(np.linalg.norm(self.left.color - self.right.color))

    @property
    def both(self) -> Tone:
        """The surer one's colour, as sure as both allow."""
        best = max(self.left, self.right, key=lambda t: t.sure)
        return Tone(best.color, best.sure if self.apart < 0.12 else 0.5 * best.sure)


def irises(picture: U8, sight: Sight) -> Eyes | None:
    """The irises of a (H, W, 4) picture; None where no pair of eyes is seen or it is too small."""
    if not sight.drawn and sight.face.width < LEAST_WIDTH:
        return None
    face = sight.face
    side = max(face.width, face.height)
    lab = lab_of(flat(cropped(picture, Square(face.x, face.y, side), SIDE), CLEAR)).astype(np.float32)
    width, height = SIDE * face.width / side, SIDE * face.height / side
    pair = eye_pair(lab, (0.0, 0.0, width, height))
    if pair.strength <= 0.0:
        return None
    row = (pair.row + 0.5) / GRID * height
    left, right = (_iris(lab, sight, (column + 0.5) / GRID * width, row, width) for column in (pair.left, pair.right))
    return Eyes(left, right) if left and right else None


def _iris(lab: F32, sight: Sight, x: float, y: float, width: float) -> Tone | None:
    reach = (0.15 if sight.drawn else 0.055) * width
    part = lab[max(0, int(y - reach)) : int(y + reach) + 1, max(0, int(x - reach)) : int(x + reach) + 1]
    if min(part.shape[:2]) < 4:
        return None
    return _drawn(part, sight.color) if sight.drawn else _seen(part)


def _drawn(part: F32, skin: F32) -> Tone | None:
    """The commonest colour of a drawn eye: a hue if there is one, else the black of a dot."""
    chroma = np.hypot(part[..., 1], part[..., 2])
    odd = np.linalg.norm(part - skin, axis=2) > 0.1
    ink = odd & (part[..., 0] < 0.35) & (chroma < 0.07)
    hue = eroded(odd & ~ink & (chroma > 0.045) & ~_shade(part, skin))
    if hue.mean() > 0.08:
        return _common(part[hue], float(hue.mean()) / 0.2)
    if ink.mean() < 0.015:
        return None
    dark = part[ink]
    darkest = dark[dark[:, 0] <= np.quantile(dark[:, 0], 0.6)]
    return Tone(np.median(darkest, axis=0), min(0.8, float(ink.mean()) / 0.05))


def _shade(part: F32, skin: F32) -> NDArray[np.bool_]:
    """Pixels of the skin's hue and no more colour: shade, lids, and what runs from skin to ink."""
    chroma = np.hypot(part[..., 1], part[..., 2])
    own = float(np.hypot(skin[1], skin[2]))
    along = (part[..., 1] * skin[1] + part[..., 2] * skin[2]) / np.maximum(chroma * own, 1e-6)
    return (along > 0.9) & (chroma < own + 0.02)


def _common(pixels: F32, sure: float) -> Tone:
    """The mean of what lies near the densest colour; irises run from dark to light, so hue counts most."""
    angle = np.arctan2(pixels[:, 2], pixels[:, 1])
    weight = np.hypot(pixels[:, 1], pixels[:, 2])
    turns = np.linspace(-np.pi, np.pi, 25)[:-1]
    votes = [float((weight * (np.cos(angle - t) > 0.9)).sum()) for t in turns]
    near = np.cos(angle - turns[int(np.argmax(votes))]) > 0.8
    lightness = pixels[near, 0]
    middle = pixels[near][(lightness >= np.quantile(lightness, 0.35)) & (lightness <= np.quantile(lightness, 0.85))]
    return Tone(np.median(middle, axis=0), min(1.0, sure) * float(near.mean()))


def _seen(part: F32) -> Tone:
    """The iris of a photograph: round the darkest pixels, without pupil and glint. Never quite sure."""
    lightness = part[..., 0]
    between = (lightness > np.quantile(lightness, 0.1)) & (lightness < np.quantile(lightness, 0.5))
    return Tone(np.median(part[between], axis=0), 0.6)


def visible(color: NDArray[np.floating]) -> F32:
    """The colour, no darker than an iris may be."""
    return np.array([max(float(color[0]), _DARKEST), color[1], color[2]], np.float32)
