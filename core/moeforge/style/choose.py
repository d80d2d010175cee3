"""A style given to a spec, as command lines and services receive it: a name, a picture file, or both."""

from moeforge.spec import AvatarSpec
from moeforge.style.decode import decode_picture
from moeforge.style.picture import Reads, style_from_picture

PICTURE_STRENGTH = 0.8
"""Strength of a picture's style when none is given: colours go over wholly, skin stays plausible."""


def with_style(
    spec: AvatarSpec,
    name: str = "",
    picture: bytes = b"",
    strength: float | None = None,
    stylist: Reads | None = None,
) -> AvatarSpec:
    """The spec in a named style (an id of the trait `style`), in the style of an encoded picture, or in both.

    What is left empty stays as the spec has it. With a `stylist` a picture's lines and strokes go over, too, else its
    colours and its roughness alone. UnknownTraitError for a name, BadSpecError or TooLargeError for a
    picture (see `decode_picture`), BadSpecError for a strength outside 0..1.
    """
    choices = {**spec.choices, "style": name} if name else spec.choices
    params = style_from_picture(decode_picture(picture), stylist).text if picture else spec.style_params
    if strength is None:
        strength = PICTURE_STRENGTH if picture else spec.style_strength
    return spec.with_(choices=choices, style_params=params, style_strength=strength)
