"""A tiny data set and tiny runs for the tests of `moeforge train gan --data`."""

from dataclasses import replace
from pathlib import Path

from training.data_helpers import folder_of, options

from moeforge_training.dataset.prepare import prepare
from moeforge_training.flat.options import FlatOptions


def data_set(path: Path, count: int = 40, **changes: object) -> Path:
    """A prepared set of `count` drawings."""
    folder_of(path / "art", count)
    prepare(options(path / "art", path / "data", **({"held_out": 0.25, "credit": "Ada"} | changes)))
    return path / "data"


def tiny(data: Path, out: Path, **changes: object) -> FlatOptions:
    """A run of four steps that takes a second."""
    usual = FlatOptions(
        data, out, steps=4, width=4, batch=4, bf16=False, device="cpu", threads=1, save_every=2, samples=16
    )  # fmt: skip
    return replace(usual, **changes)
