"""The generator's training: repeatable, resumable, exported exactly."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra 'train' (torch)")

import torch
from training.runs import curve, interrupted

from moeforge.errors import BadSpecError, ModelError
from moeforge.models.bundle import open_sheet
from moeforge.painter.whole import asked
from moeforge_training import checkpoint, export_onnx, losses, sampling, schedule, warm
from moeforge_training.batches import Batches
from moeforge_training.corpus import HELD_OUT, TRAIN, Order, draw, prepare
from moeforge_training.gan import GanConfig, run
from moeforge_training.networks import Discriminator, Generator, Quarter, Shape
from moeforge_training.sheet_trainer import Recipe
from moeforge_training.source import F32, U8, PainterSource
from moeforge_training.teacher import Teacher

SHEETS = ("iris", "skin")


@dataclass(frozen=True)
class Discs:
    """A tiny painter: a disc of the conditioned colour whose radius z[0] drives."""

    condition_size: Mapping[str, int]
    painted: Mapping[str, int]

    def sample(self, sheet: str, rng: np.random.Generator) -> F32:
        del sheet
        return rng.uniform(-1.0, 1.0, 3).astype(np.float32)

    def latent(self, sheet: str, rng: np.random.Generator) -> F32:
        del sheet
        return rng.standard_normal(64).astype(np.float32)

    def paint(self, sheet: str, condition: F32, z: F32, size: int) -> U8:
        del sheet
        y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
        inside = np.clip((0.5 + 0.1 * np.tanh(z[0]) - np.hypot(x, y)) * size / 2, 0.0, 1.0)[..., None]
        return np.rint(inside * (condition * 0.5 + 0.5) * 255).astype(np.uint8)


SOURCE = Discs(dict.fromkeys(SHEETS, 3), dict.fromkeys(SHEETS, 1))


def as_asked(z: F32) -> F32:
    """Latents (N, 64) of irises as a served generator is asked for them."""
    return np.stack([asked("iris", np.zeros(3, np.float32), one)[1] for one in z])


def tiny(out: Path, steps: int = 40, **changes: object) -> GanConfig:
    config = GanConfig(
        out,
        sheets=SHEETS,
        steps=steps,
        corpus=24,
        held_out=4,
        channels=dict.fromkeys(SHEETS, (8, 8)),
        skip=(),
        head={},
        recipe=Recipe(batch=4, adversarial_from=0.2, lazy=2),
        threads=1,
        workers=1,
        report_every=5,
        save_every=1000,
    )
    return replace(config, **changes)  # type: ignore[arg-type]  # tests name real fields


def ignore(pairs: int) -> None:
    """Hears of painted pairs."""
    del pairs


def test_a_run_that_was_interrupted_ends_like_one_that_was_not(tmp_path: Path):
    whole = run(tiny(tmp_path / "whole"), source=SOURCE)
    first = run(tiny(tmp_path / "cut"), interrupted(23), SOURCE)
    assert (first.finished, first.steps) == (False, 23)
    assert not (tmp_path / "cut" / "train_results.png").exists()  # who stops a run does not wait for pictures
    with (tmp_path / "cut" / "curves.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"step": 25, "sheet": "iris"}\n')  # as a crash after the checkpoint leaves it
    second = run(tiny(tmp_path / "cut"), source=SOURCE)
    assert second.finished and whole.finished
    assert curve(tmp_path / "cut") == curve(tmp_path / "whole")
    assert "adversarial" in curve(tmp_path / "whole")[-1]
    (_, a), (_, b) = (checkpoint.load(r.checkpoint) for r in (whole, second))
    assert a.keys() == b.keys()
    assert all(torch.equal(a[g][k], b[g][k]) for g in a for k in a[g])


QUARTERS = Recipe(batch=4, adversarial_from=0.2, lazy=2, quarters=True)


def test_a_run_by_quarters_is_repeatable_too(tmp_path: Path):
    changes = {
        "channels": dict.fromkeys(SHEETS, (4, 4, 4, 4)),
        "skip": ("iris",),
        "recipe": QUARTERS,
    }
    run(tiny(tmp_path / "whole", 20, **changes), source=SOURCE)
    run(tiny(tmp_path / "cut", 20, **changes), interrupted(7), SOURCE)
    run(tiny(tmp_path / "cut", 20, **changes), source=SOURCE)
    assert curve(tmp_path / "cut") == curve(tmp_path / "whole")
    assert any("low" in row for row in curve(tmp_path / "whole"))


TAUGHT = Recipe(batch=4, adversarial_from=0.8, lazy=2, traits=1.0)


def test_a_taught_run_is_repeatable_too(tmp_path: Path):
    run(tiny(tmp_path / "whole", 20, recipe=TAUGHT), source=SOURCE)
    run(tiny(tmp_path / "cut", 20, recipe=TAUGHT), interrupted(7), SOURCE)
    run(tiny(tmp_path / "cut", 20, recipe=TAUGHT), source=SOURCE)
    assert curve(tmp_path / "cut") == curve(tmp_path / "whole")
    assert all("traits" in row for row in curve(tmp_path / "whole"))


def test_a_teacher_reads_what_the_pictures_show(tmp_path: Path):
    corpus = prepare(SOURCE, Order("iris", 160, 32), tmp_path, 1, ignore)
    batches, teacher = Batches(corpus, torch.device("cpu")), Teacher(4)
    teacher.learn(batches, 1, epochs=10, batch=16)
    real = batches.pictures(range(64))
    told = torch.cat([batches.conditions, torch.erf(batches.latents[:, :1] / 2**0.5)], 1)[:64]
    with torch.no_grad():
        for reader in teacher.readers:
            spread, missed = told.var(0), (reader(real_of(real)) - told).square().mean(0)
            assert (missed[:3] < 0.2 * spread[:3]).all()  # the disc's colour
        assert float(teacher(real, real)) == 0.0
        assert float(teacher(real.roll(1, 0), real)) > 0.1


def real_of(pictures: torch.Tensor) -> torch.Tensor:
    return torch.nn.functional.interpolate(pictures, (64, 64), mode="area")


def test_pictures_kept_on_the_device_are_those_of_the_corpus(tmp_path: Path):
    corpus = prepare(SOURCE, Order("iris", 300, 16), tmp_path, 1, ignore)
    mapped, kept = (Batches(corpus, torch.device("cpu"), resident=r) for r in (False, True))
    index = np.array([3, 299, 0, 3])
    assert all(torch.equal(a, b) for a, b in zip(mapped.at(index), kept.at(index), strict=True))
    assert np.array_equal(sampling.to_pixels(kept.at(index)[2]), corpus.pictures(index))


def test_a_session_ends_within_its_minutes(tmp_path: Path):
    config = tiny(tmp_path, minutes=1.0, within=0.02, sheets=("iris",))
    result = run(replace(config, steps=None), source=SOURCE)
    assert result.finished
    assert checkpoint.load(result.checkpoint)[0]["seconds"] < 20.0  # of steps: 1.2, and how long the last one takes


def test_a_teacher_needs_whole_pictures(tmp_path: Path):
    with pytest.raises(BadSpecError, match="leave --quarters or --traits out"):
        run(tiny(tmp_path, recipe=replace(QUARTERS, traits=1.0)), source=SOURCE)


def test_a_finer_head_starts_from_a_coarse_one(tmp_path: Path):
    old = export_onnx.export(run(tiny(tmp_path / "run", 20), source=SOURCE).checkpoint, tmp_path / "old")
    finer = Generator(Shape(3, 1, (8, 8), head=4))
    finer.load_state_dict(warm.weights(finer, tmp_path / "old", "iris"))
    told, z = torch.rand(3, 3), torch.randn(3, 64)
    z = torch.stack(
        [torch.from_numpy(asked("iris", c, one)[1]) for c, one in zip(told.numpy(), z.numpy(), strict=True)]
    )
    made = sampling.to_pixels(finer(told, z).detach()).astype(int)
    wanted = open_sheet(tmp_path / "old", old[0].sheet, 1).paint(list(told.numpy()), list(z.numpy()))
    assert made.shape == (3, 64, 64, 3)
    assert np.abs(made - wanted.repeat(2, 1).repeat(2, 2)).max() <= 2


def test_quarters_are_the_picture():
    torch.manual_seed(0)
    for changes in ({"skip": True}, {"head": 4}):
        generator = Generator(replace(Shape(3, 4, (8, 8, 8, 8)), **changes)).eval()
        inputs = torch.randn(2, 3), torch.randn(2, 64)
        with torch.no_grad():
            whole = generator(*inputs)
            for place in range(4):
                quarter = Quarter(place)
                own = whole[..., *quarter.own(generator.shape.size)]
                assert torch.allclose(generator(*inputs, quarter), own, atol=1e-6)


def test_pictures_too_small_for_quarters_are_refused(tmp_path: Path):
    with pytest.raises(BadSpecError, match="too small to be trained by quarters"):
        run(tiny(tmp_path, recipe=QUARTERS), source=SOURCE)


def test_a_warm_start_paints_what_the_old_model_painted(tmp_path: Path):
    old = export_onnx.export(run(tiny(tmp_path / "run", 20), source=SOURCE).checkpoint, tmp_path / "old")
    wider = Generator(Shape(5, 1, (8, 8, 8), skip=True))
    wider.load_state_dict(warm.weights(wider, tmp_path / "old", "iris"))
    z, told = torch.from_numpy(as_asked(torch.randn(3, 64).numpy())), torch.rand(3, 3)
    made, low = wider.both(torch.cat([told, torch.ones(3, 2)], 1), z)
    wanted = open_sheet(tmp_path / "old", old[0].sheet, 1).paint(list(told.numpy()), list(z.numpy()))
    assert low is not None and low.shape == (3, 3, 32, 32) and made.shape == (3, 3, 64, 64)
    assert np.abs(sampling.to_pixels(low).astype(int) - wanted).max() <= 2  # new conditions weigh nothing yet


def test_a_warm_start_from_another_net_is_refused(tmp_path: Path):
    export_onnx.export(run(tiny(tmp_path / "run", 5), source=SOURCE).checkpoint, tmp_path / "old")
    with pytest.raises(ModelError, match="the new generator has"):
        warm.weights(Generator(Shape(3, 1, (8, 6))), tmp_path / "old", "iris")
    with pytest.raises(ModelError, match="the new generator does not"):
        warm.weights(Generator(Shape(3, 1, (8,))), tmp_path / "old", "iris")


def test_training_learns_the_discs(tmp_path: Path):
    config = tiny(tmp_path, 240, sheets=("iris",), recipe=Recipe(batch=8, rate=4e-3, adversarial_from=2.0))
    result = run(config, source=SOURCE)
    rows = curve(tmp_path)
    assert float(str(rows[-1]["l1"])) < 0.5 * float(str(rows[0]["l1"]))
    assert result.metrics["iris"]["psnr"] > 10
    assert (tmp_path / "train_results.png").stat().st_size > 0


def test_another_shape_does_not_resume(tmp_path: Path):
    run(tiny(tmp_path, 5), source=SOURCE)
    with pytest.raises(ModelError, match="no such iris generator"):
        run(tiny(tmp_path, 10, channels=dict.fromkeys(SHEETS, (8, 6))), source=SOURCE)


@pytest.mark.parametrize(
    ("change", "words"), [({"sheets": ("hat",)}, "unknown sheet 'hat'"), ({"minutes": 0.0}, "minutes is 0.0")]
)
def test_a_config_that_cannot_run_is_refused_before_any_work(tmp_path: Path, change: dict[str, object], words: str):
    with pytest.raises(BadSpecError, match=words):
        run(replace(tiny(tmp_path / "new"), **change), source=SOURCE)  # type: ignore[arg-type]  # real fields
    assert not (tmp_path / "new").exists()


def test_an_export_is_what_torch_computes_and_what_the_runtime_opens(tmp_path: Path):
    result = run(tiny(tmp_path, 40, held_out=6), source=SOURCE)
    cards = export_onnx.export(result.checkpoint, tmp_path / "onnx")
    assert [card.sheet for card in cards] == sorted(SHEETS)
    assert "--sheets iris skin --batch 4" in cards[0].command
    _, groups = checkpoint.load(result.checkpoint)
    generator = Generator(Shape(3, 1, (8, 8)))
    generator.load_state_dict(groups["iris-average"])
    corpus = prepare(SOURCE, Order("iris", 6, 32, 0, HELD_OUT), tmp_path / "cache", 1, ignore)
    corpus = replace(corpus, latents=as_asked(corpus.latents))
    served = open_sheet(tmp_path / "onnx", "iris", 1).paint(list(corpus.conditions), list(corpus.latents))
    wanted = sampling.generate(generator, corpus)
    assert served.shape == (6, 32, 32, 3)
    assert np.abs(served.astype(int) - wanted).max() <= 2
    assert all(card.metrics["onnx_difference"] < export_onnx.TOLERANCE for card in cards)


def test_export_without_a_checkpoint_says_what_to_do(tmp_path: Path):
    with pytest.raises(ModelError, match="train first"):
        export_onnx.export(tmp_path / "nothing", tmp_path / "onnx")


def test_a_checkpoint_survives_an_interruption_between_its_two_renames(tmp_path: Path):
    folder = tmp_path / "checkpoint"
    checkpoint.save(folder, {"steps": 1}, {"iris-a": {"w": torch.ones(3)}})
    folder.rename(folder.with_suffix(".old"))
    state, groups = checkpoint.load(folder)
    assert state == {"steps": 1} and torch.equal(groups["iris-a"]["w"], torch.ones(3))


def test_checkpoint_parts_stay_below_16_mib(tmp_path: Path):
    group = {str(i): torch.full((2**20,), float(i)) for i in range(9)}  # 4 MiB each
    checkpoint.save(tmp_path / "c", {}, {"big": group})
    sizes = [p.stat().st_size for p in (tmp_path / "c").glob("*.safetensors")]
    assert len(sizes) == 3 and max(sizes) < 16 * 2**20
    assert torch.equal(checkpoint.load(tmp_path / "c")[1]["big"]["8"], group["8"])


def test_a_corpus_is_completed_not_repainted(tmp_path: Path):
    order = Order("iris", 300, 16)
    heard: list[int] = []
    corpus = prepare(SOURCE, order, tmp_path, 1, heard.append)
    assert sum(heard) == len(corpus) == 300
    first = sorted(tmp_path.rglob("*.npy"))[0]
    stamp = first.stat().st_mtime_ns
    sorted(tmp_path.rglob("*.npy"))[1].unlink()
    again = prepare(SOURCE, order, tmp_path, 1, heard.append)
    assert first.stat().st_mtime_ns == stamp
    assert np.array_equal(again.pictures(range(300)), corpus.pictures(range(300)))
    assert np.array_equal(corpus.pictures([7])[0], SOURCE.paint("iris", corpus.conditions[7], corpus.latents[7], 16))


def test_worker_processes_paint_what_one_process_paints(tmp_path: Path):
    order, source = Order("skin", 300, 16), PainterSource()
    alone, together = (prepare(source, order, tmp_path / str(n), n, ignore) for n in (1, 2))
    assert np.array_equal(alone.pictures(range(300)), together.pictures(range(300)))


def test_held_out_pairs_are_not_training_pairs():
    train, held_out = (draw(SOURCE, Order("iris", 1, stream=stream), 0)[1] for stream in (TRAIN, HELD_OUT))
    assert not np.array_equal(train, held_out)


def test_every_sheet_gets_its_share_of_turns():
    order = schedule.turns(("skin", "iris", "trim"))
    assert {s: order.count(s) for s in schedule.SHARES} == schedule.SHARES
    assert order[0] == "iris"


def test_the_frozen_generator_is_the_same_function():
    torch.manual_seed(0)
    generator = Generator(Shape(3, 4, (8, 8)))
    inputs = torch.randn(2, 3), torch.randn(2, 64)
    before = generator(*inputs)
    generator.freeze()
    assert torch.allclose(before, generator(*inputs), atol=1e-5)
    assert before.shape == (2, 3, 32, 32)


def test_losses_vanish_on_equal_pictures_and_pay_for_blur():
    torch.manual_seed(0)
    sharp = torch.rand(2, 3, 32, 32)
    blurred = torch.nn.functional.avg_pool2d(sharp, 3, 1, 1)
    features = losses.RandomFeatures()
    even = torch.ones(1, 1, 32, 32)
    for loss in (losses.l1, partial(losses.edges, weight=even), partial(losses.local, weight=even), features):
        assert float(loss(sharp, sharp)) == 0.0
        assert float(loss(blurred, sharp)) > 0.05


def test_small_marks_weigh_more_than_the_ground():
    pictures = torch.zeros(4, 3, 32, 32)
    pictures[::2, :, 15:17, 15:17] = 1.0
    pictures[..., 24:] = 1.0  # the same in all of them
    weight = losses.detail(pictures)
    assert weight.shape == (1, 1, 32, 32)
    assert float(weight[0, 0, 16, 16]) > 5.0 and float(weight[0, 0, 2, 24]) == 0.5


def test_the_gradient_penalty_of_a_linear_critic_is_half_its_squared_weights():
    class Linear(torch.nn.Module):
        def forward(self, picture: torch.Tensor, label: torch.Tensor) -> torch.Tensor:
            return (picture * 0.5).sum((1, 2, 3)) + 0 * label.sum()

    penalty = losses.gradient_penalty(Linear(), torch.rand(2, 3, 4, 4), torch.zeros(2, 1))
    assert float(penalty) == pytest.approx(0.5 * 0.25 * 48)


def test_the_discriminator_hears_the_label():
    torch.manual_seed(0)
    critic = Discriminator(5)
    picture = torch.rand(2, 3, 64, 64)
    one, other = (critic(picture, label) for label in (torch.zeros(2, 5), torch.ones(2, 5)))
    assert one.shape == (2,) and not torch.allclose(one, other)
