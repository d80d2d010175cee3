"""Measures of the figure that several builders need, from the spec's sliders."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from moeforge.spec import AvatarSpec
from moeforge.template.part import F64

METRES_PER_HH = 0.36
"""One head height in metres (RECIPE: 1 HH = 0.36 m gives a 0.89 m avatar)."""


@dataclass(frozen=True)
class Proportions:
    """Lengths in HH."""

    chin: float = 1.46  # height of the chin above the ground; the figure is chin + 1 heads tall
    head_scale: float = 1.0
    build: float = 0.0  # -1 slim .. 1 round
    shoulders: float = 0.0  # -1 narrow .. 1 broad
    hips: float = 0.0  # -1 narrow .. 1 wide
    waist: float = 0.0  # -1 slender .. 1 straight

    @staticmethod
    def of(spec: AvatarSpec) -> "Proportions":
        """Sliders to measures: `height` lengthens the body from 2.2 to 4 heads, gently about its middle.

        `head_size` scales the head, the others widen the body.
        """
        height = spec.sliders["height"]
        return Proportions(
            chin=1.46 + (0.44 * height + 1.10 * height**3 if height > 0 else 0.26 * height),
            head_scale=1.0 + 0.08 * spec.sliders["head_size"],
            build=spec.sliders["build"],
            shoulders=spec.sliders["shoulder_width"],
            hips=spec.sliders["hip_width"],
            waist=spec.sliders["waist"],
        )

    @cached_property
    def k(self) -> float:
        """Body scale against the reference figure of 2.46 heads."""
        return self.chin / 1.46

    def head_to_figure(self, points: F64) -> F64:
        """Head space (HH, origin at the chin level on the axis) to figure space; (..., 3) -> (..., 3)."""
        return points * self.head_scale + np.array([0.0, self.chin, 0.0])

    def figure_to_head(self, points: F64) -> F64:
        """The inverse of `head_to_figure`."""
        return (points - np.array([0.0, self.chin, 0.0])) / self.head_scale
