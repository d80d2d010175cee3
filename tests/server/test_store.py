"""The store: what goes in comes out, old files leave first, damage is a miss, processes do not disturb each other."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from server.fakes import bytes_of
from waiting import PATIENCE_S

from moeforge_server.store import Store

KIB = 1024


def _files(root: Path) -> list[Path]:
    return [p for p in root.rglob("*") if p.is_file() and p.name != "lock"]


def _age(store: Store, key: str, seconds: int) -> None:
    path = store.path(key)
    os.utime(path, (1_000_000 - seconds, 1_000_000 - seconds))


def test_round_trip_and_reopening(tmp_path: Path):
    Store(tmp_path, 10 * KIB).put("a", b"hello")
    assert Store(tmp_path, 10 * KIB).get("a") == b"hello"
    assert Store(tmp_path, 10 * KIB).get("b") is None


@settings(max_examples=50, deadline=None)
@given(key=st.text(st.characters(), max_size=80))
def test_no_key_leaves_the_folder(tmp_path_factory: pytest.TempPathFactory, key: str):
    root = tmp_path_factory.getbasetemp() / "keys"
    path = Store(root, KIB).path(key)
    assert path.parent.parent == root
    assert set(path.name) <= set("0123456789abcdef")


def test_least_recently_used_leaves_first_and_reading_makes_young(tmp_path: Path):
    store = Store(tmp_path, 10 * KIB)
    for i in range(4):
        store.put(f"k{i}", bytes_of(f"k{i}", 2 * KIB))
        _age(store, f"k{i}", 100 - i)
    assert store.get("k0") is not None  # now the youngest
    store.put("new", bytes_of("new", 4 * KIB))
    kept = [key for key in ("k0", "k1", "k2", "k3", "new") if store.get(key) is not None]
    assert kept == ["k0", "k3", "new"]


def test_the_size_limit_holds(tmp_path: Path):
    store = Store(tmp_path, 64 * KIB)
    for i in range(100):
        store.put(str(i), bytes_of(str(i), 3 * KIB))
        assert sum(p.stat().st_size for p in _files(tmp_path)) <= 64 * KIB


def test_writing_one_key_again_and_again_evicts_nothing(tmp_path: Path):
    store = Store(tmp_path, 10 * KIB)
    store.put("other", b"x" * KIB)
    for _ in range(50):
        store.put("same", b"y" * KIB)
    assert store.get("other") == b"x" * KIB


def test_a_file_above_the_limit_is_not_kept(tmp_path: Path):
    store = Store(tmp_path, KIB)
    store.put("big", b"x" * 2 * KIB)
    assert _files(tmp_path) == []


def _damaged(raw: bytes) -> list[bytes]:
    return [raw[:-1], b"", raw[:40] + b"\0" + raw[41:], raw[:32], b"\0" + raw[1:]]


@pytest.mark.parametrize("kind", range(5))
def test_damage_is_a_miss_and_is_removed(tmp_path: Path, kind: int):
    store = Store(tmp_path, 10 * KIB)
    store.put("a", b"hello, this is a file")
    path = store.path("a")
    path.write_bytes(_damaged(path.read_bytes())[kind])
    assert store.get("a") is None
    assert not path.exists()


def test_temporary_files_of_the_dead_are_removed_and_those_of_the_living_kept(tmp_path: Path):
    store = Store(tmp_path, 10 * KIB)
    store.put("a", b"x")
    old, new = (store.path("a").with_name(f"{n}.tmp") for n in ("old", "new"))
    for path in (old, new):
        path.write_bytes(b"half")
    os.utime(old, (1_000_000, 1_000_000))
    store.evict()
    assert (old.exists(), new.exists()) == (False, True)


def test_a_failed_write_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device", str(self), None, str(target))

    store = Store(tmp_path, 10 * KIB)
    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="No space"):
        store.put("a", b"x")
    assert _files(tmp_path) == []


_WRITER = """
import sys
from hashlib import sha256
from pathlib import Path
from moeforge_server.store import Store
root, seed = Path(sys.argv[1]), int(sys.argv[2])
store = Store(root, 40_000)
bad = 0
for i in range(300):
    key = str((i * 7 + seed) % 40)
    body = sha256(key.encode()).digest() * 60
    store.put(key, body)
    found = store.get(key)
    bad += found is not None and found != body
print(bad)
"""


def test_several_processes_share_a_folder(tmp_path: Path):
    command = [sys.executable, "-c", _WRITER, str(tmp_path)]
    writers = [subprocess.Popen([*command, str(i)], stdout=subprocess.PIPE, text=True) for i in range(3)]
    answers = [(w.communicate(timeout=PATIENCE_S)[0].strip(), w.returncode) for w in writers]
    assert answers == [("0", 0)] * 3
    Store(tmp_path, 40_000).evict()
    assert sum(p.stat().st_size for p in _files(tmp_path)) <= 40_000
    assert not list(tmp_path.rglob("*.tmp"))
