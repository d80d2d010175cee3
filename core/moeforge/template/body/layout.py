"""The cage's connectivity, tags and weights: what is the same for every figure. Built once.

The left half is numbered first (HALF vertices), then the mirror images of the vertices off the middle. Faces of the
left half come first as well, then their mirror images in the same order, then the neck's cap.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from moeforge.template.body import rings
from moeforge.template.body.bones import BONES, OPPOSITES, sided
from moeforge.template.body.catmull_clark import NO_VERTEX, pad
from moeforge.template.part import F64, I64

TORSO_ROWS = tuple(rings.TORSO)
TORSO_BANDS = tuple(a + b for a, b in pairwise(TORSO_ROWS))
"""Tags of the faces between two rows: PH, HW, WR, RA, AM, MS, SN, NT."""
ARM_BANDS = tuple(f"arm{i}" for i in range(1, len(rings.ARM) + 1))
"""Tag armN: the faces between ring N-1 (nearer the shoulder) and ring N; arm1 starts at the arm hole."""
HAND_BANDS = ("palm", "fingers", "thumb")
LEG_BANDS = tuple(f"leg{i}" for i in range(1, len(rings.LEG) + 1))
"""Tag legN: the faces between ring N-1 (higher) and ring N; leg1 starts at row P and the crotch."""
FOOT_BANDS = tuple(f"foot{i}" for i in range(1, len(rings.FOOT) + 2))
"""Tag footN: the faces between ring N-1 (nearer the ankle) and ring N; the last one closes the toes."""
CAP = "cap"
"""Tag of the faces that close the neck inside the head; they are never drawn."""
BANDS = (*TORSO_BANDS, CAP, *ARM_BANDS, *HAND_BANDS, *LEG_BANDS, *FOOT_BANDS)
"""All face tags."""


@dataclass(frozen=True, slots=True)
class Layout:
    """V vertices, F faces. `rows` holds left-half vertex indices of each ring by name:

    torso rows by their letter (7 columns; M lacks column 3, NO_VERTEX there), "crotch", "arm0" .. "arm7", "palm",
    "knuckles", "Index1" .. "Little3", "Thumb1" .. "Thumb3", "leg0" .. "leg7", "foot0" .. "foot5".
    """

    half: int  # vertices of the left half, those of the middle included
    mirror: I64  # (V,) index of the mirror image
    faces: I64  # (F, 5) padded with NO_VERTEX, counter-clockwise from outside
    bands: tuple[str, ...]  # (F,) tag of each face
    sides: I64  # (F,) 1 left, -1 right
    weights: F64  # (V, len(BONES)), rows sum to 1
    rows: Mapping[str, I64]
    both: Mapping[str, tuple[I64, I64]]  # the vertices of each ring, NO_VERTEX left out: on the left, on the right

    def right(self, row: str) -> I64:
        """Vertex indices of a ring's mirror image, in the order of the left one."""
        left = self.rows[row]
        return np.where(left == NO_VERTEX, NO_VERTEX, self.mirror[left])

    def torso_ring(self, row: str) -> I64:
        """All 12 vertices of a torso row at phi 0, 32, 62, 90, 120, 150, 180 and back along the right side."""
        return np.concatenate([self.rows[row], self.right(row)[5:0:-1]])

    def full(self, half: F64) -> F64:
        """Left half (HALF, 3) to all vertices (V, 3), the right one an exact mirror image."""
        left = half.copy()
        left[self.mirror[: self.half] == np.arange(self.half), 0] = 0.0
        right = left[self.mirror[self.half :]] * np.array([-1.0, 1.0, 1.0])
        return np.concatenate([left, right])


@dataclass
class _Half:
    """The left half while it is being built."""

    rows: dict[str, I64] = field(default_factory=dict[str, I64])
    faces: list[tuple[int, ...]] = field(default_factory=list[tuple[int, ...]])
    bands: list[str] = field(default_factory=list[str])
    weights: list[Mapping[str, float]] = field(default_factory=list[Mapping[str, float]])

    def ring(self, name: str, weights: Sequence[Mapping[str, float]]) -> I64:
        start = len(self.weights)
        self.weights.extend(weights)
        self.rows[name] = np.arange(start, len(self.weights))
        return self.rows[name]

    def face(self, band: str, *corners: int) -> None:
        self.faces.append(tuple(int(c) for c in corners))
        self.bands.append(band)

    def bridge(self, band: str, near: Iterable[int], far: Iterable[int], closed: bool = True) -> None:
        """Quads between two rings that turn right-handed about the direction near -> far."""
        a, b = list(near), list(far)
        for i in range(len(a) if closed else len(a) - 1):
            j = (i + 1) % len(a)
            self.face(band, a[i], a[j], b[j], b[i])


@cache
def layout() -> Layout:
    """The one layout of the body."""
    half = _Half()
    _torso(half)
    _arm(half)
    _hand(half)
    _leg(half)
    return _mirrored(half)


def _torso(half: _Half) -> None:
    for name, row in rings.TORSO.items():
        half.ring(name, [_torso_bones(name, row, c) for c in range(len(rings.COLUMNS)) if (name, c) != ("M", 3)])
    m = half.rows["M"]
    half.rows["M"] = np.concatenate([m[:3], [NO_VERTEX], m[3:]])
    for band in TORSO_BANDS:
        _band(half, band)
    half.ring("crotch", [_middle_bones(rings.CROTCH_SHARE)])


def _band(half: _Half, band: str) -> None:
    low, high = half.rows[band[0]], half.rows[band[1]]
    for i in range(len(low) - 1):
        corners = (low[i], low[i + 1], high[i + 1], high[i])
        if NO_VERTEX not in corners:
            half.face(band, *corners)


def _torso_bones(name: str, row: rings.Row, column: int) -> Mapping[str, float]:
    if name in rings.THIGH_SHARE:
        return _hip_bones(name, row, column)
    if (name, column) not in rings.ARM_HOLE:
        return row.bones
    arm, shoulder = rings.SHOULDER_SHARE[name]
    arm *= 1.0 if column == 3 else rings.OFF_MIDDLE
    return {"leftUpperArm": arm, "leftShoulder": shoulder, "chest": 1.0 - arm - shoulder}


def _hip_bones(name: str, row: rings.Row, column: int) -> Mapping[str, float]:
    share, other = rings.THIGH_SHARE[name][column], rings.OTHER_LEG[name][column]
    rest = {bone: (1.0 - share) * own for bone, own in row.bones.items()}
    return rest | {"leftUpperLeg": share * (1.0 - other), "rightUpperLeg": share * other}


def _middle_bones(share: float) -> Mapping[str, float]:
    return {"hips": 1.0 - 2 * share, "leftUpperLeg": share, "rightUpperLeg": share}


def _arm(half: _Half) -> None:
    ring = half.rows["arm0"] = np.array([half.rows[row][column] for row, column in rings.ARM_HOLE])
    for band, entry in zip(ARM_BANDS, rings.ARM, strict=True):
        outer = half.ring(band, [_arm_bones(entry, share) for share in entry.chest])
        half.bridge(band, ring, outer)
        ring = outer


def _arm_bones(ring: rings.ArmRing, chest: float) -> Mapping[str, float]:
    rest = {bone: (1.0 - chest) * share for bone, share in sided("left", ring.bones).items()}
    return {"chest": chest} | rest if chest else rest


def _hand(half: _Half) -> None:
    w = half.rows[ARM_BANDS[-1]]
    b = half.ring("palm", [{"leftHand": 1.0}] * 10)  # 0-4 palm side from the thumb, 9-5 back of the hand
    for corners in ((w[0], w[1], b[2], b[1], b[0]), (w[1], w[2], b[4], b[3], b[2]), (w[2], w[3], w[4], b[5], b[4])):
        half.face("palm", *corners)
    for corners in ((w[4], w[5], b[7], b[6], b[5]), (w[5], w[6], b[9], b[8], b[7])):
        half.face("palm", *corners)
    knuckles = half.ring("knuckles", [_knuckle_bones(c) for c in (0, 1, 2, 3, 4, 4, 3, 2, 1, 0)])
    half.bridge("palm", b, knuckles)
    for i, finger in enumerate(rings.FINGERS):
        root = [knuckles[i], knuckles[i + 1], knuckles[8 - i], knuckles[9 - i]]
        _digit(half, "fingers", finger.name, root, ("Proximal", "Intermediate", "Distal"))
    _digit(half, "thumb", "Thumb", [w[6], w[7], w[0], b[0], b[9]], ("Metacarpal", "Proximal", "Distal"))


def _knuckle_bones(column: int) -> Mapping[str, float]:
    fingers = rings.FINGERS[max(column - 1, 0) : column + 1]
    share = rings.KNUCKLE_SHARE / len(fingers)
    return {"leftHand": 1.0 - rings.KNUCKLE_SHARE} | {f"left{f.name}Proximal": share for f in fingers}


def _digit(half: _Half, band: str, name: str, root: Sequence[int], joints: tuple[str, str, str]) -> None:
    first, second, third = (f"left{name}{joint}" for joint in joints)
    ring: Iterable[int] = root
    shares = ({first: 0.5, second: 0.5}, {second: 0.5, third: 0.5}, {third: 1.0})
    for i, bones in enumerate(shares, start=1):
        outer = half.ring(f"{name}{i}", [bones] * len(root))
        half.bridge(band, ring, outer)
        ring = outer
    half.face(band, *ring)


def _leg(half: _Half) -> None:
    ring = half.rows["leg0"] = np.concatenate([half.rows["P"], half.rows["crotch"]])
    for band, entry in zip(LEG_BANDS, rings.LEG, strict=True):
        lower = half.ring(band, [_thigh_bones(entry, *shares) for shares in zip(entry.hips, entry.other, strict=True)])
        half.bridge(band, lower, ring)
        ring = lower
    half.rows["foot0"] = ring
    for band, entry in zip(FOOT_BANDS, rings.FOOT, strict=False):
        lower = half.ring(band, [sided("left", entry.bones)] * len(ring))
        half.bridge(band, lower, ring)
        ring = lower
    for a, b, c, d in ((2, 1, 0, 7), (3, 2, 7, 6), (4, 3, 6, 5)):
        half.face(FOOT_BANDS[-1], *(ring[i] for i in (a, b, c, d)))


def _thigh_bones(ring: rings.LegRing, hips: float, other: float) -> Mapping[str, float]:
    own = {"left" + bone: (1.0 - hips - other) * share for bone, share in ring.bones.items()}
    return own | {"hips": hips, "rightUpperLeg": other}


def _mirrored(half: _Half) -> Layout:
    count = len(half.weights)
    middle = np.zeros(count, dtype=bool)
    middle[[*(half.rows[row][c] for row in TORSO_ROWS for c in (0, -1)), *half.rows["crotch"]]] = True
    image = np.arange(count)
    image[~middle] = count + np.arange(int((~middle).sum()))
    mirror = np.concatenate([image, np.flatnonzero(~middle)])
    right = [tuple(int(image[v]) for v in (face[0], *reversed(face[1:]))) for face in half.faces]
    cap = _cap(half.rows["T"], image)
    weights = _weights(half.weights)
    swapped = weights[:, OPPOSITES]
    left_rings = {name: ring[ring != NO_VERTEX] for name, ring in half.rows.items()}
    return Layout(
        half=count,
        mirror=mirror,
        faces=pad([*half.faces, *right, *cap]),
        bands=(*half.bands, *half.bands, *(CAP for _ in cap)),
        sides=np.repeat([1, -1, 0], [len(half.faces), len(right), len(cap)]),
        weights=np.concatenate([weights, swapped[mirror[count:]]]),
        rows=MappingProxyType(half.rows),
        both=MappingProxyType({name: (left, mirror[left]) for name, left in left_rings.items()}),
    )


def _cap(top: I64, image: I64) -> list[tuple[int, ...]]:
    """Four faces across the neck, each its own mirror image."""
    a, b = [int(v) for v in top], [int(image[v]) for v in top]
    return [
        (b[2], b[1], a[0], a[1], a[2]),
        (b[3], b[2], a[2], a[3]),
        (b[4], b[3], a[3], a[4]),
        (a[4], a[5], a[6], b[5], b[4]),
    ]


def _weights(rows: Sequence[Mapping[str, float]]) -> F64:
    table = np.zeros((len(rows), len(BONES)))
    for row, shares in enumerate(rows):
        for bone, share in shares.items():
            table[row, BONES.index(bone)] += share
    return table
