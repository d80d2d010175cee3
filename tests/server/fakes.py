"""A small engine that behaves as told, and a running server around it."""

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from random import Random
from threading import Event
from typing import TYPE_CHECKING, TypeVar

import grpc
from google.protobuf.message import Message
from google.rpc import status_pb2
from waiting import PATIENCE_S

from moeforge.spec import AvatarSpec
from moeforge.understand.picture.crop import FaceBox
from moeforge.understand.picture.read import read
from moeforge.understand.prompt import Understanding, understand
from moeforge.understand.reading import PictureReading
from moeforge_api.v1.avatar_service_pb2_grpc import AvatarServiceStub
from moeforge_server.app import Running, start
from moeforge_server.asks import Ask
from moeforge_server.engine import Engine
from moeforge_server.jobs import Report
from moeforge_server.settings import Settings

if TYPE_CHECKING:
    from moeforge_api.v1.avatar_service_pb2_grpc import AvatarServiceAsyncStub

STAGES = ("geometry", "paint", "textures", "rig")


def nothing() -> None:
    """The default of FakeEngine.between."""


@dataclass
class FakeEngine:
    """Bytes that follow from the spec and the ask; `between` runs before each stage and may block or raise."""

    size: int = 1000
    between: Callable[[], None] = nothing
    started: int = 0
    finished: int = 0
    stopped: list[Exception] = field(default_factory=list[Exception])

    def avatar_id(self, spec: AvatarSpec) -> str:
        return sha256(spec.recipe.encode()).hexdigest()[:32]

    def understand(self, text: str) -> Understanding:
        return understand(text)

    def see(self, picture: bytes, face: FaceBox | None) -> PictureReading:
        return read(picture, face)

    def make(self, spec: AvatarSpec, ask: Ask, report: Report, decal: bytes = b"") -> bytes:
        self.started += 1
        try:
            for i, stage in enumerate(STAGES):
                self.between()
                report(stage, i / len(STAGES))
        except Exception as error:  # whatever stops a making is kept for the test to look at, and goes on
            self.stopped.append(error)
            raise
        self.finished += 1
        return bytes_of(f"{spec.recipe}/{ask.name}/{len(decal)}", self.size)


def bytes_of(key: str, size: int) -> bytes:
    """Bytes without repetition that follow from a key."""
    return Random(key).randbytes(size)  # seeded by the key's sha512


class Gate:
    """Holds the fake's work between stages until opened; gives up in the end, so that no test hangs."""

    def __init__(self) -> None:
        self._open = Event()
        self.reached = Event()

    def __call__(self) -> None:
        self.reached.set()
        if not self._open.wait(PATIENCE_S):
            raise TimeoutError("the test never opened the gate")

    async def holds(self) -> None:
        """Wait until work stands before the gate."""
        assert await asyncio.to_thread(self.reached.wait, PATIENCE_S), "no work came to the gate"

    def open(self) -> None:
        self._open.set()


@dataclass(frozen=True)
class Client:
    """A running server and a way to talk to it."""

    running: Running
    channel: grpc.aio.Channel
    stub: "AvatarServiceAsyncStub"

    async def raw(self, method: str, body: bytes, streams: bool = False) -> bytes:
        """Send bytes as the request of AvatarService.`method`, whatever they are; the response's bytes, joined."""
        path = f"/moeforge_api.v1.AvatarService/{method}"
        if not streams:
            return await self.channel.unary_unary(path)(body)
        return b"".join([answer async for answer in self.channel.unary_stream(path)(body)])


def settings(folder: Path, **changes: object) -> Settings:
    """Settings of a test: any free port, a store of its own."""
    return Settings.model_validate({"port": 0, "store_dir": folder, "limit_s": 600.0, **changes})


@asynccontextmanager
async def served(engine: Engine, folder: Path, **changes: object) -> AsyncGenerator[Client]:
    """A server on a free port until the block ends."""
    running = await start(settings(folder, **changes), engine)
    options = [("grpc.max_receive_message_length", 64 * 2**20)]
    try:
        async with grpc.aio.insecure_channel(f"127.0.0.1:{running.port}", options=options) as channel:
            yield Client(running, channel, AvatarServiceStub(channel))
    finally:
        await running.drain(0.2)


async def until(holds: Callable[[], object], limit_s: float = PATIENCE_S) -> None:
    """Wait until something holds. AssertionError after `limit_s`."""
    start_s = time.monotonic()
    while not holds():
        assert time.monotonic() - start_s < limit_s, "it never came to hold"
        await asyncio.sleep(0.001)


async def left(client: Client) -> None:
    """Wait until the server knows that its callers went away: no call runs, and the work that nobody awaits is told."""
    await until(lambda: not client.running.guard.calls)
    for _ in range(20):  # a cancellation passes from task to task, a turn of the loop each
        await asyncio.sleep(0)


def rich(error: grpc.aio.AioRpcError) -> status_pb2.Status:
    """The error's google.rpc.Status."""
    trailers = dict(error.trailing_metadata() or ())
    raw = trailers["grpc-status-details-bin"]
    assert isinstance(raw, bytes)
    return status_pb2.Status.FromString(raw)


M = TypeVar("M", bound=Message)


def part(error: grpc.aio.AioRpcError, kind: type[M]) -> M:
    """The detail of that kind; AssertionError without it."""
    for packed in rich(error).details:
        found = kind()
        if packed.Unpack(found):
            return found
    raise AssertionError(f"no {kind.__name__} in the details of {error}")
