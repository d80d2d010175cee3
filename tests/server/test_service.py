"""The rpcs as a client meets them."""

import asyncio
from hashlib import sha256
from pathlib import Path

import grpc
import pytest
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo
from server.fakes import STAGES, FakeEngine, part, served

from moeforge.prior import seed_of
from moeforge.spec import MAX_SEED, from_recipe
from moeforge.traits.catalogue import catalogue
from moeforge_api.v1 import avatar_pb2, avatar_service_pb2
from moeforge_server.answers import CHUNK_BYTES

Wish = avatar_pb2.AvatarWish
Generate = avatar_service_pb2.GenerateAvatarRequest


async def test_generate_returns_metadata_and_inline_bytes(tmp_path: Path):
    async with served(FakeEngine(), tmp_path) as client:
        made = await client.stub.GenerateAvatar(Generate(wish=Wish(seed_only=7), format=avatar_pb2.ASSET_FORMAT_GLB))
    assert made.avatar.seed == 7
    assert from_recipe(made.avatar.recipe).seed == 7
    assert set(made.avatar.traits.choices) == set(catalogue().choices)
    assert made.asset.sha256 == sha256(made.data).hexdigest()
    assert made.asset.size_bytes == len(made.data) == 1000
    assert made.asset.media_type == "model/gltf-binary"
    assert made.asset.format == avatar_pb2.ASSET_FORMAT_GLB


async def test_unspecified_format_is_vrm_1(tmp_path: Path):
    async with served(FakeEngine(), tmp_path) as client:
        made = await client.stub.GenerateAvatar(Generate())
    assert made.asset.format == avatar_pb2.ASSET_FORMAT_VRM1


@pytest.mark.parametrize(("limit", "inline"), [(0, False), (999, False), (1000, True), (None, True)])
async def test_inline_limit(tmp_path: Path, limit: int | None, inline: bool):
    async with served(FakeEngine(), tmp_path) as client:
        made = await client.stub.GenerateAvatar(Generate(inline_limit_bytes=limit))
    assert made.HasField("data") == inline


async def test_server_caps_the_inline_limit(tmp_path: Path):
    async with served(FakeEngine(), tmp_path, max_inline_bytes=500) as client:
        made = await client.stub.GenerateAvatar(Generate(inline_limit_bytes=64 * 2**20))
    assert not made.HasField("data")


async def test_empty_request_is_another_avatar_each_time_and_its_recipe_brings_it_back(tmp_path: Path):
    async with served(FakeEngine(), tmp_path) as client:
        first = await client.stub.GenerateAvatar(Generate())
        second = await client.stub.GenerateAvatar(Generate())
        again = await client.stub.GenerateAvatar(Generate(wish=Wish(recipe=first.avatar.recipe)))
    assert first.avatar.id != second.avatar.id
    assert again.avatar == first.avatar
    assert again.data == first.data


async def test_a_prompt_alone_fixes_the_avatar_and_reports_what_was_understood(tmp_path: Path):
    wish = Wish(prompt="pink twintails, qwertyuiop")
    async with served(FakeEngine(), tmp_path) as client:
        first = await client.stub.GenerateAvatar(Generate(wish=wish))
        second = await client.stub.GenerateAvatar(Generate(wish=wish))
    assert first == second
    assert first.avatar.seed == seed_of(wish.prompt) <= MAX_SEED
    assert first.avatar.traits.choices["hair_style"] == "twintails"
    assert [s.text for s in first.avatar.understanding.unmatched] == ["qwertyuiop"]


async def test_a_stated_seed_replaces_that_of_the_prompt_or_recipe(tmp_path: Path):
    async with served(FakeEngine(), tmp_path) as client:
        by_prompt = await client.stub.GenerateAvatar(Generate(wish=Wish(prompt="twintails", seed=5)))
        recipe = by_prompt.avatar.recipe
        by_recipe = await client.stub.GenerateAvatar(Generate(wish=Wish(recipe=recipe, seed=6)))
    assert (by_prompt.avatar.seed, by_recipe.avatar.seed) == (5, 6)
    assert by_recipe.avatar.traits == by_prompt.avatar.traits


async def test_a_partial_spec_is_kept_and_the_rest_is_drawn(tmp_path: Path):
    spec = avatar_pb2.PartialSpec(
        choices={"hair_style": "afro"},
        colors={"hair": "#ABCDEF"},
        sliders={"height": 0.5},
        accessories={"glasses": True},
    )
    spec.without["outfit"].values.extend(v for v in catalogue().choices["outfit"].values if v != "dress")
    wish = Wish(spec=spec, title="Momo", author="A. Nother", licence="CC-BY-4.0")
    async with served(FakeEngine(), tmp_path) as client:
        made = (await client.stub.GenerateAvatar(Generate(wish=wish))).avatar
    assert made.traits.choices["hair_style"] == "afro"
    assert made.traits.choices["outfit"] == "dress"
    assert made.traits.colors["hair"] == "#abcdef"
    assert made.traits.sliders["height"] == 0.5
    assert made.traits.accessories["glasses"]
    assert (made.title, made.author, made.licence) == ("Momo", "A. Nother", "CC-BY-4.0")


async def test_texture_source_reaches_the_recipe(tmp_path: Path):
    wish = Wish(seed_only=1, texture_source=avatar_pb2.TEXTURE_SOURCE_PAINTER)
    async with served(FakeEngine(), tmp_path) as client:
        made = (await client.stub.GenerateAvatar(Generate(wish=wish))).avatar
    assert made.texture_source == avatar_pb2.TEXTURE_SOURCE_PAINTER
    assert from_recipe(made.recipe).texture_source == "painter"


async def test_stream_order_is_progress_then_made_then_chunks(tmp_path: Path):
    size = 2 * CHUNK_BYTES + 17
    async with served(FakeEngine(size=size), tmp_path) as client:
        call = client.stub.StreamAvatar(avatar_service_pb2.StreamAvatarRequest(wish=Wish(seed_only=3)))
        events = [event async for event in call]
    kinds = [e.WhichOneof("event") for e in events]
    steps = len(STAGES) + 1  # and the start
    assert kinds == ["progress"] * steps + ["made"] + ["chunk"] * 3
    shares = [e.progress.fraction for e in events[:steps]]
    assert shares == sorted(shares)
    chunks = [e.chunk for e in events[steps + 1 :]]
    assert [c.offset for c in chunks] == [0, CHUNK_BYTES, 2 * CHUNK_BYTES]
    assert [len(c.data) for c in chunks] == [CHUNK_BYTES, CHUNK_BYTES, 17]
    made = events[steps].made
    assert sha256(b"".join(c.data for c in chunks)).hexdigest() == made.asset.sha256


async def test_stream_of_a_kept_avatar_goes_straight_to_made(tmp_path: Path):
    request = avatar_service_pb2.StreamAvatarRequest(wish=Wish(seed_only=3))
    engine = FakeEngine()
    async with served(engine, tmp_path) as client:
        first = [e async for e in client.stub.StreamAvatar(request)]
        second = [e async for e in client.stub.StreamAvatar(request)]
    assert engine.started == 1
    assert second == [e for e in first if e.WhichOneof("event") != "progress"]


@pytest.mark.parametrize(
    "offset", [0, 1, 1000, CHUNK_BYTES, CHUNK_BYTES + 1, 2 * CHUNK_BYTES + 16, 2 * CHUNK_BYTES + 17]
)
async def test_resuming_at_an_offset_gives_the_rest_of_the_whole(tmp_path: Path, offset: int):
    size = 2 * CHUNK_BYTES + 17
    async with served(FakeEngine(size=size), tmp_path) as client:
        made = await client.stub.GenerateAvatar(Generate(wish=Wish(seed_only=3)))
        request = avatar_service_pb2.GetAssetRequest(avatar_id=made.avatar.id, offset=offset)
        events = [event async for event in client.stub.GetAsset(request)]
    assert events[0].asset == made.asset
    rest = b"".join(e.chunk.data for e in events[1:])
    assert made.data[:offset] + rest == made.data
    assert all(e.chunk.data for e in events[1:])


async def test_offset_past_the_end_is_out_of_range(tmp_path: Path):
    async with served(FakeEngine(size=10), tmp_path) as client:
        made = await client.stub.GenerateAvatar(Generate())
        for offset in (11, 2**64 - 1):
            request = avatar_service_pb2.GetAssetRequest(avatar_id=made.avatar.id, offset=offset)
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await client.stub.GetAsset(request).read()
            assert caught.value.code() == grpc.StatusCode.OUT_OF_RANGE
            assert part(caught.value, BadRequest).field_violations[0].field == "offset"


async def test_an_asset_in_another_format_is_made_from_the_kept_recipe(tmp_path: Path):
    engine = FakeEngine()
    async with served(engine, tmp_path) as client:
        made = await client.stub.GenerateAvatar(Generate(wish=Wish(seed_only=3)))
        request = avatar_service_pb2.GetAssetRequest(avatar_id=made.avatar.id, format=avatar_pb2.ASSET_FORMAT_PNG)
        events = [event async for event in client.stub.GetAsset(request)]
    assert events[0].asset.media_type == "image/png"
    assert events[1].chunk.data != made.data
    assert engine.finished == 2


@pytest.mark.parametrize("name", ["0" * 32, "abcdefgh"])
async def test_unknown_avatar_is_not_found(tmp_path: Path, name: str):
    async with served(FakeEngine(), tmp_path) as client:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await client.stub.GetAsset(avatar_service_pb2.GetAssetRequest(avatar_id=name)).read()
    assert caught.value.code() == grpc.StatusCode.NOT_FOUND


@pytest.mark.parametrize("lang", [1, 2, 3])
async def test_traits_in_three_languages(tmp_path: Path, lang: int):
    code = {1: "en", 2: "zh", 3: "ja"}[lang]
    async with served(FakeEngine(), tmp_path) as client:
        request = avatar_service_pb2.ListTraitsRequest(language=avatar_pb2.Language.ValueType(lang))
        traits = await client.stub.ListTraits(request)
    cat = catalogue()
    assert [c.id for c in traits.choices] == list(cat.choices)
    bob = next(v for v in traits.choices[0].values if v.id == "bob")
    assert [bob.label, *bob.synonyms] == list(getattr(cat.choices["hair_style"].values["bob"].names, code))
    assert [a.id for a in traits.accessories] == list(cat.accessories)
    assert [c.id for c in traits.colors] == list(cat.colors)
    assert [s.id for s in traits.sliders] == list(cat.sliders)
    assert traits.licences[0].id == "CC0-1.0"


async def test_parse_prompt_tells_what_was_understood_and_where(tmp_path: Path):
    prompt = "粉色双马尾, zzyzx"
    async with served(FakeEngine(), tmp_path) as client:
        answer = await client.stub.ParsePrompt(avatar_service_pb2.ParsePromptRequest(prompt=prompt))
    understood = answer.understanding
    assert understood.wish.choices["hair_style"] == "twintails"
    assert understood.wish.colors["hair"].startswith("#")
    for span in [*(m.span for m in understood.matches), *understood.unmatched]:
        assert prompt[span.start : span.end] == span.text
    assert [s.text for s in understood.unmatched] == ["zzyzx"]


async def test_unknown_trait_names_field_and_reason(tmp_path: Path):
    wish = Wish(spec=avatar_pb2.PartialSpec(choices={"hair_style": "mohawk"}))
    async with served(FakeEngine(), tmp_path) as client:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await client.stub.GenerateAvatar(Generate(wish=wish))
    assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    info = part(caught.value, ErrorInfo)
    assert (info.domain, info.reason) == ("moeforge", "UNKNOWN_TRAIT")
    assert info.metadata["field"] == "hair_style"
    assert "mohawk" in (caught.value.details() or "")


async def test_equal_requests_at_once_all_get_the_same_bytes(tmp_path: Path):
    async with served(FakeEngine(), tmp_path, workers=2) as client:
        calls = [client.stub.GenerateAvatar(Generate(wish=Wish(seed_only=1))) for _ in range(8)]
        made = await asyncio.gather(*calls)
    assert len({m.data for m in made}) == 1
