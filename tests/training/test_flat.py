"""Training on one's own pictures: it learns, resumes exactly, fits into memory, and says what is wrong."""

import json
import os
import signal
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra 'train' (torch)")

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from training.flat_helpers import data_set, tiny

from moeforge.errors import BadSpecError, ModelError, TooLargeError
from moeforge_training import optimiser
from moeforge_training.__main__ import main
from moeforge_training.flat import trainer as trainer_module
from moeforge_training.flat.alarms import alarms
from moeforge_training.flat.architectures import ARCHITECTURES
from moeforge_training.flat.augment import STEPS
from moeforge_training.flat.draw import Draw
from moeforge_training.flat.judge import Judge, Verdict
from moeforge_training.flat.options import FlatOptions, recipe
from moeforge_training.flat.pictures import read_pictures
from moeforge_training.flat.run import FlatEvent, FlatRun, Progress, run
from moeforge_training.flat.shape import FlatShape
from moeforge_training.flat.team import Team
from moeforge_training.flat.trainer import FlatTrainer, Recipe

GOOD = Verdict(0.1, 0.9, 0.9, 0.05, 1.0, 0.5, 0, 256)


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    return data_set(tmp_path_factory.mktemp("art"))


@pytest.fixture(autouse=True)
def _settle_quickly(monkeypatch) -> None:
    monkeypatch.setattr(trainer_module, "BATCHES_TO_SETTLE", 2)


def curve(out) -> list[dict[str, float]]:
    """Rows of the curves without the clock."""
    rows = [json.loads(row) for row in (out / "curves.jsonl").read_text(encoding="utf-8").splitlines()]
    return [{k: v for k, v in row.items() if k not in {"seconds", "images_per_second"}} for row in rows]


class Stop(Progress):
    """Presses Ctrl-C at a step."""

    def __init__(self, step: int) -> None:
        self.step = step

    def __call__(self, event: FlatEvent) -> None:
        if event.step == self.step and not event.verdict:
            os.kill(os.getpid(), signal.SIGINT)


def trainer(arch: str = "style") -> FlatTrainer:
    """A trainer on 20 random pictures."""
    kind = ARCHITECTURES[arch]
    pictures = np.random.default_rng(0).integers(0, 255, (20, 64, 64, 3), np.uint8)
    made = Recipe(8, (1e-3, 1e-3), kind.gamma, 100, tuple(STEPS), mirror=True, bf16=False)
    shape = FlatShape(arch, 64, 4, 16)
    return FlatTrainer(shape, made, pictures, np.full(20, 1 / 20), torch.device("cpu"), Team())


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_every_architecture_trains_and_an_interrupted_run_draws_the_same_curve(data, tmp_path, arch, monkeypatch):
    monkeypatch.setattr("moeforge_training.flat.run.REPORT_EVERY", 1)
    whole, parts = tiny(data, tmp_path / "a", arch=arch), tiny(data, tmp_path / "b", arch=arch)
    result = run(whole)
    assert (result.steps, result.finished) == (4, True)
    names = {f.name for f in whole.out.iterdir()}
    assert names >= {"checkpoint", "curves.jsonl", "train_results.png", "copies.png"}
    assert all(f.stat().st_size < 16 * 2**20 for f in result.checkpoint.iterdir())
    assert all(np.isfinite(v) for row in curve(whole.out) for v in row.values() if isinstance(v, float))
    stopped = run(parts, Stop(1))
    assert (stopped.steps, stopped.finished) == (1, False)
    assert run(parts).finished
    assert curve(parts.out) == curve(whole.out)
    runs = [FlatRun(o, read_pictures(data), Progress(), Team()) for o in (whole, parts)]
    assert torch.equal(*(torch.cat([p.flatten() for p in r.trainer.average.parameters()]) for r in runs))


def test_who_stops_a_run_does_not_wait_for_figures_and_grids(data, tmp_path, capsys):
    flags = ("--steps=9", "--batch=4", "--width=4", "--samples=16", "--no-bf16", "--device=cpu", "--threads=1")
    words = ["gan", "--data", str(data), "--out", str(tmp_path), *flags]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("moeforge_training.commands.art.train", lambda asked, _: run(asked, Stop(3)))
        patch.setattr(Judge, "measure", lambda *_: pytest.fail("it measures"))
        assert main(words) == 0
    said = capsys.readouterr().out
    assert "continues after 3 steps" in said and "train_results" not in said
    assert {f.name for f in tmp_path.iterdir()} == {"checkpoint", "curves.jsonl"}
    assert main(words) == 0
    assert "finished after 9 steps" in capsys.readouterr().out
    assert (tmp_path / "train_results.png").exists()


def test_a_run_that_is_stopped_often_is_measured_in_time(data, tmp_path):
    """The minutes between two checkpoints with figures go on where a session ended."""
    asked = tiny(data, tmp_path, save_every=None, save_minutes=1.0)
    for step in (1, 2, 3):
        pictures = read_pictures(data)
        state = FlatRun(asked, pictures, Progress(), Team())
        state.trainer.step_number, state.seconds = step, 25.0 * step
        state.keep()
        assert FlatRun(asked, pictures, Progress(), Team())._due(step) == (step == 3)  # pyright: ignore[reportPrivateUsage] # when


def test_a_crash_loses_no_more_than_the_steps_since_the_checkpoint(data, tmp_path, monkeypatch):
    monkeypatch.setattr("moeforge_training.flat.run.REPORT_EVERY", 1)
    run(tiny(data, tmp_path / "a"))

    class Crash(Progress):
        def __call__(self, event: FlatEvent) -> None:
            if event.step == 3:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(tiny(data, tmp_path / "b"), Crash())
    with (tmp_path / "b" / "curves.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"step": 3, "cri')  # a row that the crash cut off
    run(tiny(data, tmp_path / "b"))
    assert curve(tmp_path / "a") == curve(tmp_path / "b")


@pytest.mark.parametrize("arch", ["style", "wgan-gp"])
def test_a_batch_in_pieces_is_the_same_step(arch):
    """WGAN-GP's generator normalises over the batch, so only its critic is compared."""
    whole, pieces = trainer(arch), trainer(arch)
    pieces.piece = 3
    grads = []
    for one in (whole, pieces):
        one._accumulate(one.adam_c, one.draw(0), 0, one._critic_terms)  # pyright: ignore[reportPrivateUsage] # the step
        grads.append(torch.cat([p.grad.flatten() for p in one.critic.parameters() if p.grad is not None]))
    tolerance = 1e-4 if arch == "style" else 0.5
    assert torch.linalg.vector_norm(grads[0] - grads[1]) < tolerance * torch.linalg.vector_norm(grads[0])


def test_losses_are_read_only_when_a_row_or_a_checkpoint_is_due(data, tmp_path, monkeypatch):
    monkeypatch.setattr("moeforge_training.flat.run.REPORT_EVERY", 3)
    steps: list[int] = []
    read = FlatRun._read  # pyright: ignore[reportPrivateUsage] # what waits for a GPU

    def note(self: FlatRun) -> None:
        steps.append(self.trainer.step_number)
        read(self)

    monkeypatch.setattr(FlatRun, "_read", note)
    run(tiny(data, tmp_path / "a", steps=7, save_every=5))
    assert steps == [3, 5, 6, 7]
    monkeypatch.setattr("moeforge_training.flat.run.REPORT_EVERY", 1)
    run(tiny(data, tmp_path / "b", steps=7, save_every=5))
    rare, often = ([row for row in curve(tmp_path / name) if "critic" in row] for name in "ab")
    assert rare == [row for row in often if row["step"] in {3, 6}]


class Reads(TorchDispatchMode):
    """Counts what would wait for a GPU: values and shapes that Python asks for."""

    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def __torch_dispatch__(self, func, types, args=(), kwargs=None) -> object:
        if func in {torch.ops.aten._local_scalar_dense.default, torch.ops.aten.nonzero.default}:
            self.names.append(str(func))
        return func(*args, **(kwargs or {}))


@pytest.mark.parametrize("arch", ARCHITECTURES)
def test_no_step_waits_for_the_device(arch):
    one = trainer(arch)
    one.step()
    with Reads() as reads:
        rows = one.step()
    sizes = [len(list(module.parameters())) for module in (one.generator, one.critic)]
    counters = sizes[0] + one.kind.critic_steps * sizes[1]  # Adam's own, which stay on the processor
    assert len(reads.names) == counters
    with reads:
        float(rows["critic"])
    assert len(reads.names) == counters + 1


def test_a_critic_without_batch_statistics_sees_both_sides_at_once():
    one, other = trainer(), trainer("dcgan")
    assert (one.together, other.together, trainer("wgan-gp").together) == (True, False, True)
    draw = one.draw(0)
    joint = one._critic_terms(draw, 0)  # pyright: ignore[reportPrivateUsage] # the losses of a step
    one.together = False
    apart = one._critic_terms(draw, 0)  # pyright: ignore[reportPrivateUsage] # the same, one side after the other
    assert all(torch.allclose(joint[name], apart[name], atol=1e-5) for name in joint)


def test_a_restored_optimiser_keeps_the_layout_of_its_parameters():
    one, other = trainer(), trainer()
    one.step()
    other.load(one.tensors(), 1)
    for parameter, values in other.adam.state.items():
        moments = [values[name] for name in ("exp_avg", "exp_avg_sq")]
        assert all(moment.stride() == parameter.stride() for moment in moments)
    pairs = zip(optimiser.flat(one.adam).values(), optimiser.flat(other.adam).values(), strict=True)
    assert all(torch.equal(a, b) for a, b in pairs)


def test_a_run_that_diverges_stops_and_keeps_its_checkpoint(data, tmp_path, monkeypatch):
    run(tiny(data, tmp_path, steps=2))
    before = (tmp_path / "checkpoint" / "generator-000.safetensors").read_bytes()
    monkeypatch.setattr(FlatTrainer, "step", lambda self: {"critic": float("nan")})
    with pytest.raises(ModelError, match=r"diverged: loss 'critic' is nan .* step 2 is whole: .* below 0.0005"):
        run(tiny(data, tmp_path))
    assert (tmp_path / "checkpoint" / "generator-000.safetensors").read_bytes() == before


def test_too_little_memory_makes_the_pieces_smaller_not_the_batch():
    full, tight = trainer(), trainer()
    shown = []

    def real(part: Draw) -> torch.Tensor:
        shown.append(len(part))
        if len(part) > 2:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return FlatTrainer.real(tight, part)

    tight.real = real
    rows = [{name: float(value) for name, value in one.step().items()} for one in (full, tight)]
    assert tight.piece == 2
    assert shown.count(2) >= 8
    assert rows[0] == pytest.approx(rows[1], rel=1e-4)


def test_no_memory_at_all_names_the_way_out():
    tight = trainer()

    def real(part: Draw) -> torch.Tensor:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes")

    tight.real = real
    with pytest.raises(TooLargeError, match="--size 64"):
        tight.step()


def test_other_errors_are_not_taken_for_lack_of_memory():
    broken = trainer()
    broken.critic.stem = torch.nn.Conv2d(5, 4, 3)
    with pytest.raises(RuntimeError, match="channels"):
        broken.step()
    assert broken.piece == 8


def test_the_average_follows_the_generator_and_serves():
    one = trainer()
    before = [p.clone() for p in one.average.parameters()]
    one.step()
    one.step()
    moved = [not torch.equal(a, b) for a, b in zip(before, one.average.parameters(), strict=True)]
    apart = [not torch.equal(a, b) for a, b in zip(one.generator.parameters(), one.average.parameters(), strict=True)]
    assert any(moved)
    assert any(apart)
    served = list(one.served().parameters())
    assert all(torch.equal(a, b) for a, b in zip(one.average.parameters(), served, strict=True))


def test_the_defaults_follow_the_number_of_pictures(tmp_path):
    asked = FlatOptions(tmp_path, tmp_path, device="cpu")
    policies = [recipe(asked, count).policy for count in (200, 5_000, 50_000)]
    assert policies == [("color", "translation", "cutout"), ("translation",), ()]
    assert recipe(FlatOptions(tmp_path, tmp_path, "dcgan", device="cpu"), 200).policy == ()


def test_weights_decide_how_often_a_picture_is_shown(data):
    pictures = read_pictures(data)
    assert pictures.weights.sum() == pytest.approx(1.0)
    one = trainer()
    one.weights = np.eye(20)[7]
    assert set(one.draw(0).index.tolist()) == {7}


def test_sizes_follow_the_data_and_larger_pictures_are_scaled_down(tmp_path):
    folder = data_set(tmp_path, size=150)
    assert read_pictures(folder).size == 128
    assert read_pictures(folder, most=64).size == 64
    assert read_pictures(folder, 64).train.shape[1:] == (64, 64, 3)
    with pytest.raises(BadSpecError, match=r"--size 256 does not fit the 150 pixels"):
        read_pictures(folder, 256)


def test_alarms_say_in_words_what_is_wrong():
    assert alarms([]) == alarms([(1, GOOD)]) == []
    cases: dict[str, dict[str, Any]] = {
        "copying": {"copying": -6.0, "copies": 40},
        "overfitting": {"memory": 0.9},
        "variety": {"variety": 0.2},
    }
    for word, change in cases.items():
        (text,) = alarms([(1, GOOD), (2, replace(GOOD, **change))])
        assert word in text
    assert alarms([(1, replace(GOOD, copying=-6.0, copies=0))]) == []
    assert alarms([(1, replace(GOOD, copying=-1.0, copies=40))]) != []
    worse = [(step, replace(GOOD, kid=kid)) for step, kid in enumerate((0.1, 0.2, 0.2, 0.3))]
    (text,) = alarms(worse)
    assert "step 0" in text
    assert alarms(worse[:3]) == []


def test_the_judge_knows_real_pictures_from_copies_and_noise(data):
    pictures = read_pictures(data)
    judge = Judge(pictures, mirror=False)
    copied, near = judge.measure(pictures.train)
    noise, _ = judge.measure(np.random.default_rng(0).integers(0, 255, (32, 64, 64, 3), np.uint8))
    assert copied.copying < -3
    assert copied.copies == len(pictures.train) == len(near.index)
    assert copied.kid == pytest.approx(copied.floor)
    assert noise.kid > 100 * max(copied.kid, 0.01)
    assert (noise.density, noise.coverage) == (0.0, 0.0)


def test_the_command_speaks_and_passes_errors_on(data, tmp_path, capsys):
    flags = ["--steps=2", "--batch=4", "--width=4", "--samples=16", "--no-bf16", "--device=cpu", "--threads=1"]
    assert main(["gan", "--data", str(data), "--out", str(tmp_path / "run"), *flags]) == 0
    text = capsys.readouterr().out
    assert "finished after 2 steps" in text
    assert "held-out pictures" in text
    assert main(["gan", f"--data={tmp_path}", "--out", str(tmp_path / "other")]) == 1
    assert "is no data set" in capsys.readouterr().err


def test_batch_statistics_are_measured_anew_before_serving():
    one = trainer("dcgan")
    one.step()
    served, again = one.served(), one.served()
    norms = [m for m in served.modules() if isinstance(m, torch.nn.BatchNorm2d)]
    assert norms
    assert all(int(m.num_batches_tracked or 0) == trainer_module.BATCHES_TO_SETTLE for m in norms)
    pairs = zip(served.state_dict().values(), again.state_dict().values(), strict=True)
    assert all(torch.equal(a, b) for a, b in pairs)
