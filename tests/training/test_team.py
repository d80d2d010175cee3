"""Two processes train the same as one: gloo on the processor rehearses what several GPUs do."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training needs the extra 'train' (torch)")

import torch
from training.flat_helpers import data_set

from moeforge.errors import BadSpecError
from moeforge_training import checkpoint
from moeforge_training.flat.options import FlatOptions, recipe
from moeforge_training.flat.team import Team, join

FLAGS = ("--steps=3", "--batch=4", "--width=4", "--samples=16", "--no-bf16", "--device=cpu", "--threads=1")


def train(data: Path, out: Path, processes: int) -> dict[str, torch.Tensor]:
    """The trained generator of a run that so many processes share."""
    env = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), "OMP_NUM_THREADS": "1"}
    team = ("-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}")  # it finds a free port
    run = ("-m", "moeforge_training", "gan", f"--data={data}", f"--out={out}", *FLAGS)
    ended = subprocess.run([sys.executable, *team, *run], env=env, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return checkpoint.load(out / "checkpoint")[1]["generator"]


def test_two_processes_make_the_steps_of_one(tmp_path):
    data = data_set(tmp_path)
    alone, together = (train(data, tmp_path / str(n), n) for n in (1, 2))
    for name, value in alone.items():
        assert torch.allclose(value, together[name], rtol=1e-3, atol=1e-5), name


def test_a_team_shares_the_rows_of_a_batch():
    parts = [list(range(12))[Team(rank, 3).share(12)] for rank in range(3)]
    assert parts == [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9, 10, 11]]


def test_a_batch_that_does_not_divide_names_the_way_out(tmp_path):
    with pytest.raises(BadSpecError, match="batch 8 does not divide among 3"):
        recipe(FlatOptions(tmp_path, tmp_path, batch=8, device="cpu"), 100, team=3)


def test_without_torchrun_there_is_one_process(monkeypatch):
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    assert join("cpu") == Team(0, 1)
