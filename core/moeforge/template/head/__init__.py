"""The chibi head: surface, skin, eyes, brows, mouth, ears and their morphs."""

from moeforge.template.head.head import MORPHS, Head, build_head

__all__ = ["MORPHS", "Head", "build_head"]
