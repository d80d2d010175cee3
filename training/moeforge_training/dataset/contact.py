"""report.png: a contact sheet with the palette, brightness and balance below it."""

from collections.abc import Sequence
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from moeforge_training.dataset.balance import HELD_OUT, TRAIN
from moeforge_training.dataset.figures import BRIGHTNESS, HUES, LEVELS, SIDES, Figures, Swatch, Value, spread
from moeforge_training.dataset.manifest import DataSet

COLUMNS, ROWS, SIDE, GAP, EDGE = 16, 10, 80, 4, 24
WIDTH = 2 * EDGE + COLUMNS * (SIDE + GAP) - GAP
HEAD, PANEL = 84, 260
INK, DIM, GROUND, BAR, OUT = "#2b2733", "#756f80", "#faf8fc", "#b79be0", "#4c7be0"
VALUES = 11
"""Label values shown."""

Xy = tuple[int, int]


def contact_sheet(data: DataSet, figures: Figures) -> bytes:
    """A PNG of at most COLUMNS x ROWS thumbnails and four panels."""
    shown = spread(data.entries, COLUMNS * ROWS)
    rows = -(-len(shown) // COLUMNS)
    top = HEAD + rows * (SIDE + GAP) + 20
    sheet = Image.new("RGB", (WIDTH, top + PANEL), GROUND)
    draw = ImageDraw.Draw(sheet)
    _header(draw, data, figures)
    for i, entry in enumerate(shown):
        at = (EDGE + i % COLUMNS * (SIDE + GAP), HEAD + i // COLUMNS * (SIDE + GAP))
        with Image.open(data.path(entry), formats=("PNG",)) as image:
            sheet.paste(image.convert("RGB").resize((SIDE, SIDE), Image.Resampling.LANCZOS), at)
        if entry.split == HELD_OUT:
            draw.rectangle((*at, at[0] + SIDE - 1, at[1] + SIDE - 1), outline=OUT, width=3)
    _panels(draw, top, figures)
    buffer = BytesIO()
    sheet.save(buffer, "PNG")
    return buffer.getvalue()


def _panels(draw: ImageDraw.ImageDraw, top: int, figures: Figures) -> None:
    _palette(draw, (EDGE, top), figures.palette)
    _bars(draw, (EDGE + 350, top), figures.brightness, "Brightness", BRIGHTNESS)
    _bars(draw, (EDGE + 620, top), figures.sizes, "Files: shorter side in pixels", SIDES)
    if figures.labels:
        name, values = next(iter(figures.labels.items()))
        _values(draw, (EDGE + 900, top), name, values)


def _say(draw: ImageDraw.ImageDraw, at: Xy, text: str, size: int = 14, fill: str = INK, anchor: str = "la") -> None:
    """The built-in font knows Latin letters only; others become dots."""
    shown = "".join(c if " " <= c <= "~" or c in "²·" else "·" for c in text)
    draw.text(at, shown, fill=fill, font=ImageFont.load_default(size), anchor=anchor)


def _header(draw: ImageDraw.ImageDraw, data: DataSet, figures: Figures) -> None:
    _say(draw, (EDGE, 14), str(data.card["name"])[:60], 26)
    facts = (
        f"{len(data.split(TRAIN))} to train on", f"{len(data.split(HELD_OUT))} held out (blue)",
        f"{len(data.dropped)} left out", f"{len(figures.near)} near-duplicates",
        f"counts as {figures.different:.0f} wholly different pictures",
    )  # fmt: skip
    _say(draw, (EDGE, 52), " · ".join(facts), 15, DIM)


def _palette(draw: ImageDraw.ImageDraw, at: Xy, palette: Sequence[Swatch]) -> None:
    _say(draw, at, "Colours: grey, then red to violet")
    step = 24
    for s in palette:
        x, y = at[0] + (s.hue + 0.5) * step, at[1] + 28 + (LEVELS - s.level - 0.5) * step
        r = min(0.5, 0.1 + 0.9 * s.share**0.5) * step
        draw.ellipse((x - r, y - r, x + r, y + r), fill=s.rgb, outline="#d8d2e2")
    draw.rectangle(
        (at[0] - 2, at[1] + 26, at[0] + (HUES + 1) * step + 2, at[1] + 30 + LEVELS * step), outline="#e6e0ee"
    )


def _bars(draw: ImageDraw.ImageDraw, at: Xy, counts: Sequence[int], title: str, names: Sequence[str]) -> None:
    _say(draw, at, title)
    wide, tall, most = 240 // len(counts), 165, max(1, *counts)
    floor = at[1] + 44 + tall
    for i, n in enumerate(counts):
        x, y = at[0] + i * wide, floor - round(tall * n / most)
        draw.rectangle((x, y, x + wide - 4, floor), fill=BAR)
        _say(draw, (x + wide // 2 - 2, floor + 6), names[i], 11, DIM, "ma")
        if n:
            _say(draw, (x + wide // 2 - 2, y - 3), str(n), 11, DIM, "ms")


def _values(draw: ImageDraw.ImageDraw, at: Xy, name: str, values: Sequence[Value]) -> None:
    _say(draw, at, f"{name[:24]}: training pictures · weight")
    most = max(1, *(v.train for v in values))
    for i, value in enumerate(values[:VALUES]):
        y = at[1] + 28 + i * 19
        _say(draw, (at[0], y), value.name[:18], 13)
        draw.rectangle((at[0] + 140, y + 2, at[0] + 140 + round(170 * value.train / most), y + 13), fill=BAR)
        _say(draw, (at[0] + 320, y), f"{value.train} · {value.share:.1%}", 13, DIM)
    if len(values) > VALUES:
        _say(draw, (at[0], at[1] + 28 + VALUES * 19), f"and {len(values) - VALUES} more", 12, DIM)
