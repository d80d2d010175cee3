"""The face that was found, looked at closely: which pixels are its skin, and where all else lies from it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moeforge.errors import NoFaceError
from moeforge.understand.picture.canvas import Canvas, closeup, whole
from moeforge.understand.picture.crop import LIFT, U8, FaceBox, Square
from moeforge.understand.picture.locate import WIDER, Box, Candidate, candidates
from moeforge.understand.picture.patches import Mosaic
from moeforge.understand.picture.regions import F32, Mask

SIDE = 192
"""Pixels of the close-up's side."""
REACH = 3.0
"""Its side in the larger of the face box's width and height: hair, collar and some of the ground."""
SURE, SURE_ON_PLAIN = 0.45, 0.1
"""Least chance of a face: in a scene, and where one thing stands on a plain or transparent ground."""
_SHORTEST = 0.95
"""Height of a face in its width, fringe or no fringe."""
_NECK, _CHIN = 0.55, 0.08
"""Width of a neck, and how far the chin reaches below where the face is as narrow, in the face's width."""
_FLAT = 0.0045
"""OKLab; the lower quartile of steps between pixels of skin below which it is drawn, not photographed or painted."""


@dataclass(frozen=True, slots=True)
class Sight:
    """A close-up of a face."""

    face: FaceBox  # in the picture
    chance: float  # 0..1 that it is one; 1 where the caller gave the box
    mosaic: Mosaic  # of the close-up
    box: Box  # in the close-up
    skin: Mask  # of the close-up
    color: F32  # OKLab median of the skin
    drawn: bool  # flat fields of colour: read as they are

    @property
    def canvas(self) -> Canvas:
        """The close-up itself."""
        return self.mosaic.canvas

    def across(self) -> NDArray[np.floating]:
        """(1, W) how far each column lies from the face's middle, in half its width."""
        x, _, width, _ = self.box
        return ((np.arange(self.skin.shape[1]) + 0.5 - x - width / 2) / (width / 2))[None]

    def down(self) -> NDArray[np.floating]:
        """(H, 1) how far each row lies below the face's top, in its height."""
        _, y, _, height = self.box
        return ((np.arange(self.skin.shape[0]) + 0.5 - y) / height)[:, None]


def find(picture: U8, given: FaceBox | None = None) -> Sight:
    """The face of a (H, W, 4) sRGB picture with straight alpha: in the given box, else the likeliest one.

    NoFaceError where there is none, or where the box lies outside the picture or holds no pixel of a face.
    """
    if given:
        _require_inside(picture, given)
        return _look(picture, given, 1.0)
    canvas = whole(picture)
    best = max(candidates(Mosaic(canvas)), key=lambda c: c.worth, default=None)
    if best is None or best.chance < (SURE_ON_PLAIN if canvas.plain else SURE):
        raise NoFaceError(
            "no face was found in the picture; state where it is: a face box X0,Y0,X1,Y1 in pixels, or send a "
            "portrait from the front",
            field="picture",
        )
    return _look(picture, canvas.outward(*best.box), best.chance)


def _require_inside(picture: U8, box: FaceBox) -> None:
    height, width = picture.shape[:2]
    if box.x >= width or box.y >= height or box.x + box.width <= 0 or box.y + box.height <= 0:
        raise NoFaceError(
            f"the face box {box.x:g},{box.y:g},{box.x + box.width:g},{box.y + box.height:g} lies outside the picture "
            f"of {width} x {height} pixels",
            field="face",
        )


def _look(picture: U8, face: FaceBox, chance: float) -> Sight:
    mosaic = Mosaic(closeup(picture, _around(face), SIDE))
    box = mosaic.canvas.inward(face)
    best = max(candidates(mosaic), key=lambda c: _overlap(c.box, box) * (0.2 + c.chance) * WIDER**c.reach, default=None)
    fits = best is not None and _overlap(best.box, box) >= 0.3
    skin = best if best and fits else _oval(mosaic.canvas, box)
    if not skin.mask.any():
        raise NoFaceError(f"the face box of {face.width:g} x {face.height:g} pixels holds no face", field="face")
    steps = np.linalg.norm(np.diff(mosaic.canvas.sharp, axis=1), axis=2)[skin.mask[:, 1:]]
    drawn = bool(len(steps) and np.quantile(steps, 0.25) < _FLAT)
    if fits and chance < 1.0:
        box = _without_neck(skin.mask, skin.box) if drawn else skin.box
    box = _taller(box)
    return Sight(mosaic.canvas.outward(*box), chance, mosaic, box, skin.mask, skin.color, drawn)


def _around(face: FaceBox) -> Square:
    side = REACH * max(face.width, face.height)
    middle = face.x + face.width / 2, face.y + face.height / 2 - LIFT * side
    return Square(middle[0] - side / 2, middle[1] - side / 2, side)


def _without_neck(mask: Mask, box: Box) -> Box:
    """The box down to a little below where the skin has narrowed to a neck's width."""
    x, y, width, height = box
    top, bottom = round(y), round(y + height)
    part = mask[top:bottom]
    columns = np.arange(mask.shape[1])
    right, left = np.where(part, columns, -1).max(axis=1), np.where(part, columns, mask.shape[1]).min(axis=1)
    wide = np.maximum(right - left + 1, 0)
    broad = np.flatnonzero(wide >= _NECK * wide.max())
    return x, y, width, min(height, int(broad[-1]) + 1 + _CHIN * width)


def _taller(box: Box) -> Box:
    """A box at least as high as faces are: a fringe hides the brow."""
    x, y, width, height = box
    wanted = max(height, _SHORTEST * width)
    return x, y + height - wanted, width, wanted


def _oval(canvas: Canvas, box: Box) -> Candidate:
    """The middle of a box taken for skin, where no field fits."""
    x, y, width, height = box
    rows, columns = np.mgrid[: canvas.ground.shape[0], : canvas.ground.shape[1]]
    radius = np.hypot((columns + 0.5 - x - width / 2) / (width / 2), (rows + 0.5 - y - height / 2) / (height / 2))
    mask = (radius < 0.7) & ~canvas.ground if (~canvas.ground[radius < 0.7]).any() else radius < 0.7
    color = np.median(canvas.lab[mask], axis=0) if mask.any() else np.array([0.8, 0.04, 0.06])
    return Candidate(mask, color.astype(np.float32), box, 0.0, 0)


def _overlap(one: Box, other: Box) -> float:
    """Intersection over union of two boxes."""
    wide = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
    high = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
    both = max(0.0, wide) * max(0.0, high)
    return both / (one[2] * one[3] + other[2] * other[3] - both)
