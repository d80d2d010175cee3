"""Named destinations: an avatar made to fit, with a report on every limit, or an error that names the one it breaks."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple

from moeforge.errors import NotFoundError, TargetError
from moeforge.scene import Scene
from moeforge.template.lod import BUDGETS, Lod, lod_of
from moeforge_exporters import optimize
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.registry import EXPORTERS
from moeforge_exporters.stats import MB, Rank, count, rank, rank_limits, read_table

FILE_STATS = ("file_mb",)
"""Stats that only the finished file has."""


@dataclass(frozen=True, slots=True)
class Target:
    """A destination: what it allows, and the transforms and options that get there."""

    id: str
    source: str  # where the limits come from
    note: str
    format: str  # key of EXPORTERS
    limits: Mapping[str, float]  # stat -> the greatest value allowed
    shape: optimize.Shape
    options: ExportOptions


@dataclass(frozen=True, slots=True)
class Stat:
    """One line of a report; `limit` is None where the destination does not care."""

    name: str
    value: float
    limit: float | None = None

    @property
    def ok(self) -> bool:
        return self.limit is None or self.value <= self.limit


@dataclass(frozen=True, slots=True)
class Report:
    """What the fitted avatar costs, beside what its target allows."""

    target: str
    stats: tuple[Stat, ...]
    ranks: Mapping[str, Rank] = field(default_factory=dict[str, Rank])  # VRChat's, on "pc" and "mobile"

    @property
    def broken(self) -> tuple[Stat, ...]:
        """The stats above their limits."""
        return tuple(s for s in self.stats if not s.ok)


class Fitted(NamedTuple):
    """A scene ready for `EXPORTERS[format](scene, options)`."""

    scene: Scene
    options: ExportOptions
    format: str
    report: Report


class Delivery(NamedTuple):
    """The finished file."""

    data: bytes
    format: str
    report: Report


def target(name: str) -> Target:
    """The target of that name; NotFoundError with the list for any other."""
    if name not in TARGETS:
        raise NotFoundError(f"no target {name[:40]!r}; there are {', '.join(TARGETS)}", field="target")
    return TARGETS[name]


def lod_for(name: str, asked: str = "hero") -> str:
    """The level of detail to build for a target: the finest one that it surely takes, no finer than `asked`.

    A level is taken when its budget of triangles keeps the target's limit, whatever the figure wears. A target without
    such a limit takes `asked`. NotFoundError for an unknown target, UnknownTraitError for an unknown level.
    """
    limit = target(name).limits.get("triangles", float("inf"))
    taken = [level for level in Lod if level <= lod_of(asked) and BUDGETS[level] <= limit]
    return max(taken, default=Lod.TINY).name.lower()


def fit(scene: Scene, name: str) -> Fitted:
    """The scene transformed for a target. TargetError where it breaks a limit, NotFoundError for an unknown target.

    Limits on the file are not checked here, see `export_to`.
    """
    goal = target(name)
    fitted = optimize.shaped(scene, goal.shape)
    counted = {**count(fitted), "sparse_accessors": _sparse(fitted, goal.options)}
    report = Report(
        target=name,
        stats=tuple(Stat(stat, value, goal.limits.get(stat)) for stat, value in counted.items()),
        ranks=rank(fitted),
    )
    require(report)
    return Fitted(fitted, goal.options, goal.format, report)


def export_to(scene: Scene, name: str) -> Delivery:
    """The file for a target, all limits checked. TargetError, NotFoundError, or what the exporter raises."""
    fitted = fit(scene, name)
    data = EXPORTERS[fitted.format](fitted.scene, fitted.options)
    size = Stat("file_mb", len(data) / MB, target(name).limits.get("file_mb"))
    report = Report(name, (*fitted.report.stats, size), fitted.report.ranks)
    require(report)
    return Delivery(data, fitted.format, report)


def require(report: Report) -> None:
    """TargetError for the first limit that a report breaks; the message names all of them."""
    if not report.broken:
        return
    first = report.broken[0]
    facts = "; ".join(f"{s.name} is {s.value:,.6g}, at most {s.limit:,.6g} allowed" for s in report.broken)
    ways = " ".join(dict.fromkeys(_WAYS.get(s.name, _OTHER_WAY) for s in report.broken))
    raise TargetError(
        f"the avatar does not fit {report.target}: {facts}. {ways}",
        stat=first.name,
        value=first.value,
        limit=first.limit or 0.0,
    )


_OTHER_WAY = "Choose a target that allows more."
_WAYS: Mapping[str, str] = {
    "triangles": "Build it with a coarser level of detail (high, mobile, tiny).",
    "bones": "Choose an avatar with fewer swinging parts.",
    "file_mb": "Fewer expression sets make the file smaller.",
    "morphs": "Choose fewer expression sets.",
}


def _sparse(scene: Scene, options: ExportOptions) -> int:
    """Whether the file will hold sparse accessors."""
    return int(options.morphs == "sparse" and any(m.morph_names for m in scene.meshes))


def _target(row: Mapping[str, Any]) -> Target:
    ranked = rank_limits(**row["rank"]) if "rank" in row else {}
    return Target(
        id=row["id"],
        source=row["source"],
        note=row["note"],
        format=row["format"],
        limits=MappingProxyType({**ranked, **row.get("limits", {})}),
        shape=optimize.Shape(**{k: row[k] for k in ("meshes", "atlas", "springs", "expressions") if k in row}),
        options=ExportOptions(**{k: row[k] for k in ("morphs", "texture_format") if k in row}),
    )


@cache
def _read() -> Mapping[str, Target]:
    return MappingProxyType({row["id"]: _target(row) for row in read_table("targets.toml")["target"]})


TARGETS: Mapping[str, Target] = _read()
"""Target name -> target, in the order of data/targets.toml."""
