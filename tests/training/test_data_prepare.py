"""Folders to data sets: duplicates, labels, balance, split, interruption, equality to the last byte."""

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from training.data_helpers import SHARED, drawing, encoded, folder_of, options
from waiting import PATIENCE_S

from moeforge.errors import BadSpecError, NotFoundError
from moeforge_training.dataset import alike, balance
from moeforge_training.dataset.__main__ import main
from moeforge_training.dataset.manifest import read
from moeforge_training.dataset.prepare import Event, prepare


def _files(folder: Path) -> dict[str, bytes]:
    """All of a data set but the journal, which knows modification times."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "journal.jsonl"
    }


def test_a_folder_becomes_a_data_set(tmp_path):
    source = folder_of(tmp_path / "art", 12)
    summary = prepare(options(source, tmp_path / "set", held_out=0.25))
    data = read(tmp_path / "set")
    data.verify()
    assert (summary.kept, len(data.entries)) == (12, 12)
    assert summary.train + summary.held_out == 12 and 0 < summary.held_out < 12
    assert data.card["consent"] == "drawn by this test" and data.card["licence"]["id"] == "CC0-1.0"
    first = data.entries[0].finding
    assert first.sha256 == sha256((source / first.source).read_bytes()).hexdigest()
    with Image.open(data.path(data.entries[0])) as image:
        assert (image.size, image.mode, image.info) == ((64, 64), "RGB", {})


def test_copies_are_left_out_and_near_copies_share_one_weight_and_split(tmp_path):
    source = folder_of(tmp_path / "art", 6)
    (source / "dogs" / "zz-copy.png").write_bytes((source / "dogs" / "001.png").read_bytes())
    drawing(1).save(source / "dogs" / "zz-repacked.png", compress_level=0)
    drawing(1).save(source / "dogs" / "zz-lossy.jpg", quality=80)
    kept = options(source, tmp_path / "kept")
    assert prepare(kept).dropped == {"duplicate": 2}
    data = read(tmp_path / "kept")
    reasons = {f.source: f.reason for f in data.dropped}
    assert reasons["dogs/zz-copy.png"] == "the same file as dogs/001.png"
    assert reasons["dogs/zz-repacked.png"] == "the same pixels as dogs/001.png"
    by_name = {e.finding.source: e for e in data.entries}
    lossy, first = by_name["dogs/zz-lossy.jpg"], by_name["dogs/001.png"]
    assert lossy.near_of == "dogs/001.png" and lossy.near_distance <= 16
    assert lossy.split == first.split
    if first.split == "train":
        assert lossy.weight == pytest.approx(first.weight)
    dropped = prepare(options(source, tmp_path / "dropped", near="drop"))
    assert dropped.dropped == {"duplicate": 2, "near-duplicate": 1}


def test_different_characters_are_not_near_duplicates():
    folder = SHARED / "avatar_art" / "bigsmile_120"
    if not folder.is_dir():
        pytest.skip("the avatar art is not here")
    from moeforge_training.dataset.fingerprint import dhash, swatch

    def flat(path: Path) -> np.ndarray:
        with Image.open(path) as image:
            return np.asarray(image.convert("RGB"))

    pictures = [flat(path) for path in sorted(folder.glob("*.png"))[:60]]
    pairs = alike.near_pairs([dhash(p) for p in pictures], [swatch(p) for p in pictures], 16)
    assert pairs == []


def test_interrupted_and_resumed_equals_uninterrupted(tmp_path):
    source = folder_of(tmp_path / "art", 10)
    (source / "broken.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    prepare(options(source, tmp_path / "whole"))

    def stop(event: Event) -> None:
        if event.done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prepare(options(source, tmp_path / "cut"), stop)
    assert not (tmp_path / "cut" / "manifest.jsonl").exists()
    with (tmp_path / "cut" / "journal.jsonl").open("ab") as journal:
        journal.write(b'{"stamp": [1, 2')  # torn by a power cut
    seen: list[str] = []
    summary = prepare(options(source, tmp_path / "cut"), lambda event: seen.append(event.finding.source))
    assert (summary.resumed, len(seen)) == (4, 7)
    assert _files(tmp_path / "cut") == _files(tmp_path / "whole")


def test_only_new_and_changed_files_are_done_again(tmp_path):
    source = folder_of(tmp_path / "art", 5)
    prepare(options(source, tmp_path / "set"))
    drawing(77).save(source / "cats" / "000.png")
    drawing(78).save(source / "new.png")
    seen: list[str] = []
    prepare(options(source, tmp_path / "set"), lambda event: seen.append(event.finding.source))
    assert sorted(seen) == ["cats/000.png", "new.png"]
    assert len(list((tmp_path / "set" / "images").iterdir())) == 6
    prepare(options(source, tmp_path / "fresh"))
    assert _files(tmp_path / "set") == _files(tmp_path / "fresh")


def test_workers_make_the_same_bytes(tmp_path):
    source = folder_of(tmp_path / "art", 6)
    prepare(options(source, tmp_path / "alone"))
    prepare(options(source, tmp_path / "two", workers=2))
    assert _files(tmp_path / "alone") == _files(tmp_path / "two")


def test_split_depends_on_content_alone(tmp_path):
    source = folder_of(tmp_path / "art", 16)
    prepare(options(source, tmp_path / "one", held_out=0.3))
    before = {e.finding.sha256: e.split for e in read(tmp_path / "one").entries}
    for path in sorted(source.rglob("*.png")):
        path.rename(path.with_name("renamed-" + path.name[::-1].replace("gnp.", "") + ".png"))
    prepare(options(source, tmp_path / "two", held_out=0.3))
    assert {e.finding.sha256: e.split for e in read(tmp_path / "two").entries} == before


def test_given_boxes_are_used_and_strangers_named(tmp_path):
    source = tmp_path / "art"
    source.mkdir()
    page = Image.new("RGB", (300, 200), "white")
    page.paste(drawing(5), (190, 90))
    page.save(source / "page.png")
    boxes = tmp_path / "boxes.csv"
    boxes.write_text("file,x,y,w,h\npage.png,190,90,96,96\nghost.png,0,0,9,9\n")
    summary = prepare(options(source, tmp_path / "set", boxes=boxes, size=96))
    (entry,) = read(tmp_path / "set").entries
    assert (entry.finding.method, entry.finding.crop) == ("given", (190, 90, 96))
    with Image.open(tmp_path / "set" / entry.finding.image) as image:
        assert np.array_equal(np.asarray(image), np.asarray(drawing(5)))
    assert summary.unmatched == ("ghost.png",)
    listed = tmp_path / "boxes.json"
    listed.write_text(json.dumps({"page.png": [500, 500, 10, 10]}))
    outside = prepare(options(source, tmp_path / "set", boxes=listed, size=96))
    assert outside.dropped == {"box outside": 1} and outside.resumed == 0


def test_labels_balance_the_weights(tmp_path):
    rows = [{"hair": "pink"}] * 30 + [{"hair": "blue"}] * 10 + [{"hair": ""}] * 5
    weights = balance.weights(rows, list(range(45)), ["train"] * 45, 10.0)
    assert weights.mean() == pytest.approx(1.0)
    assert weights[:30].sum() == pytest.approx(weights[30:40].sum())
    assert weights[40] == pytest.approx(1.0)
    rare = balance.weights([{"a": "x"}] * 99 + [{"a": "y"}], list(range(100)), ["train"] * 100, 4.0)
    assert rare.max() <= 4.0 and rare[99] > 3.9


def test_two_label_columns_are_balanced_together():
    rng = np.random.default_rng(2)
    rows = [
        {"hair": str(h), "skin": str(s)}
        for h, s in zip(rng.choice(3, 400, p=[0.6, 0.3, 0.1]), rng.choice(2, 400), strict=True)
    ]
    weights = balance.weights(rows, list(range(400)), ["train"] * 400, 10.0)
    for column in ("hair", "skin"):
        sums = [
            sum(w for w, r in zip(weights, rows, strict=True) if r[column] == v)
            for v in sorted({r[column] for r in rows})
        ]
        assert max(sums) / min(sums) < 1.01


def test_folders_are_labels(tmp_path):
    prepare(options(folder_of(tmp_path / "art", 12), tmp_path / "set"))
    data = read(tmp_path / "set")
    assert {entry.label for entry in data.entries} == {"cats", "dogs"}
    totals = {name: sum(e.weight for e in data.split("train") if e.label == name) for name in ("cats", "dogs")}
    assert totals["cats"] == pytest.approx(totals["dogs"], rel=1e-3)


def test_links_and_the_output_folder_are_not_read(tmp_path):
    source = folder_of(tmp_path / "art", 3)
    (source / "link.png").symlink_to(source / "dogs" / "001.png")
    (source / ".hidden.png").write_bytes(encoded(drawing()))
    inside = source / "set"
    assert prepare(options(source, inside)).dropped == {"not a file": 1}
    assert prepare(options(source, inside)).kept == 3


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"licence": " "}, "licence"), ({"consent": ""}, "consent"), ({"size": 4}, "size"),
        ({"background": "white"}, "background"), ({"held_out": 0.9}, "held_out"), ({"margin": float("nan")}, "margin"),
        ({"label_columns": ("hair",)}, "label_columns"), ({"max_weight": 0.5}, "max_weight"),
    ],
)  # fmt: skip
def test_wrong_options_are_named(tmp_path, changes, word):
    with pytest.raises(BadSpecError, match=word):
        prepare(options(folder_of(tmp_path / "art", 1), tmp_path / "set", **changes))


def test_folders_that_are_not_ours_are_left_alone(tmp_path):
    source = folder_of(tmp_path / "art", 1)
    for out in (source, tmp_path):
        with pytest.raises(BadSpecError, match="--out"):
            prepare(options(source, out))
    with pytest.raises(NotFoundError, match="no folder"):
        prepare(options(tmp_path / "nowhere", tmp_path / "set"))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("file,x,y\na.png,1,2\n", "no column h, w"),
        ("file,x,y,w,h\na.png,1,2,x,4\n", "four numbers"),
        ("file,x,y,w,h\na.png,1,2,0,4\n", "at least one pixel"),
        ("file,x,y,w,h\na.png,1,2,3,nan\n", "at least one pixel"),
        ("file,x,y,w,h\na.png,1,2,3,4\na.png,1,2,3,4\n", "two rows"),
    ],
)
def test_wrong_boxes_are_named(tmp_path, text, word):
    boxes = tmp_path / "boxes.csv"
    boxes.write_text(text)
    with pytest.raises(BadSpecError, match=word):
        prepare(options(folder_of(tmp_path / "art", 1), tmp_path / "set", boxes=boxes))


def test_a_changed_data_set_is_refused(tmp_path):
    prepare(options(folder_of(tmp_path / "art", 3), tmp_path / "set"))
    data = read(tmp_path / "set")
    data.path(data.entries[0]).write_bytes(encoded(drawing(9)))
    with pytest.raises(BadSpecError, match="missing or changed"):
        data.verify()
    manifest = tmp_path / "set" / "manifest.jsonl"
    manifest.write_bytes(manifest.read_bytes().replace(b"train", b"trail"))
    with pytest.raises(BadSpecError, match="does not fit"):
        read(tmp_path / "set")


def test_the_command_line_prepares_and_reports(tmp_path, capsys):
    source = folder_of(tmp_path / "art", 5)
    given = ["prepare", str(source), "--out", str(tmp_path / "set"), "--size", "32", "--workers", "0"]
    assert main([*given, "--licence", "ARR", "--consent", "all mine"]) == 0
    assert "5 pictures" in capsys.readouterr().out
    assert main(["report", str(tmp_path / "set")]) == 0
    assert "Vendi" in capsys.readouterr().out
    assert main(["report", str(source)]) == 1
    assert "no data set" in capsys.readouterr().err
    (tmp_path / "junk").mkdir()
    (tmp_path / "junk" / "a.txt").write_text("hello there, no picture")
    empty = ["prepare", str(tmp_path / "junk"), "--out", str(tmp_path / "none"), "--workers", "0"]
    assert main([*empty, "--licence", "ARR", "--consent", "mine"]) == 1
    assert "no usable picture" in capsys.readouterr().err
    assert main(empty) == 1
    said = capsys.readouterr().err
    assert "--licence" in said and "--consent" in said and said.count("\n") == 1


def test_real_avatar_art_is_kept_as_it_was_framed(tmp_path):
    art = SHARED / "avatar_art"
    if not art.is_dir():
        pytest.skip("the avatar art is not here")
    source = tmp_path / "art"
    source.mkdir()
    for path in sorted((art / "adventurer_300").glob("*.png"))[:24]:
        (source / path.name).write_bytes(path.read_bytes())
    table = art / "adventurer_300_labels.csv"
    summary = prepare(options(source, tmp_path / "set", labels=table, label_columns=("hair_color", "skin_step")))
    data = read(tmp_path / "set")
    assert summary.kept == 24 and not summary.dropped
    assert {e.finding.method for e in data.entries} == {"whole"}
    assert all(e.label and e.labels and e.labels["skin_step"] for e in data.entries)


def test_the_command_needs_no_torch():
    script = "import sys; sys.modules['torch'] = None; import moeforge_training.dataset.__main__"
    subprocess.run([sys.executable, "-c", script], check=True, timeout=PATIENCE_S)
