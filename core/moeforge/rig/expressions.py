"""The expression sets: which morphs an expression drives and what it silences (RECIPE section 5)."""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from moeforge.scene import Expression, MorphBind, Override
from moeforge.template.head import POSE_SETS

FACE_MESH = "Face"

VRM_PRESETS: tuple[tuple[str, Override, Override, Override], ...] = (
    # name, overrideMouth, overrideBlink, overrideLookAt
    ("happy", "block", "block", "none"),
    ("angry", "none", "blend", "none"),
    ("sad", "none", "blend", "none"),
    ("relaxed", "none", "blend", "none"),
    ("surprised", "block", "blend", "none"),
    ("aa", "none", "none", "none"),
    ("ih", "none", "none", "none"),
    ("ou", "none", "none", "none"),
    ("ee", "none", "none", "none"),
    ("oh", "none", "none", "none"),
    ("blink", "none", "none", "none"),
    ("blinkLeft", "none", "none", "none"),
    ("blinkRight", "none", "none", "none"),
    ("lookUp", "none", "none", "none"),
    ("lookDown", "none", "none", "none"),
    ("lookLeft", "none", "none", "none"),
    ("lookRight", "none", "none", "none"),
    ("neutral", "none", "none", "none"),
)
"""VRM 1.0 presets (VRMC_vrm, expressions.md). Lids and mouth add up, so a full-face expression silences the others."""

OVERRIDES: Mapping[str, tuple[Override, Override, Override]] = MappingProxyType(
    {"squeeze": ("none", "block", "block"), "dizzy": ("none", "block", "block"), "sparkle": ("none", "blend", "none")}
)
"""Custom expressions that silence others: overrideMouth, overrideBlink, overrideLookAt."""

MORPH_ORDER: tuple[str, ...] = (
    *(name for name, *_ in VRM_PRESETS),
    *(name for key, poses in POSE_SETS.items() if key != "vrm" for name in poses),
)
"""All morphs that a face may have, in the one order in which every mesh holds those that it has."""


def expressions(morphs: Iterable[str], sets: Sequence[str]) -> tuple[Expression, ...]:
    """The expressions of some sets of POSE_SETS: those of `vrm` are presets, all others custom ones.

    Each is bound to the face morph of its name; KeyError if the face lacks one.
    """
    have = set(morphs)
    presets = vrm_expressions(have) if "vrm" in sets else ()
    names = [name for key, poses in POSE_SETS.items() if key in sets and key != "vrm" for name in poses]
    _check(names, have)
    return (*presets, *map(_custom, names))


def _custom(name: str) -> Expression:
    mouth, blink, look = OVERRIDES.get(name, ("none", "none", "none"))
    bind = MorphBind(FACE_MESH, name)
    return Expression(
        name, (bind,), preset=False, override_mouth=mouth, override_blink=blink, override_look_at=look
    )  # fmt: skip


def _check(names: Iterable[str], have: set[str]) -> None:
    if missing := [name for name in names if name not in have]:
        raise KeyError(f"the face has no morph for {missing}")


def vrm_expressions(morphs: Iterable[str]) -> tuple[Expression, ...]:
    """One expression for each preset, bound to the face morph of its name; KeyError if the face lacks one."""
    _check((name for name, *_ in VRM_PRESETS), set(morphs))
    return tuple(
        Expression(
            name, (MorphBind(FACE_MESH, name),), override_mouth=mouth, override_blink=blink, override_look_at=look
        )
        for name, mouth, blink, look in VRM_PRESETS
    )
