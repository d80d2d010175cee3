"""The iris designs: rows of continuous numbers, so that designs can be blended by weights."""

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from types import MappingProxyType

from moeforge.painter.freedom import blend


@dataclass(frozen=True, slots=True)
class IrisDesign:
    """What makes one design. The defaults are the classic anime iris; shares and opacities are 0..1, scales factors."""

    star: float = 0.0  # share of a five-pointed star in the pupil's outline
    heart: float = 0.0
    flower: float = 0.0
    wide: float = 1.0  # the pupil's width and height
    tall: float = 1.0
    point: float = 0.0  # below 0 the pupil tapers to two tips
    mark: float = 0.0  # opacity of the lit shape within the pupil
    light: float = 1.0  # size of the main highlight
    glint: float = 1.0  # opacity of all highlights
    sparkle: float = 0.0  # share of a four-pointed sparkle in the main highlight's outline
    halo: float = 0.0  # opacity of a bright ring round the pupil
    facets: float = 0.0  # opacity of a gem's cuts
    moon: float = 0.0  # opacity of a crescent of light below
    stars: float = 0.0  # more small sparkles
    depth: float = 0.0  # how far the ground goes down to the dark
    quiet: float = 0.0  # how far the streaks below the marks are held back


DESIGNS: Mapping[str, IrisDesign] = MappingProxyType(
    {
        "classic": IrisDesign(),
        "ring": IrisDesign(wide=0.72, tall=0.70, halo=0.85, quiet=0.5),
        "star": IrisDesign(star=1.0, wide=1.45, tall=1.45, mark=1.0, light=0.72, stars=0.5, quiet=0.4, depth=0.25),
        "sparkle": IrisDesign(wide=0.9, tall=0.9, light=1.75, sparkle=1.0, stars=1.0, depth=0.15),
        "slit": IrisDesign(wide=0.40, tall=1.55, point=-0.26, light=0.8),
        "heart": IrisDesign(heart=1.0, wide=1.30, tall=1.25, mark=1.0, light=0.72, quiet=0.5, depth=0.2),
        "flower": IrisDesign(flower=1.0, wide=1.36, tall=1.36, mark=0.9, light=0.75, quiet=0.3, depth=0.1),
        "void": IrisDesign(wide=1.1, tall=1.1, glint=0.0, depth=0.6, quiet=0.9),
        "gem": IrisDesign(wide=0.75, tall=0.75, facets=0.8, quiet=0.8, stars=0.4),
        "moon": IrisDesign(wide=0.9, tall=0.9, moon=0.9, stars=1.0, depth=0.3, light=0.8, quiet=0.4),
    }
)
"""Design -> its numbers, in the order of traits/data/iris_design.toml."""


def mixed(rows: Sequence[IrisDesign], weights: Sequence[float]) -> IrisDesign:
    """A blend of designs; the weights are not below 0 and need not add up to 1."""
    return IrisDesign(*blend([astuple(row) for row in rows], weights))
