"""Near neighbours of a recipe."""

from collections.abc import Iterable
from random import Random

from moeforge.prior import complete, stream
from moeforge.recipes.blend import Plan, blend
from moeforge.recipes.keys import Key, all_meant, counted
from moeforge.spec import AvatarSpec, share
from moeforge.terms import MAX_SEED, check_seed

MAX_VARIANTS = 64
"""Variants of one call."""
CALM = 0.2
"""Amount up to which only numbers move: no choice, no accessory, no colour jumps."""
REACH = 0.6
"""Numbers go this power of the amount towards the stranger: a little is to be seen."""
_TINT = 0.4
"""Share of the way to another colour that a tint goes at amount 1; farther lies mud."""


def variants(
    spec: AvatarSpec, amount: float, keep: Iterable[str] = (), count: int = 1, seed: int = 0
) -> tuple[AvatarSpec, ...]:
    """`count` variants. `amount`: 0 changes nothing, 1 everything; `keep`: names of `keys.meant` that stay.

    A variant goes part of the way to a stranger: sliders and identities by `amount`, colours less; above CALM
    choices, accessories and colours jump, the likelier the larger the amount. Title, author, licence, style and
    texture source stay. BadSpecError for numbers out of range, UnknownTraitError for a name.
    """
    amount, kept = share(amount, "amount"), all_meant(keep)
    check_seed("seed", seed)
    return tuple(_variant(spec, amount, kept, seed, i) for i in range(counted("count", count, MAX_VARIANTS)))


def _variant(spec: AvatarSpec, amount: float, kept: frozenset[Key], seed: int, number: int) -> AvatarSpec:
    stranger = complete(stream(seed, f"vary/{number}").randrange(MAX_SEED + 1))
    reach = amount**REACH
    jump = max(0.0, (amount - CALM) / (1.0 - CALM)) ** 1.5

    def drawn(key: Key) -> Random:
        return stream(seed, f"vary/{number}/{_LEADERS.get(key.name, key.name)}")

    def moves(key: Key) -> bool:
        return key.kind not in ("style", "source") and key not in kept and drawn(key).random() < jump

    def part(key: Key) -> float:
        if key in kept or key.kind == "style":
            return 0.0
        if key.kind != "colors":
            return reach
        return 1.0 if moves(key) else reach * _TINT * drawn(key).random()

    other = stranger.with_(
        licence=spec.licence, author=spec.author, title=spec.title, texture_source=spec.texture_source, decal=spec.decal
    )
    return blend(spec, other, Plan(part, moves))


_LEADERS = {
    "colors.hair_tip": "colors.hair", "colors.fur": "colors.hair", "colors.eye_right": "colors.eye_left",
    "colors.accessory": "colors.clothes_accent",
}  # fmt: skip
"""Colour -> the one it usually copies: they move together, or two eyes of one colour would drift apart."""
