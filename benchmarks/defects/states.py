"""What is looked at: twenty faces, five poses, and the views of head and body."""

from collections.abc import Mapping
from types import MappingProxyType

from moeforge.prior import stream
from moeforge.rig.poses import Pose, poses

SETS = ("vrm", "arkit", "oculus", "anime")

EXPRESSIONS: Mapping[str, Mapping[str, float]] = MappingProxyType(
    {
        **{
            name: MappingProxyType({name: 1.0})
            for name in (
                "happy", "angry", "sad", "relaxed", "surprised", "aa", "ou", "ee", "blink", "blinkLeft", "lookDown",
                "jawOpen", "mouthFunnel", "tongueOut", "cheekPuff", "viseme_PP", "squeeze",
            )
        },
        "neutral": MappingProxyType({}),
        "blink+mouthSmile": MappingProxyType({"blink": 1.0, "mouthSmileLeft": 1.0, "mouthSmileRight": 1.0}),
        "jawOpen+mouthPucker": MappingProxyType({"jawOpen": 1.0, "mouthPucker": 1.0}),
    }
)  # fmt: skip
"""Name -> weights of morphs; the last two are sums that trackers send."""

SHUT_EYES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "blink": ("left", "right"),
        "blinkLeft": ("left",),
        "squeeze": ("left", "right"),
        "blink+mouthSmile": ("left", "right"),
    }
)
"""Expressions that shut eyes wholly -> which."""

SHUT_MOUTHS = ("neutral", "blink", "blinkLeft", "lookDown", "viseme_PP", "blink+mouthSmile")
"""Expressions that leave the lips together."""

ALWAYS = ("stand", "sit", "run")
POSES_PER_FIGURE = 5
"""Those of ALWAYS and others drawn by the seed, so that all of the table come up over many figures."""


def poses_of(seed: int) -> tuple[Pose, ...]:
    """Five poses of a figure."""
    rest = [name for name in poses() if name not in ALWAYS]
    return tuple(
        poses()[name] for name in (*ALWAYS, *stream(seed, "defects/poses").sample(rest, POSES_PER_FIGURE - len(ALWAYS)))
    )


FACE_VIEWS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"front": (0.0, 0.0), "left": (40.0, 0.0), "right": (-40.0, 0.0), "low": (0.0, -25.0), "high": (15.0, 25.0)}
)
"""View of the face -> yaw and pitch in degrees."""

HEAD_VIEWS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "head front": (0.0, 5.0), "head left": (90.0, 0.0), "head right": (-90.0, 0.0), "head back": (180.0, 5.0),
        "head back left": (140.0, 10.0), "head back right": (-140.0, 10.0), "head top": (0.0, 70.0),
        "head back top": (180.0, 50.0), "head below": (25.0, -35.0),
    }
)  # fmt: skip
BODY_VIEWS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "body front": (0.0, 5.0), "body half left": (40.0, 5.0), "body half right": (-40.0, 5.0),
        "body side left": (90.0, 5.0), "body side right": (-90.0, 5.0),
        "body back": (180.0, 5.0), "body above": (20.0, 40.0),
    }
)  # fmt: skip
