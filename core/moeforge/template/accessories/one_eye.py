"""What is worn over the right eye alone: a monocle on its chain, an eye patch on its strap."""

import numpy as np

from moeforge.spec import AvatarSpec
from moeforge.template.accessories.fit import plan_of
from moeforge.template.accessories.glasses import Frames, rim, rod
from moeforge.template.accessories.palette import swatches
from moeforge.template.accessories.shapes import blanket, circle, over
from moeforge.template.hair import Hair
from moeforge.template.hair.chart import unit
from moeforge.template.hair.solids import Solid, ring_tube, solid_part, tube
from moeforge.template.head.ears import PHI, T
from moeforge.template.head.surface import HeadSurface
from moeforge.template.part import Piece
from moeforge.template.proportions import Proportions

MONOCLE = Frames(2.0, 1.18, 1.20, wire=0.012)
PATCH = (1.30, 1.12)
"""Half-size of the patch in shares of the eye: it covers the lashes' wing."""
DOME = ((1.0, -0.004), (0.98, 0.020), (0.82, 0.036), (0.45, 0.045), (0.0, 0.047))
"""Size and height over the skin, HH, of the patch's rings."""
STRAP, STRAP_POINTS = 0.017, 40
"""Half-width of the strap, HH."""


def monocle(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A rim round the right eye, its chain hanging to the ear."""
    del hair
    plan, swatch = plan_of(spec), swatches(spec)["metal"]
    mirror = np.array([-1.0, 1.0, 1.0])
    ring = rim(MONOCLE, plan.surface, plan.eye) * mirror
    ends = ring[-3], over(plan.surface, np.array([-PHI + 0.02, T - 0.05]), 0.030)
    s = np.linspace(0.0, 1.0, 10)[:, None]
    path = ends[0] + (ends[1] - ends[0]) * s
    phi, t = plan.surface.inverse(path[:, 0], path[:, 1])
    skin = over(plan.surface, np.stack([phi, t - 0.22 * s[:, 0] * (1.0 - s[:, 0]) * 2.0], axis=1), 0.022)
    share = np.clip(4.0 * s * (1.0 - s), 0.0, 1.0)
    chain = tube(swatch, path * (1.0 - share) + skin * share, 0.0042, corners=5)
    return Piece((solid_part("monocle", [rod(ring, MONOCLE.wire, swatch), chain], proportions),))


def eye_patch(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A padded patch and a strap round the head, under the hair."""
    del hair
    plan, swatch = plan_of(spec), swatches(spec)["leather"]
    eye = plan.eye
    half = np.array([eye.w * PATCH[0], (eye.up + eye.down) / 2 * PATCH[1]])
    xy = np.array([-eye.x, eye.y]) + circle(22, 1.0, 2.5) * half
    outline = np.stack(plan.surface.inverse(xy[:, 0], xy[:, 1]), axis=1)
    patch = blanket(swatch, plan.surface, outline, DOME)
    return Piece((solid_part("eye_patch", [patch, _strap(plan.surface, swatch)], proportions),))


def _strap(surface: HeadSurface, swatch: str) -> Solid:
    """From the patch over the forehead to the left and behind the head back to the right ear's top."""
    phi = np.arange(STRAP_POINTS) / STRAP_POINTS * 2 * np.pi - np.pi
    chart = np.stack([phi, 0.56 + 0.17 * np.sin(phi + 0.35)], axis=1)
    path = over(surface, chart, 0.007)
    out = unit(over(surface, chart, 0.107) - path)
    along = unit(np.roll(path, -1, axis=0) - np.roll(path, 1, axis=0))
    return ring_tube(swatch, path, np.cross(along, out) * STRAP, out * 0.006, corners=6)
