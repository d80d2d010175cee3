"""`moeforge train export`: the checkpoint of any run becomes a model pack, a folder and if wished a zip."""

import shutil
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from moeforge.errors import ModelError
from moeforge.models.card import ModelCard
from moeforge.models.pack import CARD, KINDS, NAME, Pack, verify, write_pack
from moeforge_training import checkpoint, export_onnx
from moeforge_training.encoder import export as encoder_export
from moeforge_training.flat.export import Groups, export_flat
from moeforge_training.sr import export as sr_export
from moeforge_training.style import export as style_export

STAMP = (1980, 1, 1, 0, 0, 0)
"""The time of every file in an archive: the same pack, the same bytes."""
STARTED = "Moeforge's figure textures"


def export(folder: Path, out: Path, name: str = "", *, zipped: bool = False) -> tuple[ModelCard, ...]:
    """Write the pack of the checkpoint in `folder` into `out`, check it, and zip it beside; the models' cards.

    ModelError where there is no whole checkpoint, or the name cannot be a pack's.
    """
    chosen = name or out.resolve().name
    if not NAME.fullmatch(chosen):
        raise ModelError(f"{chosen!r} cannot name a pack; give --name with letters, digits, dots or dashes")
    state, groups = checkpoint.load(folder)
    kind = "upscaler" if "upscaler" in state else state.get("kind", "sheets")
    if kind not in _KINDS:
        raise ModelError(f"{folder} holds a run of kind {kind!r}; known: {', '.join(_KINDS)}")
    cards = _KINDS[kind](folder, state, groups, out, chosen)
    if (out / CARD).is_file():
        cards = verify(out)
        if zipped:
            archive(out)
    return cards


def _sheets(folder: Path, state: Mapping[str, Any], groups: Groups, out: Path, name: str) -> tuple[ModelCard, ...]:
    """Sheets of one run; the card is written once all sheets of a figure lie in `out`."""
    del state, groups
    cards = export_onnx.export(folder, out)
    pack = Pack(name, "sheets", cards[0].licence, about=f"{STARTED}: {cards[0].training_data}")
    if all((out / f"{sheet}.json").is_file() for sheet in KINDS["sheets"]):
        write_pack(pack, out)
    return cards


def _upscaler(folder: Path, state: Mapping[str, Any], groups: Groups, out: Path, name: str) -> tuple[ModelCard, ...]:
    """Enlarging nets: a pack of their own, unless `out` holds figure textures, which they then go with."""
    del state, groups
    cards = tuple(sr_export.export(folder, out))
    _on_its_own("upscaler", name, cards[0], f"enlarges drawings: {cards[0].training_data}", out)
    return cards


def _style(folder: Path, state: Mapping[str, Any], groups: Groups, out: Path, name: str) -> tuple[ModelCard, ...]:
    """The reader of drawing styles: likewise."""
    del state, groups
    cards = style_export.export(folder, out)
    _on_its_own("style", name, cards[0], f"reads how a picture is drawn: {cards[0].training_data}", out)
    return cards


def _on_its_own(kind: str, name: str, card: ModelCard, about: str, out: Path) -> None:
    if not any((out / f"{sheet}.json").is_file() for sheet in KINDS["sheets"]):
        write_pack(Pack(name, kind, card.licence, about=about), out)


def _flat(folder: Path, state: Mapping[str, Any], groups: Groups, out: Path, name: str) -> tuple[ModelCard, ...]:
    del folder
    return (export_flat(state, groups, out, name),)


def _encoder(folder: Path, state: Mapping[str, Any], groups: Groups, out: Path, name: str) -> tuple[ModelCard, ...]:
    """The net that reads pictures: no pack, for it paints nothing."""
    del state, groups, name
    return (encoder_export.export(folder, out),)


_KINDS: Mapping[str, Callable[..., tuple[ModelCard, ...]]] = {
    "sheets": _sheets,
    "upscaler": _upscaler,
    "flat": _flat,
    "style": _style,
    "encoder": _encoder,
}


def archive(out: Path) -> Path:
    """`out`.zip of a pack's files: the same pack, the same bytes."""
    path = out.resolve().with_name(f"{out.resolve().name}.zip")
    part = path.with_suffix(".part")
    with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as target:
        for file in sorted(f for f in out.iterdir() if f.suffix in {".json", ".onnx"}):
            target.writestr(zipfile.ZipInfo(file.name, STAMP), file.read_bytes(), zipfile.ZIP_DEFLATED)
    shutil.move(part, path)
    return path
