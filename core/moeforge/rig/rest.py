"""The T-pose of the reference figure, for animations that belong to no one avatar."""

from collections.abc import Mapping

import numpy as np

from moeforge.scene import Vec3
from moeforge.template.body.bones import PARENTS
from moeforge.template.body.skeleton import joint_positions
from moeforge.template.proportions import METRES_PER_HH, Proportions


def reference_rest() -> Mapping[str, tuple[str | None, Vec3]]:
    """Bone -> (its parent, its place from the parent in metres) of the figure of 2.46 heads; no eyes."""
    at = joint_positions(Proportions())
    rest: dict[str, tuple[str | None, Vec3]] = {}
    for bone in (b for b in PARENTS if b in at):
        parent = PARENTS[bone]
        x, y, z = ((at[bone] - (at[parent] if parent else np.zeros(3))) * METRES_PER_HH).tolist()
        rest[bone] = (parent, (x, y, z))
    return rest
