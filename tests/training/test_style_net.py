"""The reader's training: repeatable, resumable, exported exactly; its pictures and triples show what they claim."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra 'train' (torch)")

import torch
from training.runs import curve, interrupted

from moeforge.errors import BadSpecError, ModelError
from moeforge.models.bundle import load_stylist
from moeforge.models.pack import read_pack, verify
from moeforge.models.stylist import READ
from moeforge.painter.carriers import SIDE
from moeforge.painter.drawings import DRAWINGS
from moeforge.painter.finish import DRAWN
from moeforge.style.params import CODE
from moeforge_training import checkpoint, packing
from moeforge_training.corpus import Order, draw
from moeforge_training.events import Progress
from moeforge_training.source import F32, U8
from moeforge_training.style import losses, readings
from moeforge_training.style.canvases import BROAD, FULL, Brush
from moeforge_training.style.export import load
from moeforge_training.style.network import LEVELS, Bank, Shape, bank, luma, soft, spread
from moeforge_training.style.readings import TRAINED, ReadingSource
from moeforge_training.style.review import plain
from moeforge_training.style.train import StyleConfig, run
from moeforge_training.style.trainer import Recipe
from moeforge_training.style.triples import LEFT_OUT, SHEET, TripleSource, finished_cells, kind_of

SMALL = Shape(hidden=(8, 8))
BRUSH = 3


class Noise:
    """A source that costs nothing: noise as strong as the first number that shall be read."""

    condition_size = {readings.SHEET: len(DRAWN) + BRUSH}  # noqa: RUF012 - as the protocol has it
    painted = {readings.SHEET: 4}  # noqa: RUF012 - as the protocol has it

    def sample(self, sheet: str, rng: np.random.Generator) -> F32:
        del sheet
        return rng.random(len(DRAWN) + BRUSH).astype(np.float32)

    def latent(self, sheet: str, rng: np.random.Generator) -> F32:
        del sheet
        return rng.standard_normal(4).astype(np.float32)

    def paint(self, sheet: str, condition: F32, z: F32, size: int) -> U8:
        del sheet
        rng = np.random.default_rng(int.from_bytes(z.tobytes()[:4], "little"))
        return rng.integers(0, 2 + int(250 * condition[0]), (size, size, 1)).astype(np.uint8)


def tiny(out: Path, **changes: object) -> StyleConfig:
    config = StyleConfig(
        out, steps=12, shape=SMALL, recipe=Recipe(batch=16, rate=1e-2), corpus=0.003, held_out=6, threads=1, workers=1,
        report_every=4, save_every=1000,
    )  # fmt: skip
    return replace(config, **changes)  # type: ignore[arg-type]  # tests name real fields


def go(config: StyleConfig, progress: Progress | None = None):
    return run(config, progress or (lambda event: None), Noise(), Noise())


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished tiny run."""
    out = tmp_path_factory.mktemp("style")
    assert go(tiny(out)).finished
    return out


def test_a_run_that_was_interrupted_ends_like_one_that_was_not(trained: Path, tmp_path: Path):
    first = go(tiny(tmp_path), interrupted(1))
    assert not first.finished and first.steps == 4
    assert go(tiny(tmp_path)).finished
    assert curve(tmp_path) == curve(trained)
    one, other = (checkpoint.load(folder / "checkpoint")[1] for folder in (tmp_path, trained))
    for group, tensors in other.items():
        assert all(torch.equal(one[group][name], tensor) for name, tensor in tensors.items()), group


def test_the_loss_falls(trained: Path):
    rows = curve(trained)
    assert float(str(rows[-1]["error"])) < float(str(rows[0]["error"]))
    assert (trained / "train_results.png").stat().st_size > 1000


def test_another_net_is_not_continued(trained: Path):
    with pytest.raises(ModelError, match="another net"):
        go(tiny(trained, shape=replace(SMALL, hidden=(12, 8))))


@pytest.mark.parametrize(
    "changes", [{"minutes": 0.0}, {"corpus": 0.0}, {"recipe": Recipe(batch=0)}, {"recipe": Recipe(looks=0)}]
)
def test_configs_that_cannot_run_are_refused(tmp_path: Path, changes: dict[str, object]):
    with pytest.raises(BadSpecError):
        go(tiny(tmp_path, **changes))


def test_the_pack_reads_as_the_net_does(trained: Path, tmp_path: Path):
    cards = packing.export(trained / "checkpoint", tmp_path, "mystyle")
    assert [c.sheet for c in cards] == [READ] and read_pack(tmp_path).kind == "style"
    assert verify(tmp_path)[0].licence == "CC0-1.0" and "--steps 12" in cards[0].command
    stylist, (net, _) = load_stylist(tmp_path, 1), load(trained / "checkpoint")
    picture = np.random.default_rng(3).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    code = stylist.code(picture)
    assert len(code) == CODE and set(code) <= set(range(256))
    x = torch.from_numpy(picture).permute(2, 0, 1)[None].float() / 255
    wanted = 255 * net(luma(x)).clamp(0.0, 1.0)[0].numpy()
    assert np.abs(np.array(code) - wanted).max() < 2.0


def test_a_changed_file_is_refused(trained: Path, tmp_path: Path):
    packing.export(trained / "checkpoint", tmp_path, "mystyle")
    (tmp_path / f"{READ}.onnx").write_bytes(b"nothing")
    with pytest.raises(ModelError, match="was changed"):
        verify(tmp_path)


def test_a_box_blur_is_the_mean_of_its_box():
    x = torch.rand(1, 1, 24, 24)
    torch.testing.assert_close(soft(x, 5)[0, 0, 10, 10], x[0, 0, 8:13, 8:13].mean())
    torch.testing.assert_close(soft(torch.full_like(x, 0.3), 17), torch.full_like(x, 0.3))


def test_what_is_read_does_not_depend_on_the_number_of_places():
    x = torch.rand(1, 2, 8, 8)
    for small, large in zip(spread(x), spread(x.repeat(1, 1, 2, 2)), strict=True):
        torch.testing.assert_close(small, large)


def test_the_bank_sees_no_plain_colour_and_tells_directions():
    assert bank().sum((2, 3)).abs().max() < 1e-6
    at = torch.arange(256.0)
    upright = 0.5 + 0.4 * torch.sin(2.0 * at).expand(1, 1, 256, 256)
    found = Bank()(torch.cat([upright, upright.transpose(2, 3), torch.full_like(upright, 0.7)]))
    assert found.shape == (3, Bank.count) and found.isfinite().all() and len(found[0]) > 4 * LEVELS
    means = found[:, : Bank.count // (4 * LEVELS) - 4]  # of the first level, by wave
    assert means[0].max() > means[2].max() + 0.5 and not torch.allclose(means[0], means[1], atol=0.1)


def test_all_eight_ways_of_a_picture_differ():
    x = torch.rand(1, 1, 8, 8)
    ways = {tuple(losses.turned(x, way).flatten().tolist()) for way in range(8)}
    assert len(ways) == 8


def test_a_brush_is_told_by_its_width_and_length():
    fine, broad, touch = Brush(0.008, 6.0, FULL), Brush(2 * BROAD, 6.0, FULL), Brush(0.008, 2.0, FULL / 2)
    assert (fine.strengths, broad.strengths, touch.strengths) == ((1, 0, 0), (0, 1, 0), (0, 0, 0.5))


def reading(index: int, source: ReadingSource) -> tuple[F32, U8]:
    condition, z = draw(source, Order(readings.SHEET, 1, SIDE), index)
    return condition, source.paint(readings.SHEET, condition, z, SIDE)


def test_pictures_are_repeatable_and_say_how_they_are_drawn():
    source = ReadingSource()
    shown = [reading(i, source) for i in range(24)]
    assert all(p.shape == (SIDE, SIDE, 1) and p.std() > 0.0 for _, p in shown)
    assert np.array_equal(reading(3, source)[1], shown[3][1])
    strengths = np.stack([c[: len(DRAWN)] for c, _ in shown])
    assert strengths.min() >= 0.0 and strengths.max() <= 1.0 and (strengths > 0).any(0).sum() > 8
    assert any(c[-1] > 0 for c, _ in shown) and any(c[-1] == 0 for c, _ in shown)  # canvases, and others


def test_styles_that_are_measured_are_shown_as_they_are():
    condition, _ = reading(0, ReadingSource(("etching",), varied=False))
    finish = DRAWINGS["etching"].finish
    np.testing.assert_allclose(condition[: len(DRAWN)], [getattr(finish, n) for n in DRAWN], atol=1e-6)


def test_the_plain_picture_of_the_grid_is_drawn_as_told():
    none = plain(64, np.zeros(len(DRAWN), np.float32))
    hatched = plain(64, np.array([name == "hatch" for name in DRAWN], np.float32))
    assert none.shape == (64, 64) and hatched.mean() < none.mean() - 2.0


def test_styles_left_out_are_never_trained_on():
    assert not set(LEFT_OUT) & set(TRAINED) and set(LEFT_OUT) | set(TRAINED) == set(DRAWINGS)


def triple(kind: str, style: str) -> U8:
    """A triple of one kind in one whole style."""
    source = TripleSource((style,))
    for index in range(200):
        condition, z = draw(source, Order(SHEET, 200, SIDE), index)
        if kind_of(condition) == kind:
            return source.paint(SHEET, condition, z, SIDE)
    raise AssertionError(kind)


@pytest.mark.parametrize("kind", ["face", "hair", "body", "parts"])
def test_a_triple_is_repeatable_and_its_target_wears_the_style(kind: str):
    made = triple(kind, "etching")
    assert made.shape == (SIDE, SIDE, 9) and np.array_equal(made, triple(kind, "etching"))
    texture, target = made[..., :3].astype(int), made[..., 6:9].astype(int)
    assert 0.2 < np.abs(texture - target).mean() < 40.0


def test_nothing_crosses_a_cell():
    """A swatch's target depends on that swatch alone: its neighbours' colours do not come in."""
    finish = DRAWINGS["stained_glass"].finish
    one = np.full((SIDE, SIDE, 3), 120, np.uint8)
    other = one.copy()
    other[:128, 128:] = (250, 20, 20)
    a, b = (finished_cells("body", 0, p, finish) for p in (one, other))
    assert np.array_equal(a[:, :128], b[:, :128]) and not np.array_equal(a[:128, 128:], b[:128, 128:])
