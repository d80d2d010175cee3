"""A portrait or a drawing to the traits of an avatar. Nothing of the picture itself is kept: the traits are all.

Colours are read from the pixels (`tones`, `irises`), shapes by a net where there is one (`models.encoder`). What is
unsure is reported and left to the seed.
"""

from collections.abc import Iterator, Mapping

import numpy as np

from moeforge.models.encoder import Encoder, Guess, Reading
from moeforge.painter.colors import hexed
from moeforge.pictures import Door, picture_size, read_picture
from moeforge.style.lab import lab, rgb_floats
from moeforge.understand.picture import hang, tones
from moeforge.understand.picture.canvas import flat
from moeforge.understand.picture.close_face import closely
from moeforge.understand.picture.coarse import FAMILY_COLORS
from moeforge.understand.picture.crop import FaceBox, face_crop
from moeforge.understand.picture.irises import Eyes, irises, visible
from moeforge.understand.picture.regions import F32
from moeforge.understand.picture.shapes import Shapes, shapes
from moeforge.understand.picture.sight import Sight, find
from moeforge.understand.picture.spectacles import SEEN, spectacles
from moeforge.understand.picture.tones import Field, Tone
from moeforge.understand.reading import PictureReading, TraitReading

DOOR = Door("the picture", "picture", 1536)
ENOUGH = 0.5
"""Confidence from which a colour is used."""
_APART, _SURE = 0.2, 0.75
"""OKLab distance and confidence of each eye from which two colours are two."""
_PAPER = (240, 240, 244)
"""sRGB behind what is transparent, for the net."""
_INK, _UNFILLED = "#000000", "#eef0f4"
"""What eyes are drawn with, and hair that nothing fills, in drawings without colour."""
_COMMONEST = "#6b4428"
"""Eyes of photographs that cannot be told."""
_GREYS = frozenset({"black", "silver"})
"""Families of hair without a hue."""
_BARE = 0.85
"""Share of ground right over the skin from which a drawn head is bald."""


def read(data: bytes, face: FaceBox | None = None, encoder: Encoder | None = None) -> PictureReading:
    """What a picture file shows. `face`: where it is, in pixels of the upright picture; found if not given.

    NoFaceError; BadSpecError and TooLargeError of `pictures.read_picture`; ModelError for a broken net.
    """
    picture = read_picture(data, DOOR)
    scale = max(picture_size(data, DOOR)) / max(picture.shape[:2])
    sight = find(picture, _scaled(face, 1 / scale) if face else None)
    reading = encoder.read(face_crop(flat(picture, _PAPER), sight.face)) if encoder else None
    hair = tones.hair(sight, sight.color)
    near = closely(picture, sight)
    found = shapes(reading, tuple(_measured(near, sight, hair)))
    seen = list(_colors(near, sight, hair, found, reading))
    colors = {t.trait: t.value for t in seen if t.used}
    if "hair" in colors:
        colors["hair_tip"] = colors["hair"]  # tips of a colour of their own are not looked for
        found.not_bald(seen=bool(hair and hair.tone.sure >= ENOUGH))
    warnings = tuple(_warnings(sight, colors))
    return PictureReading(found.wish(colors), _scaled(sight.face, scale), (*seen, *found.traits), warnings)


def _measured(near: F32, sight: Sight, hair: Field | None) -> Iterator[Guess]:
    """What of a drawing's shapes is measured."""
    if hair and hair.tone.sure >= ENOUGH:
        yield from hang.measured(sight, hair.mask)
    if sight.drawn and (worn := spectacles(near, sight.color, hair.tone.color if hair else None)):
        yield Guess("eyewear", worn, SEEN, False, 1.0)


def _warnings(sight: Sight, colors: Mapping[str, str]) -> Iterator[str]:
    if "skin" not in colors:
        yield "the picture shows no clear colour of the skin; the seed chooses one"
    elif tones.colorless(sight):
        yield "the picture has no colour: the skin is as light as what it shows, light on white paper; say another"


def _scaled(face: FaceBox, by: float) -> FaceBox:
    return FaceBox(face.x * by, face.y * by, max(1.0, face.width * by), max(1.0, face.height * by))


def _colors(
    near: F32, sight: Sight, hair: Field | None, found: Shapes, reading: Reading | None
) -> Iterator[TraitReading]:
    """The colours as readings; a bald head is noted on the way."""
    if hair is None and sight.drawn and (share := tones.bare(sight)) > _BARE and "hair_style" not in found.choices:
        found.choices["hair_style"] = "bald"
        found.traits.append(TraitReading("hair_style", "bald", round(share, 3), True))
    yield _reading("skin", tones.skin(sight))
    yield from _with_family("hair", hair.tone if hair else None, _hair_family(sight, reading))
    cloth = tones.clothes(sight, sight.color, hair.tone.color if hair else None)
    if cloth:
        yield _reading("clothes", cloth.tone)
    yield from _eyes(irises(near, sight, hair.tone.color if hair else None), _eye_family(sight, reading))


def _guess(reading: Reading | None, trait: str) -> Guess | None:
    return next((g for g in reading.guesses if g.trait == trait and g.sure), None) if reading else None


def _hair_family(sight: Sight, reading: Reading | None) -> Tone | None:
    """The colour that stands for the family that the net saw; white where a drawing without colour leaves hair open."""
    guess = _guess(reading, "hair_color")
    if not tones.colorless(sight) or (guess and guess.value in _GREYS):
        return Tone(lab(FAMILY_COLORS["hair_color"][guess.value]), guess.chance) if guess else None
    return Tone(lab(_UNFILLED), ENOUGH) if sight.drawn else None


def _eye_family(sight: Sight, reading: Reading | None) -> Tone | None:
    """The colour that stands for the family that the net saw; black eyes are brown, but in drawings they are ink.

    In photographs that show too little of the eyes they are brown, as most people's are.
    """
    guess = _guess(reading, "eye_color")
    if not guess:
        return None if sight.drawn else Tone(lab(_COMMONEST), ENOUGH)
    ink = sight.drawn and guess.value == "black"
    return Tone(visible(lab(_INK)) if ink else lab(FAMILY_COLORS["eye_color"][guess.value]), guess.chance)


def _with_family(trait: str, tone: Tone | None, family: Tone | None) -> Iterator[TraitReading]:
    """A colour that was read, else that of a family, else the one that was read though unsure."""
    best = tone if tone and (tone.sure >= ENOUGH or not family) else family
    if best:
        yield _reading(trait, best)


def _eyes(eyes: Eyes | None, family: Tone | None) -> Iterator[TraitReading]:
    if eyes and eyes.apart > _APART and min(eyes.left.sure, eyes.right.sure) > _SURE:
        yield _reading("eye_left", _shown(eyes.right))  # the viewer's right
        yield _reading("eye_right", _shown(eyes.left))
        return
    for reading in _with_family("eye_left", _shown(eyes.both) if eyes else None, family):
        yield reading
        yield TraitReading("eye_right", reading.value, reading.confidence, reading.used)


def _shown(tone: Tone) -> Tone:
    return Tone(visible(tone.color), tone.sure)


def _reading(trait: str, tone: Tone) -> TraitReading:
    sure = float(np.clip(tone.sure, 0.0, 1.0))
    color = hexed(rgb_floats(np.asarray(tone.color, np.float32)))
    return TraitReading(trait, color, round(sure, 3), sure >= ENOUGH)
