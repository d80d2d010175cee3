"""Nothing that a client sends may crash, hang or bloat the server, or look like a fault of the server's."""

import asyncio
import csv
import gzip
import json
import time
from pathlib import Path
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from server.fakes import Client, FakeEngine, served

from moeforge.prior import complete
from moeforge_api.v1 import avatar_pb2, avatar_service_pb2
from moeforge_api.v1 import avatar_service_pb2 as pb

HOSTILE = Path(__file__).resolve().parents[3] / "shared/data/hostile"
needs_hostile = pytest.mark.skipif(not HOSTILE.is_dir(), reason="the shared hostile inputs are not here")
FAULTS = {grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN, grpc.StatusCode.UNIMPLEMENTED}
METHODS = {
    "GenerateAvatar": False, "StreamAvatar": True, "GetAsset": True, "ListTraits": False, "ParsePrompt": False,
    "VaryRecipe": False, "MixRecipes": False, "InheritRecipes": False, "InterpolateRecipes": False,
}  # fmt: skip


async def _code(client: Client, method: str, body: bytes) -> grpc.StatusCode:
    """The status of raw bytes sent as a request; the server must answer a good request afterwards."""
    try:
        await asyncio.wait_for(client.raw(method, body, METHODS[method]), 10)
    except grpc.aio.AioRpcError as error:
        assert "Traceback" not in str(error)
        code = error.code()
    else:
        code = grpc.StatusCode.OK
    assert code not in FAULTS, (method, body[:40])
    assert (await client.stub.ListTraits(avatar_service_pb2.ListTraitsRequest())).choices
    return code


def _expected() -> dict[str, str]:
    with (HOSTILE / "manifest.csv").open(encoding="utf-8") as rows:
        return {row["file"]: row["expected"] for row in csv.DictReader(rows)}


def _field(number: int, payload: bytes) -> bytes:
    """A length-delimited field on the wire."""
    size, length = len(payload), b""
    while size > 127:
        length, size = length + bytes([size & 127 | 128]), size >> 7
    return bytes([number << 3 | 2]) + length + bytes([size]) + payload


@needs_hostile
async def test_hostile_protobuf(tmp_path: Path):
    expected = _expected()
    async with served(FakeEngine(), tmp_path) as client:
        for path in sorted((HOSTILE / "protobuf").iterdir()):
            codes = {m: await _code(client, m, path.read_bytes()) for m in METHODS}
            if expected[f"protobuf/{path.name}"] == "REJECT":
                assert codes["ParsePrompt"] == grpc.StatusCode.INVALID_ARGUMENT, path.name


@needs_hostile
async def test_hostile_prompts(tmp_path: Path):
    expected = _expected()
    async with served(FakeEngine(), tmp_path) as client:
        for path in sorted((HOSTILE / "prompts").iterdir()):
            raw = path.read_bytes()
            prompt = gzip.decompress(raw) if path.suffix == ".gz" else raw
            start = time.process_time()
            parsed = await _code(client, "ParsePrompt", _field(1, prompt))
            made = await _code(client, "GenerateAvatar", _field(1, _field(2, prompt)))
            assert time.process_time() - start < 2, path.name
            wanted = expected[f"prompts/{path.name}"]
            good = {"OK": {grpc.StatusCode.OK}, "REJECT": {grpc.StatusCode.INVALID_ARGUMENT}}
            allowed = good.get(wanted, {grpc.StatusCode.OK, grpc.StatusCode.INVALID_ARGUMENT})
            assert {parsed, made} <= allowed, path.name


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bodies=st.lists(st.binary(max_size=200), max_size=8))
async def test_random_bytes(tmp_path: Path, bodies: list[bytes]):
    async with served(FakeEngine(), tmp_path) as client:
        for body in bodies:
            for method in METHODS:
                await _code(client, method, body)


async def test_bytes_that_are_no_message_are_named_as_such(tmp_path: Path):
    async with served(FakeEngine(), tmp_path) as client:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await client.raw("GenerateAvatar", b"\xff\xff\xff")
    assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert "not a message" in (caught.value.details() or "")


async def test_unknown_fields_are_ignored_and_unknown_enums_refused(tmp_path: Path):
    async with served(FakeEngine(), tmp_path) as client:
        assert await _code(client, "GenerateAvatar", _field(15, b"from the future")) == grpc.StatusCode.OK
        for body in (b"\x10\x63", b"\x10\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"):
            assert await _code(client, "GenerateAvatar", body) == grpc.StatusCode.INVALID_ARGUMENT


@pytest.mark.parametrize(
    "name",
    [
        "",
        "..",
        "../../../../etc/passwd",
        "a/b/c/d/e/f/g",
        "abcdefg\0",
        "ABCDEFGH",
        "abcdefgh\n",
        "é" * 32,
        "a" * 65,
        "%2e%2e%2f%2e",
    ],
)
async def test_ids_with_path_tricks_are_refused(tmp_path: Path, name: str):
    async with served(FakeEngine(), tmp_path) as client:
        code = await _code(client, "GetAsset", avatar_service_pb2.GetAssetRequest(avatar_id=name).SerializeToString())
    assert code == grpc.StatusCode.INVALID_ARGUMENT


def _recipe(**changes: object) -> str:
    return json.dumps({**complete(1).to_dict(), **changes})


BAD_RECIPES = {
    "not json": "pink",
    "array": "[]",
    "deep": "[" * 30_000,
    "deep object": '{"a":' * 10_000,
    "huge number": '{"seed":' + "9" * 5000 + "}",
    "huge seed": _recipe(seed=10**400),
    "negative seed": _recipe(seed=-1),
    "float seed": _recipe(seed=1.5),
    "true seed": _recipe(seed=True),
    "unknown field": _recipe(surprise=1),
    "unknown version": _recipe(v=99),
    "list version": _recipe(v=[]),
    "surrogate title": _recipe(title="\ud800"),
    "control title": _recipe(author="a\nb"),
    "list licence": _recipe(licence=["CC0-1.0"]),
    "list choice": _recipe(choices={**complete(1).choices, "hair_style": []}),
    "dict choice": _recipe(choices={**complete(1).choices, "hair_style": {}}),
    "number choice": _recipe(choices={**complete(1).choices, "hair_style": 7}),
    "list colour": _recipe(colors={**complete(1).colors, "hair": []}),
    "huge slider": _recipe(sliders={**complete(1).sliders, "height": 10**400}),
    "nan slider": _recipe(sliders={**complete(1).sliders, "height": float("nan")}),
    "infinite slider": _recipe(sliders={**complete(1).sliders, "height": float("inf")}),
    "list in accessories": _recipe(accessories=[[]]),
    "dict in accessories": _recipe(accessories=[{}]),
    "number in accessories": _recipe(accessories=[1]),
    "surrogate accessory": _recipe(accessories=["\ud800"]),
    "many accessories": _recipe(accessories=["ahoge"] * 5000 + ["x"]),
    "unknown part": _recipe(part_seeds={"nose": 1}),
    "bad part seed": _recipe(part_seeds={"hair": []}),
    "missing choices": json.dumps({"seed": 1}),
    "unknown mixed part": _recipe(mixes={"nose": [[1, 0.5], [2, 0.5]]}),
    "endless mix": _recipe(mixes={"iris": [[i, 0.5] for i in range(5000)]}),
    "mix of one": _recipe(mixes={"iris": [[1, 0.5]]}),
    "mix of text": _recipe(mixes={"iris": ["ab", "cd"]}),
    "mix of nan": _recipe(mixes={"iris": [[1, float("nan")], [2, 0.5]]}),
    "huge mix seed": _recipe(mixes={"iris": [[10**400, 0.5], [2, 0.5]]}),
    "deep mix": _recipe(mixes={"iris": [[[[[]]]], [2, 0.5]]}),
    "list decal": _recipe(decal=[]),
    "long decal": _recipe(decal="0" * 5000),
    "decal without its file": _recipe(decal="0" * 16),
}


async def test_bad_recipes_are_refused(tmp_path: Path):
    async with served(FakeEngine(), tmp_path) as client:
        for name, recipe in BAD_RECIPES.items():
            body = avatar_service_pb2.GenerateAvatarRequest(wish=avatar_pb2.AvatarWish(recipe=recipe))
            code = await _code(client, "GenerateAvatar", body.SerializeToString())
            assert code == grpc.StatusCode.INVALID_ARGUMENT, name


async def test_bad_recipes_have_no_offspring(tmp_path: Path):
    good = complete(1).recipe
    async with served(FakeEngine(), tmp_path) as client:
        for name, recipe in BAD_RECIPES.items():
            if name == "decal without its file":  # it names one, and that is all its children need
                continue
            bodies = {
                "VaryRecipe": pb.VaryRecipeRequest(recipe=recipe),
                "MixRecipes": pb.MixRecipesRequest(first_recipe=good, second_recipe=recipe),
                "InheritRecipes": pb.InheritRecipesRequest(first_recipe=recipe, second_recipe=good),
                "InterpolateRecipes": pb.InterpolateRecipesRequest(first_recipe=good, second_recipe=recipe, steps=2),
            }
            for method, body in bodies.items():
                code = await _code(client, method, body.SerializeToString())
                assert code == grpc.StatusCode.INVALID_ARGUMENT, (name, method)


_ANY = st.floats() | st.floats(0, 1)
_NAME = st.text(max_size=70) | st.sampled_from(["hair", "rest", "colors", "parts.iris", "cat_ears", "style"])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    amount=_ANY,
    names=st.lists(_NAME, max_size=70),
    count=st.integers(0, 2**32 - 1) | st.integers(0, 3),
    seed=st.integers(0, 2**64 - 1),
    weights=st.dictionaries(_NAME, _ANY, max_size=70),
)
async def test_any_numbers_and_names_of_offspring(
    tmp_path: Path, amount: float, names: list[str], count: int, seed: int, weights: dict[str, float]
):
    a, b = complete(1).recipe, complete(2).recipe
    bodies = {
        "VaryRecipe": pb.VaryRecipeRequest(recipe=a, amount=amount, keep=names, count=count, seed=seed),
        "MixRecipes": pb.MixRecipesRequest(first_recipe=a, second_recipe=b, weights=weights),
        "InheritRecipes": pb.InheritRecipesRequest(first_recipe=a, second_recipe=b, seed=seed, count=count),
        "InterpolateRecipes": pb.InterpolateRecipesRequest(first_recipe=a, second_recipe=b, at=amount),
    }
    async with served(FakeEngine(), tmp_path) as client:
        for method, body in bodies.items():
            code = await _code(client, method, body.SerializeToString())
            assert code in {grpc.StatusCode.OK, grpc.StatusCode.INVALID_ARGUMENT}


@needs_hostile
async def test_hostile_pictures_as_style_and_as_decal(tmp_path: Path):
    expected = _expected()
    async with served(FakeEngine(), tmp_path) as client:
        for path in sorted((HOSTILE / "images").iterdir()):
            wishes = (
                avatar_pb2.AvatarWish(seed_only=1, decal=path.read_bytes()),
                avatar_pb2.AvatarWish(seed_only=1, style=avatar_pb2.Style(picture=path.read_bytes())),
            )
            for wish in wishes:
                code = await _code(client, "GenerateAvatar", pb.GenerateAvatarRequest(wish=wish).SerializeToString())
                wanted = expected.get(f"images/{path.name}", "")
                assert code in {grpc.StatusCode.OK, grpc.StatusCode.INVALID_ARGUMENT}, path.name
                if wanted in ("OK", "REJECT"):
                    assert (code == grpc.StatusCode.OK) == (wanted == "OK"), path.name


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
_PATHS = [("seed",), ("choices",), ("choices", "hair_style"), ("colors", "hair"), ("sliders", "height"),
          ("accessories",), ("part_seeds",), ("part_seeds", "hair"), ("mixes",), ("mixes", "iris"), ("decal",),
          ("accessory_colors",), ("title",), ("licence",), ("texture_source",), ("v",)]  # fmt: skip


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(st.tuples(st.sampled_from(_PATHS), _JSON), max_size=8))
async def test_any_value_anywhere_in_a_recipe(tmp_path: Path, values: list[tuple[tuple[str, ...], Any]]):
    async with served(FakeEngine(), tmp_path) as client:
        for path, value in values:
            recipe: dict[str, Any] = complete(1).to_dict()
            place: dict[str, Any] = recipe if len(path) == 1 else {**recipe.get(path[0], {})}
            place[path[-1]] = value
            recipe = place if len(path) == 1 else {**recipe, path[0]: place}
            body = avatar_service_pb2.GenerateAvatarRequest(wish=avatar_pb2.AvatarWish(recipe=json.dumps(recipe)))
            await _code(client, "GenerateAvatar", body.SerializeToString())


async def test_a_request_above_the_limit_is_refused(tmp_path: Path):
    async with served(FakeEngine(), tmp_path, max_request_bytes=100_000) as client:
        assert await _code(client, "ParsePrompt", _field(1, b"x" * 100_001)) == grpc.StatusCode.RESOURCE_EXHAUSTED


async def test_compressed_requests_cannot_swell(tmp_path: Path):
    async with served(FakeEngine(), tmp_path, max_request_bytes=100_000) as client:
        call = client.channel.unary_unary("/moeforge_api.v1.AvatarService/ParsePrompt")
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await call(_field(1, b"x" * 50_000_000), compression=grpc.Compression.Gzip)
        assert caught.value.code() not in {grpc.StatusCode.INTERNAL, grpc.StatusCode.UNKNOWN}
        assert (await client.stub.ListTraits(avatar_service_pb2.ListTraitsRequest())).choices


_REFLECTION = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"


@pytest.mark.parametrize("path", ["/grpc.health.v1.Health/Check", "/grpc.health.v1.Health/Watch", _REFLECTION])
async def test_the_other_services_refuse_noise_too(tmp_path: Path, path: str):
    async with served(FakeEngine(), tmp_path) as client:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            async for _ in client.channel.stream_stream(path)(iter([b"\xff\xff\xff"])):
                pass
        assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT
        check = client.channel.unary_unary(
            "/grpc.health.v1.Health/Check",
            request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
            response_deserializer=health_pb2.HealthCheckResponse.FromString,
        )
        assert (await check(health_pb2.HealthCheckRequest())).status == health_pb2.HealthCheckResponse.SERVING


async def test_no_message_or_two_where_one_belongs(tmp_path: Path):
    path = "/moeforge_api.v1.AvatarService/ListTraits"
    async with served(FakeEngine(), tmp_path) as client:
        for bodies in ([], [b"", b""]):
            try:
                async for _ in client.channel.stream_stream(path)(iter(bodies), timeout=5):
                    pass
            except grpc.aio.AioRpcError as error:
                assert "Traceback" not in str(error)
        assert (await client.stub.ListTraits(avatar_service_pb2.ListTraitsRequest())).choices


async def test_noise_on_the_socket(tmp_path: Path):
    async with served(FakeEngine(), tmp_path) as client:
        for noise in (b"GET / HTTP/1.1\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\xff" * 4000, b"\0" * 100_000):
            reader, writer = await asyncio.open_connection("127.0.0.1", client.running.port)
            writer.write(noise)
            writer.close()
            await asyncio.wait({asyncio.ensure_future(reader.read(1000))}, timeout=2)
        assert (await client.stub.ListTraits(avatar_service_pb2.ListTraitsRequest())).choices
