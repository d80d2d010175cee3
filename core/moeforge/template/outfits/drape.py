"""A garment's chart: sheets such as collars, pockets and belts are laid over its torso by (phi, t)."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from moeforge.template.body.bones import BONES
from moeforge.template.body.catmull_clark import NO_VERTEX
from moeforge.template.body.layout import TORSO_ROWS
from moeforge.template.outfits.cloth import SWATCH_INDEX, Cloth
from moeforge.template.outfits.detail import kept
from moeforge.template.outfits.loft import grid_faces
from moeforge.template.outfits.shell import RING_COLUMNS, Shell
from moeforge.template.outfits.solids import Seat
from moeforge.template.part import F64, I64
from moeforge.template.vectors import clamped, cross, fixed, joined, unit

_ALL_COLUMNS = np.append(RING_COLUMNS, 2 * np.pi)
"""phi of the 12 columns of a torso row and of the first one again."""
CAGE_COLUMNS = RING_COLUMNS
"""phi where the garment's own vertices lie: a coarse belt has its corners there too."""
_COLUMN_NUMBERS = np.arange(13.0)
_NEAR = np.arange(-1, 3)
_SURROUNDINGS = (
    12 * np.clip(np.arange(9)[:, None, None, None] + _NEAR[:, None], 0, 8) + (np.arange(12)[:, None, None] + _NEAR) % 12
).reshape(-1, 16)
"""(9 * 12, 16) indices of 4 x 4 points from the one before each on, row by row."""
_MIRROR = np.array([-1.0, 1.0, 1.0])
_STEP = 0.04
_RIM = -0.006
"""A sheet's rim lies this far under the cloth (HH), so that it has no paper edge."""


@dataclass(frozen=True, slots=True)
class Chart:
    """phi in radians (0 in front, pi / 2 left) and t (0 row P .. 7 row N, 8 row T) to points and weights."""

    patches: F64  # (9 * 12, 16, 3) of every row and column: the points that surround what follows them
    weights: F64  # (9, 12, B)
    bones: tuple[str, ...]
    span: tuple[float, float]  # heights of the garment's upper and lower end: v of what lies on it
    thin: int = 1  # detail.Detail.thin of what is laid over it

    @staticmethod
    def of(shell: Shell, thin: int = 1) -> "Chart":
        body = shell.cage
        index = np.array([body.layout.torso_ring(row) for row in TORSO_ROWS])
        active = np.flatnonzero(shell.weights[index[index != NO_VERTEX]].any(axis=0))
        points, weights = shell.moved[index], shell.weights[index[..., None], active]
        missing = index == NO_VERTEX  # the middle of the arm hole
        skin = np.concatenate([body.torso, body.torso[:, 5:0:-1] * _MIRROR], axis=1)
        row, column = np.nonzero(missing)
        beside = (points - skin)[row - 1, column] + (points - skin)[row + 1, column]
        points[missing] = skin[missing] + beside / 2
        weights[missing] = (weights[row - 1, column] + weights[row + 1, column]) / 2
        worn = body.points[shell.place != NO_VERTEX, 1]
        patches = points.reshape(-1, 3).take(_SURROUNDINGS, axis=0)
        return Chart(patches, weights, tuple(BONES[i] for i in active), (float(worn.max()), float(worn.min())), thin)

    def at(self, phi: F64, t: F64, offset: F64 | float = 0.0) -> F64:
        """Points (..., 3) on the garment, `offset` HH off it."""
        points, normals = self.touch(*np.broadcast_arrays(phi, t))
        return points + normals * np.asarray(offset, dtype=np.float64)[..., None]

    def touch(self, phi: F64, t: F64) -> tuple[F64, F64]:
        """Points and unit outward normals, (..., 3) each."""
        aside = np.array([0.0, _STEP, -_STEP, 0.0, 0.0]).reshape(5, *[1] * phi.ndim)
        point, left, right, up, down = self._surface(phi + aside, t + aside[[0, 3, 4, 1, 2]])
        n = cross(left - right, up - down)
        return point, unit(n)

    def weight(self, phi: F64, t: F64) -> F64:
        """Weights (..., B), bilinear between the cage's vertices."""
        (c0, fc), (t0, ft) = _column(phi), _row(t)
        beside, fc, ft = (c0 + 1) % 12, fc[..., None], ft[..., None]
        w = self.weights
        low = w[t0, c0] * (1 - fc) + w[t0, beside] * fc
        high = w[t0 + 1, c0] * (1 - fc) + w[t0 + 1, beside] * fc
        return low * (1 - ft) + high * ft

    def seat(self, phi: float, t: float, offset: float) -> Seat:
        """Where a bow or button sits, upright on the cloth."""
        at = np.array([phi]), np.array([t])
        point, out = (rows[0] for rows in self.touch(*at))
        side = cross(np.array([0.0, 1.0, 0.0]), out)
        side /= np.linalg.norm(side)
        return Seat(point + offset * out, side, cross(out, side), out, self.weight(*at)[0], self.bones, self.thin)

    def _surface(self, phi: F64, t: F64) -> F64:
        """Catmull-Rom splines through the rows, periodic in phi."""
        (c0, fc), (t0, ft) = _column(phi), _row(t)
        around, updown = (joined(*catmull_rom(f)) for f in (fc, ft))
        shares = (updown[..., :, None] * around[..., None, :]).reshape(*phi.shape, 1, 16)
        return (shares @ self.patches.take(12 * t0 + c0, axis=0))[..., 0, :]


def _column(phi: F64) -> tuple[I64, F64]:
    """The column before phi (...) and the share of the way to the next one."""
    at = np.interp(phi % (2 * np.pi), _ALL_COLUMNS, _COLUMN_NUMBERS)
    before = at.astype(np.int64)
    return before % 12, at - before


def _row(t: F64) -> tuple[I64, F64]:
    """The row before t (...) and the share of the way to the next one."""
    at = clamped(t, 0.0, len(TORSO_ROWS) - 1.001)
    before = at.astype(np.int64)
    return before, at - before


def catmull_rom(f: F64) -> tuple[F64, F64, F64, F64]:
    """Weights of the four neighbours at fraction f."""
    f2, f3 = f * f, f * f * f
    return (2 * f2 - f - f3) / 2, (3 * f3 - 5 * f2 + 2) / 2, (4 * f2 + f - 3 * f3) / 2, (f3 - f2) / 2


def sheet(chart: Chart, phi: F64, t: F64, offset: F64, bands: tuple[str, ...], closed: bool = False) -> Cloth:
    """A sheet over the garment with a rim under its edges.

    phi, t, offset: grids that broadcast to (R, C), rows running down and columns to the figure's left; one swatch
    per band of rows.
    `closed` sheets run once round the body.
    """
    grids = np.broadcast_arrays(phi, t, offset)
    picked = _with_rims(*grids[0].shape, chart.thin, closed)
    phi, t, lift = (grid[picked] for grid in grids)
    lift[[0, -1]] = _RIM
    if not closed:
        lift[:, [0, -1]] = _RIM
    rows, columns = phi.shape
    faces = grid_faces(rows, columns, closed=closed)
    swatches = np.repeat([SWATCH_INDEX[b] for b in (bands[0], *bands, bands[-1])], len(faces) // (rows - 1))
    points = chart.at(phi, t, lift).reshape(-1, 3)
    top, low = chart.span
    v = clamped((top - points[:, 1]) / (top - low), 0.0, 1.0).reshape(phi.shape)
    around = 1.0 - np.abs((phi % (2 * np.pi)) / np.pi - 1.0)
    return Cloth(
        points=points,
        faces=faces,
        swatches=swatches.astype(np.int64),
        chart=joined(around, v).reshape(-1, 2),
        weights=chart.weight(phi, t).reshape(rows * columns, -1),
        bones=chart.bones,
    )


@lru_cache(maxsize=256)
def _with_rims(rows: int, columns: int, thin: int, closed: bool) -> tuple[I64, I64]:
    """Indices of the rows and of the kept columns of a grid, those at its edges twice."""
    across = kept(columns, thin, closed=closed)
    across = across if closed else across[[0, *range(len(across)), -1]]
    return fixed(np.array([0, *range(rows), rows - 1])[:, None]), fixed(across)
