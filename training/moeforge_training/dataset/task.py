"""One file from start to end: bytes to a finished square, in whatever process."""

from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from moeforge_training.dataset import fingerprint
from moeforge_training.dataset.finding import Finding
from moeforge_training.dataset.framing import Box, Crop, frame
from moeforge_training.dataset.options import CropRule, DataOptions, Limits
from moeforge_training.dataset.picture import Picture, open_picture
from moeforge_training.dataset.refused import OUT_OF_MEMORY, Refused
from moeforge_training.dataset.square import U8, square

BLANK = 6
"""Largest channel difference (8-bit) of a picture that shows nothing."""


@dataclass(frozen=True, slots=True)
class Task:
    """A file and how to treat it."""

    path: Path
    source: str
    box: Box | None
    size: int
    background: tuple[int, int, int]
    crop: CropRule
    margin: float
    limits: Limits

    @staticmethod
    def of(options: DataOptions, source: str, box: Box | None) -> "Task":
        """The task for one source of a folder."""
        return Task(
            options.folder.resolve() / source, source, box, options.size, options.background_rgb(), options.crop,
            options.margin, options.limits,
        )  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """For the way to a child process."""
        return asdict(self) | {"path": str(self.path)}

    @staticmethod
    def from_json(values: dict[str, Any]) -> "Task":
        """The inverse of `to_json`."""
        box, color = values["box"], values["background"]
        changed: dict[str, Any] = {
            "path": Path(values["path"]), "limits": Limits(**values["limits"]), "box": tuple(box) if box else None,
            "background": tuple(color),
        }  # fmt: skip
        return Task(**(values | changed))


def work(task: Task) -> tuple[Finding, bytes]:
    """What became of the file, and the finished PNG (empty when it was left out)."""
    finding = Finding(task.source)
    try:
        data = _read(task)
        finding = replace(finding, sha256=sha256(data).hexdigest(), bytes=len(data))
        return _finish(task, finding, open_picture(data, task.limits, task.path.name))
    except Refused as refused:
        return replace(finding, code=refused.code, reason=refused.reason), b""
    except MemoryError:
        return replace(finding, code="too large", reason=OUT_OF_MEMORY), b""


def _read(task: Task) -> bytes:
    try:
        with task.path.open("rb") as file:
            data = file.read(task.limits.bytes + 1)
    except OSError as error:
        raise Refused("unreadable", error.strerror or "cannot be read") from None
    if len(data) > task.limits.bytes:
        raise Refused("too large", f"more than {task.limits.bytes} bytes")
    return data


def _finish(task: Task, finding: Finding, picture: Picture) -> tuple[Finding, bytes]:
    image = picture.image
    crop = frame(image, task.box, task.crop, task.margin)
    _touching(crop, image.size)
    pixels = square(image, crop, task.size, task.background)
    if int(np.ptp(pixels, axis=(0, 1)).max()) <= BLANK:
        raise Refused("blank", "one colour and nothing on it")
    data = _png(pixels)
    digest = sha256(data).hexdigest()
    found = replace(
        finding, format=picture.format, mode=picture.mode, width=image.width, height=image.height,
        mends=picture.mends + _changes(task, image, crop), crop=(crop.x, crop.y, crop.side), method=crop.method,
        image=f"images/{digest[:16]}.png", image_sha256=digest, dhash=fingerprint.dhash(pixels).hex(),
        swatch=fingerprint.swatch(pixels).hex(),
    )  # fmt: skip
    return found, data


def _touching(crop: Crop, size: tuple[int, int]) -> None:
    right, bottom = crop.x + crop.side, crop.y + crop.side
    if crop.x >= size[0] or crop.y >= size[1] or right <= 0 or bottom <= 0:
        raise Refused("box outside", f"the given box lies outside the picture of {size[0]}x{size[1]}")


def _changes(task: Task, image: Image.Image, crop: Crop) -> tuple[str, ...]:
    inside = crop.x >= 0 and crop.y >= 0 and crop.x + crop.side <= image.width and crop.y + crop.side <= image.height
    ground = image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255)
    changes = (
        (ground, "transparency laid on the background"),
        (not inside, "filled up to a square"),
        (crop.side < task.size, f"enlarged from {crop.side} pixels"),
    )
    return tuple(text for holds, text in changes if holds)


def _png(pixels: U8) -> bytes:
    """Pixels and nothing else."""
    buffer = BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    return buffer.getvalue()
