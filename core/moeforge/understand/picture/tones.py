"""The colours of a face that was found: skin, hair, eyes and clothes, in OKLab, each with how sure it is.

Drawings are read as they are. Photographs and paintings are rid of the light's cast first, and their skin is led to
the nearest tone of the catalogue's scale, which knows no shadows.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from moeforge.style.lab import lab
from moeforge.traits.catalogue import catalogue
from moeforge.understand.picture.patches import REACHES, Reach
from moeforge.understand.picture.regions import F32, Mask, dilated, eroded, filled
from moeforge.understand.picture.sight import Sight

COLORLESS = 0.012
"""OKLab chroma below which skin is paper or grey, not skin."""
_BY_LIGHT = 0.6
"""How sure a skin is that was told by its lightness alone."""
_WARM = ("#2b2530", "#4a3028", "#7b4a32", "#b07c48", "#e0b465", "#f0dca0")
_GREY = ("#2b2530", "#55555e", "#8f9299", "#c9cede", "#eef0f4")
"""Natural hair from dark to light."""
_WARMTH, _DYED = 0.018, 0.09
"""OKLab chroma from which hair is no longer grey, and from which other hues are dye."""
_APART = 0.035
"""OKLab distance from the skin at which something else begins, in drawings; twice that in photographs."""


@dataclass(frozen=True, slots=True)
class Tone:
    """A colour that was read."""

    color: F32  # OKLab
    sure: float  # 0..1


def skin(sight: Sight) -> Tone:
    """The skin's; without colour, the tone of the catalogue's scale that is as light."""
    pixels = _skin(sight)
    color = np.median(pixels, axis=0)
    if _grey(color):
        return Tone(_as_light(float(np.quantile(pixels[:, 0], 0.75))), _BY_LIGHT)
    if sight.drawn:
        near = np.linalg.norm(pixels - color, axis=1) < 0.04
        return Tone(pixels[near].mean(axis=0), float(near.mean()))
    lit = pixels[pixels[:, 0] >= np.quantile(pixels[:, 0], 0.5)]
    even = float(np.clip(1.3 - 3.0 * pixels[:, 0].std(), 0.0, 1.0))
    return Tone(_on_scale(np.median(lit, axis=0) - cast(sight)), even)


def colorless(sight: Sight) -> bool:
    """Whether the skin has no colour: a line drawing, or a picture in black and white."""
    return _grey(np.median(_skin(sight), axis=0))


def _grey(color: F32) -> bool:
    return bool(np.hypot(color[1], color[2]) < COLORLESS)


def _skin(sight: Sight) -> F32:
    """(N, 3) pixels of the skin, of the face's oval where it holds any."""
    inside = sight.skin & (np.hypot(sight.across(), 2 * sight.down() - 1) < 0.95)
    return sight.canvas.sharp[inside if inside.any() else sight.skin]


def _scale() -> F32:
    """(N, 3) the catalogue's skin tones from light to dark."""
    return np.array([lab(hex_) for hex_, _ in catalogue().colors["skin"].prior], np.float32)


def _as_light(lightness: float) -> F32:
    """The tone of the scale of a lightness; paper is lighter than all and becomes the lightest."""
    tones = _scale()[::-1]
    return np.array([np.interp(lightness, tones[:, 0], tones[:, i]) for i in range(3)], np.float32)


def _on_scale(color: F32) -> F32:
    """The nearest colour on the line through the catalogue's skin tones."""
    tones = _scale()
    steps = np.linspace(0.0, 1.0, 9)[:, None, None]
    line = (tones[:-1] + steps * (tones[1:] - tones[:-1])).reshape(-1, 3)
    return line[np.argmin(np.linalg.norm((line - color) * (1.0, 0.6, 0.6), axis=1))]


def cast(sight: Sight) -> F32:
    """What the light adds to a photograph's colours (0, a, b): the tint of its brightest nearly grey pixels."""
    pixels = sight.canvas.lab[~sight.canvas.ground & ~sight.skin]
    grey = pixels[(pixels[:, 0] > 0.75) & (np.hypot(pixels[:, 1], pixels[:, 2]) < 0.03)]
    if sight.drawn or len(grey) < 0.01 * sight.skin.size:
        return np.zeros(3, np.float32)
    white = grey[grey[:, 0] >= np.quantile(grey[:, 0], 0.7)]
    return np.array([0.0, *np.median(white[:, 1:], axis=0)], np.float32)


# --- what lies round the face ------------------------------------------------------------------------------------

Prior = Callable[[NDArray[np.floating], NDArray[np.floating]], NDArray[np.floating]]


def _hair_prior(across: NDArray[np.floating], down: NDArray[np.floating]) -> NDArray[np.floating]:
    top = (np.abs(across) <= 1.25) & (down >= -0.55) & (down <= 0.1)
    beside = (np.abs(across) >= 0.9) & (np.abs(across) <= 1.6) & (down >= -0.3) & (down <= 0.7)
    return np.where(top, 1.0, np.where(beside, 0.35, 0.0))


def _fringe_prior(across: NDArray[np.floating], down: NDArray[np.floating]) -> NDArray[np.floating]:
    """In drawings a field over the brow is a fringe; in photographs it may be shade."""
    return np.maximum(_hair_prior(across, down), (np.abs(across) <= 1.25) & (down >= 0.0) & (down <= 0.4))


def _cloth_prior(across: NDArray[np.floating], down: NDArray[np.floating]) -> NDArray[np.floating]:
    """Under the chin and, higher, beside the neck: many portraits end at the collar."""
    top = np.where(np.abs(across) < 0.4, 1.15, 1.03)
    return np.where((np.abs(across) <= 1.4) & (down >= top) & (down <= 1.9), 1.0, 0.0)


@dataclass(frozen=True, slots=True)
class Field:
    """A field of one colour beside the face."""

    mask: Mask
    tone: Tone


def hair(sight: Sight, tone: F32) -> Field | None:
    """What stands over and beside the face and is neither skin nor ground; None where nothing does."""
    found = _dominant(sight, _fringe_prior if sight.drawn else _hair_prior, [tone], 0.12, tone)
    if found is None or sight.drawn:
        return found
    return Field(found.mask, Tone(_natural(found.tone.color), found.tone.sure))


def _natural(color: F32) -> F32:
    """A photograph's hair on the catalogue's scale of warm or grey hair, by lightness; dyed hair as it is.

    In photographs hair has less colour than in drawings, and what it has leans to the light's.
    """
    chroma, hue = np.hypot(color[1], color[2]), np.degrees(np.arctan2(color[2], color[1]))
    if chroma > _DYED and not 20 < hue < 100:
        return color
    tones = np.array([lab(c) for c in (_WARM if chroma > _WARMTH and color[2] > 0 else _GREY)])
    return np.array([np.interp(color[0], tones[:, 0], tones[:, i]) for i in range(3)], np.float32)


def clothes(sight: Sight, tone: F32, hair: F32 | None) -> Field | None:
    """What lies under the chin and is neither skin, hair nor ground."""
    return _dominant(sight, _cloth_prior, [tone] if hair is None else [tone, hair], 0.25, hair)


def bare(sight: Sight) -> float:
    """Share of ground right over the face's skin, 0..1: a bald head, where the ground is known."""
    over = (np.abs(sight.across()) <= 0.7) & (sight.down() >= -0.3) & (sight.down() <= 0.0)
    return float(sight.canvas.ground[over & ~sight.skin].mean()) if (over & ~sight.skin).any() else 0.0


def _dominant(sight: Sight, prior: Prior, apart: list[F32], least: float, unlike: F32 | None) -> Field | None:
    """The field with most of a prior's weight; `least`: of the weight that is there at all.

    `unlike`: a colour that it never has, though in drawings a wide reach may hold it.
    """
    weight = prior(sight.across(), sight.down())
    open_ = weight * ~sight.canvas.ground * ~filled(sight.skin)
    fields = list(_fields(sight, open_, apart))
    if not fields:
        return None
    best = max(score for _, score in fields)
    enough = max(0.8 * best, least * float(weight.sum()) * (0.2 if sight.canvas.plain else 1.0))
    for mask, score in (f for f in fields if f[1] >= enough):
        color = np.median(sight.canvas.sharp[mask & (open_ > 0)], axis=0)
        if unlike is None or not sight.drawn or np.linalg.norm(color - unlike) >= 0.5 * _APART:
            return Field(mask, Tone(color - cast(sight), min(1.0, 0.35 + score / float(open_.sum()))))
    return None


def _fields(sight: Sight, weight: NDArray[np.floating], apart: list[F32]) -> Iterator[tuple[Mask, float]]:
    """What is of one colour, the narrowest reach first, with how much of the weight it holds where it is no line."""
    distance = _APART if sight.drawn else 2 * _APART
    touched = np.bincount(sight.mosaic.labels.ravel(), weight.ravel())
    starts = [s for s in sight.mosaic.starts(0.0005) if touched[s] > 0.02 * touched.max()]
    starts = [s for s in starts if min(np.linalg.norm(sight.mosaic.colors[s] - a) for a in apart) > distance]
    for reach in _reaches(sight):
        for start in starts:
            mask = sight.mosaic.alike(int(start), reach)
            thick = dilated(eroded(mask)) & mask
            yield (
                mask,
                float((weight * thick).sum()) * (1.0 if sight.canvas.plain else _unframed(mask, ~sight.canvas.ground)),
            )


def _reaches(sight: Sight) -> tuple[Reach, ...]:
    return REACHES if sight.drawn else REACHES[2:]


def _unframed(mask: Mask, shown: Mask) -> float:
    """1 down to 0 for what takes up much of the top and sides of what is shown: it is the scene behind."""
    rows = len(mask) * 2 // 3
    frame = np.zeros(mask.shape, np.bool_)
    inside = np.flatnonzero(shown.any(axis=1))
    columns = np.flatnonzero(shown.any(axis=0))
    frame[inside[0] : inside[0] + 3] = frame[:rows, columns[0] : columns[0] + 3] = True
    frame[:rows, columns[-1] - 2 : columns[-1] + 1] = True
    frame &= shown
    return float(np.clip(1.2 - (mask & frame).sum() / max(1, frame.sum()) / 0.25, 0.0, 1.0))
