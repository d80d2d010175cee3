"""Recipes out of recipes: variants, mixes, children and the way between two. Pure functions, spec to spec.

The same inputs give the same recipe, byte for byte; no result holds more than a recipe does.
"""

from moeforge.recipes.inherit import inherit
from moeforge.recipes.interpolate import MAX_STEPS, interpolate, way
from moeforge.recipes.mix import mix
from moeforge.recipes.vary import MAX_VARIANTS, variants

__all__ = ["MAX_STEPS", "MAX_VARIANTS", "inherit", "interpolate", "mix", "variants", "way"]
