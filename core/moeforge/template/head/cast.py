"""The poses to build and, of each organ, the different states among them: every state is built once."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import TypeVar

import numpy as np

from moeforge.template.head import flesh
from moeforge.template.head.mouth import Told, told
from moeforge.template.head.pose import Brow, Lid, Mouth, Pose, Side
from moeforge.template.part import F64, I64

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True)
class Cast:
    """P poses, the first one the face at rest. `..._left[p]` is the index of pose p's state.

    The skin of a left half depends on lids, lips and flesh of both; the right half of a pose is the left half of the
    mirrored pose. There are U different halves.
    """

    names: tuple[str, ...]  # of the P - 1 morphs
    poses: tuple[Pose, ...]
    lids: tuple[Lid, ...]
    lid_left: I64
    lid_right: I64
    brows: tuple[Brow, ...]
    brow_left: I64
    brow_right: I64
    mouths: tuple[Mouth, ...]
    talk: I64  # (P,) which of the T different mouths on different flesh
    talk_mouth: I64  # (T,)
    talk_flesh: F64  # (T, F) as flesh.amounts
    half_left: I64  # (P,) which of the halves
    half_right: I64  # (P,) seen in the mirror
    half_near: I64  # (U,) the lid of the half itself
    half_far: I64  # (U,) the other half's
    half_mouth: I64  # (U,)
    half_flesh: F64  # (U, F)

    @cached_property
    def told(self) -> Told:
        """The numbers of `mouths`."""
        return told(self.mouths)

    @cached_property
    def closed(self) -> F64:
        """(states, 2) close and arch of the lids."""
        return np.array([(lid.close, lid.arch) for lid in self.lids])


_AT_REST: Mapping[str, Pose] = MappingProxyType({})


class _Table:
    """A table of poses that equals itself alone: to hash 85 poses takes a while."""

    def __init__(self, poses: Mapping[str, Pose]) -> None:
        self.poses = poses

    def __hash__(self) -> int:
        return id(self.poses)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Table) and self.poses is other.poses


def cast(table: Mapping[str, Pose]) -> Cast:
    """The cast of a table of poses, which must not change: what was made of it is kept."""
    return _cast(_Table(table or _AT_REST))


@lru_cache(maxsize=32)
def _cast(table: _Table) -> Cast:
    names, poses = tuple(table.poses), (Pose(), *table.poses.values())
    n = len(poses)
    halves, half = distinct([_soft(p) for p in poses] + [_soft(p.mirrored) for p in poses])
    left, right = half[:n], half[n:]
    lids, lid = distinct([p.left.lid for p in halves] + [p.right.lid for p in halves])
    near, far = lid[: len(halves)], lid[len(halves) :]
    brows, brow = distinct([p.left.brow for p in poses] + [p.right.brow for p in poses])
    mouths, said = distinct([p.mouth for p in halves])
    pushes, mouth = flesh.amounts(poses), said[left]
    talks, talk = distinct([(int(m), tuple(push)) for m, push in zip(mouth, pushes.tolist(), strict=True)])
    talk_mouth, talk_flesh = np.array([m for m, _ in talks]), np.array([push for _, push in talks])
    return Cast(
        names, poses, lids, near[left], near[right], brows, brow[:n], brow[n:], mouths, talk, talk_mouth, talk_flesh,
        left, right, near, far, said, flesh.amounts(halves),
    )  # fmt: skip


def _soft(pose: Pose) -> Pose:
    """The pose without what the skin does not feel: brows and gaze."""
    left, right = (Side(lid=side.lid, cheek=side.cheek, sneer=side.sneer) for side in (pose.left, pose.right))
    return Pose(left, right, pose.mouth)


def distinct(items: Sequence[T]) -> tuple[tuple[T, ...], I64]:
    """The different items in order of appearance, and for every item its index among them."""
    order = {item: i for i, item in enumerate(dict.fromkeys(items))}
    return tuple(order), np.array([order[item] for item in items])
