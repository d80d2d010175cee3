"""Static int8 quantisation of an exported net: weights by channel, activations calibrated on given inputs."""

import logging
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import onnx
import onnxruntime
from numpy.typing import NDArray
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

GATE = 0.98
"""Least SSIM between the int8 and the fp32 net's pictures."""

Feed = Mapping[str, NDArray[Any]]
"""Input name -> array, as onnxruntime takes them."""


class _Reader(CalibrationDataReader):
    def __init__(self, feeds: Iterable[Feed]) -> None:
        self._feeds: Iterator[Feed] = iter(feeds)

    def get_next(self) -> Feed | None:  # type: ignore[override]  # the base says dict, and ends with None
        return next(self._feeds, None)


def quantised(data: bytes, feeds: Sequence[Feed], kept: Sequence[str] = ()) -> bytes:
    """The quantised model of an exported one.

    Convolutions become int8, but for those whose name or weights' name contains a word of `kept`.
    """
    with tempfile.TemporaryDirectory() as place:
        plain, made = Path(place) / "plain.onnx", Path(place) / "int8.onnx"
        _fold(data, plain)
        convolutions = [n for n in onnx.load(plain).graph.node if n.op_type == "Conv"]
        chosen = [n.name for n in convolutions if not any(word in n.name or word in n.input[1] for word in kept)]
        logging.disable(logging.WARNING)  # it advises a preprocessing that changes nothing here
        try:
            quantize_static(
                plain,
                made,
                _Reader(feeds),
                quant_format=QuantFormat.QDQ,
                activation_type=QuantType.QUInt8,
                weight_type=QuantType.QInt8,
                per_channel=True,
                nodes_to_quantize=chosen,
            )
        finally:
            logging.disable(logging.NOTSET)
        return made.read_bytes()


def _fold(data: bytes, path: Path) -> None:
    """Write the model with its fp16 constants cast to fp32 for good."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(path)
    onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
