"""8-bit sRGB to OKLab and back by tables, in float32: what `painter.colors` does, for many colours at once."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.colors import FROM_LAB, FROM_LMS, TO_LAB, TO_LMS, from_oklab, rgb, to_oklab
from moeforge.textures.images import U8, Floats

_TO_LMS, _TO_LAB, _FROM_LAB, _FROM_LMS = (m.T.astype(np.float32) for m in (TO_LMS, TO_LAB, FROM_LAB, FROM_LMS))
_STEPS = 1 << 14
"""Entries of the table from linear light to sRGB: half a step of 8 bits at the dark end."""


def lab_of(srgb: U8) -> Floats:
    """(..., 3) uint8 sRGB to OKLab."""
    return np.cbrt(_linear()[srgb] @ _TO_LMS) @ _TO_LAB


def srgb_of(lab: Floats) -> U8:
    """OKLab (N, 3) to uint8 sRGB; colours outside the gamut lose chroma, not hue."""
    return _encoded()[(np.clip(_light(_into_gamut(lab)), 0.0, 1.0) * (_STEPS - 1) + 0.5).astype(np.int32)]


def lab(hex_color: str) -> Floats:
    """ "#rrggbb" to OKLab, (3,)."""
    return to_oklab(rgb(hex_color)).astype(np.float32)


def rgb_floats(color: Floats) -> tuple[float, float, float]:
    """One OKLab colour (3,) to an sRGB triple in 0..1."""
    r, g, b = from_oklab(_into_gamut(color[None])[0])
    return float(r), float(g), float(b)


def _light(lab: Floats) -> Floats:
    return (lab @ _FROM_LAB) ** 3 @ _FROM_LMS


def _into_gamut(lab: Floats) -> Floats:
    """Chroma scaled to the largest share that the gamut holds, to 1/64; only offenders are touched.

    The share is found by halving: a few fixed ones would leave a step, seen as a band, where a gradient leaves sRGB.
    """
    lab = lab.copy()
    lab[:, 0] = np.clip(lab[:, 0], 0.0, 1.0)
    out = np.flatnonzero(_outside(lab))
    colors, share = lab[out], np.zeros((len(out), 1), np.float32)
    for step in 0.5 ** np.arange(1, 7, dtype=np.float32):
        tried = np.concatenate([colors[:, :1], colors[:, 1:] * (share + step)], axis=1)
        share[~_outside(tried)] += step
    lab[out, 1:] *= share
    return lab


def _outside(lab: Floats) -> NDArray[np.bool_]:
    """Which colours sRGB does not hold, (N,), but for a leeway of half a level."""
    beyond = np.abs(_light(lab) - 0.5) > 0.504
    return beyond[:, 0] | beyond[:, 1] | beyond[:, 2]


@cache
def _linear() -> Floats:
    c = np.arange(256) / 255
    return np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4).astype(np.float32)


@cache
def _encoded() -> U8:
    light = np.arange(_STEPS) / (_STEPS - 1)
    srgb = np.where(light <= 0.0031308, light * 12.92, 1.055 * light ** (1 / 2.4) - 0.055)
    return np.rint(255 * srgb).astype(np.uint8)
