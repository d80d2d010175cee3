"""ONNX graphs of integer convolutions in the making: nodes, constants, the finished model."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import onnx
from numpy.typing import ArrayLike, NDArray
from onnx import TensorProto, helper, numpy_helper

from moeforge_training.export_onnx import OPSET
from moeforge_training.sr.network import CHANNELS

F32 = NDArray[np.float32]
STEPS = 127
"""Greatest weight in steps of its scale."""
DOMAINS: Mapping[str, str] = {"QLinearMul": "com.microsoft"}
"""Operators that are not ONNX's own but onnxruntime's."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A kernel (O, I, 3, 3) in whole steps (O,), and its bias (O,)."""

    whole: NDArray[np.int8]
    steps: F32
    bias: F32

    @classmethod
    def rounded(cls, kernel: F32, steps: F32, bias: F32) -> "Weights":
        """The nearest whole weights within STEPS."""
        whole = np.clip(np.rint(kernel / steps[:, None, None, None]), -STEPS, STEPS).astype(np.int8)
        return cls(whole, steps.astype(np.float32), bias)


@dataclass(slots=True)
class Graph:
    """Nodes and constants; every method returns the name of the value it adds."""

    nodes: list[onnx.NodeProto] = field(default_factory=list[onnx.NodeProto])
    constants: list[TensorProto] = field(default_factory=list[TensorProto])

    def constant(self, value: ArrayLike, kind: type[np.generic]) -> str:
        """Numbers of that type."""
        name = f"constant_{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.asarray(value, kind), name))
        return name

    def node(self, operator: str, *inputs: str, **attributes: int | list[int]) -> str:
        """The one result of an operator."""
        name = f"{operator}_{len(self.nodes)}"
        domain = DOMAINS.get(operator, "")
        node = helper.make_node(operator, list(inputs), [name], name, domain=domain)
        node.attribute.extend(helper.make_attribute(key, value) for key, value in attributes.items())
        self.nodes.append(node)
        return name

    def convolution(self, x: str, weights: Weights, old: float, new: float) -> str:
        """3 x 3 over uint8 of step `old` to uint8 of step `new`, both from zero: what is below zero is cut off."""
        count, zero = len(weights.steps), self.constant(0, np.uint8)
        kernel = self.constant(weights.whole, np.int8), self.constant(weights.steps, np.float32)
        bias = self.constant(np.rint(weights.bias / (old * weights.steps)), np.int32)
        inputs = x, self.constant(old, np.float32), zero, *kernel, self.constant(np.zeros(count), np.int8)
        return self.node("QLinearConv", *inputs, self.constant(new, np.float32), zero, bias, pads=[1, 1, 1, 1])

    def reshape(self, value: str, *sides: str | int) -> str:
        """With sides that are numbers or values (1,) int64."""
        parts = [side if isinstance(side, str) else self.constant([side], np.int64) for side in sides]
        return self.node("Reshape", value, self.node("Concat", *parts, axis=0))

    def model(self, small: str, large: str, scale: int) -> onnx.ModelProto:
        """The model from premultiplied uint8 `small` (N, H, W, 4) to the value `large` (N, s H, s W, 4)."""
        last = helper.make_node("Identity", [large], ["large"], "large")
        sides = ("height", "width"), (f"{scale} height", f"{scale} width")
        ends = [
            helper.make_tensor_value_info(name, TensorProto.UINT8, ["batch", *free, CHANNELS])
            for name, free in zip((small, "large"), sides, strict=True)
        ]
        body = helper.make_graph([*self.nodes, last], "upscale", ends[:1], ends[1:], self.constants)
        sets = [helper.make_opsetid("", OPSET), *(helper.make_opsetid(name, 1) for name in set(DOMAINS.values()))]
        return helper.make_model(body, opset_imports=sets, ir_version=8)
