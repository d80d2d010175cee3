"""The 15 visemes of Oculus LipSync (OVRLipSync.Viseme), under the names that VRChat and others give their morphs."""

from collections.abc import Mapping
from types import MappingProxyType

from moeforge.template.head.pose import Mouth, Pose, lips

OCULUS: Mapping[str, Pose] = MappingProxyType(
    {
        "viseme_sil": lips(Mouth(0.97, smile=0.75)),
        "viseme_PP": lips(Mouth(0.84, smile=0.3, pout=0.006, rolled=(0.4, 0.6))),
        "viseme_FF": lips(Mouth(1.02, 0.012, 0.006, power=3.0, smile=0.4, rolled=(0, 0.9))),
        "viseme_TH": lips(Mouth(1.08, 0.008, 0.024, power=2.8, smile=0.4, tongue=0.45)),
        "viseme_DD": lips(Mouth(1.10, 0.008, 0.028, power=2.8, smile=0.5)),
        "viseme_kk": lips(Mouth(1.18, 0.010, 0.036, power=2.6, smile=0.5)),
        "viseme_CH": lips(Mouth(0.72, 0.016, 0.028, power=2.6, smile=0.0, pout=0.014)),
        "viseme_SS": lips(Mouth(1.26, 0.008, 0.016, 0.004, 3.4, 0.6)),
        "viseme_nn": lips(Mouth(1.00, 0.006, 0.020, power=2.4, smile=0.5)),
        "viseme_RR": lips(Mouth(0.78, 0.012, 0.030, power=2.2, smile=0.1, pout=0.010)),
        "viseme_aa": lips(Mouth(1.28, 0.012, 0.080, 0.008, 2.6, 0.6)),
        "viseme_E": lips(Mouth(1.26, 0.010, 0.050, 0.012, 2.6, 0.6)),
        "viseme_I": lips(Mouth(1.36, 0.008, 0.034, 0.008, 3.0, 0.7)),
        "viseme_O": lips(Mouth(0.84, 0.022, 0.060, 0.0, 2.2, 0)),
        "viseme_U": lips(Mouth(0.54, 0.014, 0.034, 0.0, 2.1, 0, pout=0.014)),
    }
)
"""Name -> pose, in the order of OVRLipSync."""
