"""What no style may break: irises keep their hue family and highlights, whites stay white, skin stays skin."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from moeforge.style.regions import Role
from moeforge.textures.images import Floats

HUE_LEEWAY = 0.30
"""Radians by which an iris may turn its hue."""
IRIS_CHROMA = 0.70
"""Least share of its chroma that an iris keeps."""
IRIS_LIGHT = 0.08
"""The most by which it may become lighter."""
DARK, CLEAR = 0.25, 0.55
"""Lightness up to which an iris keeps hue and chroma wholly, and from which it may move as far as that. A dark blue
that turns, pales or is lifted is grey: sRGB holds hardly a colour beside it that is as dark and gay."""
SKIN_SHIFT, SKIN_LIGHT = 0.030, 0.06
"""How far a picture may move skin in a and b, and in lightness, up to FREE_FROM."""
FREE_FROM = 0.8
"""Strength from which skin follows a picture more and more freely."""


def iris(before: Floats, after: Floats) -> Floats:
    """Irises: hue within HUE_LEEWAY, chroma at least IRIS_CHROMA, highlights and darks where they were."""
    free = np.clip((before[:, 0] - DARK) / (CLEAR - DARK), 0.0, 1.0)
    chroma, hue = _polar(before)
    new_chroma, new_hue = _polar(after)
    turn = free * np.clip(np.angle(np.exp(1j * (new_hue - hue))), -HUE_LEEWAY, HUE_LEEWAY)
    kept = np.maximum(new_chroma, (1.0 - free * (1.0 - IRIS_CHROMA)) * chroma)
    light = before[:, 0] + np.clip(after[:, 0] - before[:, 0], -0.06, IRIS_LIGHT * (0.3 + 0.7 * free))
    light = np.where(before[:, 0] > 0.90, np.maximum(light, before[:, 0]), light)
    return _from_polar(light, kept, hue + turn)


def white(before: Floats, after: Floats) -> Floats:
    """Eye whites and teeth: never darker by more than .07, with a breath of colour at most."""
    chroma, hue = _polar(after)
    light = np.maximum(after[:, 0], before[:, 0] - 0.07)
    return _from_polar(light, np.minimum(chroma, 0.035), hue)


def as_it_is(before: Floats, after: Floats) -> Floats:
    """No guard."""
    del before
    return after


GUARDS: Mapping[Role, Callable[[Floats, Floats], Floats]] = MappingProxyType({"eye": iris, "white": white})
"""Role -> what restrains any style: (before, after) -> after."""


def skin_cap(before: Floats, after: Floats, strength: float) -> Floats:
    """Skin under a picture's colours: a soft cap on the move, and never green or blue; freer above FREE_FROM."""
    free = float(np.clip((strength - FREE_FROM) / (1.0 - FREE_FROM), 0.0, 1.0))
    move = after - before
    light = _soft(move[:, :1], SKIN_LIGHT + 0.10 * free)
    color = _soft(move[:, 1:], SKIN_SHIFT + 0.045 * free)
    capped = before + np.concatenate([light, color], axis=1)
    floor = (0.45 - 0.40 * free) * np.maximum(before[:, 1:], 0.0)
    return np.concatenate([capped[:, :1], np.maximum(capped[:, 1:], floor)], axis=1)


def _soft(move: Floats, cap: float) -> Floats:
    """Vectors (N, D) shortened smoothly so that none is longer than `cap`."""
    length = np.linalg.norm(move, axis=1, keepdims=True)
    return (move * (np.tanh(length / cap) * cap / np.maximum(length, 1e-6))).astype(np.float32)


def _polar(colors: Floats) -> tuple[Floats, Floats]:
    return np.hypot(colors[:, 1], colors[:, 2]), np.arctan2(colors[:, 2], colors[:, 1])


def _from_polar(light: Floats, chroma: Floats, hue: Floats) -> Floats:
    return np.stack([light, chroma * np.cos(hue), chroma * np.sin(hue)], axis=1).astype(np.float32)
