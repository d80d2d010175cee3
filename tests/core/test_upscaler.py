"""The enlarging nets: flat stays flat, opacity stays right, tiles meet, edges beat Lanczos, broken packs fail."""

import shutil
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from moeforge import prior
from moeforge.errors import BadSpecError, ModelError, TooLargeError
from moeforge.models import upscaler as module
from moeforge.models.bundle import has_upscaler, load_upscaler
from moeforge.models.card import read_card
from moeforge.models.upscaler import BORDER, MAX_PIXELS, SCALES, TILE, Upscaler, premultiplied, sheet_of, straight
from moeforge.painter import paint
from moeforge.painter.conditions import condition
from moeforge.pipeline import Studio, avatar_id
from moeforge.textures.finer import finer_sheets, finer_textures
from moeforge.textures.images import TextureSet

U8 = NDArray[np.uint8]
BUNDLED = Path(str(files("moeforge.models") / "bundled"))


@pytest.fixture(scope="module")
def upscaler() -> Upscaler:
    return load_upscaler(threads=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BUNDLED, tmp_path / "models"))


def iris(size: int, seed: int = 4) -> U8:
    spec = prior.complete(seed)
    return paint("iris", condition(spec, "iris"), prior.latent(spec, "iris"), size)


def shrunk(picture: U8, scale: int) -> U8:
    height, width = picture.shape[0] // scale, picture.shape[1] // scale
    blocks = picture.reshape(height, scale, width, scale, -1).astype(np.float64)
    return np.rint(blocks.mean((1, 3))).astype(np.uint8)


def error(a: U8, b: U8) -> float:
    return float(np.square(a.astype(np.float64) - b).mean())


def disc(size: int) -> U8:
    """White on nothing; what is transparent is black."""
    y, x = np.mgrid[-1 : 1 : size * 1j, -1 : 1 : size * 1j]
    alpha = np.clip((0.7 - np.hypot(x, y)) * size / 2 + 0.5, 0, 1)
    picture = np.where(alpha[..., None] > 0, 255, 0).repeat(4, axis=2)
    return np.dstack([picture[..., :3], np.rint(255 * alpha)]).astype(np.uint8)


def test_the_nets_are_small_and_free():
    cards = [read_card(BUNDLED / f"{sheet_of(scale, int8)}.json") for scale in SCALES for int8 in (False, True)]
    assert sum((BUNDLED / card.file).stat().st_size for card in cards) < 1e6
    assert {card.licence for card in cards} == {"CC0-1.0"}


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("color", [(255, 255, 255, 255), (0, 0, 0, 255), (243, 166, 196, 255), (90, 20, 200, 128)])
def test_a_flat_color_stays_what_it_is(upscaler: Upscaler, scale: int, color: tuple[int, ...]):
    large = upscaler.enlarge(np.full((9, 14, 4), color, np.uint8), scale)
    assert large.shape == (9 * scale, 14 * scale, 4)
    assert np.abs(large.astype(int) - color).max() <= (0 if color[3] == 255 else 1)


def test_nothing_rings_beside_an_edge(upscaler: Upscaler):
    step = np.full((24, 24, 3), 40, np.uint8)
    step[:, 12:] = 220
    large = upscaler.enlarge(step, 4)
    far = np.r_[0:36, 60:96]  # three small texels from the edge
    assert np.abs(large[:, far].astype(int) - np.repeat(step, 4, axis=1)[:1, far]).max() == 0


@pytest.mark.parametrize("scale", SCALES)
def test_opacity_is_enlarged_and_no_dark_fringe_appears(upscaler: Upscaler, scale: int):
    truth = disc(64 * scale)
    large = upscaler.enlarge(straight(shrunk(premultiplied(truth), scale)), scale)
    assert error(large[..., 3], truth[..., 3]) < 40
    on_white = premultiplied(large)[..., :3].astype(int) + 255 - large[..., 3:]
    assert on_white.min() >= 225  # white on white: a dark fringe would show
    assert (large[..., 3] == 0).any() and (large[..., 3] == 255).any()


def test_channels_are_kept(upscaler: Upscaler):
    picture = iris(32)
    opaque = np.dstack([picture, np.full((32, 32), 255, np.uint8)])
    assert np.array_equal(upscaler.enlarge(opaque, 2)[..., :3], upscaler.enlarge(picture, 2))
    assert upscaler.enlarge(opaque, 2)[..., 3].min() == 255


@pytest.mark.parametrize("scale", SCALES)
def test_tiles_meet_without_a_seam(upscaler: Upscaler, scale: int):
    picture = np.tile(iris(TILE - 40), (2, 2, 1))[: TILE + 37, : 2 * TILE - 90]
    padded = np.pad(premultiplied(picture), ((BORDER, BORDER), (BORDER, BORDER), (0, 0)), mode="edge")
    edge = BORDER * scale
    whole = upscaler.models[scale].run(padded[None])[0, edge:-edge, edge:-edge]
    tiled = upscaler.enlarge(picture, scale)
    assert np.abs(tiled.astype(int) - whole[..., :3]).max() <= 1


@pytest.mark.parametrize("scale", SCALES)
def test_irises_come_out_nearer_to_the_truth_than_from_lanczos(upscaler: Upscaler, scale: int):
    gains: list[float] = []
    for seed in (4, 5, 6):
        truth = iris(128 * scale, seed)
        small = shrunk(truth, scale)
        plain = np.asarray(Image.fromarray(small).resize(truth.shape[:2], Image.Resampling.LANCZOS))
        gains.append(10 * np.log10(error(plain, truth) / error(upscaler.enlarge(small, scale), truth)))
    assert np.mean(gains) > 3.0


@pytest.mark.parametrize("scale", SCALES)
def test_integers_draw_nearly_the_same(upscaler: Upscaler, scale: int):
    picture = iris(96)
    exact, fast = (u.enlarge(picture, scale) for u in (upscaler, load_upscaler(threads=1, int8=True)))
    assert 0 < error(exact, fast) < 4.0


def test_the_same_picture_gives_the_same_bytes_with_any_number_of_threads(upscaler: Upscaler):
    picture = iris(96)
    first = upscaler.enlarge(picture, 2)
    assert np.array_equal(upscaler.enlarge(picture, 2), first)
    assert np.array_equal(load_upscaler(threads=2).enlarge(picture, 2), first)


@pytest.mark.parametrize(
    ("shape", "scale"), [((8, 8, 4), 3), ((8, 8, 4), 0), ((8, 8), 2), ((8, 8, 2), 2), ((0, 8, 4), 2)]
)
def test_what_cannot_be_enlarged_is_refused(upscaler: Upscaler, shape: tuple[int, ...], scale: int):
    with pytest.raises(BadSpecError):
        upscaler.enlarge(np.zeros(shape, np.uint8), scale)


def test_too_large_results_are_refused_before_any_work(upscaler: Upscaler):
    side = int((MAX_PIXELS / 16) ** 0.5) + 1
    with pytest.raises(TooLargeError, match=f"{MAX_PIXELS} pixels"):
        upscaler.enlarge(np.zeros((side, side, 4), np.uint8), 4)


def test_a_changed_net_is_refused_and_a_missing_one_is_done_without(folder: Path):
    path = folder / "upscale_x2.onnx"
    path.write_bytes(path.read_bytes()[:-1] + b"\0")
    with pytest.raises(ModelError, match=r"upscale_x2\.onnx was changed"):
        Studio.load(folder, 1)
    for scale in SCALES:
        for ending in ("onnx", "json"):
            (folder / f"{sheet_of(scale)}.{ending}").unlink()
    assert not has_upscaler(folder)
    assert Studio.load(folder, 1).upscaler is None


def test_the_nets_have_their_say_in_an_avatars_name(upscaler: Upscaler):
    with_net = Studio.load(threads=1)
    without = Studio(with_net.generator)
    spec = prior.complete(2)
    assert avatar_id(spec, with_net) != avatar_id(spec, without)
    assert set(upscaler.hashes) <= set(with_net.models)
    painter = prior.complete(2, texture_source="painter")
    assert avatar_id(painter, with_net) == avatar_id(painter, without)


class Counting:
    """Stands in for an upscaler; doubles by repetition."""

    calls = 0

    def enlarge(self, picture: U8, scale: int) -> U8:
        self.calls += 1
        return picture.repeat(scale, 0).repeat(scale, 1)


def test_only_small_irises_are_enlarged_and_equal_eyes_once():
    small, full = np.zeros((128, 128, 3), np.uint8), np.zeros((256, 256, 3), np.uint8)
    odd = Counting()
    made = finer_sheets({"skin": small, "iris_left": small, "iris_right": small + 1, "trim": small}, odd)
    assert (odd.calls, {k: len(v) for k, v in made.items()}) == (
        2, {"skin": 128, "iris_left": 256, "iris_right": 256, "trim": 128},
    )  # fmt: skip
    even, done = Counting(), Counting()
    finer_sheets({"iris_left": small, "iris_right": small.copy()}, even)
    finer_sheets({"iris_left": full, "iris_right": full}, done)
    assert (even.calls, done.calls) == (1, 0)


def test_finished_textures_are_doubled_and_masks_are_not():
    one = np.zeros((64, 64, 3), np.uint8)
    textures = TextureSet({"face": one, "face_outline": one})
    larger = finer_textures(textures, Counting(), 2)
    assert {n: len(p) for n, p in larger.images.items()} == {"face": 128, "face_outline": 64}
    assert finer_textures(textures, None, 1) is textures
    with pytest.raises(ModelError, match="texture_scale"):
        finer_textures(textures, None, 2)


def test_premultiplying_there_and_back_keeps_what_can_be_seen():
    rng = np.random.default_rng(0)
    picture = rng.integers(0, 256, (40, 40, 4), dtype=np.uint8)
    picture[..., 3] |= 64
    back = straight(premultiplied(picture))
    assert np.abs(back.astype(int) - picture).max() <= 2
    assert module.straight(premultiplied(picture[..., :3])).shape == (40, 40, 4)
