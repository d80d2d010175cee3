"""The data set on disk: manifest.jsonl (kept), dropped.jsonl (left out and why), dataset.json (the card), images/."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from moeforge.errors import BadSpecError, NotFoundError
from moeforge_training.dataset.finding import Finding
from moeforge_training.dataset.options import prepare_command

MANIFEST, DROPPED, CARD = "manifest.jsonl", "dropped.jsonl", "dataset.json"
FORMAT = "moeforge-dataset"
IMAGE_NAME = re.compile(r"images/[0-9a-f]{16}\.png")


@dataclass(frozen=True, slots=True)
class Entry:
    """A kept picture and its part in the set."""

    finding: Finding
    split: str
    weight: float
    label: str = ""  # the first label column's value
    labels: Mapping[str, str] | None = None
    near_of: str = ""  # source name of the first picture of its group of near-duplicates
    near_distance: int = 0  # bits of 256 to that picture's nearest link in the group

    def to_json(self) -> dict[str, Any]:
        """The line of the manifest."""
        near = {"near_of": self.near_of, "near_distance": self.near_distance} if self.near_of else {}
        own = {
            "split": self.split,
            "weight": round(self.weight, 6),
            "label": self.label,
            "labels": dict(self.labels or {}),
        }
        return self.finding.to_json() | own | near

    @staticmethod
    def from_json(values: Mapping[str, Any]) -> "Entry":
        """The inverse; BadSpecError for a picture's name that no data set of ours has."""
        finding = Finding.from_json(values)
        if not IMAGE_NAME.fullmatch(finding.image):
            raise BadSpecError(f"picture {finding.image!r} is not a name of this data set")
        return Entry(
            finding, str(values["split"]), float(values["weight"]), str(values["label"]), dict(values["labels"]),
            str(values.get("near_of", "")), int(values.get("near_distance", 0)),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class DataSet:
    """A data set that was read. `card` is dataset.json."""

    folder: Path
    card: Mapping[str, Any]
    entries: tuple[Entry, ...]
    dropped: tuple[Finding, ...]

    def path(self, entry: Entry) -> Path:
        """Where an entry's picture lies: a square RGB PNG of card["size"] pixels."""
        return self.folder / entry.finding.image

    def split(self, name: str) -> tuple[Entry, ...]:
        """Entries of "train" or "held-out"."""
        return tuple(entry for entry in self.entries if entry.split == name)

    def verify(self) -> None:
        """BadSpecError for the first picture that is missing or changed."""
        for entry in self.entries:
            path = self.path(entry)
            if not path.is_file() or sha256(path.read_bytes()).hexdigest() != entry.finding.image_sha256:
                raise BadSpecError(f"{path} is missing or changed: run `{prepare_command(self.folder)}` again")


def read(folder: Path) -> DataSet:
    """A prepared data set. NotFoundError where there is none, BadSpecError where it was changed by hand."""
    if not (folder / CARD).is_file():
        raise NotFoundError(f"{folder} is no data set: `{prepare_command(folder)}` makes one")
    try:
        card: Any = json.loads((folder / CARD).read_bytes())
        data = (folder / MANIFEST).read_bytes()
        if card["format"] != FORMAT or card["hash"] != sha256(data).hexdigest():
            raise BadSpecError(f"{folder / MANIFEST} does not fit {CARD}: run `{prepare_command(folder)}` again")
        entries = tuple(Entry.from_json(json.loads(line)) for line in data.splitlines())
        dropped = tuple(Finding.from_json(json.loads(line)) for line in (folder / DROPPED).read_bytes().splitlines())
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadSpecError(f"{folder} is a damaged data set ({error}): run `{prepare_command(folder)}` again") from None
    return DataSet(folder, card, entries, dropped)
