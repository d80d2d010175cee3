"""Pictures of what painter and generator can do, for docs/img: `python benchmarks/gan_grids.py [--models DIR]`.

drawings: styles x characters. designs: iris designs x eye colours. sweep: one trait swept per row, generated.
mixes: designs and drawing styles blended. interpolation: between two identities.
"""

import argparse
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from moeforge.models.bundle import load_generator
from moeforge.models.generator import Generator
from moeforge.painter.colors import rgb
from moeforge.painter.conditions import encode
from moeforge.painter.drawing import Drawing, blended
from moeforge.painter.drawings import DRAWINGS, quieted
from moeforge.painter.finish import finished
from moeforge.painter.iris import RANGES
from moeforge.painter.iris_design import DESIGNS, IrisDesign, mixed
from moeforge.painter.whole import whole
from moeforge.prior import LATENT

F32 = NDArray[np.float32]
U8 = NDArray[np.uint8]
OUT = Path(__file__).resolve().parents[1] / "docs" / "img"
EYES = ("#2f8fd8", "#7a4ac8", "#38a070", "#d8a020", "#d8418a", "#8a5a30")
CLASSIC, PLAIN = DESIGNS["classic"], DRAWINGS["classic"]
SWEPT = (
    "horizon", "glow_x", "glow_alpha", "ring", "contrast", "line", "steps",
    "streak_alpha", "shadow_y", "pupil_width", "light_width", "highlight",
)  # fmt: skip
"""Free parameters, a row each: six of the generated sheet, six of the marks on it."""


def _z(seed: int) -> F32:
    return np.random.default_rng(seed).standard_normal(LATENT).astype(np.float32)


def _iris(generator: Generator, color: str, z: F32, design: IrisDesign = CLASSIC, style: Drawing = PLAIN) -> U8:
    """A generated iris with its marks and finish, corners cut off."""
    return _whole(generator, color, quieted(style, design.quiet).shape("iris", z), design, style)


def _whole(generator: Generator, color: str, z: F32, design: IrisDesign = CLASSIC, style: Drawing = PLAIN) -> U8:
    """The same from a z that is in the style's windows already."""
    told = encode(rgb(color))
    sheet = generator.models["iris"].paint([told], [z])[0]
    return _disc(finished("iris", whole("iris", sheet, told, z, design), style.finish))


def _disc(picture: U8, side: int = 80) -> U8:
    """Shrunk, on white outside the disc."""
    small = np.asarray(Image.fromarray(picture).resize((side, side), Image.Resampling.LANCZOS), np.float32)
    axis = (np.arange(side) + 0.5) * 2 / side - 1
    inside = np.clip((1.0 - np.hypot(axis[None], axis[:, None])) * side / 2, 0.0, 1.0)[..., None]
    return np.rint(small * inside + 255.0 * (1.0 - inside)).astype(np.uint8)


def _grid(rows: Sequence[Sequence[U8]], gap: int = 4) -> U8:
    framed = [[np.pad(p, ((0, gap), (0, gap), (0, 0)), constant_values=255) for p in row] for row in rows]
    return np.concatenate([np.concatenate(row, 1) for row in framed])


def drawings(generator: Generator) -> U8:
    """All drawing styles, two columns of rows, four characters each."""
    rows = [[_iris(generator, EYES[i], _z(i), style=style) for i in range(4)] for style in DRAWINGS.values()]
    half = -(-len(rows) // 2)
    return _grid([left + right for left, right in zip(rows[:half], rows[half:], strict=True)])


def designs(generator: Generator) -> U8:
    """All iris designs by eye colour."""
    return _grid([[_iris(generator, c, _z(3 + i), d) for d in DESIGNS.values()] for i, c in enumerate(EYES)])


def sweep(generator: Generator) -> U8:
    """One free parameter per row from one end to the other, all else kept."""
    names = list(RANGES)

    def one(name: str, u: float) -> U8:
        z = np.where(np.arange(LATENT) == names.index(name), np.float32(u), PLAIN.shape("iris", _z(2)))
        return _whole(generator, EYES[0], z.astype(np.float32))

    return _grid([[one(name, u) for u in np.linspace(-1.6, 1.6, 8)] for name in SWEPT])


def mixes(generator: Generator) -> U8:
    """Pairs of designs and pairs of drawing styles, blended from left to right."""
    shares = np.linspace(0.0, 1.0, 8)
    pairs = (("heart", "star"), ("classic", "slit"), ("ring", "flower"))
    rows = [
        [_iris(generator, EYES[4], _z(5), mixed((DESIGNS[a], DESIGNS[b]), (1 - t, t))) for t in shares]
        for a, b in pairs
    ]
    for a, b in (("watercolor", "pop"), ("ink", "dreamy"), ("cel", "oil")):
        styles = [blended((DRAWINGS[a], DRAWINGS[b]), (1 - t, t)) for t in shares]
        rows.append([_iris(generator, EYES[1], _z(6), style=style) for style in styles])
    return _grid(rows)


def interpolation(generator: Generator) -> U8:
    """Between two identities, a row per pair."""
    rows: list[list[U8]] = []
    for seed, color in enumerate(EYES[:3]):
        a, b = _z(20 + seed), _z(40 + seed)
        angles = np.linspace(0.0, np.pi / 2, 8)  # along the sphere, so that every step is as likely as its ends
        steps = [(np.cos(t) * a + np.sin(t) * b).astype(np.float32) for t in angles]
        rows.append([_iris(generator, color, z) for z in steps])
    return _grid(rows)


GRIDS: Mapping[str, Callable[[Generator], U8]] = {
    "gan_drawings": drawings,
    "gan_designs": designs,
    "gan_sweep": sweep,
    "gan_mixes": mixes,
    "gan_interpolation": interpolation,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=list(GRIDS))
    parser.add_argument("--models", type=Path, default=None)
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    generator = load_generator(options.models)
    for name in options.names:
        Image.fromarray(GRIDS[name](generator)).save(options.out / f"{name}.jpg", quality=85, optimize=True)


if __name__ == "__main__":
    main()
