"""What is kept of a style picture: a palette, a lightness curve and the brush, in 150 hexadecimal digits.

Layout, two digits a number: 9 lightness quantiles (0, 1/8 .. 1), texture amount, texture scale, then COLORS times
red, green, blue (sRGB) and weight.
"""

import re
from dataclasses import dataclass

from moeforge.errors import BadSpecError

QUANTILES = 9
COLORS = 16
LENGTH = 2 * (QUANTILES + 2 + 4 * COLORS)
SCALES = 3
"""Texture scales: 0 fine grain, 1 brush, 2 broad strokes."""
_TEXT = re.compile(f"[0-9a-f]{{{LENGTH}}}")


@dataclass(frozen=True, slots=True)
class StyleParams:
    """A picture's style; the numbers are bytes, so that text and value agree exactly."""

    quantiles: tuple[int, ...]  # OKLab lightness x 255, rising
    texture: int  # 0 smooth .. 255 rough
    scale: int  # 0 .. SCALES - 1
    palette: tuple[tuple[int, int, int, int], ...]  # red, green, blue, weight; COLORS rows, heaviest first

    @property
    def text(self) -> str:
        """The canonical text that a recipe keeps."""
        numbers = (*self.quantiles, self.texture, self.scale, *(n for row in self.palette for n in row))
        return bytes(numbers).hex()


def parse(text: str) -> StyleParams:
    """The inverse of `StyleParams.text`; BadSpecError for anything else."""
    if not _TEXT.fullmatch(text):
        raise BadSpecError(f"style_params must be {LENGTH} lower-case hexadecimal digits", field="style_params")
    numbers = tuple(bytes.fromhex(text))
    quantiles, (texture, scale), rows = (
        numbers[:QUANTILES],
        numbers[QUANTILES : QUANTILES + 2],
        numbers[QUANTILES + 2 :],
    )
    palette = tuple((rows[i], rows[i + 1], rows[i + 2], rows[i + 3]) for i in range(0, len(rows), 4))
    if list(quantiles) != sorted(quantiles) or scale >= SCALES or not any(row[3] for row in palette):
        raise BadSpecError("style_params hold a falling curve, an unknown scale or no colour", field="style_params")
    return StyleParams(quantiles, texture, scale, palette)
