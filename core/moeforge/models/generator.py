"""The texture generator at work: one small ONNX net per sheet, run by onnxruntime on the CPU."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from moeforge.models.card import ModelCard
from moeforge.models.runtime import opened
from moeforge.painter.conditions import condition
from moeforge.painter.drawings import identity
from moeforge.painter.whole import asked
from moeforge.spec import AvatarSpec

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class SheetModel:
    """The net of one sheet with its card; its shapes are checked when it is opened."""

    card: ModelCard
    runtime: onnxruntime.InferenceSession

    @classmethod
    def open(cls, card: ModelCard, data: bytes, threads: int) -> "SheetModel":
        """ModelError when the net's inputs or outputs are not the card's."""
        return cls(card, opened(card, data, threads))

    def paint(self, conditions: Sequence[F32], latents: Sequence[F32]) -> U8:
        """One picture per (condition (C,), z (64,)): (B, S, S, 3) uint8 sRGB."""
        told = [asked(self.card.sheet, c, z) for c, z in zip(conditions, latents, strict=True)]
        feed = {"condition": np.stack([c for c, _ in told]), "z": np.stack([z for _, z in told])}
        pictures = np.asarray(self.runtime.run(["picture"], feed)[0])  # (B, 3, S, S), [-1, 1]
        return np.rint((pictures.transpose(0, 2, 3, 1) + 1.0) * 127.5).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Generator:
    """All sheets of an avatar. Sessions may be run by many threads at once."""

    models: Mapping[str, SheetModel]  # sheet -> its net

    def sheets(self, spec: AvatarSpec) -> Mapping[str, U8]:
        """`skin`, `iris_left`, `iris_right` and `trim` of that avatar: (S, S, 3) uint8 sRGB each, S by sheet."""
        left, right = self._irises(spec)
        skin, trim = (self._one(spec, sheet) for sheet in ("skin", "trim"))
        return MappingProxyType({"skin": skin, "iris_left": left, "iris_right": right, "trim": trim})

    @property
    def hashes(self) -> Mapping[str, str]:
        """Model name -> sha256, for the avatar's id and its provenance."""
        return MappingProxyType({m.card.name: m.card.sha256 for m in self.models.values()})

    def _one(self, spec: AvatarSpec, sheet: str) -> U8:
        return self.models[sheet].paint([condition(spec, sheet)], [identity(spec, sheet)])[0]

    def _irises(self, spec: AvatarSpec) -> tuple[U8, U8]:
        """Both irises share their z; one run paints both, once when the eyes have one colour."""
        left, right = (condition(spec, "iris", eye=eye) for eye in ("left", "right"))
        colors = [left] if np.array_equal(left, right) else [left, right]
        pictures = self.models["iris"].paint(colors, [identity(spec, "iris")] * len(colors))
        return pictures[0], pictures[-1]
