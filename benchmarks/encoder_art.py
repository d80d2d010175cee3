"""Pictures by other hands with their labels, in the words of the encoder's heads.

A label is the set of answers that count as right; what cannot be told, or has no word here, has none.
"""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from moeforge.understand.picture.crop import FaceBox, face_crop

U8 = NDArray[np.uint8]
Truth = Mapping[str, frozenset[str]]
"""Trait -> answers that are right."""
BOXES: Mapping[str, FaceBox] = MappingProxyType(
    {"adventurer": FaceBox(62, 92, 126, 106), "bigSmile": FaceBox(72, 98, 148, 118)}
)
"""Where the face is in every picture of a set (256 pixels of a side): both sets have one layout."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One picture by somebody else."""

    name: str
    crop: U8  # the canonical crop
    truth: Truth


def _words(text: str) -> Mapping[str, frozenset[str]]:
    """Lines "label: answer answer" as a table."""
    rows = (line.split(":") for line in text.strip().splitlines())
    return {key.strip(): frozenset(answers.split()) for key, answers in rows}


HAIR_COLOR = _words("""
black: black
jet_black: black
dark_brown: brown black
brown: brown
light_brown: brown ginger blond
auburn: brown red ginger
blonde: blond
platinum: blond silver
red: red ginger
orange: ginger
pink: pink
magenta: pink red violet
purple: violet
lavender: violet
blue: blue
light_blue: blue
teal: green blue
mint: green
green: green
grey: silver
white: silver
""")
HAIR_LENGTH = _words("""
bald_or_buzz: bald
short: short
very_short: short bald
medium: medium
long: long
updo: updo
""")
HAIR_STYLE = _words("""
double_buns: two_buns
double_buns_small: two_buns
ponytail: ponytail low_ponytail side_ponytail
topknot_messy: bun
topknot_bangs: bun
half_up_bun: bun half_up
bunHair: bun
froBun: bun
low_twintails: low_twintails twintails
high_twintails: twintails low_twintails
buzz: buzz bald
shaved: buzz bald
shavedHead: buzz bald short
spiky_mohawk: spiky
wild_spiky: spiky messy
bob_bangs: bob
bob_messy: bob wolf_cut
bob_bangs_over_eyes: bob
medium_straight: bob long
medium_layered: bob wolf_cut
long_straight: long hime
long_bangs: long hime
long_wavy: wavy long
very_long_wavy: wavy long curly
wild_curly_long: curly wavy
straightHair: long hime
wavyBob: wavy bob
curlyBob: curly afro bob
side_braid: braid twin_braids
braids: box_braids
afro_curly: afro coily curly
curlyShortHair: afro coily
short_curly: coily short curly
short_crop: short pixie
short_side_part: short pixie
short_side: short pixie
short_quiff: short pixie undercut
short_tousled: short messy pixie
bowl_bangs: short bob
bowlCutHair: short bob
shortHair: short pixie
""")
HAIR_TIE = _words("""
double_buns: two_buns
double_buns_small: two_buns
ponytail: one
side_braid: one
topknot_messy: bun
topknot_bangs: bun
half_up_bun: bun
bunHair: bun
froBun: bun
low_twintails: two
high_twintails: two
""")
EYEWEAR = _words("""
none: none
round: glasses
thick_round: glasses
small_pince_nez: glasses square_glasses half_rim_glasses
half_rim: half_rim_glasses square_glasses
glasses: glasses square_glasses half_rim_glasses
sunglasses: sunglasses
""")
EYES = _words("""
open: open
open_lashes: open
open_looking_down: open
worried: open
normal: open
confused: open
sad: open
angry: open
starstruck: open
half_lidded: open
half_lidded_lashes: open
closed: closed
closed_happy: closed
wink: wink
winking: wink
""")
EXPRESSION = _words("""
neutral: neutral
neutral_lipstick: neutral
smile: happy relaxed
smile_open: happy
smile_open_lipstick: happy
smile_teeth: happy
laughing: happy
openedSmile: happy
teethSmile: happy
sad: sad
openSad: sad angry
surprised: surprised
upset_open: sad angry surprised
shouting: angry surprised
happy: happy
serious: neutral angry
angry: angry
""")
MOUSTACHES = frozenset({"moustache", "handlebar_moustache", "pencil_moustache"})
HEADWEAR = _words("""
none: none
sailormoonCrown: other
flower_crown: other
""")


def sets(data: Path) -> dict[str, list[Piece]]:
    """Name of a set -> its pictures; an absent set is left out."""
    found = {name: list(_cartoons(data / "avatar_art", name)) for name in ("adventurer_300", "bigsmile_120")}
    found["drawings_cc0_24"] = list(_drawings(data / "avatar_art"))
    found["portraits"] = list(_portraits(data / "portraits"))
    return {name: pieces for name, pieces in found.items() if pieces}


def _cartoons(folder: Path, name: str) -> Iterator[Piece]:
    table = folder / f"{name}_labels.csv"
    if not table.is_file():
        return
    with table.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            crop = face_crop(_pixels(folder / name / row["file"]), BOXES[row["style"]])
            yield Piece(row["file"], crop, {k: v for k, v in _truth(row).items() if v})


def _pixels(path: Path) -> U8:
    """(H, W, 3) on white where transparent."""
    with Image.open(path) as image:
        picture = image.convert("RGBA")
    ground = Image.new("RGBA", picture.size, (255, 255, 255, 255))
    return np.asarray(Image.alpha_composite(ground, picture).convert("RGB"))


def _truth(row: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """A row of the tables of cartoons; an empty set where nothing can be asked."""
    nothing: frozenset[str] = frozenset()
    none, front = frozenset({"none"}), row["hair_front"]
    ears = row["animal_ears"] == "cat"
    dark = row["glasses"] == "sunglasses"
    masked = row["accessories"] == "faceMask"
    adventurer = row["style"] == "adventurer"
    return {
        "hair_length": HAIR_LENGTH.get(row["hair_length"], nothing),
        "hair_style": HAIR_STYLE.get(front, nothing),
        "hair_tie": HAIR_TIE.get(front, frozenset({"loose"})),
        "hair_color": HAIR_COLOR.get(row["hair_color_exact"], nothing) if front != "balding" else nothing,
        "skin": frozenset({row["skin_step"]}),
        "eyewear": EYEWEAR.get(row["glasses"], nothing),
        "eyes": nothing if dark else EYES.get(row["eyes_state"], nothing),
        "expression": nothing if masked else EXPRESSION.get(row["expression"], nothing),
        "beard": nothing if masked else none,
        "moustache": nothing if masked else MOUSTACHES if row["facial_hair"] == "mustache" else none,
        "mask": frozenset({"mask"}) if masked else none,
        "head_top": frozenset({"cat_ears"}) if ears else none if row["accessories"] == "none" else nothing,
        "headwear": frozenset({"ears"}) if ears else HEADWEAR.get(row["accessories"], nothing),
        "freckles": _worn("freckles", row["features"]) if adventurer else nothing,
        "blush": _worn("blush", row["features"]) if adventurer else nothing,
    }


DRAWN: Mapping[str, FaceBox] = MappingProxyType(
    {
        "lorelei": FaceBox(150, 165, 225, 215),
        "notionists": FaceBox(185, 165, 110, 130),
        "openPeeps": FaceBox(150, 165, 235, 245),
    }
)
"""Where the face is, about, in drawings of 512 pixels of a side."""


def _drawings(folder: Path) -> Iterator[Piece]:
    """Line drawings: their options name glasses, beards and hats alone."""
    table = folder / "drawings_cc0_24_labels.csv"
    if not table.is_file():
        return
    with table.open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            crop = face_crop(_pixels(folder / "drawings_cc0_24" / row["file"]), DRAWN[row["style"]])
            yield Piece(row["file"], crop, _options(json.loads(row["options"])))


def _options(drawn: Mapping[str, str]) -> Truth:
    glasses = "glasses" in drawn or drawn.get("accessories", "").startswith(("glasses", "sunglasses"))
    hat = "hat" in (drawn.get("hair", ""), drawn.get("head", "")[:3])
    kinds = ("glasses", "square_glasses", "half_rim_glasses", "sunglasses")
    return {
        "eyewear": frozenset(kinds if glasses else ("none",)),
        "beard": frozenset({"full_beard"} if "beard" in drawn else {"none"}),
        "headwear": frozenset({"hat"} if hat else {"none"}),
    }


def _worn(what: str, found: str) -> frozenset[str]:
    return frozenset({what if found == what else "none"})


def _portraits(folder: Path) -> Iterator[Piece]:
    table = folder / "labels.json"
    if not table.is_file():
        return
    for item in json.loads(table.read_text(encoding="utf-8"))["items"]:
        left, top, right, bottom = item["face_box_xyxy_approx"]
        crop = face_crop(_pixels(folder / item["file"]), FaceBox(left, top, right - left, bottom - top))
        yield Piece(item["file"], crop, {k: v for k, v in _answers(item).items() if v})


def _answers(item: Mapping[str, object]) -> dict[str, frozenset[str]]:
    """A row of the portraits' labels."""
    glasses, beard = str(item["glasses"]), str(item["facial_hair"])
    worn = {"none"} if glasses == "none" else {"glasses", "square_glasses", "half_rim_glasses"}
    return {
        "hair_length": HAIR_LENGTH.get(str(item["hair_length"]), frozenset()),
        "hair_color": _any(HAIR_COLOR, item["hair_color_accept"]),
        "skin": frozenset(str(step) for step in _listed(item["skin_step_accept"])),
        "eyewear": frozenset(worn),
        "expression": _any(EXPRESSION, item["expression_accept"]),
        "beard": frozenset({"none"} if "goatee" not in beard else {"goatee", "full_beard"}),
        "moustache": MOUSTACHES if "moustache" in beard else frozenset({"none"}),
        "headwear": frozenset({"none"} if item["headwear"] == "none" else {"hat"}),
    }


def _listed(values: object) -> list[object]:
    return list(values) if isinstance(values, list) else []  # pyright: ignore[reportUnknownArgumentType] # JSON


def _any(table: Mapping[str, frozenset[str]], answers: object) -> frozenset[str]:
    """What any of some labels allows."""
    return frozenset().union(*(table.get(str(a), frozenset()) for a in _listed(answers)))
