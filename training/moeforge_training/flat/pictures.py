"""A prepared data set in memory, at the side that is trained."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from moeforge.errors import BadSpecError
from moeforge_training.dataset import manifest
from moeforge_training.dataset.balance import HELD_OUT, TRAIN
from moeforge_training.dataset.manifest import DataSet, Entry
from moeforge_training.dataset.options import prepare_command
from moeforge_training.flat.shape import SIZES
from moeforge_training.source import U8

F64 = NDArray[np.float64]
LEAST = 16
"""Training pictures below which nothing is learned but these pictures."""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Square sRGB pictures, (N, S, S, 3) and (H, S, S, 3) uint8, and how often each is shown: (N,), sum 1."""

    train: U8
    held_out: U8
    weights: F64
    name: str
    hash: str  # of the manifest
    licence: str
    credit: str

    @property
    def size(self) -> int:
        """Side in texels."""
        return self.train.shape[1]


def read_pictures(folder: Path, size: int | None = None, most: int = max(SIZES)) -> Pictures:
    """The pictures of a data set, scaled down to `size`; None means the largest of SIZES that they have, up to `most`.

    NotFoundError or BadSpecError for a folder that is no whole data set, too few pictures or a side they do not have.
    """
    data = manifest.read(folder)
    data.verify()
    train, held_out = data.split(TRAIN), data.split(HELD_OUT)
    if len(train) < LEAST:
        raise BadSpecError(
            f"{folder} has {len(train)} training pictures; {LEAST} are the least and a hundred a good start: "
            f"add drawings and run `{prepare_command(folder)}` again",
            field="data",
        )
    side = size or _largest(data, most)
    if side not in SIZES or side > data.card["size"]:
        raise BadSpecError(
            f"--size {side} does not fit the {data.card['size']} pixels of {folder}: choose one of "
            f"{', '.join(map(str, SIZES))} up to it, or run `{prepare_command(folder, '--size', str(side))}`",
            field="size",
        )
    weights = np.array([entry.weight for entry in train])
    return Pictures(
        _load(data, train, side), _load(data, held_out, side), weights / weights.sum(),
        str(data.card["name"]), str(data.card["hash"]), str(data.card["licence"]["id"]), str(data.card["credit"]),
    )  # fmt: skip


def _largest(data: DataSet, most: int) -> int:
    fitting = [side for side in SIZES if side <= min(most, int(data.card["size"]))]
    return fitting[-1] if fitting else SIZES[0]


def _load(data: DataSet, entries: Sequence[Entry], side: int) -> U8:
    pictures = np.zeros((len(entries), side, side, 3), np.uint8)
    for row, entry in enumerate(entries):
        with Image.open(data.path(entry), formats=("PNG",)) as image:
            square = image.convert("RGB")
            fitting = square if square.width == side else square.resize((side, side), Image.Resampling.LANCZOS)
            pictures[row] = np.asarray(fitting)
    return pictures
