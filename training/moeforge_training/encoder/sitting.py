"""Who sits for the encoder's pictures: figures drawn evenly over what the heads ask, and how each is looked at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.colors import Rgb, from_oklab, hexed, rgb, to_oklab
from moeforge.painter.drawings import NAMES as DRAWING_NAMES
from moeforge.prior import complete
from moeforge.spec import MAX_SEED, AvatarSpec, Wish
from moeforge.style.looks import LOOKS
from moeforge.traits.catalogue import catalogue
from moeforge_training.encoder.heads import NONE, Labels, spec_labels
from moeforge_training.encoder.menu import menu, one
from moeforge_training.plan import read

Rng = np.random.Generator
F64 = NDArray[np.float64]
TONED = ("manga", "noir", "sepia", "neon", "sunset", "woodblock", "dream", "pastel")
"""Looks in which a colour's family cannot be told for sure."""
SKIN_STEP: Mapping[str, str] = MappingProxyType(
    {f"tone_{i + 1:02d}": step for i, step in enumerate("1122345566")}
)  # the ten even tones of corpus.toml to six
EYES_OF: Mapping[str, str] = MappingProxyType(
    {"blink": "closed", "happy": "closed", "blinkLeft": "wink", "blinkRight": "wink"}
)
EMOTIONS = ("happy", "angry", "sad", "surprised", "relaxed")
EYE_KINDS = ("own", "flat", "pupil", "dot")
"""How eyes are drawn: as the figure has them, as one dark colour, white with a small pupil, as a dot on the skin."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One look at a figure. Angles in degrees."""

    yaw: float
    pitch: float
    fov: float
    face: str  # a VRM preset
    amount: float  # of it, 0..1
    light: tuple[float, float, float]  # towards it: right, up, towards the viewer
    shading: str  # own, flat, soft or hard
    line: float  # factor of the outlines' width
    ink: Rgb | None  # of the outlines; None keeps theirs
    eyes: str  # of EYE_KINDS
    seed: int  # of the ground and what wears the picture down


@dataclass(frozen=True, slots=True)
class Sitting:
    """A figure and the looks at it."""

    spec: AvatarSpec
    family: Mapping[str, str]  # hair, eye, skin -> family of its colour
    shown: tuple[Shown, ...]

    def labels(self, shown: Shown) -> Labels:
        """What a look shows, as far as it can be told."""
        labels = {**spec_labels(self.spec), "eyes": EYES_OF.get(shown.face, "open")}
        if shown.face in (*EMOTIONS, "neutral"):
            labels["expression"] = shown.face
        if self.spec.choices["style"] not in TONED:
            labels |= self._colors(shown)
        if labels["eyes"] == "closed" or shown.eyes != "own":
            labels.pop("eye_shape")
        if labels["mask"] != NONE:
            for trait in ("mouth", "beard", "moustache"):
                labels.pop(trait)
        return labels

    def _colors(self, shown: Shown) -> Labels:
        eye = {"own": self.family["eye"]}.get(shown.eyes, "black")
        known = {"hair_color": self.family["hair"], "skin": SKIN_STEP.get(self.family["skin"], "")}
        if EYES_OF.get(shown.face) != "closed" and self.spec.colors["eye_left"] == self.spec.colors["eye_right"]:
            known["eye_color"] = eye
        if self.spec.choices["hair_style"] == "bald":
            known.pop("hair_color")
        return {trait: value for trait, value in known.items() if value}


def drawn(seed: Sequence[int], views: int, *, left_out: bool = False) -> Sitting:
    """The sitting of a seed. `left_out`: in a look and a drawing style that are never trained on."""
    rng = np.random.default_rng(list(seed))
    family = {axis: str(rng.choice(list(read().strata[axis]))) for axis in ("hair", "eye", "skin")}
    colors = {axis: _color(axis, family[axis], rng) for axis in family}
    wish = Wish(
        choices=_choices(rng, left_out=left_out),
        colors={"hair": colors["hair"], "skin": colors["skin"], "eye_left": colors["eye"]},
        sliders={name: float(np.clip(rng.normal(0.0, 0.5), -1.0, 1.0)) for name in catalogue().sliders},
        accessories=_worn(rng),
    )
    spec = complete(int(rng.integers(MAX_SEED)), wish, texture_source="painter")
    return Sitting(spec, family, tuple(_shown(rng) for _ in range(views)))


def _choices(rng: Rng, *, left_out: bool) -> dict[str, str]:
    open_choices = {t: c for t, c in catalogue().choices.items() if t not in ("style", "drawing")}
    chosen = {trait: str(rng.choice(list(choice.values))) for trait, choice in open_choices.items()}
    share = menu().figure["share"]
    looks = [name for name in LOOKS if name != "plain" and (name in menu().left_out["looks"]) == left_out]
    drawings = [name for name in DRAWING_NAMES if (name in menu().left_out["drawings"]) == left_out]
    chosen["style"] = str(rng.choice(looks)) if left_out or rng.random() < share["look"] else "plain"
    chosen["drawing"] = str(rng.choice(drawings)) if left_out or rng.random() < share["drawing"] else DRAWING_NAMES[0]
    return chosen


def _color(axis: str, family: str, rng: Rng) -> str:
    """A family's colour, a little off, "#rrggbb"."""
    plan = read()
    lab = to_oklab(rgb(str(rng.choice(list(plan.strata[axis][family])))))
    r, g, b = (float(c) for c in from_oklab(lab + rng.normal(0.0, plan.spread[axis], 3) * (1.0, 0.6, 0.6)))
    return hexed((r, g, b))


def _worn(rng: Rng) -> dict[str, bool]:
    """Every accessory of the menu's slots -> whether it is worn."""
    worn: dict[str, bool] = {}
    for slot, share in menu().figure["slots"].items():
        names = [a.id for a in catalogue().accessories.values() if a.slot == slot]
        chosen = str(rng.choice(names)) if rng.random() < share else ""
        worn |= {name: name == chosen for name in names}
    return worn


def _shown(rng: Rng) -> Shown:
    light = rng.normal((0.2, 0.4, 0.9), (0.6, 0.4, 0.2))
    light /= np.linalg.norm(light)
    return Shown(
        yaw=float(np.clip(rng.normal(0.0, 22.0), -55.0, 55.0)),
        pitch=float(rng.normal(2.0, 6.0)),
        fov=float(rng.uniform(8.0, 32.0)),
        face=one(rng, menu().figure["faces"]),
        amount=float(rng.uniform(0.75, 1.0)),
        light=(float(light[0]), float(light[1]), float(light[2])),
        shading=str(rng.choice(["own", "flat", "soft", "hard"], p=[0.35, 0.3, 0.15, 0.2])),
        line=float(rng.choice([1.0, 0.0, rng.uniform(1.5, 4.5)], p=[0.4, 0.2, 0.4])),
        ink=None if rng.random() < 0.5 else (0.06, 0.05, 0.08),
        eyes=str(rng.choice(EYE_KINDS, p=[0.66, 0.1, 0.12, 0.12])),
        seed=int(rng.integers(2**31)),
    )
