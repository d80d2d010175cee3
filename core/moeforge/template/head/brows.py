"""Brow shapes and the brow of the left eye: a ribbon above the upper lid (RECIPE section 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from moeforge.template.head import eyes, grid
from moeforge.template.head.eyes import EyeShape
from moeforge.template.head.lashes import normals_of
from moeforge.template.head.layer import Layer
from moeforge.template.head.pose import Brow
from moeforge.template.part import F64

COLUMNS = 10
THICKNESS = 0.025
CREST = -0.10
"""Where the bow is highest: the inner half, so that a face at rest looks kind."""
HEIGHT = 0.006
"""Above the skin, HH."""
STATIONS = (-1.0, -0.85, -0.4, 0.2, 0.7, 1.0)
"""Places along the brow, inner end to outer end, at which `taper` is told."""


@dataclass(frozen=True, slots=True)
class BrowShape:
    """Lengths in HH; `taper`: share of the thickness at STATIONS."""

    length: float = 0.115  # half
    thick: float = 1.0
    arc: float = 0.026  # rise of the middle above the ends
    slope: float = 0.0  # outer end higher than the inner one
    raised: float = 0.0
    shift: float = 0.0  # outwards
    taper: tuple[float, ...] = (0.35, 0.85, 1.0, 0.8, 0.40, 0.06)


BROWS: Mapping[str, BrowShape] = MappingProxyType(
    {
        "arched": BrowShape(),
        "straight": BrowShape(0.108, 1.05, 0.010, -0.002, -0.006, taper=(0.6, 0.95, 1.0, 0.85, 0.52, 0.25)),
        "angled": BrowShape(0.118, 1.10, 0.016, 0.030, 0.004, 0.004, taper=(0.55, 1.0, 1.0, 0.75, 0.36, 0.04)),
        "dots": BrowShape(0.040, 2.1, 0.010, -0.008, 0.004, -0.034, taper=(0.18, 0.60, 0.96, 1.0, 0.78, 0.16)),
        "bushy": BrowShape(0.112, 1.9, 0.016, -0.002, 0.002, taper=(0.6, 0.95, 1.0, 0.8, 0.46, 0.18)),
        "worried": BrowShape(0.106, 0.95, 0.012, -0.040, 0.004, 0.004, taper=(0.5, 0.9, 1.0, 0.7, 0.35, 0.06)),
    }
)
"""Keys are the values of the trait `brow`."""


def points(eye: EyeShape, shape: BrowShape, brows: Sequence[Brow], thickness: float) -> F64:
    """Front view points of some states, (S, 2 * COLUMNS, 2): upper edge, then lower edge. `thickness`: factor."""
    s = np.linspace(-1, 1, COLUMNS)
    inner, outer, arc = (eyes.column(brows, name)[..., 0] for name in ("inner", "outer", "arc"))
    length = shape.length * np.sqrt(eye.w / eyes.ROUND.w)
    own = np.clip(arc, 0, 1)  # a strong face overrules the brow's own slope
    bow = shape.arc * arc * (1 - (s - CREST) ** 2) + own * (shape.slope / 2 - eye.tilt * 0.3 * eye.w) * s
    lean = (outer - inner) / 2 * min(1.0, 1.3 * shape.length / BROWS["arched"].length)  # calm on short ones
    y = eye.y + 0.060 + 1.06 * eye.up + shape.raised + bow + (outer + inner) / 2 + lean * s
    full = np.interp(s, STATIONS, shape.taper) * THICKNESS * shape.thick * thickness * eye.brow
    middle = np.stack(np.broadcast_arrays(eye.x + shape.shift + length * s, y), axis=-1)
    normal = normals_of(middle) * full[:, None] / 2
    return np.concatenate([middle + normal, middle - normal], axis=1)


def layer(lifted: F64, normals: F64) -> Layer:
    """Lifted `points` (S, 2 * COLUMNS, 3) to the brow's layer."""
    return Layer("brow", "brow", grid.sheet_uv(2, COLUMNS), grid.Net(2, COLUMNS), lifted + HEIGHT * normals)
