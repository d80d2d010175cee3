"""Faces of comics that no muscle makes: what the lids do under tears, stars, spirals and the like.

Their drawings are built by emotes.py; a face of this table without a drawing there would be an error.
"""

from collections.abc import Mapping
from types import MappingProxyType

from moeforge.template.head.pose import Brow, Lid, Mouth, Pose, both

_SHUT = Lid(close=1.0, bare=1.0)

ANIME: Mapping[str, Pose] = MappingProxyType(
    {
        "tears": both(Lid(outer=0.06, rise=0.2)),
        "sparkle": both(Lid(wide=0.06), Brow(0.012, 0.012, 1.1)),
        "squeeze": both(_SHUT, Brow(-0.030, 0.004, 0.6), Mouth(1.0, smile=0.7)),
        "dizzy": both(_SHUT, Brow(0.018, -0.012, 0.7)),
        "blushLines": both(Lid(rise=0.15)),
        "sweatDrop": both(Lid(), Brow(0.014, -0.006)),
        "angerMark": both(Lid(), Brow(-0.030, 0.004, 0.5)),
    }
)
"""Name -> pose."""
