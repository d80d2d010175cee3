"""One row per hair style of the catalogue: which parts it is made of."""

from collections.abc import Mapping
from types import MappingProxyType

from moeforge.template.hair.braid import Braid, Halo
from moeforge.template.hair.coil import Bun, Drill
from moeforge.template.hair.comb import UPPER, WHOLE, Comb, half
from moeforge.template.hair.cropped import Bald, Buzz
from moeforge.template.hair.growth import Style
from moeforge.template.hair.lock_style import LockStyle, Wave
from moeforge.template.hair.puffs import Afro, Puff
from moeforge.template.hair.ropes import Cornrows, Hanging
from moeforge.template.hair.spine import Spine
from moeforge.template.hair.springs import Fan
from moeforge.template.hair.tail import Tail
from moeforge.template.hair.twist import Twists

_Place = tuple[float, float]
_SIDES = (-1.0, 1.0)
_HIGH, _BUNS, _LOW = ((112.0, 0.60), (96.0, 0.40), (136.0, 1.36))
_PUFFS = (104.0, 0.46)
_HIGH_BACK, _HALF_BACK, _LOW_BACK, _HIGH_SIDE = (180.0, 0.56), (180.0, 0.62), (180.0, 1.30), (104.0, 0.62)
_FRAME = Fan((-66.0, 66.0), 0.95, 2, hug=0.5, reach=50.0)  # the chains stay off the head's colliders
_LONG = (-112.0, 112.0, -160.0, 160.0)
_SHORT = Fan((-84.0, 84.0, -140.0, 140.0), 0.9, 1, hug=0.25)
_ANY, _CALM = ("points", "sweep", "centre", "wisps"), ("points", "centre", "wisps")


def _pair(tie: _Place) -> tuple[_Place, _Place]:
    """The tie on both sides, right first."""
    return (-tie[0], tie[1]), tie


def _halves(tie: _Place, count: int = 9, *, bare: bool = False) -> tuple[Comb, ...]:
    """Hair parted in the middle and combed to a tie on each side."""
    return tuple(Comb(t, half(side, bare=bare), count) for t, side in zip(_pair(tie), _SIDES, strict=True))


STYLES: Mapping[str, Style] = MappingProxyType(
    {
        "bob": LockStyle(_ANY, "bob", Fan((-78.0, 78.0, -118.0, 118.0, -160.0, 160.0), 0.95, 2), "bob"),
        "short": LockStyle(("points", "sweep", "wisps"), "short", _SHORT, "short"),
        "long": LockStyle(_ANY, "long", Fan((-76.0, 76.0, *_LONG), 1.0, 3), "long"),
        "twintails": LockStyle(
            _CALM, "framing", _FRAME, combs=_halves(_HIGH),
            hangs=tuple(Tail(Spine(t, 0.27, 0.10, 1.34, flick=0.24), 0.205) for t in _pair(_HIGH)),
        ),
        "ponytail": LockStyle(
            _ANY, "framing", _FRAME, combs=(Comb(_HIGH_BACK, WHOLE, 18),),
            hangs=(Tail(Spine(_HIGH_BACK, 0.32, 0.13, 1.30, flick=0.26), 0.245, locks=8),),
        ),
        "hime": LockStyle(("straight",), "cut", Fan((-88.0, 88.0, *_LONG), 1.0, 3), "hime"),
        "afro": Afro(),
        "pixie": LockStyle(("pixie",), "pixie", Fan((-140.0, 140.0), 0.9, 1, hug=0.5), "pixie"),
        "spiky": LockStyle(("spikes",), "spikes", _SHORT, "spikes", lift=0.10),
        "undercut": LockStyle(("top",), shaved=True),
        "wavy": LockStyle(
            ("centre", "sweep", "curtain"), "curls", Fan((-76.0, 76.0, *_LONG), 1.0, 3), "waves",
            wave=Wave(5.4, 0.036, 2.2),
        ),
        "curly": LockStyle(
            ("curtain",), "curls", Fan((-76.0, 76.0, *_LONG), 1.0, 2), "curls", wave=Wave(5.4, 0.036, 3.4), lift=0.10
        ),
        "braid": LockStyle(
            _ANY, "framing", _FRAME, combs=(Comb(_LOW_BACK, WHOLE, 18),),
            hangs=(Braid(Spine(_LOW_BACK, 0.16, -0.06, 1.05), 0.125, pairs=9),),
        ),
        "twin_braids": LockStyle(
            _CALM, "framing", _FRAME, combs=_halves(_LOW, 8),
            hangs=tuple(
                Braid(Spine(t, 0.12, -0.05, 0.98, (0.10 * s, 0.34)), 0.102, pairs=7)
                for t, s in zip(_pair(_LOW), _SIDES, strict=True)
            ),
        ),
        "crown_braid": LockStyle(
            _CALM, "framing", _FRAME, combs=(Comb((180.0, 0.02), WHOLE, 18),), hangs=(Halo(),), lift=0.09
        ),
        "low_ponytail": LockStyle(
            _ANY, "framing", _FRAME, combs=(Comb(_LOW_BACK, WHOLE, 18),),
            hangs=(Tail(Spine(_LOW_BACK, 0.19, -0.02, 1.12, flick=0.20), 0.205, locks=8),),
        ),
        "side_ponytail": LockStyle(
            ("sweep", "wisps", "points"), "framing", _FRAME, combs=(Comb(_HIGH_SIDE, WHOLE, 18),),
            hangs=(Tail(Spine(_HIGH_SIDE, 0.30, 0.11, 1.28, flick=0.26), 0.235, locks=8),),
        ),
        "low_twintails": LockStyle(
            _CALM, "framing", _FRAME, combs=_halves(_LOW),
            hangs=tuple(
                Tail(Spine(t, 0.14, -0.05, 1.04, (0.10 * s, 0.30), 0.16), 0.170)
                for t, s in zip(_pair(_LOW), _SIDES, strict=True)
            ),
        ),
        "bun": LockStyle(
            _ANY, "framing", _FRAME, combs=(Comb((180.0, 0.40), WHOLE, 18),),
            hangs=(Bun((180.0, 0.40), 0.235, rise=0.35),),
        ),
        "two_buns": LockStyle(
            _CALM, "framing", _FRAME, combs=_halves(_BUNS), hangs=tuple(Bun(t) for t in _pair(_BUNS))
        ),
        "half_up": LockStyle(
            _ANY, "long", Fan((-76.0, 76.0, *_LONG), 1.0, 3), "half", combs=(Comb(_HALF_BACK, UPPER, 12, 0.050),),
            hangs=(
                Tail(Spine(_HALF_BACK, 0.27, 0.09, 0.92, flick=0.20), 0.205, joints=2, tip=0.66), Twists(),
            ),
        ),
        "drills": LockStyle(
            _CALM, "framing", _FRAME, combs=_halves(_HIGH),
            hangs=tuple(Drill(Spine(t, 0.20, 0.06, 1.02)) for t in _pair(_HIGH)),
        ),
        "wolf_cut": LockStyle(
            ("points", "wisps", "sweep"), "shag", Fan((-80.0, 80.0, -130.0, 130.0, 180.0), 0.95, 2), "wolf", lift=0.09
        ),
        "messy": LockStyle(
            ("spikes", "points"), "spikes", Fan((-84.0, 84.0, -120.0, 120.0, 180.0), 0.95, 2), "messy", lift=0.09
        ),
        "side_swept": LockStyle(
            ("sweep",), "one", Fan((76.0, 100.0, 130.0, 164.0, 220.0), 1.0, 3), "one"
        ),
        "bald": Bald(),
        "buzz": Buzz(),
        "cornrows": Cornrows(),
        "box_braids": Hanging(
            0.062, 0.13, 2.25, 10, Fan((-84.0, 84.0, -118.0, 118.0, -160.0, 160.0), 0.95, 2), vary=0.12, jitter=0.26
        ),
        "locs": Hanging(
            0.074, 0.09, 1.88, 10, Fan((-84.0, 84.0, -130.0, 130.0, 180.0), 0.95, 2), 4.0, 1.3, vary=0.28, jitter=0.36,
            flare=0.10,
        ),
        "coily": Afro(120, (0.15, 0.23), 0.99, 0.06, 0.15),
        "afro_puffs": LockStyle(
            ("none",), combs=_halves(_PUFFS, bare=True), hangs=tuple(Puff(t) for t in _pair(_PUFFS)), shaved=True
        ),
    }
)  # fmt: skip
