"""The readers that judge generated sheets: kept ones read as they read when they were trained."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="readers need the extra 'train' (torch)")

import torch
from gan_control import Schooling

from moeforge_training.metrics.attributes import Examples, read


def test_a_kept_reader_is_taken_not_trained_again(tmp_path: Path):
    rng = np.random.default_rng(0)
    pictures = rng.integers(0, 256, (8, 64, 64, 3), dtype=np.uint8)
    calls: list[int] = []

    def examples() -> Examples:
        calls.append(1)
        return Examples(pictures, rng.uniform(-1.0, 1.0, (8, 2)).astype(np.float32), ("a", "b"))

    school = Schooling(8, 2, torch.device("cpu"), 1, tmp_path / "readers")
    first, second = (school.taught("skin", 2, examples) for _ in range(2))
    assert len(calls) == 1 and first.digest == second.digest
    assert np.array_equal(read(first, pictures), read(second, pictures))
