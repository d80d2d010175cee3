"""Colours of costumes and traditional dress."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from moeforge.template.outfits.tones import (
    BROWN,
    CREAM,
    GOLD,
    INK,
    LIGHT,
    NAVY,
    STEEL,
    WHITE,
    Colors,
    apart,
    dark,
    deeper,
    luma,
    mix,
    pale,
    strong,
)  # fmt: skip


def _maid(c: Colors) -> dict[str, str]:
    main = dark(c.clothes, 0.30)
    return {
        "main": main,
        "bottom": main,
        "shirt": WHITE,
        "accent": deeper(WHITE, 0.08),
        "trim": "#e9e3ee",
        "ribbon": apart(main, apart(WHITE, c.accent, "#e8455a"), "#e8455a"),
        "dark": deeper(main, 0.45),
        "extra": deeper(main, 0.30),
        "socks": WHITE,
        "shoes": "#2b2530",
        "sole": deeper(BROWN, 0.55),
        "button": GOLD,
    }


def _yukata(c: Colors) -> dict[str, str]:
    obi = apart(c.clothes, c.accent, GOLD, "#e8455a")
    return {
        "main": c.clothes,
        "bottom": c.clothes,
        "trim": apart(c.clothes, pale(c.clothes, 0.78), deeper(c.clothes, 0.25)),
        "shirt": WHITE,
        "accent": obi,
        "ribbon": obi,
        "button": apart(obi, WHITE, GOLD, "#e8455a"),
        "dark": deeper(c.clothes, 0.36),
        "socks": WHITE,
        "shoes": BROWN,
        "extra": "#c99a63",
        "sole": "#8a5a3a",
    }


def _hanfu(c: Colors) -> dict[str, str]:
    skirt = c.clothes
    top = pale(c.clothes, 0.70) if luma(c.clothes) < LIGHT else pale(c.accent, 0.55)
    sash = apart(top, apart(skirt, c.accent, GOLD, "#e8455a"), apart(skirt, deeper(c.accent, 0.35), "#e8455a"))
    return {
        "main": top,
        "bottom": skirt,
        "trim": apart(top, apart(skirt, c.accent, GOLD), deeper(skirt, 0.2)),
        "shirt": WHITE,
        "accent": sash,
        "ribbon": sash,
        "extra": deeper(skirt, 0.20),
        "dark": deeper(top, 0.25),
        "socks": WHITE,
        "shoes": deeper(strong(skirt, c.accent), 0.10),
        "sole": CREAM,
    }


def _qipao(c: Colors) -> dict[str, str]:
    return {
        "main": c.clothes,
        "trim": apart(c.clothes, GOLD, c.accent, WHITE),
        "button": apart(c.clothes, GOLD, c.accent, WHITE),
        "dark": deeper(c.clothes, 0.2),
        "bottom": c.clothes,
        "extra": deeper(c.clothes, 0.3),
        "shoes": apart(c.clothes, deeper(c.clothes, 0.3), NAVY),
        "sole": CREAM,
    }


def _armour(c: Colors) -> dict[str, str]:
    plate = mix(STEEL, c.clothes, 0.16)
    cloth = apart(plate, strong(c.clothes, c.accent), "#a8343c")
    return {
        "main": plate,
        "trim": apart(plate, GOLD, BROWN),
        "dark": deeper(plate, 0.55),
        "shirt": dark(c.clothes, 0.26),
        "bottom": cloth,
        "extra": deeper(cloth, 0.30) if luma(cloth) > 0.2 else BROWN,
        "socks": dark(c.clothes, 0.26),
        "shoes": deeper(plate, 0.18),
        "sole": deeper(plate, 0.5),
        "button": apart(plate, apart(GOLD, c.accent, "#d8404c"), "#3f78d8"),
        "ribbon": cloth,
    }


def _witch(c: Colors) -> dict[str, str]:
    main = dark(c.clothes, 0.30)
    trim = apart(main, c.accent, GOLD)
    return {
        "main": main,
        "bottom": mix(main, INK, 0.45),
        "trim": trim,
        "ribbon": apart(mix(main, INK, 0.45), trim, GOLD),
        "button": apart(trim, GOLD, "#7ad0e8"),
        "dark": mix(deeper(main, 0.5), INK, 0.5),
        "extra": deeper(main, 0.3),
        "socks": mix(main, trim, 0.35),
        "shoes": "#4a3340",
        "sole": "#2b2028",
    }


def _gothic(c: Colors) -> dict[str, str]:
    main = mix(dark(c.clothes, 0.20), INK, 0.45)
    ribbon = apart(main, c.accent, "#b0324a")
    return {
        "main": main,
        "bottom": main,
        "shirt": apart(main, pale(ribbon, 0.78)),
        "trim": deeper(apart(main, ribbon), 0.35) if luma(ribbon) < LIGHT else "#5a3a5a",
        "ribbon": ribbon,
        "dark": deeper(main, 0.5),
        "extra": deeper(main, 0.3),
        "socks": deeper(main, 0.15),
        "shoes": deeper(main, 0.3),
        "sole": "#2b2028",
        "button": GOLD,
    }


COSTUME: Mapping[str, Callable[[Colors], dict[str, str]]] = MappingProxyType(
    {
        "maid": _maid,
        "yukata": _yukata,
        "hanfu": _hanfu,
        "qipao": _qipao,
        "armour": _armour,
        "witch": _witch,
        "gothic": _gothic,
    }
)
"""Outfit id -> its palette."""
