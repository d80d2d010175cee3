"""What an artist should know before training on a set, in sentences."""

from collections.abc import Callable
from typing import Any

from moeforge_training.dataset.balance import TRAIN
from moeforge_training.dataset.figures import Figures
from moeforge_training.dataset.manifest import DataSet

FEW = 100
LOPSIDED = 8


def advise(data: DataSet, figures: Figures) -> list[str]:
    """Sentences for whatever stands out; none when nothing does."""
    return [text for rule in _RULES for text in rule(data, figures)]


def _few(data: DataSet, figures: Figures) -> list[str]:
    count = len(data.split(TRAIN))
    if not count:
        return ["No picture is left to train on: see the reasons below."]
    return [f"{count} training pictures are few: below {FEW} a model repeats what it saw."] if count < FEW else []


def _alike(data: DataSet, figures: Figures) -> list[str]:
    if len(figures.near) <= 0.1 * len(data.entries):
        return []
    return [f"{len(figures.near)} pictures nearly repeat others; they share one weight. `--near drop` leaves them out."]


def _enlarged(data: DataSet, figures: Figures) -> list[str]:
    side = _number(data.card, "size")
    small = sum(e.finding.crop[2] < side for e in data.entries)
    if small <= 0.25 * len(data.entries):
        return []
    return [f"{small} pictures were enlarged to {side} pixels and look soft: choose a smaller --size or larger files."]


def _guessed(data: DataSet, figures: Figures) -> list[str]:
    guessed = figures.methods.get("centre-of-mass", 0)
    if not guessed:
        return []
    return [f"{guessed} crops are guesses by contrast alone: look at them, or give face boxes with --boxes."]


def _lopsided(data: DataSet, figures: Figures) -> list[str]:
    found: list[str] = []
    for column, values in figures.labels.items():
        counts = [value.train for value in values if value.train and value.name != "(none)"]
        if counts and max(counts) >= LOPSIDED * min(counts):
            found.append(
                f"{column}: the most frequent value has {max(counts)} training pictures, the rarest {min(counts)}; "
                "weights even this out, but more pictures of the rare ones do it better."
            )
    return found


def _uncredited(data: DataSet, figures: Figures) -> list[str]:
    needs = str(data.card["licence"]["id"]).upper().startswith("CC-BY") and not data.card.get("credit")
    return ["The licence asks for a credit and none is given: prepare again with --credit NAME."] if needs else []


def _number(card: Any, key: str) -> int:  # noqa: ANN401 - the card is JSON
    return int(card[key])


_RULES: tuple[Callable[[DataSet, Figures], list[str]], ...] = (
    _few,
    _alike,
    _enlarged,
    _guessed,
    _lopsided,
    _uncredited,
)
