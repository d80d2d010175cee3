"""What training on one's own pictures refuses, with the value and the way out."""

import re
import shlex
from pathlib import Path

import pytest

pytest.importorskip("torch", reason="training needs the extra 'train' (torch)")

import torch
from training.flat_helpers import data_set, tiny

from moeforge.errors import BadSpecError, ModelError, NotFoundError
from moeforge_training.dataset import __main__ as data_command
from moeforge_training.flat.run import run


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return data_set(tmp_path_factory.mktemp("art"))


def _few(path: Path) -> Path:
    return data_set(path, 9)


def _missing(path: Path) -> Path:
    (path / "data").mkdir()
    return path / "data"


def _large(path: Path) -> Path:
    return data_set(path, size=64)


def _prepared(words: list[str]) -> str:
    given = data_command._parser().parse_args(words)  # pyright: ignore[reportPrivateUsage] # main would print its error
    return data_command._prepare(given)  # pyright: ignore[reportPrivateUsage]


def _edited(path: Path) -> Path:
    folder = data_set(path)
    with (folder / "manifest.jsonl").open("a", encoding="utf-8") as file:
        file.write("{}\n")
    return folder


def _lost(path: Path) -> Path:
    folder = data_set(path)
    next((folder / "images").iterdir()).unlink()
    return folder


@pytest.mark.parametrize(
    ("spoil", "error", "words"),
    [
        (_large, BadSpecError, "--size 128 does not fit"),
        (_few, BadSpecError, "16 are the least"),
        (_missing, NotFoundError, "moeforge data prepare"),
        (_edited, BadSpecError, "manifest.jsonl does not fit"),
        (_lost, BadSpecError, "missing or changed"),
    ],
)
def test_broken_data_sets_are_refused_with_the_way_out(tmp_path, spoil, error, words):
    size = {"size": 128} if spoil is _large else {}
    with pytest.raises(error, match=words) as caught:
        run(tiny(spoil(tmp_path), tmp_path / "run", **size))
    command = re.search("`(moeforge data prepare [^`]+)`", str(caught.value))
    assert command is not None
    with pytest.raises(NotFoundError, match="FOLDER"):  # it parses and passes every rule: only FOLDER is no folder
        _prepared(shlex.split(command[1])[2:])


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"arch": "vae"}, "'vae'; known: style, dcgan, wgan-gp"),
        ({"batch": 0}, "batch is 0"),
        ({"minutes": float("nan")}, "minutes is nan"),
        ({"device": "cuda"}, "no GPU"),
        ({"device": "tpu"}, "'tpu'; known"),
        ({"samples": 2}, "samples is 2"),
    ],
)
def test_impossible_options_name_the_value(data, tmp_path, change, words):
    if change.get("device") == "cuda" and torch.cuda.is_available():
        pytest.skip("there is a GPU")
    with pytest.raises(BadSpecError, match=words):
        run(tiny(data, tmp_path, **change))


def test_a_run_is_not_continued_with_other_pictures_or_networks(data, tmp_path):
    run(tiny(data, tmp_path / "run", steps=1))
    with pytest.raises(ModelError, match="asked is style at 64 pixels, width 6"):
        run(tiny(data, tmp_path / "run", steps=2, width=6))
    other = data_set(tmp_path, 44)
    with pytest.raises(ModelError, match="the data set changed"):
        run(tiny(other, tmp_path / "run", steps=2))
    assert run(tiny(other, tmp_path / "run", steps=2, resume=False)).finished
