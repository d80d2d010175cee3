"""Hair of the chibi template: layered locks on a shell round the skull (RECIPE section 6, RECIPE2 section 4)."""

from moeforge.template.hair.build import Hair, build_hair

__all__ = ["Hair", "build_hair"]
