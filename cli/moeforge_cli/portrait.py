"""`moeforge generate --model PACK` for a pack of flat portraits: a seed becomes a picture in the artist's own style."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from moeforge.errors import BadSpecError
from moeforge.models.bundle import has_upscaler, load_upscaler
from moeforge.models.pack import refused
from moeforge.models.portrait import PortraitModel, resized
from moeforge.spec import MAX_SEED
from moeforge_cli.packs import Found
from moeforge_exporters.files import write_atomic
from moeforge_exporters.portrait import png


@dataclass(frozen=True, slots=True)
class Painted:
    """What was written."""

    path: str
    seed: int
    pack: str
    model: str  # sha256 of the net
    size: int  # side in pixels
    bytes: int
    milliseconds: int
    credit: str


def paint(found: Found, seed: int | None, path: Path | None, size: int) -> Painted:
    """Paint the picture of a seed (a random one if None) and write it as a PNG of `size` pixels.

    BadSpecError for a seed out of range or another format, ModelError for a broken pack, OutputError as usual.
    """
    start = perf_counter()
    chosen = secrets.randbelow(MAX_SEED + 1) if seed is None else seed
    if not 0 <= chosen <= MAX_SEED:
        raise BadSpecError(f"seed is {chosen}; it must be 0 to {MAX_SEED}", field="seed")
    target = path or Path(f"{found.pack.name}-{chosen}.png")
    if target.suffix.lower() != ".png":
        raise BadSpecError(f"{target.name}: {found.pack.name} paints flat pictures: name a .png", field="format")
    with refused(found.folder):
        model = PortraitModel.load(found.folder)
        picture = model.paint([chosen])[0]
        own = found.folder if has_upscaler(found.folder) else None
        data = png(resized(picture, size, lambda: load_upscaler(own)))
    write_atomic(target, data)
    took = round((perf_counter() - start) * 1000)
    return Painted(
        str(target), chosen, found.pack.name, model.card.sha256, size, len(data), took, found.pack.credit
    )  # fmt: skip
