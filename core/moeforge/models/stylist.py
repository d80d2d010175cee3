"""The reader of drawing styles at work: a picture becomes a code of few bytes."""

from dataclasses import dataclass

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from moeforge.errors import ModelError
from moeforge.models.card import ModelCard
from moeforge.models.runtime import opened
from moeforge.painter.finish import DRAWN

U8 = NDArray[np.uint8]
READ = "style_read"
"""Name under which a model pack holds the reader."""


@dataclass(frozen=True, slots=True)
class Stylist:
    """The reader with its card. A session may be run by many threads at once."""

    card: ModelCard
    runtime: onnxruntime.InferenceSession

    @classmethod
    def open(cls, card: ModelCard, data: bytes, threads: int) -> "Stylist":
        """ModelError when the net's inputs or outputs are not the card's, or it reads other numbers."""
        if [tuple(t.shape) for t in card.outputs] != [(-1, len(DRAWN))]:
            raise ModelError(
                f"{card.name} does not read the {len(DRAWN)} strengths of this build's filters; train or get it again"
            )
        return cls(card, opened(card, data, threads))

    def code(self, picture: U8) -> tuple[int, ...]:
        """How a picture is drawn: the strengths of `painter.finish.DRAWN` as 0..255.

        `picture`: (SIDE, SIDE, 3) uint8 sRGB, as `style.picture.read_view` makes it.
        """
        (found,) = self.runtime.run(["code"], {"picture": picture[None]})
        numbers = np.asarray(found)[0]
        if not np.isfinite(numbers).all():
            raise ModelError(f"{self.card.name} reads values that are no numbers; train or get it again")
        return tuple(int(n) for n in np.clip(np.rint(255.0 * numbers), 0, 255))
