"""What a sheet depends on, as numbers in about [-1, 1]: colours as scaled OKLab, blush as -1 (none) .. 1 (worn)."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.colors import Rgb, from_oklab, rgb, to_oklab
from moeforge.painter.sheets import SHEETS
from moeforge.spec import AvatarSpec
from moeforge.traits.catalogue import catalogue

F32 = NDArray[np.float32]

CONDITION_SIZE: Mapping[str, int] = MappingProxyType({"skin": 4, "iris": 3, "trim": 6})
"""skin: skin colour, blush. iris: eye colour. trim: hair colour, skin colour."""

UNBLUSHED = -0.25
"""Blush of a face that wears none: a breath of it, as a figure maker airbrushes every cheek."""

_SCALE = np.array([2.0, 3.0, 3.0])
_SHIFT = np.array([-1.0, 0.0, 0.0])


def encode(color: Rgb) -> F32:
    """sRGB triple to the condition's three numbers: 2 L - 1, 3 a, 3 b of OKLab."""
    return (to_oklab(color) * _SCALE + _SHIFT).astype(np.float32)


def decode(numbers: F32) -> Rgb:
    """The inverse of `encode`, clipped to the sRGB gamut."""
    r, g, b = from_oklab((numbers.astype(np.float64) - _SHIFT) / _SCALE)
    return float(r), float(g), float(b)


def condition(spec: AvatarSpec, sheet: str, eye: str = "left") -> F32:
    """The condition of one sheet, (CONDITION_SIZE[sheet],); `eye` ("left" or "right") matters to `iris` only."""
    colors = {
        "skin": (spec.colors["skin"],),
        "iris": (spec.colors[f"eye_{eye}"],),
        "trim": (spec.colors["hair"], spec.colors["skin"]),
    }[sheet]
    blush = [1.0 if spec.has("blush") else UNBLUSHED] if sheet == "skin" else []
    return np.concatenate([*(encode(rgb(c)) for c in colors), np.array(blush, np.float32)]).astype(np.float32)


def sample_condition(sheet: str, rng: np.random.Generator) -> F32:
    """A random condition for the corpus, balanced over the colour space; ValueError for an unknown sheet."""
    if sheet not in SHEETS:
        raise ValueError(f"unknown sheet {sheet!r}; known: {', '.join(SHEETS)}")
    if sheet == "skin":
        blush = rng.choice([-1.0, 1.0]) if rng.random() < 0.8 else rng.uniform(-1.0, 1.0)
        return np.append(encode(_skin(rng)), np.float32(blush)).astype(np.float32)
    if sheet == "iris":
        return encode(_iris(rng))
    return np.concatenate([encode(_hair(rng)), encode(_skin(rng))])


FANTASY_SKINS = ("#b8d8f0", "#cfe8b8", "#e0c8f0", "#8fb8c8", "#7fa870", "#9a7fb8", "#c86a5a", "#5a6a98", "#d8dce4")


def _skin(rng: np.random.Generator) -> Rgb:
    tones = [h for h, _ in catalogue().colors["skin"].prior]
    fantasy = rng.random() < 0.12
    return _near(FANTASY_SKINS if fantasy else tones, rng, spread=0.03 if fantasy else 0.015)


def _iris(rng: np.random.Generator) -> Rgb:
    return _near([h for h, _ in catalogue().colors["eye_left"].prior], rng, 0.05) if rng.random() < 0.4 else _any(rng)


def _hair(rng: np.random.Generator) -> Rgb:
    return _near([h for h, _ in catalogue().colors["hair"].prior], rng, 0.05) if rng.random() < 0.6 else _any(rng)


def _near(palette: Sequence[str], rng: np.random.Generator, spread: float) -> Rgb:
    """A palette colour with Gaussian jitter of `spread` in OKLab."""
    lab = to_oklab(rgb(palette[int(rng.integers(len(palette)))])) + rng.normal(0.0, spread, 3) * (1.0, 0.6, 0.6)
    return _triple(from_oklab(lab))


def _any(rng: np.random.Generator) -> Rgb:
    """Any hue, any chroma (greys included), lightness .12 to .97: uniform in OKLab's cylinder, clipped to sRGB."""
    angle, chroma = rng.uniform(0.0, 2.0 * np.pi), 0.26 * rng.random()
    lab = [rng.uniform(0.12, 0.97), chroma * np.cos(angle), chroma * np.sin(angle)]
    return _triple(from_oklab(lab))


def _triple(values: NDArray[np.float64]) -> Rgb:
    return float(values[0]), float(values[1]), float(values[2])
