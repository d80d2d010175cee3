"""An avatar's file, from the store when it is there, else through the queue; knows neither protos nor gRPC."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field

import structlog

from moeforge.decal import bare
from moeforge.errors import BadSpecError, NotFoundError
from moeforge.spec import AvatarSpec, from_recipe
from moeforge_server.asks import Ask, Asset
from moeforge_server.engine import Engine
from moeforge_server.flights import Flights
from moeforge_server.jobs import Jobs, Report, Work
from moeforge_server.store import Store

log = structlog.stdlib.get_logger()


def _flights() -> Flights[bytes]:
    return Flights()


@dataclass(frozen=True, slots=True)
class Forge:
    """The engine behind its queue and its store. Equal files that are asked for at one time are made once."""

    engine: Engine
    jobs: Jobs
    store: Store
    flights: Flights[bytes] = field(default_factory=_flights)

    async def make(
        self,
        spec: AvatarSpec,
        ask: Ask,
        report: Report | None = None,
        time_left_s: float | None = None,
        decal: bytes = b"",
    ) -> Asset:
        """The file of that avatar; `decal`: its picture. BusyError, DeadlineError, or what the engine raises."""
        avatar_id = self.engine.avatar_id(spec)
        data = await asyncio.to_thread(self._read, _asset_key(avatar_id, ask))
        if data is None:
            work = self._work(avatar_id, spec, ask, decal)
            data = await self._joined(_asset_key(avatar_id, ask), work, report, time_left_s)
        return Asset(avatar_id, ask, data)

    async def fetch(self, avatar_id: str, ask: Ask, time_left_s: float | None = None) -> Asset:
        """A file of an avatar made before: kept, or made again from its kept recipe. NotFoundError without either."""
        data = await asyncio.to_thread(self._read, _asset_key(avatar_id, ask))
        if data is None:
            spec, decal = await asyncio.to_thread(self._remembered, avatar_id)
            work = self._work(avatar_id, spec, ask, decal)
            data = await self._joined(_asset_key(avatar_id, ask), work, None, time_left_s)
        return Asset(avatar_id, ask, data)

    async def _joined(self, key: str, work: Work[bytes], report: Report | None, time_left_s: float | None) -> bytes:
        return await self.flights.join(key, lambda all_: self.jobs.run(work, all_), report, time_left_s)

    def _remembered(self, avatar_id: str) -> tuple[AvatarSpec, bytes]:
        """The spec kept under that id and its decal; NotFoundError without them, or where they now give another."""
        recipe = self._read(_recipe_key(avatar_id))
        with suppress(BadSpecError):  # written under an older catalogue
            if recipe is not None and self.engine.avatar_id(spec := from_recipe(recipe.decode())) == avatar_id:
                decal = self._read(_decal_key(spec)) if spec.decal else b""
                if decal is not None:
                    return spec, decal
        raise NotFoundError(f"no avatar {avatar_id}; make it again from its recipe", field="avatar_id")

    def _work(self, avatar_id: str, spec: AvatarSpec, ask: Ask, decal: bytes) -> Work[bytes]:
        def work(progress: Report) -> bytes:
            progress("start", 0.0)
            if (kept := self._read(_asset_key(avatar_id, ask))) is not None:  # made between the caller's look and now
                return kept
            data = self.engine.make(spec, ask, progress, decal)
            if decal:
                self._keep(_decal_key(spec), bare(decal))
            self._keep(_recipe_key(avatar_id), spec.recipe.encode())
            self._keep(_asset_key(avatar_id, ask), data)
            return data

        return work

    def _read(self, key: str) -> bytes | None:
        try:
            return self.store.get(key)
        except OSError as error:
            log.warning("store.unreadable", error=str(error))
            return None

    def _keep(self, key: str, data: bytes) -> None:
        try:
            self.store.put(key, data)
        except OSError as error:  # a full disk costs speed, not the caller's avatar
            log.warning("store.unwritable", error=str(error))


def _asset_key(avatar_id: str, ask: Ask) -> str:
    return f"asset/{avatar_id}/{ask.name}"


def _recipe_key(avatar_id: str) -> str:
    return f"recipe/{avatar_id}"


def _decal_key(spec: AvatarSpec) -> str:
    return f"decal/{spec.decal}"
