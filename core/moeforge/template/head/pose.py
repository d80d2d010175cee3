"""A face as numbers: what each of the morphs asks of lids, brows and mouth (RECIPE section 5).

The figure at rest is `Pose()`. Every morph is build(its pose) - build(Pose()); a further set of poses (ARKit, visemes)
is a further table. The fields are relative to the avatar's own eye, brow and mouth shape.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Lid:
    """Both lids of one eye. Shares are of the way from open to the closing line."""

    close: float = 0.0  # 1: shut
    arch: float = 0.0  # 0: closing line of a blink, 1: of a laugh
    inner: float = 0.0  # the upper lid's inner half lowered by this share more
    outer: float = 0.0  # its outer half
    wide: float = 0.0  # opening enlarged by this share
    rise: float = 0.0  # lower lid raised by this share
    bare: float = 0.0  # lashes gone by this share


@dataclass(frozen=True, slots=True)
class Brow:
    """One brow: its ends raised, in HH; `arc` is the share of its bow."""

    inner: float = 0.0
    outer: float = 0.0
    arc: float = 1.0


@dataclass(frozen=True, slots=True)
class Side:
    """One half of the face. `gaze` turns the iris: (outwards, up), in shares of the greatest gaze; `iris`: its size."""

    lid: Lid = field(default_factory=Lid)
    brow: Brow = field(default_factory=Brow)
    gaze: tuple[float, float] = (0.0, 0.0)
    cheek: float = 0.0  # puffed out, HH
    sneer: float = 0.0  # side of the nose raised, HH
    iris: float = 1.0


@dataclass(frozen=True, slots=True)
class LipSide:
    """What one half of the mouth adds, in HH: corner raised, corner outwards, upper lip up, lower lip down."""

    corner: float = 0.0
    out: float = 0.0
    up: float = 0.0
    down: float = 0.0
    press: float = 0.0  # share: its line straight and bold


@dataclass(frozen=True, slots=True)
class Mouth:
    """Lips. Lengths in HH. A negative `up` or `down` undoes the opening of a pose that it is added to."""

    width: float = 1.0  # factor
    up: float = 0.0  # upper lip above the line, at the middle
    down: float = 0.0  # lower lip below it
    corner: float = 0.0  # corners raised
    power: float = 2.6  # of the opening's outline: 2 round, 3 boxy
    smile: float = 1.0  # share of the designed smile and wave
    wave: float = 0.0  # the line wavers by this, HH
    left: LipSide = field(default_factory=LipSide)
    right: LipSide = field(default_factory=LipSide)
    shift: tuple[float, float] = (0.0, 0.0)  # of the whole mouth: towards the avatar's left, up
    pout: float = 0.0  # lips forwards
    jaw: tuple[float, float] = (0.0, 0.0)  # chin: towards the avatar's left, forwards
    rolled: tuple[float, float] = (0.0, 0.0)  # share of the upper, the lower lip's line rolled inwards
    tongue: float = 0.0  # 0: inside, 1: out over the lower lip
    tuck: float = 0.0  # lower lip and its skin backwards, HH: raised over the upper lip it lies behind it

    @property
    def mirrored(self) -> "Mouth":
        """The same mouth in a mirror."""
        (x, y), (jaw, forwards) = self.shift, self.jaw
        return replace(self, left=self.right, right=self.left, shift=(0.0 - x, y), jaw=(0.0 - jaw, forwards))


@dataclass(frozen=True, slots=True)
class Pose:
    """A whole face."""

    left: Side = field(default_factory=Side)
    right: Side = field(default_factory=Side)
    mouth: Mouth = field(default_factory=Mouth)

    @property
    def mirrored(self) -> "Pose":
        """The same face in a mirror."""
        return Pose(self.right, self.left, self.mouth.mirrored)


def both(
    lid: Lid, brow: Brow | None = None, mouth: Mouth | None = None, gaze: tuple[float, float] = (0, 0),
    iris: float = 1.0,
) -> Pose:  # fmt: skip
    """A face with equal halves, both eyes looking (towards the avatar's left, up)."""
    (x, y), brow = gaze, brow or Brow()
    left, right = (Side(lid, brow, (out, y), iris=iris) for out in (x, 0.0 - x))
    return Pose(left, right, mouth or Mouth())


def lips(mouth: Mouth) -> Pose:
    """A face at rest but for its mouth."""
    return Pose(mouth=mouth)


_SHUT = Lid(close=1.0)
_BLINK_LEFT = Pose(left=Side(_SHUT, Brow(-0.006, -0.006)))

VRM: Mapping[str, Pose] = MappingProxyType(
    {
        "happy": both(Lid(close=1, arch=1), Brow(0.015, 0.015, 1.2), Mouth(1.36, 0.0, 0.078, 0.018, 2.6)),
        "angry": both(Lid(inner=0.26, rise=0.10), Brow(-0.064, 0.016, 0.2), Mouth(0.80, corner=-0.022, smile=0)),
        "sad": both(
            Lid(outer=0.25, rise=0.06),
            Brow(0.064, -0.036, 0.5),
            Mouth(0.78, corner=-0.017, smile=0, wave=0.0036),
            gaze=(0, -0.3),
        ),
        "relaxed": both(
            Lid(outer=0.36, inner=0.10, rise=0.13), Brow(0.022, -0.006, 1.3), Mouth(1.20, corner=0.024, smile=0.6)
        ),
        "surprised": both(Lid(wide=0.12), Brow(0.05, 0.05, 1.3), Mouth(0.64, 0.022, 0.050, 0.0, 2.1, 0), iris=0.84),
        "aa": both(Lid(), mouth=Mouth(1.30, 0.012, 0.080, 0.008, 2.6, 0.6)),
        "ih": both(Lid(), mouth=Mouth(1.35, 0.008, 0.034, 0.006, 3.0, 0.6)),
        "ou": both(Lid(), mouth=Mouth(0.56, 0.017, 0.036, 0.0, 2.1, 0)),
        "ee": both(Lid(), mouth=Mouth(1.25, 0.010, 0.050, 0.012, 2.6, 0.6)),
        "oh": both(Lid(), mouth=Mouth(0.85, 0.022, 0.060, 0.0, 2.2, 0)),
        "blink": both(_SHUT, Brow(-0.006, -0.006)),
        "blinkLeft": _BLINK_LEFT,
        "blinkRight": _BLINK_LEFT.mirrored,
        "lookUp": both(Lid(wide=0.04), gaze=(0, 1)),
        "lookDown": both(Lid(close=0.14), gaze=(0, -1)),
        "lookLeft": both(Lid(), gaze=(1, 0)),
        "lookRight": both(Lid(), gaze=(-1, 0)),
        "neutral": both(Lid(close=0.04), Brow(-0.003, -0.003, 0.9), Mouth(0.94, smile=0.35)),
    }
)
"""The 18 presets of VRM 1.0 (VRMC_vrm-1.0, expressions.preset)."""
