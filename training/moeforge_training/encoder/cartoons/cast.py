"""Who is drawn in a cartoon: everything that is labelled, and the measures of the face. Drawn from a seed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from moeforge.painter.colors import Rgb, rgb, tone
from moeforge_training.encoder.cartoons.pen import Manner, Rng
from moeforge_training.encoder.heads import HAIR_LENGTHS, HAIR_TIES, HEADWEAR, LOOSE, NONE, Labels, group_of
from moeforge_training.encoder.menu import menu, one
from moeforge_training.encoder.sitting import SKIN_STEP
from moeforge_training.plan import read

LENGTH_OF: Mapping[str, str] = MappingProxyType({"mohawk": "short", "balding": "bald"})
"""Hair that is no style of the catalogue -> its length."""


@dataclass(frozen=True, slots=True)
class Cast:
    """One cartoon. Lengths in head radii."""

    manner: Manner
    hair: str
    fringe: str
    top: str
    eyewear: str
    beard: str
    moustache: str
    mask: bool
    eyes: str
    eye_kind: str
    mood: str
    blush: bool
    freckles: bool
    earrings: bool
    family: Mapping[str, str]
    color: Mapping[str, Rgb]  # hair, skin, eye, cloth, extra
    yaw: float  # radians; positive looks to the picture's right
    wide: float  # half width of the head
    chin: float  # its height below the middle
    gap: float  # from the middle to an eye
    eye_y: float
    eye: float  # half width of an eye
    tall: float  # its height in its width
    seed: tuple[int, ...]

    @property
    def labels(self) -> Labels:
        """What the heads are told."""
        known = {
            "hair_length": LENGTH_OF.get(self.hair, group_of(HAIR_LENGTHS, self.hair, NONE)),
            "hair_tie": group_of(HAIR_TIES, self.hair, LOOSE),
            "fringe": self.fringe,
            "eyewear": self.eyewear,
            "head_top": self.top,
            "headwear": group_of(HEADWEAR, self.top, NONE),
            "mask": "mask" if self.mask else NONE,
            "blush": "blush" if self.blush else NONE,
            "freckles": "freckles" if self.freckles else NONE,
            **self._style,
            **self._beards,
            **self._eyes,
            **self._colors,
        }
        if self.hair in ("afro", "coily"):
            del known["hair_length"]  # people call it short, others by its size
        if self.covered:
            known = {k: v for k, v in known.items() if k not in ("fringe", "hair_tie")}
        return known

    @property
    def covered(self) -> bool:
        """Whether a hat hides the hair's top."""
        return self.top in HEADWEAR["hat"]

    @property
    def _style(self) -> Labels:
        return {} if self.hair in LENGTH_OF or self.covered else {"hair_style": self.hair}

    @property
    def _beards(self) -> Labels:
        return {} if self.mask else {"beard": self.beard, "moustache": self.moustache}

    @property
    def _eyes(self) -> Labels:
        if self.eyewear == "sunglasses":
            return {"expression": self.mood} if not self.mask else {}
        return {"eyes": self.eyes} | ({} if self.mask else {"expression": self.mood})

    @property
    def _colors(self) -> Labels:
        if self.manner.kind in ("ink", "tinted"):
            return {}
        known = {"skin": SKIN_STEP[self.family["skin"]]}
        if self.hair not in ("bald", "buzz") and not self.covered:
            known["hair_color"] = self.family["hair"]
        if self.eyes == "open" and self.eyewear != "sunglasses":
            known["eye_color"] = self.family["eye"] if self.eye_kind == "tall" else "black"
        return known


def cast(seed: Sequence[int], *, left_out: bool = False) -> Cast:
    """The cartoon of a seed."""
    rng = np.random.default_rng(list(seed))
    chances = menu().cartoon
    kind = str(rng.choice(menu().left_out["manners"])) if left_out else one(rng, chances["manner"])
    manner, hair = _manner(kind, rng), one(rng, chances["hair"])
    family, color = _colors(manner, rng)
    beard = one(rng, chances["beard"])
    return Cast(
        manner=manner,
        hair=hair,
        fringe=_fringe(hair, rng),
        top=one(rng, chances["top"]),
        eyewear=one(rng, chances["eyewear"]),
        beard=beard,
        moustache=one(rng, chances["moustache"]) if beard == NONE or rng.random() < 0.3 else NONE,
        mask=bool(rng.random() < 0.04),
        eyes=one(rng, chances["eyes"]),
        eye_kind=one(rng, chances["eye_kind"]),
        mood=one(rng, chances["mood"]),
        blush=bool(rng.random() < 0.3),
        freckles=bool(rng.random() < 0.15),
        earrings=bool(rng.random() < 0.2),
        family=family,
        color=color,
        yaw=float(rng.choice([rng.normal(0.0, 0.08), rng.uniform(-0.75, 0.75)], p=[0.35, 0.65])),
        wide=float(rng.uniform(0.84, 1.08)),
        chin=float(rng.uniform(0.82, 1.2)),
        gap=float(rng.uniform(0.27, 0.46)),
        eye_y=float(rng.uniform(-0.08, 0.22)),
        eye=float(rng.uniform(0.07, 0.25)),
        tall=float(rng.uniform(0.8, 1.5)),
        seed=(*seed, 1),
    )


def _manner(kind: str, rng: Rng) -> Manner:
    black: Rgb = (0.05, 0.04, 0.06)
    lined = float(np.exp(rng.uniform(np.log(0.012), np.log(0.05))))
    shade = float(rng.choice([0.0, 0.15, 0.3]))
    return Manner(
        kind=kind,
        half=0.0 if kind == "flat" or (kind == "soft" and rng.random() < 0.5) else lined,
        ink=black if rng.random() < 0.7 else tone(_any(rng), 0.0, 1.0, 0.35),
        inked=1.0 if kind in ("ink", "sketch") or rng.random() < 0.65 else 0.0,
        shade=0.0 if kind == "ink" else shade,
        soft=float(rng.uniform(0.2, 0.8)) if kind in ("soft", "tinted") else 0.0,
        wobble=0.025 if kind == "sketch" else float(rng.choice([0.0, 0.006])),
    )


def _any(rng: Rng) -> Rgb:
    r, g, b = rng.random(3) ** rng.uniform(0.4, 1.4)
    return float(r), float(g), float(b)


def _colors(manner: Manner, rng: Rng) -> tuple[dict[str, str], dict[str, Rgb]]:
    """Families and colours; drawn in ink alone, all is black or white."""
    plan = read()
    tones = [name for name in plan.strata["skin"] if name in SKIN_STEP]
    family = {"skin": str(rng.choice(tones))} | {a: str(rng.choice(list(plan.strata[a]))) for a in ("hair", "eye")}
    color: dict[str, Rgb] = {axis: _near(rgb(str(rng.choice(plan.strata[axis][f]))), rng) for axis, f in family.items()}
    color |= {"cloth": _any(rng), "extra": _any(rng)}
    if manner.kind == "ink":
        color = dict.fromkeys(color, (1.0, 1.0, 1.0))
        if rng.random() < 0.75:
            color["hair"] = manner.ink
        color["extra"] = color["hair"] if rng.random() < 0.5 else manner.ink
    return family, color


def _near(color: Rgb, rng: Rng) -> Rgb:
    """Purer, paler or deeper than the painter's own: flat art is not shy."""
    return tone(color, float(rng.normal(0.0, 0.008)), float(rng.uniform(0.85, 1.3)), float(rng.uniform(0.92, 1.08)))


def _fringe(hair: str, rng: Rng) -> str:
    if hair in ("bald", "buzz", "balding", "mohawk", "afro", "coily"):
        return NONE
    if hair == "hime":
        return "full"
    return str(rng.choice(["full", "swept", "parted", NONE], p=[0.4, 0.27, 0.2, 0.13]))
