"""Colours of the accessories: each names the paints that it wants, and gets swatches that the outfit leaves free."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from moeforge.painter.colors import apart, hexed, lightness, rgb
from moeforge.spec import AvatarSpec
from moeforge.template.outfits.decal import swatch_of
from moeforge.template.outfits.palette import PALETTES
from moeforge.template.outfits.tones import GOLD, WHITE, Colors, deeper, mix
from moeforge.textures.atlas import SWATCHES

_BOWS = ("#e8455a", WHITE)
_NEAR = 0.40
"""Distance in the sRGB cube below which a bow would drown in the hair."""
BEARD_CONTRAST = 0.15
"""Least difference of lightness between a beard and the skin."""
_SAME = 0.05
"""Distance below which two colours may share a swatch."""


def bow_color(spec: AvatarSpec) -> str:
    """A colour of the clothes that stands out from the hair."""
    bows = (spec.colors["clothes_accent"], spec.colors["clothes"], *_BOWS)
    return next((c for c in bows if _distance(c, spec.colors["hair"]) > _NEAR), _BOWS[-1])


def _wool(spec: AvatarSpec) -> str:
    c = Colors.of(spec)
    return next((w for w in (c.accent, *_BOWS) if _distance(w, c.clothes) > _NEAR), WHITE)


def _beard(hair: str, skin: str) -> str:
    """The hair's colour, deeper, as far from the skin's as it takes to be seen."""
    r, g, b = rgb(deeper(mix(hair, "#4a3028", 0.15), 0.12))
    factor = apart(lightness((r, g, b)), lightness(rgb(skin)), BEARD_CONTRAST)
    return hexed((min(1.0, r * factor), min(1.0, g * factor), min(1.0, b * factor)))


def asked(spec: AvatarSpec) -> str:
    """The colour that was asked for: one that does not follow the clothes' accent; empty if none was."""
    color = spec.colors["accessory"]
    return "" if color == spec.colors["clothes_accent"] else color


@dataclass(frozen=True, slots=True)
class Paint:
    """A colour by its use. `own`: what it is when nobody asks; `free`: whether a colour asked for replaces it."""

    own: str | Callable[[AvatarSpec], str]
    free: bool = True

    def color(self, spec: AvatarSpec, accessory: str) -> str:
        """ "#rrggbb", sRGB, on that accessory."""
        own = self.own if isinstance(self.own, str) else self.own(spec)
        return (spec.accessory_colors.get(accessory) or asked(spec) or own) if self.free else own


PAINTS: Mapping[str, Paint] = MappingProxyType(
    {
        "bow": Paint(bow_color),
        "frame": Paint("#4a3a44"),
        "lens": Paint("#37303f", free=False),
        "cloth": Paint(lambda spec: spec.colors["clothes"]),
        "wool": Paint(_wool),
        "band": Paint(bow_color, free=False),
        "fur": Paint(lambda spec: spec.colors["fur"], free=False),
        "fur_inner": Paint("#f7b3b8", free=False),
        "fur_tip": Paint("#fdf6ec", free=False),
        "metal": Paint(GOLD),
        "gold": Paint(GOLD, free=False),
        "gem": Paint("#e8556e", free=False),
        "straw": Paint("#efcf8c"),
        "felt": Paint("#4a3c6e"),
        "white": Paint(WHITE),
        "leather": Paint("#352e3a"),
        "shell": Paint("#fbf7f4"),
        "visor": Paint(lambda spec: deeper(spec.colors["clothes"], 0.45), free=False),
        "fluff": Paint(WHITE, free=False),
        "bat": Paint("#5a4468"),
        "horn": Paint("#6a4a58"),
        "petal": Paint("#f7a3bd"),
        "pollen": Paint("#f6cf5a", free=False),
        "beard": Paint(lambda spec: _beard(spec.colors["hair"], spec.colors["skin"]), free=False),
    }
)
"""Every paint that accessories use."""

USES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "glasses": ("frame",),
        "square_glasses": ("frame",),
        "half_rim_glasses": ("frame",),
        "sunglasses": ("frame", "lens"),
        "monocle": ("metal",),
        "eye_patch": ("leather",),
        "cat_ears": ("fur", "fur_inner"),
        "fox_ears": ("fur", "fur_tip"),
        "bunny_ears": ("fur", "fur_inner"),
        "bear_ears": ("fur", "fur_inner"),
        "dog_ears": ("fur",),
        "horns": ("horn",),
        "hat": ("cloth",),
        "baseball_cap": ("cloth", "visor"),
        "beanie": ("wool", "fluff"),
        "straw_hat": ("straw", "band"),
        "witch_hat": ("felt", "gold"),
        "crown": ("metal", "gem"),
        "tiara": ("metal", "gem"),
        "headband": ("bow",),
        "headphones": ("shell", "band"),
        "halo": ("metal",),
        "ribbon": ("bow",),
        "back_bow": ("bow",),
        "hair_clip": ("bow",),
        "star_clip": ("metal",),
        "heart_clip": ("petal",),
        "flower": ("petal", "pollen"),
        "mask": ("white",),
        "full_beard": ("beard",),
        "goatee": ("beard",),
        "moustache": ("beard",),
        "handlebar_moustache": ("beard",),
        "earrings": ("metal", "gem"),
        "hoop_earrings": ("metal",),
        "piercings": ("metal",),
        "choker": ("leather", "gold"),
        "scarf": ("wool",),
        "angel_wings": ("white",),
        "bat_wings": ("bat",),
        "cat_tail": ("fur",),
        "fox_tail": ("fur", "fur_tip"),
        "dog_tail": ("fur", "fur_tip"),
        "bunny_tail": ("fur_tip",),
        "devil_tail": ("bat",),
    }
)
"""Accessory -> its paints."""


def swatches(spec: AvatarSpec) -> Mapping[str, str]:
    """Paint -> swatch of the body image, for every paint of what the figure wears."""
    return MappingProxyType({paint: swatch for paint, swatch, _ in _assigned(spec)})


def accessory_palette(spec: AvatarSpec) -> Mapping[str, str]:
    """Swatch of the body image -> "#rrggbb" (sRGB), for every swatch that an accessory or a hair tie uses.

    Where the outfit has the swatch too, the colour is the outfit's own.
    """
    return MappingProxyType(
        {"ribbon": _taken(spec)["ribbon"]} | {swatch: color for _, swatch, color in _assigned(spec)}
    )


def _taken(spec: AvatarSpec) -> dict[str, str]:
    """Swatches of outfit and hair ties."""
    return {"ribbon": bow_color(spec)} | PALETTES[spec.choices["outfit"]](Colors.of(spec))


def _assigned(spec: AvatarSpec) -> Iterator[tuple[str, str, str]]:
    """(paint, swatch, colour): a swatch of that colour, else a free one, else the nearest colour there is."""
    colors = _taken(spec)
    free = [s for s in reversed(SWATCHES) if s not in colors and s not in ("skin", swatch_of(spec))]
    for paint, wearer in _paints(spec).items():
        wanted = PAINTS[paint].color(spec, wearer)
        near = min(colors, key=lambda s: _distance(colors[s], wanted))
        if free and _distance(colors[near], wanted) > _SAME:
            near = free.pop(0)
            colors[near] = wanted
        yield paint, near, colors[near]


def _paints(spec: AvatarSpec) -> dict[str, str]:
    """Paint -> the worn accessory that decides its colour: the first with a colour of its own, else the first."""
    named = sorted(spec.accessories, key=lambda name: name not in spec.accessory_colors)
    order = dict.fromkeys(p for name in spec.accessories for p in USES.get(name, ()))
    return {paint: next(n for n in named if paint in USES.get(n, ())) for paint in order}


def _distance(a: str, b: str) -> float:
    return sum((int(a[i : i + 2], 16) - int(b[i : i + 2], 16)) ** 2 for i in (1, 3, 5)) ** 0.5 / 255
