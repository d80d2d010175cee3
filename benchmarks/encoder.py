"""What the picture encoder gets right, by head: pictures of seeds it never saw, looks it never saw, other people's art.

python benchmarks/encoder.py --data ../shared/data

A row: pictures with a label, what always giving the commonest answer gets right, what the best guess gets right, how
often the head answers at all, and what it gets right then. `--models DIR`: another encoder than the bundled one;
`--sittings N`: figures painted for the first tables (six pictures each).
"""

import argparse
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from encoder_art import Piece, sets
from numpy.typing import NDArray

from moeforge.models.card import HeadCard, ModelCard, read_card, read_model
from moeforge.models.runtime import opened
from moeforge.understand.picture.crop import SIDE
from moeforge_training.corpus import Order, prepare
from moeforge_training.encoder.album import Album
from moeforge_training.encoder.album import opened as album_of
from moeforge_training.encoder.figures import STORED
from moeforge_training.encoder.heads import HEADS, UNKNOWN, VALUES
from moeforge_training.encoder.measure import r2
from moeforge_training.encoder.source import OUT, SHEETS, SittingSource

F32 = NDArray[np.float32]
TEST = 2
"""Stream of pictures that neither training nor calibration ever saw."""
NAMES: Mapping[str, str] = {"figure": "own figures", "cartoon": "random cartoons"}


@dataclass(frozen=True, slots=True)
class Row:
    """What one head did on one set."""

    trait: str
    count: int
    majority: float
    right: float  # of the best guesses
    coverage: float
    answered: float  # right, of those that were sure enough; NaN where none was


class Reader:
    """The encoder at work."""

    def __init__(self, folder: Path) -> None:
        self.card: ModelCard = read_card(folder / "encoder.json")
        self.runtime = opened(self.card, read_model(self.card, folder), 1)

    def read(self, crops: NDArray[np.uint8]) -> tuple[F32, F32]:
        """Logits and values of crops (N, SIDE, SIDE, 3)."""
        feed = np.ascontiguousarray(crops.transpose(0, 3, 1, 2), np.float32) / np.float32(255)
        parts = [self.runtime.run(["logits", "values"], {"picture": feed[i : i + 64]}) for i in range(0, len(feed), 64)]
        logits, values = (np.concatenate([np.asarray(p[k]) for p in parts]) for k in range(2))
        return logits, values


def row(head: HeadCard, logits: F32, truth: Sequence[frozenset[str]]) -> Row | None:
    """How a head does; `truth`: right answers of each picture, empty where unknown. None without labels."""
    known = [i for i, answers in enumerate(truth) if answers]
    if not known:
        return None
    own = logits[known, head.start : head.start + len(head.values)].astype(np.float64) / head.temperature
    odds = np.exp(own - own.max(1, keepdims=True))
    odds /= odds.sum(1, keepdims=True)
    said = [head.values[int(i)] for i in odds.argmax(1)]
    right = np.array([word in truth[i] for word, i in zip(said, known, strict=True)])
    sure = odds.max(1) >= head.threshold
    common = Counter(value for i in known for value in truth[i]).most_common(1)[0][1]
    answered = float(right[sure].mean()) if sure.any() else float("nan")
    return Row(head.trait, len(known), common / len(known), float(right.mean()), float(sure.mean()), answered)


def table(name: str, rows: Sequence[Row]) -> str:
    """Markdown."""
    lines = [f"\n{name}\n", "| head | pictures | majority | best guess | answers | right then |", "| --- " * 6 + "|"]
    for r in rows:
        numbers = f"{r.majority:.0%} | {r.right:.0%} | {r.coverage:.0%} | "
        then = "-" if np.isnan(r.answered) else f"{r.answered:.0%}"
        lines.append(f"| {r.trait} | {r.count} | {numbers}{then} |")
    return "\n".join(lines)


def painted(reader: Reader, sittings: int) -> list[str]:
    """Tables of our own pictures."""
    tables: list[str] = []
    for sheet in (*SHEETS, *(s + OUT for s in SHEETS)):
        album = _album(sheet, sittings)
        spare = (STORED - SIDE) // 2
        crops = album.pictures[:, :, spare : spare + SIDE, spare : spare + SIDE].transpose(0, 2, 3, 1)
        logits, values = reader.read(crops)
        rows = [row(h, logits, _answers(album, i)) for i, h in enumerate(reader.card.heads)]
        kind = f"{NAMES[sheet.removesuffix(OUT)]}, {'looks left out' if sheet.endswith(OUT) else 'other seeds'}"
        tables.append(table(kind, [r for r in rows if r]) + _numbers(reader, album, values))
    return tables


def _album(sheet: str, sittings: int) -> Album:
    source = SittingSource()
    with TemporaryDirectory() as cache:
        order = Order(sheet, sittings, STORED, 0, TEST)
        return album_of(source, sheet, prepare(source, order, Path(cache), 1, lambda done: None))


def _answers(album: Album, place: int) -> list[frozenset[str]]:
    values = HEADS[place].values
    return [frozenset() if c == UNKNOWN else frozenset({values[c]}) for c in album.classes[:, place]]


def _numbers(reader: Reader, album: Album, values: F32) -> str:
    """R2 of the sliders that the model gives."""
    kept = [v.trait for v in reader.card.continuous]
    full = np.full(album.values.shape, 0.5, np.float32)
    for index, trait in enumerate(kept):
        full[:, VALUES.index(trait)] = values[:, index]
    fit = r2(full, album.values)
    return "\n\nR2: " + ", ".join(f"{trait} {fit[trait]:.2f}" for trait in kept) if fit else ""


def art(reader: Reader, data: Path) -> list[str]:
    """Tables of other people's pictures."""
    tables: list[str] = []
    for name, pieces in sets(data).items():
        logits, _ = reader.read(np.stack([piece.crop for piece in pieces]))
        rows = [row(h, logits, [p.truth.get(h.trait, frozenset()) for p in pieces]) for h in reader.card.heads]
        tables.append(
            table(f"{name}, {len(pieces)} pictures", [*_worn(reader, logits, pieces), *(r for r in rows if r)])
        )
    return tables


def _worn(reader: Reader, logits: F32, pieces: Sequence[Piece]) -> list[Row]:
    """Whether glasses are worn at all, whichever; and skin within one step."""
    heads = {h.trait: h for h in reader.card.heads}
    glasses = heads["eyewear"]
    kinds = frozenset(glasses.values) - {"none"}
    asked = [p.truth.get("eyewear", frozenset[str]()) for p in pieces]
    any_kind = [kinds if answers and "none" not in answers else answers for answers in asked]
    near = [frozenset(str(int(s) + d) for s in p.truth.get("skin", ()) for d in (-1, 0, 1)) for p in pieces]
    rows = row(glasses, logits, any_kind), row(heads["skin"], logits, near)
    names = "eyewear: any or none", "skin: within one step"
    return [Row(n, r.count, r.majority, r.right, r.coverage, r.answered) for n, r in zip(names, rows, strict=True) if r]


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--models", type=Path, default=Path(str(files("moeforge.models") / "bundled")))
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--sittings", type=int, default=64)
    options = parser.parse_args()
    reader = Reader(options.models)
    for text in (painted(reader, options.sittings) if options.sittings else []) + art(reader, options.data):
        print(text)


if __name__ == "__main__":
    main()
