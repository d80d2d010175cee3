"""The chibi head: surface, skin, eyes, brows, mouth, ears and their morphs."""

from moeforge.template.head.expression_sets import POSE_SETS, poses_of
from moeforge.template.head.head import MORPHS, Head, build_head

__all__ = ["MORPHS", "POSE_SETS", "Head", "build_head", "poses_of"]
