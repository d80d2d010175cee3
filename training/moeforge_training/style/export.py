"""Checkpoint -> the ONNX file that reads a picture, and its card. Weights as fp16."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
from torch import Tensor, nn

from moeforge.models.card import ModelCard, write_card
from moeforge.models.card import Tensor as TensorCard
from moeforge.models.stylist import READ
from moeforge.painter.carriers import SIDE
from moeforge.painter.finish import DRAWN
from moeforge_training import checkpoint
from moeforge_training.export_onnx import OPSET, halve, traced
from moeforge_training.style.network import Reader, Shape, luma

TOLERANCE = 2.0 / 255
"""Greatest allowed difference between torch (fp32) and onnxruntime (fp16 storage)."""


class Served(nn.Module):
    """(N, S, S, 3) uint8 to strengths (N, len(DRAWN)) in [0, 1]."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, picture: Tensor) -> Tensor:
        return self.reader(luma(picture.permute(0, 3, 1, 2).float() / 255)).clamp(0.0, 1.0)


def shape_of(state: Mapping[str, Any]) -> Shape:
    """The shape in a checkpoint's state; JSON knows no tuples."""
    plain: dict[str, Any] = dict(state["style"])
    plain["hidden"] = tuple(plain["hidden"])
    return Shape(**plain)


def load(folder: Path) -> tuple[Reader, Mapping[str, Any]]:
    """The averaged net of a checkpoint, and its state; ModelError when there is none."""
    state, groups = checkpoint.load(folder)
    net = Reader(shape_of(state)).eval().requires_grad_(False)
    net.load_state_dict(dict(groups["average"]))
    return net, state


def export(folder: Path, out: Path) -> tuple[ModelCard, ...]:
    """Write READ, .onnx and .json, into `out`.

    ModelError when there is no checkpoint; ArithmeticError when onnxruntime disagrees with torch.
    """
    net, state = load(folder)
    out.mkdir(parents=True, exist_ok=True)
    served, picture = Served(net).eval(), _example()
    data = halve(traced(served, (picture,), {"picture": {0: "batch"}}, {"code": {0: "batch"}})).SerializeToString()
    difference = compare(served, picture, data)
    if difference > TOLERANCE:
        raise ArithmeticError(f"{READ}: onnxruntime differs from torch by {difference:.4f}")
    card = _card(data, state, difference)
    (out / card.file).write_bytes(data)
    write_card(card, out / f"{READ}.json")
    return (card,)


def _example() -> Tensor:
    """Two pictures of smooth noise."""
    noise = torch.rand(2, 3, SIDE // 16, SIDE // 16, generator=torch.Generator().manual_seed(7))
    large = nn.functional.interpolate(noise, size=(SIDE, SIDE), mode="bicubic").clamp(0, 1)
    return (255 * large).to(torch.uint8).permute(0, 2, 3, 1).contiguous()


@torch.no_grad()
def compare(served: nn.Module, picture: Tensor, data: bytes) -> float:
    """Greatest difference between the trained net and the file."""
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    (got,) = session.run(None, {"picture": picture.numpy()})
    return float(np.abs(np.asarray(got) - served(picture).numpy()).max())


def _card(data: bytes, state: Mapping[str, Any], difference: float) -> ModelCard:
    recipe = state["recipe"]
    options = f"--batch {recipe['batch']} --rate {recipe['rate']} --seed {recipe['seed']}"
    options += f" --looks {recipe['looks']}"
    errors = {f"error_{name}": value for name, value in state["metrics"].items()}
    return ModelCard(
        name="moeforge-style-read",
        sheet=READ,
        file=f"{READ}.onnx",
        sha256=hashlib.sha256(data).hexdigest(),
        opset=OPSET,
        inputs=(TensorCard("picture", (-1, SIDE, SIDE, 3), "0..255, uint8"),),
        outputs=(TensorCard("code", (-1, len(DRAWN)), f"0..1: {', '.join(DRAWN)}"),),
        color_space="sRGB",
        training_data=f"{state['corpus']} pictures of moeforge.painter's drawing styles, of random drawings and of "
        f"random brush strokes; measured on styles left out: {', '.join(state['left_out'])}",
        licence="CC0-1.0",
        command=f"python -m moeforge_training style {options} --corpus {state['share']} --steps {state['steps']}"
        f"  # on {state['device']}",
        metrics={k: round(v, 4) for k, v in {**errors, "onnx_difference": difference}.items()},
    )
