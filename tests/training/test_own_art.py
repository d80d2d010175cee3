"""The comparison on one's own art: marks, processes that fail or hang, the table, the package where it cannot run."""

import sys

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra 'train' (torch)")

import own_art
from own_art_lightweight import batches, unpacked
from own_art_marks import Mark, Marks

from moeforge_training.flat.judge import Verdict

NOISE = np.random.default_rng(0).integers(0, 255, (16, 64, 64, 3), np.uint8)


def test_marks_come_back_in_order_and_only_those_to_come_are_left(tmp_path):
    marks = Marks(tmp_path / "style", 2.0)
    assert list(marks.left(0.0)) == [30.0, 60.0, 90.0, 120.0]
    assert list(marks.left(60.0)) == [90.0, 120.0]
    for seconds, steps in ((90.5, 9), (30.1, 3)):
        marks.write(Mark(seconds, steps, 100 * steps, 7), NOISE + np.uint8(steps))
    found = marks.read()
    assert [mark for mark, _ in found] == [Mark(30.1, 3, 300, 7), Mark(90.5, 9, 900, 7)]
    assert np.array_equal(found[0][1], NOISE + np.uint8(3))


@pytest.mark.parametrize("at_once", [True, False])
def test_a_contender_that_fails_or_hangs_harms_no_other(tmp_path, monkeypatch, capsys, at_once):
    monkeypatch.setattr(own_art, "LATE", 3.0)
    code = {"good": "print('done')", "bad": "raise SystemExit('no such thing')"}
    code |= {"late": "import time; time.sleep(600)"} if at_once else {}
    own_art.compete({tmp_path / name: [sys.executable, "-c", c] for name, c in code.items()}, at_once, 0.0)
    said = capsys.readouterr().out
    assert "good: exit 0\n  done" in said
    assert "bad: exit 1\n  no such thing" in said
    assert ("late: exit -15" in said) == at_once


def test_the_package_is_left_out_where_it_is_not_installed(tmp_path):
    bare = tmp_path / "python"
    bare.write_text(f'#!/bin/sh\nexec {sys.executable} -I -S "$@"\n')
    bare.chmod(0o755)
    assert own_art.contenders(["style", own_art.PACKAGE], str(bare)) == ["style"]


def test_the_package_runs_in_its_own_environment(tmp_path):
    asked = own_art.Asked(1.0, "cpu", None, 16, "/opt/other/bin/python")
    words = own_art.command(own_art.PACKAGE, tmp_path, tmp_path, asked)
    assert words[0] == "/opt/other/bin/python" and words[-1] == "--device=cpu"


def test_a_name_may_say_its_width(tmp_path):
    asked = own_art.Asked(1.0, "cpu", None, 16)
    plain, wide = (own_art.command(name, tmp_path, tmp_path, asked) for name in ("style", "style@16"))
    assert wide == [*plain, "--width=16"]
    assert "--arch=style" in wide


def test_the_table_shows_the_end_and_every_mark():
    verdict = Verdict(0.25, 0.9, 0.8, 0.05, 1.0, 0.5, 3, 256)
    rows = {"style": [(Mark(10.0, 5, 5_000, 2_000_000), verdict), (Mark(20.0, 9, 9_000, 2_000_000), verdict)]}
    text = own_art.table(rows)
    assert "| style | 0.250 | 0.90 | 0.80 | 1.00 | +0.5 | 3/256 | 9, 9.0 k, 450, 2.0 M |" in text
    assert "- style: 10 s 0.250, 0.90, 0.80; 20 s 0.250, 0.90, 0.80" in text


def test_lightweight_gan_reads_training_pictures_alone_each_once_a_round(tmp_path):
    assert len(list(unpacked(NOISE, tmp_path).glob("*.png"))) == len(NOISE)
    import torch

    pictures = [torch.full((3, 2, 2), float(n)) for n in range(80)]
    stream = batches(pictures, 40)
    shown = torch.cat([next(stream)[:, 0, 0, 0] for _ in range(2)])
    assert sorted(shown.tolist()) == list(range(80))
    with pytest.raises(ValueError, match="39 training pictures"):
        next(batches(pictures[:39], 40))
