"""Checkpoint -> ONNX files and cards, x4 and x2: summed kernels, the skip inside the head, uint8 in and out.

The head is linear, so averaging its outputs over 2 x 2 gives the x2 net without training it: it computes exactly the
box-shrunk x4 picture, before rounding and clipping.
"""

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - torch's own convention

from moeforge.models.card import ModelCard, write_card
from moeforge.models.card import Tensor as TensorCard
from moeforge.models.upscaler import SCALES, sheet_of
from moeforge_training import checkpoint
from moeforge_training.export_onnx import OPSET, halve, traced
from moeforge_training.int8 import GATE
from moeforge_training.sr import quantise
from moeforge_training.sr.network import CHANNELS, SCALE, EdgeBlock, Shape, Upscaler, bilinear, opening, shrunk

TOLERANCE = 2
"""Greatest allowed difference between torch (fp32) and onnxruntime (fp16 storage), in levels."""


class Served(nn.Module):
    """What is exported: (N, H, W, 4) uint8 premultiplied to (N, s H, s W, 4) uint8.

    The head makes the skip, too, and counts in levels, so that what is moved and compared is uint8.
    """

    def __init__(self, net: Upscaler, scale: int) -> None:
        super().__init__()
        self.scale = scale
        blocks = [cast(EdgeBlock, b) for b in net.blocks]
        self.kernels = nn.ParameterList(nn.Parameter(b.kernel().detach(), False) for b in blocks)
        self.biases = nn.ParameterList(nn.Parameter(b.bias.detach(), False) for b in blocks)
        both = torch.cat([255 * shrunk(net.head.detach(), scale), shrunk(bilinear(), scale)], dim=1)
        self.head = nn.Parameter(both, False)  # of features and levels
        self.rounding = nn.Parameter(torch.full((len(both),), 0.5), False)  # levels are rounded by cutting off

    def forward(self, small: Tensor) -> Tensor:
        levels = small.permute(0, 3, 1, 2).float()
        features = x = levels / 255
        for kernel, bias in zip(self.kernels, self.biases, strict=True):
            features = torch.relu(F.conv2d(features, kernel, bias, padding=1))
        y = F.conv2d(torch.cat([features * opening(x), levels], dim=1), self.head, self.rounding, padding=1)
        n, _, h, w = y.shape
        s = self.scale
        planes = y.clamp(0.0, 255.0).to(torch.uint8).reshape(n, s * s, CHANNELS, -1)
        planes = torch.minimum(planes, planes[:, :, 3:])  # no colour above its alpha
        rows = planes.reshape(n, s * s * CHANNELS, h, w).permute(0, 2, 3, 1).reshape(n, h, w, s, s * CHANNELS)
        return rows.permute(0, 1, 3, 2, 4).reshape(n, h * s, w * s, CHANNELS)


def export(folder: Path, out: Path) -> tuple[ModelCard, ...]:
    """Write `upscale_x2` and `upscale_x4`, .onnx and .json, into `out`, and int8 ones that pass their gate.

    ModelError when there is no checkpoint; ArithmeticError when onnxruntime disagrees with torch.
    """
    state, groups = checkpoint.load(folder)
    net = Upscaler(Shape(**state["upscaler"])).eval().requires_grad_(False)
    net.load_state_dict(dict(groups["average"]))
    out.mkdir(parents=True, exist_ok=True)
    return tuple(card for scale in SCALES for card in _export_scale(net, scale, state, out))


def _export_scale(net: Upscaler, scale: int, state: Mapping[str, Any], out: Path) -> Iterator[ModelCard]:
    data = halve(to_onnx(Served(net, scale))).SerializeToString()
    difference = compare(net, scale, data)
    if difference > TOLERANCE:
        raise ArithmeticError(f"x{scale}: onnxruntime differs from torch by {difference} levels")
    yield _written(_card(sheet_of(scale), data, state, {"onnx_difference": float(difference)}), data, out)
    small = quantise.int8(net, scale)
    likeness = quantise.likeness(data, small)
    if likeness >= GATE:
        yield _written(_card(sheet_of(scale, int8=True), small, state, {"ssim_to_fp32": likeness}), small, out)


def _written(card: ModelCard, data: bytes, out: Path) -> ModelCard:
    (out / card.file).write_bytes(data)
    write_card(card, out / f"{card.sheet}.json")
    return card


def to_onnx(served: Served) -> onnx.ModelProto:
    """The graph with free batch, height and width."""
    free = {0: "batch", 1: "height", 2: "width"}
    example = torch.zeros(1, 16, 20, CHANNELS, dtype=torch.uint8)
    model = traced(served.eval(), (example,), {"small": free}, {"large": free})
    model.graph.output[0].type.tensor_type.shape.dim[3].dim_value = CHANNELS  # lost on the way through Reshape
    return model


@torch.no_grad()
def compare(net: Upscaler, scale: int, data: bytes) -> int:
    """Greatest difference in levels between the trained net and the file, on smooth noise, away from the border."""
    noise = torch.rand(2, CHANNELS, 12, 12, generator=torch.Generator().manual_seed(7))
    small = (F.interpolate(noise, scale_factor=4, mode="bicubic").clamp(0, 1) * 255).to(torch.uint8)
    wanted = net(small.float() / 255)
    wanted = F.avg_pool2d(wanted, SCALE // scale).clamp(0, 1)
    wanted = torch.minimum(wanted, wanted[:, 3:]).mul(255).permute(0, 2, 3, 1).numpy()
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    got = np.asarray(session.run(["large"], {"small": small.permute(0, 2, 3, 1).contiguous().numpy()})[0])
    inner = (slice(None), slice(2 * scale, -2 * scale), slice(2 * scale, -2 * scale))
    return int(np.abs(got.astype(np.float64) - wanted)[inner].max())


def _command(state: Mapping[str, Any]) -> str:
    """The command that made the net, with what it came to."""
    recipe, shape = state["recipe"], state["upscaler"]
    words = [f"--batch {recipe['batch']} --rate {recipe['rate']} --seed {recipe['seed']}"]
    words += [f"--width {shape['width']} --blocks {shape['blocks']}"]
    words += ["--bf16"] if recipe["bf16"] else []
    words += [f"--from {state['start']}"] if state.get("start") else []
    return f"python -m moeforge_training sr {' '.join(words)}  # {state['steps']} steps on {state.get('device', 'cpu')}"


def _card(sheet: str, data: bytes, state: Mapping[str, Any], checks: Mapping[str, float]) -> ModelCard:
    tiles = ", ".join(f"{n} {kind}" for kind, n in state["corpus"].items())
    metrics = {f"{kind}_{k}": v for kind, found in state["metrics"].items() for k, v in found.items()}
    return ModelCard(
        name=f"moeforge-{sheet.replace('_', '-')}",
        sheet=sheet,
        file=f"{sheet}.onnx",
        sha256=hashlib.sha256(data).hexdigest(),
        opset=OPSET,
        inputs=(TensorCard("small", (-1, -1, -1, CHANNELS), "0..255, uint8"),),
        outputs=(TensorCard("large", (-1, -1, -1, CHANNELS), "0..255, uint8"),),
        color_space="sRGB, premultiplied by the alpha in the last channel",
        training_data=f"tiles of moeforge.painter's sheets and of random vector drawings: {tiles}",
        licence="CC0-1.0",
        command=_command(state),
        metrics={k: round(v, 4) for k, v in {**metrics, **checks}.items()},
    )
