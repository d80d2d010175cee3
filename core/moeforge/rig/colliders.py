"""Spheres and capsules that swinging hair and cloth must not enter, by body part."""

from collections.abc import Mapping
from dataclasses import dataclass

from moeforge.scene import Vec3
from moeforge.template.body.measures import Measures
from moeforge.template.proportions import Proportions


@dataclass(frozen=True, slots=True)
class Volume:
    """A sphere, or a capsule when `tail` is given; HH, relative to the bone's position."""

    bone: str
    offset: Vec3
    radius: float
    tail: Vec3 | None = None


def volumes(p: Proportions) -> Mapping[str, tuple[Volume, ...]]:
    """Collider groups by the names that `Chain.collides` uses (lengths: RECIPE section 2, RECIPE2 section 1)."""
    s, k, m = p.head_scale, p.k, Measures(p)
    chest = 0.128 * m.torso * m.row("A")
    return {
        "head": (Volume("head", (0.0, 0.50 * s, -0.02 * s), 0.46 * s), Volume("head", (0.0, 0.26 * s, 0.0), 0.40 * s)),
        "chest": (Volume("chest", (0.0, 0.02, -0.005), chest, (0.0, 0.15 * k, -0.005)),),
        "hips": (Volume("spine", (0.0, -0.10 * k, 0.0), 0.15 * m.torso * m.row("H"), (0.0, 0.10 * k, 0.0)),),
        "arms": tuple(
            Volume(f"{side}UpperArm", (0.0, 0.0, 0.0), 0.055 * m.limb, (sign * 0.19 * k, 0.0, 0.0))
            for side, sign in (("left", 1.0), ("right", -1.0))
        ),
        **{
            f"{side}_leg": (Volume(f"{side}UpperLeg", (0.0, -0.02, 0.0), 0.085 * m.limb, (0.0, -0.22 * k, 0.0)),)
            for side in ("left", "right")
        },
    }
