"""The door of every call: unreadable bytes, broken rules and errors become statuses; a finished call is one log line.

gRPC answers INTERNAL when a message cannot be parsed and UNKNOWN when a handler raises; callers must see neither.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Generator, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from inspect import isasyncgenfunction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast
from uuid import uuid4

import grpc
import protovalidate
import structlog
from google.protobuf.message import DecodeError, Message
from grpc.aio import AbortError, ServerInterceptor, ServicerContext

from moeforge.errors import MoeforgeError
from moeforge.memory import give_back
from moeforge_server.errors import DrainingError, MalformedError, RuleError
from moeforge_server.status import abort, clean, code_of

log = structlog.stdlib.get_logger()
Context = ServicerContext[Any, Any]
MUCH = 64 << 20
"""Bytes of requests after which memory is handed back once all is quiet: pictures lay there twice, and unfolded."""
REST_S = 2.0
_FAREWELL = "the server is stopping"
_LONG = 48
"""Characters of a value that an error shows."""
if TYPE_CHECKING:
    Handler = grpc.RpcMethodHandler[Any, Any]
else:  # generic only in its stubs
    Handler = grpc.RpcMethodHandler


class Malformed:
    """Stands for a request whose bytes are no message."""


def tolerant(parse: Callable[[bytes], object]) -> Callable[[bytes], object]:
    """A parser that returns Malformed instead of raising, so that the handler can say INVALID_ARGUMENT."""

    def deserialize(raw: bytes) -> object:
        try:
            return parse(raw)
        except (DecodeError, UnicodeDecodeError, RecursionError):
            return Malformed()

    return deserialize


def check(request: object) -> None:
    """MalformedError, or RuleError with every rule of the proto that the request breaks."""
    if isinstance(request, Malformed):
        raise MalformedError("the request is not a message of this rpc; was it written for another version?")
    if isinstance(request, Message):
        broken = tuple(_violation(v) for v in protovalidate.collect_violations(request))
        if broken:
            raise RuleError(broken)


def _violation(violation: protovalidate.Violation) -> tuple[str, str, str]:
    elements: Iterable[Any] = violation.proto.field.elements if violation.proto.field else ()
    return ".".join(_element(e) for e in elements), violation.proto.message, _shown(violation.field_value)


def _shown(value: object) -> str:
    """A value at fault, or how long it is where it is long."""
    if isinstance(value, Message):
        return ""
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    return f"{len(value)} characters" if isinstance(value, str) and len(value) > _LONG else clean(repr(value), _LONG)


def _element(element: Any) -> str:  # noqa: ANN401 - protovalidate's own runtime has no public type for it
    key = getattr(element.subscript, "value", None)
    return element.field_name if key is None else f"{element.field_name}[{clean(str(key), 32)}]"


@dataclass(slots=True)
class RunningCall:
    """A call that runs; `own`: of the service whose calls count."""

    task: asyncio.Task[Any]
    own: bool
    _writing: bool = False
    _told: bool = False

    def end(self) -> None:
        """Raise CancelledError(_FAREWELL) in the handler. In gRPC's write it would leave the call without a status, and
        the server waiting for it: there it waits for the write's end."""
        self._told = True
        if not self._writing:
            self.task.cancel(_FAREWELL)

    async def sent(self, messages: AsyncGenerator[object]) -> AsyncGenerator[object]:
        """The messages, for gRPC to write."""
        async for message in messages:
            self._writing = True
            yield message
            self._writing = False
            if self._told:
                raise asyncio.CancelledError(_FAREWELL)


class Guard(ServerInterceptor):
    """Wraps every handler of the server, and knows which calls run; `own` is the service whose calls count."""

    def __init__(self, own: str) -> None:
        self._own = f"/{own}/"
        self._running: list[RunningCall] = []
        self._received = 0  # bytes since memory was handed back
        self._handing_back: asyncio.TimerHandle | None = None

    @property
    def calls(self) -> int:
        """How many of the service are running."""
        return sum(call.own for call in self._running)

    async def intercept_service(
        self,
        continuation: Callable[[grpc.HandlerCallDetails], Awaitable[Handler | None]],
        handler_call_details: grpc.HandlerCallDetails,
    ) -> Handler | None:
        """See grpc.aio.ServerInterceptor."""
        handler = await continuation(handler_call_details)
        if handler is None or handler.request_deserializer is None:
            return handler
        return _wrapped(handler, partial(self._call, handler_call_details.method), self._weighed)

    def end(self) -> None:
        """End what runs with UNAVAILABLE: calls past their grace, and health watchers, which would stay for ever."""
        for call in self._running:
            call.end()
        if self._handing_back:
            self._handing_back.cancel()  # the loop may end before its time comes

    @contextmanager
    def _counted(self, own: bool) -> Generator[RunningCall]:
        call = RunningCall(cast("asyncio.Task[Any]", asyncio.current_task()), own)
        self._running.append(call)
        try:
            yield call
        finally:
            self._running.remove(call)
            self._rest()

    def _weighed(self, raw: bytes) -> bytes:
        self._received += len(raw)
        return raw

    def _rest(self) -> None:
        if self._received > MUCH and not self.calls:
            self._received = 0
            loop = asyncio.get_running_loop()
            self._handing_back = loop.call_later(REST_S, loop.run_in_executor, None, give_back)

    @asynccontextmanager
    async def _call(self, method: str, context: Context) -> AsyncGenerator[RunningCall]:
        start, code = time.monotonic(), "OK"
        try:
            with self._counted(method.startswith(self._own)) as running:
                yield running
        except AbortError:
            code = str(context.code())
            raise
        except asyncio.CancelledError as ended:
            code = "CANCELLED"
            if ended.args == (_FAREWELL,):
                await abort(context, DrainingError(_FAREWELL))
            raise
        except MoeforgeError as error:
            code = code_of(error).name
            await abort(context, error)
        except Exception as error:  # noqa: BLE001 - a bug: the caller gets a number, the log gets the trace
            code = "INTERNAL"
            await _abort_bug(context, error)
        finally:
            log.info("call", method=method, code=code, ms=round((time.monotonic() - start) * 1000, 1))


Call = Callable[[Context], AbstractAsyncContextManager[RunningCall]]
Inner = Callable[[Any, Context], Any]


async def _abort_bug(context: Context, error: Exception) -> None:
    incident = uuid4().hex[:12]
    log.error("bug", incident=incident, exc_info=error)
    await context.abort(grpc.StatusCode.INTERNAL, f"internal error; the server's log has it as {incident}")


_SHAPES: Mapping[str, tuple[Callable[[Inner, Call], Inner], Callable[..., Handler]]] = MappingProxyType(
    {
        "unary_unary": (lambda inner, call: _unary(inner, call), grpc.unary_unary_rpc_method_handler),
        "unary_stream": (lambda inner, call: _stream(inner, call), grpc.unary_stream_rpc_method_handler),
        "stream_stream": (lambda inner, call: _streams(inner, call), grpc.stream_stream_rpc_method_handler),
    }
)


def _wrapped(handler: Handler, call: Call, weighed: Callable[[bytes], bytes]) -> Handler:
    """The handler of the same shape behind the guard. Our server has no rpc of the fourth shape, stream to unary."""
    shape = next(name for name in _SHAPES if getattr(handler, name))
    wrap, build = _SHAPES[shape]
    parse = tolerant(cast(Callable[[bytes], object], handler.request_deserializer))

    def deserialize(raw: bytes) -> object:
        return parse(weighed(raw))

    return build(wrap(getattr(handler, shape), call), deserialize, handler.response_serializer)


def _unary(inner: Inner, call: Call) -> Inner:
    async def guarded(request: object, context: Context) -> object:
        async with call(context):
            check(request)
            return await inner(request, context)

    return guarded


def _stream(inner: Inner, call: Call) -> Inner:
    if not isasyncgenfunction(inner):  # it writes through the context
        return _unary(inner, call)

    async def guarded(request: object, context: Context) -> AsyncIterator[object]:
        async with call(context) as running:
            check(request)
            async with aclosing(inner(request, context)) as messages, aclosing(running.sent(messages)) as sent:
                async for message in sent:
                    yield message

    return guarded


def _streams(inner: Inner, call: Call) -> Inner:
    async def guarded(requests: AsyncIterator[object], context: Context) -> AsyncIterator[object]:
        async with (
            call(context) as running,
            aclosing(inner(_checked(requests), context)) as messages,
            aclosing(running.sent(messages)) as sent,
        ):
            async for message in sent:
                yield message

    return guarded


async def _checked(requests: AsyncIterator[object]) -> AsyncIterator[object]:
    async for request in requests:
        check(request)
        yield request
