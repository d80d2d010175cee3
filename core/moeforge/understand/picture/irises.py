"""The colour of the eyes: in drawings what is neither skin, hair nor white, in photographs what two dark spots hold."""

from dataclasses import dataclass
from typing import cast

import numpy as np
from numpy.typing import NDArray

from moeforge.understand.picture.close_face import hung_in, inside_face, like_hair, off_skin
from moeforge.understand.picture.locate import GRID, eye_pair
from moeforge.understand.picture.regions import F32, Mask, components, dilated, eroded
from moeforge.understand.picture.sight import Sight
from moeforge.understand.picture.tones import Tone

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
        """OKLab distance between the two as they are shown: blacks are one."""
        return float(np.linalg.norm(visible(self.left.color) - visible(self.right.color)))

    @property
    def both(self) -> Tone:
        """The surer one's colour, as sure as both allow."""
        best = max(self.left, self.right, key=lambda t: t.sure)
        return Tone(best.color, best.sure if self.apart < 0.12 else 0.5 * best.sure)


def irises(lab: F32, sight: Sight, hair: F32 | None) -> Eyes | None:
    """The irises of a face as `closely` shows it; None where no pair of eyes is seen or it is too small."""
    if not sight.drawn and sight.face.width < LEAST_WIDTH:
        return None
    return _drawn(lab, sight.color, hair) if sight.drawn else _seen(lab)


# --- photographs and paintings -----------------------------------------------------------------------------------


def _seen(lab: F32) -> Eyes | None:
    """The irises round the darkest spots, without pupil and glint; never quite sure."""
    height, width = lab.shape[:2]
    pair = eye_pair(lab, (0.0, 0.0, float(width), float(height)))
    if pair.strength < 0.5:
        return None
    row, reach = (pair.row + 0.5) / GRID * height, 0.055 * width
    left, right = (_round(lab, (column + 0.5) / GRID * width, row, reach) for column in (pair.left, pair.right))
    return Eyes(left, right)


def _round(lab: F32, x: float, y: float, reach: float) -> Tone:
    part = lab[max(0, int(y - reach)) : int(y + reach) + 1, max(0, int(x - reach)) : int(x + reach) + 1].reshape(-1, 3)
    between = (part[:, 0] > np.quantile(part[:, 0], 0.1)) & (part[:, 0] < np.quantile(part[:, 0], 0.5))
    return Tone(np.median(part[between] if between.any() else part, axis=0), 0.6)


# --- drawings ----------------------------------------------------------------------------------------------------


def _drawn(lab: F32, skin: F32, hair: F32 | None) -> Eyes | None:
    """Of each half of the face; a half without an eye that is open has the other's."""
    inside = inside_face(lab.shape[:2])
    odd = inside & off_skin(lab, skin)
    strands = like_hair(lab, hair)
    hue = _hues(lab, odd & ~strands, skin)
    odd &= ~hung_in(strands, inside)
    middle = lab.shape[1] // 2
    left, right = (_half(lab[:, part], odd[:, part], hue[:, part]) for part in (np.s_[:middle], np.s_[middle:]))
    if left is None and right is None:
        return None
    return Eyes(left or cast(Tone, right), right or cast(Tone, left))


def _hues(lab: F32, odd: Mask, skin: F32) -> Mask:
    """Fields of a hue that is no shade of the skin's and that may be irises: no mouth."""
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    hue = eroded(odd & (lab[..., 0] > 0.3) & (lab[..., 0] < 0.9) & (chroma > 0.03) & ~_shade(lab, skin), 2)
    height, width = hue.shape
    across = components(hue)
    hue &= ~np.isin(across, np.unique(across[:, round(0.47 * width) : round(0.53 * width)]))
    low = hue & (np.arange(height)[:, None] > 0.64 * height)  # a mouth aside, unless there are two
    halves = low[:, : width // 2].mean(), low[:, width // 2 :].mean()
    return hue & ~low if min(halves) < 0.5 * max(halves) else hue


def _half(lab: F32, odd: Mask, hue: Mask) -> Tone | None:
    """The commonest hue, else the black of a dot or of a pupil in the white."""
    if hue.mean() > 0.015:
        return _common(lab[hue], float(hue.mean()) / 0.02)
    chroma = np.hypot(lab[..., 1], lab[..., 2])
    ink = odd & (lab[..., 0] < 0.35) & (chroma < 0.07)
    white = eroded(odd & (lab[..., 0] > 0.85) & (chroma < 0.04))
    dots = ink & (eroded(ink & dilated(white, 4)) | _round_spots(ink))
    return Tone(np.median(lab[dots], axis=0), 0.7) if dots.sum() >= 4 else None


def _round_spots(ink: Mask) -> Mask:
    """Parts about as high as wide and full: dots, not lines."""
    spots = np.zeros(ink.shape, np.bool_)
    parts = components(eroded(ink))
    for number in range(1, min(8, int(parts.max())) + 1):
        rows, columns = np.nonzero(parts == number)
        high, wide = int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1
        if min(high, wide) >= 3 and max(high, wide) < 2.2 * min(high, wide) and len(rows) > 0.6 * high * wide:
            spots |= dilated(parts == number)
    return spots


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
    middle = pixels[near][(lightness >= np.quantile(lightness, 0.15)) & (lightness <= np.quantile(lightness, 0.6))]
    return Tone(np.median(middle, axis=0), min(1.0, sure) * float(near.mean()))


def visible(color: NDArray[np.floating]) -> F32:
    """The colour, no darker than an iris may be."""
    return np.array([max(float(color[0]), _DARKEST), color[1], color[2]], np.float32)
