"""Braids: pairs of lobes that lean towards each other down a spine, and a tuft (RECIPE2 section 4)."""

from dataclasses import dataclass
from random import Random

import numpy as np

from moeforge.template.hair.blobs import Blobs, blobs
from moeforge.template.hair.chart import shell, unit
from moeforge.template.hair.detail import Detail
from moeforge.template.hair.growth import Tie
from moeforge.template.hair.spine import Frame, Spine
from moeforge.template.hair.strands import HEAD, LIGHT, MID, Strands, join
from moeforge.template.hair.tail import BAND_AT, places, tuft
from moeforge.template.part import F64

LOBE = np.array([0.72, 1.30, 0.82])
"""Radii of a lobe in braid radii: across, along, outwards."""
LEAN = np.radians(38.0)
END = 0.78
"""Where the braid ends and its tuft begins."""


@dataclass(frozen=True, slots=True)
class Braid:
    """A braid that hangs from a tie."""

    spine: Spine
    radius: float = 0.098
    pairs: int = 8
    joints: int = 4
    tufts: int = 5

    def strands(self, draw: Random, growth: float, chain: int, detail: Detail) -> Strands:
        """See `growth.Hang`."""
        at: F64 = np.linspace(0.02, END, 2 * self.pairs)
        size = self.radius * np.interp(at, [0.0, 0.08, END], [0.8, 1.05, 0.66])
        lobes = plait(draw, self.spine.frame(growth, at), size, np.full(len(at), chain), at * self.joints, detail)
        return join([lobes, self._tuft(draw, growth, chain, detail)])

    def _tuft(self, draw: Random, growth: float, chain: int, detail: Detail) -> Strands:
        ends = np.array([draw.uniform(0.92, 1.0) for _ in range(self.tufts)])
        at = END + (ends[:, None] - END) * places(max(detail.tail - 4, 4))
        turn = np.arange(self.tufts)[:, None] * 360.0 / self.tufts + 0.0 * at
        tones = np.array([draw.choice((MID, LIGHT)) for _ in range(self.tufts)])
        return tuft(self.spine, growth, at, turn, 0.82 * self.radius, tones, chain, self.joints, detail)

    def swing(self, growth: float) -> F64:
        """See `growth.Hang`."""
        return self.spine.points(growth, np.linspace(0.0, 1.0, self.joints + 1))

    def ties(self, growth: float, chain: int, detail: Detail) -> tuple[Tie, ...]:
        """See `growth.Hang`."""
        root = self.spine.band(growth, 2.0 * BAND_AT, 0.72 * self.radius, detail)
        end = self.spine.band(growth, END + 0.02, 0.38 * self.radius, detail, 0.8)
        return Tie(root), Tie(end, chain, (END + 0.02) * self.joints)


def plait(draw: Random, frame: Frame, size: F64, chain: F64, along: F64, detail: Detail) -> Strands:
    """Lobes left and right by turns at the places of `frame` (K,), of these sizes (K,)."""
    count = len(size)
    sign = np.where(np.arange(count) % 2, 1.0, -1.0)[:, None]
    axis: F64 = np.cos(LEAN) * frame.run - sign * np.sin(LEAN) * frame.side
    across = unit(np.cross(frame.front, axis))
    return blobs(
        Blobs(
            centres=frame.point + sign * frame.side * 0.46 * size[:, None],
            axes=np.stack([across, -axis, np.cross(across, -axis)], axis=1),
            radii=LOBE * size[:, None],
            v=np.linspace(0.40, 0.80, count),
            tone=np.array([draw.choice((MID, MID, LIGHT)) for _ in range(count)]),
            chain=chain.astype(np.int64),
            along=along,
        ),
        *detail.lobe,
    )


@dataclass(frozen=True, slots=True)
class Halo:
    """A braid laid round the head like a wreath."""

    front: float = 0.46  # chart v in front and behind
    back: float = 0.84
    radius: float = 0.088
    pairs: int = 21

    def strands(self, draw: Random, growth: float, chain: int, detail: Detail) -> Strands:
        """See `growth.Hang`."""
        del growth, chain
        azimuth: F64 = np.linspace(0.0, 360.0, 2 * self.pairs, endpoint=False)
        v = self.front + (self.back - self.front) * (0.5 - 0.5 * np.cos(np.radians(azimuth)))
        (point, normal), (after, _) = shell(azimuth, v), shell(azimuth + 1.0, v)
        run = unit(after - point)
        frame = Frame(point + 0.25 * self.radius * normal, run, np.cross(normal, run), normal)
        size = np.full(len(azimuth), self.radius)
        lobes = plait(draw, frame, size, np.full(len(azimuth), HEAD), 0.0 * azimuth, detail)
        lobes.cell[:, 1] = 0.42 + 0.2 * (lobes.cell[:, 1] - 0.4)
        return lobes

    def swing(self, growth: float) -> None:
        """It is fixed to the head."""
        del growth

    def ties(self, growth: float, chain: int, detail: Detail) -> tuple[Tie, ...]:
        """None."""
        del growth, chain, detail
        return ()
