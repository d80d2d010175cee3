"""Colour spaces and number formats of the file."""

from collections.abc import Iterable

from moeforge.scene import Rgb


def linear(color: Rgb) -> list[float]:
    """An sRGB-encoded colour in 0..1 as linear light (IEC 61966-2-1), which glTF and VRM 1.0 factors hold."""
    return rounded(c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color)


def rounded(values: Iterable[float]) -> list[float]:
    """Numbers at a millionth, so that the JSON stays short and free of float noise; -0.0 becomes 0.0."""
    return [number(v) for v in values]


def number(value: float) -> float:
    """One number as in `rounded`."""
    return round(float(value), 6) + 0.0
