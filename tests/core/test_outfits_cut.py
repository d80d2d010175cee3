"""How single pieces are cut: sleeves, toe caps, bows, panels."""

from dataclasses import replace

import numpy as np
import pytest

from moeforge.prior import complete
from moeforge.spec import Wish
from moeforge.template.body.cage import Cage, cage
from moeforge.template.body.measures import Measures
from moeforge.template.body.rings import ARM_ANGLES
from moeforge.template.body.surface import ARM_FRAME
from moeforge.template.outfits.bow import bow
from moeforge.template.outfits.build import build_outfit
from moeforge.template.outfits.cloth import SWATCH_INDEX
from moeforge.template.outfits.drape import Chart
from moeforge.template.outfits.panels import panel
from moeforge.template.outfits.shoe import SHOES, shoes
from moeforge.template.outfits.skirt import SkirtFrame
from moeforge.template.outfits.skirts import SKIRTS
from moeforge.template.outfits.top import top, unhemmed
from moeforge.template.outfits.tops import TOPS
from moeforge.template.outfits.trimmings import PANELS, TRIMS
from moeforge.template.part import F64
from moeforge.template.proportions import Proportions
from moeforge.textures.atlas import SWATCHES

FRAME = SkirtFrame(waist_y=0.865, hem_y=0.4, centre_z=0.0, knee_y=0.338, girth=1.0, spread=1.0)
BACK_BOWS = {"back_bow": ("bodice", "wide"), "apron_bow": ("maid", "maid"), "corset_bow": ("frilled", "gothic")}
"""Trim -> the top it sits on and the skirt it hangs over."""


@pytest.fixture(scope="module")
def body() -> Cage:
    return cage(Proportions())


def ring(body: Cage, name: str, points: F64) -> F64:
    """The left ring's points, from an array over the whole cage."""
    return points[body.layout.rows[name]]


@pytest.mark.parametrize("name", ["tee", "inner_tee", "sailor", "qipao"])
def test_short_sleeves_end_near_the_arm_and_are_roundest_at_the_shoulder(body: Cage, name: str):
    """Else they stand off a raised arm, and a pair of them looks like a cape."""
    cut = TOPS[name]
    moved = unhemmed(cut, body, 0).moved
    last = f"arm{len(cut.sleeve)}"
    off = np.linalg.norm(ring(body, last, moved) - ring(body, last, body.points), axis=1)
    assert off.max() < 0.07
    assert cut.sleeve[-1] <= max(cut.sleeve[:-1]) + 0.005


@pytest.mark.parametrize("name", ["kimono", "hanfu", "robe"])
def test_wide_sleeves_swing_back(body: Cage, name: str):
    """The lowest point of the mouth lies behind the wrist: in front it would cut the sash."""
    mouth = ring(body, "arm7", unhemmed(TOPS[name], body, 0).moved)
    wrist = ring(body, "arm7", body.points)
    assert mouth[mouth[:, 1].argmin(), 2] < wrist[:, 2].mean() - 0.04


@pytest.mark.parametrize("name", ["kimono", "hanfu", "robe"])
def test_wide_sleeves_hang_along_the_arm_and_leave_the_upper_arm_slim(body: Cage, name: str):
    """A drop that begins at the armpit fills the gap to the waist: a cape."""
    moved = unhemmed(TOPS[name], body, 0).moved
    off = {r: (ring(body, r, moved) - ring(body, r, body.points)) @ ARM_FRAME.T for r in ("arm2", "arm3", "arm7")}
    assert off["arm2"][:, 1].min() > -0.05
    assert off["arm3"][:, 1].min() > -0.06
    longest = off["arm7"][:, 0].argmax()
    assert off["arm7"][longest, 0] > 0.08
    assert np.sin(ARM_ANGLES[longest]) < -0.5


@pytest.mark.parametrize("name", ["kimono", "hanfu", "robe"])
def test_wide_sleeves_lie_close_on_top_of_the_arm(body: Cage, name: str):
    """What stands off there is the outline from behind; the width hangs below."""
    moved = unhemmed(TOPS[name], body, 0).moved
    off = np.linalg.norm(ring(body, "arm7", moved) - ring(body, "arm7", body.points), axis=1)
    top_off = off[np.isclose(ARM_ANGLES, np.pi / 2)].item()
    assert top_off < 0.065
    assert off.max() > 3 * top_off


def test_a_hood_hangs_to_a_point_behind(body: Cage):
    made = TRIMS["hood"](Chart.of(top(TOPS["hoodie"], body)))
    lowest = made.points[made.points[:, 1].argmin()]
    assert abs(lowest[0]) < 0.02
    assert lowest[2] < -0.1


@pytest.mark.parametrize("name", ["sneakers", "low_sneakers", "loafers"])
def test_toe_caps_end_in_a_slant(name: str):
    """Each patch cuts the quad at both its ends: one half in the sole's colour, the other in the upper's."""
    columns, cut = 16, SHOES[name]
    made = shoes(cut, Measures(Proportions()), columns)
    cut_faces = np.array([len(set(face)) == 3 for face in made.faces.tolist()])
    halves = made.swatches[cut_faces & (made.points[made.faces].min(axis=1)[:, 1] > 0.05)]
    slants = 2 * 2 * len(cut.patches)
    assert np.count_nonzero(halves == SWATCH_INDEX["sole"]) == slants
    assert np.count_nonzero(halves == SWATCH_INDEX["shoes"]) == slants
    assert len(made.faces) == len(shoes(replace(cut, patches=()), Measures(Proportions()), columns).faces) + slants


@pytest.mark.parametrize(("pattern", "printed"), [("plain", True), ("gradient", True), ("stripe", False)])
def test_prints_are_left_out_of_busy_patterns(pattern: str, printed: bool):
    spec = complete(7, Wish(choices={"outfit": "tee", "pattern": pattern}))
    proportions = Proportions.of(spec)
    names = {part.name for part in build_outfit(spec, proportions, cage(proportions)).piece.parts}
    assert ("trims" in names) == printed


@pytest.mark.parametrize("trim", BACK_BOWS)
def test_tails_of_back_bows_lie_outside_the_skirt(body: Cage, trim: str):
    over, under = BACK_BOWS[trim]
    made = TRIMS[trim](Chart.of(top(TOPS[over], body)))
    cut = SKIRTS[under]
    tails = made.points[made.points[:, 1] < FRAME.waist_y - 0.06]
    t = (FRAME.waist_y + cut.waist_rise - tails[:, 1]) / (FRAME.waist_y + cut.waist_rise - cut.hem)
    radius = cut.waist_radius + (cut.hem_radius - cut.waist_radius) * np.clip(t, 0, 1) ** cut.flare
    assert len(tails) > 8
    assert (-tails[:, 2] > 0.9 * radius * cut.depth).mean() > 0.5


def test_bows_show_a_plain_strip_of_their_cloth_and_the_whole_ribbon(body: Cage):
    chart = Chart.of(top(TOPS["bodice"], body))
    plain, whole = (bow(chart.seat(0.0, 4.0, 0.03), 0.1, name).chart for name in ("accent", "ribbon"))
    assert np.ptp(plain[:, 0]) < 0.04
    assert np.ptp(whole[:, 0]) > 0.9


@pytest.mark.parametrize(("name", "sides"), [("overlap", {"right"}), ("robe_band", {"right", "left"})])
def test_panels_are_edged_where_they_say(name: str, sides: set[str]):
    shape = PANELS[name]
    made = panel(shape, SKIRTS["robe"], FRAME)
    columns = len(made.points) // 8 - 1
    edge = (made.swatches == SWATCHES.index(shape.edge)).reshape(-1, columns)
    assert shape.edged == sides
    assert edge[:, 0].all()
    assert edge[:, -1].all() == ("left" in sides)
    assert not edge[:, columns // 2].any()
