"""Licences a caller may put on an avatar, as data; exporters map the fields to VRM 0.x and 1.0 metadata."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Licence:
    """`vrm0_name` is VRM 0.x licenseName; the other fields follow VRM 1.0 meta."""

    id: str
    title: str
    url: str
    vrm0_name: str
    anyone_may_use: bool = True
    commercial: bool = True
    credit_required: bool = False
    redistribution: bool = True
    modification: bool = True


LICENCES: Mapping[str, Licence] = MappingProxyType(
    {
        licence.id: licence
        for licence in (
            Licence("CC0-1.0", "CC0 1.0 Universal", "https://creativecommons.org/publicdomain/zero/1.0/", "CC0"),
            Licence(
                "CC-BY-4.0",
                "CC BY 4.0",
                "https://creativecommons.org/licenses/by/4.0/",
                "CC_BY",
                credit_required=True,
            ),
            Licence(
                "CC-BY-NC-4.0",
                "CC BY-NC 4.0",
                "https://creativecommons.org/licenses/by-nc/4.0/",
                "CC_BY_NC",
                commercial=False,
                credit_required=True,
            ),
            Licence(
                "ARR",
                "All rights reserved",
                "",
                "Redistribution_Prohibited",
                anyone_may_use=False,
                commercial=False,
                credit_required=True,
                redistribution=False,
                modification=False,
            ),
        )
    }
)
