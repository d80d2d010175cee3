"""A flat portrait generator at work: a seed becomes a square picture; trained on somebody's own drawings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray
from PIL import Image

from moeforge.errors import ModelError
from moeforge.models.card import ModelCard, read_card, read_model
from moeforge.models.runtime import opened
from moeforge.models.upscaler import Upscaler
from moeforge.prior import stream

U8 = NDArray[np.uint8]
F32 = NDArray[np.float32]
PORTRAIT = "portrait"
"""Name of the model in its pack."""


def latent(seed: int, size: int) -> F32:
    """The identity vector of a seed: (size,) standard normal, the same on every platform."""
    chance = stream(seed, f"z/{PORTRAIT}")
    return np.array([chance.gauss(0.0, 1.0) for _ in range(size)], np.float32)


@dataclass(frozen=True, slots=True)
class PortraitModel:
    """The net with its card."""

    card: ModelCard
    runtime: onnxruntime.InferenceSession

    @classmethod
    def load(cls, folder: Path, threads: int = 2) -> "PortraitModel":
        """Open `portrait.onnx` of a pack; ModelError when its hash or shapes are not its card's."""
        card = read_card(folder / f"{PORTRAIT}.json")
        if [t.name for t in (*card.inputs, *card.outputs)] != ["z", "picture"] or len(card.inputs[0].shape) != 2:
            raise ModelError(f"{card.name} is no portrait generator: it must turn 'z' into 'picture'")
        return cls(card, opened(card, read_model(card, folder), threads))

    def paint(self, seeds: Sequence[int]) -> U8:
        """One picture per seed: (B, S, S, 3) uint8 sRGB. The same seed gives the same picture."""
        size = self.card.inputs[0].shape[1]
        z = np.stack([latent(seed, size) for seed in seeds])
        pictures = np.asarray(self.runtime.run(["picture"], {"z": z})[0])  # (B, 3, S, S), [-1, 1]
        if not np.isfinite(pictures).all():
            raise ModelError(f"{self.card.name} paints values that are no numbers; train or get it again")
        return np.rint((pictures.transpose(0, 2, 3, 1).clip(-1.0, 1.0) + 1.0) * 127.5).astype(np.uint8)


def resized(picture: U8, size: int, upscaler: Callable[[], Upscaler]) -> U8:
    """An (S, S, 3) sRGB picture at another side: enlarged by the enlarging nets, then shrunk by Lanczos if need be.

    `upscaler` is called where it is needed.
    """
    while picture.shape[0] < size:
        picture = upscaler().enlarge(picture, 4 if size > 2 * picture.shape[0] else 2)
    if picture.shape[0] == size:
        return picture
    return np.asarray(Image.fromarray(picture).resize((size, size), Image.Resampling.LANCZOS))
