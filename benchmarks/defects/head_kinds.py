"""Judges of the head. All pictures are seen from cameras fixed to the head, at its unposed place."""

from typing import cast

import numpy as np
from scipy import ndimage

from defects.layers import Layer
from defects.sighting import LEAST, Picture, Sighting, seen
from defects.states import SHUT_EYES, SHUT_MOUTHS
from defects.subject import F32, F64, I64, Bool, Kind, Limb, Subject
from moeforge.render.camera import Camera

MOUTH = (Kind.CAVITY, Kind.TEETH, Kind.TONGUE)
EYE_REACH, MOUTH_REACH = 0.23, 0.17
"""A gap this near to the middle of an eye or the mouth belongs to its loop, HH."""
NECK: F64 = np.array([0.0, -0.06, -0.04])
NECK_REACH, THROAT_REACH = 0.26, 0.14
LINING = 3
"""Pixels about the inner side of cloth."""
FACE_RECT = ((-0.17, 0.17), (0.03, 0.24))
"""Nose, mouth and chin in head space, x and y: no hair of the head belongs there."""
SCALP_SHOWN = frozenset({"bald", "shaved", "undercut", "cornrows", "afro_puffs", "mohawk"})
"""Styles that show skin there by design."""
SKULL: F64 = np.array([0.455, 0.465, 0.43])
SKULL_CENTRE: F64 = np.array([0.0, 0.51, -0.02])
"""An ellipsoid that lies inside every head."""


def eyes_shut(subject: Subject, picture: Picture, state: Layer, expression: str) -> list[Sighting]:
    """Iris or white of an eye that the expression shuts."""
    sides = SHUT_EYES.get(expression, ())
    eye = _of(subject, state, Kind.IRIS, Kind.WHITE) & state.front
    left = subject.middles[state.triangle, 0] > 0
    where = eye & ((left & ("left" in sides)) | (~left & ("right" in sides)))
    return seen("iris at blink", picture.name, where)


def iris_through_lid(subject: Subject, picture: Picture, bare: Layer) -> list[Sighting]:
    """Pieces of an iris apart from the rest of it, where it comes out of a lid. `bare`: the face without hair."""
    stray = np.zeros(bare.keys.shape, bool)
    for side in ("iris_left", "iris_right"):
        iris = bare.covered & (subject.part[bare.triangle] == subject.part_named(side))
        pieces, count = cast(tuple[I64, int], ndimage.label(iris, np.ones((3, 3))))
        if count > 1:
            largest = 1 + int(np.argmax(np.bincount(pieces[iris] - 1)))
            stray |= iris & (pieces != largest)
    return seen("iris through lid", picture.name, stray)


def mouth_shut(subject: Subject, picture: Picture, state: Layer, expression: str) -> list[Sighting]:
    """Inside of a mouth that the expression leaves shut."""
    if expression not in SHUT_MOUTHS:
        return []
    return seen("mouth seen shut", picture.name, _of(subject, state, *MOUTH))


def mouth_through_cheek(subject: Subject, picture: Picture, state: Layer) -> list[Sighting]:
    """The cavity from its outer side, or cavity and teeth away from the lips."""
    outer = _of(subject, state, Kind.CAVITY) & state.back
    away = _of(subject, state, Kind.CAVITY, Kind.TEETH) & ~picture.areas["lips"]
    return seen("inside of mouth", picture.name, outer | away)


def gaps(subject: Subject, picture: Picture, state: Layer) -> list[Sighting]:
    """The skin's inner side, seen through whatever hole; told apart by place."""
    hole = _of(subject, state, Kind.SKIN) & state.back & ~subject.ears[state.triangle]
    found: list[Sighting] = []
    for kind, area in (("gap at lids", "lids"), ("gap at lips", "lips"), ("gap at neck", "neck")):
        found += seen(kind, picture.name, hole & picture.areas[area])
        hole = hole & ~picture.areas[area]
    return found + seen("inside of head", picture.name, hole)


def neck_open(subject: Subject, picture: Picture, state: Layer) -> list[Sighting]:
    """The inner side of the neck: at the neck itself, or through a sleeve or a hem, whose inner side lies round it."""
    near = np.linalg.norm(subject.middles - NECK, axis=1) < NECK_REACH
    hole = _of(subject, state, Kind.BODY) & state.back & near[state.triangle]
    inner = _of(subject, state, Kind.CLOTH) & state.back
    lining = cast(Bool, ndimage.binary_dilation(inner, iterations=LINING))
    through = lining | ~picture.areas["throat"]
    return seen("gap at neck", picture.name, hole & ~through) + seen("inside of body", picture.name, hole & through)


def scalp(subject: Subject, picture: Picture, state: Layer) -> list[Sighting]:
    """Skin of the head where hair must cover it."""
    if subject.spec.choices["hair_style"] in SCALP_SHOWN:
        return []
    return seen("scalp", picture.name, _of(subject, state, Kind.SKIN) & subject.under_hair[state.triangle])


def hair_in_face(subject: Subject, picture: Picture, bare: Layer, state: Layer) -> list[Sighting]:
    """Hair before nose, mouth and chin, or before most of an iris; the front view alone. `bare`: the face without."""
    hair = _of(subject, state, Kind.HAIR)
    found = seen("hair in face", picture.name, hair & picture.areas["face"])
    for side in ("iris_left", "iris_right"):
        iris = bare.front & (subject.part[bare.triangle] == subject.part_named(side))
        share = round(100 * float((hair & iris).sum()) / max(int(iris.sum()), 1))
        if share >= LEAST["eye under hair"]:
            ys, xs = np.nonzero(iris)
            found.append(Sighting("eye under hair", picture.name, share, float(xs.mean()), float(ys.mean())))
    return found


def limb_in_head(subject: Subject, points: list[F32]) -> list[Sighting]:
    """Corners of arms, hands and legs inside the head; `points` of Subject.off_head seen from the head."""
    inside = 0
    for part, at in zip(subject.off_head, points, strict=True):
        triangles = subject.primitives[part].triangles
        limb = subject.limb[subject.starts[part] : subject.starts[part + 1]]
        corners = np.unique(triangles[limb > Limb.HEAD])
        away = (subject.head_space(at[corners].astype(np.float64)) - SKULL_CENTRE) / SKULL
        inside += int((np.linalg.norm(away, axis=1) < 1.0).sum())
    return [Sighting("limb in head", "front", inside)] if inside >= LEAST["limb in head"] else []


def _of(subject: Subject, layer: Layer, *kinds: Kind) -> Bool:
    """(S, S) pixels of these kinds."""
    wanted = np.zeros(len(Kind), bool)
    wanted[list(kinds)] = True
    return layer.covered & wanted[subject.kind][layer.triangle]


def areas(subject: Subject, camera: Camera, size: int) -> dict[str, Bool]:
    """(S, S) masks of a picture: round the eyes, the lips and the neck, and the rectangle of nose, mouth and chin."""

    def near(place: F64, reach: float) -> Bool:
        if not np.isfinite(place).all():
            return np.zeros((size, size), bool)
        at = place * subject.scale + np.array([0.0, subject.chin, 0.0])
        across, down, _ = camera.project(at[None].astype(np.float32), size)[0]
        return np.hypot(x - across, y - down) < reach * pixels

    y, x = np.mgrid[0:size, 0:size] + 0.5
    pixels = subject.scale / camera.height * size  # per HH
    up = (size / 2 - y) / pixels + subject.head_space(np.array(camera.target))[1]
    (low_x, high_x), (low_y, high_y) = FACE_RECT
    return {
        "lids": near(subject.middle("iris_left"), EYE_REACH) | near(subject.middle("iris_right"), EYE_REACH),
        "lips": near(subject.middle("cavity"), MOUTH_REACH),
        "neck": near(NECK, NECK_REACH),
        "throat": near(NECK, THROAT_REACH),
        "face": (abs(x - size / 2 - (low_x + high_x) / 2) < (high_x - low_x) / 2 * pixels)
        & (up > low_y)
        & (up < high_y),
    }
