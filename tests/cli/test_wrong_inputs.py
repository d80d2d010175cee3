"""What people really type: slips, wrong files, contradictions. One line names the value and the way out."""

import json
import os
import shlex
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest
from PIL import Image
from waiting import PATIENCE_S

from moeforge.errors import MoeforgeError, OutputError
from moeforge_cli import batch as batch_command
from moeforge_cli.batch_log import Log, Row
from moeforge_cli.batch_work import Job, Kit, work
from moeforge_cli.make import Order
from moeforge_cli.nearest import with_nearest
from moeforge_cli.show import OUT
from moeforge_exporters.inspect import inspect

SMALL = ("--source", "painter", "--lod", "tiny")


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder with wrong files in it, as the current one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "zero.png").touch()
    (tmp_path / "text.png").write_text("not a picture", encoding="utf-8")
    (tmp_path / "empty.txt").write_text("\n\n", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    Image.new("RGB", (80, 60), "red").save(tmp_path / "red.png")
    (tmp_path / "list.json").write_text('{"sliders": "tall"}', encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("generate", "--picture", "zero.png"), 2, "zero.png is empty (0 bytes)"),
        (("generate", "--decal", "zero.png"), 2, "zero.png is empty (0 bytes)"),
        (("generate", "--picture", "text.png"), 2, "send a whole PNG"),
        (("generate", "--picture", "folder"), 2, "folder: Is a directory"),
        (("generate", "--picture", "red.png", "--face-box", "1,2,30000,5"), 1, "29999 x 3 pixels"),
        (("generate", "--spec", "red.png"), 2, "red.png is not text: give a recipe"),
        (("generate", "--spec", "list.json"), 2, "sliders is 'tall'; it must be a JSON object"),
        (("generate", "--target", "vseeface", "-o", "x.glb"), 2, "vseeface makes a .vrm file, not x.glb"),
        (("generate", "--target", "resonite", "-o", "x.vrm"), 2, "resonite makes a .glb file, not x.vrm"),
        (("generate", "--target", "vseeface", "--format", "glb"), 2, "vseeface takes vrm0, not glb"),
        (("generate", "--format", "glb", "-o", "x.vrm"), 2, "--format glb makes a .glb file, not x.vrm"),
        (("generate", "bob", "--strength", "0.5"), 2, "give --style, too"),
        (("batch", "--seeds", "1-2", "--out", "dir", "--target", "resonite", "-f", "vrm"), 2, "takes glb, not vrm"),
        (("generate", "--morphs", "thin"), 2, "'thin'; choose of sparse, dense, none"),
        (("generate", "--morphs", "dense", "--target", "vket"), 2, "vket decides --morphs"),
        (("generate", ""), 2, "the prompt is empty"),
        (("generate", "--seed", "1-5"), 2, "seed is '1-5'"),
        (("batch", "--seeds", "1-2", "--out", "dir", "--expressions", "apple"), 2, "'apple'"),
        (("batch", "--seeds", "1-2", "--out", "dir", "--licence", "MIT"), 2, "'MIT'"),
        (("batch", "text.png", "--words", "bob", "--out", "dir"), 2, "a file has its own words"),
        (("traits", "hairstyle"), 2, "hair_style"),
        (("inspect", "red.png"), 2, "red.png: not a binary glTF"),
        (("animate", "moonwalk"), 1, "idle, "),
        (("upscale", "red.png", "-o", "x.jpg"), 2, "name a .png"),
        (("mix", "a.json", "b.json"), 2, "--take hair"),
        (("interpolate", "a.json", "b.json", "--at", "4"), 2, "--at is 4.0"),
        (("batch", "--seeds", "0-9007199254740991", "--out", "dir"), 2, "at most 1,000,000"),
        (("batch", "empty.txt", "--out", "dir"), 2, "empty.txt is empty"),
        (("batch", "--pictures", "folder", "--out", "dir"), 2, "folder holds no picture"),
        (("batch", "--seeds", "1-2", "--out", "zero.png"), 1, "zero.png"),
        (("demo", "--out", "zero.png"), 1, "zero.png"),
    ],
)  # fmt: skip
def test_a_wrong_input_is_one_line_with_the_value_and_the_way_out(run, here, words, code, said):
    before = {p for p in here.rglob("*") if p.is_file()}
    got, _, err = run(*words)
    assert (got, len(err.strip().splitlines())) == (code, 1), err
    assert said in err
    assert {p for p in here.rglob("*") if p.is_file()} == before


def test_a_flat_face_box_is_no_crash_beside_good_ones(run, here):
    assert run("generate", "--picture", "red.png", "--face-box", "1,2,3", "-o", "x.glb")[0] == 2
    assert run("generate", "--picture", "red.png", "--face-box", "10,5,60,55", "-o", "x.glb", *SMALL)[0] == 0


def test_a_folder_as_output_gets_a_file_named_by_the_avatar(run, here):
    code, out, _ = run("generate", "bob", "-o", "folder", "--format", "glb", *SMALL, "--json")
    path = Path(json.loads(out)["path"])
    assert (code, path.parent.name, path.suffix) == (0, "folder", ".glb")
    assert inspect(path.read_bytes()).triangles


def _printed(out: str) -> list[str]:
    """The words of the command that a table names."""
    line = next(line for line in out.splitlines() if "moeforge generate" in line)
    return shlex.split(line.partition("moeforge ")[2].rstrip(" │"))


@pytest.mark.parametrize(
    "flags",
    [
        (), ("--format", "vrm0"), ("--decal", "red.png", "--expressions", "vrm,oculus", "--morphs", "dense"),
        ("--target", "vket"),
    ],
)  # fmt: skip
def test_what_is_printed_makes_the_avatar_again(run, here, monkeypatch, flags):
    monkeypatch.setattr(OUT, "_width", 300)
    ending = "vrm" if {"vrm0", "vket"} & {*flags} else "glb"
    code, out, _ = run("generate", "bob", "-o", f"a b.{ending}", *SMALL, *flags)
    assert code == 0
    assert "{" not in out  # the recipe is in the file
    assert run(*_printed(out), "-o", f"again.{ending}")[0] == 0
    assert Path(f"a b.{ending}").read_bytes() == Path(f"again.{ending}").read_bytes()


def test_expression_sets_as_people_write_them(run, here):
    assert run("generate", "bob", "-o", "a.vrm", "--expressions", "VRM, Oculus", *SMALL)[0] == 0
    assert "viseme_aa" in inspect(Path("a.vrm").read_bytes()).description.expressions


@pytest.mark.parametrize(
    ("word", "shown"),
    [("pnik", "'pnik' (pink?)"), ("twintials", "'twintials' (twintails?)"), ("ojos", "'ojos'"), ("머리", "'머리'")],
)
def test_the_nearest_word_is_offered(word, shown):
    assert with_nearest(word) == shown


def test_words_that_are_not_understood_are_told_by_generate_and_by_batch(run, here):
    code, _, err = run("generate", "pnik bob", "-o", "a.png", "--size", 64)
    assert (code, "'pnik' (pink?)" in err, "moeforge traits" in err) == (0, True, True)
    Path("p.txt").write_text("bob\ncoletas rosas\n", encoding="utf-8")
    code, _, err = run("batch", "p.txt", "--out", "dir", "--format", "png")
    assert (code, "line 2: not understood: ['coletas', 'rosas']" in err) == (0, True)
    rows = {r["line"]: r for r in map(json.loads, Path("dir/batch.jsonl").read_text(encoding="utf-8").splitlines())}
    assert (rows[2]["not_understood"], rows[2]["prompt"]) == (["coletas", "rosas"], "coletas rosas")
    assert "not_understood" not in rows[1]
    Path("p.txt").write_text("bob\npink bob\n", encoding="utf-8")
    code, out, err = run("batch", "p.txt", "--out", "dir", "--format", "png")
    assert (code, "2 skipped" in out, err.startswith("1 of the files that were there")) == (0, True, True)


def test_a_long_batch_writes_lines_where_no_bar_is(run, here, monkeypatch):
    monkeypatch.setattr(batch_command, "EVERY", 2)
    monkeypatch.setattr(batch_command, "work", lambda jobs, *_: ({"seed": job.seed} for job in jobs))
    code, _, err = run("batch", "--seeds", "1-5", "--out", "dir", "--format", "png")
    assert (code, err.splitlines()) == (0, ["2 of 5", "4 of 5"])


def test_errors_of_a_batch_are_shown(run, here):
    code, _, err = run("batch", "--pictures", ".", "--out", "dir", "--format", "png")
    assert code == 1
    assert "picture zero.png: error: zero.png is empty" in err
    assert "picture text.png: error: the picture cannot be read" in err


def test_a_log_that_other_hands_or_a_crash_left_is_read(tmp_path):
    log = Log(tmp_path / "batch.jsonl")
    rows: tuple[Row, ...] = (
        {"path": "old/1.vrm", "order": "vrm hero"},
        {"path": "old/2.vrm"},
        {"path": "x/3.vrm", "prompt": "bob"},
    )
    for row in rows:
        log.add(dict(row))
    with log.path.open("a", encoding="utf-8") as file:
        file.write('[1]\n{"path": "cut')
    wishes: list[tuple[Path, Row]] = [
        (tmp_path / f"{i}.vrm", {"order": "vrm tiny", "prompt": "bob"}) for i in (1, 2, 3, 4)
    ]
    assert log.made_otherwise(wishes) == 1
    assert Log(tmp_path / "none.jsonl").made_otherwise(wishes) == 0


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="/dev/full is Linux's")
def test_a_full_disk_is_one_line():
    with pytest.raises(OutputError, match=r"cannot write /dev/full: No space left on device"):
        Log(Path("/dev/full")).add({"line": 1})


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_without_permission_stops_the_batch_at_once(run, here):
    (here / "folder").chmod(0o500)
    code, _, err = run("batch", "--seeds", "1-50", "--out", "folder", "--format", "png")
    assert (code, "run the same command again" in err, len(err.strip().splitlines())) == (1, True, 1)


class _Dead:
    """A pool whose process was killed."""

    def __init__(self, *_: object, **__: object) -> None: ...

    def __enter__(self) -> "_Dead":
        return self

    def __exit__(self, *_: object) -> None: ...

    def submit(self, *_: object) -> object:
        raise BrokenProcessPool

    def shutdown(self, **_: object) -> None: ...


def test_a_killed_process_is_told_with_the_way_on(monkeypatch, tmp_path):
    monkeypatch.setattr("moeforge.workers.Pool", _Dead)
    job = Job(None, "", 1, tmp_path / "a.png")
    with pytest.raises(MoeforgeError, match="fewer --jobs"):
        list(work([job], 1, Kit(Order("png"))))


def test_a_terminal_of_few_letters_is_no_crash():
    command = [
        sys.executable,
        "-c",
        "from moeforge_cli.main import main; main()",
        "traits",
        "hair_style",
        "--lang",
        "zh",
    ]
    env = {**os.environ, "PYTHONIOENCODING": "ascii"}
    shown = subprocess.run(command, env=env, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert (shown.returncode, "\\u" in shown.stdout, shown.stderr) == (0, True, "")


def test_short_help_and_one_trait(run):
    assert run("generate", "-h")[0] == 0
    code, out, _ = run("traits", "outfit", "--json")
    assert code == 0
    assert {row["trait"] for row in json.loads(out)} == {"outfit"}
