"""What a style grows from a seed: everything of the hair in head space, before it is put on the figure."""

from dataclasses import dataclass
from random import Random
from typing import Protocol

from moeforge.template.hair.solids import Solid
from moeforge.template.hair.strands import Strands
from moeforge.template.part import F64


@dataclass(frozen=True, slots=True)
class Swing:
    """A spring chain in head space."""

    name: str
    points: F64  # (J + 1, 3) HH, root first
    stiffness: float


@dataclass(frozen=True, slots=True)
class Growth:
    """Hair in head space. `Strands.chain` indexes `swings`."""

    strands: Strands
    swings: tuple[Swing, ...]
    outlines: tuple[F64, ...]  # (K, 2) polygons x, y of the front locks below the hairline
    solids: tuple[Solid, ...] = ()  # hair ties
    lift: float = 0.06  # how far the outer hair stands over the shell, HH


class Style(Protocol):
    """One hair style."""

    def grow(self, draw: Random, growth: float) -> Growth:
        """The hair of one seed; `growth` scales the hanging lengths (1 as designed)."""
        ...
