"""Round the neck: a choker with its heart, a scarf with a swinging end."""

import numpy as np

from moeforge.spec import AvatarSpec
from moeforge.template.accessories.palette import swatches
from moeforge.template.accessories.shapes import FIGURE, figure_part, heart, pillow, sweep
from moeforge.template.accessories.swing import hung, stations
from moeforge.template.body.measures import Measures
from moeforge.template.hair import Hair
from moeforge.template.hair.solids import Solid, ring_tube, solid_part
from moeforge.template.part import F64, Chain, Part, Piece
from moeforge.template.proportions import Proportions

COLUMNS = 24
_UP = np.array([0.0, 1.0, 0.0])
ROLLS = ((1.352, 0.178, 0.150, 0.052), (1.398, 0.158, 0.138, 0.047))
"""Height, half-width, half-depth and thickness of the scarf's two turns on the reference figure, HH."""
END = ((0.075, 1.33, 0.165), (0.090, 1.25, 0.200), (0.098, 1.14, 0.212), (0.102, 1.03, 0.212), (0.104, 0.93, 0.206))


def _ring(radius_x: float, radius_z: float) -> F64:
    turn = np.arange(COLUMNS) / COLUMNS * 2 * np.pi
    return np.stack([radius_x * np.sin(turn), 0.0 * turn, radius_z * np.cos(turn)], axis=1)


def choker(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """A band with a small heart."""
    del hair
    m, paints = Measures(proportions), swatches(spec)
    way = _ring(0.079, 0.070) * m.neck
    height = float(m.height(1.436))
    path = way + np.array([0.0, height, -0.020 * m.neck])
    band = ring_tube(paints["leather"], path, way * 0.10, np.tile(_UP * 0.017, (COLUMNS, 1)), 6)
    pendant = pillow(paints["gold"], heart(16, 0.026), 0.016).moved(np.eye(3), path[0] + np.array([0.0, -0.024, 0.014]))
    return Piece((figure_part("choker", [band, pendant], {"neck": 0.7, "chest": 0.3}),))


def scarf(spec: AvatarSpec, proportions: Proportions, hair: Hair) -> Piece:
    """Two turns of wool and one end that hangs in front."""
    del hair
    m, swatch = Measures(proportions), swatches(spec)["wool"]
    turns: list[Solid] = []
    for i, (y, wide, deep, thick) in enumerate(ROLLS):
        way = _ring(wide, deep) * m.torso
        out = way / np.linalg.norm(way, axis=1, keepdims=True)
        wave = 1.0 + 0.10 * np.sin(np.arange(COLUMNS) * 1.7 + i)
        path = way + np.array([0.0, float(m.height(y)), -0.012])
        path[:, 1] -= 0.030 * np.maximum(way[:, 2], 0.0) / deep
        turns.append(
            ring_tube(swatch, path, out * (thick * wave)[:, None], np.tile(_UP * thick * 0.95, (COLUMNS, 1)), 8)
        )
    around = figure_part("scarf", turns, {"chest": 0.6, "neck": 0.4})
    end, swing = _end(swatch, m)
    return Piece((around, end), (swing,))


def _end(swatch: str, m: Measures) -> tuple[Part, Chain]:
    points = np.array(END)
    path = np.stack([points[:, 0] * m.torso, m.height(points[:, 1]), points[:, 2] * m.torso], axis=1)
    side = np.array([[0.045], [0.060], [0.066], [0.070], [0.074]]) * np.array([1.0, 0.0, 0.1])
    cloth = sweep(swatch, path, side, np.array([0.0, 0.0, 0.020]), 8)
    swing = Chain(
        "scarf", "chest", path[[0, 2, 4]], 0.8, drag=0.4, gravity=0.2, radius=0.04, collides=("chest", "hips")
    )
    return hung(solid_part("scarf_end", [cloth], FIGURE), swing, stations(5, 8, 2)), swing
