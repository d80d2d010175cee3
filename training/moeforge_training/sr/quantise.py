"""An int8 net beside the fp32 one, built of integer convolutions alone; kept if it looks the same.

Every ReLU is the lower end of an unsigned scale. The head adds up features and the picture itself in one convolution
whose result are levels: weights of an output have a step of 1 / (64 m), of which those of the bilinear skip are whole
multiples, so that flats stay exact; the step of the features is folded into their weights.
"""

from collections.abc import Sequence
from typing import cast

import numpy as np
import onnxruntime
import torch
from onnx import TensorProto

from moeforge_training.corpus import Order, draw
from moeforge_training.source import U8
from moeforge_training.sr import measure
from moeforge_training.sr.integers import STEPS, Graph, Weights
from moeforge_training.sr.network import CHANNELS, GATE_HIGH, GATE_LOW, SCALE, EdgeBlock, Upscaler, bilinear, shrunk
from moeforge_training.sr.tiles import KINDS, TILE, TileSource

STREAM = 2
"""Tiles that are neither trained on nor held out."""
SKIP_STEPS = 64
"""Bilinear weights of an enlargement by 4 are whole multiples of 1 / SKIP_STEPS, those by 2 too."""
LEVEL = 1.0 / 255


def small_tiles(count: int = 6) -> list[U8]:
    """Box-shrunk tiles of every kind, (1, S, S, 4) premultiplied each."""
    source = TileSource()
    orders = [Order(kind, count, TILE, stream=STREAM) for kind in KINDS]
    tiles = [source.paint(o.sheet, *draw(source, o, i), TILE) for o in orders for i in range(count)]
    blocks = [t.reshape(TILE // SCALE, SCALE, TILE // SCALE, SCALE, 4).mean((1, 3), dtype=np.float64) for t in tiles]
    return [np.rint(b).astype(np.uint8)[None] for b in blocks]


@torch.no_grad()
def reaches(net: Upscaler, tiles: Sequence[U8]) -> list[float]:
    """The greatest value that leaves each block, over the tiles."""
    found = [0.0] * len(net.blocks)
    for tile in tiles:
        x = torch.from_numpy(tile).permute(0, 3, 1, 2).float() * LEVEL
        for i, block in enumerate(net.blocks):
            x = block(x)
            found[i] = max(found[i], float(x.max()))
    return found


def _block(block: EdgeBlock) -> Weights:
    kernel, bias = (t.detach().numpy() for t in (block.kernel(), block.bias))
    return Weights.rounded(kernel, np.abs(kernel).max((1, 2, 3)) / STEPS, bias)


def _head(net: Upscaler, scale: int, step: float) -> Weights:
    """Over features of that step and levels: the greatest number of steps that holds the head and, whole, the skip."""
    learned, skip = (shrunk(t.detach(), scale).numpy() for t in (net.head * (step / LEVEL), bilinear()))
    kernel = np.concatenate([learned, skip], axis=1)
    finer = np.floor(STEPS / (SKIP_STEPS * np.abs(kernel).max((1, 2, 3)))).clip(1)
    return Weights.rounded(kernel, 1.0 / (SKIP_STEPS * finer), np.zeros(len(kernel), np.float32))


def int8(net: Upscaler, scale: int) -> bytes:
    """The integer model of a net, its scales from `small_tiles`; inputs and outputs as the exact one's."""
    graph = Graph()
    x = graph.node("Transpose", "small", perm=[0, 3, 1, 2])
    features, old = x, LEVEL
    for block, reach in zip(net.blocks, reaches(net, small_tiles()), strict=True):
        new = max(reach, LEVEL) * LEVEL
        features = graph.convolution(features, _block(cast(EdgeBlock, block)), old, new)
        old = new
    seen = graph.node("Concat", _gated(graph, features, x), x, axis=1)
    levels = graph.convolution(seen, _head(net, scale, old), LEVEL, LEVEL)
    return graph.model("small", _spread(graph, levels, scale), scale).SerializeToString()


def _gated(graph: Graph, features: str, x: str) -> str:
    """The features times the gate's opening, as network.opening."""
    levels = graph.node("Cast", x, to=TensorProto.FLOAT)
    pools = [graph.node("MaxPool", v, kernel_shape=[3, 3], pads=[1] * 4) for v in (levels, graph.node("Neg", levels))]
    widest = graph.node("ReduceMax", graph.node("Add", *pools), axes=[1], keepdims=1)
    above = graph.node("Sub", widest, graph.constant(255 * GATE_LOW, np.float32))
    one, level, zero = graph.constant(1.0, np.float32), graph.constant(LEVEL, np.float32), graph.constant(0, np.uint8)
    gate = graph.node("QuantizeLinear", above, graph.constant(GATE_HIGH - GATE_LOW, np.float32), zero)
    return graph.node("QLinearMul", features, one, zero, gate, level, zero, one, zero)


def _spread(graph: Graph, levels: str, scale: int) -> str:
    """(N, s s 4, H, W) to (N, s H, s W, 4), no colour above its alpha."""
    shape = graph.node("Shape", levels)
    n, h, w = (graph.node("Gather", shape, graph.constant([axis], np.int64)) for axis in (0, 2, 3))
    texels, s = scale * scale, scale
    planes = graph.reshape(levels, n, texels, CHANNELS, -1)
    alpha = graph.node("Slice", planes, *(graph.constant([bound], np.int64) for bound in (3, 4, 2)))
    least = graph.reshape(graph.node("Min", planes, alpha), n, texels * CHANNELS, h, w)
    rows = graph.reshape(graph.node("Transpose", least, perm=[0, 2, 3, 1]), n, h, w, s, s * CHANNELS)
    rows = graph.node("Transpose", rows, perm=[0, 1, 3, 2, 4])
    sides = [graph.node("Mul", side, graph.constant([s], np.int64)) for side in (h, w)]
    return graph.reshape(rows, n, *sides, CHANNELS)


def likeness(a: bytes, b: bytes) -> float:
    """Mean SSIM (Wang et al. 2004, 7 x 7) between the pictures of two models."""
    sessions = [onnxruntime.InferenceSession(d, providers=["CPUExecutionProvider"]) for d in (a, b)]
    pictures = [[np.asarray(s.run(["large"], {"small": t})[0])[0] for s in sessions] for t in small_tiles(2)]
    return float(np.mean([measure.ssim(one, other) for one, other in pictures]))
