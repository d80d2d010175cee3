"""Model packs: from a checkpoint to a picture, and every way in which a strange pack is refused."""

import json
import shutil
import zipfile
from hashlib import sha256
from importlib.resources import files
from pathlib import Path

import grpc
import numpy as np
import pytest
from PIL import Image

pytest.importorskip("torch", reason="packs are made with the extra 'train' (torch)")

from cli.console import console
from server.fakes import FakeEngine, served
from training.flat_helpers import data_set, tiny

from moeforge.errors import ModelError, NotFoundError
from moeforge.models.bundle import load_upscaler
from moeforge.models.pack import Pack, read_pack, verify, write_pack
from moeforge.models.portrait import PortraitModel, resized
from moeforge_api.v1 import avatar_service_pb2
from moeforge_cli import packs
from moeforge_server.portraits import Portraits
from moeforge_training.flat.run import run
from moeforge_training.packing import export


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """A pack of a run of one step."""
    folder = tmp_path_factory.mktemp("pack")
    result = run(tiny(data_set(folder), folder / "run", steps=1))
    export(result.checkpoint, folder / "mypack", zipped=True)
    return folder / "mypack"


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch) -> Path:
    """An empty folder of installed packs."""
    monkeypatch.setenv("MOEFORGE_PACKS", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def copy(made, tmp_path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "copy"))


@pytest.fixture
def call(monkeypatch, capsys):
    return console(monkeypatch, capsys)


def edit(path: Path, **changes: object) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(data | changes), encoding="utf-8")


def test_a_pack_names_its_licence_and_credit_and_is_small(made):
    pack = read_pack(made)
    assert (pack.name, pack.kind, pack.licence, pack.credit) == ("mypack", "portrait", "CC0-1.0", "Ada")
    assert "30 pictures" in pack.about or "pictures of art" in pack.about
    (card,) = verify(made)
    assert card.metrics["onnx_difference"] < 0.02
    assert sum(f.stat().st_size for f in made.iterdir()) < 1e6


def test_the_same_run_gives_the_same_archive(made, tmp_path):
    (again,) = export(made.parent / "run" / "checkpoint", tmp_path / "mypack", zipped=True)
    assert again.sha256 == verify(made)[0].sha256
    assert (tmp_path / "mypack.zip").read_bytes() == made.with_suffix(".zip").read_bytes()


def test_a_seed_is_a_picture(made):
    model = PortraitModel.load(made, threads=1)
    first, second = model.paint([1, 2])
    assert first.shape == (64, 64, 3)
    assert np.array_equal(model.paint([1])[0], first)
    assert not np.array_equal(first, second)


@pytest.mark.parametrize("kind", ["folder", "zip"])
def test_installed_listed_used_and_removed(made, call, tmp_path, kind):
    source = made if kind == "folder" else made.with_suffix(".zip")
    assert call("models", "install", source)[0] == 0
    assert [row["name"] for row in json.loads(call("models", "--json")[1])] == ["mypack"]
    assert call("models", "verify", "mypack")[0] == 0
    code, out, _ = call("generate", "--model", "mypack", "--seed", 3, "-o", tmp_path / "a.png", "--size", 96, "--json")
    assert (code, json.loads(out)["credit"]) == (0, "Ada")
    with Image.open(tmp_path / "a.png") as image:
        assert image.size == (96, 96)
    call("generate", "--model", made, "--seed", 3, "-o", tmp_path / "b.png", "--size", 96)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert call("models", "remove", "mypack")[0] == 0
    assert packs.installed() == []


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("pink hair",), 2, "prompt does not apply"),
        (("--style", "noir"), 2, "style does not apply"),
        (("-o", "x.vrm"), 2, "name a .png"),
        (("--seed", "-1"), 2, "seed is -1"),
    ],
)
def test_a_portrait_pack_says_what_it_cannot(made, call, words, code, said, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    got, _, err = call("generate", *words, "--model", made)
    assert (got, said in err) == (code, True)
    assert list(tmp_path.iterdir()) == []


def test_a_portrait_pack_paints_a_batch_of_seeds(made, call, tmp_path):
    code, _, _ = call("batch", "--model", made, "--seeds", "3-4", "--out", tmp_path / "out", "--json")
    assert code == 0
    assert sorted(p.name for p in (tmp_path / "out").glob("*.png")) == ["seed-00003.png", "seed-00004.png"]
    (tmp_path / "prompts.txt").write_text("pink hair\n", encoding="utf-8")
    code, _, err = call("batch", tmp_path / "prompts.txt", "--model", made, "--out", tmp_path / "other")
    assert (code, "use --seeds" in err) == (2, True)


async def test_a_server_paints_flat_portraits(made, call, tmp_path):
    Paint = avatar_service_pb2.PaintPortraitRequest  # noqa: N806 - a message's name
    async with served(FakeEngine(), tmp_path, portraits=made) as client:
        painted = await client.stub.PaintPortrait(Paint(seed=3, size=96))
        assert (painted.seed, painted.pack) == (3, "mypack")
        assert painted.credit == read_pack(made).credit
        assert (await client.stub.PaintPortrait(Paint())).data.startswith(b"\x89PNG")
    call("generate", "--model", made, "--seed", 3, "-o", tmp_path / "a.png", "--size", 96)
    assert painted.data == (tmp_path / "a.png").read_bytes()


async def test_a_server_without_a_pack_says_how_to_give_it_one(tmp_path):
    async with served(FakeEngine(), tmp_path) as client:
        with pytest.raises(grpc.aio.AioRpcError, match="--portraits") as caught:
            await client.stub.PaintPortrait(avatar_service_pb2.PaintPortraitRequest())
    assert caught.value.code() == grpc.StatusCode.FAILED_PRECONDITION


def test_a_pack_of_figures_is_no_pack_of_portraits(tmp_path):
    folder = Path(shutil.copytree(str(files("moeforge.models") / "bundled"), tmp_path / "figures"))
    write_pack(Pack("figures", "sheets", "CC0-1.0"), folder)
    with pytest.raises(ModelError, match="no flat portraits"):
        Portraits.load(folder, 1)


def test_larger_pictures_are_drawn_not_blurred():
    """A disc at eight times its side is crisper than Lanczos would make it, and fits it when shrunk."""
    y, x = np.mgrid[:64, :64] - 31.5
    disc = np.where((np.hypot(x, y) < 20)[..., None], (20, 40, 160), (240, 220, 200)).astype(np.uint8)
    large = resized(disc, 500, load_upscaler)
    smooth = np.asarray(Image.fromarray(disc).resize((500, 500), Image.Resampling.LANCZOS), np.float64)
    assert large.shape == (500, 500, 3)
    assert np.abs(large - smooth).mean() < 6
    steepest = [np.abs(np.diff(p.astype(np.float64), axis=1)).max(1).mean() for p in (large, smooth)]
    assert steepest[0] > 1.2 * steepest[1]


def test_a_pack_of_figure_textures_paints_the_figure(call, tmp_path):
    folder = tmp_path / "figures"
    shutil.copytree(str(files("moeforge.models") / "bundled"), folder)
    write_pack(Pack("figures", "sheets", "CC0-1.0"), folder)
    assert call("models", "install", folder)[0] == 0
    assert packs.selected() is None
    assert call("models", "select", "figures")[0] == 0
    assert packs.selected() == (packs.home() / "figures").resolve()
    code, _, _ = call("generate", "--model", "figures", "--seed", 1, "--format", "glb", "-o", tmp_path / "a.glb")
    assert code == 0
    assert call("models", "select", "bundled")[0] == 0
    assert packs.selected() is None


def test_a_portrait_pack_is_not_selected_for_figures(made, call):
    call("models", "install", made)
    code, _, err = call("models", "select", "mypack")
    assert (code, "not figures" in err) == (1, True)


def test_a_second_pack_of_that_name_needs_a_word(made, copy, home):
    packs.install(made)
    with pytest.raises(ModelError, match="--replace"):
        packs.install(copy)
    edit(copy / "card.json", about="the newer one")
    packs.install(copy, replace=True)
    assert read_pack(home / "mypack").about == "the newer one"
    assert [f.name for f in home.iterdir()] == ["mypack"]


def _changed(folder: Path) -> None:
    path = folder / "portrait.onnx"
    path.write_bytes(path.read_bytes()[:-1] + b"x")


def _garbage(folder: Path) -> None:
    """A file that is no model, under a card that says its hash truly."""
    (folder / "portrait.onnx").write_bytes(b"not a model")
    edit(folder / "portrait.json", sha256=sha256(b"not a model").hexdigest())


def _shapes(folder: Path) -> None:
    card = json.loads((folder / "portrait.json").read_text(encoding="utf-8"))
    card["outputs"][0]["shape"][2] = 128
    edit(folder / "portrait.json", outputs=card["outputs"])


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_changed, "was changed"),
        (_garbage, "cannot be run"),
        (_shapes, "its card says"),
        (lambda f: (f / "portrait.json").unlink(), "portrait.json"),
        (lambda f: (f / "portrait.onnx").unlink(), "portrait.onnx"),
        (lambda f: (f / "card.json").unlink(), "no model pack"),
        (lambda f: (f / "card.json").write_text("{"), "cannot be read"),
        (lambda f: (f / "card.json").write_text("[" * 100_000), "cannot be read"),
        (lambda f: edit(f / "card.json", format="other"), "no card of a Moeforge pack"),
        (lambda f: edit(f / "card.json", version=9), "version 9"),
        (lambda f: edit(f / "card.json", kind="voice"), "'voice' is unknown"),
        (lambda f: edit(f / "card.json", name="../up"), "cannot name a pack"),
        (lambda f: edit(f / "card.json", extra=1), "cannot be read"),
        (lambda f: edit(f / "portrait.json", file="../portrait.onnx"), "outside its folder"),
    ],
)
def test_broken_changed_and_foreign_packs_are_refused_and_not_installed(copy, home, spoil, words):
    spoil(copy)
    with pytest.raises(ModelError, match=words):
        packs.install(copy)
    assert list(home.iterdir()) == []


def _zip(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return path


@pytest.mark.parametrize(
    ("members", "words"),
    [
        ({"../card.json": b"{}"}, "without folders"),
        ({"a/card.json": b"{}"}, "without folders"),
        ({"run.py": b"print()"}, "without folders"),
        ({f"{i}.json": b"" for i in range(40)}, "more than 32 files"),
        ({"readme.json": b"{}"}, "no model pack"),
    ],
)
def test_strange_archives_are_refused(tmp_path, home, members, words):
    with pytest.raises(ModelError, match=words):
        packs.install(_zip(tmp_path / "strange.zip", members))
    assert list(home.iterdir()) == []


def test_a_bomb_is_not_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(packs, "MOST_BYTES", 1 << 20)
    bomb = _zip(tmp_path / "bomb.zip", {"card.json": bytes(2 << 20)})
    assert bomb.stat().st_size < 10_000
    with pytest.raises(ModelError, match="1 MiB: not a pack"):
        packs.install(bomb)


def test_a_damaged_archive_is_refused(made, tmp_path):
    data = bytearray(made.with_suffix(".zip").read_bytes())
    data[len(data) // 2] ^= 0xFF
    (tmp_path / "damaged.zip").write_bytes(data)
    with pytest.raises(ModelError, match=r"damaged|changed"):
        packs.install(tmp_path / "damaged.zip")
    (tmp_path / "text.zip").write_text("hello")
    with pytest.raises(ModelError, match="neither the folder"):
        packs.install(tmp_path / "text.zip")


def test_unknown_names_list_what_there_is(made):
    packs.install(made)
    with pytest.raises(NotFoundError, match="installed: mypack"):
        packs.find("yours")
    with pytest.raises(NotFoundError):
        packs.remove("../mypack")


def test_export_refuses_what_is_no_checkpoint(tmp_path):
    with pytest.raises(ModelError, match="no checkpoint"):
        export(tmp_path, tmp_path / "out")
    with pytest.raises(ModelError, match="cannot name a pack"):
        export(tmp_path, tmp_path / "out", "a b")
