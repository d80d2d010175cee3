"""The queue: places, cancellation, deadlines, and what the retry hint says."""

import asyncio
from collections.abc import Callable

import pytest
from server.fakes import Gate, until
from waiting import DEADLINES_S

from moeforge.errors import BusyError, CancelledError
from moeforge_server.errors import DeadlineError, DrainingError
from moeforge_server.jobs import Jobs, Report, Step, followed


def _staged(gate: Gate, seen: list[Exception]) -> Callable[[Report], str]:
    def work(report: Report) -> str:
        try:
            report("one", 0.1)
            gate()
            report("two", 0.2)
        except Exception as error:  # whatever stops the work is kept for the test to look at, and goes on
            seen.append(error)
            raise
        return "done"

    return work


async def test_a_full_queue_is_busy_with_a_hint_and_takes_work_again_later():
    jobs, gate = Jobs(1, 1, 600), Gate()
    calls = [asyncio.create_task(jobs.run(_staged(gate, []))) for _ in range(2)]
    await gate.holds()
    with pytest.raises(BusyError) as caught:
        await jobs.run(_staged(gate, []))
    assert 0.1 <= caught.value.retry_after_s <= 60
    gate.open()
    assert await asyncio.gather(*calls) == ["done", "done"]
    assert await jobs.run(_staged(gate, [])) == "done"
    await jobs.close()


async def test_cancelling_a_running_job_stops_it_at_the_next_stage_and_frees_its_place():
    jobs, gate, seen = Jobs(1, 0, 600), Gate(), list[Exception]()
    call = asyncio.create_task(jobs.run(_staged(gate, seen)))
    await gate.holds()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call
    assert jobs.inside == 1  # the thread still works, so its place is taken
    gate.open()
    await until(lambda: not jobs.inside)
    assert [type(e) for e in seen] == [CancelledError]
    await jobs.close()


async def test_cancelling_a_waiting_job_frees_its_place_at_once():
    jobs, gate = Jobs(1, 1, 600), Gate()
    running = asyncio.create_task(jobs.run(_staged(gate, [])))
    await gate.holds()
    waiting = asyncio.create_task(jobs.run(_staged(gate, [])))
    await asyncio.sleep(0)
    assert jobs.inside == 2
    waiting.cancel()
    await until(lambda: jobs.inside == 1)
    assert not running.done()
    gate.open()
    await running
    await jobs.close()


async def test_the_deadline_ends_the_call_in_time_and_the_work_at_its_next_stage():
    jobs, gate, seen = Jobs(1, 0, 600), Gate(), list[Exception]()
    for deadline_s in DEADLINES_S:
        with pytest.raises(DeadlineError):  # while the gate still holds the work
            await jobs.run(_staged(gate, seen), time_left_s=deadline_s)
        if gate.reached.is_set():
            break
        await until(lambda: not jobs.inside)
    gate.open()
    await jobs.close()
    assert [type(e) for e in seen] == [DeadlineError]


@pytest.mark.parametrize(("limit_s", "time_left_s"), [(0.05, None), (0.05, 9.0), (9.0, 0.0)])
async def test_the_lower_of_both_limits_counts(limit_s: float, time_left_s: float | None):
    jobs, gate = Jobs(1, 0, limit_s), Gate()
    with pytest.raises(DeadlineError):
        await jobs.run(_staged(gate, []), time_left_s=time_left_s)
    gate.open()
    await jobs.close()


async def test_fractions_never_fall_or_pass_one():
    seen: list[float] = []

    def work(report: Report) -> None:
        for share in (0.2, 0.1, 7.0):
            report("x", share)

    jobs = Jobs(1, 0, 600)
    await jobs.run(work, lambda _, share: seen.append(share))
    await asyncio.sleep(0)
    assert seen == [0.2, 0.2, 1.0]
    await jobs.close()


async def test_only_those_who_wait_are_told_that_they_are_queued():
    jobs, gate = Jobs(1, 1, 600), Gate()
    first: list[str] = []
    second: list[str] = []
    calls = [jobs.run(_staged(gate, []), lambda stage, _, seen=seen: seen.append(stage)) for seen in (first, second)]
    both = asyncio.gather(*calls)
    await gate.holds()
    assert (first, second) == (["one"], ["queued"])
    gate.open()
    await both
    await jobs.close()


async def test_closed_jobs_refuse():
    jobs = Jobs(1, 0, 600)
    await jobs.close()
    with pytest.raises(DrainingError):
        await jobs.run(lambda report: report("x", 0))


async def test_followed_gives_steps_then_the_result():
    async def start(report: Report) -> str:
        report("a", 0.5)
        return "end"

    assert [e async for e in followed(start)] == [Step("a", 0.5), "end"]


async def test_followed_raises_the_error_of_its_task():
    async def start(report: Report) -> str:
        report("a", 0.5)
        raise BusyError("full", retry_after_s=1)

    with pytest.raises(BusyError):
        _ = [e async for e in followed(start)]


async def test_closing_followed_cancels_its_task():
    ended = asyncio.Event()

    async def start(report: Report) -> None:
        report("a", 0.5)
        try:
            await asyncio.sleep(60)
        finally:
            ended.set()

    events = followed(start)
    assert await anext(events) == Step("a", 0.5)
    await events.aclose()
    assert ended.is_set()
