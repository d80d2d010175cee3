"""The server put together: start it, and stop it without breaking running calls."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Protocol

import grpc
import structlog
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_health.v1.health import SERVICE_NAME as HEALTH
from grpc_health.v1.health import aio as _aio_health  # pyright: ignore[reportAttributeAccessIssue] # left out of stubs
from grpc_reflection.v1alpha import reflection

from moeforge_api.v1.avatar_service_pb2 import DESCRIPTOR
from moeforge_api.v1.avatar_service_pb2_grpc import add_AvatarServiceServicer_to_server
from moeforge_server import exposure, logs, tls
from moeforge_server.engine import Engine
from moeforge_server.errors import PortError, SettingError
from moeforge_server.forge import Forge
from moeforge_server.guard import Guard
from moeforge_server.jobs import Jobs
from moeforge_server.pictures import Pictures
from moeforge_server.portraits import Portraits
from moeforge_server.service import AvatarService
from moeforge_server.settings import MIB, Settings
from moeforge_server.signals import heard
from moeforge_server.store import Store
from moeforge_server.studio import StudioEngine
from moeforge_server.tokens import TokenGate, Tokens

log = structlog.stdlib.get_logger()
SERVICE = DESCRIPTOR.services_by_name["AvatarService"].full_name
_NAMES = (SERVICE, HEALTH, reflection.SERVICE_NAME)


def _options(settings: Settings) -> list[tuple[str, int]]:
    return [
        ("grpc.so_reuseport", 0),  # else a second server shares the port in silence
        ("grpc.max_receive_message_length", settings.max_request_bytes),
        ("grpc.max_send_message_length", settings.max_inline_bytes + MIB),
        # Only uncompressed requests: the length limit holds before decompression, so a small one could swell.
        ("grpc.compression_enabled_algorithms_bitset", 1),
        ("grpc.http2.min_recv_ping_interval_without_data_ms", 10_000),
        ("grpc.keepalive_time_ms", 60_000),  # a caller that vanished is noticed, and its work stopped
        ("grpc.keepalive_timeout_ms", 20_000),
    ]


class Health(Protocol):
    """What is used of grpc_health's asyncio servicer."""

    async def set(self, service: str, status: health_pb2.HealthCheckResponse.ServingStatus.ValueType) -> None: ...

    async def enter_graceful_shutdown(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers on `port`."""

    port: int
    server: grpc.aio.Server
    health: Health
    guard: Guard
    jobs: Jobs
    pictures: Pictures
    _draining: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def drain(self, grace_s: float, hurry: asyncio.Event | None = None) -> None:
        """Refuse new calls, let running ones end for at most `grace_s` seconds or until `hurry` is set, then stop."""
        async with self._draining:  # a second drain waits for the first: two stops that meet crash gRPC
            await self._drain(grace_s, hurry)

    async def _drain(self, grace_s: float, hurry: asyncio.Event | None) -> None:
        with suppress(TimeoutError):  # a health watcher that does not read must not hold up the drain
            await asyncio.wait_for(self.health.enter_graceful_shutdown(), 1.0)
        stopping = asyncio.ensure_future(self.server.stop(grace_s))
        while self.guard.calls and not stopping.done() and not (hurry and hurry.is_set()):
            await asyncio.sleep(0.02)
        self.guard.end()
        await stopping
        await asyncio.gather(self.jobs.close(), self.pictures.close())


async def start(settings: Settings, engine: Engine) -> Running:
    """Listen and answer. PortError, SettingError or ModelError for what cannot be had of the settings."""
    guard = Guard(SERVICE)
    tokens = Tokens(settings.token_file, settings.token.get_secret_value())
    locked = bool(tokens.good())
    door = tls.credentials(settings.tls_cert, settings.tls_key)
    jobs = Jobs(settings.workers, settings.queue_size, settings.limit_s)
    forge = Forge(engine, jobs, await asyncio.to_thread(_store, settings))
    server = grpc.aio.server(
        interceptors=[*([TokenGate(tokens)] if locked else ()), guard],
        options=_options(settings),
        maximum_concurrent_rpcs=settings.max_calls,
    )
    folder = settings.portraits
    portraits = await asyncio.to_thread(Portraits.load, folder, settings.threads) if folder else None
    pictures = Pictures()
    service = AvatarService(forge, pictures, settings.max_inline_bytes, settings.log_prompts, portraits)
    add_AvatarServiceServicer_to_server(service, server)
    checks = _aio_health.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(checks, server)
    reflection.enable_server_reflection(_NAMES, server)
    port = _listen(server, settings, door)
    await server.start()
    await checks.set(SERVICE, health_pb2.HealthCheckResponse.SERVING)
    log.info("serving", host=settings.host, port=port, tls=door is not None, token=locked)
    if words := exposure.warning(settings.host, tls=door is not None, tokens=locked):
        log.warning(words)
    return Running(port, server, checks, guard, jobs, pictures)


def _store(settings: Settings) -> Store:
    try:
        return Store(settings.store_dir, settings.store_bytes)
    except OSError as error:
        raise SettingError(
            f"the store {settings.store_dir} cannot be used: {error.strerror}; name another folder with --store-dir "
            "or MOEFORGE_STORE_DIR",
            field="store_dir",
        ) from error


def _listen(server: grpc.aio.Server, settings: Settings, door: grpc.ServerCredentials | None) -> int:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    try:
        _try(settings)
        address = f"{host}:{settings.port}"
        return server.add_secure_port(address, door) if door else server.add_insecure_port(address)
    except (OSError, RuntimeError) as error:
        why = str(getattr(error, "strerror", None) or error).partition(" (while")[
            0
        ]  # socket's words repeat the address
        raise PortError(
            f"cannot listen on {host}:{settings.port}: {why}; "
            "choose another with --host and --port or MOEFORGE_PORT (port 0 takes a free one)",
            field="port",
        ) from error


def _try(settings: Settings) -> None:
    """Bind the address for a moment: OSError names the cause, which gRPC only prints."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    socket.create_server((settings.host, settings.port), family=family).close()


async def serve(settings: Settings, engine: Engine | None = None, ready: Callable[[int], None] | None = None) -> int:
    """Answer until SIGTERM or SIGINT, drain, and return the port that was bound; `ready` is told it at the start.

    A second signal ends the calls that run. One that comes while the models are loaded: no port is opened, 0 returned.
    """
    logs.configure(settings)
    with heard() as stop:
        engine = engine or await asyncio.to_thread(StudioEngine.load, settings.models, settings.threads)
        if stop.asked.is_set():
            log.info("stopped")
            return 0
        running = await start(settings, engine)
        if ready is not None:
            ready(running.port)
        await stop.asked.wait()
        log.info("draining", calls=running.guard.calls)
        await running.drain(settings.drain_s, stop.hurry)
        log.info("stopped")
        return running.port
