"""Small drawings and folders for the tests of `moeforge data`."""

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from moeforge_training.dataset.options import DataOptions
from moeforge_training.dataset.task import Task

SHARED = Path(__file__).parents[2].parent / "shared" / "data"


def drawing(seed: int = 0, size: int = 96) -> Image.Image:
    """A round face on a plain ground; colours and features follow the seed."""
    rng = np.random.default_rng(seed)
    ground, skin, hair = (tuple(int(v) for v in rng.integers(40, 250, 3)) for _ in range(3))
    image = Image.new("RGB", (size, size), ground)
    draw = ImageDraw.Draw(image)
    s = size / 96
    draw.ellipse((14 * s, 8 * s, 82 * s, 88 * s), fill=hair)
    draw.ellipse((22 * s, 24 * s, 74 * s, 88 * s), fill=skin)
    for x, y, r in rng.integers((30, 40, 3), (70, 80, 8), (6, 3)) * s:
        draw.ellipse((x - r, y - r, x + r, y + r), fill=tuple(int(v) for v in rng.integers(0, 255, 3)))
    return image


def encoded(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """The bytes of a file."""
    buffer = BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def folder_of(path: Path, count: int) -> Path:
    """`count` different drawings in two labelled sub-folders."""
    for seed in range(count):
        home = path / ("cats" if seed % 4 == 0 else "dogs")
        home.mkdir(parents=True, exist_ok=True)
        drawing(seed).save(home / f"{seed:03}.png")
    return path


def options(folder: Path, out: Path, **changes: object) -> DataOptions:
    """Options for a test: decoding in this process, 64 pixels."""
    made = DataOptions(folder, out, "CC0-1.0", "drawn by this test", size=64, workers=0)
    return replace(made, **changes)


def task(path: Path, **changes: object) -> Task:
    """A task for one file."""
    return replace(Task.of(options(path.parent, path.parent), path.name, None), **changes)


def pixels(data: bytes) -> NDArray[np.int16]:
    """Of a PNG: (H, W, 3), ready for differences."""
    with Image.open(BytesIO(data)) as image:
        return np.asarray(image.convert("RGB"), np.int16)
