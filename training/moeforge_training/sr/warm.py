"""Warm start: an exported net's summed kernels, as the plain part of blocks whose other parts add nothing yet."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import Tensor

from moeforge.errors import ModelError
from moeforge.models.card import read_card, read_model
from moeforge.models.upscaler import sheet_of
from moeforge_training.sr.network import CHANNELS, SCALE, Upscaler

OLD: Mapping[str, str] = {"plain": "kernels.{}", "bias": "biases.{}", "head": "head"}
"""Part of a net -> its name in an exported one."""
SILENT = ("shrink", "gains")
"""Parts whose zeros let a block's other branches add nothing, and learn."""


def weights(net: Upscaler, folder: Path) -> dict[str, Tensor]:
    """The state of `net` with which it computes what the x4 net of `folder` does; ModelError when the shapes differ."""
    card = read_card(folder / f"{sheet_of(SCALE)}.json")
    old = _kernels(read_model(card, folder))
    state = dict(net.state_dict())
    for name, tensor in state.items():
        block, _, part = name.removeprefix("blocks.").partition(".")
        if part in SILENT:
            state[name] = torch.zeros_like(tensor)
        elif known := OLD.get(part or name):
            state[name] = _fitted(old, known.format(block), tensor, card.file)
    return state


def _fitted(old: Mapping[str, Tensor], name: str, new: Tensor, file: str) -> Tensor:
    if name not in old or old[name].shape != new.shape:
        there = list(old[name].shape) if name in old else "missing"
        raise ModelError(f"{file}: {name} is {there}, the new net has {list(new.shape)}; give its --width and --blocks")
    return old[name]


def _kernels(data: bytes) -> dict[str, Tensor]:
    """The weights in the bytes of an exported net, fp32, by the names of export.Served."""
    found: dict[str, Tensor] = {}
    for tensor in onnx.load_from_string(data).graph.initializer:
        value = torch.from_numpy(np.array(numpy_helper.to_array(tensor), np.float32))
        found[tensor.name.removesuffix(".half")] = value
    if "head" in found:
        found["head"] = found["head"][:, :-CHANNELS] / 255  # without the skip, not in levels
    return found
