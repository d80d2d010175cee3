"""Morphs of a part, told by states: 85 faces have some twenty different lids and sixty mouths between them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from moeforge.template.part import F64, I64


@dataclass(frozen=True, slots=True)
class Run:
    """How vertices that follow one another move: each morph shows them in one of a few different states."""

    deltas: F64  # (S, N, 3) HH
    states: I64  # (M,) the state of each morph


@dataclass(frozen=True, slots=True)
class Morphs(Mapping[str, F64]):
    """Name -> deltas (N, 3) in HH of all vertices; the runs cover the vertices of a part one after another."""

    names: tuple[str, ...]
    runs: tuple[Run, ...]

    @staticmethod
    def of(deltas: Mapping[str, F64]) -> "Morphs":
        """Those of a part, however they were told: every morph is a state of its own."""
        if isinstance(deltas, Morphs):
            return deltas
        run = (Run(np.stack(list(deltas.values())), np.arange(len(deltas))),) if deltas else ()
        return Morphs(tuple(deltas), run)

    def __getitem__(self, name: str) -> F64:
        try:
            morph = self.names.index(name)
        except ValueError:
            raise KeyError(name) from None
        return np.concatenate([run.deltas[run.states[morph]] for run in self.runs])

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)
