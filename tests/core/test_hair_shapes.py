"""What makes hair look like hair: tails are round and gathered, tips are drawn out, fringes are few clumps, curls have
one size.
"""

from random import Random

import numpy as np
import pytest

from moeforge.template.hair.back import TIERS
from moeforge.template.hair.chart import CENTRE
from moeforge.template.hair.cloud import Coils, Lobes, fibonacci, hull
from moeforge.template.hair.detail import LEVELS
from moeforge.template.hair.fringe import FRINGES
from moeforge.template.hair.lock_style import LockStyle
from moeforge.template.hair.locks import Lock, columns, paths, stations
from moeforge.template.hair.puffs import directions
from moeforge.template.hair.ropes import Cornrows, Hanging
from moeforge.template.hair.strands import STUBBLE
from moeforge.template.hair.styles import STYLES
from moeforge.template.hair.tail import Tail
from moeforge.template.lod import Lod

TAILS = [(n, h) for n, s in STYLES.items() if isinstance(s, LockStyle) for h in s.hangs if isinstance(h, Tail)]
FINE = LEVELS[Lod.HERO]
BIG = 0.07
"""Half-width from which a lock of the fringe is a clump, HH."""


def bundle(tail: Tail, place: float) -> tuple[float, float]:
    """How far a tail reaches to the side and to the front of its spine near a place on it (0..1), HH."""
    strands = tail.strands(Random(3), 1.0, 0, FINE)
    at = strands.along / tail.joints
    near = np.abs(at - place) < 0.04
    frame = tail.spine.frame(1.0, at[near])
    local = strands.positions[near] - frame.point
    return tuple(float(np.abs((local * axis).sum(axis=1)).max()) for axis in (frame.side, frame.front))  # type: ignore[return-value]  # two axes


@pytest.mark.parametrize(("name", "tail"), TAILS)
def test_a_tail_is_round_and_gathered(name: str, tail: Tail):
    tie, thick, tip = (bundle(tail, place) for place in (0.02, 0.4, 0.96))
    assert 0.75 < thick[0] / thick[1] < 1.33, name
    assert max(tie) < 0.62 * max(thick), "it leaves the tie narrow"
    assert max(tip) < 0.62 * max(thick), "it ends in a point"


@pytest.mark.parametrize(("name", "tail"), TAILS)
def test_the_end_of_a_tail_turns_away_from_the_head_again(name: str, tail: Tail):
    """An S: the middle line leaves the head, falls, and leaves it once more at the tip."""
    points = tail.spine.points(1.0, np.linspace(0.0, 1.0, 41))
    away = np.array([np.sin(np.radians(tail.spine.tie[0])), np.cos(np.radians(tail.spine.tie[0]))])
    out = (points[:, [0, 2]] - np.multiply(tail.spine.drift, np.linspace(0.0, 1.0, 41)[:, None])) @ away
    first, middle, last = (out[b] - out[a] for a, b in ((0, 10), (16, 26), (30, 40)))
    assert middle < 0.4 * min(first, last), name


def test_a_drawn_out_tip_is_slimmer_than_a_late_one():
    late, drawn = (Lock(180.0, 2.2, 0.1, taper=taper) for taper in (0.0, 1.0))
    widths = paths([late, drawn], 2.2, (1.0, 0.5), 20).width
    assert (widths[1, 14:19] < widths[0, 14:19]).all()


def test_what_other_hair_hides_is_not_built():
    """A hidden root changes neither the end of a lock nor its course, only where it begins: in a point, from below."""
    whole, low = (paths([Lock(180.0, 2.2, 0.1, hidden=hidden)], 2.2, (1.0, 0.5), 60) for hidden in (0.0, 0.3))
    assert np.allclose(whole.points[0, -1], low.points[0, -1])
    gaps = np.linalg.norm(whole.points[0][:, None] - low.points[0], axis=-1)
    out = 20  # rings
    assert gaps.min(axis=0)[out:].max() < 0.03 < gaps[0].min()
    depth = np.linalg.norm(low.points[0, 0] - CENTRE) - np.linalg.norm(whole.points[0, gaps[:, 0].argmin()] - CENTRE)
    assert depth < -0.03
    assert low.width[0, 0] < 0.3 * low.width[0, out]


def test_cornrows_are_thin_at_the_hairline():
    """The middle row begins less than two thirds as wide as it is on top of the head."""
    grown = Cornrows(rows=3).grow(Random(2), 1.0, FINE).strands
    assert grown is not None
    row = grown.positions[(grown.tone != STUBBLE) & (np.abs(grown.positions[:, 0]) < 0.1)]
    first, top = row[row[:, 2] > row[:, 2].max() - 0.04], row[np.abs(row[:, 2]) < 0.05]
    assert np.ptp(first[:, 0]) < 0.67 * np.ptp(top[:, 0])


@pytest.mark.parametrize("name", ("points", "sweep", "centre", "straight", "pixie", "spikes"))
def test_a_fringe_is_few_clumps_of_different_width(name: str):
    for seed in range(6):
        clumps = [k.width for k in FRINGES[name](Random(seed)) if k.width > BIG and abs(k.az) < 50.0]
        assert 3 <= len(clumps) <= 6
        assert max(clumps) > 1.2 * min(clumps)


@pytest.mark.parametrize("name", ("bob", "long", "hime", "short", "pixie", "ponytail"))
def test_the_crown_is_a_dome(name: str):
    """Seen from the front, the top of the head is as far from its middle as the places beside it: not flat."""
    strands = STYLES[name].grow(Random(4), 1.0, FINE).strands
    assert strands is not None
    local = strands.positions - CENTRE
    angle = np.degrees(np.arctan2(local[:, 0], local[:, 1]))
    far = np.hypot(local[:, 0], local[:, 1])
    top, beside = (far[np.abs(np.abs(angle) - at) < 4.0].max() for at in (0.0, 35.0))
    assert top > 0.98 * beside


def test_a_straight_cut_ends_in_a_line():
    """The last ring of a blunt lock lies as low as its tip, within a hundredth of its length."""
    blunt = [k for tier in TIERS["hime"] for k in tier.locks(Random(2)) if k.blunt > 0.9]
    ends = [stations(columns([k]), 16)[0, -2] for k in blunt]
    assert min(ends) > 0.99


def test_locs_differ_in_girth_and_length():
    locs = STYLES["locs"]
    assert isinstance(locs, Hanging)
    rows = locs.rows(Random(3), locs.v1)
    front = [k for k in rows if k.lift > -0.01]
    assert max(k.width for k in front) > 1.3 * min(k.width for k in front)
    assert np.ptp([k.v1 for k in front]) > 0.3


def test_fringes_vary_with_the_seed():
    drawn = {tuple(round(k.width, 3) for k in FRINGES["points"](Random(seed))) for seed in range(12)}
    assert len(drawn) >= 3


@pytest.mark.parametrize("name", ("long", "bob", "short", "waves", "pixie"))
def test_loose_hair_lies_in_layers_of_different_length(name: str):
    rows = [k for tier in TIERS[name] for k in tier.locks(Random(1))]
    lengths, lifts = np.array([(k.v1, k.lift) for k in rows]).T
    top = lifts > np.quantile(lifts, 0.7)
    assert lengths[top].mean() < lengths[~top].mean() - 0.05, "what lies above is shorter"


def test_curls_are_as_large_at_the_pole_as_elsewhere():
    """The width of a texel across the cloud, at ten degrees from the pole and at the equator."""
    rows, columns = 40, 60
    polar = np.broadcast_to(np.linspace(0.0, 0.75 * np.pi, rows)[:, None], (rows, columns))
    turn = np.broadcast_to(np.linspace(-np.pi, np.pi, columns, endpoint=False), (rows, columns))
    smooth = Lobes(fibonacci(4), np.zeros(4), np.ones(4))
    cloud = hull(directions(polar, turn), np.ones(3), np.ones((rows, columns)), smooth, np.zeros(3), Coils())
    grid = cloud.positions[1:].reshape(rows - 1, columns, 3)
    u = cloud.cell[1:, 0].reshape(rows - 1, columns)
    steps = np.linalg.norm(np.diff(grid, axis=1), axis=-1) / np.abs(np.diff(u, axis=1))
    assert steps.max() / steps.min() < 1.05
