"""An avatar's file, from the store when it is there, else through the queue; knows neither protos nor gRPC."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass

import structlog

from moeforge.errors import BadSpecError, NotFoundError
from moeforge.spec import AvatarSpec, from_recipe
from moeforge_server.asks import Ask, Asset
from moeforge_server.engine import Engine
from moeforge_server.jobs import Jobs, Report
from moeforge_server.store import Store

log = structlog.stdlib.get_logger()


@dataclass(frozen=True, slots=True)
class Forge:
    """The engine behind its queue and its store."""

    engine: Engine
    jobs: Jobs
    store: Store

    async def make(
        self, spec: AvatarSpec, ask: Ask, report: Report | None = None, time_left_s: float | None = None
    ) -> Asset:
        """The file of that avatar. BusyError, DeadlineError, or what the engine raises."""
        avatar_id = self.engine.avatar_id(spec)
        data = await asyncio.to_thread(self._read, _asset_key(avatar_id, ask))
        if data is None:
            data = await self._build(avatar_id, spec, ask, report, time_left_s)
        return Asset(avatar_id, ask, data)

    async def fetch(self, avatar_id: str, ask: Ask, time_left_s: float | None = None) -> Asset:
        """A file of an avatar made before: kept, or made again from its kept recipe. NotFoundError without either."""
        data = await asyncio.to_thread(self._read, _asset_key(avatar_id, ask))
        if data is not None:
            return Asset(avatar_id, ask, data)
        spec = await asyncio.to_thread(self._remembered, avatar_id)
        return Asset(avatar_id, ask, await self._build(avatar_id, spec, ask, None, time_left_s))

    def _remembered(self, avatar_id: str) -> AvatarSpec:
        """The spec kept under that id; NotFoundError when there is none, or it would now give another avatar."""
        recipe = self._read(_recipe_key(avatar_id))
        with suppress(BadSpecError):  # written under an older catalogue
            if recipe is not None and self.engine.avatar_id(spec := from_recipe(recipe.decode())) == avatar_id:
                return spec
        raise NotFoundError(f"no avatar {avatar_id}; make it again from its recipe", field="avatar_id")

    async def _build(
        self, avatar_id: str, spec: AvatarSpec, ask: Ask, report: Report | None, time_left_s: float | None
    ) -> bytes:
        def work(progress: Report) -> bytes:
            progress("start", 0.0)
            data = self.engine.make(spec, ask, progress)
            self._keep(_recipe_key(avatar_id), spec.recipe.encode())
            self._keep(_asset_key(avatar_id, ask), data)
            return data

        return await self.jobs.run(work, report, time_left_s)

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
