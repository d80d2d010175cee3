"""Human bones and expression presets of both VRM versions, as data.

VRM 1.0: VRMC_vrm-1.0/humanoid.md and expressions.md; VRM 0.x: schema vrm.humanoid.bone and vrm.blendshape.group
(vrm-c/vrm-specification @ 3942748).
"""

from collections.abc import Mapping

_SIDES = ("left", "right")
_FINGERS = ("Index", "Middle", "Ring", "Little")
_LIMBS = ("UpperLeg", "LowerLeg", "Foot", "UpperArm", "LowerArm", "Hand")

REQUIRED_VRM1 = ("hips", "spine", "head", *(side + limb for side in _SIDES for limb in _LIMBS))
REQUIRED_VRM0 = (*REQUIRED_VRM1, "chest", "neck")

_OPTIONAL = ("chest", "upperChest", "neck", "jaw", "leftEye", "rightEye")
_OPTIONAL_SIDED = (
    "Shoulder", "Toes", "ThumbMetacarpal", "ThumbProximal", "ThumbDistal",
    *(finger + joint for finger in _FINGERS for joint in ("Proximal", "Intermediate", "Distal")),
)  # fmt: skip

VRM1_BONES = frozenset((*REQUIRED_VRM1, *_OPTIONAL, *(side + bone for side in _SIDES for bone in _OPTIONAL_SIDED)))

VRM0_THUMBS: Mapping[str, str] = {
    side + new: side + old
    for side in _SIDES
    for new, old in (("ThumbMetacarpal", "ThumbProximal"), ("ThumbProximal", "ThumbIntermediate"))
}
"""VRM 1.0 thumb bone -> its 0.x name; every other bone has the same name in both."""

PRESETS: Mapping[str, tuple[str, str]] = {
    "neutral": ("Neutral", "neutral"),
    "aa": ("A", "a"),
    "ih": ("I", "i"),
    "ou": ("U", "u"),
    "ee": ("E", "e"),
    "oh": ("O", "o"),
    "blink": ("Blink", "blink"),
    "blinkLeft": ("Blink_L", "blink_l"),
    "blinkRight": ("Blink_R", "blink_r"),
    "happy": ("Joy", "joy"),
    "angry": ("Angry", "angry"),
    "sad": ("Sorrow", "sorrow"),
    "relaxed": ("Fun", "fun"),
    "surprised": ("Surprised", "unknown"),
    "lookUp": ("LookUp", "lookup"),
    "lookDown": ("LookDown", "lookdown"),
    "lookLeft": ("LookLeft", "lookleft"),
    "lookRight": ("LookRight", "lookright"),
}
"""VRM 1.0 preset -> (name, presetName) of VRM 0.x, which has no preset for surprise."""
