"""Errors a caller may meet: the message names the value and the way out; library code raises, never exits."""


class MoeforgeError(Exception):
    """Base of all errors meant for the caller. `field` names the request field at fault, where there is one."""

    def __init__(self, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class BadSpecError(MoeforgeError):
    """The spec is malformed, out of range or contradicts itself."""


class UnknownTraitError(BadSpecError):
    """A trait, value, colour name or format that the catalogue does not hold."""


class BadPromptError(MoeforgeError):
    """The prompt is empty, too long or not text."""


class NoFaceError(MoeforgeError):
    """A picture without a face, or whose face cannot be found."""


class TooLargeError(MoeforgeError):
    """The input or the result is above a stated limit."""


class ModelError(MoeforgeError):
    """A model file is missing, changed or does not match its card."""


class OutputError(MoeforgeError):
    """The result cannot be written where the caller asked."""


class TargetError(MoeforgeError):
    """The avatar does not fit a destination: `stat` is at `value` where `limit` is allowed."""

    def __init__(
        self, message: str, *, field: str = "target", stat: str = "", value: float = 0.0, limit: float = 0.0
    ) -> None:
        super().__init__(message, field=field)
        self.stat, self.value, self.limit = stat, value, limit


class NotFoundError(MoeforgeError):
    """No asset, model or recipe of that name."""


class BusyError(MoeforgeError):
    """The work queue is full; try again after `retry_after_s`."""

    def __init__(self, message: str, *, retry_after_s: float) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class CancelledError(MoeforgeError):
    """The caller went away or the deadline passed; the work was stopped."""
