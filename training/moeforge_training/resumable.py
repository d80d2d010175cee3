"""What the runs of a single net share: how far they are, and how they go on from a checkpoint."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

from torch import Tensor

from moeforge.errors import ModelError
from moeforge_training import checkpoint, session


class Length(Protocol):
    """What a run reads of its config here."""

    @property
    def out(self) -> Path: ...

    @property
    def minutes(self) -> float: ...

    @property
    def steps(self) -> int | None: ...

    @property
    def resume(self) -> bool: ...


class Continued(Protocol):
    """What goes on from the tensors of a checkpoint."""

    def load(self, groups: Mapping[str, Mapping[str, Tensor]]) -> None: ...


class ResumableRun:
    """Steps made, seconds spent, checkpoint and curve of a run in `length.out`."""

    def __init__(self, length: Length) -> None:
        self._length = length
        self.folder = length.out / "checkpoint"
        self.curve = session.Curve(length.out / "curves.jsonl")
        self.steps, self.seconds = 0, 0.0

    @property
    def fraction(self) -> float:
        """How much of the run is done, 0..1."""
        return session.fraction(self.steps, self._length.steps, self.seconds, self._length.minutes)

    def resumed(self, trainer: Continued, **net: object) -> Mapping[str, Any] | None:
        """Go on from the checkpoint where there is one and the run may: its state, else None.

        ModelError where the state says of the net something else than `net`.
        """
        if not (self._length.resume and checkpoint.exists(self.folder)):
            return None
        state, groups = checkpoint.load(self.folder)
        if any(state.get(name) != value for name, value in net.items()):
            raise ModelError(f"{self.folder} holds another net; give another --out or --fresh")
        trainer.load(groups)
        self.steps, self.seconds = state["steps"], state["seconds"]
        self.curve.forget_after(self.steps)
        return state
