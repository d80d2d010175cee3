"""How evenly a corpus is spread: counts along every axis, and over every pair of axes."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from moeforge_training.plan import Plan, Sitter, sitter


@dataclass(frozen=True, slots=True)
class Balance:
    """What was counted in a number of sitters."""

    count: int
    families: Mapping[str, Mapping[str, int]]  # axis -> family -> sitters
    pairs: Mapping[tuple[str, str], tuple[int, int]]  # two axes -> least and most sitters in a combination
    blush: float  # share of the sitters
    mixed: Mapping[str, float]  # design, drawing -> share of the sitters with a mix of two

    @property
    def worst(self) -> float:
        """Largest count over the smallest along any one axis: 1 is even."""
        return max(max(c.values()) / max(1, min(c.values())) for c in self.families.values())


def balance(plan: Plan, stream: str, count: int) -> Balance:
    """Count the first `count` sitters of a stream; nothing is painted."""
    sitters = [sitter(plan, stream, index) for index in range(count)]
    return Balance(
        count=count,
        families={axis: _counted(sitters, axis, names) for axis, names in plan.axes.items()},
        pairs={(a, b): _extremes(plan, sitters, a, b) for a, b in combinations(plan.axes, 2)},
        blush=sum(s.blush for s in sitters) / count,
        mixed={
            "design": sum(len(s.design) > 1 for s in sitters) / count,
            "drawing": sum(len(s.drawing) > 1 for s in sitters) / count,
        },
    )


def _counted(sitters: Sequence[Sitter], axis: str, names: Sequence[str]) -> Mapping[str, int]:
    found = Counter(s.family[axis] for s in sitters)
    return {name: found[name] for name in names}


def _extremes(plan: Plan, sitters: Sequence[Sitter], a: str, b: str) -> tuple[int, int]:
    found = Counter((s.family[a], s.family[b]) for s in sitters)
    counts = [found[x, y] for x in plan.axes[a] for y in plan.axes[b]]
    return min(counts), max(counts)


def text(plan: Plan, stream: str, found: Balance) -> str:
    """The report as lines of plain text."""
    lines = [f"{plan.name}, seed {plan.seed}, {stream}: {found.count} sitters"]
    for axis, counts in found.families.items():
        lines.append(f"{axis}: {len(counts)} families, {min(counts.values())} to {max(counts.values())} each")
        lines.append("  " + ", ".join(f"{name} {count}" for name, count in counts.items()))
    lines.append("combinations of two axes, least to most sitters:")
    lines += [f"  {a} x {b}: {low} to {high}" for (a, b), (low, high) in found.pairs.items()]
    lines.append(f"blush {found.blush:.1%}; " + ", ".join(f"mixed {k} {v:.1%}" for k, v in found.mixed.items()))
    return "\n".join(lines)
