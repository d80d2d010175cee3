"""The picture script: one picture, a contact sheet, and its refusal of wrong arguments."""

import subprocess
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from browser.driver import HERE, need, node
from exporters.scenes import boxy
from PIL import Image

from moeforge_exporters.options import ExportOptions
from moeforge_exporters.registry import EXPORTERS

pytestmark = pytest.mark.browser


@pytest.fixture
def vrm(tmp_path: Path) -> Path:
    need(chromium=True)
    path = tmp_path / "boxy.vrm"
    path.write_bytes(EXPORTERS["vrm"](boxy(), ExportOptions()))
    return path


def pixels(path: Path) -> np.ndarray:
    with Image.open(path) as image:
        return np.asarray(image.convert("RGB")).astype(int)


def test_one_picture_shows_the_figure(vrm: Path, tmp_path: Path):
    out = tmp_path / "one.png"
    node("shoot.mjs", str(vrm), str(out), "--view", "face", "--size", "120x160")
    picture = pixels(out)
    assert picture.shape == (160, 120, 3)
    assert (np.abs(picture - [255, 234, 222]).max(axis=2) < 16).mean() > 0.1  # the skin's colour


def test_a_sheet_has_a_cell_for_each_view_and_expression(vrm: Path, tmp_path: Path):
    out = tmp_path / "sheet.png"
    asked = ("--view", "face,back", "--expression", "neutral,blink:0.9", "--size", "64x64")
    node("shoot.mjs", str(vrm), str(vrm), str(out), *asked)
    picture = pixels(out)
    assert picture.shape == (128, 256, 3)
    cells = [picture[:64, x : x + 64] for x in range(0, 256, 64)]
    assert np.abs(cells[0] - cells[1]).max() > 50
    assert np.abs(cells[0] - cells[2]).max() > 50
    np.testing.assert_array_equal(picture[:64], picture[64:])


WRONG: Mapping[str, tuple[str, ...]] = {
    "usage": ("a.vrm",),
    "is not WxH": ("a.vrm", "out.png", "--size", "big"),
    "there is no view above": ("a.vrm", "out.png", "--view", "above"),
}


@pytest.mark.parametrize("message", WRONG)
def test_wrong_arguments_end_in_one_line_and_code_2(message: str):
    need(chromium=False)
    done = subprocess.run(
        ["node", str(HERE / "shoot.mjs"), *WRONG[message]], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert message in done.stderr


def test_an_unknown_expression_is_named(vrm: Path, tmp_path: Path):
    arguments = [str(vrm), str(tmp_path / "out.png"), "--expression", "grin"]
    done = subprocess.run(["node", str(HERE / "shoot.mjs"), *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "there is no expression grin; choose of happy" in done.stderr
