"""Malformed files: each is kept, mended or left out with a reason; none crashes, hangs or eats memory."""

import csv
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from training.data_helpers import SHARED, drawing, encoded, task
from waiting import PATIENCE_S

from moeforge_training.dataset.options import Limits
from moeforge_training.dataset.task import work
from moeforge_training.dataset.worker import Worker, run_all

HOSTILE = SHARED / "hostile"
needs_hostile = pytest.mark.skipif(not HOSTILE.is_dir(), reason="the folder of hostile files is not here")


def _expected() -> dict[str, str]:
    if not HOSTILE.is_dir():
        return {}
    with (HOSTILE / "manifest.csv").open(encoding="utf-8") as file:
        return {row["file"]: row["expected"] for row in csv.DictReader(file) if row["file"].startswith("images/")}


@needs_hostile
def test_every_hostile_picture_ends_as_the_manifest_says():
    expected = _expected()
    tasks = [task(HOSTILE / name) for name in expected]
    outcomes = {f"images/{finding.source}": (finding, data) for finding, data in run_all(tasks, 2)}
    assert outcomes.keys() == expected.keys()
    for name, (finding, data) in outcomes.items():
        assert bool(finding.code) == (not data)
        assert not finding.code or len(finding.reason) > 3, name
        if expected[name] != "OK_OR_REJECT":
            assert (finding.code == "") == (expected[name] == "OK"), f"{name}: {finding.code} {finding.reason}"


@needs_hostile
def test_decoding_all_hostile_pictures_stays_under_400_mb():
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from training.data_helpers import task\n"
        "from moeforge_training.dataset.task import work\n"
        "for path in sorted(Path(sys.argv[1]).iterdir()): work(task(path))\n"
        # not ru_maxrss, which starts at the peak of the process that forked this one
        "print(int(Path('/proc/self/status').read_text().split('VmHWM:')[1].split()[0]) // 1024)\n"
    )
    command = [sys.executable, "-c", script, str(HOSTILE / "images")]
    done = subprocess.run(command, capture_output=True, check=True, cwd=Path(__file__).parents[1], timeout=PATIENCE_S)
    assert int(done.stdout) < 400


@needs_hostile
def test_metadata_of_hostile_pictures_reaches_no_output():
    for name in ("50_jpeg_exif_gps.jpg", "18_png_huge_text_chunk_90kB.png", "34_png_html_polyglot.html.png"):
        finding, data = work(task(HOSTILE / "images" / name))
        assert data and len(finding.to_json()["mends"]) >= 1
        for chunk in (b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"<script", b"GPS"):
            assert chunk not in data
        assert "Artist" not in json.dumps(finding.to_json())


@pytest.mark.parametrize(
    ("head", "code", "word"),
    [
        (b"", "not a picture", "empty"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9", "not supported", "PostScript"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not supported", "SVG"),
        (b"<?xml version='1.0'?><svg/>", "not supported", "SVG"),
        (b"  <!DOCTYPE html><html>", "not supported", "web page"),
        (b"PK\x03\x04" + bytes(60), "not supported", "ZIP"),
        (b"\0\0\0\x18ftypheic" + bytes(60), "not supported", "HEIC"),
        (b"8BPS\0\1" + bytes(60), "not supported", "Photoshop"),
        (b"\0\0\1\0\1\0" + bytes(60), "not supported", "icon"),
        (b"%PDF-1.7\n", "not supported", "PDF"),
        (b"name,age\nmoe,3\n", "not a picture", "text"),
        (bytes(range(7, 90)), "not a picture", "begins"),
        (b"\x89PNG\r\n\x1a\n" + bytes(9), "broken", ""),
    ],
)
def test_content_decides_not_the_name(tmp_path, head, code, word):
    path = tmp_path / "picture.png"
    path.write_bytes(head)
    finding, data = work(task(path))
    assert (finding.code, data) == (code, b"")
    assert word in finding.reason


def test_a_picture_over_a_limit_is_left_out_before_it_is_decoded(tmp_path):
    path = tmp_path / "large.png"
    Image.new("1", (3000, 3000)).save(path)
    few = replace(task(path), limits=Limits(pixels=1_000_000))
    assert work(few)[0].code == "too large"
    small = replace(task(path), limits=Limits(bytes=100))
    assert work(small)[0].code == "too large"


def test_a_slow_file_is_given_up_and_the_next_one_is_done(tmp_path, monkeypatch):
    monkeypatch.setattr("moeforge_training.dataset.worker.START_SECONDS", PATIENCE_S)
    slow, quick = tmp_path / "slow.png", tmp_path / "quick.png"
    Image.effect_noise((3500, 3500), 90).save(slow, compress_level=1)
    drawing().save(quick)
    worker = Worker()
    try:
        assert worker(task(quick))[0].code == ""
        finding, data = worker(replace(task(slow), limits=Limits(seconds=0.02)))
        assert (finding.code, data) == ("too slow", b"")
        assert worker(task(quick))[0].code == ""
    finally:
        worker.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no address space limit")
def test_a_file_that_needs_more_memory_than_allowed_costs_one_file(tmp_path):
    path, fine = tmp_path / "large.png", tmp_path / "fine.png"
    Image.new("RGB", (6000, 6000), "red").save(path, compress_level=1)
    drawing().save(fine)
    tight = Limits(memory=300 << 20)
    tasks = [replace(task(p), limits=tight) for p in (path, fine)]
    outcomes = {finding.source: finding.code for finding, _ in run_all(tasks, 1)}
    assert outcomes["large.png"] in {"too large", "broken"}
    assert outcomes["fine.png"] == ""


def test_text_bombs_and_animation_frames_never_reach_the_decoder(tmp_path):
    body = encoded(drawing())
    bomb = b"Comment\0\0" + b"\x78\x9c" + b"\xff" * 50
    chunk = len(bomb).to_bytes(4, "big") + b"zTXt" + bomb + b"\0\0\0\0"  # the CRC is wrong, too
    path = tmp_path / "bomb.png"
    path.write_bytes(body[:33] + chunk + body[33:])
    finding, data = work(task(path))
    assert data and "text removed" in finding.mends
