"""Weights of what swings on a chain of its own."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from moeforge.template.part import F64, Chain, Part


def hung(part: Part, chain: Chain, along: F64) -> Part:
    """The part carried by the chain: `along` (N,) counts joints from the root, where the chain's parent carries it."""
    bones, last = chain.bones, len(chain.bones) - 1
    weights = {chain.parent: np.clip(0.5 - along, 0.0, 1.0)}
    for j, bone in enumerate(bones):
        near = 1.0 - np.abs(along - (j + 0.5))
        weights[bone] = np.clip(np.where(along > j + 0.5, 1.0, near) if j == last else near, 0.0, 1.0)
    return replace(part, weights=weights)


def stations(rings: int, columns: int, joints: float, ends: Sequence[float] = (0.0, 1.0)) -> F64:
    """`along` of a lathe's vertices whose rings run evenly over `joints` of a chain, poles last."""
    first, last = ends
    at = np.linspace(first, last, rings) * joints
    return np.concatenate([np.repeat(at, columns), [at[0], at[-1]]])
