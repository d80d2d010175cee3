"""The curves of a run: rows of JSON in curves.jsonl, and TensorBoard's files where tensorboard is installed."""

from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from moeforge_training.session import Curve

NAME = "curves.jsonl"


class Curves:
    """Appends rows; each has its step."""

    def __init__(self, folder: Path, step: int) -> None:
        """Begin, or go on after `step`: later rows were lost with an interrupted run and are dropped."""
        self.file = Curve(folder / NAME)
        self.file.forget_after(step)
        self.board = _board(folder / "tensorboard", step)

    def add(self, step: int, row: Mapping[str, Any]) -> None:
        """One row, at once on the disk."""
        self.file.add({"step": step, **row})
        if self.board is not None:
            for name, value in row.items():
                if isinstance(value, int | float):
                    self.board.add_scalar(name, value, step)

    def close(self) -> None:
        """Write out what TensorBoard holds back."""
        if self.board is not None:
            self.board.close()


def _board(folder: Path, step: int) -> Any:  # noqa: ANN401 - a class of an optional package
    if find_spec("tensorboard") is None:
        return None
    from torch.utils.tensorboard import SummaryWriter

    return SummaryWriter(str(folder), purge_step=step + 1)
