"""A folder of pictures as a style of the generator: which pictures count, and what the sheets become."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("torch", reason="training needs the extra 'train' (torch)")

from moeforge.errors import BadSpecError, NotFoundError
from moeforge.painter.colors import to_oklab
from moeforge_training import checkpoint, packing
from moeforge_training.__main__ import main
from moeforge_training.corpus import Order, draw
from moeforge_training.gan import GanConfig, run
from moeforge_training.sheet_trainer import Recipe
from moeforge_training.style.folder import FolderSource, style_of


def picture(path: Path, *colors: tuple[int, int, int]) -> None:
    stripes = np.repeat(np.array(colors, np.uint8)[None], 24, axis=0)
    Image.fromarray(np.repeat(stripes, 24, axis=1)).save(path)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two pictures, and what else lies in people's folders."""
    made = tmp_path / "art"
    made.mkdir()
    picture(made / "blue.png", (10, 30, 90), (40, 90, 200), (230, 240, 255))
    picture(made / "warm.jpg", (90, 40, 10), (220, 140, 40), (255, 240, 200))
    (made / "notes.txt").write_text("not a picture")
    (made / "broken.png").write_bytes(b"\x89PNG\r\n")
    return made


def test_a_folders_pictures_are_read_and_the_rest_is_passed_over(folder: Path):
    style = style_of(folder)
    colors = to_oklab(np.array([row[:3] for row in style.params.palette if row[3]]) / 255)
    assert style.count == 2
    assert colors[:, 2].min() < -0.05 and colors[:, 2].max() > 0.05, "blue of the one and yellow of the other"


def test_a_folder_without_pictures_is_refused(tmp_path: Path):
    with pytest.raises(NotFoundError):
        style_of(tmp_path / "nowhere")
    (tmp_path / "notes.txt").write_text("not a picture")
    with pytest.raises(BadSpecError, match="no picture"):
        style_of(tmp_path)


@pytest.mark.parametrize("sheet", ["skin", "iris", "trim"])
def test_a_sheet_is_repeatable_and_wears_the_style(folder: Path, sheet: str):
    source = FolderSource(style_of(folder))
    condition, z = draw(source, Order(sheet, 1, 64), 0)
    made = source.paint(sheet, condition, z, 64)
    assert made.shape == (64, 64, 3) and np.array_equal(made, source.paint(sheet, condition, z, 64))
    plain = source.painter.paint(sheet, condition, z, 64)
    assert np.abs(made.astype(int) - plain).mean() > (0.3 if sheet == "skin" else 1.0)


def test_a_sheet_follows_the_folders_colours(folder: Path, tmp_path: Path):
    made: list[float] = []
    for name in ("blue.png", "warm.jpg"):
        alone = tmp_path / name
        alone.mkdir()
        (alone / name).write_bytes((folder / name).read_bytes())
        source = FolderSource(style_of(alone), strength=1.0)
        condition, z = draw(source, Order("trim", 1, 64), 0)
        made.append(float(to_oklab(source.paint("trim", condition, z, 64)[:32, :32] / 255)[..., 2].mean()))
    assert made[0] < made[1] - 0.005


@pytest.mark.parametrize(("sheet", "rows"), [("skin", slice(0, 64)), ("trim", slice(32, 64))])
def test_skin_lashes_and_brows_stay_as_the_figure_has_them(folder: Path, sheet: str, rows: slice):
    """A pack paints neither ears nor neck nor hair: a face of another colour would leave a seam."""
    source = FolderSource(style_of(folder), strength=1.0)
    for index in range(4):
        condition, z = draw(source, Order(sheet, 4, 64), index)
        made, plain = (
            to_oklab(p[rows] / 255).mean((0, 1))
            for p in (source.paint(sheet, condition, z, 64), source.painter.paint(sheet, condition, z, 64))
        )
        assert np.linalg.norm(made - plain) < 0.012


def test_a_generator_learns_the_folders_sheets_and_says_so(folder: Path, tmp_path: Path):
    source = FolderSource(style_of(folder))
    config = GanConfig(
        tmp_path / "run", steps=3, corpus=6, held_out=2, channels=dict.fromkeys(("skin", "iris", "trim"), (8, 8)),
        skip=(), recipe=Recipe(batch=2), threads=1, workers=1, about=source.about,
    )  # fmt: skip
    assert run(config, source=source).finished
    cards = packing.export(tmp_path / "run" / "checkpoint", tmp_path / "pack", "mine")
    assert all("restyled by 2 pictures" in card.training_data for card in cards)
    assert checkpoint.load(tmp_path / "run" / "checkpoint")[0]["about"] == source.about


def test_a_strength_outside_is_refused_before_any_work(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    words = ["gan", "--out", str(tmp_path / "run"), "--style-folder", str(folder), "--style-strength", "2"]
    assert main(words) == 1
    assert "style_strength" in capsys.readouterr().err and not (tmp_path / "run").exists()
