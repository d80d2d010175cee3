"""A picture to traits: colours of drawn faces, faces that are not there, hostile files, and other people's pictures."""

import csv
import json
import tracemalloc
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from core.portraits import BOX, Face, drawn, encoded
from PIL import Image, ImageColor, ImageDraw

from moeforge.errors import BadSpecError, MoeforgeError, NoFaceError
from moeforge.style.lab import lab
from moeforge.traits.catalogue import catalogue
from moeforge.understand.picture.crop import FaceBox
from moeforge.understand.picture.read import read
from moeforge.understand.reading import PictureReading

SHARED = Path(__file__).parents[2].parent / "shared" / "data"
needs_data = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data folder is not beside this checkout")
CLOSE = 0.05  # Delta E-OK


def used(reading: PictureReading) -> dict[str, str]:
    return {t.trait: t.value for t in reading.traits if t.used}


def away(one: str, other: str) -> float:
    return float(np.linalg.norm(lab(one) - lab(other)))


@pytest.mark.parametrize(
    "face",
    [
        Face(),
        Face(skin="#9e5622", hair="#17151c", eyes=("#38a070", "#38a070"), clothes="#d8413a"),
        Face(skin="#ffe9d6", hair="#efe0b0", eyes=("#c8352f", "#c8352f")),
        Face(skin="#54290a", hair="#f08cb4", ground=None),
        Face(skin="#c98a5b", hair="#3566c9", ground="#f8f8f8"),
    ],
)
@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_colours_of_a_drawn_face(face: Face, kind: str):
    if face.ground is None and kind == "JPEG":
        pytest.skip("JPEG has no transparency")
    colors = used(read(encoded(drawn(face), kind)))
    assert away(colors["skin"], face.skin) < CLOSE
    assert face.hair and away(colors["hair"], face.hair) < CLOSE
    assert away(colors["eye_left"], face.eyes[0]) < CLOSE and colors["eye_left"] == colors["eye_right"]
    assert away(colors["clothes"], face.clothes) < CLOSE


def test_the_face_is_found_where_it_is_in_pixels_of_the_original():
    big = drawn(Face()).resize((2400, 2400), Image.Resampling.NEAREST)
    for picture, scale in ((drawn(Face()), 1.0), (big, 10.0)):
        face = read(encoded(picture)).face
        assert abs(face.x + face.width / 2 - scale * (BOX[0] + BOX[2]) / 2) < scale * 8
        assert abs(face.y + face.height - scale * BOX[3]) < scale * 20
        assert 0.8 < face.width / (scale * (BOX[2] - BOX[0])) < 1.2


def test_a_turned_photograph_is_turned_upright_first():
    turned = drawn(Face()).convert("RGB").transpose(Image.Transpose.TRANSPOSE)
    exif = Image.Exif()
    exif[0x0112] = 5
    plain = used(read(encoded(drawn(Face()), "JPEG")))
    out = BytesIO()
    turned.save(out, "JPEG", exif=exif, quality=92)
    assert away(used(read(out.getvalue()))["hair"], plain["hair"]) < CLOSE


def test_two_eyes_of_two_colours_are_two_only_when_sure():
    odd = used(read(encoded(drawn(Face(eyes=("#2f8fd8", "#d8a020"))))))
    assert away(odd["eye_right"], "#2f8fd8") < CLOSE, "the viewer's left is the figure's right"
    assert away(odd["eye_left"], "#d8a020") < CLOSE
    near = used(read(encoded(drawn(Face(eyes=("#2f8fd8", "#4a9ad8"))))))
    assert near["eye_left"] == near["eye_right"]


PAPER = Face(skin="#ffffff", hair="#000000", eyes=("#000000", "#000000"), clothes="#ffffff", ground=None)


def test_a_line_drawing_has_skin_as_light_as_its_paper_and_says_so():
    reading = read(encoded(drawn(PAPER)))
    assert used(reading)["skin"] == catalogue().colors["skin"].prior[0][0] and used(reading)["hair"] == "#000000"
    assert "no colour" in reading.warnings[0]
    assert not read(encoded(drawn(Face()))).warnings


@pytest.mark.parametrize("skin", ["#fde0cf", "#dcab86", "#8a5a3e"])
def test_skin_without_colour_is_read_by_its_lightness(skin: str):
    grey = drawn(Face(skin=skin, hair="#17151c", ground=None)).convert("LA").convert("RGBA")
    box = FaceBox(BOX[0], BOX[1], BOX[2] - BOX[0], BOX[3] - BOX[1])
    assert away(used(read(encoded(grey), box))["skin"], skin) < CLOSE


def test_eyes_as_black_as_the_hair_are_seen():
    colors = used(read(encoded(drawn(replace(PAPER, skin="#f2d3b1")))))
    assert max(ImageColor.getrgb(colors["eye_left"])) < 48
    assert colors["eye_left"] == colors["eye_right"]


def test_hair_that_nothing_fills_is_white_in_a_drawing_without_colour():
    outlined = drawn(replace(PAPER, hair="#ffffff"))
    pen = ImageDraw.Draw(outlined)
    pen.ellipse((58, 30, 182, 160), outline="#000000", width=2)
    pen.arc((74, 52, 166, 128), 180, 360, fill="#000000", width=2)
    assert away(used(read(encoded(outlined)))["hair"], "#ffffff") < CLOSE


def test_a_shirt_that_the_picture_cuts_at_the_collar_is_seen():
    cut = drawn(Face()).crop((0, 0, 240, 200))
    assert away(used(read(encoded(cut)))["clothes"], Face().clothes) < CLOSE


def test_a_white_face_on_ivory_paper_is_found():
    ivory = replace(PAPER, clothes="#203050", ground="#f4efe6")
    assert abs(read(encoded(drawn(ivory))).face.x - BOX[0]) < 12


def test_a_bald_head_is_bald():
    reading = read(encoded(drawn(Face(hair=None))))
    assert reading.wish.choices["hair_style"] == "bald" and "hair" not in used(reading)


def test_a_stated_box_is_taken_and_one_outside_refused():
    data = encoded(drawn(Face()))
    box = FaceBox(BOX[0], BOX[1], BOX[2] - BOX[0], BOX[3] - BOX[1])
    reading = read(data, box)
    assert away(used(reading)["skin"], Face().skin) < CLOSE
    assert abs(reading.face.x - box.x) < 2 and abs(reading.face.width - box.width) < 2
    with pytest.raises(NoFaceError, match="outside the picture of 240 x 240"):
        read(data, replace(box, x=500.0))


def test_pictures_without_a_face_are_refused_with_the_way_out():
    ramp = Image.linear_gradient("L").convert("RGBA")
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 256, (90, 120, 3), np.uint8))
    plain = [Image.new("RGB", (64, 64), "#e8b890"), Image.new("RGBA", (1, 1)), Image.new("L", (8000, 1))]
    for picture in (ramp, noise, *plain):
        with pytest.raises(NoFaceError, match="face box X0,Y0,X1,Y1"):
            read(encoded(picture))


@pytest.mark.parametrize("box", [(1, 2, 3e4, 3), (0, 0, 1, 9e4), (-400, -5, 401, 1e6)])
def test_a_box_without_a_pixel_of_a_face_is_refused(box: tuple[float, float, float, float]):
    with pytest.raises(NoFaceError, match="holds no face"):
        read(encoded(drawn(Face())), FaceBox(*box))


def test_whatever_is_read_names_traits_that_are_not_seen_as_not_worn():
    reading = read(encoded(drawn(Face())))
    assert reading.wish.accessories["glasses"] is False and "blush" not in reading.wish.accessories


@needs_data
@pytest.mark.parametrize("name", ["negatives/n01_cat_face.png", "../styles/s02_great_wave.jpg"])
def test_a_cat_and_a_wave_have_no_face(name: str):
    with pytest.raises(NoFaceError):
        read((SHARED / "portraits" / name).read_bytes())


@needs_data
def test_every_portrait_has_its_face_found():
    for item in json.loads((SHARED / "portraits/labels.json").read_text(encoding="utf-8"))["items"]:
        face = read((SHARED / "portraits" / item["file"]).read_bytes()).face
        left, top, right, bottom = item["face_box_xyxy_approx"]
        assert left < face.x + face.width / 2 < right, item["file"]
        assert top < face.y + face.height / 2 < bottom, item["file"]


@needs_data
def test_skin_and_hair_of_other_peoples_cartoons():
    labels = (SHARED / "avatar_art/adventurer_300_labels.csv").read_text(encoding="utf-8")
    rows = [row for row in csv.DictReader(labels.splitlines()) if row["hair_length"] != "bald_or_buzz"][5::25]
    right = {"skin": 0, "hair": 0}
    for row in rows:
        colors = used(read((SHARED / "avatar_art/adventurer_300" / row["file"]).read_bytes()))
        for trait in right:
            right[trait] += trait in colors and away(colors[trait], f"#{row[f'{trait}_hex']}") < CLOSE
    assert min(right.values()) >= 0.75 * len(rows), right


def hostile() -> list[tuple[str, str]]:
    if not SHARED.is_dir():
        return []
    rows = csv.reader((SHARED / "hostile/manifest.csv").read_text(encoding="utf-8").splitlines())
    return [(row[0], row[2]) for row in rows if row[0].startswith("images/")]


@needs_data
@pytest.mark.parametrize(("name", "expected"), hostile())
def test_hostile_images_are_refused_or_read_in_little_memory(name: str, expected: str):
    data = (SHARED / "hostile" / name).read_bytes()
    tracemalloc.start()
    try:
        read(data)
        outcome = "OK"
    except NoFaceError:
        outcome = "OK"  # it was read, and shows no face
    except MoeforgeError as error:
        assert isinstance(error, BadSpecError) or "pixels" in str(error)
        outcome = "REJECT"
    finally:
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert expected in (outcome, "OK_OR_REJECT")
    assert peak < 200e6


def test_white_cloth_at_the_lower_edge_is_no_way_from_the_ground_to_a_pale_face():
    pale = Face(skin="#ffeade", clothes="#203050", ground="#f6ecee")
    picture = np.asarray(drawn(pale)).copy()
    around, ground = picture[60:192, 40:200], ImageColor.getcolor("#f6ecee", "RGBA")
    around[(around == ground).all(axis=2)] = ImageColor.getcolor(str(pale.hair), "RGBA")  # long hair
    picture[192:, 108:133] = ground  # a shirt
    assert away(used(read(encoded(Image.fromarray(picture))))["skin"], pale.skin) < CLOSE
