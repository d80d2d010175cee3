"""One row per hair style of the catalogue: which parts it is made of."""

from collections.abc import Mapping
from types import MappingProxyType

from moeforge.template.hair.comb import WHOLE, Comb, half
from moeforge.template.hair.growth import Style
from moeforge.template.hair.lock_style import LockStyle
from moeforge.template.hair.puffs import Afro
from moeforge.template.hair.springs import Fan
from moeforge.template.hair.tail import Tail

_HIGH_SIDES = tuple((side * 112.0, 0.60) for side in (-1.0, 1.0))
_HIGH_BACK = (180.0, 0.56)
_FRAME = Fan((-66.0, 66.0), 0.95, 2)
_LONG = (-110.0, 110.0, -142.0, 142.0, -170.0, 170.0)

STYLES: Mapping[str, Style] = MappingProxyType(
    {
        "bob": LockStyle(
            ("points", "sweep", "centre"), "bob", Fan((-78.0, 78.0, -118.0, 118.0, -160.0, 160.0), 0.95, 2), "bob"
        ),
        "short": LockStyle(("points", "sweep"), "short", Fan((-84.0, 84.0, -140.0, 140.0), 0.9, 1, hug=0.25), "short"),
        "long": LockStyle(("points", "sweep", "centre"), "long", Fan((-76.0, 76.0, *_LONG), 1.0, 3), "long"),
        "twintails": LockStyle(
            ("points", "centre"), "framing", _FRAME,
            combs=tuple(Comb(tie, half(side), 11) for tie, side in zip(_HIGH_SIDES, (-1.0, 1.0), strict=True)),
            tails=tuple(Tail(tie, out=0.24, lift=0.05, length=1.32, radius=0.17) for tie in _HIGH_SIDES),
        ),
        "ponytail": LockStyle(
            ("sweep", "points", "centre"), "framing", _FRAME,
            combs=(Comb(_HIGH_BACK, WHOLE, 20),),
            tails=(Tail(_HIGH_BACK, out=0.30, lift=0.10, length=1.25, radius=0.22, locks=8),),
        ),
        "hime": LockStyle(("straight",), "cut", Fan((-88.0, 88.0, *_LONG), 1.0, 3), "hime"),
        "afro": Afro(),
    }
)  # fmt: skip
