"""Finding and opening the models: the bundled ones, or a folder of the caller's."""

from contextlib import AbstractContextManager, nullcontext
from functools import lru_cache
from importlib.resources import as_file, files
from pathlib import Path

from moeforge.models.card import read_card, read_model
from moeforge.models.encoder import SHEET as ENCODER
from moeforge.models.encoder import Encoder
from moeforge.models.generator import Generator, SheetModel
from moeforge.models.stylist import READ, Stylist
from moeforge.models.upscaler import SCALES, Enlarger, Upscaler, sheet_of
from moeforge.painter.sheets import SHEETS


def load_generator(folder: Path | None = None, threads: int = 2) -> Generator:
    """Open one net per sheet from `<folder>/<sheet>.onnx` and `.json`; None means the bundled ones.

    ModelError names the file that is missing, was changed or does not fit, and the way out.
    """
    with _pack(folder) as pack:
        return Generator({sheet: open_sheet(pack, sheet, threads) for sheet in SHEETS})


def _pack(folder: Path | None) -> AbstractContextManager[Path]:
    return as_file(files("moeforge.models") / "bundled") if folder is None else nullcontext(folder)


def load_upscaler(folder: Path | None = None, threads: int = 2, int8: bool = False) -> Upscaler:
    """Open the enlarging nets from `<folder>/upscale_x2.onnx` and so on; errors as above.

    `int8` takes the quantised ones: about half the time, and a level or two off on other kinds of CPU.
    """
    with _pack(folder) as pack:
        return Upscaler({scale: _open_enlarger(pack, sheet_of(scale, int8), threads) for scale in SCALES})


def has_upscaler(folder: Path | None = None) -> bool:
    """Whether a folder holds enlarging nets at all, changed or not; packs that train the generator alone do not."""
    with _pack(folder) as pack:
        return any((pack / f"{sheet_of(scale)}.json").exists() for scale in SCALES)


def _open_enlarger(folder: Path, sheet: str, threads: int) -> Enlarger:
    card = read_card(folder / f"{sheet}.json")
    return Enlarger.open(card, read_model(card, folder), threads)


def load_stylist(folder: Path | None = None, threads: int = 2) -> Stylist:
    """Open the reader of drawing styles; errors as above."""
    with _pack(folder) as pack:
        card = read_card(pack / f"{READ}.json")
        return Stylist.open(card, read_model(card, pack), threads)


def has_stylist(folder: Path | None = None) -> bool:
    """Whether a folder holds a reader of drawing styles, changed or not; without one, a picture's roughness is all."""
    with _pack(folder) as pack:
        return (pack / f"{READ}.json").exists()


@lru_cache(maxsize=4)
def find_stylist(folder: Path | None = None, threads: int = 2) -> Stylist | None:
    """The reader of a folder, else the bundled one, else none; opened once. ModelError if broken or changed."""
    home = folder if folder is not None and has_stylist(folder) else None
    return load_stylist(home, threads) if has_stylist(home) else None


@lru_cache(maxsize=4)
def find_encoder(folder: Path | None = None, threads: int = 2) -> Encoder | None:
    """The net that reads pictures, of a folder, else the bundled one, else none; opened once. Errors as above."""
    for home in (folder, None) if folder else (None,):
        with _pack(home) as pack:
            if (pack / f"{ENCODER}.json").exists():
                card = read_card(pack / f"{ENCODER}.json")
                return Encoder.open(card, read_model(card, pack), threads)
    return None


def open_sheet(folder: Path, sheet: str, threads: int) -> SheetModel:
    """The net of one sheet, checked against its card; ModelError as above."""
    card = read_card(folder / f"{sheet}.json")
    return SheetModel.open(card, read_model(card, folder), threads)
