"""What is kept of a style picture: a palette, a lightness curve and the brush, in 80 characters of a recipe.

Bytes: VERSION, 9 lightness quantiles (0, 1/8 .. 1), texture amount, texture scale, then COLORS times red, green, blue
(sRGB) and weight; as base64url (RFC 4648 section 5), which at 60 bytes has one spelling and no padding.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

from moeforge.errors import BadSpecError

VERSION = 1
QUANTILES = 9
COLORS = 12
LENGTH = 4 * (3 + QUANTILES + 4 * COLORS) // 3
SCALES = 3
"""Texture scales: 0 fine grain, 1 brush, 2 broad strokes."""
_TEXT = re.compile(f"[A-Za-z0-9_-]{{{LENGTH}}}")


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
        numbers = (VERSION, *self.quantiles, self.texture, self.scale, *(n for row in self.palette for n in row))
        return urlsafe_b64encode(bytes(numbers)).decode()


def parse(text: str) -> StyleParams:
    """The inverse of `StyleParams.text`; BadSpecError for anything else."""
    if not _TEXT.fullmatch(text):
        raise BadSpecError(f"style_params must be {LENGTH} characters of base64url", field="style_params")
    version, *numbers = urlsafe_b64decode(text)
    quantiles, (texture, scale), rows = (
        numbers[:QUANTILES],
        numbers[QUANTILES : QUANTILES + 2],
        numbers[QUANTILES + 2 :],
    )
    palette = tuple((rows[i], rows[i + 1], rows[i + 2], rows[i + 3]) for i in range(0, len(rows), 4))
    if version != VERSION:
        raise BadSpecError(f"style_params of version {version}; this build reads {VERSION}", field="style_params")
    if quantiles != sorted(quantiles) or scale >= SCALES or not any(row[3] for row in palette):
        raise BadSpecError("style_params hold a falling curve, an unknown scale or no colour", field="style_params")
    return StyleParams(tuple(quantiles), texture, scale, palette)
