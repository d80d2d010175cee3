"""The hunt's results on disk, one line of JSON for each figure, so that a stopped hunt goes on; and their table."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from defects.hunt import Found
from defects.sighting import LEAST, Sighting
from defects.states import EXPRESSIONS
from moeforge.rig.poses import Pose
from moeforge.spec import AvatarSpec


@dataclass(frozen=True, slots=True)
class Record:
    """One figure: in how many of its states each kind was seen, and the worst sighting of each."""

    seed: int
    hair: str
    outfit: str
    accessories: tuple[str, ...]
    states: Mapping[str, int]  # kind -> number of states, of faces x poses
    worst: Mapping[str, Found]

    @staticmethod
    def of(spec: AvatarSpec, poses: Sequence[Pose], found: Iterable[Found]) -> "Record":
        """Counts states: what does not depend on the face is there in all faces, and so for the pose."""
        everything = list(found)
        states: dict[str, set[tuple[str, str]]] = {}
        worst: dict[str, Found] = {}
        for f in everything:
            kind = f.sighting.kind
            faces = [f.expression] if f.expression else list(EXPRESSIONS)
            stances = [f.pose] if f.pose else [p.id for p in poses]
            states.setdefault(kind, set()).update((s, e) for s in stances for e in faces)
            if kind not in worst or worst[kind].sighting.amount < f.sighting.amount:
                worst[kind] = f
        counts = {kind: len(states[kind]) for kind in LEAST if kind in states}
        choices = spec.choices
        return Record(spec.seed, choices["hair_style"], choices["outfit"], spec.accessories, counts, worst)

    @property
    def line(self) -> str:
        return json.dumps(asdict(self))


def read(path: Path) -> list[Record]:
    """The records of a file; none where there is no file. A last line cut short is left out."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True) if path.exists() else []
    return [_record(json.loads(line)) for line in lines if line.endswith("\n")]


def _record(row: Mapping[str, Any]) -> Record:
    worst = {
        kind: Found(f["pose"], f["expression"], Sighting(**f["sighting"])) for kind, f in row["worst"].items()
    }  # fmt: skip
    return Record(row["seed"], row["hair"], row["outfit"], tuple(row["accessories"]), row["states"], worst)


def table(records: Sequence[Record], states: int) -> str:
    """A Markdown table: for each kind the figures and the states in which it was seen."""
    rows = [
        f"| {kind} | {sum(kind in r.states for r in records)} | {sum(r.states.get(kind, 0) for r in records):,} |"
        for kind in LEAST
    ]
    some = sum(bool(r.states) for r in records)
    head = f"| kind | figures of {len(records)} | states of {states * len(records):,} |\n| --- | --- | --- |"
    return "\n".join([head, *rows, f"| any | {some} | |"])


def worst_first(records: Iterable[Record], kind: str) -> list[tuple[int, Found]]:
    """Seeds and worst sightings of one kind, the largest first."""
    found = [(r.seed, r.worst[kind]) for r in records if kind in r.worst]
    return sorted(found, key=lambda row: -row[1].sighting.amount)
