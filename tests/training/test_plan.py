"""The corpus file: checked at the door, balanced by construction, painted with exact labels."""

import json
import pickle
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="the command line of training needs the extra 'train' (torch)")

from moeforge.errors import BadSpecError
from moeforge.painter import FREEDOM, paint
from moeforge.painter.finish import NONE
from moeforge_training import __main__ as command
from moeforge_training.balance import balance
from moeforge_training.layers import inputs, paint_all, painted
from moeforge_training.plan import BUNDLED, STREAMS, Plan, Sitter, read, sitter

PLAN = read()


def test_every_round_of_an_axis_holds_each_family_once():
    for axis, families in PLAN.axes.items():
        turn = [sitter(PLAN, "train", i).family[axis] for i in range(3 * len(families), 4 * len(families))]
        assert sorted(turn) == sorted(families)
    assert len(PLAN.axes["skin"]) >= 10 and len(PLAN.axes["drawing"]) >= 24


def test_axes_do_not_march_in_step():
    tones, hairs = zip(*((s.family["skin"], s.family["hair"]) for s in map(_train, range(440))), strict=True)
    assert len(Counter(zip(tones, hairs, strict=True))) > 95  # of 110 combinations


def _train(index: int) -> Sitter:
    return sitter(PLAN, "train", index)


def test_the_report_tells_an_even_corpus():
    found = balance(PLAN, "held_out", 286)
    assert found.worst <= 1.1 and 0.4 < found.blush < 0.6
    assert sum(found.families["skin"].values()) == 286


def test_streams_share_no_sitter_and_the_seed_decides():
    zs = [sitter(PLAN, stream, 0).latent["iris"] for stream in STREAMS]
    assert not np.array_equal(zs[0], zs[1]) and not np.array_equal(zs[1], zs[2])
    assert np.array_equal(_train(5).latent["iris"], _train(5).latent["iris"]) and _train(5).color == _train(5).color
    assert pickle.loads(pickle.dumps(PLAN)) == PLAN


def test_layers_are_what_the_painter_paints():
    who = next(s for s in map(_train, range(40)) if len(s.drawing) > 1)
    layers = painted(who, 64)
    style, told = inputs(who)
    assert style.finish != NONE
    for sheet, (condition, z) in told.items():
        assert np.array_equal(layers.sheets[sheet], paint(sheet, condition, z, 64))
    assert layers.marks.shape == (64, 64, 4) and layers.whole["iris"].shape == (64, 64, 3)
    assert not np.array_equal(layers.whole["iris"], layers.sheets["iris"])
    low, high = FREEDOM["iris"]["rim"]
    assert low <= layers.traits["iris.rim"] <= high


def test_workers_paint_what_one_process_paints():
    alone, together = (list(paint_all(PLAN, "test", range(20), 32, workers)) for workers in (1, 2))
    pairs = list(zip(alone, together, strict=True))
    assert all(np.array_equal(a.whole[s], b.whole[s]) for a, b in pairs for s in a.whole)


def test_the_commands_report_and_paint(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert command.main(["corpus", "report", "--count", "110"]) == 0
    assert "skin: 11 families, 10 to 10 each" in capsys.readouterr().out
    out = ["--out", str(tmp_path)]
    assert command.main(["corpus", "paint", "--count", "5", "--size", "32", "--workers", "1", *out]) == 0
    arrays = np.load(tmp_path / "00000.npz")
    assert arrays["iris"].shape == (5, 32, 32, 3) and arrays["marks"].shape == (5, 32, 32, 4)
    rows = [json.loads(line) for line in (tmp_path / "00000.jsonl").read_text("utf-8").splitlines()]
    assert len(rows) == 5 and {"color", "family", "traits", "latent", "drawing", "design"} <= rows[0].keys()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("seed = 1", "", "seed"),
        ('"#ffeade"', '"fair"', "corpus"),
        ("tone_01 = [", "tone_01 = [] #", "tone_01|needs families"),
        ("blush = 0.5", "blush = -1", "blush is -1"),
        ("[pairs]", "[pears]", "pairs"),
        ("[count]", "[count", "cannot be read"),
    ],
)
def test_a_broken_file_is_refused(tmp_path: Path, old: str, new: str, words: str):
    path = tmp_path / "mine.toml"
    path.write_text(BUNDLED.read_text("utf-8").replace(old, new), "utf-8")
    with pytest.raises(BadSpecError, match=words):
        read(path)


def test_another_file_is_another_corpus(tmp_path: Path):
    path = tmp_path / "mine.toml"
    path.write_text(BUNDLED.read_text("utf-8").replace("seed = 1", "seed = 2"), "utf-8")
    other: Plan = read(path)
    assert other.seed == 2 and sitter(other, "train", 0).color != _train(0).color
