"""The way from one recipe to another."""

from moeforge.errors import BadSpecError
from moeforge.prior import stream
from moeforge.recipes.blend import Plan, blend
from moeforge.recipes.keys import Key, counted
from moeforge.spec import AvatarSpec, share
from moeforge.terms import MAX_TERMS

MAX_STEPS = 64
"""Recipes of one way."""
_LINKED = {"pattern": "outfit", "hair_length": "hair_style"}
"""Trait -> the one with which it switches."""


def interpolate(a: AvatarSpec, b: AvatarSpec, t: float) -> AvatarSpec:
    """The recipe at `t`: 0 is `a` itself, 1 is `b` itself.

    Sliders go straight, colours straight in OKLab, identities along the arc; each choice and each accessory slot
    switches once, at a place of its own between 0.2 and 0.8. BadSpecError for another t.
    """
    t = share(t, "t")
    if t in (0.0, 1.0):
        return b if t else a
    return blend(a, b, Plan(lambda _: t, lambda key: t > _switch(key), MAX_TERMS))


def way(a: AvatarSpec, b: AvatarSpec, steps: int) -> tuple[AvatarSpec, ...]:
    """`steps` recipes at even distances, from `a` itself to `b` itself; BadSpecError unless 2 to MAX_STEPS."""
    if counted("steps", steps, MAX_STEPS) < 2:
        raise BadSpecError("steps is 1; a way has two ends", field="steps")
    return tuple(interpolate(a, b, i / (steps - 1)) for i in range(steps))


def _switch(key: Key) -> float:
    """Where on the way a trait switches: its own place, the same for all pairs."""
    return stream(0, f"switch/{_LINKED.get(key.id, key.id)}").uniform(0.2, 0.8)
