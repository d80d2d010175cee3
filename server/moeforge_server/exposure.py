"""Who can reach the server, and with what: a line for the operator who opens it to others without a lock."""

from collections.abc import Mapping
from ipaddress import ip_address
from types import MappingProxyType

_OPEN: Mapping[tuple[bool, bool], str] = MappingProxyType(
    {
        (False, False): "whoever reaches the port may use it, and what is sent can be read on the way; "
        "--tls-cert and --tls-key encrypt, --token-file asks for a token",
        (True, False): "whoever reaches the port may use it; --token-file asks for a token",
        (False, True): "tokens and what is sent can be read on the way; --tls-cert and --tls-key encrypt",
        (True, True): "",
    }
)
"""(encrypted, asks for a token) -> what is open, and the way out."""


def is_loopback(host: str) -> bool:
    """Whether the address is reached from this machine alone; an unknown name counts as reached from elsewhere."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def warning(host: str, *, tls: bool, tokens: bool) -> str:
    """What is open to others beyond this machine, and the way out; empty when nothing is."""
    words = "" if is_loopback(host) else _OPEN[tls, tokens]
    return f"listening beyond this machine: {words}" if words else ""
