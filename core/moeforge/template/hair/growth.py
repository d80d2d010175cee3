"""What a style grows from a seed: everything of the hair in head space, before it is put on the figure."""

from dataclasses import dataclass
from random import Random
from typing import Protocol

from moeforge.template.hair.detail import Detail
from moeforge.template.hair.solids import Solid
from moeforge.template.hair.strands import HEAD, Strands
from moeforge.template.part import F64


@dataclass(frozen=True, slots=True)
class Swing:
    """A spring chain in head space."""

    name: str
    points: F64  # (J + 1, 3) HH, root first
    stiffness: float


@dataclass(frozen=True, slots=True)
class Tie:
    """A band or bead, fixed to the head or to a place on a chain."""

    solid: Solid
    chain: int = HEAD
    along: float = 0.0


@dataclass(frozen=True, slots=True)
class Growth:
    """Hair in head space. `Strands.chain` indexes `swings`."""

    strands: Strands | None  # None: no hair at all
    swings: tuple[Swing, ...] = ()
    outlines: tuple[F64, ...] = ()  # (K, 2) polygons x, y of the front locks below the hairline
    ties: tuple[Tie, ...] = ()
    lift: float = 0.06  # how far the outer hair stands over the shell, HH


class Style(Protocol):
    """One hair style."""

    def grow(self, draw: Random, growth: float, detail: Detail) -> Growth:
        """The hair of one seed; `growth` scales the hanging lengths (1 as designed). Draws never depend on `detail`."""
        ...


class Hang(Protocol):
    """Hair gathered at a tie: a tail, a braid, a bun."""

    def strands(self, draw: Random, growth: float, chain: int, detail: Detail) -> Strands:
        """Its surface; what swings follows chain number `chain`."""
        ...

    def swing(self, growth: float) -> F64 | None:
        """Joints and tail (J + 1, 3) of its chain; None: it is fixed to the head."""
        ...

    def ties(self, growth: float, chain: int, detail: Detail) -> tuple[Tie, ...]:
        """Its bands."""
        ...
