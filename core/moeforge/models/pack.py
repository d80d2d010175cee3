"""Model packs: a folder with one card.json that names its kind, and an ONNX file with its own card for each model.

A pack of kind `sheets` paints the figure's textures in place of the bundled generator (and may enlarge or restyle
them), one of kind `upscaler` enlarges drawings, one of kind `portrait` paints flat pictures, one of kind `style` holds
a reader of drawing styles. A pack that is broken, changed or not ours is refused with ModelError before anything uses
it.
"""

import json
import re
from collections.abc import Callable, Mapping
from collections.abc import Generator as Blocks
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from moeforge.errors import ModelError
from moeforge.models.bundle import has_stylist, has_upscaler, load_generator, load_stylist, load_upscaler
from moeforge.models.card import ModelCard, read_card
from moeforge.models.portrait import PORTRAIT, PortraitModel
from moeforge.models.stylist import READ
from moeforge.models.upscaler import SCALES, sheet_of
from moeforge.painter.sheets import SHEETS

CARD = "card.json"
FORMAT, VERSION = "moeforge-pack", 1
_ENLARGE = tuple(sheet_of(scale) for scale in SCALES)
KINDS: Mapping[str, tuple[str, ...]] = {
    "sheets": tuple(SHEETS),
    "upscaler": _ENLARGE,
    "portrait": (PORTRAIT,),
    "style": (READ,),
}
"""Kind -> names of the models that it must hold: each is `<name>.onnx` and `<name>.json`."""
_ENLARGE_INT8 = tuple(sheet_of(scale, int8=True) for scale in SCALES)
EXTRAS = (*_ENLARGE, *_ENLARGE_INT8, READ)
"""Models that a pack may hold besides."""
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
WAY_OUT = "get the pack again, or make it anew with `moeforge train export`"


@dataclass(frozen=True, slots=True)
class Pack:
    """What card.json says."""

    name: str  # fits NAME; also the name of its folder once installed
    kind: str  # of KINDS
    licence: str = ""
    credit: str = ""  # to be named beside published pictures
    about: str = ""

    def models(self, folder: Path) -> tuple[str, ...]:
        """The names of the models that it must hold, and of those that lie in its folder besides."""
        extras = (name for name in EXTRAS if (folder / f"{name}.json").is_file())
        return tuple(dict.fromkeys((*KINDS[self.kind], *extras)))

    def files(self, folder: Path) -> tuple[str, ...]:
        """The names of all its files."""
        return (CARD, *(f"{name}.{ending}" for name in self.models(folder) for ending in ("json", "onnx")))


def write_pack(pack: Pack, folder: Path) -> None:
    """Write card.json; ModelError for a name that could not be a folder's, or an unknown kind."""
    _check(pack)
    text = json.dumps({"format": FORMAT, "version": VERSION, **asdict(pack)}, indent=1, ensure_ascii=False)
    (folder / CARD).write_text(text + "\n", encoding="utf-8")


def read_pack(folder: Path) -> Pack:
    """The pack in a folder; ModelError when there is none, or one that this version does not know."""
    path = folder / CARD
    try:
        data: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        if data.pop("format") != FORMAT:
            raise ModelError(f"{path} is no card of a Moeforge pack; {WAY_OUT}")
        if (version := data.pop("version")) != VERSION:
            raise ModelError(f"{path} is of version {version}, this Moeforge reads {VERSION}; update Moeforge")
        pack = Pack(**{key: str(value) for key, value in data.items()})
    except OSError as error:
        raise ModelError(f"{folder} is no model pack ({CARD}: {error.strerror}); {WAY_OUT}") from error
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ModelError(f"{path} cannot be read ({error!r}); {WAY_OUT}") from error
    _check(pack)
    return pack


def _check(pack: Pack) -> None:
    if pack.kind not in KINDS:
        raise ModelError(f"a pack of kind {pack.kind!r} is unknown; known: {', '.join(KINDS)}")
    if not NAME.fullmatch(pack.name):
        raise ModelError(f"{pack.name!r} cannot name a pack: letters, digits, dot, dash, underscore; 64 at most")


def verify(folder: Path) -> tuple[ModelCard, ...]:
    """Open every model of the pack in `folder` and compare hashes and shapes; their cards.

    ModelError names the file and what is wrong with it.
    """
    pack = read_pack(folder)
    with refused(folder):
        _OPEN[pack.kind](folder)
        for int8 in (False, True):
            if has_upscaler(folder) and (not int8 or (folder / f"{_ENLARGE_INT8[-1]}.json").is_file()):
                load_upscaler(folder, threads=1, int8=int8)
        if has_stylist(folder):
            load_stylist(folder, threads=1)
    return tuple(read_card(folder / f"{name}.json") for name in pack.models(folder))


_OPEN: Mapping[str, Callable[[Path], object]] = {
    "sheets": lambda folder: load_generator(folder, threads=1),
    "upscaler": lambda folder: load_upscaler(folder, threads=1),
    "portrait": lambda folder: PortraitModel.load(folder, threads=1).paint([0]),
    "style": lambda folder: load_stylist(folder, threads=1),
}


@contextmanager
def refused(folder: Path) -> Blocks[None]:
    """What onnxruntime says of a file that is no model, or a wrong one, becomes a ModelError."""
    try:
        yield
    except ModelError:
        raise
    except Exception as error:  # onnxruntime names no base of its errors, and a strange graph may raise any of numpy's
        reason = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        raise ModelError(f"the models of {folder} cannot be run ({reason}); {WAY_OUT}") from error
