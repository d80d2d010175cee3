"""A picture as the readers look at it: a small copy in OKLab, and where it shows nothing but plain ground."""

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from moeforge.style.lab import lab_of
from moeforge.understand.picture.crop import U8, FaceBox, Square, cropped
from moeforge.understand.picture.regions import F32, Mask, components

SIDE = 160
"""Longest side of the copy in which a face is looked for, and the side of a close-up."""
CLEAR = (90, 122, 208)
"""sRGB laid behind what is transparent: far from every skin, from black and from white."""
_NEAR = 0.042
"""OKLab distance from the rim's colour that still is ground."""
_PLAIN = 0.8
"""Share of the rim that must have its colour for the picture to have a plain ground."""
_BLUR = 0.6
"""Pixels; takes the grain off photographs and the ringing off JPEG."""
T = TypeVar("T", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Canvas:
    """A copy of a picture or of a square of it."""

    lab: F32  # (H, W, 3) OKLab, slightly blurred
    sharp: F32  # (H, W, 3) OKLab, as it is
    ground: Mask  # (H, W) transparent, the rim's plain colour as far as it reaches from there, or beyond the picture
    plain: bool  # whether what is drawn stands on a plain or transparent ground
    region: Square  # of the picture; of a picture that is no square only its corner and scale count
    scale: float  # pixels of the picture in one of the copy's

    def outward(self, x: float, y: float, width: float, height: float) -> FaceBox:
        """A box of the copy as one of the picture."""
        at = self.region.x + self.scale * x, self.region.y + self.scale * y
        return FaceBox(*at, max(1.0, self.scale * width), max(1.0, self.scale * height))

    def inward(self, face: FaceBox) -> tuple[float, float, float, float]:
        """The inverse of `outward`."""
        s = self.scale
        return (face.x - self.region.x) / s, (face.y - self.region.y) / s, face.width / s, face.height / s


def whole(picture: U8) -> Canvas:
    """All of a (H, W, 4) picture, its longest side SIDE."""
    height, width = picture.shape[:2]
    scale = max(1.0, max(height, width) / SIDE)
    size = max(1, round(width / scale)), max(1, round(height / scale))
    small = np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.BOX))
    return _canvas(small, Square(0.0, 0.0, float(max(height, width))), scale)


def closeup(picture: U8, region: Square, side: int = SIDE) -> Canvas:
    """A square of a (H, W, 4) picture, (side, side); beyond the picture it is CLEAR, lest that go with its edge."""
    seen = _canvas(cropped(picture, region, side), region, region.side / side)
    beyond = _beyond(region, side, picture.shape[1])[None] | _beyond(region, side, picture.shape[0], down=True)[:, None]
    clear = lab_of(np.array(CLEAR, np.uint8)).astype(np.float32)
    lab, sharp = (np.where(beyond[..., None], clear, c) for c in (seen.lab, seen.sharp))
    return replace(seen, lab=lab, sharp=sharp, ground=seen.ground | beyond)


def _beyond(region: Square, side: int, length: int, *, down: bool = False) -> Mask:
    """(side,) which rows or columns of a close-up lie outside the picture."""
    at = (region.y if down else region.x) + (np.arange(side) + 0.5) * (region.side / side)
    return (at < 0) | (at >= length)


def flat(rgba: U8, behind: tuple[int, int, int]) -> U8:
    """(H, W, 3) of a (H, W, 4) picture laid on a colour."""
    alpha = rgba[..., 3:].astype(np.float32) / 255
    return (rgba[..., :3] * alpha + np.array(behind, np.float32) * (1 - alpha) + 0.5).astype(np.uint8)


def _canvas(rgba: U8, region: Square, scale: float) -> Canvas:
    rgb = flat(rgba, CLEAR)
    blurred = np.asarray(Image.fromarray(rgb).filter(ImageFilter.GaussianBlur(_BLUR)))
    lab, sharp = (lab_of(c).astype(np.float32) for c in (blurred, rgb))
    ground = _ground(lab, rgba[..., 3])
    return Canvas(lab, sharp, ground, bool(ground.mean() > 0.02), region, scale)


def rim(values: NDArray[T]) -> NDArray[T]:
    """Pixels of the top, left and right edge; a bust usually touches the bottom."""
    return np.concatenate([values[0], values[:, 0], values[:, -1]])


def _ground(lab: F32, alpha: U8) -> Mask:
    clear = alpha < 128
    if clear.mean() > 0.05:
        return clear
    edge = rim(lab)
    color = np.median(edge, axis=0)
    if (np.linalg.norm(edge - color, axis=1) < _NEAR).mean() < _PLAIN:
        return np.zeros(alpha.shape, np.bool_)
    parts = components(np.linalg.norm(lab - color, axis=2) < _NEAR)
    reached = np.unique(rim(parts))
    return np.isin(parts, reached[reached > 0])
