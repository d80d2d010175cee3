"""Spring chains of loose hair: a fan of chains inside the shell, and the weights of the locks that hang on them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from moeforge.template.hair.chart import shell
from moeforge.template.hair.growth import Swing
from moeforge.template.hair.locks import Lock
from moeforge.template.hair.strands import HEAD
from moeforge.template.part import F64, I64, Chain
from moeforge.template.proportions import Proportions


@dataclass(frozen=True, slots=True)
class Fan:
    """Chains at these azimuths (degrees), from chart v `root` down, `joints` swinging bones each."""

    azimuths: tuple[float, ...] = ()
    root: float = 0.85
    joints: int = 2
    hug: float = 0.0
    stiffness: float = 0.9
    free: float = 50.0  # locks nearer to the front than this azimuth stay on the head
    reach: float = 180.0  # as do those farther from every chain than this, degrees

    def step(self, v_end: float) -> float:
        """Chart v per joint, so that the last tail lies near the tips."""
        return max(v_end - self.root, 0.1) / self.joints

    def hang(self, lock: Lock) -> Lock:
        """The lock with the chain nearest to its azimuth; fringes and wisps far from any stay on the head."""
        if not self.azimuths or abs(_turn(lock.az)) < self.free:
            return lock
        chain = self.nearest(lock.az)
        return lock if abs(_turn(self.azimuths[chain] - lock.az)) > self.reach else lock._replace(chain=chain)

    def nearest(self, azimuth: float) -> int:
        """Index of the chain nearest to an azimuth."""
        return min(range(len(self.azimuths)), key=lambda i: abs(_turn(self.azimuths[i] - azimuth)))

    def points(self, v_end: float, index: int) -> F64:
        """Joints and tail (joints + 1, 3) of a chain in head space."""
        v: F64 = self.root + self.step(v_end) * np.arange(0.0, self.joints + 1)
        return shell(np.full(self.joints + 1, self.azimuths[index]), v, self.hug)[0]

    def swings(self, v_end: float) -> list[Swing]:
        """All chains of the fan."""
        return [Swing(f"hair_{i}", self.points(v_end, i), self.stiffness) for i in range(len(self.azimuths))]


def _turn(degrees: float) -> float:
    """The angle in -180..180."""
    return (degrees + 180.0) % 360.0 - 180.0


def chain(name: str, points: F64, proportions: Proportions, stiffness: float) -> Chain:
    """A chain on the head from points (J + 1, 3) in head space."""
    return Chain(name, "head", proportions.head_to_figure(points), stiffness, drag=0.35, gravity=0.12, radius=0.05)


def weights(on: I64, along: F64, chains: Sequence[Chain]) -> dict[str, F64]:
    """Weights over "head" and the chains' bones of vertices on chain number `on` (N,), HEAD for none, at `along` (N,):
    a vertex half way along segment j follows bone j alone.
    """
    table = {"head": np.where(on == HEAD, 1.0, np.clip(0.5 - along, 0.0, 1.0))}
    for index, one in enumerate(chains):
        bones = one.bones
        mine, last = np.flatnonzero(on == index), len(bones) - 1
        place = along[mine]
        for j, bone in enumerate(bones):
            near = 1.0 - np.abs(place - (j + 0.5))
            value = np.maximum(near, np.minimum(place - j + 0.5, 1.0)) if j == last else near
            table[bone] = np.zeros(len(on))
            table[bone][mine] = np.clip(value, 0.0, 1.0)
    return table
