"""The bundled generator: its cards hold, a changed file is refused, and it obeys its conditions."""

import json
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from moeforge import prior
from moeforge.errors import ModelError
from moeforge.models.bundle import load_generator
from moeforge.models.card import ModelCard, Tensor, read_card, write_card
from moeforge.models.generator import Generator
from moeforge.painter import SHEETS, paint
from moeforge.painter.colors import rgb, to_oklab
from moeforge.painter.conditions import condition, sample_condition
from moeforge.painter.drawings import DRAWINGS, identity
from moeforge.spec import AvatarSpec, Wish
from moeforge.traits.catalogue import catalogue

BUNDLED = Path(str(files("moeforge.models") / "bundled"))
JUST_VISIBLE = 0.02  # Delta E-OK


@pytest.fixture(scope="module")
def generator() -> Generator:
    return load_generator(threads=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(BUNDLED, tmp_path / "models"))


def eyes(left: str, right: str | None = None, seed: int = 5) -> AvatarSpec:
    return prior.complete(seed, Wish(colors={"eye_left": left, "eye_right": right or left}))


def mean_color(picture: NDArray[np.uint8]) -> NDArray[np.float64]:
    return to_oklab(picture / 255.0).mean((0, 1))


def test_the_bundle_is_whole_small_and_free():
    cards = [read_card(BUNDLED / f"{sheet}.json") for sheet in SHEETS]
    assert sum((BUNDLED / card.file).stat().st_size for card in cards) < 8e6
    assert {card.licence for card in cards} == {"CC0-1.0"}
    assert all(card.metrics["onnx_difference"] < 0.02 for card in cards)


def test_every_sheet_is_a_picture(generator: Generator):
    sheets = generator.sheets(prior.complete(1))
    assert list(sheets) == ["skin", "iris_left", "iris_right", "trim"]
    sides = {name: generator.models[name.partition("_")[0]].card.outputs[0].shape[-1] for name in sheets}
    assert min(sides.values()) >= 128 and sides["iris_left"] == 256
    assert {name: p.shape for name, p in sheets.items()} == {name: (s, s, 3) for name, s in sides.items()}
    assert all(p.dtype == np.uint8 for p in sheets.values())


def test_the_same_spec_gives_the_same_bytes_in_any_thread(generator: Generator):
    spec = prior.complete(3)
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(generator.sheets, [spec] * 8))
    assert all(np.array_equal(run[name], runs[0][name]) for run in runs for name in run)
    assert np.array_equal(load_generator(threads=2).sheets(spec)["iris_left"], runs[0]["iris_left"])


def test_two_seeds_draw_two_irises_of_one_color(generator: Generator):
    a, b = (generator.sheets(eyes("#2f8fd8", seed=seed))["iris_left"] for seed in (1, 2))
    assert np.abs(a.astype(int) - b).mean() > 5.0
    assert np.linalg.norm(mean_color(a) - mean_color(b)) < 0.12


def test_odd_eyes_share_their_drawing_and_not_their_color(generator: Generator):
    odd = generator.sheets(eyes("#2f8fd8", "#d8a020"))
    assert np.linalg.norm(mean_color(odd["iris_left"]) - mean_color(odd["iris_right"])) > 0.1
    even = generator.sheets(eyes("#2f8fd8"))
    assert np.array_equal(even["iris_left"], even["iris_right"])
    assert np.abs(even["iris_left"].astype(int) - odd["iris_left"]).max() <= 1


@pytest.mark.parametrize("color", [h for h, _ in catalogue().colors["eye_left"].prior])
def test_an_iris_has_the_color_that_was_asked(generator: Generator, color: str):
    spec = eyes(color)
    made = generator.sheets(spec)["iris_left"]
    wanted = paint("iris", condition(spec, "iris"), identity(spec, "iris"), made.shape[0])
    assert np.linalg.norm(mean_color(made) - mean_color(wanted)) < JUST_VISIBLE
    lower = made[168:224, 80:176]  # below the pupil the base colour shows, lighter
    asked, got = to_oklab(rgb(color))[1:], mean_color(lower)[1:]
    assert np.linalg.norm(got - asked) < 0.09


@pytest.mark.parametrize("tone", [h for h, _ in catalogue().colors["skin"].prior])
def test_every_skin_tone_is_kept(generator: Generator, tone: str):
    spec = prior.complete(8, Wish(colors={"skin": tone}))
    wanted = paint("skin", condition(spec, "skin"), prior.latent(spec, "skin"))
    assert np.linalg.norm(mean_color(generator.sheets(spec)["skin"]) - mean_color(wanted)) < JUST_VISIBLE


@pytest.mark.parametrize("sheet", SHEETS)
def test_held_out_sheets_are_near_the_painter(generator: Generator, sheet: str):
    rng = np.random.default_rng(11)
    conditions = [sample_condition(sheet, rng) for _ in range(8)]
    latents = [
        DRAWINGS["classic"].shape(sheet, rng.standard_normal(prior.LATENT).astype(np.float32)) for _ in conditions
    ]
    made = generator.models[sheet].paint(conditions, latents)
    wanted = np.stack([paint(sheet, c, z, made.shape[1]) for c, z in zip(conditions, latents, strict=True)])
    assert np.abs(made.astype(int) - wanted).mean() < 8.0  # levels of 255
    errors = [np.linalg.norm(mean_color(a) - mean_color(b)) for a, b in zip(made, wanted, strict=True)]
    assert np.mean(errors) < JUST_VISIBLE


def test_a_changed_file_is_refused(folder: Path):
    path = folder / "iris.onnx"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    with pytest.raises(ModelError, match=r"iris\.onnx was changed.*painter"):
        load_generator(folder)


@pytest.mark.parametrize("key", ["inputs", "outputs"])
def test_a_model_of_another_shape_is_refused(folder: Path, key: str):
    path = folder / "skin.json"
    card = json.loads(path.read_text("utf-8"))
    card[key][0]["shape"][-1] += 1
    path.write_text(json.dumps(card), "utf-8")
    with pytest.raises(ModelError, match=rf"skin\.onnx: {key[:-1]} .* card says"):
        load_generator(folder)


@pytest.mark.parametrize("name", ["trim.onnx", "trim.json"])
def test_a_missing_file_is_named(folder: Path, name: str):
    (folder / name).unlink()
    with pytest.raises(ModelError, match=name.replace(".", r"\.")):
        load_generator(folder)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"inputs": 3, "outputs": []}', '{"name": "x"}', "\udcff"])
def test_a_broken_card_is_refused(folder: Path, text: str):
    (folder / "iris.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(ModelError, match=r"iris\.json cannot be read"):
        load_generator(folder)


def test_a_card_cannot_point_outside_its_folder(folder: Path):
    card = json.loads((folder / "iris.json").read_text("utf-8"))
    (folder / "iris.json").write_text(json.dumps(card | {"file": "../iris.onnx"}), "utf-8")
    with pytest.raises(ModelError, match="outside its folder"):
        load_generator(folder)


def test_cards_read_back_what_was_written(tmp_path: Path):
    tensor = Tensor("z", (-1, 64), "standard normal")
    card = ModelCard("n", "iris", "f", "0", 17, (tensor,), (tensor,), "sRGB", "none", "CC0-1.0", "c", {"l1": 1.0})
    write_card(card, tmp_path / "card.json")
    assert read_card(tmp_path / "card.json") == card


def test_serving_never_imports_torch():
    code = (
        "import sys; sys.modules['torch'] = None; from moeforge.models.bundle import load_generator; load_generator()"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


_RUNS = """
from moeforge.models.bundle import load_generator
from moeforge import prior
load_generator(threads=1)
"""


def test_nothing_is_kept_about_the_user(tmp_path: Path):
    """onnxruntime's telemetry would leave a device number and a database of events in the home folder."""
    env = {k: v for k, v in os.environ.items() if k not in ("ORT_DISABLE_TELEMETRY", "XDG_CACHE_HOME")}
    env |= {"HOME": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([sys.executable, "-c", _RUNS], check=True, env=env, timeout=120)
    assert list(tmp_path.rglob("*")) == []
