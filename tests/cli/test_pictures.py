"""`moeforge generate --picture`: the reading in the output, words that win, and one-line errors."""

import json

import pytest
from core.portraits import BOX, Face, drawn, encoded
from PIL import Image

from moeforge.spec import from_recipe
from moeforge.understand.picture.read import read

SMALL = ("--size", "64", "--source", "painter")


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "photo.png"
    path.write_bytes(encoded(drawn(Face())))
    return path


def test_the_same_picture_is_the_same_avatar_and_words_win(run, tmp_path, photo):
    small = ("-o", tmp_path / "a.png", *SMALL, "--json")
    outs = [run("generate", *words, "--picture", photo, *small)[1] for words in ((), (), ("red hair",))]
    first, again, red = (json.loads(out) for out in outs)
    assert first["recipe"] == again["recipe"]
    wanted = read(photo.read_bytes())
    assert from_recipe(first["recipe"]).colors["hair"] == wanted.wish.colors["hair"]
    assert from_recipe(red["recipe"]).colors["hair"] != wanted.wish.colors["hair"]
    assert from_recipe(red["recipe"]).colors["skin"] == wanted.wish.colors["skin"]
    traits = {t["trait"]: t for t in red["understanding"]["picture"]["traits"]}
    assert traits["skin"]["used"] and not traits["hair"]["used"] and 0 <= traits["hair"]["confidence"] <= 1
    assert "hair_style" in red["understanding"]["picture"]["left_open"]


def test_people_are_told_what_was_read(run, tmp_path, photo):
    box = ",".join(str(n) for n in BOX)
    code, _, err = run(
        "generate",
        "--picture",
        photo,
        "--face-box",
        box,
        "-o",
        tmp_path / "a.png",
        "--size",
        "64",
        "--source",
        "painter",
    )
    assert code == 0
    assert "read" in err and "skin #" in err and "left to the seed" in err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--face-box", "1,2,3,4"), "give --picture"),
        (("--picture", "{photo}", "--face-box", "1,2,3"), "X0,Y0,X1,Y1"),
        (("--picture", "{photo}", "--spec", "{photo}"), "not both"),
        (("--picture", "{blank}"), "no face was found"),
        (("--picture", "nowhere.png"), "cannot read nowhere.png"),
    ],
)
def test_errors_are_one_line(run, tmp_path, photo, arguments, words):
    blank = tmp_path / "blank.png"
    Image.new("RGB", (64, 64), "#88aacc").save(blank)
    filled = [a.format(photo=photo, blank=blank) for a in arguments]
    code, _, err = run("generate", *filled, "-o", tmp_path / "a.vrm")
    assert code in (1, 2)
    assert words in " ".join(err.split())
    assert not (tmp_path / "a.vrm").exists()


def test_a_folder_of_pictures_is_one_avatar_each_and_a_faceless_one_is_reported(run, tmp_path):
    folder, out = tmp_path / "in", tmp_path / "out"
    folder.mkdir()
    (folder / "a.png").write_bytes(encoded(drawn(Face())))
    Image.new("RGB", (64, 64), "#88aacc").save(folder / "b.png")
    (folder / "notes.txt").write_text("no picture", encoding="utf-8")
    code, shown, _ = run("batch", "--pictures", folder, "--out", out, "--format", "png", "--lod", "tiny", "--json")
    assert code == 1
    assert {k: json.loads(shown)[k] for k in ("avatars", "failed")} == {"avatars": 1, "failed": 1}
    log = [json.loads(line) for line in (out / "batch.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["picture"]: "error" in row for row in log} == {"a.png": False, "b.png": True}
    assert (out / "a.png.png").is_file()
