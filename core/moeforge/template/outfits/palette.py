"""Colours of an outfit: every swatch that it uses, derived from the spec's two cloth colours."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from moeforge.template.outfits.palette_costume import COSTUME
from moeforge.template.outfits.palette_daily import DAILY
from moeforge.template.outfits.tones import Colors

PALETTES: Mapping[str, Callable[[Colors], dict[str, str]]] = MappingProxyType({**DAILY, **COSTUME})
"""Outfit id -> the swatches it wears; names are of textures.atlas.SWATCHES."""
