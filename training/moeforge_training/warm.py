"""Warm start: the weights of an exported generator, fitted into a new one that may know more conditions or be larger.

New conditions enter with zero weight, a new last stage (Shape.skip) begins as a correction of nearly nothing, and a
finer head (Shape.head) repeats each texel: the new generator first paints what the old one painted, enlarged where it
has more texels.
"""

from importlib.resources import files
from math import isqrt
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from moeforge.errors import ModelError
from moeforge.models.card import ModelCard, read_card, read_model
from moeforge.prior import LATENT
from moeforge_training.networks import Generator

BUNDLED = Path(str(files("moeforge.models") / "bundled"))
FIRST = "mapping.0.weight"
PREFIX, HALF = "generator.", ".half"


def weights(generator: Generator, folder: Path, sheet: str) -> dict[str, Tensor]:
    """The state of `generator` with all that `<folder>/<sheet>.onnx` knows; what it does not know is kept.

    ModelError when the file is missing, changed, or a tensor does not fit.
    """
    card = read_card(folder / f"{sheet}.json")
    old = initialisers(read_model(card, folder))
    if generator.shape.skip and "low.weight" not in old:
        old = {name.replace("head.", "low."): tensor for name, tensor in old.items()}
    state = dict(generator.state_dict())
    for name, tensor in old.items():
        if name not in state:
            raise ModelError(f"{card.file} holds {name}, the new generator does not; start without it")
        state[name] = _fitted(name, tensor, state[name], card)
    if "low.weight" in old and "head.weight" not in old:
        for name in ("head.weight", "head.shift.weight"):
            state[name] = 0.1 * state[name]
    return state


def initialisers(data: bytes) -> dict[str, Tensor]:
    """The weights in the bytes of an ONNX file that `export_onnx` wrote: parameter name -> fp32 tensor."""
    found: dict[str, Tensor] = {}
    for tensor in onnx.load_from_string(data).graph.initializer:
        if tensor.name.startswith(PREFIX):
            value = np.array(numpy_helper.to_array(tensor), np.float32)
            found[tensor.name.removeprefix(PREFIX).removesuffix(HALF)] = torch.from_numpy(value)
    return found


def _fitted(name: str, old: Tensor, new: Tensor, card: ModelCard) -> Tensor:
    if old.shape == new.shape:
        return old
    extra = new.shape[-1] - old.shape[-1]
    if name == FIRST and extra > 0 and old.shape[:-1] == new.shape[:-1]:
        known = old.shape[1] - 5 * LATENT  # numbers of the old condition
        return torch.cat([old[:, :known], old.new_zeros(len(old), extra), old[:, known:]], 1)
    if name.startswith("head.") and old.shape[1:] == new.shape[1:] and len(new) == 4 * len(old):
        side = isqrt(len(old) // 3)
        texels = old.unflatten(0, (3, side, side)).repeat_interleave(2, 1).repeat_interleave(2, 2)
        return texels.flatten(0, 2)
    raise ModelError(f"{card.file}: {name} is {list(old.shape)}, the new generator has {list(new.shape)}")
