"""The named sets of faces that an avatar may carry as morphs."""

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

from moeforge.template.head.anime import ANIME
from moeforge.template.head.arkit import ARKIT
from moeforge.template.head.pose import VRM, Pose
from moeforge.template.head.visemes import OCULUS
from moeforge.traits.catalogue import unknown

POSE_SETS: Mapping[str, Mapping[str, Pose]] = MappingProxyType(
    {"vrm": VRM, "arkit": ARKIT, "oculus": OCULUS, "anime": ANIME}
)
"""Set -> its poses. Their order is the order of the morphs; no name is in two sets."""


def poses_of(sets: Sequence[str]) -> Mapping[str, Pose]:
    """The poses of some sets in the order of POSE_SETS; UnknownTraitError for an unknown set."""
    for name in sets:
        if name not in POSE_SETS:
            raise unknown("expression set", name, POSE_SETS)
    return _together(frozenset(sets))


@cache
def _together(sets: frozenset[str]) -> Mapping[str, Pose]:
    return MappingProxyType({n: pose for key, poses in POSE_SETS.items() if key in sets for n, pose in poses.items()})
