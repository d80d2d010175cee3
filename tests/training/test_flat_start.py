"""What a run on pictures begins with: the bundled pair, the networks of another run, or nothing."""

import json

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra 'train' (torch)")

import torch
from PIL import Image
from training.flat_helpers import data_set, tiny

from moeforge.errors import ModelError
from moeforge_training.__main__ import main
from moeforge_training.flat import options, start
from moeforge_training.flat.architectures import ARCHITECTURES
from moeforge_training.flat.options import FlatOptions
from moeforge_training.flat.pictures import read_pictures
from moeforge_training.flat.run import SILENT, FlatRun, run
from moeforge_training.flat.sample import sample
from moeforge_training.flat.shape import FlatShape
from moeforge_training.flat.team import Team
from moeforge_training.packing import export


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return data_set(tmp_path_factory.mktemp("art"), credit="Ada", licence="CC-BY-4.0")


@pytest.fixture(scope="module")
def other(data, tmp_path_factory):
    """The folder of a finished run."""
    folder = tmp_path_factory.mktemp("other")
    run(tiny(data, folder))
    return folder


def begun(asked: FlatOptions) -> FlatRun:
    asked.out.mkdir(parents=True, exist_ok=True)
    return FlatRun(asked, read_pictures(asked.data, asked.size), SILENT, Team())


def weights(module: torch.nn.Module) -> torch.Tensor:
    return torch.cat([p.detach().flatten() for p in module.parameters()])


def test_a_run_begins_with_the_networks_of_another(data, other, tmp_path):
    known = begun(tiny(data, other)).trainer
    fresh = begun(tiny(data, tmp_path, start=str(other))).trainer
    assert torch.equal(weights(fresh.generator), weights(known.average))
    assert torch.equal(weights(fresh.average), weights(known.average))
    assert torch.equal(weights(fresh.critic), weights(known.critic))
    assert fresh.step_number == 0


def test_the_pack_says_what_it_began_with_also_after_a_break(data, other, tmp_path):
    asked = tiny(data, tmp_path / "run", steps=1, start=str(other))
    run(asked)
    result = run(tiny(data, tmp_path / "run", steps=2))  # goes on as it began
    told = export(result.checkpoint, tmp_path / "pack")[0].training_data
    assert told.endswith("; began with art (CC-BY-4.0, Ada)")
    assert begun(tiny(data, tmp_path / "third", start=str(asked.out))).began.endswith(
        ", begun with art (CC-BY-4.0, Ada)"
    )


def test_a_run_of_another_shape_or_none_is_refused(data, other, tmp_path):
    with pytest.raises(ModelError, match=r"width=4.*asked is.*width=6.*--start nothing"):
        begun(tiny(data, tmp_path, width=6, start=str(other)))
    with pytest.raises(ModelError, match="no checkpoint"):
        begun(tiny(data, tmp_path, start=str(tmp_path)))


def test_the_bundled_pair_is_what_processors_begin_with(data, tmp_path):
    usual = FlatOptions(data, tmp_path / "run", device="cpu", threads=1)
    shape = options.shape(usual, 64)
    found = start.chosen(usual.start, shape)
    assert found is not None
    assert begun(usual).began == "cartoons (CC0-1.0, Moeforge)"
    card = json.loads((start.FOLDER / start.CARD).read_text(encoding="utf-8"))
    assert card["licence"] == "CC0-1.0"
    assert start.chosen(start.NOTHING, shape) is None
    assert start.chosen(start.BUNDLED, FlatShape("style", 128, 8, 64)) is None  # does not fit: from nothing
    kind = ARCHITECTURES["style"]
    generator, critic = kind.generator(shape), kind.critic(shape)
    generator.load_state_dict(dict(found.networks["average"]))
    critic.load_state_dict(dict(found.networks["critic"]))
    pictures = sample(generator, shape.latent, 32)
    corners = pictures[:, :4, :4].reshape(32, -1, 3)
    assert np.median(corners.std(1)) < 8.0  # plain grounds,
    assert pictures[:, 24:40, 24:40].reshape(32, -1, 3).std(1).mean() > 20.0  # and something before them
    assert corners.mean(1).std(0).min() > 20.0  # in many colours


def test_a_start_is_kept_with_its_card_and_refused_when_it_changed(data, other, tmp_path, capsys):
    assert main(["start", "--checkpoint", str(other), "--out", str(tmp_path), "--name", "mine"]) == 0
    assert "4 steps of 4 pictures" in capsys.readouterr().out
    found = begun(tiny(data, tmp_path / "run", start=str(tmp_path)))
    assert found.began == "mine (CC-BY-4.0, Ada)"
    close = weights(found.trainer.generator), weights(begun(tiny(data, other)).trainer.average)
    assert torch.allclose(*close, atol=2e-3)  # fp16
    damaged = bytearray((tmp_path / start.FILE).read_bytes())
    damaged[-1] ^= 1
    (tmp_path / start.FILE).write_bytes(damaged)
    with pytest.raises(ModelError, match="not the file of its card"):
        begun(tiny(data, tmp_path / "again", start=str(tmp_path)))


def test_cartoons_are_drawn_as_files_and_always_the_same(tmp_path, capsys):
    for name in ("a", "b"):
        assert main(["cartoons", "--out", str(tmp_path / name), "--count", "6", "--workers", "1"]) == 0
    assert "6 cartoons of 64 pixels" in capsys.readouterr().out
    first, second = (
        [np.asarray(Image.open(path)) for path in sorted((tmp_path / n).glob("*.png"))] for n in ("a", "b")
    )
    assert len(first) == 6
    assert all(np.array_equal(x, y) for x, y in zip(first, second, strict=True))
    assert len({x.tobytes() for x in first}) == 6
    assert first[0].shape == (64, 64, 3)
