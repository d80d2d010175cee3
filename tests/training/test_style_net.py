"""The style net's training: repeatable, resumable, exported exactly; its triples show what they claim."""

import json
import signal
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra 'train' (torch)")

import torch

from moeforge.errors import BadSpecError, ModelError
from moeforge.models.bundle import load_stylist
from moeforge.models.pack import read_pack, verify
from moeforge.models.stylist import DRAW, READ
from moeforge.painter.carriers import NAMES, SIDE, carriers
from moeforge.painter.drawings import DRAWINGS
from moeforge.style.params import CODE
from moeforge.style.views import PLANES, QUARTER
from moeforge_training import checkpoint, packing
from moeforge_training.corpus import Order, draw
from moeforge_training.gan import Event, Progress
from moeforge_training.losses import RandomFeatures
from moeforge_training.source import F32, U8
from moeforge_training.style import losses
from moeforge_training.style.export import load
from moeforge_training.style.network import Shape, StyleNet, filters, luma
from moeforge_training.style.train import StyleConfig, run
from moeforge_training.style.trainer import Recipe, parts, turns
from moeforge_training.style.triples import KINDS, LEFT_OUT, SHEET, TRAINED, TripleSource, finished_cells, kind_of

SMALL = Shape(width=8, inner=8, blocks=1, reader=(4, 4, 4, 4))


class Noise:
    """A source that costs nothing: every triple is noise, its target a darker copy; each fifth is a canvas."""

    condition_size = {SHEET: 4}  # noqa: RUF012 - as the protocol has it
    painted = {SHEET: 4}  # noqa: RUF012 - as the protocol has it

    def sample(self, sheet: str, rng: np.random.Generator) -> F32:
        del sheet
        return np.array([0, 0, 0, rng.integers(len(KINDS))], np.float32)

    def latent(self, sheet: str, rng: np.random.Generator) -> F32:
        del sheet
        return rng.standard_normal(4).astype(np.float32)

    def strengths(self, condition: F32, z: F32) -> F32:
        del condition
        return np.full(9, z[0], np.float32)

    def paint(self, sheet: str, condition: F32, z: F32, size: int) -> U8:
        del sheet, condition
        seed = int.from_bytes(z.tobytes()[:4], "little")
        texture = np.random.default_rng(seed).integers(0, 256, (size, size, 3), dtype=np.uint8)
        told = np.full((size, size, PLANES), 200, np.uint8)
        return np.concatenate([texture, texture[::-1], texture // 2, told], axis=2)


def tiny(out: Path, **changes: object) -> StyleConfig:
    config = StyleConfig(
        out, steps=12, shape=SMALL, recipe=Recipe(batch=3), corpus=0.004, held_out=6, threads=1, workers=1,
        report_every=4, save_every=1000,
    )  # fmt: skip
    return replace(config, **changes)  # type: ignore[arg-type]  # tests name real fields


def go(config: StyleConfig, progress: Progress | None = None):
    return run(config, progress or (lambda event: None), Noise(), Noise())


def curve(out: Path) -> list[dict[str, object]]:
    rows = [json.loads(line) for line in (out / "curves.jsonl").read_text("utf-8").splitlines()]
    for row in rows:
        row.pop("images_per_second", None)
    return [row for row in rows if "held_out" not in row]


def interrupted(event: Event) -> None:
    """A progress display that presses Ctrl-C at its first report."""
    if event.stage == "train":
        signal.raise_signal(signal.SIGINT)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished tiny run."""
    out = tmp_path_factory.mktemp("style")
    assert go(tiny(out)).finished
    return out


def test_a_run_that_was_interrupted_ends_like_one_that_was_not(trained: Path, tmp_path: Path):
    first = go(tiny(tmp_path), interrupted)
    assert not first.finished and first.steps == 4
    assert go(tiny(tmp_path)).finished
    assert curve(tmp_path) == curve(trained)
    one, other = (checkpoint.load(folder / "checkpoint")[1] for folder in (tmp_path, trained))
    for group, tensors in other.items():
        assert all(torch.equal(one[group][name], tensor) for name, tensor in tensors.items()), group


def test_the_loss_falls(trained: Path):
    rows = curve(trained)
    assert float(str(rows[-1]["total"])) < float(str(rows[0]["total"]))
    assert (trained / "train_results.png").stat().st_size > 1000


def test_another_net_is_not_continued(trained: Path):
    with pytest.raises(ModelError, match="another net"):
        go(tiny(trained, shape=replace(SMALL, width=12)))


@pytest.mark.parametrize("changes", [{"minutes": 0.0}, {"corpus": 0.0}, {"recipe": Recipe(batch=2)}])
def test_configs_that_cannot_run_are_refused(tmp_path: Path, changes: dict[str, object]):
    with pytest.raises(BadSpecError):
        go(tiny(tmp_path, **changes))


def test_the_pack_draws_as_the_net_does(trained: Path, tmp_path: Path):
    cards = packing.export(trained / "checkpoint", tmp_path, "mystyle")
    assert [c.sheet for c in cards] == [READ, DRAW] and read_pack(tmp_path).kind == "style"
    assert verify(tmp_path)[0].licence == "CC0-1.0"
    stylist, (net, _) = load_stylist(tmp_path, 1), load(trained / "checkpoint")
    picture = np.random.default_rng(3).integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)
    code = stylist.code(picture)
    assert len(code) == CODE and set(code) <= set(range(256))
    planes = np.zeros((1, PLANES, QUARTER, QUARTER), np.float32)
    got = stylist.change(picture[None], planes, code)[0]
    x = torch.from_numpy(picture).permute(2, 0, 1)[None].float() / 255
    numbers = torch.tensor(code)[None] / 127.5 - 1.0
    made = net.painter(x, torch.from_numpy(planes), numbers, torch.from_numpy(carriers().copy())).clamp(0, 1)
    assert np.abs(got - (255 * (made - x))[0].permute(1, 2, 0).numpy()).max() < 1.0


def test_a_changed_file_is_refused(trained: Path, tmp_path: Path):
    packing.export(trained / "checkpoint", tmp_path, "mystyle")
    (tmp_path / f"{DRAW}.onnx").write_bytes(b"nothing")
    with pytest.raises(ModelError, match="was changed"):
        verify(tmp_path)


def test_a_new_net_changes_hardly_anything():
    torch.manual_seed(0)
    x = torch.rand(1, 3, 64, 64)
    made = StyleNet(SMALL)(x, torch.zeros(1, PLANES, 16, 16), x, torch.zeros(len(NAMES), 64, 64))
    assert made.shape == x.shape and (made - x).abs().max() < 0.1


def test_flat_pictures_stay_flat_under_all_filters():
    flat = torch.full((1, 3, 64, 64), 3 / 7)
    for made in filters(flat):
        torch.testing.assert_close(made, flat, atol=0.01, rtol=0.0)


def test_recolouring_keeps_luma():
    x = 0.35 + 0.2 * torch.rand(4, 3, 8, 8)
    turn = torch.from_numpy(turns(np.random.default_rng(1), 4).astype(np.float32))
    torch.testing.assert_close(luma(losses.recolored(x, turn)), luma(x), atol=2e-3, rtol=0.0)


def test_sliced_distance_is_nothing_to_itself_and_grows_with_the_strokes():
    draw = torch.from_numpy(np.random.default_rng(2).random(losses.PLACES).astype(np.float32))
    strokes = torch.from_numpy(carriers()[2].copy())[None, None] * 0.1
    features = RandomFeatures()
    assert losses.sliced(strokes, strokes, features, draw) == 0.0
    near, far = (losses.sliced(s * strokes, strokes, features, draw) for s in (0.8, 0.0))
    assert 0.0 < near < far


def test_a_batch_holds_all_three_kinds():
    for batch in (3, 6, 24, 32):
        assert sum(parts(batch)) == batch and min(parts(batch)) >= 1


def test_styles_left_out_are_never_trained_on():
    assert not set(LEFT_OUT) & set(TRAINED) and set(LEFT_OUT) | set(TRAINED) == set(DRAWINGS)


def triple(kind: str, style: str) -> U8:
    """A triple of one kind in one whole style."""
    source = TripleSource((style,), varied=False)
    for index in range(200):
        condition, z = draw(source, Order(SHEET, 200, SIDE), index)
        if kind_of(condition) == kind:
            return source.paint(SHEET, condition, z, SIDE)
    raise AssertionError(kind)


@pytest.mark.parametrize("kind", ["face", "hair", "body", "parts"])
def test_a_triple_is_repeatable_and_its_target_wears_the_style(kind: str):
    made = triple(kind, "etching")
    assert made.shape == (SIDE, SIDE, 9 + PLANES) and np.array_equal(made, triple(kind, "etching"))
    texture, target = made[..., :3].astype(int), made[..., 6:9].astype(int)
    assert 0.2 < np.abs(texture - target).mean() < 40.0
    assert made[:QUARTER, :QUARTER, 9:].any() and not made[QUARTER:, :, 9:].any()


def test_nothing_crosses_a_cell():
    """A swatch's target depends on that swatch alone: its neighbours' colours do not come in."""
    finish = DRAWINGS["stained_glass"].finish
    one = np.full((SIDE, SIDE, 3), 120, np.uint8)
    other = one.copy()
    other[:128, 128:] = (250, 20, 20)
    a, b = (finished_cells("body", 0, p, finish) for p in (one, other))
    assert np.array_equal(a[:, :128], b[:, :128]) and not np.array_equal(a[:128, 128:], b[:128, 128:])
