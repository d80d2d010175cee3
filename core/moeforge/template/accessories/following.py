"""Things worn on the lower face that move with it: hair and cloth before the skin, a stud on the lip.

They belong to the mesh of the face, whose morphs are then theirs, too.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from moeforge.spec import AvatarSpec
from moeforge.template.accessories.earrings import LIP_STUD
from moeforge.template.accessories.fit import plan_of
from moeforge.template.head import flesh
from moeforge.template.head.cast import cast, distinct
from moeforge.template.head.eyes import EyeShape
from moeforge.template.head.pose import Pose
from moeforge.template.morphs import Morphs, Run
from moeforge.template.part import Part, Piece
from moeforge.template.proportions import Proportions

PUSHED = frozenset({"mask", "full_beard", "goatee", "moustache", "handlebar_moustache"})
"""Parts that chin, lips and cheeks push about."""


def following(
    worn: Piece, spec: AvatarSpec, proportions: Proportions, skin: Part, poses: Mapping[str, Pose]
) -> Piece:  # fmt: skip
    """An accessory that moves with the `poses` of a face where it lies on what they move."""
    return replace(worn, parts=tuple(_following(part, spec, proportions, skin, poses) for part in worn.parts))


def _following(part: Part, spec: AvatarSpec, proportions: Proportions, skin: Part, poses: Mapping[str, Pose]) -> Part:
    if part.name in PUSHED:
        return pushed_about(part, proportions, plan_of(spec).eye, poses)
    return hung(part, skin) if part.name == LIP_STUD else part


def pushed_about(part: Part, proportions: Proportions, eye: EyeShape, poses: Mapping[str, Pose]) -> Part:
    """The part with morphs for `poses`, in which chin, lips and cheeks push it as they push the skin behind it."""
    played = cast(poses)
    pushes, shown = distinct([tuple(row) for row in flesh.amounts(played.poses).tolist()])
    rest = proportions.figure_to_head(part.positions)
    states = flesh.pushed(np.repeat(rest[None], len(pushes), axis=0), np.array(pushes), eye)
    run = Run((states - rest) * proportions.head_scale, shown[1:])
    return replace(part, mesh="Face", morphs=Morphs(played.names, (run,)))


def hung(part: Part, skin: Part) -> Part:
    """The part moved as a whole by the morphs of the skin's vertex that is nearest to its middle."""
    off = np.square(skin.positions - part.positions.mean(axis=0)).sum(axis=1)
    run, vertex = _found(Morphs.of(skin.morphs), int(np.argmin(off)))
    deltas = np.repeat(run.deltas[:, vertex : vertex + 1], len(part.positions), axis=1)
    return replace(part, mesh="Face", morphs=Morphs(tuple(skin.morphs), (Run(deltas, run.states),)))


def _found(morphs: Morphs, vertex: int) -> tuple[Run, int]:
    """The run that a vertex is of, and its number there."""
    ends = np.cumsum([run.deltas.shape[1] for run in morphs.runs])
    number = int(np.searchsorted(ends, vertex, side="right"))
    return morphs.runs[number], vertex - int(ends[number]) + morphs.runs[number].deltas.shape[1]
