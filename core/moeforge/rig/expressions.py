"""The expression sets: which morphs an expression drives and what it silences (RECIPE section 5)."""

from collections.abc import Iterable

from moeforge.scene import Expression, MorphBind, Override

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

MORPH_ORDER: tuple[str, ...] = tuple(name for name, *_ in VRM_PRESETS)


def vrm_expressions(morphs: Iterable[str]) -> tuple[Expression, ...]:
    """One expression for each preset, bound to the face morph of its name; KeyError if the face lacks one."""
    have = set(morphs)
    if missing := [name for name in MORPH_ORDER if name not in have]:
        raise KeyError(f"the face has no morph for {missing}")
    return tuple(
        Expression(
            name, (MorphBind(FACE_MESH, name),), override_mouth=mouth, override_blink=blink, override_look_at=look
        )
        for name, mouth, blink, look in VRM_PRESETS
    )
