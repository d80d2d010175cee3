"""The tools that garments are made with: grids, borders, hems, charts, skirts."""

from dataclasses import replace

import numpy as np
import pytest

from moeforge.template.body.cage import Cage, cage
from moeforge.template.body.layout import TORSO_ROWS
from moeforge.template.body.surface import ARM_FRAME
from moeforge.template.outfits import hems
from moeforge.template.outfits.cloth import SWATCH_INDEX, smooth_normals, triangulate
from moeforge.template.outfits.drape import Chart, sheet
from moeforge.template.outfits.hems import banded, lined
from moeforge.template.outfits.loft import capped, grid_faces, loft, mirrored_u
from moeforge.template.outfits.shell import Shell, borders, hem, mouth, shell
from moeforge.template.outfits.shoe import SHOES
from moeforge.template.outfits.skirt import CHAIN_COUNT, SkirtCut, SkirtFrame, skirt
from moeforge.template.outfits.top import sleeve_stripes, top, unhemmed
from moeforge.template.outfits.tops import TOPS
from moeforge.template.part import F64
from moeforge.template.proportions import Proportions

DOWN = np.array([0.0, -1.0, 0.0])
TUNIC = {"H": 0.04, "W": 0.05, "R": 0.04, "A": 0.03}


@pytest.fixture(scope="module")
def body() -> Cage:
    return cage(Proportions())


@pytest.fixture(scope="module")
def tube(body: Cage) -> Shell:
    return shell(body, frozenset({"HW", "WR", "RA"}), TUNIC, "main")


def cylinder(rows: int = 3, columns: int = 8):
    phi = 2 * np.pi * np.arange(columns) / columns
    ring = np.stack([np.sin(phi), np.zeros(columns), np.cos(phi)], axis=1)
    points = np.stack([ring + np.array([0.0, -float(r), 0.0]) for r in range(rows)])
    return loft(points, np.linspace(0, 1, rows), np.ones((rows, columns, 1)), ("hips",), ("main",) * (rows - 1))


def test_a_loft_faces_outwards():
    cloth = cylinder()
    triangles, _ = triangulate(cloth.points, cloth.faces)
    normals = smooth_normals(cloth.points, triangles)
    assert np.einsum("ij,ij->i", normals[:, [0, 2]], cloth.points[:, [0, 2]]).min() > 0.99


@pytest.mark.parametrize("off", [-1e-15, 0.0, 1e-15])
def test_rounding_does_not_choose_between_equal_diagonals(off: float):
    square = np.array([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [1.0 + off, 1.0, 0.0], [0.0, 1.0, 0.0]])
    triangles, quads = triangulate(square, np.array([[0, 1, 2, 3]]))
    assert triangles.tolist() == [[0, 1, 2], [0, 2, 3]]
    assert quads.tolist() == [0, 0]


def test_quads_are_cut_along_their_shorter_diagonal():
    kite = np.array([[0.0, 0.0, 0.0], [0.5, -0.2, 0.0], [3.0, 0.0, 0.0], [0.5, 0.2, 0.0]])
    assert triangulate(kite, np.array([[0, 1, 2, 3]]))[0].tolist() == [[1, 2, 3], [1, 3, 0]]


def test_an_open_cylinder_has_two_borders_and_a_capped_one_has_one():
    assert [len(loop) for loop in borders(cylinder().faces)] == [8, 8]
    assert len(borders(capped(cylinder(), 8).faces)) == 1


def test_open_grids_have_one_column_of_faces_less():
    assert len(grid_faces(3, 5, closed=True)) == 10
    assert len(grid_faces(3, 5, closed=False)) == 8


def test_u_is_mirrored_round_a_ring():
    assert mirrored_u(4).tolist() == [0.0, 0.5, 1.0, 0.5]


def test_a_hem_closes_inwards_and_downwards(tube: Shell):
    loop = tube.loop("H")
    hemmed = hem(tube.cloth, loop, DOWN, ((0.01, 0.02, "trim"), (-0.04, 0.0, "trim")))
    border, outer, inner = tube.cloth.points[loop], *hemmed.points[-2 * len(loop) :].reshape(2, -1, 3)
    assert np.allclose(border[:, 1] - outer[:, 1], 0.02)
    assert (np.hypot(outer[:, 0], outer[:, 2]) > np.hypot(inner[:, 0], inner[:, 2])).all()
    assert np.allclose(hemmed.weights.sum(axis=1), 1.0)


def test_a_shell_stays_off_the_skin_by_its_offsets(body: Cage, tube: Shell):
    for row, offset in TUNIC.items():
        ring = body.layout.torso_ring(row)
        away = np.linalg.norm((tube.moved - body.points)[ring][:, [0, 2]], axis=1)
        assert np.allclose(away, offset * np.linalg.norm(body.normals[ring][:, [0, 2]], axis=1))
    ring = body.layout.torso_ring("W")
    assert np.linalg.norm(tube.cloth.points[tube.place[ring]] - tube.moved[ring], axis=1).max() < 0.004


@pytest.mark.parametrize("row", ["H", "W", "R", "A"])
def test_the_chart_passes_through_the_garments_rows(body: Cage, tube: Shell, row: str):
    chart = Chart.of(tube)
    front, back = body.layout.torso_ring(row)[[0, 6]]
    t = float(TORSO_ROWS.index(row))
    assert np.allclose(chart.at(np.array([0.0]), np.array([t]))[0], tube.moved[front], atol=1e-2)
    assert np.allclose(chart.at(np.array([np.pi]), np.array([t]))[0], tube.moved[back], atol=1e-2)
    assert np.allclose(chart.weight(np.array([0.0]), np.array([t])).sum(), 1.0)


def test_a_sheet_lies_over_its_rim(tube: Shell):
    chart = Chart.of(tube)
    phi, t = np.radians([[-20.0, 0.0, 20.0]]), np.array([[3.0], [2.0]])
    cloth = sheet(chart, phi, t, np.full((1, 1), 0.02), ("main",))
    grid = cloth.points.reshape(4, 5, 3)
    assert grid[1:3, 1:4, 2].min() > grid[0, :, 2].max() - 0.05
    assert grid[1, 2, 2] - grid[0, 2, 2] == pytest.approx(0.026, abs=0.002)


def test_a_skirt_keeps_its_hem_and_its_weights():
    frame = SkirtFrame(waist_y=0.865, hem_y=0.5, knee_y=0.338, centre_z=0.0, girth=1.0, spread=1.0)
    cloth, chains = skirt(SkirtCut(), frame)
    assert cloth.points[:, 1].min() == pytest.approx(0.5)
    assert np.allclose(cloth.weights.sum(axis=1), 1.0)
    assert len(chains) == CHAIN_COUNT
    assert all(np.diff(chain.points[:, 1]).max() < 0 for chain in chains)


def test_a_skirt_hangs_on_two_bones_beside_the_legs():
    """So that no bone is left out where a vertex holds four, which would tear it from its neighbours."""
    frame = SkirtFrame(waist_y=0.865, hem_y=0.115, knee_y=0.338, centre_z=0.0, girth=1.0, spread=1.0)
    cloth, _ = skirt(SkirtCut(hem=0.115, hug=0.94, pleats=0, waves=5), frame)
    legs = np.array([bone.endswith("Leg") for bone in cloth.bones])
    assert np.allclose(cloth.weights.sum(axis=1), 1.0)
    assert (cloth.weights[:, ~legs] > 1e-6).sum(axis=1).max() <= 2
    assert (cloth.weights[:, legs] > 1e-6).sum(axis=1).max() == 4


def test_a_lined_border_ends_under_the_skin_and_slopes_in():
    for profile in (hems.SLEEVE, hems.FLAT, hems.TURN_UP):
        *rest, last = lined(banded(profile, "trim"), 0.06, "main")
        rim = rest[-1]
        assert last[0] < -0.06
        assert last[1] < rim[1]
        assert last[2] == "main"
        assert tuple(rest) == banded(profile, "trim")[:-1]


def test_a_wide_sleeve_ends_in_a_funnel_round_the_arm(body: Cage):
    cut = TOPS["kimono"]
    made = unhemmed(cut, body, 0)
    last = f"arm{len(cut.sleeve)}"
    loop, arm = made.loop(last), made.wearer(last)
    cloth = mouth(made.cloth, loop, ARM_FRAME[0], cut.cuff, arm)
    rings = cloth.points[-len(cut.cuff) * len(loop) :].reshape(len(cut.cuff), len(loop), 3)
    assert np.linalg.norm(rings[-1].mean(axis=0) - arm) < 0.1
    along, across = (rings - arm) @ ARM_FRAME[0], np.linalg.norm(np.cross(rings - arm, ARM_FRAME[0]), axis=-1)
    deepest = along.mean(axis=1)
    assert deepest[-1] < deepest[0] - 0.08
    assert across[-1].max() < 0.1 * across[0].max()
    v = cloth.chart[-len(cut.cuff) * len(loop) :, 1].reshape(len(cut.cuff), len(loop))
    assert v[0].min() == 1.0
    assert v[-1].max() == 0.0


@pytest.mark.parametrize("offset", [0.02, 0.08])
def test_the_creases_at_the_armpit_go_aside_with_the_chest(body: Cage, offset: float):
    """Else thick cloth crowds there, and an arm that moves stretches it."""
    moved = shell(body, frozenset({"AM", "MS"}), dict.fromkeys("AMS", offset), "main").moved
    chest = body.layout.rows["M"]
    for crease, beside in ((2, 1), (4, 5)):
        gap = [float(points[chest[crease], 0] - points[chest[beside], 0]) for points in (body.points, moved)]
        assert gap[1] >= gap[0] - 1e-9


def test_shoes_open_wider_for_thick_legs_and_never_narrower():
    opening = SHOES["loafers"].opening
    assert opening.widened(0.7) == opening
    wide = opening.widened(1.2)
    assert wide.half_width > 1.2 * opening.half_width
    assert wide.back < opening.back


def skirt_of(hem: float) -> tuple[F64, F64]:
    """Weights on the shins of a skirt's hem behind and in front; the waist is at .865, the knee at .338."""
    frame = SkirtFrame(waist_y=0.865, hem_y=hem, knee_y=0.338, centre_z=0.0, girth=1.0, spread=1.0)
    cloth, _ = skirt(SkirtCut(hem=hem, pleats=0, waves=8), frame)
    shins = cloth.weights[:, [bone.endswith("LowerLeg") for bone in cloth.bones]].sum(axis=1)
    low = cloth.points[:, 1] < hem + 0.01
    behind, before = low & (cloth.points[:, 2] < -0.2), low & (cloth.points[:, 2] > 0.2)
    return shins[behind], shins[before]


def test_a_shin_kicked_back_takes_the_hem_that_ends_near_the_knee():
    behind, before = skirt_of(0.38)
    assert behind.max() > 0.4
    assert before.max() < 0.05
    assert skirt_of(0.50)[0].max() == 0.0


def test_a_skirt_under_a_top_is_no_deeper_for_a_wide_body_than_the_body_is():
    wide = SkirtFrame(waist_y=0.865, hem_y=0.5, knee_y=0.338, centre_z=0.0, girth=1.5, spread=1.0, shallow=0.8)
    free, under = (skirt(SkirtCut(under=under), wide)[0].points for under in (False, True))
    np.testing.assert_allclose(under, free * [1.0, 1.0, 0.8])


def test_a_skirt_is_as_slim_at_its_top_as_the_waist_and_as_wide_below_as_ever():
    frame = SkirtFrame(waist_y=0.865, hem_y=0.5, knee_y=0.338, centre_z=0.0, girth=1.0, spread=1.0)
    plain, slim = (skirt(SkirtCut(waves=6), f)[0].points for f in (frame, replace(frame, slim=0.8)))
    waist, low = plain[:, 1] > 0.86, plain[:, 1] < 0.78
    assert slim[waist, 0].max() < 0.85 * plain[waist, 0].max()
    assert np.array_equal(slim[low], plain[low])


def test_long_skirts_of_the_tallest_have_room_for_a_knee_in_front_alone():
    reach: dict[float, tuple[float, float]] = {}
    for waist in (0.865, 1.7):
        frame = SkirtFrame(waist_y=waist, hem_y=0.115, knee_y=0.338, centre_z=0.0, girth=1.0, spread=1.0)
        z = skirt(SkirtCut(hem=0.115, hug=0.94, pleats=0, waves=5), frame)[0].points[:, 2]
        reach[waist] = float(z.max()), float(z.min())
    assert reach[1.7][0] == pytest.approx(1.4 * reach[0.865][0])
    assert reach[1.7][1] == pytest.approx(reach[0.865][1])


def test_the_edge_of_an_armhole_goes_with_the_arm_more_than_the_cloth_beside_it(body: Cage):
    cut = TOPS["tank"]
    bare, made = unhemmed(cut, body, 1), top(cut, body)
    chest = made.cloth.bones.index("chest")
    border = bare.cloth.weights[bare.loop("arm1"), chest]
    edge = made.cloth.weights[-2 * len(cut.cuff) * len(border) :, chest].reshape(2, len(cut.cuff), len(border))[0]
    outermost = int(np.argmax([along for _, along, _ in cut.cuff]))
    assert border.max() > 0.3
    assert edge[outermost].max() < 0.75 * border.max()
    assert edge[0].max() == pytest.approx(border.max())


def test_stripes_are_painted_on_fine_sleeves_and_laid_over_coarse_ones(body: Cage):
    cut = TOPS["track"]
    coarse, fine = (unhemmed(cut, body, level) for level in (0, 1))
    striped = fine.cloth.swatches == SWATCH_INDEX["trim"]
    assert striped.sum() == 2 * (4 * len(cut.sleeve) - 2)  # the wrist has cloth on one side only
    assert not (coarse.cloth.swatches == SWATCH_INDEX["trim"]).any()
    assert sleeve_stripes(cut, fine, 1) is None
    assert sleeve_stripes(cut, coarse, 0) is not None


def test_a_gathered_cuff_goes_with_the_hand_and_a_wide_one_does_not(body: Cage):
    shares: dict[str, float] = {}
    for name in ("track", "jacket"):
        made, cut = top(TOPS[name], body), TOPS[name]
        last = made.cloth.weights[-len(cut.cuff) * 16 :].reshape(len(cut.cuff), 16, -1)
        shares[name] = float(last[..., made.cloth.bones.index("rightHand")].max())
    assert shares["track"] > shares["jacket"] + 0.15
