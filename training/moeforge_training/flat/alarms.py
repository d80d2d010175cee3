"""When to worry, in words: a model that copies, learns by heart, repeats itself or gets worse."""

from collections.abc import Callable, Sequence

from moeforge_training.flat.judge import Verdict

Row = tuple[int, Verdict]
"""(step, its verdict)."""

COPYING = -3.0
COPIES = 0.05
"""Share of the pictures that may be near to a training picture where the copying test finds nothing."""
MEMORY = 0.6
VARIETY = 0.6
WORSE = 1.25
PATIENCE = 3
"""Checkpoints in a row that must be worse than the best."""


def alarms(history: Sequence[Row]) -> list[str]:
    """Sentences for the latest checkpoint of a run; none when all is well."""
    return [text for rule in _RULES for text in rule(history)] if history else []


def _copying(history: Sequence[Row]) -> list[str]:
    _, last = history[-1]
    bearable = 0.0 if last.copying < COPYING else COPIES * last.of
    if last.copies <= bearable:
        return []  # plain pictures may be nearer to all of yours than yours are to each other: that alone is no copying
    return [
        f"copying: {last.copies} of {last.of} generated pictures are close to a training picture (test "
        f"{last.copying:.1f}, alarm below {COPYING:.0f}): look at copies.png, add pictures or stop earlier"
    ]


def _memory(history: Sequence[Row]) -> list[str]:
    _, last = history[-1]
    if last.memory <= MEMORY:
        return []
    return [
        f"overfitting: the critic knows {last.memory:.0%} of the way from held-out to training pictures by heart: "
        "add pictures, keep the augmentation on, or stop soon"
    ]


def _same(history: Sequence[Row]) -> list[str]:
    _, last = history[-1]
    if last.variety >= VARIETY:
        return []
    return [f"little variety: generated pictures differ by {last.variety:.0%} of what yours differ by"]


def _worse(history: Sequence[Row]) -> list[str]:
    step, best = min(history, key=lambda row: row[1].kid)
    since = [verdict for at, verdict in history if at > step]
    limit = max(best.kid, best.floor) * WORSE
    if len(since) < PATIENCE or any(verdict.kid <= limit for verdict in since[-PATIENCE:]):
        return []
    return [
        f"getting worse: KID {since[-1].kid:.3f} after {best.kid:.3f} at step {step}; stop, or train with more pictures"
    ]


_RULES: tuple[Callable[[Sequence[Row]], list[str]], ...] = (_copying, _memory, _same, _worse)
