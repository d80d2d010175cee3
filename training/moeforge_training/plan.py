"""A corpus as one small file: counts, strata and seeds. The sitter of an index follows from the file alone."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from moeforge.errors import BadSpecError
from moeforge.painter.colors import Rgb, from_oklab, rgb, to_oklab
from moeforge.painter.drawings import DRAWINGS
from moeforge.painter.iris_design import DESIGNS
from moeforge.prior import LATENT

F32 = NDArray[np.float32]
BUNDLED = Path(str(files("moeforge_training") / "data" / "corpus.toml"))
STREAMS = {"train": 10, "held_out": 11, "test": 12}
"""Name of a stream of sitters -> its seed; no two share a sitter. The generator's pairs use other numbers."""
COLORED = ("skin", "hair", "eye")

Families = Mapping[str, tuple[str, ...]]
"""Family -> its colours "#rrggbb"."""


@dataclass(frozen=True, slots=True)
class Plan:
    """The description of a corpus."""

    name: str
    seed: int
    count: Mapping[str, int]  # by stream
    strata: Mapping[str, Families]  # axis -> families
    spread: Mapping[str, float]  # axis -> jitter, OKLab
    shares: Mapping[str, float]
    pairs: Mapping[str, float]

    @property
    def axes(self) -> Mapping[str, tuple[str, ...]]:
        """Every axis that is balanced -> its families: the strata, the iris designs, the drawing styles."""
        axes = {axis: tuple(families) for axis, families in self.strata.items()}
        return axes | {"design": tuple(DESIGNS), "drawing": tuple(DRAWINGS)}


@dataclass(frozen=True, slots=True)
class Sitter:
    """Who is painted: families for the balance, exact values for the labels."""

    family: Mapping[str, str]  # axis -> family
    color: Mapping[str, Rgb]  # skin, hair, eye
    blush: bool
    design: Mapping[str, float]  # iris design -> weight, 1 in all
    drawing: Mapping[str, float]  # drawing style -> weight, 1 in all
    latent: Mapping[str, F32]  # sheet -> z (64,), before the style shapes it


@cache
def read(path: Path = BUNDLED) -> Plan:
    """The plan in a TOML file; BadSpecError names what is missing, unknown or not a colour."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        strata = {axis: _families(axis, data["strata"][axis]) for axis in COLORED}
        tables = {name: dict(data[name]) for name in ("count", "spread", "shares", "pairs")}
        plan = Plan(str(data["name"]), int(data["seed"]), strata=strata, **tables)
        _check(plan)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSpecError(f"corpus file {path.name} cannot be read: {error}", field="corpus") from error
    except (KeyError, TypeError, ValueError) as error:
        raise BadSpecError(
            f"corpus file {path.name}: {error} is missing or of the wrong kind", field="corpus"
        ) from error
    return plan


def _families(axis: str, table: Mapping[str, Any]) -> Families:
    families = {name: tuple(str(color) for color in colors) for name, colors in table.items()}
    if not families or not all(families.values()):
        raise BadSpecError(f"strata.{axis} needs families, each with a colour", field="corpus")
    for color in (c for colors in families.values() for c in colors):
        rgb(color)
    return families


def _check(plan: Plan) -> None:
    for table, names in (("count", STREAMS), ("spread", COLORED), ("shares", _SHARES), ("pairs", _PAIRS)):
        values = getattr(plan, table)
        for name in names:
            if not float(values[name]) >= 0:
                raise BadSpecError(f"{table}.{name} is {values[name]}; it must be 0 or more", field="corpus")


_SHARES = ("blush", "mixed_drawing", "mixed_design")
_PAIRS = ("plain_drawing", "mixed_drawing")


def sitter(plan: Plan, stream: str, index: int) -> Sitter:
    """The `index`-th sitter of a stream of STREAMS. Any run of as many as an axis has families meets each of them."""
    family = {axis: _family(plan, stream, axis, names, index) for axis, names in plan.axes.items()}
    rng = np.random.default_rng([plan.seed, STREAMS[stream], index])
    colors = {axis: _color(plan, axis, family[axis], rng) for axis in COLORED}
    return Sitter(
        family=family,
        color=colors,
        blush=bool(rng.random() < plan.shares["blush"]),
        design=_weights(family["design"], plan.axes["design"], plan.shares["mixed_design"], rng),
        drawing=_weights(family["drawing"], plan.axes["drawing"], plan.shares["mixed_drawing"], rng),
        latent={sheet: rng.standard_normal(LATENT).astype(np.float32) for sheet in ("skin", "iris", "trim")},
    )


def _family(plan: Plan, stream: str, axis: str, names: tuple[str, ...], index: int) -> str:
    """Round by round a fresh order of all families: balanced by construction, and no two axes march in step."""
    turn, place = divmod(index, len(names))
    seed = [plan.seed, STREAMS[stream], sum(axis.encode()), turn]
    return names[int(np.random.default_rng(seed).permutation(len(names))[place])]


def _color(plan: Plan, axis: str, family: str, rng: np.random.Generator) -> Rgb:
    palette = plan.strata[axis][family]
    lab = to_oklab(rgb(palette[int(rng.integers(len(palette)))]))
    r, g, b = from_oklab(lab + rng.normal(0.0, plan.spread[axis], 3) * (1.0, 0.6, 0.6))
    return float(r), float(g), float(b)


def _weights(name: str, names: tuple[str, ...], mixed: float, rng: np.random.Generator) -> Mapping[str, float]:
    other, share = names[int(rng.integers(len(names)))], float(rng.uniform(0.5, 1.0))
    if other == name or rng.random() >= mixed:
        return {name: 1.0}
    return {name: share, other: 1.0 - share}
