"""What is kept of a style picture: a palette, a lightness curve and the brush, in 80 characters of a recipe; 16 more
where a net read how the picture is drawn.

Bytes: version, 9 lightness quantiles (0, 1/8 .. 1), texture amount, texture scale, then COLORS times red, green, blue
(sRGB) and weight, then in version 3 the CODE strengths of `painter.finish.DRAWN`; as base64url (RFC 4648 section 5),
which at these lengths has one spelling and no padding. Version 2 held 48 numbers of a net that is gone: they are passed
over, and its pictures are drawn by their roughness alone.
"""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from moeforge.errors import BadSpecError

QUANTILES = 9
COLORS = 12
CODE = 12
"""Strengths with which a picture is drawn: those of `painter.finish.DRAWN`."""
_GONE = 48
EXACT = 3 + QUANTILES + 4 * COLORS
"""Bytes before the code."""
LENGTHS: Mapping[int, int] = MappingProxyType({4 * (EXACT + n) // 3: v for v, n in ((1, 0), (2, _GONE), (3, CODE))})
"""Characters of a text -> its version."""
SCALES = 3
"""Texture scales: 0 fine grain, 1 brush, 2 broad strokes."""
_TEXT = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class StyleParams:
    """A picture's style; the numbers are bytes, so that text and value agree exactly."""

    quantiles: tuple[int, ...]  # OKLab lightness x 255, rising
    texture: int  # 0 smooth .. 255 rough
    scale: int  # 0 .. SCALES - 1
    palette: tuple[tuple[int, int, int, int], ...]  # red, green, blue, weight; COLORS rows, heaviest first
    code: tuple[int, ...] = ()  # CODE strengths x 255 that a net read; empty: roughness alone

    @property
    def text(self) -> str:
        """The canonical text that a recipe keeps."""
        exact = (*self.quantiles, self.texture, self.scale, *(n for row in self.palette for n in row))
        numbers = (3 if self.code else 1, *exact, *self.code)
        return urlsafe_b64encode(bytes(numbers)).decode()


def parse(text: str) -> StyleParams:
    """The inverse of `StyleParams.text`; BadSpecError for anything else."""
    if len(text) not in LENGTHS or not _TEXT.fullmatch(text):
        lengths = ", ".join(map(str, sorted(LENGTHS)))
        raise BadSpecError(f"style_params must have {lengths} characters of base64url", field="style_params")
    version, *numbers = urlsafe_b64decode(text)
    quantiles, (texture, scale) = numbers[:QUANTILES], numbers[QUANTILES : QUANTILES + 2]
    rows, code = numbers[QUANTILES + 2 : EXACT - 1], numbers[EXACT - 1 :] if version > 2 else []
    palette = tuple((rows[i], rows[i + 1], rows[i + 2], rows[i + 3]) for i in range(0, len(rows), 4))
    if version != LENGTHS[len(text)]:
        raise BadSpecError(
            f"style_params of version {version} and {len(text)} characters; this build reads versions "
            f"{', '.join(map(str, LENGTHS.values()))}",
            field="style_params",
        )
    if quantiles != sorted(quantiles) or scale >= SCALES or not any(row[3] for row in palette):
        raise BadSpecError("style_params hold a falling curve, an unknown scale or no colour", field="style_params")
    return StyleParams(tuple(quantiles), texture, scale, palette, tuple(code))
