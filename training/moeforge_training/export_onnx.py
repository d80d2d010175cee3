"""Checkpoint -> one ONNX file and one model card per sheet: averaged weights, constants folded, fp16 storage.

The TorchScript exporter (`dynamo=False`) needs no onnxscript. Weights are stored as fp16 and cast when the session
loads, which halves the file at equal speed; the computation is fp32.
"""

import hashlib
import io
import warnings
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

from moeforge.errors import ModelError
from moeforge.models.card import ModelCard, Tensor, write_card
from moeforge.prior import LATENT
from moeforge_training import checkpoint
from moeforge_training.networks import Generator, Shape
from moeforge_training.sheet_trainer import Recipe

OPSET = 17
LEAST_CAST = 1024
"""Initialisers with fewer elements stay fp32."""
TOLERANCE = 0.02
"""Greatest allowed difference between torch (fp32) and onnxruntime (fp16 storage), of the range [-1, 1]: 2.5 levels."""


class Served(torch.nn.Module):
    """What is exported: the frozen generator, clamped to the promised range."""

    def __init__(self, generator: Generator) -> None:
        super().__init__()
        generator.freeze()
        self.generator = generator

    def forward(self, condition: torch.Tensor, z: torch.Tensor) -> torch.Tensor:
        return self.generator(condition, z).clamp(-1.0, 1.0)


def export(folder: Path, out: Path) -> tuple[ModelCard, ...]:
    """Export every sheet of the checkpoint in `folder`; writes `<sheet>.onnx` and `<sheet>.json` into `out`.

    ModelError when there is no checkpoint; ArithmeticError when onnxruntime disagrees with torch.
    """
    state, groups = checkpoint.load(folder)
    if "shapes" not in state:
        raise ModelError(f"{folder} is no run of the bundled generator; `moeforge train export` knows its kind")
    out.mkdir(parents=True, exist_ok=True)
    return tuple(_export_sheet(sheet, state, groups[f"{sheet}-average"], out) for sheet in state["shapes"])


def _export_sheet(sheet: str, state: Mapping[str, Any], weights: Mapping[str, torch.Tensor], out: Path) -> ModelCard:
    shape = _shape(state["shapes"][sheet])
    generator = Generator(shape)
    generator.load_state_dict(dict(weights))
    data, difference = written(generator, out / f"{sheet}.onnx")
    card = _card(sheet, shape, data, state, difference)
    write_card(card, out / f"{sheet}.json")
    return card


def written(generator: Generator, path: Path) -> tuple[bytes, float]:
    """Write a generator as ONNX, which freezes it; the bytes, and how far onnxruntime differs from torch.

    ArithmeticError when that is more than TOLERANCE.
    """
    served = Served(generator).eval().requires_grad_(False)
    data = halve(to_onnx(served, generator.shape)).SerializeToString()
    path.write_bytes(data)
    difference = compare(served, generator.shape, data)
    if difference > TOLERANCE:
        raise ArithmeticError(f"{path.name}: onnxruntime differs from torch by {difference:.4f} of [-1, 1]")
    return data, difference


def _shape(plain: Mapping[str, Any]) -> Shape:
    """A shape back from JSON, which knows no tuples."""
    fields = dict(plain)
    fields["channels"] = tuple(fields["channels"])
    return Shape(**fields)


def to_onnx(served: Served, shape: Shape) -> onnx.ModelProto:
    """The graph with a free batch dimension."""
    return graph(served, {"condition": torch.zeros(2, shape.condition), "z": torch.zeros(2, LATENT)}, "picture")


def graph(served: torch.nn.Module, inputs: Mapping[str, torch.Tensor], output: str) -> onnx.ModelProto:
    """The graph of a module with named inputs and one output, all with a free first dimension."""
    free = {0: "batch"}
    return traced(served, tuple(inputs.values()), dict.fromkeys(inputs, free), {output: free})


Free = Mapping[str, Mapping[int, str]]
"""Tensor name -> its free dimensions and what they are called."""


def traced(served: torch.nn.Module, inputs: tuple[torch.Tensor, ...], taken: Free, given: Free) -> onnx.ModelProto:
    """A module's graph with named inputs and outputs, in the order of `taken` and `given`."""
    file = io.BytesIO()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the dynamo exporter needs onnxscript
        warnings.filterwarnings("ignore", "Constant folding", UserWarning)  # F.pad's amounts are not folded; no harm
        torch.onnx.export(
            served,
            inputs,
            file,  # type: ignore[arg-type]  # the stub forgets the streams that dynamo=False takes
            dynamo=False,
            opset_version=OPSET,
            input_names=list(taken),
            output_names=list(given),
            dynamic_axes={name: dict(axes) for name, axes in (*taken.items(), *given.items())},
        )
    return onnx.load_from_string(file.getvalue())


def halve(model: onnx.ModelProto) -> onnx.ModelProto:
    """Store large fp32 initialisers as fp16 with a Cast in front; onnxruntime folds the casts when it loads."""
    kept, casts = [], []
    for tensor in model.graph.initializer:
        value = numpy_helper.to_array(tensor)
        if value.dtype != np.float32 or value.size < LEAST_CAST:
            kept.append(tensor)
            continue
        kept.append(numpy_helper.from_array(value.astype(np.float16), f"{tensor.name}.half"))
        casts.append(helper.make_node("Cast", [f"{tensor.name}.half"], [tensor.name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.initializer[:], model.graph.node[:]
    model.graph.initializer.extend(kept)
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    return model


def compare(served: Served, shape: Shape, data: bytes, count: int = 8) -> float:
    """Greatest absolute difference between torch and onnxruntime over random inputs."""
    rng = np.random.default_rng(7)
    condition = rng.uniform(-1.0, 1.0, (count, shape.condition)).astype(np.float32)
    z = rng.standard_normal((count, LATENT)).astype(np.float32)
    session = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"])
    (got,) = session.run(["picture"], {"condition": condition, "z": z})
    with torch.no_grad():
        wanted = served(torch.from_numpy(condition), torch.from_numpy(z)).numpy()
    return float(np.abs(np.asarray(got) - wanted).max())


def _command(sheet: str, state: Mapping[str, Any]) -> str:
    """The command that made a sheet, with what it came to."""
    recipe, usual = state["recipe"], asdict(Recipe())
    words = [f"--batch {recipe['batch']} --rate {recipe['rate']} --seed {recipe['seed']}"]
    words += [f"--{name}" for name in ("quarters", "bf16") if recipe.get(name)]
    words += [
        f"--{name.replace('_', '-')} {recipe[name]}"
        for name in ("edges", "local", "traits", "adversarial_from")
        if recipe.get(name, usual[name]) != usual[name]
    ]
    words += [f"--from {state['start']}"] if state.get("start") else []
    sheets, steps = " ".join(state["shapes"]), state["sheet_steps"][sheet]
    made = f"{steps} steps of {sheet} on {state.get('device', 'cpu')}"
    return f"python -m moeforge_training gan --sheets {sheets} {' '.join(words)}  # {made}"


def _card(sheet: str, shape: Shape, data: bytes, state: Mapping[str, Any], difference: float) -> ModelCard:
    metrics = {**state["metrics"].get(sheet, {}), "onnx_difference": difference}
    return ModelCard(
        name=f"moeforge-{sheet}",
        sheet=sheet,
        file=f"{sheet}.onnx",
        sha256=hashlib.sha256(data).hexdigest(),
        opset=OPSET,
        inputs=(
            Tensor("condition", (-1, shape.condition), "as moeforge.painter.conditions, about [-1, 1]"),
            Tensor("z", (-1, LATENT), "standard normal"),
        ),
        outputs=(Tensor("picture", (-1, 3, shape.size, shape.size), "[-1, 1], clamped"),),
        color_space="sRGB; level = (x + 1) * 127.5, rounded",
        training_data=f"{state['corpus']} pictures of moeforge.painter with their exact parameters; "
        "drawing styles as [pairs] of moeforge_training/data/corpus.toml, colours as moeforge.painter.conditions"
        + (f"; {state['about']}" if state.get("about") else ""),
        licence="CC0-1.0",
        command=_command(sheet, state),
        metrics={name: round(value, 5) for name, value in metrics.items()},
    )
