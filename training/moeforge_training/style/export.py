"""Checkpoint -> two ONNX files and cards: what reads a picture, and what draws a texture. Weights as fp16."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor, nn

from moeforge.models.card import ModelCard, write_card
from moeforge.models.card import Tensor as TensorCard
from moeforge.models.stylist import DRAW, READ
from moeforge.painter.carriers import NAMES, SIDE, carriers
from moeforge.style.views import PLANES, QUARTER
from moeforge_training import checkpoint
from moeforge_training.export_onnx import OPSET, halve, traced
from moeforge_training.style.network import Encoder, Painter, Shape, StyleNet

TOLERANCE = 2.0
"""Greatest allowed difference between torch (fp32) and onnxruntime (fp16 storage), in levels."""


class Reader(nn.Module):
    """(N, S, S, 3) uint8 to codes (N, code) in [-1, 1]."""

    def __init__(self, encoder: Encoder) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, picture: Tensor) -> Tensor:
        return self.encoder(picture.permute(0, 3, 1, 2).float() / 255)


class Drawer(nn.Module):
    """(N, S, S, 3) uint8, planes, one code and carriers to what is added, (N, S, S, 3) in levels."""

    def __init__(self, painter: Painter) -> None:
        super().__init__()
        self.painter = painter

    def forward(self, texture: Tensor, planes: Tensor, code: Tensor, carriers: Tensor) -> Tensor:
        x = texture.permute(0, 3, 1, 2).float() / 255
        return 255.0 * (self.painter(x, planes, code, carriers).clamp(0.0, 1.0) - x).permute(0, 2, 3, 1)


def shape_of(state: Mapping[str, Any]) -> Shape:
    """The shape in a checkpoint's state; JSON knows no tuples."""
    plain: dict[str, Any] = dict(state["style"])
    plain["reader"] = tuple(plain["reader"])
    return Shape(**plain)


def load(folder: Path) -> tuple[StyleNet, Mapping[str, Any]]:
    """The averaged net of a checkpoint, and its state; ModelError when there is none."""
    state, groups = checkpoint.load(folder)
    net = StyleNet(shape_of(state)).eval().requires_grad_(False)
    net.load_state_dict(dict(groups["average"]))
    return net, state


def export(folder: Path, out: Path) -> tuple[ModelCard, ...]:
    """Write READ and DRAW, .onnx and .json, into `out`.

    ModelError when there is no checkpoint; ArithmeticError when onnxruntime disagrees with torch.
    """
    net, state = load(folder)
    out.mkdir(parents=True, exist_ok=True)
    examples = _examples(net)
    return tuple(_written(name, served, examples[name], state, out) for name, served in _served(net).items())


def _served(net: StyleNet) -> Mapping[str, nn.Module]:
    return {READ: Reader(net.encoder).eval(), DRAW: Drawer(net.painter).eval()}


def _examples(net: StyleNet) -> Mapping[str, dict[str, Tensor]]:
    """Inputs by model and name: smooth noise."""
    draw = torch.Generator().manual_seed(7)
    noise = torch.rand(2, 3, SIDE // 16, SIDE // 16, generator=draw)
    large = nn.functional.interpolate(noise, size=(SIDE, SIDE), mode="bicubic").clamp(0, 1)
    picture = (255 * large).to(torch.uint8).permute(0, 2, 3, 1).contiguous()
    code = net.encoder(large)[:1]
    planes = torch.rand(2, PLANES, QUARTER, QUARTER, generator=draw)
    fixed = torch.from_numpy(carriers().copy())
    return {
        READ: {"picture": picture},
        DRAW: {"texture": picture, "planes": planes, "code": code, "carriers": fixed},
    }


FREE = ("picture", "texture", "planes")
"""Inputs with a free first dimension."""
OUTPUTS: Mapping[str, str] = {READ: "code", DRAW: "change"}


def _written(
    name: str, served: nn.Module, example: dict[str, Tensor], state: Mapping[str, Any], out: Path
) -> ModelCard:
    data = halve(to_onnx(served, example, OUTPUTS[name])).SerializeToString()
    difference = compare(served, example, data) * (127.5 if name == READ else 1.0)
    if difference > TOLERANCE:
        raise ArithmeticError(f"{name}: onnxruntime differs from torch by {difference:.2f} levels")
    card = _card(name, data, state, difference)
    (out / card.file).write_bytes(data)
    write_card(card, out / f"{name}.json")
    return card


def to_onnx(served: nn.Module, example: Mapping[str, Tensor], output: str) -> onnx.ModelProto:
    """The graph with a free batch."""
    taken = {name: {0: "batch"} if name in FREE else {} for name in example}
    model = traced(served, tuple(example.values()), taken, {output: {0: "batch"}})
    wanted = served(*example.values()).shape
    for dim, size in list(zip(model.graph.output[0].type.tensor_type.shape.dim, wanted, strict=True))[1:]:
        dim.dim_value = size  # lost on the way through Reshape
    return model


@torch.no_grad()
def compare(served: nn.Module, example: Mapping[str, Tensor], data: bytes) -> float:
    """Greatest difference between the trained net and the file."""
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    (got,) = session.run(None, {name: tensor.numpy() for name, tensor in example.items()})
    return float(np.abs(np.asarray(got) - served(*example.values()).numpy()).max())


def _inputs(name: str, shape: Shape) -> tuple[TensorCard, ...]:
    if name == READ:
        return (TensorCard("picture", (-1, SIDE, SIDE, 3), "0..255, uint8"),)
    return (
        TensorCard("texture", (-1, SIDE, SIDE, 3), "0..255, uint8"),
        TensorCard("planes", (-1, PLANES, QUARTER, QUARTER), "0..1, as moeforge.style.views"),
        TensorCard("code", (1, shape.code), "[-1, 1]"),
        TensorCard("carriers", (len(NAMES), SIDE, SIDE), "as moeforge.painter.carriers, about -3..3"),
    )


def _outputs(name: str, shape: Shape) -> tuple[TensorCard, ...]:
    if name == READ:
        return (TensorCard("code", (-1, shape.code), "[-1, 1]"),)
    return (TensorCard("change", (-1, SIDE, SIDE, 3), "-255..255, to be added to the texture"),)


def _card(name: str, data: bytes, state: Mapping[str, Any], difference: float) -> ModelCard:
    recipe, shape = state["recipe"], shape_of(state)
    options = f"--batch {recipe['batch']} --rate {recipe['rate']} --seed {recipe['seed']}"
    options += " --bf16" if recipe["bf16"] else ""
    metrics = {f"{kind}_{k}": v for kind, found in state["metrics"].items() for k, v in found.items()}
    return ModelCard(
        name=f"moeforge-{name.replace('_', '-')}",
        sheet=name,
        file=f"{name}.onnx",
        sha256=hashlib.sha256(data).hexdigest(),
        opset=OPSET,
        inputs=_inputs(name, shape),
        outputs=_outputs(name, shape),
        color_space="sRGB",
        training_data=f"{state['corpus']} triples of moeforge.painter's drawing styles and of random drawings; "
        f"measured on styles left out: {', '.join(state['left_out'])}",
        licence="CC0-1.0",
        command=f"python -m moeforge_training style {options}  # {state['steps']} steps on {state['device']}",
        metrics={k: round(v, 4) for k, v in {**metrics, "onnx_difference": difference}.items()},
    )
