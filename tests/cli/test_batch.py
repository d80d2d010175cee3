"""Many avatars at once: what a batch writes, skips and reports, and what is left when it is stopped."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from time import sleep

import pytest
from waiting import PATIENCE_S

from moeforge.spec import from_recipe
from moeforge_cli.batch_work import processes_for
from moeforge_exporters.inspect import inspect


def test_batch_skips_what_is_done_and_reports_bad_lines(run, tmp_path):
    prompts = tmp_path / "prompts.txt"
    prompts.write_text("# a comment\npink bob\n#abc\n" + "x" * 4001 + "\n#ffcc00 hair\n", encoding="utf-8")
    out = tmp_path / "out"
    code, text, _ = run("batch", prompts, "--out", out, "--jobs", 2, "--format", "png", "--json")
    assert (code, json.loads(text)["avatars"], json.loads(text)["failed"]) == (1, 2, 1)
    assert sorted(p.name for p in out.glob("*.png")) == ["00002.png", "00005.png"]
    log = [json.loads(line) for line in (out / "batch.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["line"] for row in log} == {2, 4, 5}
    before = {p.name: p.stat().st_mtime_ns for p in out.glob("*.png")}
    prompts.write_text("# a comment\npink bob\n\n\n#ffcc00 hair\n", encoding="utf-8")
    code, text, _ = run("batch", prompts, "--out", out, "--format", "png", "--json")
    assert (code, json.loads(text)["avatars"], json.loads(text)["skipped"]) == (0, 0, 2)
    assert before == {p.name: p.stat().st_mtime_ns for p in out.glob("*.png")}


def test_batch_of_seeds_for_a_destination(run, tmp_path):
    out = tmp_path / "npcs"
    words = ("batch", "--seeds", "7-8", "--out", out, "--target", "vrchat-mobile-good", "--json")
    code, text, _ = run(*words)
    assert (code, json.loads(text)["avatars"]) == (0, 2)
    assert sorted(p.name for p in out.glob("*.vrm")) == ["seed-00007.vrm", "seed-00008.vrm"]
    run("generate", "--seed", 7, "--target", "vrchat-mobile-good", "-o", tmp_path / "one.vrm")
    assert (out / "seed-00007.vrm").read_bytes() == (tmp_path / "one.vrm").read_bytes()
    assert json.loads(run(*words)[1])["skipped"] == 2


def test_batch_of_seeds_with_words_and_an_author(run, tmp_path):
    flags = ("--out", tmp_path, "--format", "glb", "--lod", "tiny", "--words", "pink bob", "--expressions", "oculus")
    code, text, _ = run("batch", "--seeds", "1-2", *flags, "--author", "Mia", "--licence", "CC-BY-4.0", "--json")
    assert (code, json.loads(text)["avatars"]) == (0, 2)
    one, two = (inspect((tmp_path / f"seed-0000{n}.glb").read_bytes()) for n in (1, 2))
    for report in (one, two):
        recipe = json.loads(report.origin.recipe)
        assert (recipe["choices"]["hair_style"], recipe["author"], recipe["licence"]) == ("bob", "Mia", "CC-BY-4.0")
        assert "viseme_aa" in report.morphs
    assert one.origin.recipe != two.origin.recipe
    code, _, err = run("batch", "--seeds", "1-2", *flags)
    assert (code, "2 of the files that were there were made from other words" in err) == (0, True)


@pytest.mark.parametrize(
    ("avatars", "cores", "processes"), [(1, 2, 1), (15, 2, 1), (16, 2, 2), (9999, 64, 4), (99, None, 1)]
)
def test_a_batch_uses_the_cores_there_are(monkeypatch, avatars, cores, processes):
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    assert processes_for(avatars) == processes


def test_an_interrupted_batch_leaves_whole_files_and_goes_on(tmp_path):
    prompts, out = tmp_path / "prompts.txt", tmp_path / "out"
    prompts.write_text("\n".join(f"twintails {i}" for i in range(40)), encoding="utf-8")
    command = [Path(sys.executable).parent / "moeforge", "batch", prompts, "--out", out, "--jobs", "2"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, process_group=0)
    while not list(out.glob("*.vrm")) and process.poll() is None:
        sleep(0.05)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 130
    assert said == "stopped; run the same command again to go on\n"
    done = sorted(out.glob("*.vrm"))
    assert 0 < len(done) < 40
    assert all(inspect(path.read_bytes()).triangles for path in done)
    assert not [p for p in out.iterdir() if p.name.startswith(".")]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no such signal")
def test_a_killed_batch_leaves_no_process_and_goes_on_with_a_line_for_each_file(tmp_path, run):
    out, log = tmp_path / "out", tmp_path / "out" / "batch.jsonl"
    flags = ("--out", str(out), "--lod", "tiny", "--format", "glb", "--jobs", "2")
    command = [Path(sys.executable).parent / "moeforge", "batch", "--seeds", "1-500", *flags]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, process_group=0)
    while len(list(out.glob("*.glb"))) < 2 and process.poll() is None:
        sleep(0.02)
    process.kill()
    process.communicate(timeout=PATIENCE_S)  # ends with the last process that holds the pipe
    whole = sorted(out.glob("*.glb"))
    assert 2 <= len(whole) < 500
    assert not list(out.glob(".*"))
    last = int(whole[-1].stem.removeprefix("seed-")) + 2
    log.write_text('{"seed": 9, "path": "elsewhere.glb"}\n{"seed": 8, "pa', encoding="utf-8")
    assert run("batch", "--seeds", f"1-{last}", *flags[:-2])[0] == 0
    first, torn, *lines = log.read_text(encoding="utf-8").splitlines()
    assert ("elsewhere.glb" in first, torn) == (True, '{"seed": 8, "pa')
    rows = {row["seed"]: row for row in map(json.loads, lines)}
    assert sorted(rows) == list(range(1, last + 1))
    for path in whole:
        row = rows[int(path.stem.removeprefix("seed-"))]
        assert from_recipe(row["recipe"]).seed == row["seed"]
        assert (row["path"], row["bytes"]) == (str(path), path.stat().st_size)
