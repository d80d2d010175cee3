"""Recipes out of recipes over gRPC, and what a wish may carry beside words."""

import asyncio
from io import BytesIO
from pathlib import Path

import grpc
import pytest
from PIL import Image
from server.fakes import Client, FakeEngine, served

from moeforge import recipes
from moeforge.decal import with_decal
from moeforge.prior import complete
from moeforge.spec import AvatarSpec, from_recipe
from moeforge_api.v1 import avatar_pb2
from moeforge_api.v1 import avatar_service_pb2 as pb
from moeforge_exporters.targets import TARGETS

A, B = complete(1), complete(2)
ONE = avatar_pb2.AvatarWish(seed_only=1)
BOTH = {"first_recipe": A.recipe, "second_recipe": B.recipe}


def png(color: str, **info: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (30, 30), color).save(
        out, "JPEG" if info else "PNG", **({"comment": info["note"]} if info else {})
    )
    return out.getvalue()


async def test_they_are_the_core_s_own(tmp_path: Path):
    async with served(FakeEngine(), tmp_path) as client:
        varied = await client.stub.VaryRecipe(pb.VaryRecipeRequest(recipe=A.recipe, amount=0.5, keep=["hair"], count=3))
        mixed = await client.stub.MixRecipes(pb.MixRecipesRequest(**BOTH, weights={"iris": 0.3}))
        born = await client.stub.InheritRecipes(pb.InheritRecipesRequest(**BOTH, seed=9, count=2))
        steps = await client.stub.InterpolateRecipes(
            pb.InterpolateRecipesRequest(first_recipe=A.recipe, second_recipe=B.recipe, steps=4)
        )
        point = await client.stub.InterpolateRecipes(
            pb.InterpolateRecipesRequest(first_recipe=A.recipe, second_recipe=B.recipe, at=0.25)
        )
    assert [a.recipe for a in varied.avatars] == [s.recipe for s in recipes.variants(A, 0.5, ("hair",), 3)]
    assert mixed.avatar.recipe == recipes.mix(A, B, {"iris": 0.3}).recipe
    assert [a.recipe for a in born.avatars] == [recipes.inherit(A, B, seed).recipe for seed in (9, 10)]
    assert [a.recipe for a in steps.avatars] == [s.recipe for s in recipes.way(A, B, 4)]
    assert point.avatars[0].recipe == recipes.interpolate(A, B, 0.25).recipe
    assert varied.avatars[0].traits.choices["hair_style"] == A.choices["hair_style"]


async def _refused(client: Client, wish: avatar_pb2.AvatarWish) -> grpc.aio.AioRpcError:
    with pytest.raises(grpc.aio.AioRpcError) as caught:
        await client.stub.GenerateAvatar(pb.GenerateAvatarRequest(wish=wish))
    return caught.value


async def test_a_decal_has_to_come_with_its_recipe_and_can_be_fetched_again(tmp_path: Path):
    picture = png("lime", note="taken at home")
    async with served(FakeEngine(size=50_000), tmp_path) as client:
        wish = avatar_pb2.AvatarWish(seed_only=1, decal=picture)
        made = await client.stub.GenerateAvatar(pb.GenerateAvatarRequest(wish=wish))
        assert from_recipe(made.avatar.recipe) == with_decal(A, picture)
        again = avatar_pb2.AvatarWish(recipe=made.avatar.recipe)
        error = await _refused(client, again)
        assert (error.code(), "same file" in str(error.details())) == (grpc.StatusCode.INVALID_ARGUMENT, True)
        whole = await client.stub.GenerateAvatar(
            pb.GenerateAvatarRequest(wish=avatar_pb2.AvatarWish(recipe=made.avatar.recipe, decal=picture))
        )
        assert whole.data == made.data
        glb = pb.GetAssetRequest(avatar_id=made.avatar.id, format=avatar_pb2.ASSET_FORMAT_GLB)
        assert [e async for e in client.stub.GetAsset(glb)]
    kept = b"".join(p.read_bytes() for p in tmp_path.rglob("*") if p.is_file())
    assert b"taken at home" not in kept


async def test_styles_by_name_by_picture_and_their_strength(tmp_path: Path):
    async with served(FakeEngine(), tmp_path) as client:

        async def spec(style: avatar_pb2.Style) -> AvatarSpec:
            wish = avatar_pb2.AvatarWish(seed_only=1, style=style)
            return from_recipe((await client.stub.GenerateAvatar(pb.GenerateAvatarRequest(wish=wish))).avatar.recipe)

        named = await spec(avatar_pb2.Style(name="watercolor", strength=0.4))
        assert (named.choices["style"], named.style_strength) == ("watercolor", 0.4)
        pictured = await spec(avatar_pb2.Style(picture=png("navy")))
        assert pictured.style_params
        assert pictured.style_strength == 0.8
        for style in (avatar_pb2.Style(name="baroque"), avatar_pb2.Style(picture=b"no picture")):
            error = await _refused(client, avatar_pb2.AvatarWish(seed_only=1, style=style))
            assert error.code() == grpc.StatusCode.INVALID_ARGUMENT


async def test_targets_are_listed_decide_the_format_and_are_named_when_unknown(tmp_path: Path):
    async with served(FakeEngine(), tmp_path) as client:
        listed = (await client.stub.ListTraits(pb.ListTraitsRequest())).targets
        assert list(listed) == list(TARGETS)
        for name in listed:
            options = avatar_pb2.ExportOptions(target=name)
            made = await client.stub.GenerateAvatar(pb.GenerateAvatarRequest(wish=ONE, options=options))
            assert made.asset.options.target == name
            again = pb.GetAssetRequest(avatar_id=made.avatar.id, format=made.asset.format, options=made.asset.options)
            assert (await anext(aiter(client.stub.GetAsset(again)))).asset == made.asset
        options = avatar_pb2.ExportOptions(target="moon")
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await client.stub.GenerateAvatar(pb.GenerateAvatarRequest(wish=ONE, options=options))
        assert caught.value.code() == grpc.StatusCode.NOT_FOUND


async def test_many_pictures_at_once_are_read_in_turn(tmp_path: Path):
    async with served(FakeEngine(), tmp_path, queue_size=64) as client:
        wishes = [avatar_pb2.AvatarWish(seed_only=i, decal=png("red")) for i in range(12)]
        calls = [client.stub.GenerateAvatar(pb.GenerateAvatarRequest(wish=w)) for w in wishes]
        assert len({a.avatar.id for a in await asyncio.gather(*calls)}) == 12
