"""The named styles: numbers of small filters. Names in three languages are traits/data/style.toml."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from moeforge.painter.finish import NONE, Finish

Knots = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Look:
    """One named style. Colours are "#rrggbb"; shares are 0..1."""

    tone: Knots = ((0.0, 0.0), (1.0, 1.0))  # OKLab lightness, in -> out, rising
    chroma: float = 1.0  # factor of colourfulness
    ramp: tuple[str, ...] = ()  # toning colours, dark to light
    toned: float = 0.0  # share of the ramp's hue and chroma
    skin: float = 1.0  # share of the style that skin takes
    eyes: float = 0.35  # share of the style that irises take
    steps: float = 0.0  # OKLab distance between flat tones of hair and skin; 0 keeps gradients
    mark: str = ""  # a key of marks.MARKS: what the brush or paper leaves
    amount: float = 0.0  # of the mark, in 8-bit levels
    finish: Finish = NONE  # filters that draw lines and texture anew
    block: int = 0  # texels of a pixel in an image of 512; 0 keeps them
    line: float = 1.0  # factor of the outline's width
    ink: str = ""  # colour that outlines lean to
    inked: float = 0.0  # how far
    shade: str = ""  # colour that shades are multiplied by
    toony: float = -1.0  # hardness of the terminator, 0..1; below 0 keeps each material's
    rim: str = ""  # colour of the light round the edges


LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        "plain": Look(),
        "cel": Look(
            finish=Finish(flat=0.5, edge=0.5),
            tone=((0.0, 0.0), (0.35, 0.33), (0.75, 0.79), (1.0, 1.0)), chroma=1.14, steps=0.075,
            line=1.35, ink="#1d1626", inked=0.45, toony=0.985, shade="#f3e6f2",
        ),
        "watercolor": Look(
            finish=Finish(brush=0.6, edge=0.6, mottle=0.8, grain=0.3),
            tone=((0.0, 0.15), (0.5, 0.57), (1.0, 0.99)), chroma=1.06, toned=0.14,
            ramp=("#3f5590", "#a4b6e0", "#fff6e8"), skin=0.6, mark="wash", amount=20.0, line=0.7, inked=0.35,
            ink="#6d7794", toony=0.55, shade="#f0f2ff",
        ),
        "manga": Look(
            tone=((0.0, 0.03), (0.28, 0.19), (0.42, 0.48), (0.62, 0.71), (0.85, 0.955), (1.0, 1.0)),
            ramp=("#15131c", "#77757e", "#fbf9f4"), toned=0.96, eyes=0.25,
            mark="screen", amount=46.0, line=1.5, ink="#0e0c12", inked=0.95, toony=0.985, shade="#e6e6ee",
        ),
        "pixel": Look(chroma=1.12, steps=0.09, block=16, line=1.2, ink="#1a1626", inked=0.4, toony=0.985),
        "pastel": Look(
            finish=Finish(brush=0.3, mottle=0.25, grain=0.5),
            tone=((0.0, 0.30), (0.5, 0.67), (1.0, 0.98)), chroma=0.92, toned=0.18,
            ramp=("#9478d8", "#f4a8cc", "#fff8ee"), skin=0.35, eyes=0.3, line=0.75, ink="#a98bb8", inked=0.45,
            shade="#f8eef8",
        ),
        "crayon": Look(
            tone=((0.0, 0.10), (0.5, 0.53), (1.0, 0.99)), chroma=1.06,
            mark="crayon", amount=30.0, line=1.1, ink="#5a4250", inked=0.3, toony=0.6,
        ),
        "noir": Look(
            tone=((0.0, 0.02), (0.28, 0.18), (0.42, 0.42), (0.75, 0.77), (1.0, 0.985)), toned=0.97,
            ramp=("#0d1018", "#6a7078", "#f4f4f0"), eyes=0.12, mark="grain", amount=9.0, line=1.2,
            ink="#0a0a10", inked=0.8, toony=0.97, shade="#c4c8d6",
            rim="#58606c",
        ),
        "sepia": Look(
            tone=((0.0, 0.10), (0.5, 0.52), (1.0, 0.965)), ramp=("#2e1c14", "#94714f", "#f6e6c8"), toned=0.92, eyes=0.4,
            mark="grain", amount=9.0, line=0.9, ink="#3a2418", inked=0.6, shade="#f2dcc0",
        ),
        "sunset": Look(
            finish=Finish(broad=0.5, mottle=0.3),
            tone=((0.0, 0.06), (0.5, 0.51), (1.0, 0.975)), chroma=1.08,
            ramp=("#3a1f63", "#b8486e", "#f79a63", "#ffe6ae"), toned=0.42, skin=0.75,
            ink="#4a1f58", inked=0.5, shade="#e7b6dc", rim="#a4561e",
        ),
        "neon": Look(
            tone=((0.0, 0.05), (0.45, 0.40), (0.8, 0.82), (1.0, 1.0)), chroma=1.42,
            ramp=("#150a38", "#5a2ce0", "#ff58c8", "#f4f0ff"), toned=0.34, skin=0.55, eyes=0.5,
            line=1.15, ink="#2c0a66", inked=0.8, toony=0.95, shade="#9a7cff", rim="#1f8fb8",
        ),
        "woodblock": Look(
            finish=Finish(brush=0.3, flat=0.6, edge=0.9, strokes=0.25, grain=0.3),
            tone=((0.0, 0.12), (0.5, 0.50), (1.0, 0.955)), chroma=1.0,
            ramp=("#1f2c4a", "#4f7f96", "#dcb080", "#f8ead0"), toned=0.34, skin=0.6, eyes=0.4, steps=0.11,
            mark="paper", amount=9.0, line=1.3, ink="#18203a", inked=0.8, toony=0.98, shade="#eadfcc",
        ),
        "dream": Look(
            finish=Finish(haze=0.7, mottle=0.4),
            tone=((0.0, 0.24), (0.5, 0.62), (1.0, 0.99)), chroma=0.98, toned=0.44,
            ramp=("#5f4ba8", "#b9a2ee", "#ffd6ec", "#fffdf8"), skin=0.5, line=0.8, ink="#8a6fc0", inked=0.6,
            toony=0.6, shade="#eadcff", rim="#5c3a6a",
        ),
    }
)  # fmt: skip
"""Style id -> its numbers."""
