"""The head's surface: a stack of tilted superelliptic sections (RECIPE section 2, cures of RECIPE2 section 3).

Head space: HH units, origin on the axis at chin level, +Y up, face +Z, the avatar's left +X. Chart: phi in radians,
0 in front, positive to the left; t runs from the underside (-.40) over the chin (0) to the crown (1.22).
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

from moeforge.template.head import spline
from moeforge.template.part import F64
from moeforge.template.vectors import clamped, cross, joined, unit

SECTIONS: F64 = np.array(
    # t, front y, front z, back y, back z, half-width, front exponent
    [
        (-0.40, 0.062, -0.02, 0.062, -0.02, 0.0, 2.0),
        (-0.22, 0.040, 0.13, 0.086, -0.14, 0.150, 2.0),
        (-0.08, 0.014, 0.262, 0.134, -0.24, 0.226, 2.0),
        (0.0, 0.0, 0.328, 0.170, -0.30, 0.266, 2.0),
        (0.08, 0.048, 0.386, 0.215, -0.355, 0.332, 2.05),
        (0.16, 0.118, 0.416, 0.270, -0.40, 0.392, 2.25),
        (0.26, 0.217, 0.436, 0.340, -0.44, 0.442, 2.45),
        (0.36, 0.315, 0.446, 0.410, -0.465, 0.470, 2.6),
        (0.48, 0.430, 0.456, 0.490, -0.48, 0.488, 2.65),
        (0.60, 0.550, 0.462, 0.570, -0.485, 0.488, 2.5),
        (0.72, 0.668, 0.450, 0.670, -0.475, 0.474, 2.2),
        (0.84, 0.780, 0.406, 0.780, -0.43, 0.436, 2.1),
        (0.95, 0.872, 0.325, 0.872, -0.355, 0.362, 2.0),
        (1.06, 0.947, 0.210, 0.947, -0.25, 0.246, 2.0),
        (1.14, 0.986, 0.100, 0.986, -0.14, 0.130, 2.0),
        (1.22, 1.0, -0.02, 1.0, -0.02, 0.0, 2.0),
    ]
)
KNOTS: tuple[float, ...] = tuple(SECTIONS[:, 0].tolist())
T_LOW, T_HIGH = KNOTS[0], KNOTS[-1]
ROUNDING = 0.45
"""Share of the front exponent above 2 that is kept between t .15 and .70: the profile cure of RECIPE2 section 3."""
BEHIND = 0.6
"""-cos(phi) from where on a face shape no longer shows: what hair covers is the same on every head."""
SHADING_ELLIPSOID = (0.45, np.array([0.0, 0.48, -0.02]), np.array([0.49, 0.52, 0.47]))
"""Share of the true normal, centre and radii of the ellipsoid that gives the rest (RECIPE section 2)."""


SETTLED = 1e-5
"""A point is within a thousandth of a step as long as this, HH."""


class Row(NamedTuple):
    """Measures of the sections at some t: centre, half axis towards the front, half-width, front exponent."""

    my: F64
    mz: F64
    hy: F64
    hz: F64
    w: F64
    p: F64
    back: F64  # half-width behind the ears


START_X: F64 = np.linspace(0.0, 0.54, 19)
START_Y: F64 = np.linspace(-0.06, 1.02, 37)
"""Grid of the front view over which the inverse is known roughly, HH."""


def _bilinear(table: F64, x: F64, y: F64) -> tuple[F64, F64]:
    """A table over START_X and START_Y at (x, y), and its slope along y, each (...)."""
    u = clamped((x - START_X[0]) / (START_X[1] - START_X[0]), 0.0, len(START_X) - 1.001)
    v = clamped((y - START_Y[0]) / (START_Y[1] - START_Y[0]), 0.0, len(START_Y) - 1.001)
    i, j = u.astype(np.int64), v.astype(np.int64)
    u, v = u - i, v - j
    at, rise = i * len(START_Y) + j, np.diff(table, axis=1, append=0.0).ravel()
    low, high, low_rise, high_rise = (a.take(k) for a in (table.ravel(), rise) for k in (at, at + len(START_Y)))
    steep = low_rise + u * (high_rise - low_rise)
    return low + u * (high - low) + v * steep, steep / (START_Y[1] - START_Y[0])


def _axis_share(x: F64, w: F64, p: F64) -> F64:
    """Share of a section's half axis at that x: (1 - |x / w|^p)^(1 / p)."""
    s = np.minimum(np.abs(x) / np.maximum(w, 1e-9), 0.9999)
    return (1 - s**p) ** (1 / p)


def _bell(d: F64, sigma: float | F64) -> F64:
    return np.exp(-0.5 * np.square(d / sigma))


def _hill(x: F64, across: float, y: F64, along: float | F64) -> F64:
    """The product of two bells."""
    return np.exp(-0.5 * (np.square(x / across) + np.square(y / along)))


@dataclass(frozen=True, slots=True)
class Found:
    """Front points of the head: where they are in space and in the chart."""

    xy: F64  # (..., 2) HH
    t: F64  # (...)
    z: F64
    share: F64  # of the section's half axis towards the front
    width: F64  # half the section's

    @property
    def points(self) -> F64:
        """(..., 3)"""
        return np.concatenate([self.xy, self.z[..., None]], axis=-1)

    @property
    def phi(self) -> F64:
        """(...)"""
        return np.arctan2(clamped(self.xy[..., 0] / self.width, -1.0, 1.0), self.share)


@dataclass(frozen=True)
class HeadSurface:
    """The bare head; all zero is the template as designed (RECIPE2 section 3). What hair covers never changes."""

    cheek: float = 0.0  # -.5..1.1 fills the cheeks
    chin: float = 0.0  # -.6...7 points the chin
    jaw: float = 0.0  # -.6..1 widens the jaw; above 0 it becomes square, too
    temple: float = 0.0  # -.6..0.6 widens the face at the eyes
    drop: float = 0.0  # chin lowered, HH
    nose: float = 0.0  # -1..1 how far it stands out

    @cached_property
    def _coefs(self) -> F64:
        t, fy, fz, by, bz, w, p = SECTIONS.T
        behind = w
        w = w + 0.06 * self.cheek * _bell(t - 0.17, 0.12) * (w > 0)
        w = w * (1 - 0.27 * self.chin * _bell(t + 0.02, 0.12))
        w = w * (1 + 0.17 * self.jaw * _bell(t - 0.03, 0.13)) * (1 + 0.05 * self.temple * _bell(t - 0.38, 0.13))
        fy = fy - (0.02 * self.chin + self.drop) * _bell(t, 0.12)
        p = np.where((t > 0.15) & (t < 0.73), 2 + (p - 2) * ROUNDING, p)
        p = p + (0.45 * max(self.jaw, 0.0) + 0.30 * max(self.chin, 0.0)) * _bell(t - 0.04, 0.10)
        rows = np.stack([(fy + by) / 2, (fz + bz) / 2, (fy - by) / 2, (fz - bz) / 2, w, p, behind], axis=1)
        return spline.coefficients(KNOTS, rows)

    @cached_property
    def _outline(self) -> F64:
        """Of `_coefs` what a section's height needs: centre and half axis in y, half-width, exponent."""
        return np.ascontiguousarray(self._coefs[:, [0, 2, 4, 5]])

    @cached_property
    def _depth(self) -> F64:
        """Of `_coefs` what its depth needs: centre and half axis in z, half-width, exponent."""
        return np.ascontiguousarray(self._coefs[:, [1, 3, 4, 5]])

    @cached_property
    def _starts(self) -> F64:
        """(len(START_X), len(START_Y)) t of the front point over a coarse grid, roughly: where `_solve` starts."""
        x, y = np.meshgrid(START_X, START_Y, indexing="ij")
        before = y + 0.05
        height = self._height(x, before)
        return self._secant(x, y, before, height, before + clamped(y - height, -0.15, 0.15))[2]

    def _row(self, t: F64) -> Row:
        return Row(*spline.evaluate(KNOTS, self._coefs, clamped(t, T_LOW, T_HIGH)))

    def smooth(self, phi: F64, t: F64) -> F64:
        """The surface without nose, cheeks, lips and muzzle: (...) -> (..., 3)."""
        row = self._row(t)
        s, c = np.sin(phi), np.cos(phi)
        p = np.where(c > 0, row.p, 2.0)
        r = (np.abs(s) ** p + np.abs(c) ** p) ** (-1 / p)
        w = row.back + (row.w - row.back) * clamped(1 + c / BEHIND, 0.0, 1.0)
        return joined(w * r * s, row.my + row.hy * r * c, row.mz + row.hz * r * c)

    def point(self, phi: F64, t: F64) -> F64:
        """Chart to head space: (...) -> (..., 3)."""
        xyz = self.smooth(phi, t)
        front = clamped(np.cos(phi) * 4, 0.0, 1.0)
        xyz[..., 2] += front * relief(xyz[..., 0], xyz[..., 1], self.nose)
        return xyz

    def _height(self, x: F64, t: F64) -> F64:
        """Height at which the section t has that x in front."""
        my, hy, w, p = spline.evaluate(KNOTS, self._outline, clamped(t, T_LOW, T_HIGH))
        return my + hy * _axis_share(x, w, p)

    def _secant(self, x: F64, y: F64, before: F64, height: F64, t: F64) -> tuple[F64, F64, F64]:
        """One step towards the section over (x, y); `before` and its `height` come from the step before."""
        here = self._height(x, t)
        slope = (here - height) / np.where(t == before, 1.0, t - before)
        step = clamped((y - here) / np.where(slope > 0.2, slope, 1.0), -0.15, 0.15)
        return t, here, t + step

    def _solve(self, x: F64, y: F64) -> F64:
        """t of the front point over (x, y); where x is beyond the silhouette, that of a nearby point.

        Starts from a grid and its slope, so one more step settles all but a few points near the silhouette.
        """
        before, steep = _bilinear(self._starts, np.abs(x), y)
        height = self._height(x, before)
        ahead = before + clamped((y - height) * steep, -0.06, 0.06)
        before, height, t = self._secant(x, y, before, height, ahead)
        late = np.flatnonzero(np.abs(t - before) > SETTLED)
        if len(late):
            x, y, before, height, ahead = (a.take(late) for a in (x, y, before, height, t))
            for _ in range(3):
                before, height, ahead = self._secant(x, y, before, height, ahead)
            t.put(late, ahead)
        return t

    def find(self, xy: F64) -> "Found":
        """What lies over points (..., 2) of the front view."""
        x, y = xy[..., 0], xy[..., 1]
        t = self._solve(x, y)
        mz, hz, w, p = spline.evaluate(KNOTS, self._depth, clamped(t, T_LOW, T_HIGH))
        share = _axis_share(x, w, p)
        return Found(xy, t, mz + hz * share + relief(x, y, self.nose), share, w)

    def inverse(self, x: F64, y: F64) -> tuple[F64, F64]:
        """Front of the head over (x, y) in HH: chart (phi, t), each (...). Outside the silhouette: its nearest."""
        found = self.find(np.stack([x, y], axis=-1))
        return found.phi, found.t

    def lift(self, xy: F64) -> F64:
        """Points (..., 2) of the front view to the surface (..., 3)."""
        return self.find(xy).points

    def shading_normals(self, phi: F64, t: F64) -> F64:
        """Unit normals for toon light, calmer than the true ones: (...) -> (..., 3). RECIPE section 2."""
        share, centre, radii = SHADING_ELLIPSOID
        inside = clamped(t, T_LOW + 0.02, T_HIGH - 0.02)
        here = self.smooth(phi, inside)
        across = self.smooth(phi + 1e-4, inside) - here
        up = self.smooth(phi, inside + 1e-4) - here
        true, round_ = cross(across, up), (here - centre) / radii**2
        share = share * clamped(0.45 + 3.0 * t, 0.35, 1.0)[..., None]  # calm under the chin, where sections turn fast
        return unit(share * unit(true) + (1 - share) * unit(round_))


def relief(x: F64, y: F64, nose: float = 0.0) -> F64:
    """What nose, cheeks, lower lip, chin and muzzle add to z in front (RECIPE section 2, RECIPE2 section 3)."""
    tip = (0.038 + 0.014 * nose) * _hill(x, 0.025, y - 0.232, np.where(y > 0.232, 0.046, 0.020))
    cheeks = 0.010 * _hill(np.abs(x) - 0.25, 0.12, y - 0.19, 0.10)
    lip = -0.005 * _hill(x, 0.05, y - 0.095, 0.016)
    chin = 0.002 * _hill(x, 0.07, y - 0.03, 0.03)
    muzzle = 0.4 * 0.018 * _hill(x, 0.13, y - 0.14, 0.09)
    return tip + cheeks + lip + chin + muzzle
