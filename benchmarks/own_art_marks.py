"""What a contender of own_art.py leaves behind as it trains: pictures and a few numbers at each mark of its time."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np

from moeforge_training.source import U8

SIZE = 64
"""Side of the pictures in texels."""
SAMPLES = 1000
"""Pictures generated at a mark."""
QUARTERS = 4


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a contender was."""

    seconds: float  # of training
    steps: int  # of the generator
    shown: int  # training pictures shown to the critic, repetitions counted
    parameters: int  # of the generator


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one contender in its folder."""

    folder: Path
    minutes: float

    def left(self, seconds: float) -> Iterator[float]:
        """Seconds of training at the marks to come, the last of them the end."""
        marks = (60.0 * self.minutes * n / QUARTERS for n in range(1, QUARTERS + 1))
        return (mark for mark in marks if mark > seconds)

    def write(self, mark: Mark, pictures: U8) -> None:
        """Keep pictures (N, S, S, 3) uint8 sRGB under the mark's time in milliseconds."""
        self.folder.mkdir(parents=True, exist_ok=True)
        stem = self.folder / f"mark-{round(1000 * mark.seconds):09d}"
        np.save(stem.with_suffix(".npy"), pictures)
        stem.with_suffix(".json").write_text(json.dumps(asdict(mark)), encoding="utf-8")
        speed = mark.shown / max(mark.seconds, 1e-9)
        print(f"{self.folder.name}: {mark.steps} steps, {mark.shown} pictures, {speed:.0f} a second", flush=True)

    def read(self) -> list[tuple[Mark, U8]]:
        """All whole marks, first to last."""
        stems = sorted(self.folder.glob("mark-*.json"))
        told = (Mark(**json.loads(path.read_text(encoding="utf-8"))) for path in stems)
        return [(mark, np.load(path.with_suffix(".npy"))) for mark, path in zip(told, stems, strict=True)]
