"""What styles are measured by: a texture, a picture in some style, the same texture drawn in that style.

The painter draws the same sitter in any drawing style. A style's colours (saturation, warmth, light) are left out of
the truth: palettes are carried over exactly. Textures are those that the figure wears, at the scale at which styles
redraw them. It is a corpus source like the generator's: a triple depends on its inputs alone.
"""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from moeforge import painter
from moeforge.painter.canvas import drawn
from moeforge.painter.carriers import SIDE
from moeforge.painter.conditions import condition
from moeforge.painter.drawing import Drawing
from moeforge.painter.drawings import DRAWINGS, NAMES
from moeforge.painter.finish import COLORS, Finish, finished
from moeforge.painter.iris_design import DESIGNS
from moeforge.painter.whole import whole
from moeforge.prior import LATENT, complete, latent
from moeforge.spec import AvatarSpec
from moeforge.style.views import SIDES, Span, spans, view
from moeforge.template.chibi import build_figure
from moeforge.textures.body import body_images
from moeforge.textures.face import face_image
from moeforge.textures.hair import hair_image
from moeforge.textures.parts import parts_image
from moeforge_training.source import F32, U8
from moeforge_training.sr import drawings
from moeforge_training.style.canvases import Brush, brushed

Rng = np.random.Generator
LEFT_OUT = ("watercolor", "etching", "pop", "storybook", "oil")
"""Drawing styles that are never trained on: what is measured on them says what a new style may expect."""
COLORLESS: Mapping[str, float] = MappingProxyType(dict.fromkeys(COLORS, 0.0))
BY_DRAWING, PLAIN_HAND, FINISHED_BEFORE = 0.55, 0.7, 0.12
"""Shares: of styles shown by a random drawing and not by another sitter; of textures in the plain hand; of textures
that already wear another style's finish."""


@lru_cache(maxsize=4)
def sitter(seed: int) -> AvatarSpec:
    return complete(seed, texture_source="painter")


def _sheet(spec: AvatarSpec, sheet: str, style: Drawing, size: int, eye: str = "left") -> U8:
    """A whole sheet of a sitter in another hand, before any finish."""
    told, z = condition(spec, sheet, eye), style.shape(sheet, latent(spec, sheet))
    return whole(sheet, painter.paint(sheet, told, z, size), told, z, DESIGNS[spec.choices["iris_design"]])


def _face(spec: AvatarSpec, style: Drawing, part: int) -> U8:
    del part
    return face_image(spec, _sheet(spec, "skin", style, SIDE), ())


def _parts(spec: AvatarSpec, style: Drawing, part: int) -> U8:
    del part
    eyes = {f"iris_{eye}": _sheet(spec, "iris", style, SIDE, eye) for eye in ("left", "right")}
    sheets = {"skin": _sheet(spec, "skin", style, 128), "trim": _sheet(spec, "trim", style, SIDE), **eyes}
    return parts_image(spec, sheets)


def _hair(spec: AvatarSpec, style: Drawing, part: int) -> U8:
    del style, part
    return hair_image(spec)


def _body(spec: AvatarSpec, style: Drawing, part: int) -> U8:
    """The image in light, or for the upper parts in shade."""
    figure = build_figure(spec)
    return body_images(_sheet(spec, "skin", style, 128), figure.palette, figure.weaves)[part // 4]


TEXTURES: Mapping[str, Callable[[AvatarSpec, Drawing, int], U8]] = MappingProxyType(
    {"face": _face, "parts": _parts, "hair": _hair, "body": _body}
)
"""Image of the figure -> (sitter, hand, which part of it, 0 .. PARTS - 1) -> pixels, before any finish."""
PARTS = 8
FINISHED_AS: Mapping[str, str] = MappingProxyType({"face": "skin"})
"""Image -> the sheet whose shares of a finish it takes; else the iris', which are nearly whole."""
REDRAWN = ("face",)
"""Images that are painted anew in the other hand; irises keep their marks, and hair and cloth know no hand."""
KINDS: Mapping[str, float] = MappingProxyType({"face": 0.24, "parts": 0.14, "hair": 0.26, "body": 0.26, "canvas": 0.1})
"""Kind of triple -> its share. A canvas is a picture in no drawing style: a texture, and a style without target."""
SHEET = "triple"
"""Name of the one sheet of this source."""
COUNT = 4096
"""Triples that make the corpus."""


def texture(kind: str, spec: AvatarSpec, style: Drawing, part: int) -> U8:
    """A part of a sitter's image at the scale of its view, (SIDE, SIDE, 3)."""
    y, x = _corner(kind, part)
    return view(kind, TEXTURES[kind](spec, style, part))[y : y + SIDE, x : x + SIDE]


def _corner(kind: str, part: int) -> tuple[int, int]:
    """Row and column of a view at which a part begins."""
    across = SIDES[kind] // SIDE
    return part // across % across * SIDE, part % across * SIDE


def cells(kind: str, part: int) -> tuple[Span, ...]:
    """The cells that lie in a part of a view, counted from its corner."""
    y, x = _corner(kind, part)
    moved = (Span(s.name, _less(s.rows, y), _less(s.columns, x)) for s in spans(kind))
    return tuple(s for s in moved if 0 <= s.rows.start < SIDE and 0 <= s.columns.start < SIDE)


def _less(part: slice, start: int) -> slice:
    return slice(part.start - start, part.stop - start)


def kind_of(condition: F32) -> str:
    """The kind that a condition names."""
    return list(KINDS)[int(condition[3])]


@dataclass(frozen=True, slots=True)
class TripleSource:
    """Triples (size, size, 9): texture, style, target. The condition holds the style and the kind."""

    styles: tuple[str, ...] = LEFT_OUT
    condition_size: Mapping[str, int] = field(default_factory=lambda: {SHEET: 4})
    painted: Mapping[str, int] = field(default_factory=lambda: {SHEET: LATENT})

    def sample(self, sheet: str, rng: Rng) -> F32:
        """The style's place in `styles`, two numbers that mean nothing, the kind's place in KINDS."""
        del sheet
        first, second = rng.integers(len(self.styles), size=2)
        return np.array([first, second, 0.0, rng.choice(len(KINDS), p=list(KINDS.values()))], np.float32)

    def latent(self, sheet: str, rng: Rng) -> F32:
        """What all other chance comes from."""
        del sheet
        return rng.standard_normal(LATENT).astype(np.float32)

    def paint(self, sheet: str, condition: F32, z: F32, size: int) -> U8:
        """One triple. A canvas has no target, the picture stands there again."""
        del sheet
        named = kind_of(condition)
        style, rng = self.style_of(condition), np.random.default_rng(zlib.crc32(z.tobytes()))
        kind = named if named != "canvas" else str(rng.choice(list(TEXTURES)))
        spec, part = sitter(int(rng.integers(2**31))), int(rng.integers(PARTS))
        before = DRAWINGS[NAMES[0] if rng.random() < PLAIN_HAND else str(rng.choice(self.styles))]
        plain = texture(kind, spec, before, part)
        content = finished_cells(kind, part, plain, before.finish) if rng.random() < FINISHED_BEFORE else plain
        if named == "canvas":
            shown = target = drawn(lambda frame: brushed(frame, Brush.random(rng), rng), SIDE)[..., :3]
        else:
            redrawn = texture(kind, spec, style, part) if kind in REDRAWN else plain
            target, shown = finished_cells(kind, part, redrawn, style.finish), example(style, rng)
        return np.concatenate([content, shown, target], axis=2)[:size, :size]

    def style_of(self, condition: F32) -> Drawing:
        """A triple's style."""
        return DRAWINGS[self.styles[int(condition[0])]]


def finished_cells(kind: str, part: int, pixels: U8, finish: Finish) -> U8:
    """A texture with a finish on each of its cells, without what it does to colours; nothing crosses a cell."""
    sheet, made, finish = FINISHED_AS.get(kind, "iris"), pixels.copy(), replace(finish, **COLORLESS)
    if finish.idle:
        return made
    for span in cells(kind, part):
        rows = _mirrored(span.rows)
        columns = _round(span.columns) if kind == "body" else _mirrored(span.columns)
        alone = pixels[
            np.ix_(rows, columns)
        ]  # the cell goes on over the whole view, where the finish lays its textures
        made[span.rows, span.columns] = finished(sheet, alone, finish)[span.rows, span.columns]
    return made


def _mirrored(part: slice) -> NDArray[np.int64]:
    """Indices of a view's side that run to and fro within a part of it."""
    length = part.stop - part.start
    at = (np.arange(SIDE) - part.start) % (2 * length)
    return part.start + np.minimum(at, 2 * length - 1 - at)


def _round(part: slice) -> NDArray[np.int64]:
    """Indices of a view's side that run round within a part of it."""
    return part.start + (np.arange(SIDE) - part.start) % (part.stop - part.start)


def example(style: Drawing, rng: Rng) -> U8:
    """A picture in the style: a random drawing with its finish, or another sitter's texture."""
    if rng.random() < BY_DRAWING:
        return finished("iris", _drawing(rng), style.finish)
    kind = str(rng.choice(list(TEXTURES)))
    other = texture(kind, sitter(int(rng.integers(2**31))), style, int(rng.integers(PARTS)))
    return finished(FINISHED_AS.get(kind, "iris"), other, style.finish)


def _drawing(rng: Rng) -> U8:
    """A random drawing on paper of any colour, light as a rule."""
    layer = drawn(lambda frame: drawings.draw(frame, rng), SIDE)
    paper = 255.0 * rng.random(3) ** rng.choice([0.3, 0.3, 1.0])
    rest = 1.0 - layer[..., 3:] / 255.0
    return np.clip(np.rint(layer[..., :3] + rest * paper), 0, 255).astype(np.uint8)
