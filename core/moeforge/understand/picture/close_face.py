"""The face's box at one size, and what in it is neither bare skin nor hair that hangs in."""

import numpy as np

from moeforge.style.lab import lab_of
from moeforge.understand.picture.canvas import CLEAR, flat
from moeforge.understand.picture.crop import U8, Square, cropped
from moeforge.understand.picture.regions import F32, Mask, components
from moeforge.understand.picture.sight import Sight

SIDE = 160
"""Pixels of the face's longer side in the copy that is looked at."""
_ODD, _STRAND = 0.1, 0.08
"""OKLab distance from the skin from which something lies on it, and from the hair up to which it may be hair."""


def closely(picture: U8, sight: Sight) -> F32:
    """(H, W, 3) OKLab of the face's box in a (H, W, 4) picture, its longer side SIDE pixels."""
    face = sight.face
    side = max(face.width, face.height)
    lab = lab_of(flat(cropped(picture, Square(face.x, face.y, side), SIDE), CLEAR)).astype(np.float32)
    return lab[: max(2, round(SIDE * face.height / side)), : max(2, round(SIDE * face.width / side))]


def inside_face(shape: tuple[int, ...]) -> Mask:
    """Where in a face's box eyes may be."""
    rows, columns = ((np.arange(n) + 0.5) / n for n in shape)
    down, across = rows[:, None], columns[None] * 2.0 - 1.0
    return (np.hypot(across, 2.0 * down - 1.0) < 0.95) & (down > 0.15) & (down < 0.78)


def off_skin(lab: F32, skin: F32) -> Mask:
    """What is not of the skin's colour."""
    return np.linalg.norm(lab - skin, axis=2) > _ODD


def like_hair(lab: F32, hair: F32 | None) -> Mask:
    """What may be hair by its colour; nothing where that is not known."""
    return np.zeros(lab.shape[:2], np.bool_) if hair is None else np.linalg.norm(lab - hair, axis=2) <= _STRAND


def hung_in(strands: Mask, inside: Mask) -> Mask:
    """What of the hair's colour hangs in from outside: eyes and glasses may be as black as the hair."""
    parts = components(strands)
    hung = np.unique(parts[~inside])
    return np.isin(parts, hung[hung > 0])
