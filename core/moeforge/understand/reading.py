"""What a picture was read as: values of traits with how sure they are, beside what a prompt states."""

from dataclasses import dataclass

from moeforge.spec import Wish
from moeforge.understand.picture.crop import FaceBox


@dataclass(frozen=True, slots=True)
class TraitReading:
    """One trait that a picture shows."""

    trait: str  # of the catalogue, or a coarse one such as "hair_length"
    value: str  # a value id, "#rrggbb", or a word for several values
    confidence: float  # 0..1
    used: bool  # False: too unsure, or the words say otherwise


@dataclass(frozen=True, slots=True)
class PictureReading:
    """What a picture shows, and the wish that follows from it."""

    wish: Wish
    face: FaceBox  # in pixels of the upright picture
    traits: tuple[TraitReading, ...]
    warnings: tuple[str, ...] = ()
    left_open: tuple[str, ...] = ()  # traits that the seed decides
