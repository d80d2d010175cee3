"""Int8 generators: smaller arithmetic, the same picture, refused when it is not."""

from pathlib import Path

import numpy as np
import onnx
import pytest

pytest.importorskip("torch", reason="quantisation needs the extra 'train' (torch)")

from moeforge.models.bundle import open_sheet
from moeforge.models.card import read_card
from moeforge_training.__main__ import main
from moeforge_training.commands import int8


def test_the_bundled_skin_as_int8(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setattr(int8, "SHEETS", ("skin",))
    assert main(["int8", "--out", str(tmp_path), "--count", "4"]) == 0
    assert ": int8" in capsys.readouterr().out
    card = read_card(tmp_path / "skin.json")
    assert card.metrics["int8_ssim"] >= 0.98
    kinds = {node.op_type for node in onnx.load(tmp_path / "skin.onnx").graph.node}
    assert "QuantizeLinear" in kinds
    made = open_sheet(tmp_path, "skin", 1).paint([np.zeros(4, np.float32)], [np.zeros(64, np.float32)])
    assert made.shape == (1, 256, 256, 3) and made.std() > 1.0


def test_a_net_that_looks_different_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(int8, "SHEETS", ("skin",))
    monkeypatch.setattr(int8, "GATE", 1.01)
    assert main(["int8", "--out", str(tmp_path), "--count", "2"]) == 0
    assert "stays fp32" in capsys.readouterr().out
    assert (tmp_path / "skin.onnx").read_bytes() == (int8.warm.BUNDLED / "skin.onnx").read_bytes()
