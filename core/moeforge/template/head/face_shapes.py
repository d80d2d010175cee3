"""Face shapes: what a choice and the sliders make of the bare head (RECIPE2 section 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from moeforge.template.head.surface import HeadSurface


@dataclass(frozen=True, slots=True)
class FaceShape:
    """Fields of HeadSurface before the sliders."""

    cheek: float = 0.0
    chin: float = 0.0
    jaw: float = 0.0
    temple: float = 0.0
    drop: float = 0.0


FACE_SHAPES: Mapping[str, FaceShape] = MappingProxyType(
    {
        "oval": FaceShape(),
        "round": FaceShape(cheek=0.75, chin=-0.30, jaw=0.06, drop=-0.014),
        "heart": FaceShape(cheek=0.60, chin=0.42, jaw=-0.08, temple=0.45, drop=0.004),
        "long": FaceShape(cheek=-0.15, chin=0.10, jaw=-0.05, temple=-0.50, drop=0.040),
        "square": FaceShape(cheek=0.10, chin=-0.26, jaw=0.58, temple=-0.10),
    }
)
"""Keys are the values of the trait `face_shape`."""


def surface(shape: FaceShape, cheek: float, chin: float, jaw: float, nose: float = 0.0) -> HeadSurface:
    """The head of a face shape; sliders -1..1, where 0 is the shape as designed."""
    pointed = float(np.clip(shape.chin + chin * 0.36, -0.6, 0.56))
    return HeadSurface(
        cheek=float(np.clip(shape.cheek + cheek * (0.8 if cheek > 0 else 0.5), max(-0.35, 0.9 * pointed - 0.38), 1.2)),
        chin=pointed,
        jaw=float(np.clip(shape.jaw + 0.6 * jaw, -0.5, 1.0)),
        temple=shape.temple,
        drop=shape.drop,
        nose=nose,
    )
