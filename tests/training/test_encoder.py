"""The picture encoder's training: exact labels, looks left out, repeatable and resumable, exported as promised."""

import json
import signal
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from random import Random

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra 'train' (torch)")

import torch

from moeforge.errors import ModelError
from moeforge.models.card import read_card, read_model
from moeforge.models.runtime import opened
from moeforge.prior import complete
from moeforge.spec import Wish
from moeforge.template.hair import build_hair, lock_style
from moeforge.template.hair.locks import Lock
from moeforge.template.hair.styles import STYLES
from moeforge.template.proportions import Proportions
from moeforge.traits.catalogue import catalogue
from moeforge.understand.picture.crop import SIDE
from moeforge_training import checkpoint, packing
from moeforge_training.encoder import cartoons, figures, heads, sitting
from moeforge_training.encoder.album import Album
from moeforge_training.encoder.augment import canonical, varied
from moeforge_training.encoder.calibrate import NEVER, TARGET, calibrated
from moeforge_training.encoder.cartoons import cast
from moeforge_training.encoder.export import load
from moeforge_training.encoder.heads import HEADS, STARTS, UNKNOWN, VALUES
from moeforge_training.encoder.measure import accuracies, chances
from moeforge_training.encoder.menu import menu
from moeforge_training.encoder.network import LOGITS, Shape
from moeforge_training.encoder.source import OUT, SittingSource
from moeforge_training.encoder.train import EncoderConfig, run
from moeforge_training.encoder.trainer import Recipe, hidden
from moeforge_training.events import Event, Progress, silent
from moeforge_training.source import F32, U8

SMALL = Shape((8, 8, 8), 8, 4)


class Noise:
    """A source that costs nothing: two pictures a pair, as bright as their class says."""

    condition_size = {}  # noqa: RUF012 - as the protocol has it
    painted = {}  # noqa: RUF012 - as the protocol has it

    def sample(self, sheet: str, rng: np.random.Generator) -> F32:
        del sheet
        return rng.integers(1 << 20, size=2).astype(np.float32)

    def latent(self, sheet: str, rng: np.random.Generator) -> F32:
        del sheet, rng
        return np.zeros(1, np.float32)

    def labels(self, sheet: str, condition: F32) -> tuple[heads.I64, F32]:
        del sheet
        rng = np.random.default_rng(int(condition[0]))
        classes = np.stack([rng.integers(len(h.values), size=2) for h in HEADS], 1)
        return classes, rng.random((2, len(VALUES)), np.float32)

    def paint(self, sheet: str, condition: F32, z: F32, size: int) -> U8:
        del z
        bright = self.labels(sheet, condition)[0][:, 0] * 7
        rng = np.random.default_rng(int(condition[1]))
        return (rng.integers(30, size=(size, size, 6)) + bright.repeat(3)).astype(np.uint8)


def tiny(out: Path, **changes: object) -> EncoderConfig:
    config = EncoderConfig(
        out, steps=9, shape=SMALL, recipe=Recipe(batch=8), corpus=0.01, held_out=8, threads=1, workers=1,
        report_every=3, save_every=1000,
    )  # fmt: skip
    return replace(config, **changes)  # type: ignore[arg-type]  # tests name real fields


def go(config: EncoderConfig, progress: Progress = silent):
    return run(config, progress, Noise())


def test_every_hair_style_has_a_length_and_every_label_a_number():
    known = [style for styles in heads.HAIR_LENGTHS.values() for style in styles]
    assert Counter(known) == Counter(dict.fromkeys(STYLES, 1))
    for seed in range(12):
        for out in (False, True):
            who = sitting.drawn((seed, 1), 2, left_out=out)
            for shown in who.shown:
                found = heads.classes(who.labels(shown))
                assert len(found) == len(HEADS)
            assert ((heads.numbers(who.spec) >= 0) & (heads.numbers(who.spec) <= 1)).all()


def test_labels_say_what_the_spec_says():
    wish = Wish(choices={"hair_style": "two_buns"}, accessories={"square_glasses": True, "bear_ears": True})
    labels = heads.spec_labels(complete(3, wish))
    assert (labels["hair_length"], labels["hair_tie"], labels["eyewear"]) == ("updo", "two_buns", "square_glasses")
    assert (labels["head_top"], labels["headwear"], labels["mask"]) == ("bear_ears", "ears", "none")


def test_the_label_of_the_fringe_is_the_fringe_that_grows(monkeypatch: pytest.MonkeyPatch):
    grown: list[str] = []

    def recorder(name: str) -> Callable[[Random], list[Lock]]:
        plain = lock_style.FRINGES[name]
        return lambda draw: grown.append(name) or plain(draw)

    monkeypatch.setattr(lock_style, "FRINGES", {name: recorder(name) for name in lock_style.FRINGES})
    for seed in range(6):
        spec = complete(seed, Wish(choices={"hair_style": "bob"}))
        build_hair(spec, Proportions.of(spec))
        assert grown[-1] in heads.FRINGES[heads.spec_labels(spec)["fringe"]]


def test_looks_left_out_are_never_trained_on():
    kept = [sitting.drawn((seed, 2), 1).spec.choices for seed in range(40)]
    out = [sitting.drawn((seed, 2), 1, left_out=True).spec.choices for seed in range(10)]
    assert {c["style"] for c in out} <= set(menu().left_out["looks"]) <= set(catalogue().choices["style"].values)
    assert not {c["style"] for c in kept} & set(menu().left_out["looks"])
    assert not {c["drawing"] for c in kept} & set(menu().left_out["drawings"])
    manners = {cast.cast((seed, 2)).manner.kind for seed in range(40)}
    assert manners == set(menu().cartoon["manner"])
    assert cast.cast((1, 2), left_out=True).manner.kind in menu().left_out["manners"]


def test_a_figure_is_seen_where_the_canonical_crop_wants_it():
    who = sitting.drawn((5, 5), 1)
    shown = replace(who.shown[0], yaw=0.0, pitch=0.0, eyes="own", shading="flat", face="neutral")
    nothing = dict.fromkeys(catalogue().accessories, False)
    wish = Wish({"hair_style": "bald"}, {"skin": "#00ff00"}, accessories=nothing)
    bare = complete(1, wish, texture_source="painter")
    (picture,) = figures.pictures(replace(who, spec=bare, shown=(shown,)))
    crop = canonical(torch.from_numpy(picture.copy()).permute(2, 0, 1)[None])[0].permute(1, 2, 0).numpy()
    green = (crop[..., 1] > 0.6) & (crop[..., 0] < 0.5) & (crop[..., 2] < 0.5)
    rows, columns = np.nonzero(green[:96])
    assert columns.mean() == pytest.approx(SIDE / 2, abs=3.0)
    assert np.ptp(columns) == pytest.approx(SIDE / 2.2, abs=12.0)
    assert rows.min() > 10
    assert green[76, 64]


def test_pictures_come_from_their_seed_alone():
    source = SittingSource(looks=2)
    for sheet in ("figure", "cartoon" + OUT):
        condition = source.sample(sheet, np.random.default_rng(4))
        one, other = (source.paint(sheet, condition, np.zeros(1, np.float32), figures.STORED) for _ in range(2))
        assert one.shape == (figures.STORED, figures.STORED, 6)
        assert np.array_equal(one, other)
        classes, values = source.labels(sheet, condition)
        assert classes.shape == (2, len(HEADS)) and values.shape == (2, len(VALUES))
        assert not np.array_equal(one[..., :3], one[..., 3:])


def _drawn(monkeypatch: pytest.MonkeyPatch, who: cast.Cast) -> U8:
    monkeypatch.setattr(cast, "cast", lambda seed, **_: who)
    return cartoons.picture((3, 3), 0)


@pytest.mark.parametrize(
    ("trait", "value"),
    [("eyewear", "sunglasses"), ("beard", "full_beard"), ("top", "bunny_ears"), ("hair", "two_buns")],
)
def test_what_a_cartoon_is_said_to_wear_is_drawn(monkeypatch: pytest.MonkeyPatch, trait: str, value: str):
    plain = replace(
        cast.cast((3, 3)), eyewear="none", beard="none", top="none", hair="bun", mask=False, moustache="none"
    )
    worn = replace(plain, **{trait: value})
    assert value in worn.labels.values()
    one, other = (_drawn(monkeypatch, who).astype(int) for who in (plain, worn))
    changed = (np.abs(one - other).max(2) > 40).mean()
    assert 0.003 < changed < 0.4


def test_every_hair_and_everything_on_a_head_can_be_drawn(monkeypatch: pytest.MonkeyPatch):
    base = replace(cast.cast((8, 8)), hair="bald", top="none")
    bare = _drawn(monkeypatch, base)
    for change in [{"hair": hair} for hair in menu().cartoon["hair"]] + [{"top": top} for top in menu().cartoon["top"]]:
        who = replace(base, **change)
        heads.classes(who.labels)
        assert np.array_equal(_drawn(monkeypatch, who), bare) == (who.hair == "bald" and who.top == "none"), change


def test_variation_keeps_the_range_and_says_where_hues_are_void():
    stored = torch.full((64, 3, figures.STORED, figures.STORED), 30, dtype=torch.uint8)
    stored[:, 0] = 200
    changed, void = varied(stored, np.random.default_rng(3))
    assert changed.shape == (64, 3, SIDE, SIDE)
    assert float(changed.min()) >= 0.0 and float(changed.max()) <= 1.0
    middle = changed.mean((2, 3))
    red = (middle[:, 0] > middle[:, 1]) & (middle[:, 0] > middle[:, 2])
    assert red[torch.from_numpy(~void)].all()
    assert 0.2 < void.mean() < 0.7
    classes = hidden(torch.zeros(64, len(HEADS), dtype=torch.int64), void)
    colored = torch.tensor([h.color for h in HEADS])
    assert (classes[torch.from_numpy(void)][:, colored] == UNKNOWN).all()
    assert (classes[:, ~colored] == 0).all()


def test_thresholds_hold_what_they_promise():
    rng = np.random.default_rng(0)
    classes = np.stack([rng.integers(len(h.values), size=4000) for h in HEADS], 1)
    logits = rng.normal(0.0, 1.0, (4000, LOGITS)).astype(np.float32)
    first = slice(STARTS[0], STARTS[1])
    logits[np.arange(4000), STARTS[0] + classes[:, 0]] += rng.choice([0.0, 6.0], 4000)
    logits[:, first] *= 3.0
    known, blind = calibrated(logits, classes)[:2]
    sure = chances(logits, 0, known.temperature)
    answered = sure.max(1) >= known.threshold
    right = sure.argmax(1) == classes[:, 0]
    assert right[answered].mean() >= TARGET - 0.01
    assert 0.2 < answered.mean() < 0.8
    assert known.temperature > 1.5
    assert blind.threshold == NEVER and blind.coverage == 0.0


def interrupted(event: Event) -> None:
    """A progress display that presses Ctrl-C at its first report of training."""
    if event.stage == "train":
        signal.raise_signal(signal.SIGINT)


def test_a_run_that_was_interrupted_ends_like_one_that_was_not(tmp_path: Path):
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    assert go(tiny(whole)).finished
    first = go(tiny(parts), interrupted)
    assert not first.finished and first.steps == 3
    assert go(tiny(parts)).finished
    wanted, found = (checkpoint.load(folder / "checkpoint") for folder in (whole, parts))
    assert found[0]["metrics"] == wanted[0]["metrics"]
    for group, tensors in wanted[1].items():
        for name, tensor in tensors.items():
            assert torch.equal(tensor, found[1][group][name]), f"{group} {name}"


def test_another_net_in_the_folder_is_refused(tmp_path: Path):
    go(tiny(tmp_path, steps=1))
    with pytest.raises(ModelError, match="another net"):
        go(tiny(tmp_path, steps=2, shape=Shape((8, 8, 16), 8, 4)))


def test_the_export_keeps_its_cards_promise(tmp_path: Path):
    go(tiny(tmp_path))
    (card,) = packing.export(tmp_path / "checkpoint", tmp_path / "pack", "reader")
    again = read_card(tmp_path / "pack" / "encoder.json")
    assert again == card
    assert [h.trait for h in again.heads] == [h.trait for h in HEADS]
    assert [h.start for h in again.heads] == list(STARTS[:-1])
    runtime = opened(again, read_model(again, tmp_path / "pack"), 1)
    picture = np.random.default_rng(0).random((3, 3, SIDE, SIDE), np.float32)
    logits, values = runtime.run(["logits", "values"], {"picture": picture})
    net = load(tmp_path / "checkpoint")[0]
    wanted = net(torch.from_numpy(picture))[0].numpy()
    assert np.abs(np.asarray(logits) - wanted).max() < 0.05
    assert np.asarray(values).shape == (3, again.outputs[1].shape[1])
    assert all(number.index < again.outputs[1].shape[1] for number in again.continuous)
    assert json.loads((tmp_path / "pack" / "encoder.json").read_text())["heads"]


def test_the_bundled_encoder_reads_characters_that_it_never_saw():
    folder = Path(str(files("moeforge.models") / "bundled"))
    card = read_card(folder / "encoder.json")
    assert (folder / card.file).stat().st_size <= 2 << 20
    assert [(h.trait, h.values) for h in card.heads] == [(h.trait, h.values) for h in HEADS]
    runtime = opened(card, read_model(card, folder), 1)
    source = SittingSource()
    for sheet, least in (("cartoon", 0.8), ("figure", 0.65)):
        conditions = [source.sample(sheet, np.random.default_rng([77, i])) for i in range(8)]
        album = Album(
            np.concatenate([looks(source, sheet, c) for c in conditions]),
            *(np.concatenate(rows) for rows in zip(*(source.labels(sheet, c) for c in conditions), strict=True)),
        )
        crops = canonical(torch.from_numpy(album.pictures)).numpy()
        logits, _ = runtime.run(["logits", "values"], {"picture": crops})
        right = accuracies(np.asarray(logits), album.classes)
        assert np.mean([right[t] for t in ("hair_color", "hair_length", "hair_tie")]) > least


def looks(source: SittingSource, sheet: str, condition: F32) -> U8:
    """The stored pictures of a sitting, (L, 3, S, S)."""
    side = figures.STORED
    painted = source.paint(sheet, condition, np.zeros(1, np.float32), side)
    return np.ascontiguousarray(painted.reshape(side, side, -1, 3).transpose(2, 3, 0, 1))
