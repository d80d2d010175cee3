"""Flat pictures by a pack of portraits: `PaintPortrait`."""

from dataclasses import dataclass
from pathlib import Path

from moeforge.errors import ModelError
from moeforge.models.bundle import has_upscaler, load_upscaler
from moeforge.models.pack import Pack, read_pack, verify
from moeforge.models.portrait import PORTRAIT, PortraitModel, resized
from moeforge.models.upscaler import Upscaler
from moeforge_exporters.portrait import png


@dataclass(frozen=True, slots=True)
class Portraits:
    """A pack, opened once."""

    pack: Pack
    model: PortraitModel
    upscaler: Upscaler

    @classmethod
    def load(cls, folder: Path, threads: int) -> "Portraits":
        """Open the pack in `folder`; ModelError when it is broken, changed or of another kind."""
        pack = read_pack(folder)
        if pack.kind != PORTRAIT:
            raise ModelError(f"{folder} holds {pack.kind}, no flat portraits; give it to --models instead")
        verify(folder)
        upscaler = load_upscaler(folder if has_upscaler(folder) else None, threads)
        return cls(pack, PortraitModel.load(folder, threads), upscaler)

    def paint(self, seed: int, size: int) -> bytes:
        """The picture of a seed as a PNG of `size` pixels; the same arguments give the same bytes."""
        return png(resized(self.model.paint([seed])[0], size, lambda: self.upscaler))
