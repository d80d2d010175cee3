"""Kinds of error that only a server meets; the others are moeforge.errors. `status` maps them all."""

from moeforge.errors import CancelledError, MoeforgeError


class MalformedError(MoeforgeError):
    """The bytes of a message are not a message."""


class RuleError(MoeforgeError):
    """The request breaks a rule of the proto. `violations` are (field path, what is wrong, the value)."""

    def __init__(self, violations: tuple[tuple[str, str, str], ...]) -> None:
        path, wrong, value = violations[0]
        super().__init__(f"{path or 'request'}: {wrong}" + (f", not {value}" if value else ""), field=path)
        self.violations = violations


class OffsetError(MoeforgeError):
    """An offset past the end of the file."""


class DeadlineError(CancelledError):
    """The caller's deadline, or the server's limit for one avatar, passed; the work was stopped."""


class DrainingError(MoeforgeError):
    """The server is shutting down."""


class PortError(MoeforgeError):
    """The address cannot be listened on."""


class SettingError(MoeforgeError):
    """A certificate, key or token that the server cannot be started with."""


class UnauthenticatedError(MoeforgeError):
    """The call came without a token, or with one that the server does not know."""
