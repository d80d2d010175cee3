"""One recipe of two: what every trait takes of the one and of the other, put together."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from moeforge.errors import BadSpecError
from moeforge.licences import LICENCES
from moeforge.painter.colors import from_oklab, hexed, rgb, to_oklab
from moeforge.recipes.keys import SOURCE, STYLE, Key, accessory_key
from moeforge.recipes.latents import arc
from moeforge.spec import MAX_TEXT, PARTS, AvatarSpec
from moeforge.template.outfits.decal import PLACES
from moeforge.terms import Terms
from moeforge.traits.catalogue import catalogue


@dataclass(frozen=True, slots=True)
class Plan:
    """How two recipes are put together. `share`: 0 the first's value .. 1 the second's, for sliders, colours and
    identities. `takes`: whether the second's value is taken whole, for choices, accessories, style and source."""

    share: Callable[[Key], float]
    takes: Callable[[Key], bool]
    most: int = 4  # seeds that an identity is blended of; fewer than a recipe may hold, so that two such have a way


def blend(a: AvatarSpec, b: AvatarSpec, plan: Plan) -> AvatarSpec:
    """The recipe of `plan`. Its licence is the stricter of the two, and it names both authors.

    BadSpecError where both authors' names do not fit the author's line.
    """
    parts = {p: arc(a.part_terms(p), b.part_terms(p), _part_share(p, plan), plan.most) for p in PARTS}
    seed = _common_seed(a, b, parts)
    return AvatarSpec(
        seed=seed,
        choices=_choices(a, b, plan),
        colors={c: color_between(a.colors[c], b.colors[c], plan.share(Key("colors", c))) for c in a.colors},
        sliders={s: a.sliders[s] + (b.sliders[s] - a.sliders[s]) * plan.share(Key("sliders", s)) for s in a.sliders},
        accessories=(worn := _accessories(a, b, plan)),
        accessory_colors=_accessory_colors(a, b, plan, worn),
        part_seeds={p: t[0][0] for p, t in parts.items() if len(t) == 1 and t[0][0] != seed},
        mixes={p: t for p, t in parts.items() if len(t) > 1},
        texture_source=(b if plan.takes(SOURCE) else a).texture_source,
        title=a.title if a.title == b.title else "",
        author=_authors(a, b),
        licence=max(a.licence, b.licence, key=list(LICENCES).index),
        decal=_decal(a, b, plan),
        style_params=_styled(a, b, plan).style_params,
        style_strength=_strength(a, b, plan),
    )


def _part_share(part: str, plan: Plan) -> float:
    """The body has no learned look to blend: its identity is the one's or the other's."""
    key = Key("parts", part)
    return float(plan.takes(key)) if part == "body" else plan.share(key)


def color_between(a: str, b: str, t: float) -> str:
    """ "#rrggbb" from `a` (t = 0) to `b` (t = 1), straight in OKLab."""
    if t <= 0.0 or t >= 1.0 or a == b:
        return b if t >= 1.0 else a
    first, second = to_oklab(rgb(a)), to_oklab(rgb(b))
    red, green, blue = from_oklab(first + (second - first) * t)
    return hexed((float(red), float(green), float(blue)))


def _common_seed(a: AvatarSpec, b: AvatarSpec, parts: Mapping[str, Terms]) -> int:
    """The parent's seed that more parts have, so that the recipe pins few of them."""
    single = Counter(t[0][0] for t in parts.values() if len(t) == 1)
    return b.seed if single[b.seed] > single[a.seed] else a.seed


def _choices(a: AvatarSpec, b: AvatarSpec, plan: Plan) -> dict[str, str]:
    chosen = {c: (b if plan.takes(Key("choices", c)) else a).choices[c] for c in a.choices if c != "style"}
    return {**chosen, "style": _styled(a, b, plan).choices["style"]}


def _accessories(a: AvatarSpec, b: AvatarSpec, plan: Plan) -> tuple[str, ...]:
    slots = {name: accessory_key(name) for name in catalogue().accessories}
    return tuple(name for name, slot in slots.items() if (b if plan.takes(slot) else a).has(name))


def _accessory_colors(a: AvatarSpec, b: AvatarSpec, plan: Plan, worn: tuple[str, ...]) -> dict[str, str]:
    """An accessory brings its colour along."""
    donors = {name: b if plan.takes(accessory_key(name)) else a for name in worn}
    return {name: donor.accessory_colors[name] for name, donor in donors.items() if name in donor.accessory_colors}


def _styled(a: AvatarSpec, b: AvatarSpec, plan: Plan) -> AvatarSpec:
    """Whose style is worn: the only one where just one has any, so that its strength alone comes or goes."""
    if a.styled != b.styled:
        return a if a.styled else b
    return b if plan.takes(STYLE) else a


def _strength(a: AvatarSpec, b: AvatarSpec, plan: Plan) -> float:
    low, high = (s.style_strength if s.styled else 0.0 for s in (a, b))
    return low + (high - low) * plan.share(STYLE)


def _decal(a: AvatarSpec, b: AvatarSpec, plan: Plan) -> str:
    """The picture goes with the outfit, and is left out where that has no place for one."""
    donor = b if plan.takes(Key("choices", "outfit")) else a
    return donor.decal if donor.choices["outfit"] in PLACES else ""


def _authors(a: AvatarSpec, b: AvatarSpec) -> str:
    names = dict.fromkeys(name for s in (a, b) for name in s.author.split(", ") if name)
    if len(line := ", ".join(names)) > MAX_TEXT:
        raise BadSpecError(f"the authors {line[:80]!r} do not fit {MAX_TEXT} characters; shorten them", field="author")
    return line
