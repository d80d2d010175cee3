"""Styles without locks: shaved to a stubble, and bald."""

from dataclasses import dataclass
from random import Random

from moeforge.template.hair.detail import Detail
from moeforge.template.hair.growth import Growth
from moeforge.template.hair.scalp import STUBBLE, scalp


@dataclass(frozen=True, slots=True)
class Buzz:
    """A thin shell of stubble on the skull; the length is its height."""

    def grow(self, draw: Random, growth: float, detail: Detail) -> Growth:
        """See `growth.Style`."""
        del draw
        return Growth(scalp(detail, STUBBLE * growth), lift=-0.045)


@dataclass(frozen=True, slots=True)
class Bald:
    """No hair at all."""

    def grow(self, draw: Random, growth: float, detail: Detail) -> Growth:
        """See `growth.Style`."""
        del draw, growth, detail
        return Growth(None, lift=-0.065)
