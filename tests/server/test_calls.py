"""Calls that end early, come too many at once, or meet a server that stops."""

import asyncio
from pathlib import Path

import grpc
import pytest
from google.rpc.error_details_pb2 import RetryInfo
from server.fakes import Client, FakeEngine, Gate, left, part, served, settings, until
from waiting import DEADLINES_S, PATIENCE_S

from moeforge.errors import CancelledError
from moeforge_api.v1 import avatar_pb2, avatar_service_pb2
from moeforge_server.answers import CHUNK_BYTES
from moeforge_server.app import start
from moeforge_server.errors import DeadlineError, PortError

Generate = avatar_service_pb2.GenerateAvatarRequest


def _seeded(seed: int) -> Generate:
    return Generate(wish=avatar_pb2.AvatarWish(seed_only=seed))


async def _until_free(client: Client) -> None:
    """Wait until the queue is empty."""
    await until(lambda: not client.running.jobs.inside)


@pytest.mark.parametrize("streams", [False, True])
async def test_a_client_that_cancels_stops_the_work_and_frees_its_place(tmp_path: Path, streams: bool):
    gate = Gate()
    engine = FakeEngine(between=gate)
    async with served(engine, tmp_path, queue_size=0) as client:
        if streams:
            call = client.stub.StreamAvatar(avatar_service_pb2.StreamAvatarRequest())
            await call.read()  # the first progress
        else:
            call = asyncio.ensure_future(client.stub.GenerateAvatar(Generate()))
        await gate.holds()
        assert client.running.jobs.inside == 1
        call.cancel()
        await left(client)
        gate.open()
        await _until_free(client)
        assert [type(e) for e in engine.stopped] == [CancelledError]
        assert engine.finished == 0
        engine.between = lambda: None
        assert (await client.stub.GenerateAvatar(Generate())).data


async def test_a_client_whose_connection_breaks_stops_the_work(tmp_path: Path):
    gate = Gate()
    engine = FakeEngine(between=gate)
    async with served(engine, tmp_path) as client:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{client.running.port}") as other:
            call = other.unary_stream("/moeforge_api.v1.AvatarService/StreamAvatar")(b"")
            await call.read()
            await gate.holds()
        await left(client)
        gate.open()
        await _until_free(client)
        assert engine.finished == 0


async def test_a_passed_deadline_stops_the_work(tmp_path: Path):
    gate = Gate()
    engine = FakeEngine(between=gate)
    async with served(engine, tmp_path) as client:
        for deadline_s in DEADLINES_S:
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await client.stub.GenerateAvatar(Generate(), timeout=deadline_s)
            assert caught.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
            if engine.started:
                break
        await left(client)
        gate.open()
        await _until_free(client)
        assert [type(e) for e in engine.stopped] in ([DeadlineError], [CancelledError])


async def test_the_servers_own_limit_is_deadline_exceeded(tmp_path: Path):
    gate = Gate()
    async with served(FakeEngine(between=gate), tmp_path, limit_s=0.1) as client:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await client.stub.GenerateAvatar(Generate())
        assert caught.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
        gate.open()


async def test_a_client_that_goes_away_mid_stream_holds_nothing(tmp_path: Path):
    async with served(FakeEngine(size=40 * CHUNK_BYTES), tmp_path) as client:
        for _ in range(3):
            call = client.stub.StreamAvatar(avatar_service_pb2.StreamAvatarRequest())
            async for event in call:
                if event.WhichOneof("event") == "chunk":
                    break
            call.cancel()
        await left(client)
        await _until_free(client)
        assert (await client.stub.GenerateAvatar(Generate(inline_limit_bytes=0))).asset.size_bytes


async def test_a_full_queue_is_resource_exhausted_with_a_retry_hint(tmp_path: Path):
    gate = Gate()
    async with served(FakeEngine(between=gate), tmp_path, queue_size=1) as client:
        calls = [client.stub.GenerateAvatar(_seeded(i)) for i in range(2)]
        tasks = [asyncio.ensure_future(call) for call in calls]
        await gate.holds()
        await until(lambda: client.running.jobs.inside == 2)
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await client.stub.GenerateAvatar(_seeded(9))
        assert caught.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
        assert part(caught.value, RetryInfo).retry_delay.ToMilliseconds() >= 100
        assert (await client.stub.ListTraits(avatar_service_pb2.ListTraitsRequest())).choices  # needs no place
        gate.open()
        assert all(made.data for made in await asyncio.gather(*tasks))
        assert (await client.stub.GenerateAvatar(_seeded(9))).data


async def test_kept_files_need_no_place(tmp_path: Path):
    gate = Gate()
    engine = FakeEngine()
    async with served(engine, tmp_path, queue_size=0) as client:
        kept = await client.stub.GenerateAvatar(_seeded(1))
        engine.between = gate
        running = asyncio.ensure_future(client.stub.GenerateAvatar(_seeded(2)))
        await gate.holds()
        assert await client.stub.GenerateAvatar(_seeded(1)) == kept
        gate.open()
        await running


async def test_too_many_calls_at_once_are_resource_exhausted(tmp_path: Path):
    gate = Gate()
    async with served(FakeEngine(between=gate), tmp_path, max_calls=2) as client:
        tasks = [asyncio.ensure_future(client.stub.GenerateAvatar(_seeded(i))) for i in range(2)]
        await until(lambda: client.running.guard.calls == 2)
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await client.stub.ListTraits(avatar_service_pb2.ListTraitsRequest())
        assert caught.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
        gate.open()
        await asyncio.gather(*tasks)


async def test_draining_lets_running_calls_end_and_refuses_new_ones(tmp_path: Path):
    gate = Gate()
    async with served(FakeEngine(between=gate), tmp_path) as client:
        running = asyncio.ensure_future(client.stub.GenerateAvatar(Generate()))
        await gate.holds()
        drained = asyncio.ensure_future(client.running.drain(2 * PATIENCE_S))
        assert await _refused(client) == grpc.StatusCode.UNAVAILABLE
        assert not drained.done()
        gate.open()
        assert (await running).data
        await asyncio.wait_for(drained, PATIENCE_S)  # the grace is not used up


async def _refused(client: Client) -> grpc.StatusCode:
    """What a new connection is told, once it is no longer served."""
    for _ in range(1000):
        async with grpc.aio.insecure_channel(f"127.0.0.1:{client.running.port}") as late:
            try:
                await late.unary_unary("/moeforge_api.v1.AvatarService/ListTraits")(b"", timeout=PATIENCE_S)
            except grpc.aio.AioRpcError as error:
                if error.code() != grpc.StatusCode.CANCELLED:  # it came in the very moment of closing
                    return error.code()
    raise AssertionError("a server that drains takes calls")


async def test_a_call_past_the_grace_is_ended(tmp_path: Path):
    gate = Gate()
    engine = FakeEngine(between=gate)
    async with served(engine, tmp_path) as client:
        running = asyncio.ensure_future(client.stub.GenerateAvatar(Generate()))
        await gate.holds()
        drained = asyncio.ensure_future(client.running.drain(0.1))
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await running
        assert caught.value.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED)
        gate.open()
        await drained
        assert engine.finished == 0


async def test_a_drain_that_meets_another_waits_for_it(tmp_path: Path):
    """Two stops of gRPC's server that meet end the process with a segmentation fault."""
    for grace_s in (0.0, 0.1, 5.0):
        async with served(FakeEngine(), tmp_path) as client:
            await client.stub.GenerateAvatar(Generate())
            await asyncio.gather(*(client.running.drain(grace_s) for _ in range(5)))


async def test_a_taken_port_is_one_clear_error(tmp_path: Path):
    async with served(FakeEngine(), tmp_path) as client:
        with pytest.raises(PortError, match=f"127.0.0.1:{client.running.port}.*MOEFORGE_PORT"):
            await start(settings(tmp_path, port=client.running.port), FakeEngine())
