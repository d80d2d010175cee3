"""What the reader learns from: pictures in known drawing styles. A picture's condition is what shall be read of it.

It is a corpus source like the generator's: a picture depends on its inputs alone. Palettes are not its matter, so a
picture is luma.
"""

import zlib
from collections.abc import Mapping
from dataclasses import astuple, dataclass, field, fields, replace
from io import BytesIO

import numpy as np
from PIL import Image, ImageFilter

from moeforge.painter.canvas import drawn
from moeforge.painter.carriers import SIDE, STROKES
from moeforge.painter.drawing import Drawing, blended
from moeforge.painter.drawings import DRAWINGS, NAMES
from moeforge.painter.finish import DRAWN, Finish, finished
from moeforge.prior import LATENT
from moeforge_training.source import F32, U8
from moeforge_training.style.canvases import Brush, brushed
from moeforge_training.style.triples import LEFT_OUT, Rng, example

TRAINED = tuple(name for name in NAMES if name not in LEFT_OUT)
NAMED, FREE = 0.4, 0.42
"""Shares of pictures in a named style or between two, and in strengths drawn one by one; the rest are canvases."""
MIXED, ON = 0.4, 0.3
"""Share of named styles that are between two; of strengths drawn one by one that are not 0."""
WORN, ZOOMED, SOFT, PRESSED = 0.4, 0.35, 0.25, 0.4
"""Shares of canvases with a finish, too; of pictures seen from nearer, a little out of focus, and kept as JPEG."""
SHEET = "reading"
"""Name of the one sheet of this source."""
COUNT = 6144
"""Pictures that make the corpus."""


@dataclass(frozen=True, slots=True)
class ReadingSource:
    """Pictures (size, size, 1) uint8 luma. The condition holds the strengths of DRAWN, then the canvas' brush or 0."""

    styles: tuple[str, ...] = TRAINED
    varied: bool = True  # mixes, other strengths, free ones and canvases, too; else each style as it is
    condition_size: Mapping[str, int] = field(default_factory=lambda: {SHEET: len(DRAWN) + len(fields(Brush))})
    painted: Mapping[str, int] = field(default_factory=lambda: {SHEET: LATENT})

    def sample(self, sheet: str, rng: Rng) -> F32:
        """Strengths, and the numbers of a brush."""
        del sheet
        kind, brush = rng.random() if self.varied else 0.0, Brush()
        if kind >= NAMED + FREE:
            brush = Brush.random(rng)
            free = _free(rng) if rng.random() < WORN else Finish()
            finish = replace(free, **dict(zip(STROKES, brush.strengths, strict=True)))
        else:
            finish = _free(rng) if kind >= NAMED else self._named(rng)
        strengths = [getattr(finish, name) for name in DRAWN]
        return np.array([*strengths, *astuple(brush)], np.float32)

    def latent(self, sheet: str, rng: Rng) -> F32:
        """What all other chance comes from."""
        del sheet
        return rng.standard_normal(LATENT).astype(np.float32)

    def paint(self, sheet: str, condition: F32, z: F32, size: int) -> U8:
        """One picture."""
        del sheet
        rng = np.random.default_rng(zlib.crc32(z.tobytes()))
        finish = Finish(**dict(zip(DRAWN, (float(n) for n in condition), strict=False)))
        brush = Brush(*(float(n) for n in condition[len(DRAWN) :]))
        if brush.spread:
            canvas = drawn(lambda frame: brushed(frame, brush, rng), SIDE)[..., :3]
            picture = finished("iris", canvas, replace(finish, **dict.fromkeys(STROKES, 0.0)))
        else:
            windows = DRAWINGS[str(rng.choice(self.styles))].windows
            picture = example(Drawing(windows, finish), rng)
        shown = Image.fromarray(picture).convert("L")
        return np.asarray(_seen(shown, rng) if self.varied else shown)[:size, :size, None]

    def _named(self, rng: Rng) -> Finish:
        one, other = (DRAWINGS[self.styles[int(i)]] for i in rng.integers(len(self.styles), size=2))
        if not self.varied:
            return one.finish
        share = rng.uniform(0.2, 0.8) if rng.random() < MIXED else 0.001
        shaken = np.array(astuple(blended((one, other), (1.0 - share, share)).finish))
        shaken *= np.exp(rng.normal(0.0, 0.25, len(shaken)))
        return Finish(*(float(s) for s in np.clip(shaken, -1.0, 1.0)))


def _free(rng: Rng) -> Finish:
    """Strengths drawn one by one, most of them 0."""
    strengths = np.where(rng.random(len(DRAWN)) < ON, rng.uniform(0.1, 1.0, len(DRAWN)), 0.0)
    return Finish(**dict(zip(DRAWN, (float(s) for s in strengths), strict=True)))


def _seen(picture: Image.Image, rng: Rng) -> Image.Image:
    """A picture as pictures reach people: nearer, out of focus, pressed."""
    zoomed, soft, pressed = rng.random(3) < (ZOOMED, SOFT, PRESSED)
    if zoomed:
        side = rng.uniform(0.7, 1.0) * SIDE
        x, y = rng.uniform(0.0, SIDE - side, 2)
        picture = picture.resize(picture.size, Image.Resampling.BICUBIC, (x, y, x + side, y + side))
    if soft:
        picture = picture.filter(ImageFilter.GaussianBlur(rng.uniform(0.3, 0.9)))
    if pressed:
        file = BytesIO()
        picture.save(file, "JPEG", quality=int(rng.integers(55, 96)))
        picture = Image.open(file)
    return picture
