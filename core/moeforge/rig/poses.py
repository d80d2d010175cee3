"""The table of poses, data/poses.toml: bone rotations, how far the hips move, and the face that goes with them."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from moeforge.errors import NotFoundError
from moeforge.scene import Vec3
from moeforge.traits.catalogue import LANGS, Lang

Euler = tuple[float, float, float]
"""Degrees about x, then y, then z, applied in that order in the bone's parent axes."""

_SIDES = ("left", "right")
_FINGERS = ("Index", "Middle", "Ring", "Little")
_FINGER_JOINTS = ("Proximal", "Intermediate", "Distal")
_THUMB_JOINTS = ("Metacarpal", "Proximal", "Distal")
_TRUNK = frozenset({"hips", "spine", "chest", "neck", "head"})


@dataclass(frozen=True, slots=True)
class Pose:
    """A still. Rotations are relative to the T-pose; bones that are left out keep it."""

    rotations: Mapping[str, Euler]  # VRM 1.0 bone name -> angles
    hips: Vec3 = (0.0, 0.0, 0.0)  # where the hips move, in shares of their height above the ground
    expressions: Mapping[str, float] = field(default_factory=dict[str, float])  # VRM 1.0 preset -> weight
    id: str = ""  # empty for one that is not in the table
    names: Mapping[Lang, str] = field(default_factory=dict[Lang, str])

    def mirrored(self) -> "Pose":
        """The same pose with left and right exchanged; its expressions (winks, looks aside) too."""
        x, y, z = self.hips
        return replace(
            self,
            rotations={opposite(bone): mirror(angles) for bone, angles in self.rotations.items()},
            hips=(-x, y, z),
            expressions={_OTHER_FACE.get(name, name): weight for name, weight in self.expressions.items()},
        )


_OTHER_FACE: Mapping[str, str] = {
    "blinkLeft": "blinkRight",
    "blinkRight": "blinkLeft",
    "lookLeft": "lookRight",
    "lookRight": "lookLeft",
}


def opposite(bone: str) -> str:
    """The bone's mirror image; a bone of the trunk is its own."""
    for side, other in (_SIDES, _SIDES[::-1]):
        if bone.startswith(side):
            return other + bone.removeprefix(side)
    return bone


def mirror(angles: Euler) -> Euler:
    """The rotation seen in a mirror across the figure's middle (x -> -x)."""
    x, y, z = angles
    return x, 0.0 - y, 0.0 - z


@cache
def poses() -> Mapping[str, Pose]:
    """Every pose by id, in the order of the table."""
    table = read_table("poses.toml")
    made: dict[str, Pose] = {}
    for row in table["pose"]:
        made[row["id"]] = _pose(row, table["hand"], made)
    return MappingProxyType(made)


def pose(name: str) -> Pose:
    """The pose of that id; NotFoundError with the list of ids for any other."""
    found = poses().get(name)
    if found is None:
        raise NotFoundError(f"no pose {name[:40]!r}; there are {', '.join(poses())}", field="pose")
    return found


def read_table(name: str) -> dict[str, Any]:
    """A TOML file of the folder data/."""
    return tomllib.loads((files("moeforge.rig") / "data" / name).read_text(encoding="utf-8"))


def labels(row: Mapping[str, Any]) -> Mapping[Lang, str]:
    """The three names of a table's row."""
    return MappingProxyType({lang: row[lang] for lang in LANGS})


def _pose(row: Mapping[str, Any], hands: Mapping[str, Any], made: Mapping[str, Pose]) -> Pose:
    """A row of the table on top of the pose that it is `like`."""
    turns = dict(made[row["like"]].rotations) if "like" in row else {}
    for side in _SIDES:
        if shape := row.get(f"{side}_hand", row.get("hands")):
            turns |= _hand(hands[shape], side)
    turns |= both_sides(row.get("bones", {}))
    return Pose(
        id=row["id"],
        names=labels(row),
        rotations=MappingProxyType({bone: angles for bone, angles in turns.items() if any(angles)}),
        hips=euler(row.get("hips", (0, 0, 0))),
        expressions=MappingProxyType({n: float(w) for n, w in row.get("expressions", {}).items()}),
    )


def euler(values: Iterable[float]) -> Euler:
    """Three numbers of a table."""
    x, y, z = (float(v) for v in values)
    return x, y, z


def both_sides(bones: Mapping[str, Iterable[float]]) -> dict[str, Euler]:
    """A limb without a side ("UpperArm") stands for the left one as written and the right one mirrored.

    Rows that name a side win over rows that do not.
    """
    paired = {b: euler(v) for b, v in bones.items() if b not in _TRUNK and not b.startswith(_SIDES)}
    single = {b: euler(v) for b, v in bones.items() if b not in paired}
    return {"left" + b: v for b, v in paired.items()} | {"right" + b: mirror(v) for b, v in paired.items()} | single


def _hand(shape: Mapping[str, Any], side: str) -> dict[str, Euler]:
    """A hand's shape, written for the left: three joints of each digit; "Fingers" is for those not named."""
    turns: dict[str, Euler] = {}
    for digit in (*_FINGERS, "Thumb"):
        joints = _THUMB_JOINTS if digit == "Thumb" else _FINGER_JOINTS
        for joint, values in zip(joints, shape[digit] if digit in shape else shape["Fingers"], strict=True):
            angles = euler(values)
            turns[f"{side}{digit}{joint}"] = angles if side == "left" else mirror(angles)
    return turns
