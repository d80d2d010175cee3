"""Colours of everyday clothes and uniforms."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from moeforge.template.outfits.tones import (
    BROWN,
    CREAM,
    DENIM,
    FUR,
    GOLD,
    INK,
    LIGHT,
    NAVY,
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


def _hoodie(c: Colors) -> dict[str, str]:
    trim = deeper(c.clothes, 0.24)
    bottom = mix(deeper(c.clothes, 0.55), INK, 0.6)
    return {
        "main": c.clothes,
        "trim": trim,
        "accent": apart(c.clothes, WHITE, c.accent, INK),
        "dark": deeper(c.clothes, 0.42),
        "bottom": bottom if luma(bottom) < luma(c.clothes) - 0.06 else CREAM,
        "socks": WHITE,
        "shoes": apart(WHITE, c.accent, strong(c.clothes)),
        "sole": CREAM,
    }


def _sailor(c: Colors) -> dict[str, str]:
    main = strong(c.clothes, c.accent)
    return {
        "shirt": WHITE,
        "main": main,
        "trim": WHITE,
        "ribbon": apart(WHITE, apart(main, c.accent, "#e8455a"), "#e8455a"),
        "bottom": main,
        "extra": deeper(main, 0.30),
        "dark": deeper(main, 0.45),
        "socks": mix(deeper(main, 0.45), INK, 0.5),
        "shoes": BROWN,
        "sole": deeper(BROWN, 0.45),
    }


def _dress(c: Colors) -> dict[str, str]:
    shirt = apart(c.clothes, WHITE, mix(c.accent, WHITE, 0.40), mix(NAVY, WHITE, 0.55))
    return {
        "main": c.clothes,
        "bottom": c.clothes,
        "shirt": shirt,
        "accent": deeper(c.clothes, 0.24) if luma(c.clothes) < LIGHT else apart(c.clothes, c.accent, NAVY),
        "trim": apart(c.clothes, WHITE, c.accent, NAVY),
        "ribbon": apart(shirt, apart(c.clothes, c.accent, GOLD, "#e8455a"), apart(c.clothes, GOLD, "#e8455a")),
        "dark": deeper(c.clothes, 0.45),
        "socks": WHITE,
        "shoes": deeper(strong(c.clothes, c.accent), 0.20),
        "sole": CREAM,
        "button": GOLD,
    }


def _tee(c: Colors) -> dict[str, str]:
    trim = apart(c.clothes, c.accent, WHITE, INK)
    return {
        "main": c.clothes,
        "trim": trim,
        "accent": trim,
        "bottom": apart(c.clothes, DENIM, INK),
        "extra": deeper(apart(c.clothes, DENIM, INK), 0.25),
        "socks": WHITE,
        "shoes": apart(WHITE, c.accent, strong(c.clothes)),
        "sole": CREAM,
    }


def _jacket(c: Colors) -> dict[str, str]:
    """What blazer and suit share: a jacket over a white shirt."""
    main = dark(c.clothes, 0.52)
    return {
        "main": main,
        "dark": deeper(main, 0.42),
        "shirt": WHITE,
        "ribbon": apart(main, apart(WHITE, c.accent, "#e8455a"), "#e8455a", GOLD),
        "accent": apart(main, c.accent, GOLD, WHITE),
        "button": apart(main, GOLD, CREAM),
        "sole": deeper(BROWN, 0.55),
    }


def _blazer(c: Colors) -> dict[str, str]:
    colors = _jacket(c)
    skirt = apart(colors["main"], deeper(apart(WHITE, c.accent, "#8c3040"), 0.34), "#b8aea4")
    socks = mix(deeper(colors["main"], 0.45), INK, 0.6)
    return colors | {"bottom": skirt, "extra": deeper(skirt, 0.30), "socks": socks, "shoes": BROWN}


def _suit(c: Colors) -> dict[str, str]:
    colors = _jacket(c)
    bottom = deeper(colors["main"], 0.16)
    return colors | {"bottom": bottom, "extra": bottom, "socks": INK, "shoes": "#3a2a2a"}


def _shirt_tie(c: Colors) -> dict[str, str]:
    bottom = dark(c.clothes, 0.46)
    ribbon = apart(WHITE, apart(bottom, c.accent, "#e8455a"), "#e8455a")
    return {
        "shirt": WHITE,
        "trim": WHITE,
        "ribbon": ribbon,
        "accent": "#e4deea",
        "bottom": bottom,
        "extra": "#4a3328",
        "button": "#c9c4cc",
        "shoes": BROWN,
        "sole": deeper(BROWN, 0.55),
    }


def _overalls(c: Colors) -> dict[str, str]:
    bottom = apart(c.clothes, DENIM, "#c9a063")
    return {
        "main": c.clothes,
        "shirt": c.clothes,
        "bottom": bottom,
        "extra": deeper(bottom, 0.26),
        "button": GOLD,
        "socks": WHITE,
        "shoes": apart(WHITE, c.accent, strong(c.clothes)),
        "sole": CREAM,
    }


def _tracksuit(c: Colors) -> dict[str, str]:
    trim = apart(c.clothes, WHITE, c.accent, INK)
    return {
        "main": c.clothes,
        "trim": trim,
        "dark": deeper(c.clothes, 0.40),
        "bottom": c.clothes if luma(c.clothes) < LIGHT else INK,
        "button": apart(c.clothes, c.accent, GOLD),
        "socks": WHITE,
        "shoes": apart(WHITE, c.accent, strong(c.clothes)),
        "sole": CREAM,
    }


def _coat(c: Colors) -> dict[str, str]:
    return {
        "main": c.clothes,
        "shirt": apart(c.clothes, FUR, pale(c.accent, 0.4), "#8d7a70"),
        "accent": apart(c.clothes, deeper(c.clothes, 0.45), GOLD),
        "dark": deeper(c.clothes, 0.40),
        "trim": deeper(c.clothes, 0.30),
        "bottom": c.clothes,
        "extra": deeper(c.clothes, 0.25),
        "button": apart(c.clothes, BROWN, GOLD),
        "socks": mix(deeper(c.clothes, 0.60), INK, 0.7),
        "shoes": apart(BROWN, BROWN, "#8a5c42"),
        "sole": deeper(BROWN, 0.45),
    }


def _sportswear(c: Colors) -> dict[str, str]:
    trim = apart(c.clothes, WHITE, c.accent, INK)
    return {
        "main": c.clothes,
        "trim": trim,
        "accent": apart(WHITE, c.accent, strong(c.clothes)),
        "bottom": apart(c.clothes, deeper(c.clothes, 0.45), NAVY, INK),
        "socks": WHITE,
        "shoes": apart(WHITE, strong(c.accent, c.clothes)),
        "sole": WHITE,
    }


def _sweater(c: Colors) -> dict[str, str]:
    bottom = apart(c.clothes, mix(deeper(c.accent, 0.30), BROWN, 0.35), "#5a4a52", CREAM)
    return {
        "main": c.clothes,
        "trim": deeper(c.clothes, 0.18),
        "bottom": bottom,
        "extra": deeper(bottom, 0.25),
        "socks": "#4a4150",
        "shoes": BROWN,
        "sole": deeper(BROWN, 0.45),
    }


def _pyjamas(c: Colors) -> dict[str, str]:
    main = pale(c.clothes, 0.34)
    trim = apart(main, WHITE, pale(c.accent, 0.2), NAVY)
    return {
        "main": main,
        "bottom": main,
        "trim": trim,
        "button": trim,
        "extra": deeper(main, 0.2),
        "shoes": apart(main, pale(c.accent, 0.3), "#f6b8c8", "#8fb7e0"),
        "sole": CREAM,
    }


DAILY: Mapping[str, Callable[[Colors], dict[str, str]]] = MappingProxyType(
    {
        "hoodie": _hoodie,
        "sailor": _sailor,
        "dress": _dress,
        "tee": _tee,
        "blazer": _blazer,
        "suit": _suit,
        "shirt_tie": _shirt_tie,
        "overalls": _overalls,
        "tracksuit": _tracksuit,
        "coat": _coat,
        "sportswear": _sportswear,
        "sweater": _sweater,
        "pyjamas": _pyjamas,
    }
)
"""Outfit id -> its palette."""
