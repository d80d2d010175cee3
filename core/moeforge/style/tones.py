"""Filters of single colours, OKLab (N, 3) -> OKLab (N, 3): lightness, palette, flat tones."""

import numpy as np

from moeforge.style.lab import lab
from moeforge.style.looks import Look
from moeforge.textures.images import Floats

CHROMA_AXES = slice(1, 3)


def look_colors(colors: Floats, look: Look) -> Floats:
    """Colours as a named style shows them, before any guard."""
    xs, ys = zip(*look.tone, strict=True)
    out = colors * np.array([1.0, look.chroma, look.chroma], np.float32)
    out[:, 0] = np.interp(colors[:, 0], xs, ys)
    if look.ramp:
        out[:, CHROMA_AXES] += look.toned * (_on_ramp(out[:, 0], look.ramp) - out[:, CHROMA_AXES])
    return out


def flattened(colors: Floats, anchor: Floats, step: float) -> Floats:
    """Cel tones: the distance from the anchor (3,) snaps to multiples of `step`; edges are smoothed a little."""
    offset = colors - anchor
    distance = np.linalg.norm(offset, axis=1)
    level = distance / step
    whole = np.floor(level)
    rise = np.clip((level - whole - 0.5) / 0.12 + 0.5, 0.0, 1.0)
    snapped = step * (whole + rise)
    return (anchor + offset * (snapped / np.maximum(distance, 1e-6))[:, None]).astype(np.float32)


def _on_ramp(lightness: Floats, ramp: tuple[str, ...]) -> Floats:
    """a and b of the ramp at these lightnesses, (N, 2)."""
    knots = np.stack([lab(color) for color in ramp])
    return np.stack([np.interp(lightness, knots[:, 0], knots[:, i]) for i in (1, 2)], axis=1)
