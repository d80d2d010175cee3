"""report.html: one file that opens anywhere; pictures are small and inside, nothing is fetched, no script runs."""

from base64 import b64encode
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from io import BytesIO

from PIL import Image

from moeforge_training.dataset.balance import HELD_OUT, TRAIN
from moeforge_training.dataset.figures import BRIGHTNESS, HUES, LEVELS, SIDES, Figures, Swatch, Value, spread
from moeforge_training.dataset.finding import Finding
from moeforge_training.dataset.manifest import DataSet, Entry

THUMBS, NEAR, ROWS = 240, 24, 200
"""Most thumbnails, near-duplicate pairs and table rows shown."""
SIDE = 72

_HEAD = """<!doctype html><html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><title>{title}</title><style>
body{{font:15px/1.5 system-ui,sans-serif;color:#2b2733;background:#faf8fc;margin:0 auto;max-width:1120px;padding:24px}}
h1{{margin:0}}h2{{margin:36px 0 8px;font-size:19px}}p{{margin:6px 0}}small,.dim{{color:#756f80}}
.cards{{display:flex;flex-wrap:wrap;gap:12px;margin:18px 0}}
.card{{background:#fff;border:1px solid #e6e0ee;border-radius:12px;padding:10px 18px}}
.card b{{font-size:26px;display:block}}
.note{{background:#fff6dd;border:1px solid #efdca0;border-radius:10px;padding:8px 14px;margin:6px 0}}
.row{{display:flex;flex-wrap:wrap;gap:28px}}table{{border-collapse:collapse;background:#fff}}
td,th{{border-bottom:1px solid #eee8f4;padding:3px 12px 3px 6px;text-align:left}}
td,th{{vertical-align:top;overflow-wrap:anywhere}}
td.k{{white-space:nowrap}}td.n{{text-align:right;font-variant-numeric:tabular-nums}}.thumbs{{display:flex;flex-wrap:wrap;gap:5px}}
img{{width:72px;height:72px;border-radius:7px;border:2px solid transparent}}img.out{{border-color:#4c7be0}}
.pair{{display:inline-block;margin:0 14px 10px 0;text-align:center}}
.bar{{background:#b79be0;height:11px;border-radius:3px}}
</style></head><body>
"""


def page(data: DataSet, figures: Figures, advice: Sequence[str]) -> str:
    """The whole report."""
    card = data.card
    return "".join(
        (
            _HEAD.format(title=_text(f"{card['name']}: data set")),
            f"<h1>{_text(card['name'])}</h1>", _origin(data), _counts(data, figures),
            "".join(f'<p class="note">{_text(line)}</p>' for line in advice),
            f"<h2>Pictures</h2>{_thumbs(data)}",
            '<div class="row">', _section("Colours", _palette(figures.palette)),
            _section("Brightness", _bars(figures.brightness, BRIGHTNESS)),
            _section("Shorter side of the files, pixels", _bars(figures.sizes, SIDES)), "</div>",
            *(_section(f"Label: {name}", _values(values)) for name, values in figures.labels.items()),
            _section("Near-duplicates", _near(data, figures)) if figures.near else "",
            '<div class="row">', _section("How crops were found", _tally(figures.methods, _METHODS)),
            _section("What was mended", _tally(figures.mends, {})), "</div>",
            _section("Left out", _tally(figures.reasons, {}) + _dropped(data.dropped)) if data.dropped else "",
            f'<p class="dim">Manifest SHA-256 {_text(card["hash"])}</p></body></html>\n',
        )
    )  # fmt: skip


def _text(value: object) -> str:
    """Escaped; a file name that is not UTF-8 shows its odd bytes as escapes."""
    return escape(str(value).encode("utf-8", "backslashreplace").decode(), quote=True)


def _section(title: str, body: str) -> str:
    return f"<section><h2>{_text(title)}</h2>{body}</section>"


def _origin(data: DataSet) -> str:
    licence = data.card["licence"]
    credit = f" Credit: {_text(data.card['credit'])}." if data.card["credit"] else ""
    return f"<p>Licence: {_text(licence['title'])}.{credit} Consent: &ldquo;{_text(data.card['consent'])}&rdquo;</p>"


def _counts(data: DataSet, figures: Figures) -> str:
    of = f" of {figures.sampled} sampled" if figures.sampled < len(data.entries) else ""
    cards = (
        (len(data.split(TRAIN)), "to train on"), (len(data.split(HELD_OUT)), "held out"),
        (len(data.dropped), "left out"), (f"{figures.different:.0f}", f"wholly different pictures{of} (Vendi score)"),
        (f"{data.card['size']}²", "pixels each"),
    )  # fmt: skip
    return f'<div class="cards">{"".join(f"<div class=card><b>{n}</b>{_text(what)}</div>" for n, what in cards)}</div>'


def _image(data: DataSet, entry: Entry) -> str:
    finding = entry.finding
    with Image.open(data.path(entry), formats=("PNG",)) as image:
        small = image.convert("RGB").resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    buffer = BytesIO()
    small.save(buffer, "JPEG", quality=82)
    title = "; ".join((finding.source, f"{finding.width}x{finding.height}", f"crop: {finding.method}", *finding.mends))
    kind = ' class="out"' if entry.split == HELD_OUT else ""
    code = b64encode(buffer.getvalue()).decode()
    return f'<img{kind} loading="lazy" title="{_text(title)}" alt="" src="data:image/jpeg;base64,{code}">'


def _thumbs(data: DataSet) -> str:
    shown = spread(data.entries, THUMBS)
    note = f"{len(shown)} of {len(data.entries)}; held-out ones are framed blue. Rest the pointer on one for its story."
    return f'<p class="dim">{note}</p><div class="thumbs">{"".join(_image(data, e) for e in shown)}</div>'


def _palette(palette: Iterable[Swatch]) -> str:
    """Columns: grey, then hues; rows: lightness; the dot's area is the share of pixels."""
    step = 26
    dots = "".join(
        f'<circle cx="{(s.hue + 0.5) * step}" cy="{(LEVELS - s.level - 0.5) * step}" r="{_radius(s.share, step):.1f}" '
        f'fill="rgb{s.rgb}" stroke="#0002"><title>{s.share:.1%}</title></circle>'
        for s in palette
    )
    width, height = (HUES + 1) * step, LEVELS * step
    note = '<p class="dim">left grey, then red to violet; light above</p>'
    return f'<svg width="{width}" height="{height}">{dots}</svg>{note}'


def _radius(share: float, step: float) -> float:
    return min(0.5, 0.1 + 0.9 * share**0.5) * step


def _bars(counts: Sequence[int], names: Sequence[str]) -> str:
    wide, tall, most = 270 // len(counts), 150, max(1, *counts)
    bars = "".join(
        f'<rect x="{i * wide}" y="{20 + tall * (1 - n / most):.1f}" width="{wide - 3}" height="{tall * n / most:.1f}" '
        f'rx="3" fill="#b79be0"/><text x="{(i + 0.45) * wide}" y="{15 + tall * (1 - n / most):.1f}" font-size="11" '
        f'text-anchor="middle">{n or ""}</text><text x="{(i + 0.45) * wide}" y="{tall + 36}" font-size="11" '
        f'text-anchor="middle" fill="#756f80">{_text(names[i])}</text>'
        for i, n in enumerate(counts)
    )
    return f'<svg width="{wide * len(counts) + 8}" height="{tall + 42}">{bars}</svg>'


def _values(values: Sequence[Value]) -> str:
    most = max(1, *(v.train for v in values))
    rows = "".join(
        f'<tr><td>{_text(v.name)}</td><td class="n">{v.train}</td><td style="width:320px">'
        f'<div class="bar" style="width:{100 * v.train / most:.1f}%"></div></td><td class="n">{v.held_out}</td>'
        f'<td class="n">{v.share:.1%}</td></tr>'
        for v in values[:ROWS]
    )
    head = "<tr><th>value</th><th>train</th><th></th><th>held out</th><th>share of weight</th></tr>"
    return f"<table>{head}{rows}</table>{_more(len(values))}"


def _near(data: DataSet, figures: Figures) -> str:
    pairs = "".join(
        f'<div class="pair">{_image(data, first)}{_image(data, e)}<br><small>{e.near_distance} bits</small></div>'
        for e, first in figures.near[:NEAR]
    )
    note = f"{min(NEAR, len(figures.near))} of {len(figures.near)}, each beside the first of its group. "
    note += "They share one weight and one split."
    return f'<p class="dim">{note}</p>{pairs}'


_METHODS = {
    "given": "the caller's box", "alpha": "what is not transparent", "border": "what differs from the plain ground",
    "alpha-head": "upper part of a figure on transparency", "border-head": "upper part of a figure on a plain ground",
    "face": "round the face that the picture reader found", "centre-of-mass": "a guess: where the contrast is",
    "whole": "left as it is",
}  # fmt: skip


def _tally(counts: Mapping[str, int], words: Mapping[str, str]) -> str:
    rows = "".join(
        f'<tr><td class="n">{n}</td><td>{_text(name)}</td><td class="dim">{_text(words.get(name, ""))}</td></tr>'
        for name, n in counts.items()
    )
    return f"<table>{rows}</table>" if rows else '<p class="dim">nothing</p>'


def _dropped(dropped: Sequence[Finding]) -> str:
    rows = "".join(
        f"<tr><td>{_text(f.source)}</td><td class=k>{_text(f.code)}</td><td>{_text(f.reason)}</td></tr>"
        for f in dropped[:ROWS]
    )
    return f"<p></p><table><tr><th>file</th><th>kind</th><th>reason</th></tr>{rows}</table>{_more(len(dropped))}"


def _more(count: int) -> str:
    return f'<p class="dim">and {count - ROWS} more</p>' if count > ROWS else ""
