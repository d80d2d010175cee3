"""Aiming: what a net draws beside what it is asked is read exactly, ruled and put right in its mapping alone."""

from copy import deepcopy
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra 'train' (torch)")

import torch

from moeforge.models.bundle import open_sheet
from moeforge.models.card import read_card
from moeforge.painter import FREEDOM
from moeforge.painter.skin import UNWORN
from moeforge.painter.whole import asked
from moeforge.prior import LATENT
from moeforge_training import aim
from moeforge_training.__main__ import main
from moeforge_training.corpus import Order, draw
from moeforge_training.networks import Generator, Shape
from moeforge_training.source import PainterSource

SOURCE = PainterSource()
SEEN = ("glow_hue", "horizon", "glow_x", "glow_y", "rim", "shadow")


def _numbers(names: tuple[str, ...] = SEEN) -> aim.Numbers:
    return aim.Numbers(SOURCE, "iris", tuple(list(FREEDOM["iris"]).index(name) for name in names))


def _net() -> Generator:
    torch.manual_seed(1)
    return Generator(Shape(3, len(FREEDOM["iris"]), (8, 8), 16)).eval()


def _row(numbers: aim.Numbers, index: int) -> aim.F32:
    return numbers.of(*draw(SOURCE, Order("iris", 8, stream=3), index))


def test_numbers_and_pairs_are_one_another():
    numbers = _numbers()
    row = _row(numbers, 0)
    condition, z = numbers.pair(row)
    assert np.allclose(numbers.of(condition, z), row, atol=1e-5)
    assert np.array_equal(np.delete(z, numbers.seen), np.delete(numbers.rest, numbers.seen))


def test_numbers_are_what_a_net_is_asked_for():
    numbers = aim.Numbers(SOURCE, "skin", (list(FREEDOM["skin"]).index("lid_hue"),))
    worn, z = np.array([0.1, 0.2, 0.3, 1.0], np.float32), np.ones(LATENT, np.float32)
    row = numbers.of(worn, z)
    assert row[3] == UNWORN
    assert np.array_equal(numbers.pair(row)[0], asked("skin", worn, z)[0])


def test_a_sheet_shows_what_no_mark_shows(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(aim, "PROBES", 6)
    seen = {list(FREEDOM["iris"])[i] for i in aim.shown(SOURCE, "iris").seen}
    assert seen >= set(SEEN)
    assert not seen & {"ring", "streaks", "pupil_width", "light_x", "dot", "highlight"}


def test_what_is_painted_too_much_is_read():
    numbers = _numbers(("horizon", "glow_y", "rim"))
    beside = np.array([0.0, 0.0, 0.0, 0.08, -0.06, 0.0], np.float32)
    found: list[aim.F64] = []
    for index in range(8):
        row = np.clip(_row(numbers, index), -0.7, 0.7)
        gap = numbers.painted(row + beside, aim.SIDE) - numbers.painted(row, aim.SIDE)
        found.append(aim.read(numbers.slopes(row), gap.ravel()))
    horizon, glow = np.array(found).T[3:5]
    assert horizon.min() > 0.02 and 0.05 < horizon.mean() < 0.09
    assert glow.max() < 0.0 and -0.07 < glow.mean() < -0.02  # cautious where noise hides a number
    assert np.abs(np.array(found)[:, [0, 1, 2, 5]]).max() < 0.02


def test_a_rule_is_found_and_chance_is_left_alone():
    rng = np.random.default_rng(0)
    asked = rng.uniform(-1.0, 1.0, (400, 3))
    error = np.stack([0.1 * np.sin(2.0 * asked[:, 0]) - 0.05, rng.normal(0.0, 0.1, 400)], axis=1)
    rule = aim.found(aim.Beside(asked, error))
    fresh = rng.uniform(-0.9, 0.9, (50, 3))
    assert rule.left[0] < 0.05 < aim.LEAST < rule.left[1]
    assert np.abs(rule.of(fresh)[:, 0] - (0.1 * np.sin(2.0 * fresh[:, 0]) - 0.05)).max() < 0.02
    assert not rule.of(fresh)[:, 1].any()


def _elsewhere(numbers: aim.Numbers, z: torch.Tensor) -> torch.Tensor:
    """Another z that shows the same."""
    other = torch.randn(1, LATENT, generator=torch.Generator().manual_seed(3))
    other[:, list(numbers.seen)] = z[:, list(numbers.seen)]
    return other


def test_what_no_sheet_shows_moves_a_still_net_no_more():
    net, numbers = _net(), _numbers()
    row = _row(numbers, 1)
    condition, rest = (torch.from_numpy(part)[None] for part in numbers.pair(row))
    before = net(condition, rest)
    aim.still(net, numbers)
    other = _elsewhere(numbers, rest)
    assert torch.allclose(net(condition, rest), before, atol=1e-5)
    assert torch.equal(net(condition, other), net(condition, rest))


def test_the_mapping_alone_learns_to_lead_where_the_rule_says():
    net, numbers = _net(), _numbers()
    aim.still(net, numbers)
    before = deepcopy(net.state_dict())
    count = len(_row(numbers, 0))
    asked = np.random.default_rng(2).uniform(-1.0, 1.0, (60, count))
    rule = aim.found(aim.Beside(asked, np.tile(np.where(np.arange(count) == 4, 0.2, 0.0), (60, 1))))
    missed = aim.teach(net, numbers, rule, aim.Effort(lessons=4096, steps=300), lambda _: None)
    assert missed < 0.5
    changed = {
        name.partition(".")[0] for name, value in net.state_dict().items() if not torch.equal(value, before[name])
    }
    assert changed == {"mapping"}
    condition, z = (torch.from_numpy(part)[None] for part in numbers.pair(_row(numbers, 1)))
    assert torch.equal(net(condition, _elsewhere(numbers, z)), net(condition, z))


def test_the_command_writes_a_net_that_opens(tmp_path: Path):
    words = ["aim", "--sheets", "iris", "--out", str(tmp_path), "--pairs", "8", "--lessons", "64", "--steps", "2"]
    assert main([*words, "--held-out", "2", "--threads", "1"]) == 0
    net, card = open_sheet(tmp_path, "iris", 1), read_card(tmp_path / "iris.json")
    picture = net.paint([np.zeros(3, np.float32)], [np.zeros(LATENT, np.float32)])
    assert picture.shape == (1, 256, 256, 3)
    assert card.command.endswith("aim --sheets iris --pairs 8 --lessons 64 --steps 2 --seed 0")
