"""The enlarging net's training: repeatable, resumable, exported exactly; its parts do what they say."""

from contextlib import nullcontext
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("torch", reason="training needs the extra 'train' (torch)")

import onnxruntime
import torch
from PIL import Image
from torch.nn import functional as F  # noqa: N812 - torch's own convention
from training.runs import curve, interrupted

from moeforge.errors import BadSpecError, ModelError
from moeforge.models.bundle import load_upscaler
from moeforge.models.upscaler import BORDER
from moeforge_training import checkpoint
from moeforge_training.__main__ import main
from moeforge_training.corpus import Corpus, Order, draw, prepare
from moeforge_training.source import U8
from moeforge_training.sr import degrade, jpeg, losses, measure, quantise, review, warm
from moeforge_training.sr.export import Served, compare, to_onnx
from moeforge_training.sr.network import SCALE, Shape, Upscaler, bilinear, opening, shrunk, spread
from moeforge_training.sr.tiles import DRAW, KINDS, TILE, TileSource
from moeforge_training.sr.train import Recipe, SrConfig, Trainer, run
from moeforge_training.warm import BUNDLED


def tiny(out: Path, steps: int = 24, **changes: object) -> SrConfig:
    config = SrConfig(
        out,
        steps=steps,
        shape=Shape(8, 2),
        recipe=Recipe(batch=4, patch=16, warm_up=6),
        corpus=0.003,
        held_out=2,
        threads=1,
        workers=1,
        report_every=4,
        save_every=1000,
    )
    return replace(config, **changes)  # type: ignore[arg-type]  # tests name real fields


def tile(kind: str, index: int = 0, size: int = 64) -> U8:
    source = TileSource()
    return source.paint(kind, *draw(source, Order(kind, 1, size), index), size)


def tensor(picture: U8) -> torch.Tensor:
    return torch.from_numpy(picture).permute(2, 0, 1)[None].float() / 255


def test_a_run_that_was_interrupted_ends_like_one_that_was_not(tmp_path: Path):
    whole = run(tiny(tmp_path / "whole"))
    (tmp_path / "cut").mkdir()
    (tmp_path / "whole" / "cache").rename(tmp_path / "cut" / "cache")
    first = run(tiny(tmp_path / "cut"), interrupted(11))
    assert (first.finished, first.steps) == (False, 11)
    second = run(tiny(tmp_path / "cut"))
    assert second.finished and whole.finished
    assert curve(tmp_path / "cut") == curve(tmp_path / "whole")
    assert "spectrum" in curve(tmp_path / "whole")[-1]
    (_, a), (_, b) = (checkpoint.load(r.checkpoint) for r in (whole, second))
    assert a.keys() == b.keys() == {"net", "average", "adam"}
    assert all(torch.equal(a[g][k], b[g][k]) for g in a for k in a[g])
    with pytest.raises(ModelError, match="another net"):
        run(tiny(tmp_path / "cut", shape=Shape(8, 3)))


def test_an_exported_net_is_what_was_trained_and_x2_is_the_shrunk_x4(tmp_path: Path):
    result = run(tiny(tmp_path, 60))
    assert main(["export", "--checkpoint", str(result.checkpoint), "--out", str(tmp_path / "pack")]) == 0
    upscaler = load_upscaler(tmp_path / "pack", threads=1)
    assert "--width 8 --blocks 2" in upscaler.models[4].card.command
    _, groups = checkpoint.load(result.checkpoint)
    net = Upscaler(Shape(8, 2))
    net.load_state_dict(groups["average"])
    picture = tile("iris", size=48)
    edge = 4 * BORDER
    with torch.no_grad():
        wanted = net(F.pad(tensor(picture), (BORDER,) * 4, mode="replicate"))[..., edge:-edge, edge:-edge]
    for scale in (2, 4):
        whole = F.avg_pool2d(wanted, SCALE // scale).clamp(0, 1)[0].permute(1, 2, 0).numpy() * 255
        levels = np.minimum(whole[..., :3], whole[..., 3:])  # premultiplied: no colour above its alpha
        assert np.abs(upscaler.enlarge(picture[..., :3], scale) - levels).max() < 2.0


def test_training_learns_to_draw(tmp_path: Path):
    config = tiny(tmp_path, 2, recipe=Recipe(batch=4, patch=16, warm_up=100, rate=4e-3), held_out=4)
    early, late = (run(replace(config, steps=steps)).metrics["drawing"]["psnr"] for steps in (2, 100))
    assert late > early + 0.5
    assert (tmp_path / "train_results.png").stat().st_size > 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"minutes": 0.0}, "minutes is 0.0"),
        ({"recipe": Recipe(patch=500)}, "patch is 500"),
        ({"corpus": -1.0}, "corpus"),
    ],
)
def test_a_config_that_cannot_run_is_refused_before_any_work(tmp_path: Path, change: dict[str, object], words: str):
    with pytest.raises(BadSpecError, match=words):
        run(replace(tiny(tmp_path / "new"), **change))  # type: ignore[arg-type]  # real fields
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("scale", [2, 4])
def test_the_skip_is_bilinear_enlargement(scale: int):
    x = torch.rand(1, 4, 7, 9)
    padded = F.pad(x, (1, 1, 1, 1), mode="replicate")
    assert torch.allclose(
        spread(F.conv2d(padded, bilinear(scale)), scale),
        F.interpolate(x, scale_factor=scale, mode="bilinear"), atol=1e-6,
    )  # fmt: skip
    if scale == 4:
        halved = spread(F.conv2d(padded, shrunk(bilinear(), 2)), 2)
        assert torch.allclose(halved, F.avg_pool2d(F.interpolate(x, scale_factor=4, mode="bilinear"), 2), atol=1e-6)


def test_nothing_is_learned_where_nothing_is_drawn():
    net = Upscaler(Shape(8, 2))
    flat = torch.full((1, 4, 12, 12), 0.4)
    flat[..., 8:, 8:] = 0.9
    assert opening(flat)[0, 0, :6, :6].max() == 0 and opening(flat).max() == 1
    enlarged = net(flat)[..., : 4 * 5, : 4 * 5]
    assert torch.allclose(enlarged, torch.full_like(enlarged, 0.4), atol=1e-6)


@pytest.mark.parametrize("kind", KINDS)
def test_tiles_are_premultiplied_and_repeat_themselves(kind: str):
    first = tile(kind)
    assert first.shape == (64, 64, 4) and np.array_equal(first, tile(kind))
    assert not np.array_equal(first, tile(kind, 1))
    assert (first[..., :3] <= first[..., 3:].astype(int) + 1).all()
    assert kind in DRAW or first[..., 3].min() == 255


@pytest.mark.parametrize("kind", DRAW)
def test_drawings_have_all_opacities(kind: str):
    tiles = np.stack([tile(kind, i) for i in range(24)])
    clear, opaque = (tiles[..., 3] == 0).mean(), (tiles[..., 3] == 255).mean()
    assert 0.05 < clear < 0.6 and 0.2 < opaque < 0.96
    assert clear + opaque < 0.999


def test_small_pictures_are_whole_levels_within_their_opacity():
    rng = np.random.default_rng(0)
    sharp = torch.cat([tensor(tile("drawing", i)) for i in range(24)])
    turned = degrade.recolor(sharp, rng)
    assert (turned[:, :3] <= turned[:, 3:] + 2 / 255).all() and not torch.equal(turned, sharp)
    small = degrade.shrink(turned, rng)
    assert small.shape == (24, 4, 16, 16)
    assert torch.equal((small * 255).round(), (small * 255).round().clamp(0, 255))
    assert (small - F.avg_pool2d(turned, SCALE)).abs().mean() < 0.03


WAYS = {
    "box": Image.Resampling.BOX,
    "bicubic": Image.Resampling.BICUBIC,
    "lanczos": Image.Resampling.LANCZOS,
    "triangle": Image.Resampling.BILINEAR,
}


@pytest.mark.parametrize("way", WAYS)
def test_pictures_are_shrunk_as_pillow_shrinks_them(way: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(degrade, "SHRINK", {way: (degrade.SHRINK[way][0], 1.0)})
    monkeypatch.setattr(degrade, "JPEG_SHARE", 0.0)
    sharp = tile("portrait", 3)
    small = degrade.shrink(tensor(sharp), np.random.default_rng(0))[0].permute(1, 2, 0).numpy() * 255
    bands = [Image.fromarray(np.ascontiguousarray(sharp[..., i])).resize((16, 16), WAYS[way]) for i in range(4)]
    theirs = np.dstack([np.asarray(band) for band in bands])
    assert np.abs(small - np.minimum(theirs, theirs[..., 3:])).max() <= 2  # Pillow rounds between rows and columns


@pytest.mark.parametrize("quality", [55, 75, 90])
def test_a_jpeg_is_what_pillow_makes_of_it(quality: int):
    picture = np.stack([tile("drawing", i, 72)[..., :3] for i in range(4)])
    ours = jpeg.worn(torch.from_numpy(picture).permute(0, 3, 1, 2).float(), torch.full((4,), float(quality)))
    files = [BytesIO() for _ in picture]
    for file, pixels in zip(files, picture, strict=True):
        Image.fromarray(pixels).save(file, "JPEG", quality=quality)
    theirs = np.stack([np.asarray(Image.open(file)) for file in files]).astype(float)
    difference = np.abs(ours.permute(0, 2, 3, 1).numpy() - theirs).mean()
    assert difference < 0.4 * np.abs(theirs - picture).mean()


def test_a_batch_follows_from_seed_and_step_alone(tmp_path: Path):
    order = Order("portrait", 3, TILE)
    tiles = {"portrait": prepare(TileSource(), order, tmp_path, 1, lambda painted: None)}
    one, other = (Trainer(Shape(8, 2), Recipe(batch=6, patch=16), tiles, torch.device("cpu")) for _ in range(2))
    one.batch(0)
    small, sharp = one.batch(5)
    assert small.shape == (6, 4, 16, 16) and sharp.shape == (6, 4, 64, 64)
    assert all(torch.equal(a, b) for a, b in zip((small, sharp), other.batch(5), strict=True))
    assert not torch.equal(sharp, one.batch(6)[1])


@pytest.mark.parametrize("step", [0, 5])
def test_a_step_never_waits_for_its_device(step: int, monkeypatch: pytest.MonkeyPatch):
    """Tensors of the meta device have no values: to read one, or to mix it with the host's, is an error."""
    monkeypatch.setattr(torch, "autocast", lambda *_, **__: nullcontext())  # meta has none
    tiles = Corpus(
        np.zeros((3, 1), np.float32), np.zeros((3, 64), np.float32), (np.zeros((3, TILE, TILE, 4), np.uint8),)
    )
    trainer = Trainer(Shape(8, 2), Recipe(batch=4, patch=16, warm_up=2), {"drawing": tiles}, torch.device("meta"))
    assert {term.device.type for term in trainer.step(step, 0.6).values()} == {"meta"}


def test_a_run_may_begin_with_exported_weights():
    net = Upscaler(Shape())
    net.load_state_dict(warm.weights(net, BUNDLED))
    assert compare(net, SCALE, (BUNDLED / "upscale_x4.onnx").read_bytes()) <= 1
    with pytest.raises(ModelError, match="give its --width"):
        warm.weights(Upscaler(Shape(16, 8)), BUNDLED)


@pytest.mark.parametrize("scale", [2, 4])
def test_integers_draw_what_the_net_does_and_keep_flats(scale: int):
    net = Upscaler(Shape()).requires_grad_(False)
    net.load_state_dict(warm.weights(net, BUNDLED))
    exact, data = to_onnx(Served(net, scale)).SerializeToString(), quantise.int8(net, scale)
    assert quantise.likeness(exact, data) > 0.998
    flat = np.full((1, 9, 11, 4), (40, 90, 17, 200), np.uint8)
    large = onnxruntime.InferenceSession(data, providers=["CPUExecutionProvider"]).run(["large"], {"small": flat})[0]
    inner = np.asarray(large)[:, scale:-scale, scale:-scale]
    assert np.array_equal(inner, np.broadcast_to(flat[:, :1, :1], inner.shape))


def test_a_run_begins_and_ends_with_squared_errors():
    ends = [losses.squares(fraction) for fraction in (0.0, losses.FINISH[0], sum(losses.FINISH) / 2, 1.0)]
    assert ends == pytest.approx([0.0, 0.0, losses.MOST / 2, losses.MOST])
    made, sharp = torch.rand(1, 4, 16, 16), torch.rand(1, 4, 16, 16)
    smooth, both, squared = (losses.terms(made, sharp, squares)["total"] for squares in (0.0, 0.5, 1.0))
    assert both == pytest.approx(float(smooth + squared) / 2, rel=1e-5)


def test_a_fringe_that_shows_on_white_alone_costs_something():
    clear = torch.zeros(1, 4, 16, 16)
    fringe = clear.clone()
    fringe[:, 3, 4:8, 4:8] = 0.5  # grey veil: nothing on black, dark on white
    faint = clear.clone()
    faint[:, :, 4:8, 4:8] = 0.5  # white veil: seen on black alone
    seen, faintly = (losses.terms(p, clear, squares=0.0)["total"] for p in (fringe, faint))
    assert seen > 0.8 * faintly  # judged on black alone it would be a quarter


def test_measures_see_what_they_name():
    sharp = np.zeros((40, 40, 4), np.uint8)
    sharp[..., 3] = 255
    sharp[:, 20:, :3] = 200
    same, rippled, blurred = sharp, sharp.copy(), sharp.copy()
    rippled[2:6, 2:6, :3] = 6
    blurred[:, 19:21, :3] = 100
    figures = [measure.figures(p, sharp) for p in (same, rippled, blurred)]
    assert (figures[0]["psnr"], figures[0]["ripple"], figures[0]["alpha_error"]) == (99.0, 0.0, 0.0)
    assert figures[1]["ripple"] > 0.03 and figures[1]["edge_psnr"] == 99.0
    assert figures[2]["ripple"] == 0.0 and figures[2]["edge_psnr"] < 20
    assert review.on_checks(np.zeros((24, 24, 4), np.uint8)).max() == 220
