"""Checkpoint of a run on flat pictures -> a model pack of kind `portrait`."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from torch import nn

from moeforge.models.card import ModelCard, Tensor, write_card
from moeforge.models.pack import Pack, write_pack
from moeforge.models.portrait import PORTRAIT
from moeforge_training.export_onnx import OPSET, TOLERANCE, graph, halve
from moeforge_training.flat.architectures import ARCHITECTURES
from moeforge_training.flat.shape import FlatShape
from moeforge_training.flat.style_net import Generator as StyleGenerator

Groups = Mapping[str, Mapping[str, torch.Tensor]]


class ServedPortrait(nn.Module):
    """What is exported: the frozen generator, clamped to the promised range."""

    def __init__(self, generator: nn.Module) -> None:
        super().__init__()
        if isinstance(generator, StyleGenerator):
            generator.freeze()
        self.generator = generator

    def forward(self, z: torch.Tensor) -> torch.Tensor:
        return self.generator(z).clamp(-1.0, 1.0)


def export_flat(state: Mapping[str, Any], groups: Groups, out: Path, name: str = "") -> ModelCard:
    """Write `portrait.onnx`, `portrait.json` and `card.json` into `out`; the model's card.

    ModelError for a name that cannot be a pack's; ArithmeticError when onnxruntime disagrees with torch.
    """
    shape = FlatShape(**state["shape"])
    generator = ARCHITECTURES[shape.arch].generator(shape)
    generator.load_state_dict(dict(groups["served"]))
    served = ServedPortrait(generator).eval().requires_grad_(False)
    data = halve(graph(served, {"z": torch.zeros(2, shape.latent)}, "picture")).SerializeToString()
    difference = _difference(served, shape, data)
    if difference > TOLERANCE:
        raise ArithmeticError(f"{PORTRAIT}.onnx: onnxruntime differs from torch by {difference:.4f} of [-1, 1]")
    out.mkdir(parents=True, exist_ok=True)
    about = f"{shape.arch} at {shape.size} pixels, {state['data']['count']} pictures of {state['data']['name']}"
    write_pack(Pack(name or out.name, PORTRAIT, state["data"]["licence"], state["data"]["credit"], about), out)
    (out / f"{PORTRAIT}.onnx").write_bytes(data)
    card = _card(state, shape, data, difference)
    write_card(card, out / f"{PORTRAIT}.json")
    return card


def _difference(served: ServedPortrait, shape: FlatShape, data: bytes, count: int = 8) -> float:
    """Greatest absolute difference between torch and onnxruntime over random latents."""
    z = np.random.default_rng(7).standard_normal((count, shape.latent)).astype(np.float32)
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    with torch.no_grad():
        wanted = served(torch.from_numpy(z)).numpy()
    return float(np.abs(np.asarray(session.run(["picture"], {"z": z})[0]) - wanted).max())


def command(state: Mapping[str, Any]) -> str:
    """The command that makes such a run, with how far it went."""
    shape, recipe = FlatShape(**state["shape"]), state["recipe"]
    words = f"moeforge train gan --arch {shape.arch} --size {shape.size} --seed {recipe['seed']}"
    return f"{words}  # {state['steps']} steps of {recipe['batch']} pictures"


def _card(state: Mapping[str, Any], shape: FlatShape, data: bytes, difference: float) -> ModelCard:
    last = state["history"][-1]["verdict"] if state["history"] else {}
    metrics = {name: value for name, value in last.items() if isinstance(value, int | float)}
    given = state["data"]
    began = f"; began with {state['start']}" if state.get("start") else ""
    return ModelCard(
        name=f"{given['name']}-{shape.arch}-{shape.size}",
        sheet=PORTRAIT,
        file=f"{PORTRAIT}.onnx",
        sha256=hashlib.sha256(data).hexdigest(),
        opset=OPSET,
        inputs=(Tensor("z", (-1, shape.latent), "standard normal"),),
        outputs=(Tensor("picture", (-1, 3, shape.size, shape.size), "[-1, 1], clamped"),),
        color_space="sRGB; level = (x + 1) * 127.5, rounded",
        training_data=f"{given['count']} pictures of data set {given['name']}, manifest {given['hash'][:16]}{began}",
        licence=given["licence"],
        command=command(state),
        metrics={**metrics, "onnx_difference": round(difference, 5)},
    )
