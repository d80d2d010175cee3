"""The humanoid bones of VRM 1.0 that the body has, with their parents (VRMC_vrm-1.0 humanoid.md)."""

from collections.abc import Mapping
from types import MappingProxyType

FINGER_JOINTS = ("Proximal", "Intermediate", "Distal")
THUMB_JOINTS = ("Metacarpal", "Proximal", "Distal")
FINGER_NAMES = ("Index", "Middle", "Ring", "Little")

_TRUNK = {"hips": None, "spine": "hips", "chest": "spine", "neck": "chest", "head": "neck"}
_LIMBS = {
    "Eye": "head",
    "Shoulder": "chest",
    "UpperArm": "Shoulder",
    "LowerArm": "UpperArm",
    "Hand": "LowerArm",
    "UpperLeg": "hips",
    "LowerLeg": "UpperLeg",
    "Foot": "LowerLeg",
    "Toes": "Foot",
}


def _digits() -> dict[str, str]:
    joints = dict.fromkeys(FINGER_NAMES, FINGER_JOINTS) | {"Thumb": THUMB_JOINTS}
    return {
        name + joint: name + above if above else "Hand"
        for name, chain in joints.items()
        for joint, above in zip(chain, ("", *chain), strict=False)
    }


def _side(side: str) -> dict[str, str | None]:
    limbs = _LIMBS | _digits()
    return {side + bone: side + parent if parent in limbs else parent for bone, parent in limbs.items()}


PARENTS: Mapping[str, str | None] = MappingProxyType(_TRUNK | _side("left") | _side("right"))
"""Bone -> parent, parents first."""

BONES = tuple(PARENTS)
"""Column order of the body's weight tables."""


def opposite(bone: str) -> str:
    """The bone's mirror image; a bone of the trunk is its own."""
    for side, other in (("left", "right"), ("right", "left")):
        if bone.startswith(side):
            return other + bone.removeprefix(side)
    return bone


OPPOSITES = tuple(BONES.index(opposite(bone)) for bone in BONES)
"""Column of each bone's mirror image."""


def sided(side: str, shares: Mapping[str, float]) -> Mapping[str, float]:
    """Shares of a table with the side put before limb bones ("UpperArm" -> "leftUpperArm")."""
    return {bone if bone in PARENTS else side + bone: share for bone, share in shares.items()}


def descendants(bone: str) -> frozenset[str]:
    """The bone and everything below it."""
    found = {bone}
    for name, parent in PARENTS.items():
        if parent in found:
            found.add(name)
    return frozenset(found)
