"""Equal work at one time is done once, for everybody who waits and for nobody who left."""

import asyncio
from pathlib import Path

import grpc
import pytest
from server.fakes import FakeEngine, Gate, served, until

from moeforge_api.v1 import avatar_pb2
from moeforge_api.v1 import avatar_service_pb2 as pb
from moeforge_server.errors import DeadlineError
from moeforge_server.flights import Flights
from moeforge_server.jobs import Report

REQUEST = pb.GenerateAvatarRequest(wish=avatar_pb2.AvatarWish(seed_only=4))


async def test_equal_requests_are_one_job(tmp_path: Path):
    gate = Gate()
    engine = FakeEngine(between=gate)
    async with served(engine, tmp_path, workers=4) as client:
        calls = [asyncio.ensure_future(client.stub.GenerateAvatar(REQUEST)) for _ in range(5)]
        different = pb.GenerateAvatarRequest(wish=avatar_pb2.AvatarWish(seed_only=5))
        other = asyncio.ensure_future(client.stub.GenerateAvatar(different))
        await until(lambda: engine.started == 2 and client.running.guard.calls == 6)
        gate.open()
        answers = await asyncio.gather(*calls)
        assert len({a.data for a in answers}) == 1
        assert (await other).data != answers[0].data
    assert engine.started == 2


async def test_work_goes_on_while_one_caller_waits_and_stops_when_none_does(tmp_path: Path):
    gate = Gate()
    engine = FakeEngine(between=gate)
    async with served(engine, tmp_path, workers=4) as client:
        first = asyncio.ensure_future(client.stub.GenerateAvatar(REQUEST))
        await gate.holds()
        second = aiter(client.stub.StreamAvatar(pb.StreamAvatarRequest(wish=REQUEST.wish)))
        await anext(second)  # a step of the work that it joined
        first.cancel()
        await until(lambda: client.running.guard.calls == 1)
        gate.open()
        assert [event.WhichOneof("event") async for event in second][-1] == "chunk"
    assert (engine.started, engine.finished) == (1, 1)


async def test_each_caller_has_a_deadline_of_its_own(tmp_path: Path):
    gate = Gate()
    engine = FakeEngine(between=gate)
    async with served(engine, tmp_path, workers=4) as client:
        patient = asyncio.ensure_future(client.stub.GenerateAvatar(REQUEST))
        await gate.holds()
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await client.stub.GenerateAvatar(REQUEST, timeout=0.1)
        assert caught.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
        gate.open()
        assert (await patient).data


async def test_who_comes_late_hears_the_last_step_and_an_error_reaches_all():
    flights: Flights[int] = Flights()
    go = asyncio.Event()
    heard: list[tuple[str, float]] = []

    async def work(report: Report) -> int:
        report("paint", 0.5)
        await go.wait()
        raise ValueError("no")

    early = asyncio.ensure_future(flights.join("k", work))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    late = asyncio.ensure_future(flights.join("k", work, lambda stage, fraction: heard.append((stage, fraction))))
    await asyncio.sleep(0)
    assert heard == [("paint", 0.5)]
    go.set()
    for waiting in (early, late):
        with pytest.raises(ValueError, match="no"):
            await waiting


async def test_after_the_last_caller_left_the_work_starts_anew():
    flights: Flights[int] = Flights()
    stopped: list[bool] = []

    async def slow(_: Report) -> int:
        try:
            await asyncio.sleep(5)
        finally:
            stopped.append(True)
        return 1

    async def quick(_: Report) -> int:
        return 2

    with pytest.raises(DeadlineError):
        await flights.join("k", slow, time_left_s=0.01)
    assert await flights.join("k", quick) == 2
    await asyncio.sleep(0)
    assert stopped == [True]
