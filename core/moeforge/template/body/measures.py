"""How the reference body of 2.46 heads stretches to other heights and builds (RECIPE2 section 1, Parameters)."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from moeforge.template.body import rings
from moeforge.template.part import F64
from moeforge.template.proportions import Proportions

REFERENCE_CHIN = 1.46
HEAD_ROOM = 0.14
"""The neck ends this far above the chin (HH of the head), inside the skull, whose underside lies at .10."""


@dataclass(frozen=True)
class Measures:
    """Scale factors and joints of one figure."""

    proportions: Proportions

    @cached_property
    def torso(self) -> float:
        """Girth of the torso."""
        return self.proportions.k**0.46 * (1.0 + 0.22 * self.proportions.build)

    @cached_property
    def shoulders(self) -> float:
        """Width of the chest and distance of the shoulders over the torso's girth."""
        return 1.0 + 0.20 * self.proportions.shoulders

    @cached_property
    def hips(self) -> float:
        """Width of the pelvis and distance of the legs over the torso's girth."""
        return 1.0 + 0.17 * self.proportions.hips

    @cached_property
    def waist(self) -> float:
        """Width of the waist over the torso's girth; a round build has a belly."""
        return 1.0 + 0.20 * self.proportions.waist + rings.BELLY * self.proportions.build

    def row(self, name: str) -> float:
        """Width of a torso row over the torso's girth."""
        share = rings.WIDENED.get(name, (0.0, 0.0, 0.0))
        return 1.0 + sum(s * (f - 1.0) for s, f in zip(share, (self.shoulders, self.waist, self.hips), strict=True))

    @cached_property
    def leg_x(self) -> float:
        """x of the left leg's axis."""
        return rings.LEG_X * self.torso * self.hips

    @cached_property
    def limb(self) -> float:
        """Girth of legs and arms; tall figures get a little more, or their legs look thin."""
        growth = rings.LIMB_GROWTH[self.proportions.k > 1.0]
        return self.proportions.k**growth * (1.0 + 0.20 * self.proportions.build)

    @cached_property
    def neck(self) -> float:
        """Girth of the neck."""
        return self.proportions.k**0.25

    @cached_property
    def hand(self) -> float:
        """Scale of the hand and of the wrist."""
        return rings.HAND_SCALE * self.proportions.k**0.25

    @cached_property
    def reach(self) -> float:
        """Length of the arms."""
        return self.proportions.k

    def height(self, y: F64 | float) -> F64:
        """Height on the reference figure to height on this one; any shape."""
        line = rings.LEG_LINE * self.proportions.k**rings.LEG_GROWTH
        reference = (0.0, rings.UNSCALED, rings.LEG_LINE, REFERENCE_CHIN)
        return np.asarray(np.interp(y, reference, (0.0, rings.UNSCALED, line, self.proportions.chin)))

    def leg_girth(self, y: F64 | float) -> F64:
        """Girth factor of the leg: 1 at the ankle, the limb's from the calf upwards; any shape."""
        return np.asarray(np.interp(y, (rings.UNSCALED, 0.205), (1.0, self.limb)))

    @property
    def neck_top(self) -> float:
        """Height of the neck's end inside the head."""
        return self.proportions.chin + HEAD_ROOM * self.proportions.head_scale

    @cached_property
    def shoulder(self) -> F64:
        """The left shoulder joint, (3,)."""
        x, y, z = rings.SHOULDER
        return np.array([x * self.torso * self.shoulders, float(self.height(y)), z * self.torso])

    def leg_joint(self, joint: tuple[float, float, float]) -> F64:
        """A left leg joint of the tables on this figure, (3,)."""
        x, y, z = joint
        return np.array([x * self.torso * self.hips, float(self.height(y)), z * float(self.leg_girth(y))])
