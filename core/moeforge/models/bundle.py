"""Finding and opening the models: the bundled ones, or a folder of the caller's."""

from importlib.resources import as_file, files
from pathlib import Path

from moeforge.models.card import read_card, read_model
from moeforge.models.generator import Generator, SheetModel
from moeforge.painter.sheets import SHEETS


def load_generator(folder: Path | None = None, threads: int = 2) -> Generator:
    """Open one net per sheet from `<folder>/<sheet>.onnx` and `.json`; None means the bundled ones.

    ModelError names the file that is missing, was changed or does not fit, and the way out.
    """
    if folder is not None:
        return _load(folder, threads)
    with as_file(files("moeforge.models") / "bundled") as bundled:
        return _load(bundled, threads)


def _load(folder: Path, threads: int) -> Generator:
    return Generator({sheet: open_sheet(folder, sheet, threads) for sheet in SHEETS})


def open_sheet(folder: Path, sheet: str, threads: int) -> SheetModel:
    """The net of one sheet, checked against its card; ModelError as above."""
    card = read_card(folder / f"{sheet}.json")
    return SheetModel.open(card, read_model(card, folder), threads)
