"""The drawing styles by name (trait `drawing`). One row per style; the finish's numbers are explained in `finish`."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from moeforge.painter.drawing import F32, Drawing, Window, Windows
from moeforge.painter.finish import Finish
from moeforge.painter.iris_design import DESIGNS
from moeforge.prior import latent
from moeforge.spec import AvatarSpec

DRAWINGS: Mapping[str, Drawing] = MappingProxyType(
    {
        "classic": Drawing(),
        "cel": Drawing(
            {"steps": (0.95, 0.05), "line": (0.3, 0.1), "bloom": (-0.5, 0.2), "streak_alpha": (-0.8, 0.2),
             "sky": (-0.9, 0.1), "ring": (-0.8, 0.2), "lash_strands": (-0.9, 0.1), "brow_strands": (-1.0, 0.0)},
            Finish(flat=0.85, saturation=0.08),
        ),
        "airbrush": Drawing(
            {"bloom": (0.6, 0.3), "ink": (-0.5, 0.2), "line": (-0.5, 0.2), "contrast": (-0.2, 0.2),
             "sky": (0.6, 0.4), "blush_width": (0.7, 0.3), "blush_height": (0.7, 0.3), "cheek_light": (0.7, 0.3)},
            Finish(haze=0.35, light=0.03),
        ),
        "ink": Drawing(
            {"line": (0.85, 0.15), "ink": (0.95, 0.05), "contrast": (0.5, 0.2), "dark_streaks": (0.6, 0.4),
             "rim_value": (-0.8, 0.2), "lash_value": (-0.9, 0.1), "lash_tint": (-0.9, 0.1), "brow_value": (-0.9, 0.1),
             "brow_strands": (0.8, 0.2)},
            Finish(edge=0.5, hatch=0.25, saturation=-0.12),
        ),
        "watercolor": Drawing(
            {"ink": (-0.7, 0.2), "line": (-0.6, 0.2), "contrast": (-0.5, 0.2), "bloom": (0.3, 0.3),
             "blush_alpha": (0.6, 0.4), "lash_edge": (0.8, 0.2), "brow_edge": (0.8, 0.2)},
            Finish(brush=0.6, edge=0.45, mottle=0.7, grain=0.25, light=0.1),
        ),
        "gouache": Drawing(
            {"steps": (0.5, 0.2), "ink": (-0.3, 0.2), "streak_alpha": (-0.6, 0.3), "cheek_light": (-0.8, 0.2)},
            Finish(brush=0.5, flat=0.6, mottle=0.3, grain=0.2, saturation=-0.05),
        ),
        "pastel": Drawing(
            {"ink": (-0.9, 0.1), "line": (-0.4, 0.2), "contrast": (-0.7, 0.2), "bloom": (0.5, 0.3),
             "lash_value": (0.9, 0.1), "brow_value": (0.9, 0.1), "blush_alpha": (0.6, 0.4)},
            Finish(haze=0.2, grain=0.15, saturation=-0.08, light=0.2),
        ),
        "chalk": Drawing(
            {"ink": (-0.5, 0.2), "line": (-0.2, 0.3), "highlight": (-0.4, 0.2), "sky": (-0.8, 0.2),
             "lash_edge": (0.8, 0.2)},
            Finish(brush=0.5, mottle=0.3, grain=0.8, saturation=-0.05, light=0.06),
        ),
        "pencil": Drawing(
            {"ink": (-0.3, 0.2), "streak_alpha": (0.8, 0.2), "dark_streaks": (0.8, 0.2), "streak_length": (0.7, 0.3),
             "brow_strands": (0.9, 0.1), "lash_strands": (0.9, 0.1)},
            Finish(hatch=0.55, grain=0.45, light=0.05),
        ),
        "crayon": Drawing(
            {"line": (0.5, 0.3), "ink": (-0.2, 0.2), "steps": (0.2, 0.2), "bloom": (-0.4, 0.2)},
            Finish(brush=0.8, mottle=0.4, hatch=0.2, grain=0.7, saturation=0.15, light=0.03),
        ),
        "pop": Drawing(
            {"steps": (0.9, 0.1), "line": (0.9, 0.1), "ink": (1.0, 0.0), "contrast": (0.3, 0.2),
             "lash_value": (-0.9, 0.1), "lash_tint": (-0.9, 0.1)},
            Finish(flat=0.7, edge=0.3, dots=0.75, saturation=0.3),
        ),
        "newsprint": Drawing(
            {"ink": (0.5, 0.2), "line": (0.4, 0.2), "contrast": (-0.2, 0.2)},
            Finish(dots=1.0, grain=0.4, saturation=-0.35, warmth=0.35, light=0.04),
        ),
        "pixel": Drawing(
            {"steps": (0.6, 0.2), "line": (0.5, 0.2), "highlight": (0.5, 0.2)},
            Finish(flat=0.8, pixel=1.0, saturation=0.12),
        ),
        "glossy": Drawing(
            {"highlight": (0.85, 0.15), "contrast": (0.7, 0.2), "bloom": (0.7, 0.3), "sky": (0.7, 0.3),
             "sparkles": (0.6, 0.4), "cheek_light": (1.0, 0.0), "nose_light": (1.0, 0.0), "brow_light": (0.8, 0.2)},
            Finish(saturation=0.12),
        ),
        "matte": Drawing(
            {"highlight": (-0.85, 0.15), "contrast": (-0.5, 0.2), "bloom": (-0.7, 0.3), "sky": (-1.0, 0.0),
             "sparkles": (-1.0, 0.0), "cheek_light": (-1.0, 0.0), "nose_light": (-1.0, 0.0)},
            Finish(flat=0.2, saturation=-0.12, warmth=0.1),
        ),
        "oil": Drawing(
            {"contrast": (0.3, 0.2), "ink": (-0.2, 0.2), "streak_alpha": (0.5, 0.4), "warmth": (0.6, 0.4)},
            Finish(brush=1.0, flat=0.3, mottle=0.55, saturation=0.12, warmth=0.1),
        ),
        "sketch": Drawing(
            {"line": (-0.3, 0.3), "ink": (0.2, 0.2), "streak_alpha": (0.7, 0.3), "bloom": (-0.5, 0.3),
             "brow_strands": (1.0, 0.0), "blush_alpha": (-0.5, 0.3)},
            Finish(edge=0.6, hatch=0.6, grain=0.35, saturation=-0.45, light=0.1),
        ),
        "retro": Drawing(
            {"steps": (0.75, 0.15), "line": (0.4, 0.2), "highlight": (0.7, 0.2), "ink": (0.4, 0.2),
             "cheek_light": (-0.7, 0.3)},
            Finish(haze=0.2, flat=0.5, grain=0.3, saturation=-0.1, warmth=0.35),
        ),
        "stained_glass": Drawing(
            {"line": (1.0, 0.0), "ink": (0.8, 0.2), "steps": (0.7, 0.2), "bloom": (0.6, 0.2),
             "lash_value": (-1.0, 0.0)},
            Finish(brush=0.25, flat=1.0, edge=1.0, mottle=0.4, saturation=0.35),
        ),
        "storybook": Drawing(
            {"ink": (-0.5, 0.2), "line": (-0.2, 0.2), "contrast": (-0.3, 0.2), "highlight": (-0.3, 0.2),
             "blush_alpha": (0.8, 0.2)},
            Finish(brush=0.3, edge=0.25, mottle=0.5, grain=0.45, warmth=0.3, light=0.03),
        ),
        "sticker": Drawing(
            {"line": (0.75, 0.15), "highlight": (0.95, 0.05), "steps": (0.4, 0.2), "ink": (0.5, 0.2),
             "blush_alpha": (0.9, 0.1), "cheek_light": (0.9, 0.1)},
            Finish(flat=0.4, saturation=0.2, light=0.03),
        ),
        "porcelain": Drawing(
            {"contrast": (0.5, 0.2), "highlight": (0.3, 0.2), "line": (-0.6, 0.2), "bloom": (0.2, 0.2),
             "jaw_alpha": (-0.8, 0.2), "nose_light": (0.9, 0.1), "cheek_light": (0.9, 0.1), "lip_alpha": (0.9, 0.1)},
            Finish(haze=0.15, saturation=-0.08, warmth=-0.12, light=0.06),
        ),
        "etching": Drawing(
            {"ink": (1.0, 0.0), "dark_streaks": (0.9, 0.1), "streak_alpha": (0.9, 0.1), "contrast": (0.4, 0.2),
             "streaks": (0.8, 0.2), "lash_value": (-1.0, 0.0), "brow_strands": (1.0, 0.0)},
            Finish(edge=0.6, hatch=1.0, saturation=-0.4, warmth=0.2),
        ),
        "dreamy": Drawing(
            {"bloom": (1.0, 0.0), "contrast": (-0.6, 0.2), "ink": (-0.8, 0.2), "line": (-0.8, 0.2),
             "sparkles": (0.8, 0.2), "blush_width": (0.9, 0.1), "lash_value": (0.6, 0.3)},
            Finish(haze=0.85, saturation=-0.05, light=0.08),
        ),
        "neon": Drawing(
            {"bloom": (0.9, 0.1), "contrast": (0.9, 0.1), "rim_value": (0.9, 0.1), "crescent": (0.9, 0.1),
             "pupil_ring": (0.9, 0.1), "blush_hue": (-0.9, 0.1)},
            Finish(haze=0.3, edge=0.2, saturation=0.45, warmth=-0.2),
        ),
        "dusk": Drawing(
            {"contrast": (0.2, 0.3), "shadow": (0.8, 0.2), "bloom": (-0.3, 0.2), "cheek_light": (-0.5, 0.3)},
            Finish(mottle=0.15, saturation=-0.15, warmth=-0.45, light=-0.12),
        ),
    }
)  # fmt: skip
"""Style -> its numbers, in the order of traits/data/drawing.toml."""

NAMES = tuple(DRAWINGS)


QUIET: Windows = MappingProxyType({"streak_alpha": (-1.0, 0.0), "dark_streaks": (-1.0, 0.0), "streaks": (-0.5, 0.3)})
"""An iris whose streaks do not compete with what a design lays over them."""


def of(spec: AvatarSpec) -> Drawing:
    """The drawing style of a spec."""
    return DRAWINGS[spec.choices["drawing"]]


def identity(spec: AvatarSpec, sheet: str) -> F32:
    """The z (64,) of one sheet of a spec, moved into the windows of its drawing style: what is painted from."""
    style = quieted(of(spec), DESIGNS[spec.choices["iris_design"]].quiet)
    return style.shape(sheet, latent(spec, sheet))


def quieted(style: Drawing, share: float) -> Drawing:
    """A style whose irises keep their streaks back by `share` (IrisDesign.quiet)."""
    if share <= 0.0:
        return style
    held = {name: (1.0 - share, share, style.window(name), low) for name, low in QUIET.items()}
    return replace(style, windows={**style.windows, **{n: _between(*parts) for n, parts in held.items()}})


def _between(first: float, second: float, a: Window, b: Window) -> Window:
    return first * a[0] + second * b[0], first * a[1] + second * b[1]
