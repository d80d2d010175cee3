"""What a seed chooses when the caller did not: a declared, balanced prior over the catalogue.

Draws come from Python's own generator seeded by text, whose output is fixed across versions and platforms.
"""

from collections.abc import Mapping
from colorsys import rgb_to_hsv
from dataclasses import replace
from functools import lru_cache
from hashlib import sha256
from math import sqrt
from random import Random

import numpy as np
from numpy.typing import NDArray

from moeforge.errors import BadSpecError
from moeforge.painter.colors import harmony, rgb
from moeforge.spec import MAX_SEED, AvatarSpec, Wish, check_accessories, color, slider
from moeforge.traits.catalogue import Catalogue, Choice, ColorTrait, catalogue, unknown

Palette = tuple[tuple[str, float], ...]
LATENT = 64
"""Length of a part's identity vector z."""


def stream(seed: int, label: str) -> Random:
    """The generator of one named draw: independent of every other draw of the same seed."""
    return Random(f"moeforge/1/{seed}/{label}")


def latent(spec: AvatarSpec, part: str) -> NDArray[np.float32]:
    """The identity vector z of one part: (LATENT,) standard normal, from the part's seed or blended of several.

    A blend is scaled by the length of its weights: independent normals of unit variance give one of unit variance.
    """
    terms = spec.part_terms(part)
    if len(terms) == 1:
        return _drawn(terms[0][0], part).astype(np.float32)
    length = sqrt(sum(weight * weight for _, weight in terms))
    blend = sum((weight / length * _drawn(seed, part) for seed, weight in terms), np.zeros(LATENT))
    return blend.astype(np.float32)


def _drawn(seed: int, part: str) -> NDArray[np.float64]:
    draw = stream(seed, f"z/{part}")
    return np.array([draw.gauss(0.0, 1.0) for _ in range(LATENT)])


def complete(seed: int, wish: Wish | None = None, **fields: object) -> AvatarSpec:
    """Fill what `wish` leaves open. `fields` are further fields of AvatarSpec (title, licence, ...)."""
    wish = wish or Wish()
    cat = catalogue()
    choices = _choices(seed, wish, cat)
    return AvatarSpec(
        seed=seed,
        choices=choices,
        colors=_colors(seed, wish, cat),
        sliders=_sliders(seed, wish, cat),
        accessories=_accessories(seed, wish.accessories, choices, cat),
        accessory_colors=wish.accessory_colors,
        **fields,  # type: ignore[arg-type]  # checked by AvatarSpec itself
    )


def _choices(seed: int, wish: Wish, cat: Catalogue) -> dict[str, str]:
    _only_known("trait", {**wish.choices, **wish.without}, cat.choices)
    return {trait.id: wish.choices.get(trait.id) or _choice(seed, trait, wish) for trait in cat.choices.values()}


def _choice(seed: int, trait: Choice, wish: Wish) -> str:
    refused = wish.without.get(trait.id, ())
    if trait.default and trait.default not in refused:
        return trait.default
    open_values = [v for v in trait.values.values() if v.id not in refused]
    if not open_values:
        raise BadSpecError(f"every {trait.id} is refused; allow one of {', '.join(trait.values)}", field=trait.id)
    return stream(seed, trait.id).choices([v.id for v in open_values], [v.prior for v in open_values])[0]


def _colors(seed: int, wish: Wish, cat: Catalogue) -> dict[str, str]:
    stated = wish.colors
    _only_known("colour", {**stated, **dict.fromkeys(wish.apart)}, cat.colors)
    chosen: dict[str, str] = {}
    for trait in cat.colors.values():  # a followed trait stands before its follower in the file
        if trait.id in stated:
            chosen[trait.id] = color(stated[trait.id], trait.id)
        else:
            suited = replace(trait, prior=_suited(trait.prior, chosen[trait.suits])) if trait.suits else trait
            chosen[trait.id] = _color(seed, suited, chosen.get(trait.follows), apart=trait.id in wish.apart)
    return chosen


def _color(seed: int, trait: ColorTrait, leader: str | None, *, apart: bool) -> str:
    draw = stream(seed, f"color/{trait.id}")
    palette = trait.prior
    if leader and draw.random() < trait.follow_prior and not apart:
        return leader
    if leader and apart:
        palette = [row for row in palette if _differ(row[0], leader)] or palette
    return draw.choices([h for h, _ in palette], [w for _, w in palette])[0]


@lru_cache(1024)
def _suited(palette: Palette, leader: str) -> Palette:
    """The palette with weights by how well each colour suits the leader, rounded so that all machines draw alike."""
    return tuple((row, round(weight * harmony(rgb(row), rgb(leader)), 3)) for row, weight in palette)


def _differ(one: str, other: str) -> bool:
    """Whether two "#rrggbb" are seen as two colours: a tenth of the hue circle apart, or one of them nearly grey."""
    (a, s, _), (b, t, _) = (rgb_to_hsv(*(int(c[i : i + 2], 16) / 255 for i in (1, 3, 5))) for c in (one, other))
    turn = abs(a - b)
    return min(turn, 1.0 - turn) > 0.1 or min(s, t) < 0.25


def _sliders(seed: int, wish: Wish, cat: Catalogue) -> dict[str, float]:
    stated = wish.sliders
    _only_known("slider", {**wish.leanings, **stated}, cat.sliders)
    means = {s.id: wish.leanings.get(s.id, 0.0) for s in cat.sliders.values()}
    drawn = {s.id: stream(seed, f"slider/{s.id}").gauss(means[s.id], s.sigma) for s in cat.sliders.values()}
    return {k: slider(stated[k], k) if k in stated else max(-1.0, min(1.0, v)) for k, v in drawn.items()}


def _accessories(seed: int, stated: Mapping[str, bool], choices: Mapping[str, str], cat: Catalogue) -> tuple[str, ...]:
    _only_known("accessory", stated, cat.accessories)
    worn = [name for name, wanted in stated.items() if wanted]
    check_accessories(worn)
    slots = {cat.accessories[name].slot for name in worn}
    chosen = (cat.choices[trait].values.get(value) for trait, value in choices.items())
    slots |= {value.fills for value in chosen if value and value.fills}
    for value in cat.accessories.values():
        if (
            value.id not in stated
            and value.slot not in slots
            and stream(seed, f"acc/{value.id}").random() < value.prior
        ):
            worn.append(value.id)
            slots.add(value.slot)
    return tuple(worn)


def _only_known(kind: str, stated: Mapping[str, object], table: Mapping[str, object]) -> None:
    for name in stated:
        if name not in table:
            raise unknown(kind, name, table)


def seed_of(text: str) -> int:
    """The seed that a prompt gets when none is given: the same words, the same avatar."""
    return int.from_bytes(sha256(text.encode()).digest()[:8], "big") % (MAX_SEED + 1)
