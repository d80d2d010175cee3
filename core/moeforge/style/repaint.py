"""A role's colours carried along with the base colours of the figure that it is made of."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from moeforge.style.own import Recast
from moeforge.style.regions import Role
from moeforge.textures.images import Floats

BASES: Mapping[Role, tuple[str, ...]] = MappingProxyType(
    {
        "skin": ("skin",), "mouth": ("skin",), "line": ("hair",),
        "hair": ("hair", "hair_tip"), "coil": ("hair", "hair_tip"),
        "cloth": ("clothes", "clothes_accent", "white"), "eye": ("hair", "clothes"), "white": ("white",),
    }
)  # fmt: skip
"""Role -> the base colours whose shades it holds."""
SHARE: Mapping[Role, float] = MappingProxyType({"eye": 0.35, "mouth": 0.35, "line": 0.6})
"""Share of the move that small parts make; the others make all of it."""
REACH = 0.06
"""OKLab distance at which a base's pull has fallen to 0.6."""
STRANGE = 0.09
"""Distance at which a colour of cloth stops being a shade of its nearest base."""


def repainted(colors: Floats, role: Role, change: Recast) -> Floats:
    """OKLab (N, 3): each colour keeps its place relative to its bases, so that shading and drawing stay.

    Cloth holds colours of its own beside the bases' shades (ribbons, frames): those go where the transport leads.
    """
    bases = np.stack([change.before[n] for n in BASES[role]])
    moves = np.stack([change.after[n] for n in BASES[role]]) - change.lit(bases)
    pull, distance = _pull(colors, bases)
    out = change.lit(colors)
    fade = np.clip((1.0 - out[:, :1]) / np.maximum(1.0 - pull @ bases[:, :1], 0.15), 0.35, 1.0)  # highlights stay light
    out += (pull @ moves) * np.concatenate([np.ones_like(fade), fade, fade], axis=1)
    if role == "cloth":
        kin = np.exp(-((distance / STRANGE) ** 4))[:, None]
        out = kin * out + (1.0 - kin) * change.other(colors)
    return (colors + SHARE.get(role, 1.0) * (out - colors)).astype(np.float32)


def _pull(colors: Floats, bases: Floats) -> tuple[Floats, Floats]:
    """How much each base moves each colour, (N, K), rows sum to 1; and the distance of the nearest in hue, (N,).

    A shade or a light of a base lies beside it in lightness, which counts a third.
    """
    square = (((colors[:, None] - bases[None]) * np.array([0.33, 1.0, 1.0], np.float32)) ** 2).sum(axis=2)
    nearest = square.min(axis=1, keepdims=True)
    weights = np.exp(-0.5 * (square - nearest) / REACH**2)
    return weights / weights.sum(axis=1, keepdims=True), np.sqrt(nearest[:, 0])
