"""The face image: the skin sheet enlarged, then the crisp marks that no sheet holds: fringe shadow, freckles and
marks."""

from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageFilter

from moeforge.painter.canvas import Path, coverage, ellipse, polygon
from moeforge.painter.colors import Rgb, mix, rgb, times
from moeforge.painter.skin import NOSE, shade_of
from moeforge.prior import stream
from moeforge.spec import AvatarSpec
from moeforge.template.head.cast import cast as cast_of
from moeforge.template.head.eyes import LID, ROUND
from moeforge.template.head.plan import Plan
from moeforge.template.part import F64
from moeforge.textures.atlas import IMAGES, face_chart
from moeforge.textures.body import plain_color
from moeforge.textures.fringe import cast, lifted
from moeforge.textures.images import U8
from moeforge.textures.marks import Mark, both, own_lips, paint_marks, stamp

SHADOW = 0.58
"""Opacity of the fringe shadow (RECIPE section 7)."""
SHADOW_SOFT = 4
"""How many times smaller than the face its mask is drawn, which softens its edge."""
LID_ABOVE, LID_BELOW = ((1.52, 0.45, 28), (1.34, 0.55, 24), (1.20, 0.85, 16)), 0.95
"""Marks over the upper lid, one over the other: the lid's size at the upper edge, opacity and softness; and the size
of the lower lid at their lower edge."""
CHEEK_NEAR, CHEEK_FAR = 0.95, 1.30
"""Sizes of the lower lid that bound what a laugh stretches most."""
BACK, BACK_PLAIN = 0.12, 0.55
"""u below which, and mirrored above which, the sheet turns plain, and by how much at its edge, which the whole back of
the head shows: toon shade lies on it, too, and both together are salmon. The sides' painted shade grows as fast."""
FRECKLES, FRECKLES_ON_NOSE, FRECKLES_BELOW = 26, 4, 1.24
"""Freckles, those on the nose, and the size of the lower lid below which they lie."""


def face_image(spec: AvatarSpec, skin: U8, fringe: Sequence[F64]) -> U8:
    """The image `face`. `fringe`: outlines (K, 2) of the front locks in the unit square of the cell."""
    picture = Image.fromarray(_lightened(skin)).resize(IMAGES["face"], Image.Resampling.BICUBIC)
    plan = Plan.of(spec, cast_of({}))
    stamp(picture, under_eyes(plan, skin))
    stamp(picture, *lids(plan, skin))
    for mark in own_lips(spec, plan):
        stamp(picture, mark)
    factor = _shade_factor(rgb(spec.colors["skin"]))
    if len(fringe):
        _darken(picture, fringe_shadow(fringe, *picture.size), mix((1.0, 1.0, 1.0), factor, SHADOW))
    if spec.has("freckles"):
        spots = coverage(freckles(spec, plan), *picture.size)
        _darken(picture, spots[: _rows(spots)], mix((1.0, 1.0, 1.0), times(factor, factor), 0.75))
    paint_marks(spec, plan, picture)
    return np.array(picture)


def _lightened(skin: U8) -> U8:
    """The sheet with both edges blended towards plain skin."""
    side = round(BACK * skin.shape[1])
    share = (BACK_PLAIN * (1.0 - (np.arange(side, dtype=np.float32) + 0.5) / side))[:, None]
    made = skin.copy()
    for edge, strength in ((made[:, :side], share), (made[:, -side:], share[::-1])):
        edge[:] = np.rint(edge + strength * (255 * plain_color(skin) - edge))
    return made


def lids(plan: Plan, skin: U8) -> list[Mark]:
    """The skin over the upper lashes in the colour of the nose's bridge, ever more towards the lid's edge: shut lids
    unroll it, and shade would smear."""
    middle, open_ = np.array([plan.eye.x, plan.eye.y]), plan.lids[0]
    high = np.array([1.0, max(1.0, ROUND.up / plan.eye.up)])  # the sheet's shade lies as high over any eye
    under = (middle + LID_BELOW * (open_.lower - middle))[::-1]
    side = len(skin)
    bridge = skin[int(0.49 * side) : int(0.53 * side), int(0.48 * side) : int(0.52 * side)].mean(axis=(0, 1)) / 255
    color = bridge[0], bridge[1], bridge[2]
    overs = [(middle + size * high * (open_.upper - middle), alpha, soft) for size, alpha, soft in LID_ABOVE]
    return [Mark(both(plan, np.concatenate([over, under])), color, alpha, soft) for over, alpha, soft in overs]


def under_eyes(plan: Plan, skin: U8) -> Mark:
    """The skin below the outer half of the lower lids in one colour, its own: a laugh stretches it, and a light on the
    cheek would smear."""
    middle, lid = np.array([plan.eye.x, plan.eye.y]), plan.lids[0].lower[LID // 2 - 1 :]
    band = np.concatenate([middle + CHEEK_NEAR * (lid - middle), (middle + CHEEK_FAR * (lid - middle))[::-1]])
    inside = middle + (CHEEK_NEAR + CHEEK_FAR) / 2 * (lid - middle)
    texels = (face_chart(*plan.surface.inverse(*inside.T)) * len(skin)).astype(np.int64)
    color = np.median(skin[texels[:, 1], texels[:, 0]], axis=0) / 255
    return Mark(both(plan, band), (color[0], color[1], color[2]), 0.85, soft=12)


def freckles(spec: AvatarSpec, plan: Plan) -> list[Path]:
    """Small ellipses over cheeks and nose, in the unit square of the cell; their places come from the skin's seed.

    None lies so near to a lower lid that a laugh would stretch it to a dash.
    """
    draw = stream(spec.part_seed("skin"), "freckles")
    lid = plan.lids[0].lower
    edge = face_chart(*plan.surface.inverse(*(lid + (FRECKLES_BELOW - 1.0) * (lid - [plan.eye.x, plan.eye.y])).T))
    spots: list[Path] = []
    for i in range(FRECKLES):
        side, on_nose = (-1 if i % 2 else 1), i < FRECKLES_ON_NOSE
        row = (i - FRECKLES_ON_NOSE + draw.random()) / (FRECKLES - FRECKLES_ON_NOSE)  # spread out, yet not regular
        across = draw.uniform(0.012, 0.034) if on_nose else 0.070 + 0.095 * row
        cheek = max(0.678, 0.016 + float(np.interp(0.5 + across, *edge.T, left=0.0, right=0.0)))
        height = NOSE + draw.uniform(0.010, 0.028) if on_nose else cheek + draw.uniform(-0.020, 0.020)
        radius = draw.uniform(0.0022, 0.0046)
        spots.append(
            ellipse(0.5 + side * across, height, radius, radius * draw.uniform(0.75, 1.0), tilt=draw.uniform(0, 3))
        )
    return spots


def _shade_factor(skin: Rgb) -> Rgb:
    """The shade as a factor per channel."""
    r, g, b = (s / max(c, 1e-3) for s, c in zip(shade_of(skin), skin, strict=True))
    return r, g, b


def fringe_shadow(fringe: Sequence[F64], width: int, height: int) -> U8:
    """How much of each texel the locks `fringe` shade: (rows, width), 0..255, with a soft edge; all rows that any do.

    Whatever lies above a lock's shadow is shaded, too, up to the hairline: locks end where their outlines do, and a
    high forehead would show those ends as wedges.
    """
    paths = [polygon(map(tuple, lifted(cast(lock)))) for lock in fringe]
    small = coverage(paths, width // SHADOW_SOFT, height // SHADOW_SOFT)
    filled = np.maximum.accumulate(small[::-1], axis=0)[::-1]
    rows = _rows(filled) + 1
    soft = Image.fromarray(filled[:rows]).filter(ImageFilter.BoxBlur(1))
    return np.asarray(soft.resize((width, rows * SHADOW_SOFT), Image.Resampling.BILINEAR))


def _rows(mask: U8) -> int:
    """How many rows from the top on hold all that a mask (H, W) covers."""
    return int(np.flatnonzero(mask.any(axis=1)).max(initial=-1)) + 1


def _darken(picture: Image.Image, mask: U8, factor: Rgb) -> None:
    """Multiply the picture's upper rows by a colour where the mask (rows, W) says so, in place."""
    top = picture.crop((0, 0, picture.width, len(mask)))
    table = np.concatenate([np.rint(np.arange(256) * f) for f in factor]).astype(int)
    picture.paste(top.point(table.tolist()), (0, 0), Image.fromarray(mask))
