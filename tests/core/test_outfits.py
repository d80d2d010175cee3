"""Every outfit on figures of several heights and builds."""

from functools import cache

import numpy as np
import pytest

from moeforge import prior
from moeforge.spec import AvatarSpec, Wish
from moeforge.template.body import rings
from moeforge.template.body.bones import BONES
from moeforge.template.body.build import body_part
from moeforge.template.body.cage import cage
from moeforge.template.body.layout import BANDS
from moeforge.template.body.measures import Measures
from moeforge.template.body.pose import rotation, skin_points
from moeforge.template.body.skeleton import joint_positions
from moeforge.template.lod import Lod
from moeforge.template.outfits.build import Outfit, build_outfit
from moeforge.template.outfits.palette import PALETTES
from moeforge.template.outfits.skirts import SKIRTS
from moeforge.template.outfits.wardrobe import OUTFITS
from moeforge.template.part import Part
from moeforge.template.proportions import Proportions
from moeforge.textures.atlas import CELLS, IMAGES, SWATCHES
from moeforge.textures.fabric import FABRICS
from moeforge.textures.weave import PATTERNS
from moeforge.traits.catalogue import LANGS, catalogue
from moeforge.understand.prompt import understand

NAMES = tuple(OUTFITS)
FIGURES = ({}, {"height": 1.0, "build": -1.0}, {"height": -1.0, "build": 1.0})
TRIANGLES = {Lod.TINY: 900, Lod.MOBILE: 2_900, Lod.HIGH: 3_600, Lod.HERO: 7_000}
"""Of clothes, shoes and the skin that shows: a share of lod.BUDGETS that leaves head and hair theirs."""
KNEE = rings.KNEE[1]
ONE_SIDED = {"blazer", "yukata", "hanfu", "qipao", "pyjamas", "suit"}
"""Outfits with a pocket, a crossed collar or a closure on one side: their trims and panels are not symmetric."""


def spec_of(name: str, sliders: dict[str, float]) -> AvatarSpec:
    return prior.complete(7, Wish(choices={"outfit": name, "pattern": "plain"}, sliders=sliders))


@cache
def dressed(name: str, figure: int = 0, level: Lod = Lod.HERO) -> tuple[Outfit, Proportions]:
    spec = spec_of(name, FIGURES[figure])
    proportions = Proportions.of(spec)
    return build_outfit(spec, proportions, cage(proportions), level), proportions


def corners(part: Part) -> np.ndarray:
    return part.positions[part.triangles]


def swatches_used(part: Part) -> set[str]:
    """Names of the cells that the part's UVs lie in."""
    texels = part.uvs * np.array(IMAGES["body"])
    cells = [(n, CELLS[n]) for n in SWATCHES]
    return {
        n for n, c in cells
        if ((texels >= [c.x, c.y]) & (texels <= [c.x + c.width, c.y + c.height])).all(axis=1).any()
    }  # fmt: skip


def test_every_outfit_of_the_catalogue_has_a_row_and_a_palette():
    known = set(catalogue().choices["outfit"].values)
    assert set(OUTFITS) == known
    assert set(PALETTES) == known


@pytest.mark.parametrize("figure", range(len(FIGURES)))
@pytest.mark.parametrize("name", NAMES)
class TestParts:
    def test_normals_are_unit(self, name: str, figure: int):
        for part in dressed(name, figure)[0].piece.parts:
            assert np.allclose(np.linalg.norm(part.normals, axis=1), 1.0, atol=1e-9), part.name

    def test_no_triangle_is_empty(self, name: str, figure: int):
        for part in dressed(name, figure)[0].piece.parts:
            a, b, c = (corners(part)[:, i] for i in range(3))
            assert np.linalg.norm(np.cross(b - a, c - a), axis=1).min() > 1e-10, part.name

    def test_triangles_face_the_way_of_their_normals(self, name: str, figure: int):
        for part in dressed(name, figure)[0].piece.parts:
            a, b, c = (corners(part)[:, i] for i in range(3))
            facing = np.einsum("ij,ij->i", np.cross(b - a, c - a), part.normals[part.triangles].sum(axis=1))
            assert (facing > 0).mean() > 0.88, part.name  # sharp folds of hems and petticoats turn a few

    def test_weights_sum_to_one_over_known_bones(self, name: str, figure: int):
        piece = dressed(name, figure)[0].piece
        known = set(BONES) | {bone for chain in piece.chains for bone in chain.bones}
        for part in piece.parts:
            assert set(part.weights) <= known
            table = np.stack(list(part.weights.values()))
            assert table.min() >= -1e-12
            assert np.allclose(table.sum(axis=0), 1.0), part.name

    def test_soles_stand_on_the_ground(self, name: str, figure: int):
        lowest = min(part.positions[:, 1].min() for part in dressed(name, figure)[0].piece.parts)
        assert lowest == pytest.approx(0.0, abs=1e-9)

    def test_the_two_sides_mirror_each_other(self, name: str, figure: int):
        for part in dressed(name, figure)[0].piece.parts:
            if part.name == "skirt":  # knife pleats all fold the same way round
                continue
            if name in ONE_SIDED and part.name in ("trims", "panels"):
                continue
            x = part.positions[:, 0]
            assert x.max() == pytest.approx(-x.min(), abs=1e-6), part.name


@pytest.mark.parametrize("name", NAMES)
class TestOutfit:
    def test_palette_names_the_swatches_in_use(self, name: str):
        outfit, _ = dressed(name)
        used = set().union(*(swatches_used(part) for part in outfit.piece.parts))
        assert used <= set(outfit.palette) <= set(SWATCHES)
        assert "skin" not in outfit.palette

    def test_hidden_bands_are_the_bodys(self, name: str):
        outfit, _ = dressed(name)
        assert {"WR", "RA", "AM", "foot1"} <= outfit.hidden <= set(BANDS)
        assert not outfit.hidden & {"palm", "fingers", "thumb", "NT"}

    @pytest.mark.parametrize("level", TRIANGLES)
    def test_triangle_budget(self, name: str, level: Lod):
        outfit, proportions = dressed(name, 0, level)
        skin = body_part(cage(proportions), outfit.hidden, 0)
        assert sum(len(part.triangles) for part in (skin, *outfit.piece.parts)) <= TRIANGLES[level]

    def test_same_spec_gives_the_same_arrays(self, name: str):
        first, proportions = dressed(name)
        again = build_outfit(spec_of(name, FIGURES[0]), proportions, cage(proportions))
        for a, b in zip(first.piece.parts, again.piece.parts, strict=True):
            assert a.positions.tobytes() == b.positions.tobytes()
            assert a.uvs.tobytes() == b.uvs.tobytes()

    def test_parts_go_to_the_body(self, name: str):
        assert {(part.mesh, part.material) for part in dressed(name)[0].piece.parts} == {("Body", "body")}


@pytest.mark.parametrize("trait", ["outfit", "pattern"])
def test_every_word_means_its_own_value_and_nothing_else(trait: str):
    for value in catalogue().choices[trait].values.values():
        for word in (word for lang in LANGS for word in value.names.of(lang)):
            wish = understand(word).wish
            assert wish.choices == {trait: value.id}, word
            assert not wish.colors, word
            assert not wish.accessories, word


def test_a_pattern_and_an_outfit_are_read_side_by_side():
    wish = understand("red plaid sweater").wish
    assert wish.choices == {"pattern": "check", "outfit": "sweater"}
    assert set(wish.colors) == {"clothes"}
    assert "pattern" not in understand("gradient hair").wish.choices


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_outfit_takes_every_pattern_in_a_thread_that_shows(name: str, pattern: str):
    spec = spec_of(name, {}).with_(choices={**spec_of(name, {}).choices, "pattern": pattern})
    outfit = build_outfit(spec, Proportions.of(spec), cage(Proportions.of(spec)), Lod.MOBILE)
    used = set().union(*(swatches_used(part) for part in outfit.piece.parts))
    patterned = {swatch: weave for swatch, weave in outfit.weaves.items() if weave.pattern}
    assert set(patterned) == set(OUTFITS[name].patterned)
    assert set(outfit.weaves) <= used
    for swatch, weave in patterned.items():
        assert weave.pattern == pattern
        assert weave.ink != outfit.palette[swatch]
        assert weave.fabric == OUTFITS[name].fabrics.get(swatch, "")


def test_plain_clothes_have_no_pattern():
    assert not any(weave.pattern for name in NAMES for weave in dressed(name)[0].weaves.values())


def test_every_fabric_is_known_and_worn():
    worn = {fabric for row in OUTFITS.values() for fabric in row.fabrics.values()}
    assert worn == set(FABRICS)


@pytest.mark.parametrize("figure", range(len(FIGURES)))
def test_skirts_hang_on_four_bones_at_most(figure: int):
    """A fifth would be left out, and tear the cloth."""
    for name in (n for n in NAMES if OUTFITS[n].skirt):
        skirt = next(part for part in dressed(name, figure)[0].piece.parts if part.name == "skirt")
        assert (np.stack(list(skirt.weights.values())) > 1e-6).sum(axis=0).max() <= 4, name


def test_swinging_bones_stay_few_and_hang_from_the_hips():
    for name in NAMES:
        chains = dressed(name)[0].piece.chains
        assert sum(len(chain.bones) for chain in chains) <= 16
        assert {chain.parent for chain in chains} <= {"hips"}
        assert bool(chains) == bool(OUTFITS[name].skirt)


@pytest.mark.parametrize("name", [n for n in NAMES if OUTFITS[n].skirt and SKIRTS[OUTFITS[n].skirt].hem > KNEE])
def test_a_sitting_skirt_lies_on_the_lap(name: str):
    """With the thighs 85 degrees up, the front of the hem lies over them and not in the face."""
    outfit, proportions = dressed(name)
    skirt = next(part for part in outfit.piece.parts if part.name == "skirt")
    turn = np.radians(-85.0)
    up = np.array([[1, 0, 0], [0, np.cos(turn), -np.sin(turn)], [0, np.sin(turn), np.cos(turn)]])
    fixed = {b: w for b, w in skirt.weights.items() if b in BONES}
    swing = sum((w for b, w in skirt.weights.items() if b not in BONES), np.zeros(len(skirt.positions)))
    weights = fixed | {"hips": fixed["hips"] + swing}
    sitting = skin_points(skirt.positions, weights, {"leftUpperLeg": up, "rightUpperLeg": up}, proportions)
    hip = joint_positions(proportions)["leftUpperLeg"]
    level = float(Measures(proportions).height(SKIRTS[OUTFITS[name].skirt].hem))
    hem = (abs(skirt.positions[:, 1] - level) < 0.02) & (skirt.positions[:, 2] > 0.2)
    height = sitting[hem, 1] - hip[1]
    assert hem.sum() > 8
    assert height.min() > 0.015
    assert height.max() < 0.28


@pytest.mark.parametrize("name", [n for n in NAMES if OUTFITS[n].skirt and SKIRTS[OUTFITS[n].skirt].hem <= KNEE])
def test_a_long_skirt_follows_bent_legs(name: str):
    """With thighs 85 degrees up and shins hanging down, the front of the hem lies about the shins."""
    outfit, proportions = dressed(name)
    skirt = next(part for part in outfit.piece.parts if part.name == "skirt")
    bend = {"UpperLeg": rotation("x", -85.0), "LowerLeg": rotation("x", 85.0)}
    turns = {side + bone: turn for side in ("left", "right") for bone, turn in bend.items()}
    fixed = {b: w for b, w in skirt.weights.items() if b in BONES}
    swing = sum((w for b, w in skirt.weights.items() if b not in BONES), np.zeros(len(skirt.positions)))
    sitting = skin_points(skirt.positions, fixed | {"hips": fixed["hips"] + swing}, turns, proportions)
    front = (skirt.positions[:, 1] < skirt.positions[:, 1].min() + 0.03) & (skirt.positions[:, 2] > 0.14)
    joints = joint_positions(proportions)
    knee = joints["leftUpperLeg"][2] + joints["leftUpperLeg"][1] - joints["leftLowerLeg"][1]
    assert front.sum() > 2
    assert sitting[front, 2].min() > 0.75 * knee
