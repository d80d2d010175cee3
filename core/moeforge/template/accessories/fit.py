"""The avatar's own face at rest: what glasses, masks, beards and make-up are fitted to."""

from moeforge.spec import AvatarSpec
from moeforge.template.head.cast import cast
from moeforge.template.head.plan import Plan


def plan_of(spec: AvatarSpec) -> Plan:
    """Surface, eyes and lips of the spec."""
    return Plan.of(spec, cast({}))
