"""The 52 blend shapes of ARKit, Apple's names and meanings (ARFaceAnchor.BlendShapeLocation; RECIPE2 section 6).

Left and right are the avatar's own. The shapes are added by trackers in any mix, so each moves little but its own
part: lids stay where they are when eyes turn, and lips keep their order in every sum but mouthClose's, which undoes
the opening of jawOpen and means nothing without it.
"""

from collections.abc import Mapping
from types import MappingProxyType

from moeforge.template.head.pose import Brow, Lid, LipSide, Mouth, Pose, Side, both, lips

_LEFT: Mapping[str, Side] = MappingProxyType(
    {
        "eyeBlink": Side(Lid(close=1.0)),
        "eyeLookDown": Side(gaze=(0, -1)),
        "eyeLookIn": Side(gaze=(-1, 0)),
        "eyeLookOut": Side(gaze=(1, 0)),
        "eyeLookUp": Side(gaze=(0, 1)),
        "eyeSquint": Side(Lid(inner=0.16, outer=0.16, rise=0.50)),
        "eyeWide": Side(Lid(wide=0.14)),
        "browDown": Side(brow=Brow(-0.050, -0.012, 0.5)),
        "browOuterUp": Side(brow=Brow(0.006, 0.050, 1.2)),
        "cheekSquint": Side(Lid(rise=0.28), cheek=0.014),
        "noseSneer": Side(Lid(inner=0.08, rise=0.08), Brow(-0.024, 0.0, 0.9), sneer=0.018),
    }
)
"""Shapes of the left eye, brow, cheek and nose; those of the right are their mirror images."""

_LIPS_LEFT: Mapping[str, LipSide] = MappingProxyType(
    {
        "mouthSmile": LipSide(corner=0.048, out=0.018),
        "mouthFrown": LipSide(corner=-0.042, out=0.004),
        "mouthDimple": LipSide(corner=0.006, out=0.016),
        "mouthStretch": LipSide(corner=-0.012, out=0.034),
        "mouthPress": LipSide(corner=-0.003, out=-0.018, press=1.0),
        "mouthLowerDown": LipSide(down=0.026),
        "mouthUpperUp": LipSide(up=0.022),
    }
)

_MOUTHS: Mapping[str, Mouth] = MappingProxyType(
    {
        "jawForward": Mouth(0.90, corner=-0.012, smile=0.3, shift=(0, -0.009), pout=0.016, jaw=(0, 0.040)),
        "jawLeft": Mouth(0.98, shift=(0.020, -0.006), right=LipSide(corner=0.006), jaw=(0.024, 0)),
        "jawOpen": Mouth(1.02, 0.006, 0.088, power=2.4, smile=0.8),
        "mouthClose": Mouth(0.98, -0.006, -0.0935, power=2.4, smile=0.95, shift=(0, -0.010), rolled=(0, 1), tuck=0.010),
        "mouthFunnel": Mouth(0.60, 0.022, 0.042, power=2.1, smile=0.5, pout=0.016),
        "mouthPucker": Mouth(0.56, 0.010, 0.014, power=2.0, smile=0.5, pout=0.020),
        "mouthLeft": Mouth(0.94, shift=(0.036, 0.004), left=LipSide(corner=0.014)),
        "mouthRollLower": Mouth(1.04, smile=0.8, shift=(0, 0.005), pout=-0.004, rolled=(0, 1)),
        "mouthRollUpper": Mouth(1.04, smile=0.8, shift=(0, -0.005), pout=-0.004, rolled=(1, 0)),
        "mouthShrugLower": Mouth(0.96, corner=-0.014, smile=0.6, shift=(0, 0.012), pout=0.006),
        "mouthShrugUpper": Mouth(0.92, up=0.005, corner=-0.006, smile=0.8, shift=(0, 0.010), pout=0.006),
        "tongueOut": Mouth(1.0, 0.004, 0.020, tongue=1.0),
    }
)

_PAIRED: Mapping[str, Pose] = MappingProxyType(
    {
        **{name: Pose(left=side) for name, side in _LEFT.items()},
        **{name: lips(Mouth(left=side)) for name, side in _LIPS_LEFT.items()},
    }
)

ARKIT: Mapping[str, Pose] = MappingProxyType(
    {
        **{f"{name}Left": pose for name, pose in _PAIRED.items()},
        **{f"{name}Right": pose.mirrored for name, pose in _PAIRED.items()},
        **{name: lips(mouth) for name, mouth in _MOUTHS.items()},
        "jawRight": lips(_MOUTHS["jawLeft"].mirrored),
        "mouthRight": lips(_MOUTHS["mouthLeft"].mirrored),
        "browInnerUp": both(Lid(), Brow(0.052, 0.004, 1.1)),
        "cheekPuff": Pose(Side(cheek=0.050), Side(cheek=0.050), Mouth(0.80, smile=0.4, pout=0.006)),
    }
)
"""Name -> pose; 52 of them."""
