"""The program of docs/clients.md, as it stands there, makes a figure in Godot 4 and moves it."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from moeforge.rig.motions import clip

HERE = Path(__file__).resolve().parent
DOCS = HERE.parents[1] / "docs" / "clients.md"
WARNINGS = ("unused_variable", "unused_parameter", "shadowed_variable", "shadowed_variable_base_class")
"""Those of GDScript that a game's author would see; here they are errors."""


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], str]:
    """The report of clients_page.gd, and the errors."""
    if not shutil.which("godot"):
        pytest.skip("no godot 4: Debian forky's package godot, or godotengine.org")
    project = tmp_path_factory.mktemp("game")
    page = re.search(r"```gdscript\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    assert page is not None
    (project / "figure.gd").write_text(page[1], encoding="utf-8")
    (project / "lost.gd").write_text(page[1].replace('"moeforge"', '"moeforge-absent"'), encoding="utf-8")
    strict = "".join(f"gdscript/warnings/{name}=2\n" for name in WARNINGS)
    (project / "project.godot").write_text(f"config_version=5\n[debug]\n{strict}")
    shutil.copy(HERE / "clients_page.gd", project)
    _moeforge("animate", "hopping", "-o", str(project / "waving.vrma"))
    words = ["godot", "--headless", "--fixed-fps", "30", "--path", str(project), "-s", "clients_page.gd"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, env=_environment(project), cwd=project)
    lines = [line for line in done.stdout.splitlines() if line.startswith("REPORT ")]
    assert len(lines) == 1, done.stderr
    assert not (project / "touched").exists()
    return json.loads(lines[0].removeprefix("REPORT ")), done.stderr


def _environment(home: Path) -> dict[str, str]:
    """moeforge on the path; the game's own folder in `home`."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {**os.environ, "PATH": path, "XDG_DATA_HOME": str(home / "data")}


def _moeforge(*words: str) -> None:
    subprocess.run([Path(sys.executable).with_name("moeforge"), *words], check=True, capture_output=True)


def test_the_game_goes_on_while_the_figure_is_made(ran: tuple[dict[str, Any], str]):
    assert ran[0]["waited"] > 10


def test_the_figure_shows_its_face_and_moves(ran: tuple[dict[str, Any], str]):
    seen, played = ran[0], clip("hopping")
    never_straight = {bone for bone, turns in played.rotations.items() if np.abs(turns).max(axis=1).min() > 1.0}
    assert never_straight <= set(seen["turned"])
    low, high = 1 + played.hips[:, 1].min(), 1 + played.hips[:, 1].max()
    assert low - 1e-3 <= seen["lift"] <= high + 1e-3
    assert abs(seen["lift"] - 1) > 1e-3
    assert seen["happy"] == pytest.approx(played.expressions["happy"].max(), abs=1e-3)


def test_its_colours_are_unlit_and_have_mipmaps(ran: tuple[dict[str, Any], str]):
    assert (ran[0]["unlit"], ran[0]["mipmaps"]) == (True, True)


def test_a_folder_is_read(ran: tuple[dict[str, Any], str]):
    assert ran[0]["folder"] == 1


def test_a_sentence_is_no_command(ran: tuple[dict[str, Any], str]):
    assert ran[0]["hostile"] is True


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("absent", "res://absent.glb cannot be read: File not found"),
        ("refused", r"moeforge is not there or failed \(2\)\. moeforge: unknown format 'foo'; known: "),
        ("lost", r"moeforge-absent is not there or failed \("),
    ],
)
def test_what_cannot_be_made_is_null_and_said(ran: tuple[dict[str, Any], str], what: str, said: str):
    assert ran[0][what] is None
    assert re.search(said, ran[1])
