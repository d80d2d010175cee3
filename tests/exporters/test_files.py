"""Atomic writing."""

from pathlib import Path

import pytest

from moeforge.errors import OutputError
from moeforge_exporters.files import write_atomic


def test_writes_and_replaces(tmp_path: Path):
    path = tmp_path / "a.vrm"
    write_atomic(path, b"one")
    write_atomic(path, b"two")
    assert path.read_bytes() == b"two"
    assert [p.name for p in tmp_path.iterdir()] == ["a.vrm"]


def test_result_has_ordinary_permissions(tmp_path: Path):
    plain, ours = tmp_path / "plain", tmp_path / "ours"
    plain.write_bytes(b"")
    write_atomic(ours, b"")
    assert ours.stat().st_mode == plain.stat().st_mode


def test_a_missing_folder_is_named(tmp_path: Path):
    path = tmp_path / "nowhere" / "a.vrm"
    with pytest.raises(OutputError, match=r"nowhere/a\.vrm"):
        write_atomic(path, b"data")


def test_failure_leaves_nothing_behind(tmp_path: Path):
    target = tmp_path / "taken"
    (target / "inside").mkdir(parents=True)
    with pytest.raises(OutputError, match="taken"):
        write_atomic(target, b"data")
    assert [p.name for p in tmp_path.iterdir()] == ["taken"]


def test_a_failed_rename_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    path = tmp_path / "a.vrm"
    path.write_bytes(b"old")

    def fail(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device", str(target))

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OutputError, match="No space left"):
        write_atomic(path, b"new")
    monkeypatch.undo()
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["a.vrm"]
