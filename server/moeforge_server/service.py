"""AvatarService: each rpc is convert, ask the forge, convert back. Errors become statuses in `guard`."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from typing import Protocol

import structlog

from moeforge.errors import ModelError
from moeforge.spec import MAX_SEED, AvatarSpec
from moeforge.traits.catalogue import catalogue
from moeforge.understand.prompt import Understanding
from moeforge_api.v1 import avatar_pb2
from moeforge_api.v1 import avatar_service_pb2 as pb
from moeforge_api.v1.avatar_service_pb2_grpc import AvatarServiceServicer
from moeforge_server import convert
from moeforge_server.asks import Asset
from moeforge_server.errors import OffsetError
from moeforge_server.forge import Forge
from moeforge_server.jobs import Step, followed
from moeforge_server.offspring import inherited, interpolated, mixed, varied
from moeforge_server.pictures import Pictures
from moeforge_server.portraits import Portraits
from moeforge_server.settings import MIB

log = structlog.stdlib.get_logger()
DEFAULT_INLINE_BYTES = 3 * MIB
DEFAULT_PORTRAIT = 512
"""Pixels of a flat picture's side."""


class Context(Protocol):
    """What a handler uses of gRPC's context: seconds until the caller's deadline, None without one."""

    def time_remaining(self) -> float | None: ...


@dataclass(frozen=True, slots=True)
class _Order:
    """A wish, understood."""

    spec: AvatarSpec
    understanding: Understanding | None
    decal: bytes

    def info(self, asset: Asset) -> avatar_pb2.AvatarInfo:
        return convert.to_avatar(asset.avatar_id, self.spec, self.understanding)


class AvatarService(AvatarServiceServicer):
    """The servicer. `max_inline_bytes` caps what callers ask for; prompts are logged only with `log_prompts`."""

    def __init__(
        self,
        forge: Forge,
        pictures: Pictures,
        max_inline_bytes: int,
        log_prompts: bool = False,
        portraits: Portraits | None = None,
    ) -> None:
        self._forge = forge
        self._pictures = pictures
        self._portraits = portraits
        self._max_inline_bytes = max_inline_bytes
        self._log_prompts = log_prompts

    async def _understand(self, prompt: str) -> Understanding:
        if self._log_prompts:
            log.info("prompt", text=prompt)
        return await asyncio.to_thread(self._forge.engine.understand, prompt)

    async def _order(self, wish: avatar_pb2.AvatarWish) -> _Order:
        prompted = wish.WhichOneof("wish") == "prompt"
        understanding = await self._understand(wish.prompt) if prompted else None
        if wish.picture:
            understanding = await self._pictures.read(wish, understanding, self._forge.engine.see)
        spec = await self._pictures.applied(convert.to_spec(wish, understanding), wish)
        return _Order(spec, understanding, wish.decal)

    def _infos(self, specs: Iterable[AvatarSpec]) -> list[avatar_pb2.AvatarInfo]:
        return [convert.to_avatar(self._forge.engine.avatar_id(spec), spec, None) for spec in specs]

    async def GenerateAvatar(  # noqa: N802 - gRPC's name
        self, request: pb.GenerateAvatarRequest, context: Context
    ) -> pb.GenerateAvatarResponse:
        """See the proto."""
        order = await self._order(request.wish)
        ask = convert.to_ask(request.format, request.options)
        asset = await self._forge.make(order.spec, ask, time_left_s=context.time_remaining(), decal=order.decal)
        wanted = request.inline_limit_bytes if request.HasField("inline_limit_bytes") else DEFAULT_INLINE_BYTES
        inline = len(asset.data) <= min(wanted, self._max_inline_bytes)
        return pb.GenerateAvatarResponse(
            avatar=order.info(asset), asset=convert.to_asset(asset), data=asset.data if inline else None
        )

    async def StreamAvatar(  # noqa: N802 - gRPC's name
        self, request: pb.StreamAvatarRequest, context: Context
    ) -> AsyncIterator[pb.StreamAvatarResponse]:
        """See the proto."""
        order = await self._order(request.wish)
        ask = convert.to_ask(request.format, request.options)
        time_left_s = context.time_remaining()
        async for event in followed(lambda report: self._forge.make(order.spec, ask, report, time_left_s, order.decal)):
            if isinstance(event, Step):
                progress = avatar_pb2.Progress(stage=event.stage, fraction=event.fraction)
                yield pb.StreamAvatarResponse(progress=progress)
                continue
            made = pb.StreamAvatarResponse.Made(avatar=order.info(event), asset=convert.to_asset(event))
            yield pb.StreamAvatarResponse(made=made)
            for chunk in convert.to_chunks(event.data):
                yield pb.StreamAvatarResponse(chunk=chunk)

    async def GetAsset(  # noqa: N802 - gRPC's name
        self, request: pb.GetAssetRequest, context: Context
    ) -> AsyncIterator[pb.GetAssetResponse]:
        """See the proto."""
        ask = convert.to_ask(request.format, request.options)
        asset = await self._forge.fetch(request.avatar_id, ask, context.time_remaining())
        if request.offset > len(asset.data):
            raise OffsetError(f"offset {request.offset}; the file has {len(asset.data)} bytes", field="offset")
        yield pb.GetAssetResponse(asset=convert.to_asset(asset))
        for chunk in convert.to_chunks(asset.data, request.offset):
            yield pb.GetAssetResponse(chunk=chunk)

    async def ListTraits(  # noqa: N802 - gRPC's name
        self, request: pb.ListTraitsRequest, context: Context
    ) -> pb.ListTraitsResponse:
        """See the proto."""
        del context
        return convert.to_traits(catalogue(), convert.LANGUAGES[request.language])

    async def ParsePrompt(  # noqa: N802 - gRPC's name
        self, request: pb.ParsePromptRequest, context: Context
    ) -> pb.ParsePromptResponse:
        """See the proto."""
        del context
        return pb.ParsePromptResponse(understanding=convert.to_understanding(await self._understand(request.prompt)))

    async def VaryRecipe(  # noqa: N802 - gRPC's name
        self, request: pb.VaryRecipeRequest, context: Context
    ) -> pb.VaryRecipeResponse:
        """See the proto."""
        del context
        return await asyncio.to_thread(lambda: pb.VaryRecipeResponse(avatars=self._infos(varied(request))))

    async def MixRecipes(  # noqa: N802 - gRPC's name
        self, request: pb.MixRecipesRequest, context: Context
    ) -> pb.MixRecipesResponse:
        """See the proto."""
        del context
        return await asyncio.to_thread(lambda: pb.MixRecipesResponse(avatar=self._infos([mixed(request)])[0]))

    async def InheritRecipes(  # noqa: N802 - gRPC's name
        self, request: pb.InheritRecipesRequest, context: Context
    ) -> pb.InheritRecipesResponse:
        """See the proto."""
        del context
        return await asyncio.to_thread(lambda: pb.InheritRecipesResponse(avatars=self._infos(inherited(request))))

    async def InterpolateRecipes(  # noqa: N802 - gRPC's name
        self, request: pb.InterpolateRecipesRequest, context: Context
    ) -> pb.InterpolateRecipesResponse:
        """See the proto."""
        del context
        return await asyncio.to_thread(
            lambda: pb.InterpolateRecipesResponse(avatars=self._infos(interpolated(request)))
        )

    async def PaintPortrait(  # noqa: N802 - gRPC's name
        self, request: pb.PaintPortraitRequest, context: Context
    ) -> pb.PaintPortraitResponse:
        """See the proto."""
        if (portraits := self._portraits) is None:
            raise ModelError("this server paints no flat pictures; start it with --portraits and the folder of a pack")
        seed = request.seed if request.HasField("seed") else secrets.randbelow(MAX_SEED + 1)
        size = request.size if request.HasField("size") else DEFAULT_PORTRAIT
        time_left_s = context.time_remaining()
        data = await self._forge.jobs.run(lambda _: portraits.paint(seed, size), time_left_s=time_left_s)
        about = portraits.pack
        return pb.PaintPortraitResponse(
            data=data, seed=seed, pack=about.name, licence=about.licence, credit=about.credit,
            model_sha256=portraits.model.card.sha256,
        )  # fmt: skip
