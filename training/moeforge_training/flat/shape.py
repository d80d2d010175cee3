"""The size of a pair of networks for flat pictures."""

from dataclasses import dataclass

SIZES = (64, 128, 256)
"""Sides in texels that can be trained."""


@dataclass(frozen=True, slots=True)
class FlatShape:
    """What a checkpoint must say about its networks so that they can be built again."""

    arch: str
    size: int  # side of the picture in texels, of SIZES
    width: int  # unit of the layers' widths
    latent: int  # length of z
