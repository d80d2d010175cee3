"""What a data set is like, in numbers: colours, brightness, sizes, likeness, balance."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from moeforge.painter.colors import from_oklab, to_oklab
from moeforge_training.dataset.balance import TRAIN
from moeforge_training.dataset.manifest import DataSet, Entry

F64 = NDArray[np.float64]
U8 = NDArray[np.uint8]

SAMPLE = 1000
"""Pictures looked at; of larger sets every n-th."""
LEVELS, HUES = 8, 12
GREY = 0.03
"""OKLab chroma below which a colour counts as grey."""
SMALL = 32
LIKENESS = 0.1
"""Width of the likeness kernel: RMS OKLab distance of 8 x 8 copies."""
SIZES = (64, 128, 256, 512, 1024, 2048)
SIDES = ("<64", *map(str, SIZES))
"""Names of the steps of `Figures.sizes`: from so many pixels on."""
BRIGHTNESS = ("dark", *"." * 8, "light")


@dataclass(frozen=True, slots=True)
class Swatch:
    """A cell of the palette: its mean colour (8-bit sRGB) and share of all pixels."""

    level: int  # 0 dark .. LEVELS - 1 light
    hue: int  # 0 grey, 1..HUES around the OKLab circle from red
    rgb: tuple[int, int, int]
    share: float


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a label column."""

    name: str
    train: int
    held_out: int
    share: float  # of the training weight


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the reports show. Histograms are counts of sampled pictures."""

    palette: tuple[Swatch, ...]
    brightness: tuple[int, ...]  # ten steps of mean OKLab lightness, dark to light
    sizes: tuple[int, ...]  # shorter side of the source below SIZES[0], between ..., from SIZES[-1] on
    different: float  # Vendi score: the set counts as so many wholly different pictures
    sampled: int
    labels: dict[str, tuple[Value, ...]]
    near: tuple[tuple[Entry, Entry], ...]  # (near-duplicate, its group's first)
    reasons: dict[str, int]
    mends: dict[str, int]
    methods: dict[str, int]


def spread(entries: Sequence[Entry], most: int) -> list[Entry]:
    """At most `most` entries, evenly taken."""
    if len(entries) <= most:
        return list(entries)
    return [entries[int(i)] for i in np.linspace(0, len(entries) - 1, most).round()]


def measure(data: DataSet) -> Figures:
    """Figures of a data set; reads at most SAMPLE pictures."""
    looked = spread(data.entries, SAMPLE)
    lab = to_oklab(_small(data, looked) / 255.0)  # (N, SMALL, SMALL, 3)
    first = {entry.finding.source: entry for entry in data.entries}
    return Figures(
        palette=_palette(lab.reshape(-1, 3)),
        brightness=_histogram(lab[..., 0].mean(axis=(1, 2)), np.linspace(0, 1, 11)),
        sizes=_histogram(
            np.array([min(e.finding.width, e.finding.height) for e in data.entries]), np.array([0, *SIZES, 1 << 30])
        ),
        different=vendi(lab),
        sampled=len(looked),
        labels={name: _values(data.entries, name) for name in _columns(data.entries)},
        near=tuple((e, first[e.near_of]) for e in data.entries if e.near_of in first),
        reasons=dict(Counter(f.code for f in data.dropped).most_common()),
        mends=dict(Counter(_kind(m) for e in data.entries for m in e.finding.mends).most_common()),
        methods=dict(Counter(e.finding.method for e in data.entries).most_common()),
    )


def _small(data: DataSet, entries: Sequence[Entry]) -> U8:
    pictures = np.zeros((len(entries), SMALL, SMALL, 3), np.uint8)
    for i, entry in enumerate(entries):
        with Image.open(data.path(entry), formats=("PNG",)) as image:
            pictures[i] = np.asarray(image.convert("RGB").resize((SMALL, SMALL), Image.Resampling.BOX))
    return pictures


def _palette(lab: F64) -> tuple[Swatch, ...]:
    """Shares of (N, 3) OKLab pixels by lightness and hue, cells under 1/1000 left out."""
    chroma = np.hypot(lab[:, 1], lab[:, 2])
    turn = (np.arctan2(lab[:, 2], lab[:, 1]) / (2 * np.pi)) % 1.0
    hue = np.where(chroma < GREY, 0, 1 + (turn * HUES).astype(int) % HUES)
    level = np.clip((lab[:, 0] * LEVELS).astype(int), 0, LEVELS - 1)
    cell = level * (HUES + 1) + hue
    counts = np.bincount(cell, minlength=LEVELS * (HUES + 1))
    found: list[Swatch] = []
    for index in np.flatnonzero(counts >= max(1, len(lab) / 1000)):
        red, green, blue = (int(v) for v in np.round(from_oklab(lab[cell == index].mean(axis=0)) * 255))
        at, around = divmod(int(index), HUES + 1)
        found.append(Swatch(at, around, (red, green, blue), float(counts[index] / len(lab))))
    return tuple(found)


def vendi(lab: F64) -> float:
    """Vendi score (Friedman and Dieng 2023) of (N, S, S, 3) OKLab pictures: exp of the kernel's spectral entropy.

    1 when all are the same, N when no two are alike; the kernel is exp(-d^2 / 2 LIKENESS^2) of 8 x 8 copies.
    """
    n, side = len(lab), lab.shape[1]
    if n == 0:
        return 0.0
    flat = lab.reshape(n, 8, side // 8, 8, side // 8, 3).mean(axis=(2, 4)).reshape(n, -1)
    square = (flat**2).sum(axis=1)
    distance = np.maximum(square[:, None] + square[None] - 2 * flat @ flat.T, 0.0) / 64
    values = np.linalg.eigvalsh(np.exp(-distance / (2 * LIKENESS**2)) / n)
    values = values[values > 1e-12]
    return float(np.exp(-(values * np.log(values)).sum()))


def _histogram(values: NDArray[np.floating | np.integer], edges: NDArray[np.floating | np.integer]) -> tuple[int, ...]:
    return tuple(int(count) for count in np.histogram(values, edges)[0])


def _columns(entries: Sequence[Entry]) -> list[str]:
    names = dict.fromkeys(name for entry in entries for name in entry.labels or {})
    return [name for name in names if any((entry.labels or {}).get(name) for entry in entries)]


def _values(entries: Sequence[Entry], column: str) -> tuple[Value, ...]:
    """By number of training pictures, then by name."""
    train, rest = Counter[str](), Counter[str]()
    weight: dict[str, float] = defaultdict(float)
    for entry in entries:
        name = (entry.labels or {}).get(column, "") or "(none)"
        inside = entry.split == TRAIN
        (train if inside else rest)[name] += 1
        weight[name] += entry.weight * inside
    total = sum(weight.values()) or 1.0
    names = sorted({*train, *rest}, key=lambda name: (-train[name], name))
    return tuple(Value(name, train[name], rest[name], weight[name] / total) for name in names)


def _kind(mend: str) -> str:
    """A mend without its numbers, so that like ones count together."""
    return " ".join("..." if word.isdigit() else word for word in mend.split())
