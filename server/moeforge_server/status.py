"""Errors to gRPC statuses with google.rpc details: one table, and the shape of the details."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NoReturn

import grpc
from google.protobuf.any_pb2 import Any
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2
from grpc.aio import ServicerContext

from moeforge import errors as core
from moeforge_server import errors

Code = grpc.StatusCode
DOMAIN = "moeforge"
MAX_MESSAGE = 300
"""Characters. Trailers hold the text twice, escaped, and clients refuse more than 8 KiB of them."""

STATUS: Mapping[type[core.MoeforgeError], grpc.StatusCode] = MappingProxyType(
    {
        core.MoeforgeError: Code.FAILED_PRECONDITION,
        core.BadSpecError: Code.INVALID_ARGUMENT,
        core.UnknownTraitError: Code.INVALID_ARGUMENT,
        core.BadPromptError: Code.INVALID_ARGUMENT,
        core.NoFaceError: Code.INVALID_ARGUMENT,
        core.TooLargeError: Code.INVALID_ARGUMENT,
        core.ModelError: Code.FAILED_PRECONDITION,
        core.OutputError: Code.UNAVAILABLE,
        core.TargetError: Code.FAILED_PRECONDITION,
        core.NotFoundError: Code.NOT_FOUND,
        core.BusyError: Code.RESOURCE_EXHAUSTED,
        core.CancelledError: Code.CANCELLED,
        errors.MalformedError: Code.INVALID_ARGUMENT,
        errors.RuleError: Code.INVALID_ARGUMENT,
        errors.OffsetError: Code.OUT_OF_RANGE,
        errors.DeadlineError: Code.DEADLINE_EXCEEDED,
        errors.DrainingError: Code.UNAVAILABLE,
        errors.UnauthenticatedError: Code.UNAUTHENTICATED,
    }
)


def code_of(error: core.MoeforgeError) -> grpc.StatusCode:
    """The status of an error: its own row of STATUS, or that of its nearest base."""
    return next(STATUS[kind] for kind in type(error).__mro__ if kind in STATUS)


def reason_of(error: core.MoeforgeError) -> str:
    """The kind in upper case: BadSpecError -> BAD_SPEC."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(error).__name__.removesuffix("Error")).upper()


def clean(text: str, limit: int = MAX_MESSAGE) -> str:
    """Text fit for a header: one line, no control characters or lone surrogates, at most `limit` characters."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[: limit + 1])
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def details(error: core.MoeforgeError) -> status_pb2.Status:
    """The rich status: ErrorInfo always, BadRequest for a field at fault, RetryInfo when the server is busy."""
    message = clean(str(error))
    info = error_details_pb2.ErrorInfo(reason=reason_of(error), domain=DOMAIN, metadata=_metadata(error))
    parts: list[Message] = [info, *_bad_request(error, message), *_retry(error)]
    packed: list[Any] = []
    for part in parts:
        packed.append(Any())
        packed[-1].Pack(part)
    number: int = code_of(error).value[0]
    return status_pb2.Status(code=number, message=message, details=packed)


def _metadata(error: core.MoeforgeError) -> dict[str, str]:
    values = {"field": error.field, "value": error.violations[0][2] if isinstance(error, errors.RuleError) else ""}
    return {name: clean(value, 64) for name, value in values.items() if value}


def _bad_request(error: core.MoeforgeError, message: str) -> list[Message]:
    rows = [(error.field, message)] if error.field else []
    if isinstance(error, errors.RuleError):
        rows = [(path, wrong) for path, wrong, _ in error.violations[:4]]
    field = error_details_pb2.BadRequest.FieldViolation
    rules = [field(field=clean(path, 96), description=clean(wrong, 160)) for path, wrong in rows]
    return [error_details_pb2.BadRequest(field_violations=rules)] if rules else []


def _retry(error: core.MoeforgeError) -> list[Message]:
    if not isinstance(error, core.BusyError):
        return []
    info = error_details_pb2.RetryInfo()
    info.retry_delay.FromMilliseconds(round(error.retry_after_s * 1000))
    return [info]


async def abort(context: "ServicerContext[object, object]", error: core.MoeforgeError) -> NoReturn:
    """End the call with the error's status and details."""
    status = details(error)
    trailer = (("grpc-status-details-bin", status.SerializeToString()),)
    await context.abort(code_of(error), status.message, trailer)
    raise AssertionError("abort always raises")
