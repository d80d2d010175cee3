"""One labelled, layered picture: the sheets of a sitter, the marks on the iris, and every number behind them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from moeforge.painter import FREEDOM, SHEETS, paint
from moeforge.painter.canvas import laid
from moeforge.painter.conditions import encode
from moeforge.painter.drawing import Drawing, blended
from moeforge.painter.drawings import DRAWINGS, quieted
from moeforge.painter.finish import finished
from moeforge.painter.freedom import freedom
from moeforge.painter.iris_design import DESIGNS, mixed
from moeforge.painter.iris_marks import marks
from moeforge.painter.skin_marks import featured
from moeforge.painter.trim_marks import haired
from moeforge.workers import Pool
from moeforge_training.plan import Plan, Sitter, sitter

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Layers:
    """What is painted and what it shows."""

    sitter: Sitter
    inputs: Mapping[str, tuple[F32, F32]]  # sheet -> condition (C,) and z (64,), as the painter and generator take them
    sheets: Mapping[str, U8]  # skin, iris, trim: (S, S, 3) sRGB, unfinished: what the generator learns
    marks: U8  # (S, S, 4): the iris' marks, premultiplied
    whole: Mapping[str, U8]  # skin, iris, trim with marks and the drawing style's finish: what an avatar wears
    traits: Mapping[str, float]  # "sheet.parameter" -> value in the parameter's own unit


def inputs(who: Sitter) -> tuple[Drawing, Mapping[str, tuple[F32, F32]]]:
    """The sitter's drawing style, and condition and identity by sheet."""
    style = blended([DRAWINGS[name] for name in who.drawing], list(who.drawing.values()))
    design = mixed([DESIGNS[name] for name in who.design], list(who.design.values()))
    skin, hair, eye = (encode(who.color[name]) for name in ("skin", "hair", "eye"))
    conditions = {
        "skin": np.append(skin, np.float32(1.0 if who.blush else -1.0)),
        "iris": eye,
        "trim": np.concatenate([hair, skin]),
    }
    shaped = {sheet: quieted(style, design.quiet).shape(sheet, who.latent[sheet]) for sheet in SHEETS}
    return style, {s: (conditions[s].astype(np.float32), shaped[s]) for s in SHEETS}


def painted(who: Sitter, size: int = 128) -> Layers:
    """Paint a sitter; `size` is the side of every layer in texels."""
    style, told = inputs(who)
    sheets = {sheet: paint(sheet, *told[sheet], size) for sheet in SHEETS}
    over = marks(*told["iris"], mixed([DESIGNS[name] for name in who.design], list(who.design.values())), size)
    whole = {
        "skin": featured(sheets["skin"], *told["skin"]),
        "iris": laid(sheets["iris"], over),
        "trim": haired(sheets["trim"], *told["trim"]),
    }
    looks = {sheet: freedom(FREEDOM[sheet], told[sheet][1]) for sheet in SHEETS}
    return Layers(
        sitter=who,
        inputs=told,
        sheets=sheets,
        marks=over,
        whole={sheet: finished(sheet, pixels, style.finish) for sheet, pixels in whole.items()},
        traits={f"{s}.{name}": value for s, look in looks.items() for name, value in look.items()},
    )


def _painted(plan: Plan, stream: str, size: int, index: int) -> Layers:
    return painted(sitter(plan, stream, index), size)


def paint_all(plan: Plan, stream: str, indices: range, size: int = 128, workers: int = 2) -> Iterator[Layers]:
    """The layered pictures of a stretch of a stream, in order, painted by worker processes."""
    one = partial(_painted, plan, stream, size)
    if workers <= 1:
        yield from map(one, indices)
        return
    with Pool(workers) as painters:
        yield from painters.map(one, indices, chunksize=16)
