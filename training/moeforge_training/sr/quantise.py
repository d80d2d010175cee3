"""An int8 net beside the fp32 one: all that is learned, not the skip; kept if it looks the same."""

import numpy as np
import onnxruntime

from moeforge_training.corpus import Order, draw
from moeforge_training.int8 import quantised
from moeforge_training.source import U8
from moeforge_training.sr import measure
from moeforge_training.sr.network import SCALE
from moeforge_training.sr.tiles import KINDS, TILE, TileSource

STREAM = 2
"""Tiles that are neither trained on nor held out."""


def small_tiles(count: int = 6) -> list[U8]:
    """Box-shrunk tiles of every kind, (1, S, S, 4) premultiplied each."""
    source = TileSource()
    orders = [Order(kind, count, TILE, stream=STREAM) for kind in KINDS]
    tiles = [source.paint(o.sheet, *draw(source, o, i), TILE) for o in orders for i in range(count)]
    blocks = [t.reshape(TILE // SCALE, SCALE, TILE // SCALE, SCALE, 4).mean((1, 3), dtype=np.float64) for t in tiles]
    return [np.rint(b).astype(np.uint8)[None] for b in blocks]


def int8(data: bytes, exact: str) -> bytes:
    """The quantised model of an exported one, calibrated on `small_tiles`; weights named `exact` stay as they are."""
    return quantised(data, [{"small": tile} for tile in small_tiles()], [exact])


def likeness(a: bytes, b: bytes) -> float:
    """Mean SSIM (Wang et al. 2004, 7 x 7) between the pictures of two models."""
    sessions = [onnxruntime.InferenceSession(d, providers=["CPUExecutionProvider"]) for d in (a, b)]
    pictures = [[np.asarray(s.run(["large"], {"small": t})[0])[0] for s in sessions] for t in small_tiles(2)]
    return float(np.mean([measure.ssim(one, other) for one, other in pictures]))
