"""The user's packs of models: where they lie, how they are found, installed and chosen."""

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import typer

from moeforge.errors import ModelError, NotFoundError
from moeforge.models.pack import CARD, Pack, read_pack, verify

ENDINGS = {".json", ".onnx"}
SELECTED, BUNDLED = "selected.txt", "bundled"
MOST_FILES, MOST_BYTES = 32, 512 * 2**20
"""Of an archive, unpacked."""


@dataclass(frozen=True, slots=True)
class Found:
    """A pack and the folder that it lies in."""

    pack: Pack
    folder: Path


def home() -> Path:
    """The folder of installed packs: MOEFORGE_PACKS, or the user's data folder."""
    own = os.environ.get("MOEFORGE_PACKS", "")
    return Path(own) if own else Path(typer.get_app_dir("moeforge")) / "packs"


def installed() -> list[Found | str]:
    """Every installed pack by name; for a folder that is none, the reason."""
    folders = sorted(f for f in home().iterdir() if not f.name.startswith(".")) if home().is_dir() else []
    return [_read(folder) for folder in folders if folder.is_dir()]


def _read(folder: Path) -> Found | str:
    try:
        return Found(read_pack(folder), folder)
    except ModelError as error:
        return str(error)


def find(name: str) -> Found:
    """A pack by its name among the installed ones, or by the path of its folder. NotFoundError says what there is."""
    for folder in (home() / name, Path(name)):
        if (folder / CARD).is_file():
            return Found(read_pack(folder), folder)
    known = ", ".join(found.pack.name for found in installed() if isinstance(found, Found)) or "none"
    raise NotFoundError(
        f"no pack {name!r}; installed: {known}. `moeforge models install FOLDER` adds one", field="model"
    )


def install(source: Path, *, replace: bool = False) -> Found:
    """Check a pack (folder or .zip) and copy it to the user's packs; a pack of that name is kept unless `replace`.

    ModelError when it is broken, changed or foreign: then nothing is installed.
    """
    home().mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".new-", dir=home()) as room:
        fresh = Path(room) / "pack"
        fresh.mkdir()
        for name, data in _files(source):
            (fresh / name).write_bytes(data)
        pack = read_pack(fresh)
        verify(fresh)
        target = home() / pack.name
        if target.exists() and not replace:
            raise ModelError(f"a pack {pack.name!r} is installed already; --replace puts this one in its place")
        if target.exists():
            target.rename(Path(room) / "old")
        fresh.rename(target)
    return Found(pack, target)


def select(name: str) -> Found | None:
    """Paint figures with a pack of kind `sheets` from now on; "bundled" goes back. NotFoundError as `find`."""
    mark = home() / SELECTED
    if name == BUNDLED:
        mark.unlink(missing_ok=True)
        return None
    found = find(name)
    if found.pack.kind != "sheets":
        raise ModelError(f"{name} paints {found.pack.kind}s, not figures: moeforge generate --model {name} --seed 1")
    verify(found.folder)
    home().mkdir(parents=True, exist_ok=True)
    mark.write_text(str(found.folder.resolve()), encoding="utf-8")
    return found


def selected() -> Path | None:
    """The folder of the selected pack; None means the bundled models."""
    mark = home() / SELECTED
    return Path(mark.read_text(encoding="utf-8").strip()) if mark.is_file() else None


def remove(name: str) -> Path:
    """Delete an installed pack. NotFoundError if there is none of that name."""
    folder = home() / name
    if Path(name).name != name or not (folder / CARD).is_file():
        raise NotFoundError(f"no pack {name!r} is installed; `moeforge models` lists them", field="model")
    if selected() == folder.resolve():
        select(BUNDLED)
    shutil.rmtree(folder)
    return folder


def _files(source: Path) -> Iterator[tuple[str, bytes]]:
    if source.is_dir():
        for name in read_pack(source).files(source):
            yield name, _bytes(source / name)
    elif zipfile.is_zipfile(source):
        with zipfile.ZipFile(source) as archive:
            yield from _members(source, archive)
    else:
        raise ModelError(f"{source} is neither the folder of a pack nor its zip")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ModelError(f"{path} cannot be read ({error.strerror}); the pack is not whole") from error


def _members(source: Path, archive: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """The files of an archive, in bounded memory; ModelError for strange names, too many or too much."""
    members = [info for info in archive.infolist() if not info.is_dir()]
    if len(members) > MOST_FILES or sum(info.file_size for info in members) > MOST_BYTES:
        raise ModelError(f"{source} holds more than {MOST_FILES} files or {MOST_BYTES >> 20} MiB: not a pack")
    for info in members:
        if Path(info.filename).name != info.filename or Path(info.filename).suffix not in ENDINGS:
            raise ModelError(f"{source} holds {info.filename!r}: a pack is .onnx and .json files without folders")
        try:
            with archive.open(info) as file:
                data = file.read(info.file_size + 1)
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError, ValueError) as error:
            raise ModelError(f"{source} is damaged: {info.filename} cannot be unpacked ({error})") from error
        if len(data) != info.file_size:
            raise ModelError(f"{source} is damaged: {info.filename} is not as long as the archive says")
        yield info.filename, data
