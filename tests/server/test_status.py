"""Errors to statuses: every row of the table, as a client meets it."""

import asyncio
from pathlib import Path

import grpc
import pytest
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, RetryInfo
from grpc_status.rpc_status import from_call
from server.fakes import FakeEngine, part, rich, served

from moeforge import errors as core
from moeforge.errors import BusyError, MoeforgeError
from moeforge_api.v1 import avatar_service_pb2
from moeforge_server import errors
from moeforge_server.errors import RuleError
from moeforge_server.status import MAX_MESSAGE, STATUS, clean, code_of, details


def _kinds() -> list[type[MoeforgeError]]:
    found = {core.MoeforgeError}
    for module in (core, errors):
        found |= {k for k in vars(module).values() if isinstance(k, type) and issubclass(k, MoeforgeError)}
    found -= {errors.PortError, errors.SettingError}  # met before there is anybody to answer
    return sorted(found, key=lambda kind: kind.__name__)


def _example(kind: type[MoeforgeError]) -> MoeforgeError:
    if kind is BusyError:
        return BusyError("full", retry_after_s=2.5)
    if kind is RuleError:
        return RuleError((("wish.seed", "must be small", "99"), ("format", "must be known", "7")))
    return kind("the message", field="wish.seed")


def test_every_kind_has_a_row():
    assert set(STATUS) == set(_kinds())


@pytest.mark.parametrize("kind", _kinds())
async def test_each_kind_reaches_the_client_with_its_code_and_details(tmp_path: Path, kind: type[MoeforgeError]):
    def fail() -> None:
        raise _example(kind)

    async with served(FakeEngine(between=fail), tmp_path) as client:
        call = client.stub.GenerateAvatar(avatar_service_pb2.GenerateAvatarRequest())
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await call
    assert caught.value.code() == STATUS[kind]
    status = rich(caught.value)
    assert status.code == STATUS[kind].value[0]
    assert status.message == caught.value.details()
    assert part(caught.value, ErrorInfo).domain == "moeforge"


def test_a_subclass_without_a_row_takes_that_of_its_base():
    class OddSpecError(core.BadSpecError):
        pass

    assert code_of(OddSpecError("x")) == grpc.StatusCode.INVALID_ARGUMENT


def test_busy_says_when_to_come_back():
    hint = RetryInfo()
    assert any(d.Unpack(hint) for d in details(BusyError("full", retry_after_s=2.5)).details)
    assert hint.retry_delay.ToMilliseconds() == 2500


async def test_a_broken_rule_names_field_value_and_rule(tmp_path: Path):
    request = avatar_service_pb2.GenerateAvatarRequest()
    request.wish.spec.colors["hair"] = "red"
    request.wish.spec.sliders["height"] = 3.0
    async with served(FakeEngine(), tmp_path) as client:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await client.stub.GenerateAvatar(request)
    fields = [v.field for v in part(caught.value, BadRequest).field_violations]
    assert fields == ["wish.spec.colors[hair]", "wish.spec.sliders[height]"]
    info = part(caught.value, ErrorInfo)
    assert (info.reason, info.metadata["value"]) == ("RULE", "'red'")


async def test_the_longest_message_in_the_widest_letters_still_fits_the_trailers(tmp_path: Path):
    request = avatar_service_pb2.GenerateAvatarRequest()
    for i in range(8):
        request.wish.spec.colors["髪" * 60 + str(i)] = "\U00020000" * 5000
    async with served(FakeEngine(), tmp_path) as client:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await client.stub.GenerateAvatar(request)
        request = avatar_service_pb2.GenerateAvatarRequest()
        request.wish.spec.choices["髪" * 60] = "\U00020000" * 60
        with pytest.raises(grpc.aio.AioRpcError) as unknown:
            await client.stub.GenerateAvatar(request)
    assert caught.value.code() == unknown.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert part(unknown.value, ErrorInfo).reason == "UNKNOWN_TRAIT"


async def test_standard_clients_can_read_the_details(tmp_path: Path):
    async with served(FakeEngine(), tmp_path) as client:
        with grpc.insecure_channel(f"127.0.0.1:{client.running.port}") as channel:
            call = channel.unary_unary("/moeforge_api.v1.AvatarService/ParsePrompt")
            error = await _raised(call)
    status = from_call(error)
    assert status is not None
    assert status.code == grpc.StatusCode.INVALID_ARGUMENT.value[0]


async def _raised(call: "grpc.UnaryUnaryMultiCallable[bytes, bytes]") -> grpc.Call:
    def run() -> grpc.Call:
        with pytest.raises(grpc.RpcError) as caught:
            call(b"")
        assert isinstance(caught.value, grpc.Call)
        return caught.value

    return await asyncio.to_thread(run)


@pytest.mark.parametrize(
    ("text", "shown"), [("a\nb\x00c", "a�b�c"), ("\ud800", "�"), ("x" * 999, "x" * (MAX_MESSAGE - 1) + "…")]
)
def test_clean_keeps_headers_clean(text: str, shown: str):
    assert clean(text) == shown


async def test_a_bug_is_internal_without_a_trace_and_the_server_goes_on(tmp_path: Path):
    def fail() -> None:
        raise ZeroDivisionError("secret /path/to/file")

    engine = FakeEngine(between=fail)
    async with served(engine, tmp_path) as client:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await client.stub.GenerateAvatar(avatar_service_pb2.GenerateAvatarRequest())
        assert caught.value.code() == grpc.StatusCode.INTERNAL
        assert "secret" not in str(caught.value)
        assert "Traceback" not in str(caught.value)
        engine.between = lambda: None
        assert (await client.stub.GenerateAvatar(avatar_service_pb2.GenerateAvatarRequest())).data
