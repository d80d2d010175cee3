"""Hats and caps: each closes over the crown of the hair; fringe and sides stay visible below."""

from collections.abc import Sequence

import numpy as np

from moeforge.spec import AvatarSpec
from moeforge.template.accessories.bulge import bulges, swell
from moeforge.template.accessories.frame import lift_of, on_hair, turned
from moeforge.template.accessories.palette import swatches
from moeforge.template.accessories.swing import hung, stations
from moeforge.template.hair import Hair
from moeforge.template.hair.chart import CENTRE, RADIUS_Y
from moeforge.template.hair.solids import Solid, ellipsoid, lathe, ring_tube, solid_part, tube
from moeforge.template.hair.springs import chain
from moeforge.template.part import F64, Piece
from moeforge.template.proportions import Proportions

BAND = 0.45
"""Radius of the beret's band, HH."""
COLUMNS = 26
BERET = np.array(
    [(0.72, -0.12), (1.0, -0.045), (1.03, 0.0), (1.14, -0.012), (1.27, 0.008), (1.335, 0.06), (1.31, 0.115),
     (1.17, 0.17), (0.93, 0.212), (0.60, 0.240), (0.26, 0.250)]
)  # fmt: skip
"""Radius in bands and height over the band, from inside the hair to the top."""
TILT_SIDE, TILT_BACK = -15.0, -15.0
_X, _Z = np.array([1.0, 0.0, 0.0]), np.array([0.0, 0.0, 1.0])


def seat(hair: Hair, radius: float) -> float:
    """Height over the hair's centre at which a horizontal band of that radius lies on the hair."""
    reach = RADIUS_Y + lift_of(hair) - 0.012
    return float(np.sqrt(max(reach**2 - radius**2, 0.0)))


def turnery(swatch: str, profile: F64, height: float, columns: int = COLUMNS, slouch: F64 | None = None) -> Solid:
    """A solid of revolution about the hair's vertical axis: radius and height (R, 2), from inside to the top."""
    turn = np.arange(columns) / columns * 2 * np.pi
    r = profile[:, :1] * (1.0 if slouch is None else slouch)
    y = np.broadcast_to(height + profile[:, 1:], (len(profile), columns))
    rings = np.stack([r * np.sin(turn), y, r * np.cos(turn)], axis=-1)
    top = rings[-1].mean(axis=0)
    top[1] += 0.002
    return lathe(swatch, rings, rings[0].mean(axis=0), top)


def tilted(solids: Sequence[Solid], side: float, back: float) -> list[Solid]:
    """Solids about the hair's centre, tilted to the side and back (degrees), in head space."""
    turn = turned(_Z, side) @ turned(_X, back)
    return [s.moved(turn, CENTRE) for s in solids]


def hat(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A beret with its stalk: a soft disc on the crown."""
    paints = swatches(spec)
    turn, low = np.arange(COLUMNS) / COLUMNS * 2 * np.pi, seat(hair, BAND)
    slouch = 1.0 + 0.16 * np.cos(turn - 2.2) * np.clip(BERET[:, :1] - 1.0, 0.0, 1.0)
    cloth = turnery(paints["cloth"], BERET * [BAND, 1.0], low, slouch=slouch)
    top = np.array([0.0, low + BERET[-1, 1], 0.0])
    stalk = tube(paints["cloth"], top + np.array([[0.0, -0.01, 0.0], [0.004, 0.03, 0.0], [0.014, 0.06, 0.004]]), 0.014)
    return Piece((solid_part("hat", tilted([cloth, stalk], TILT_SIDE, TILT_BACK), proportions),))


def dome(swatch: str, hair: Hair, edge: Sequence[float], over: Sequence[float], bumps: F64) -> Solid:
    """A cap over the hair down to chart v `edge` (front, side, back).

    `over`: HH over the hair, from the rim to the crown; `bumps`: see `bulge.bulges`.
    """
    azimuth = np.arange(COLUMNS) / COLUMNS * 360.0 - 180.0
    low = rim_v(azimuth, edge)
    v = low * np.linspace(1.0, 0.10, len(over))[:, None]
    rings = on_hair(hair, azimuth, v, np.maximum(np.array(over)[:, None], swell(bumps, azimuth, v) + 0.022))
    inside = on_hair(hair, azimuth, low, -0.16)[None]
    top = on_hair(hair, 0.0, 0.0, over[-1] + 0.004)
    return lathe(swatch, np.concatenate([inside, rings]), inside[0].mean(axis=0), top)


def rim_v(azimuth: F64, edge: Sequence[float]) -> F64:
    """Chart v of a cap's rim at azimuths (degrees) from its values in front, at the sides and behind."""
    front, side, back = edge
    c = np.cos(np.radians(azimuth))
    return side + np.where(c > 0, front - side, back - side) * c**2


def rolled(swatch: str, hair: Hair, edge: Sequence[float], bumps: F64) -> Solid:
    """A roll along a cap's rim."""
    wide, thick = 0.075, 0.042
    azimuth = np.arange(COLUMNS) / COLUMNS * 360.0
    height = np.maximum(0.045, swell(bumps, azimuth, rim_v(azimuth, edge)))
    path = on_hair(hair, azimuth, rim_v(azimuth, edge), height)
    out = on_hair(hair, azimuth, rim_v(azimuth, edge), height + 1.0) - path
    down = on_hair(hair, azimuth, rim_v(azimuth, edge) + 0.01, height) - path
    down = down / np.linalg.norm(down, axis=1, keepdims=True)
    return ring_tube(swatch, path, out * thick, down * wide, corners=7)


def beanie(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A knitted cap with a turned-up rim and a bobble."""
    paints, bumps = swatches(spec), bulges(hair, proportions)
    edge = (0.68, 0.82, 0.92)
    cap = dome(paints["wool"], hair, edge, (0.034, 0.050, 0.066, 0.078, 0.084, 0.084), bumps)
    roll = rolled(paints["fluff"], hair, edge, bumps)
    top = on_hair(hair, 0.0, 0.0, 0.155)
    bobble = ellipsoid(paints["fluff"], (0.115, 0.110, 0.115), 7, 12).moved(np.eye(3), top)
    return Piece((solid_part("beanie", [cap, roll, bobble], proportions),))


def baseball_cap(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A cap with a visor and a button on top."""
    paints, bumps = swatches(spec), bulges(hair, proportions)
    edge = (0.60, 0.70, 0.78)
    cap = dome(paints["cloth"], hair, edge, (0.030, 0.042, 0.052, 0.056, 0.054, 0.050), bumps)
    button = ellipsoid(paints["visor"], (0.030, 0.018, 0.030), 3, 8).moved(np.eye(3), on_hair(hair, 0.0, 0.0, 0.055))
    return Piece((solid_part("baseball_cap", [cap, _visor(paints["visor"], hair, edge), button], proportions),))


def _visor(swatch: str, hair: Hair, edge: Sequence[float]) -> Solid:
    """A curved brim before the forehead: sections across, from one temple to the other."""
    azimuth = np.linspace(-58.0, 58.0, 15)
    root = on_hair(hair, azimuth, rim_v(azimuth, edge), 0.010)
    reach = 0.34 * np.cos(np.radians(azimuth) * 90.0 / 60.0)[:, None] ** 0.75
    ahead = np.array([0.0, -0.30, 0.95]) * reach
    ahead[:, 1] -= 0.35 * (azimuth / 58.0) ** 2 * reach[:, 0]
    thick = np.array([0.0, 0.012, 0.004])
    corners = [root - 0.3 * thick, root + 0.5 * ahead - thick, root + ahead - 0.4 * thick]
    corners += [root + ahead + 0.4 * thick, root + 0.5 * ahead + thick, root + 0.8 * thick]
    rings = np.stack(corners, axis=1)
    return lathe(swatch, rings, rings[0].mean(axis=0), rings[-1].mean(axis=0))


def _brim(inner: float, outer: float, drop: float) -> list[tuple[float, float]]:
    """Profile of a brim: below from the band to the edge, and back above."""
    middle = (inner + outer) / 2
    return [
        (inner * 0.70, -0.10), (inner, -0.015), (middle, -0.015 + 0.2 * drop), (outer, drop),
        (outer + 0.012, drop + 0.012), (outer, drop + 0.024), (middle, 0.018 + 0.2 * drop),
    ]  # fmt: skip


STRAW_BAND, WITCH_BAND = 0.47, 0.47


def straw_hat(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A wide brim, a flat crown and a ribbon round it."""
    paints, low = swatches(spec), seat(hair, STRAW_BAND)
    crown = [(0.50, 0.022), (0.498, 0.10), (0.480, 0.20), (0.43, 0.265), (0.32, 0.295), (0.15, 0.305)]
    body = turnery(paints["straw"], np.array([*_brim(STRAW_BAND, 0.90, -0.07), *crown]), low, 24)
    band = turnery(paints["band"], np.array([(0.46, 0.016), (0.514, 0.018), (0.514, 0.095), (0.46, 0.097)]), low, 24)
    return Piece((solid_part("straw_hat", tilted([body, band], 0.0, -12.0), proportions),))


def witch_hat(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A wide brim and a pointed crown whose tip nods."""
    paints, low = swatches(spec), seat(hair, WITCH_BAND)
    brim = turnery(paints["felt"], np.array([*_brim(WITCH_BAND, 0.94, -0.09), (0.47, 0.03), (0.2, 0.05)]), low, 24)
    band = turnery(paints["gold"], np.array([(0.44, 0.016), (0.492, 0.018), (0.478, 0.085), (0.42, 0.087)]), low, 20)
    s = np.linspace(0.0, 1.0, 9)
    spine = np.stack([0.30 * s**2.4, low + 0.02 + 0.80 * s - 0.10 * s**3, -0.16 * s**2], axis=1)
    radius = 0.475 * (1.0 - s) ** 0.95 * (1.0 + 0.10 * np.sin(6.0 * s)) + 0.012
    turn = np.arange(16) / 16 * 2 * np.pi
    rings = spine[:, None] + radius[:, None, None] * np.stack([np.sin(turn), 0 * turn, np.cos(turn)], axis=1)
    cone = lathe(paints["felt"], rings, spine[0], spine[-1] + [0.02, 0.01, -0.01])
    still, nodding = tilted([brim, band], -5.0, -14.0), tilted([cone], -5.0, -14.0)
    turn_hat = turned(_Z, -5.0) @ turned(_X, -14.0)
    swing = chain("hat_tip", spine[[4, 8]] @ turn_hat.T + CENTRE, proportions, 1.6)
    top = hung(solid_part("witch_hat_cone", nodding, proportions), swing, stations(9, 16, 1, (-1.0, 1.0)))
    return Piece((solid_part("witch_hat", still, proportions), top), (swing,))
