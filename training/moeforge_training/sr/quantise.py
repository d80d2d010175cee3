"""An int8 net beside the fp32 one: all that is learned, not the skip; kept if it looks the same."""

import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static

from moeforge_training.corpus import Order, draw
from moeforge_training.source import U8
from moeforge_training.sr import measure
from moeforge_training.sr.network import SCALE
from moeforge_training.sr.tiles import KINDS, TILE, TileSource

GATE = 0.98
"""Least SSIM between the int8 and the fp32 net's pictures."""
STREAM = 2
"""Tiles that are neither trained on nor held out."""


def small_tiles(count: int = 6) -> list[U8]:
    """Box-shrunk tiles of every kind, (1, S, S, 4) premultiplied each."""
    source = TileSource()
    orders = [Order(kind, count, TILE, stream=STREAM) for kind in KINDS]
    tiles = [source.paint(o.sheet, *draw(source, o, i), TILE) for o in orders for i in range(count)]
    blocks = [t.reshape(TILE // SCALE, SCALE, TILE // SCALE, SCALE, 4).mean((1, 3), dtype=np.float64) for t in tiles]
    return [np.rint(b).astype(np.uint8)[None] for b in blocks]


class _Reader(CalibrationDataReader):
    def __init__(self, tiles: list[U8]) -> None:
        self._tiles: Iterator[U8] = iter(tiles)

    def get_next(self) -> dict[str, U8] | None:  # type: ignore[override]  # the base says dict, and ends with None
        tile = next(self._tiles, None)
        return None if tile is None else {"small": tile}


def int8(data: bytes, exact: str) -> bytes:
    """The quantised model of an exported one: weights by channel, activations calibrated on `small_tiles`.

    Convolutions whose weights have `exact` in their name are left as they are.
    """
    with tempfile.TemporaryDirectory() as place:
        plain, quantised = Path(place) / "plain.onnx", Path(place) / "int8.onnx"
        _fold(data, plain)
        convolutions = [n.name for n in onnx.load(plain).graph.node if n.op_type == "Conv" and exact not in n.input[1]]
        logging.disable(logging.WARNING)  # it advises a preprocessing that changes nothing here
        try:
            quantize_static(
                plain,
                quantised,
                _Reader(small_tiles()),
                quant_format=QuantFormat.QDQ,
                activation_type=QuantType.QUInt8,
                weight_type=QuantType.QInt8,
                per_channel=True,
                nodes_to_quantize=convolutions,
            )
        finally:
            logging.disable(logging.NOTSET)
        return quantised.read_bytes()


def _fold(data: bytes, path: Path) -> None:
    """Write the model with its constant arithmetic done."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
    options.optimized_model_filepath = str(path)
    onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def likeness(a: bytes, b: bytes) -> float:
    """Mean SSIM (Wang et al. 2004, 7 x 7) between the pictures of two models."""
    sessions = [onnxruntime.InferenceSession(d, providers=["CPUExecutionProvider"]) for d in (a, b)]
    pictures = [[np.asarray(s.run(["large"], {"small": t})[0])[0] for s in sessions] for t in small_tiles(2)]
    return float(np.mean([measure.ssim(one, other) for one, other in pictures]))
