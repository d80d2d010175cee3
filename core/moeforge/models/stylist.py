"""The style net at work: a picture becomes a code of few bytes, and a code redraws the figure's textures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from moeforge.errors import ModelError
from moeforge.models.card import ModelCard
from moeforge.models.runtime import opened
from moeforge.painter.carriers import Lay, carriers

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]
READ, DRAW = "style_read", "style_draw"
"""Names under which a model pack holds the two halves of the net."""


@dataclass(frozen=True, slots=True)
class StyleModel:
    """One half of the net with its card."""

    card: ModelCard
    runtime: onnxruntime.InferenceSession

    @classmethod
    def open(cls, card: ModelCard, data: bytes, threads: int) -> "StyleModel":
        """ModelError when the net's inputs or outputs are not the card's."""
        return cls(card, opened(card, data, threads))


@dataclass(frozen=True, slots=True)
class Stylist:
    """Both halves. Sessions may be run by many threads at once."""

    read: StyleModel
    draw: StyleModel

    @property
    def hashes(self) -> Mapping[str, str]:
        """Model name -> sha256, for the avatar's id and its provenance."""
        return MappingProxyType({m.card.name: m.card.sha256 for m in (self.read, self.draw)})

    def code(self, picture: U8) -> tuple[int, ...]:
        """How a picture is drawn, in style.params.CODE numbers of 0..255. `picture`: (SIDE, SIDE, 3) uint8 sRGB."""
        (found,) = self.read.runtime.run(["code"], {"picture": picture[None]})
        numbers = np.asarray(found)[0]
        if not np.isfinite(numbers).all():
            raise ModelError(f"{self.read.card.name} reads values that are no numbers; train or get it again")
        return tuple(int(n) for n in np.clip(np.rint(127.5 * (numbers + 1.0)), 0, 255))

    def change(self, views: U8, planes: F32, code: Sequence[int], lay: Lay = "aslant") -> F32:
        """What a style adds to textures: (N, SIDE, SIDE, 3) in levels of sRGB.

        `views`: (N, SIDE, SIDE, 3) uint8 sRGB; `planes`: what the net is told of each, see `style.views.planes`;
        `lay`: how strokes and grain lie on them.
        """
        style = np.asarray(code, np.float32)[None] / np.float32(127.5) - np.float32(1.0)
        feed = {"texture": views, "planes": planes, "code": style, "carriers": carriers(lay)}
        (found,) = self.draw.runtime.run(["change"], feed)
        return np.asarray(found)
