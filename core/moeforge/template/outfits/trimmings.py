"""Tables of what goes over the garments: on the chest, over the skirt, on the limbs."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from moeforge.template.body.cage import Cage
from moeforge.template.body.measures import Measures
from moeforge.template.outfits import backs, fronts, hems, necks, wraps
from moeforge.template.outfits.band import band, pair
from moeforge.template.outfits.bow import bow
from moeforge.template.outfits.cloth import Cloth, join
from moeforge.template.outfits.collar import pointed_collar, round_collar, sailor_collar
from moeforge.template.outfits.detail import Detail
from moeforge.template.outfits.drape import Chart
from moeforge.template.outfits.hems import banded
from moeforge.template.outfits.hood import drawstrings, hood
from moeforge.template.outfits.limbs import cuff
from moeforge.template.outfits.panels import Panel
from moeforge.template.outfits.pauldrons import pauldrons
from moeforge.template.outfits.solids import dome
from moeforge.template.outfits.trims import belt, breastplate, buttons, cape, kangaroo_pocket, medallion, patch, star

_SIDE_CLOSURE = ((0.0, 6.75, 0.009), (10.0, 6.2, 0.009), (30.0, 5.5, 0.009), (58.0, 4.75, 0.009), (78.0, 4.1, 0.009))


def _shirt_stand(chart: Chart) -> Cloth:
    """A shirt's collar over a jacket; a coarse one has no points."""
    stand = necks.neck_tube(chart, necks.LOW, ("shirt",) * 5, columns=14, front=0.020)
    return stand if chart.thin > 1 else join([stand, pointed_collar(chart, "shirt", 0.74, 0.026, 0.2, under=True)])


def _robe_belt(chart: Chart) -> Cloth:
    """The belt of a robe under a mantle, whose chart lies on the skin there; a coarse one has no buckle."""
    strap = belt(chart, 2.38, 1.94, "trim", 0.062)
    return strap if chart.thin > 1 else join([strap, dome(chart.seat(0.0, 2.16, 0.062), 0.034, "button")])


def _brooch(chart: Chart) -> Cloth:
    """A bow at the collar with a stone on it; a coarse one has none."""
    tied = bow(chart.seat(0.0, 6.15, 0.040), 0.090, "ribbon", 0.9)
    return tied if chart.thin > 1 else join([tied, dome(chart.seat(0.0, 6.15, 0.066), 0.024, "button")])


TRIMS: Mapping[str, Callable[[Chart], Cloth]] = MappingProxyType(
    {
        "hood": hood,
        "drawstrings": drawstrings,
        "pocket": kangaroo_pocket,
        "sailor_collar": sailor_collar,
        "round_collar": round_collar,
        "pointed_collar": lambda chart: pointed_collar(chart, "trim", edge="accent"),
        "pointed_main_collar": lambda chart: pointed_collar(chart, "trim"),
        "chest_bow": lambda chart: bow(chart.seat(0.0, 4.85, 0.042), 0.122),
        "collar_bow": lambda chart: bow(chart.seat(0.0, 5.85, 0.050), 0.104, tails=0.9),
        "badge": lambda chart: star(chart, swatch="accent"),
        "back_star": lambda chart: star(chart, 4.35, 1.25, np.pi, "accent"),
        "back_star_high": lambda chart: star(chart, 5.0, 0.95, np.pi),
        "back_moon": lambda chart: backs.crescent(chart, 4.3, 0.72),
        "back_flower": lambda chart: medallion(chart, 4.5, 8, 1.15, around=np.pi),
        "back_stripes": backs.shoulder_stripes,
        "mantle_bow": lambda chart: bow(chart.seat(np.pi, 5.2, 0.040), 0.150, "ribbon", tails=1.2),
        "half_belt": backs.half_belt,
        "hem_label": lambda chart: backs.label(chart, 1.5),
        "badge_high": lambda chart: star(chart, 4.85, 0.8),
        "buttons": buttons,
        "belt": lambda chart: belt(chart, 2.30, 1.84, "accent"),
        "shirt_front": fronts.shirt_front,
        "tie": fronts.tie,
        "satin_lapels": lambda chart: fronts.lapels(chart, "dark", "dark"),
        "piped_lapels": lambda chart: fronts.lapels(chart, "main", "accent"),
        "front_edge": fronts.front_edge,
        "jacket_buttons": fronts.jacket_buttons,
        "crest": lambda chart: patch(chart, 44.0, 4.3, 10.0, 0.56, ("accent", "button")),
        "flaps": lambda chart: join([patch(chart, side * 44.0, 2.05, 17.0, 0.42, ("dark", "main"), 0.014)
                                     for side in (1.0, -1.0)]),
        "shirt_stand": _shirt_stand,
        "vent": fronts.vent,
        "back_bow": lambda chart: bow(chart.seat(np.pi, 2.35, 0.040).leaned(26.0), 0.180, "accent", tails=1.7),
        "pocket_square": lambda chart: patch(chart, 48.0, 4.2, 10.0, 0.34, ("accent", "dark")),
        "chest_pocket": lambda chart: patch(chart, 32.0, 4.35, 12.0, 0.62, ("trim", "main")),
        "placket": lambda chart: fronts.placket(chart, "shirt", 2.2, (2.85,)),
        "pyjama_placket": lambda chart: fronts.placket(chart, "main", 0.8, (1.6, 2.9, 4.2, 5.5)),
        "waist_belt": lambda chart: join([belt(chart, 2.42, 2.0, "extra", 0.040),
                                          patch(chart, 0.0, 2.46, 9.0, 0.50, ("button", "button"), 0.048)]),
        "apron_bib": lambda chart: fronts.bib(chart, "shirt", 2.2, 4.7, 21.0),
        "frill_straps": lambda chart: fronts.wings(chart, "shirt", "trim"),
        "apron_band": lambda chart: belt(chart, 2.36, 1.86, "shirt", 0.030),
        "apron_bow": lambda chart: bow(chart.seat(np.pi, 2.4, 0.044).leaned(24.0), 0.195, "shirt", tails=1.7),
        "crossed_collar": lambda chart: wraps.crossed_collar(chart, "trim", "shirt"),
        "obi": wraps.obi,
        "high_sash": lambda chart: wraps.sash(chart, 3.18, 2.55, "accent"),
        "sash_bow": lambda chart: bow(chart.seat(np.pi, 2.85, 0.038).leaned(20.0), 0.165, tails=2.2),
        "mandarin_collar": lambda chart: necks.neck_tube(
            chart, necks.MANDARIN, ("main", "main", "trim", "trim", "main"), front=0.012
        ),
        "side_closure": lambda chart: join(
            [
                band(chart, _SIDE_CLOSURE, ("trim",), 0.007, fine=2),
                *(dome(chart.seat(np.radians(phi), t, 0.008), 0.015, "button") for phi, t in ((10, 6.2), (46, 5.1))),
            ]
        ),
        "bib": lambda chart: fronts.bib(chart, "bottom", 2.0, 4.6, 28.0, "extra"),
        "straps": lambda chart: fronts.straps(chart, "bottom", "extra"),
        "bib_buttons": lambda chart: join(
            [dome(chart.seat(np.radians(phi), 4.25, 0.034), 0.018, "button") for phi in (-25.0, 25.0)]
        ),
        "bib_pocket": lambda chart: patch(chart, 0.0, 3.75, 15.0, 0.9, ("extra", "bottom"), 0.034),
        "seat_pockets": lambda chart: join(
            [patch(chart, 180.0 + side * 27.0, 1.25, 16.0, 0.85, ("extra", "bottom"), 0.074) for side in (1.0, -1.0)]
        ),
        "breastplate": breastplate,
        "emblem": lambda chart: medallion(chart, 4.7, 5, 1.15, 0.040),
        "cape": cape,
        "waist_cord": lambda chart: belt(chart, 2.16, 2.0, "trim", 0.014),
        "lotus": lambda chart: medallion(chart, 4.3, 8, 1.0),
        "robe_belt": _robe_belt,
        "buckle": lambda chart: dome(chart.seat(0.0, 1.97, 0.034), 0.034, "trim"),
        "coat_pockets": lambda chart: join([patch(chart, side * 38.0, 3.0, 15.0, 0.42, ("dark", "main"), 0.014)
                                            for side in (1.0, -1.0)]),
        "frogs": lambda chart: join([pair(chart, ((0.5, t, 0.008), (14.0, t, 0.012)), ("trim",), 0.010, 1)
                                     for t in (5.9, 3.3)]),
        "gorget": lambda chart: necks.neck_tube(chart, necks.STAND, ("dark", "dark", "trim", "main", "main")),
        "ridge": lambda chart: band(
            chart, ((0.0, 2.3, 0.006), (0.0, 4.0, 0.010), (0.0, 5.4, 0.014), (0.0, 6.5, 0.020)), ("trim",), 0.012
        ),
        "sword_belt": lambda chart: belt(chart, 2.20, 1.74, "extra", 0.030),
        "mantle_collar": lambda chart: necks.neck_tube(
            chart, necks.ROLL, ("dark", "dark", "bottom", "bottom", "bottom"), front=0.02
        ),
        "brooch": _brooch,
        "stand_collar": lambda chart: necks.neck_tube(
            chart, necks.STAND, ("dark", "main", "trim", "main", "main"), front=0.014
        ),
        "roll_collar": lambda chart: necks.neck_tube(
            chart, necks.ROLL, ("trim", "trim", "trim", "trim", "trim"), columns=18
        ),
        "fur_collar": lambda chart: necks.neck_tube(chart, necks.FUR, ("shirt",) * 5, 22, 0.022, 0.02),
        "zip": lambda chart: fronts.zip_front(chart, "trim"),
        "toggles": lambda chart: join(
            [
                band(chart, ((2.0, 1.4, 0.007), (2.0, 4.0, 0.007), (2.0, 6.4, 0.007)), ("dark",), 0.006),
                *(dome(chart.seat(0.0, t, 0.006), 0.022, "button") for t in (5.2, 4.1, 3.1)),
            ]
        ),
        "coat_belt": lambda chart: belt(chart, 2.42, 1.80, "accent", 0.026),
        "chest_stripe": lambda chart: belt(chart, 3.95, 3.35, "trim", 0.008),
        "ruff": lambda chart: necks.neck_tube(chart, necks.RUFF, ("shirt",) * 5, 20, 0.030),
        "jabot": lambda chart: bow(chart.seat(0.0, 5.75, 0.036), 0.120, "ribbon", 1.0),
        "corset": lambda chart: join(
            [
                belt(chart, 3.30, 1.90, "trim", 0.012),
                *(pair(chart, ((9.0, 2.0 + 0.42 * i, 0.006), (-9.0, 2.36 + 0.42 * i, 0.006)), ("ribbon",), 0.020, 1)
                  for i in range(3)),
            ]
        ),
        "corset_bow": lambda chart: bow(chart.seat(np.pi, 2.45, 0.040).leaned(26.0), 0.180, "ribbon", tails=1.6),
    }
)  # fmt: skip
"""Laid over the outermost upper garment."""

PANELS: Mapping[str, Panel] = MappingProxyType(
    {
        "apron": Panel(0.0, 48.0, 0.02, 0.84, 0.016, "shirt", "trim", 0.014, 9, 0.22, 1.25),
        "overlap": Panel(24.0, 52.0, 0.08, 0.985, 0.012, "bottom", "trim", 0.0, 8, 0.05, edged=frozenset({"right"})),
        "ribbons": Panel(7.0, 4.0, 0.06, 0.70, 0.022, "accent", "", 0.0, 2, 0.0, 1.5),
        "short_ribbon": Panel(-5.0, 4.0, 0.06, 0.56, 0.022, "accent", "", 0.0, 2, 0.0, 1.5),
        "tasset_front": Panel(0.0, 24.0, 0.02, 0.90, 0.030, "main", "trim", 0.0, 3, 0.24, 0.85),
        "tasset_left": Panel(74.0, 34.0, 0.02, 0.80, 0.022, "main", "trim", 0.0, 3, 0.24, 0.9),
        "tasset_right": Panel(-74.0, 34.0, 0.02, 0.80, 0.022, "main", "trim", 0.0, 3, 0.24, 0.9),
        "tasset_back": Panel(180.0, 46.0, 0.02, 0.74, 0.012, "main", "trim", 0.0, 5, 0.24, 0.9),
        "robe_band": Panel(
            0.0, 11.0, 0.0, 0.995, 0.010, "bottom", "trim", 0.0, 6, 0.0, 2.0, frozenset({"right", "left"})
        ),
        "upper_tier": Panel(0.0, 180.0, 0.0, 0.62, 0.014, "bottom", "shirt", 0.010, 14),
    }
)
"""Over the skirt."""

EXTRAS: Mapping[str, Callable[[Cage, Detail], Cloth]] = MappingProxyType(
    {
        "pauldrons": lambda cage, detail: pauldrons(Measures(cage.proportions), detail.thin),
        "vambraces": lambda cage, detail: cuff(
            cage, ("arm5", "arm6", "arm7"), (0.030, 0.026, 0.030), banded(hems.GUARD, "trim"), "main", detail
        ),
        "wristbands": lambda cage, detail: cuff(
            cage, ("arm6", "arm7"), (0.006, 0.009), banded(hems.GUARD, "accent"), "accent", detail
        ),
    }
)
"""On the limbs."""
