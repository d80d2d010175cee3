"""Checkpoint -> `encoder.onnx` and its card: the heads with temperature and threshold, the numbers worth reading."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from torch import Tensor, nn

from moeforge.models.card import HeadCard, ModelCard, ValueCard, write_card
from moeforge.models.card import Tensor as TensorCard
from moeforge.understand.picture.crop import SIDE
from moeforge_training import checkpoint
from moeforge_training.encoder.heads import HEADS, STARTS, VALUES
from moeforge_training.encoder.network import LOGITS, Encoder, Shape
from moeforge_training.encoder.source import OUT
from moeforge_training.export_onnx import OPSET, halve, traced

NAME = "encoder"
WORTH = 0.3
"""R2 in looks left out from which a number is given at all."""
TOLERANCE = 0.05
"""Greatest allowed difference between torch (fp32) and onnxruntime (fp16 storage), in logits and in values."""


class Served(nn.Module):
    """What is exported: the averaged net and those of its numbers that are worth reading."""

    def __init__(self, net: Encoder, kept: Sequence[int]) -> None:
        super().__init__()
        self.net = net
        self.kept = list(kept)

    def forward(self, picture: Tensor) -> tuple[Tensor, Tensor]:
        logits, values = self.net(picture)
        return logits, values[:, self.kept]


def load(folder: Path) -> tuple[Encoder, Mapping[str, Any]]:
    """The averaged net of a checkpoint, and its state; ModelError when there is none."""
    state, groups = checkpoint.load(folder)
    plain: dict[str, Any] = dict(state["encoder"])
    plain["channels"] = tuple(plain["channels"])  # JSON knows no tuples
    net = Encoder(Shape(**plain)).eval().requires_grad_(False)
    net.load_state_dict(dict(groups["average"]))
    return net, state


def fit(metrics: Mapping[str, Mapping[str, float]], number: int) -> float:
    """R2 of one of VALUES on figures in looks left out."""
    return metrics["figure" + OUT][VALUES[number]]


def worth(metrics: Mapping[str, Mapping[str, float]]) -> list[int]:
    """The numbers that reach WORTH. Where none does, the best one fills the output, and the card does not list it."""
    numbers = range(len(VALUES))
    return [n for n in numbers if fit(metrics, n) >= WORTH] or [max(numbers, key=lambda n: fit(metrics, n))]


def export(folder: Path, out: Path) -> ModelCard:
    """Write NAME.onnx and NAME.json into `out`.

    ModelError when there is no checkpoint; ArithmeticError when onnxruntime disagrees with torch.
    """
    net, state = load(folder)
    served = Served(net, worth(state["metrics"])).eval()
    data = halve(to_onnx(served)).SerializeToString()
    difference = compare(served, data)
    if difference > TOLERANCE:
        raise ArithmeticError(f"{NAME}: onnxruntime differs from torch by {difference:.3f}")
    card = _card(data, served.kept, state, difference)
    out.mkdir(parents=True, exist_ok=True)
    (out / card.file).write_bytes(data)
    write_card(card, out / f"{NAME}.json")
    return card


def to_onnx(served: Served) -> onnx.ModelProto:
    """The graph with a free batch."""
    free = {0: "batch"}
    example = torch.zeros(2, 3, SIDE, SIDE)
    model = traced(served, (example,), {"picture": free}, {"logits": free, "values": free})
    for output, given in zip(model.graph.output, served(example), strict=True):
        output.type.tensor_type.shape.dim[1].dim_value = given.shape[1]
    return model


@torch.no_grad()
def compare(served: Served, data: bytes) -> float:
    """Greatest difference between the trained net and the file, on smooth noise."""
    noise = torch.rand(4, 3, SIDE // 16, SIDE // 16, generator=torch.Generator().manual_seed(7))
    picture = nn.functional.interpolate(noise, size=(SIDE, SIDE), mode="bicubic").clamp(0, 1)
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    got = session.run(["logits", "values"], {"picture": picture.numpy()})
    return max(float(np.abs(np.asarray(g) - w.numpy()).max()) for g, w in zip(got, served(picture), strict=True))


def _card(data: bytes, kept: Sequence[int], state: Mapping[str, Any], difference: float) -> ModelCard:
    rows = {row["trait"]: row for row in state["calibration"]}
    heads = tuple(
        HeadCard(h.trait, h.values, STARTS[i], rows[h.trait]["temperature"], rows[h.trait]["threshold"])
        for i, h in enumerate(HEADS)
    )
    return ModelCard(
        name=f"moeforge-{NAME}",
        sheet=NAME,
        file=f"{NAME}.onnx",
        sha256=hashlib.sha256(data).hexdigest(),
        opset=OPSET,
        inputs=(TensorCard("picture", (-1, 3, SIDE, SIDE), "0..1, the canonical crop"),),
        outputs=(TensorCard("logits", (-1, LOGITS), "any"), TensorCard("values", (-1, len(kept)), "0..1")),
        color_space="sRGB",
        training_data=_corpus(state),
        licence="CC0-1.0",
        command=_command(state),
        metrics=_metrics(state) | {"onnx_difference": round(difference, 4)},
        heads=heads,
        continuous=tuple(ValueCard(VALUES[n], i) for i, n in enumerate(kept) if fit(state["metrics"], n) >= WORTH),
    )


def _metrics(state: Mapping[str, Any]) -> dict[str, float]:
    """Means by album, and what each head does above its threshold in looks left out."""
    means = {f"{album}_{k}": row[k] for album, row in state["metrics"].items() for k in ("accuracy", "r2") if k in row}
    rows = state["calibration"]
    return means | {f"{row['trait']}_{k}": row[k] for row in rows for k in ("accuracy", "coverage")}


def _corpus(state: Mapping[str, Any]) -> str:
    return (
        f"{state['corpus']} pictures, half of moeforge's own figures and half of random cartoons with exact labels; "
        f"thresholds and figures by head from looks left out: {', '.join(state['left_out'])}"
    )


def _command(state: Mapping[str, Any]) -> str:
    recipe = state["recipe"]
    words = [f"--batch {recipe['batch']} --rate {recipe['rate']} --seed {recipe['seed']}"]
    words += ["--bf16"] if recipe["bf16"] else []
    return f"python -m moeforge_training {NAME} {' '.join(words)}  # {state['steps']} steps on {state['device']}"
