"""The encoder's corpus file: counts, seed, what is left out, how often what is seen."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import numpy as np

Rng = np.random.Generator
Weights = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Menu:
    """data/encoder.toml."""

    name: str
    seed: int
    count: Mapping[str, int]
    left_out: Mapping[str, tuple[str, ...]]
    figure: Mapping[str, Weights]
    cartoon: Mapping[str, Weights]


@cache
def menu() -> Menu:
    """The bundled file."""
    text = (files("moeforge_training") / "data" / "encoder.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    data["left_out"] = {kind: tuple(names) for kind, names in data["left_out"].items()}
    return Menu(**data)


def one(rng: Rng, weights: Weights) -> str:
    """A name by its weight."""
    chances = np.array(list(weights.values()), np.float64)
    return str(rng.choice(list(weights), p=chances / chances.sum()))
