"""The drawing styles by name (trait `drawing`). One row per style; the finish's numbers are explained in `finish`."""

from collections.abc import Mapping
from types import MappingProxyType

from moeforge.painter.drawing import Drawing

DRAWINGS: Mapping[str, Drawing] = MappingProxyType(
    {
        "classic": Drawing(),
        "cel": Drawing({"steps": (0.95, 0.05), "line": (0.3, 0.1), "bloom": (-0.5, 0.2), "streak_alpha": (-0.8, 0.2),
                        "sky": (-0.9, 0.1), "ring": (-0.8, 0.2)}),
        "airbrush": Drawing({"bloom": (0.6, 0.3), "ink": (-0.5, 0.2), "line": (-0.5, 0.2), "contrast": (-0.2, 0.2),
                             "sky": (0.6, 0.4)}),
        "ink": Drawing({"line": (0.85, 0.15), "ink": (0.95, 0.05), "contrast": (0.5, 0.2), "dark_streaks": (0.6, 0.4),
                        "rim_value": (-0.8, 0.2)}),
        "watercolor": Drawing({"ink": (-0.7, 0.2), "line": (-0.6, 0.2), "contrast": (-0.5, 0.2), "bloom": (0.3, 0.3)}),
        "gouache": Drawing({"steps": (0.5, 0.2), "ink": (-0.3, 0.2), "streak_alpha": (-0.6, 0.3)}),
        "pastel": Drawing({"ink": (-0.9, 0.1), "line": (-0.4, 0.2), "contrast": (-0.7, 0.2), "bloom": (0.5, 0.3)}),
        "chalk": Drawing({"ink": (-0.5, 0.2), "line": (-0.2, 0.3), "highlight": (-0.4, 0.2), "sky": (-0.8, 0.2)}),
        "pencil": Drawing({"ink": (-0.3, 0.2), "streak_alpha": (0.8, 0.2), "dark_streaks": (0.8, 0.2),
                           "streak_length": (0.7, 0.3)}),
        "crayon": Drawing({"line": (0.5, 0.3), "ink": (-0.2, 0.2), "steps": (0.2, 0.2), "bloom": (-0.4, 0.2)}),
        "pop": Drawing({"steps": (0.9, 0.1), "line": (0.9, 0.1), "ink": (1.0, 0.0), "contrast": (0.3, 0.2)}),
        "newsprint": Drawing({"ink": (0.5, 0.2), "line": (0.4, 0.2), "contrast": (-0.2, 0.2)}),
        "pixel": Drawing({"steps": (0.6, 0.2), "line": (0.5, 0.2), "highlight": (0.5, 0.2)}),
        "glossy": Drawing({"highlight": (0.85, 0.15), "contrast": (0.7, 0.2), "bloom": (0.7, 0.3), "sky": (0.7, 0.3),
                           "sparkles": (0.6, 0.4)}),
        "matte": Drawing({"highlight": (-0.85, 0.15), "contrast": (-0.5, 0.2), "bloom": (-0.7, 0.3),
                          "sky": (-1.0, 0.0), "sparkles": (-1.0, 0.0)}),
        "oil": Drawing({"contrast": (0.3, 0.2), "ink": (-0.2, 0.2), "streak_alpha": (0.5, 0.4)}),
        "sketch": Drawing({"line": (-0.3, 0.3), "ink": (0.2, 0.2), "streak_alpha": (0.7, 0.3), "bloom": (-0.5, 0.3)}),
        "retro": Drawing({"steps": (0.75, 0.15), "line": (0.4, 0.2), "highlight": (0.7, 0.2), "ink": (0.4, 0.2)}),
        "stained_glass": Drawing({"line": (1.0, 0.0), "ink": (0.8, 0.2), "steps": (0.7, 0.2), "bloom": (0.6, 0.2)}),
        "storybook": Drawing({"ink": (-0.5, 0.2), "line": (-0.2, 0.2), "contrast": (-0.3, 0.2),
                              "highlight": (-0.3, 0.2)}),
        "sticker": Drawing({"line": (0.75, 0.15), "highlight": (0.95, 0.05), "steps": (0.4, 0.2),
                            "ink": (0.5, 0.2)}),
        "porcelain": Drawing({"contrast": (0.5, 0.2), "highlight": (0.3, 0.2), "line": (-0.6, 0.2),
                              "bloom": (0.2, 0.2)}),
        "etching": Drawing({"ink": (1.0, 0.0), "dark_streaks": (0.9, 0.1), "streak_alpha": (0.9, 0.1),
                            "contrast": (0.4, 0.2), "streaks": (0.8, 0.2)}),
        "dreamy": Drawing({"bloom": (1.0, 0.0), "contrast": (-0.6, 0.2), "ink": (-0.8, 0.2), "line": (-0.8, 0.2),
                           "sparkles": (0.8, 0.2)}),
        "neon": Drawing({"bloom": (0.9, 0.1), "contrast": (0.9, 0.1), "rim_value": (0.9, 0.1), "crescent": (0.9, 0.1)}),
        "dusk": Drawing({"contrast": (0.2, 0.3), "shadow": (0.8, 0.2), "bloom": (-0.3, 0.2)}),
    }
)  # fmt: skip
"""Style -> its numbers, in the order of traits/data/drawing.toml."""

NAMES = tuple(DRAWINGS)
