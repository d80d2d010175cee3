"""The real studio behind the server: whole files over the wire, the same as without a server."""

from io import BytesIO
from pathlib import Path

import grpc
import pytest
from PIL import Image
from server.fakes import served

from moeforge import pipeline
from moeforge.errors import ModelError
from moeforge.prior import complete
from moeforge.spec import from_recipe
from moeforge.template import lod
from moeforge.template.head import POSE_SETS
from moeforge_api.v1 import avatar_pb2, avatar_service_pb2
from moeforge_exporters.delivery import deliver
from moeforge_exporters.inspect import inspect
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.portrait import VIEWS
from moeforge_exporters.registry import EXPORTERS
from moeforge_server.convert import EXTRA_EXPRESSIONS, FORMATS, LODS, MORPHS, PORTRAIT_VIEWS, SOURCES, TEXTURES
from moeforge_server.studio import StudioEngine

PAINTED = avatar_pb2.AvatarWish(seed_only=11, texture_source=avatar_pb2.TEXTURE_SOURCE_PAINTER)
SIGNS = {
    avatar_pb2.ASSET_FORMAT_GLB: b"glTF",
    avatar_pb2.ASSET_FORMAT_VRM1: b"glTF",
    avatar_pb2.ASSET_FORMAT_VRM0: b"glTF",
    avatar_pb2.ASSET_FORMAT_PNG: b"\x89PNG",
}


@pytest.fixture(scope="module")
def engine() -> StudioEngine:
    return StudioEngine(pipeline.Studio(None))


async def test_every_format_arrives_and_is_what_the_exporter_writes(tmp_path: Path, engine: StudioEngine):
    spec = complete(11, texture_source="painter")
    async with served(engine, tmp_path) as client:
        for format_, sign in SIGNS.items():
            options = avatar_pb2.ExportOptions(portrait_size=64)
            request = avatar_service_pb2.GenerateAvatarRequest(wish=PAINTED, format=format_, options=options)
            made = await client.stub.GenerateAvatar(request)
            data = made.data
            assert data.startswith(sign)
            assert made.avatar.recipe == spec.recipe
            if name := FORMATS[format_] if FORMATS[format_] in EXPORTERS else "":
                scene = pipeline.build(spec, pipeline.Studio(None))
                assert data == deliver(scene, name, ExportOptions())


async def test_extra_expressions_and_level_of_detail_reach_the_figure(tmp_path: Path, engine: StudioEngine):
    extra = [avatar_pb2.EXPRESSION_SET_OCULUS, avatar_pb2.EXPRESSION_SET_ARKIT, avatar_pb2.EXPRESSION_SET_ARKIT]
    options = avatar_pb2.ExportOptions(extra_expressions=extra, level_of_detail=avatar_pb2.LEVEL_OF_DETAIL_MOBILE)
    async with served(engine, tmp_path) as client:
        plain = await client.stub.GenerateAvatar(avatar_service_pb2.GenerateAvatarRequest(wish=PAINTED))
        rich = await client.stub.GenerateAvatar(avatar_service_pb2.GenerateAvatarRequest(wish=PAINTED, options=options))
    before, after = inspect(plain.data), inspect(rich.data)
    assert after.triangles < 0.8 * before.triangles
    assert len(after.description.expressions) == 18 + 52 + 15
    assert list(rich.asset.options.extra_expressions) == sorted(set(extra))


async def test_progress_names_the_stages_of_the_pipeline(tmp_path: Path, engine: StudioEngine):
    request = avatar_service_pb2.StreamAvatarRequest(wish=PAINTED)
    async with served(engine, tmp_path) as client:
        events = [e async for e in client.stub.StreamAvatar(request)]
    stages = [e.progress.stage for e in events if e.WhichOneof("event") == "progress"]
    assert stages == ["start", "geometry", "paint", "textures", "rig", "write", "done"]


async def test_a_missing_generator_is_failed_precondition_and_says_so(tmp_path: Path, engine: StudioEngine):
    async with served(engine, tmp_path) as client:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await client.stub.GenerateAvatar(avatar_service_pb2.GenerateAvatarRequest())
    assert caught.value.code() == grpc.StatusCode.FAILED_PRECONDITION
    assert "painter" in (caught.value.details() or "")


def test_tables_of_the_protos_name_all_that_there_is():
    assert set(FORMATS.values()) == {*EXPORTERS, "png"}
    assert set(PORTRAIT_VIEWS.values()) == set(VIEWS)
    assert set(PORTRAIT_VIEWS) == set(avatar_pb2.PortraitView.values())
    assert set(FORMATS) == set(avatar_pb2.AssetFormat.values())
    assert set(MORPHS) == set(avatar_pb2.MorphStorage.values())
    assert {0, *EXTRA_EXPRESSIONS} == set(avatar_pb2.ExpressionSet.values())
    assert set(LODS) == set(avatar_pb2.LevelOfDetail.values())
    assert set(LODS.values()) == set(lod.LODS)
    assert {"vrm", *EXTRA_EXPRESSIONS.values()} == set(POSE_SETS)
    assert set(TEXTURES) == set(avatar_pb2.TextureFormat.values())
    assert {0, *SOURCES} == set(avatar_pb2.TextureSource.values())


async def test_the_installed_models_paint_a_default_avatar(tmp_path: Path):
    try:
        installed = StudioEngine.load(None, threads=1)
    except ModelError as error:
        pytest.skip(f"no models are installed: {error}")
    request = avatar_service_pb2.GenerateAvatarRequest(wish=avatar_pb2.AvatarWish(prompt="粉色双马尾，猫耳，水手服"))
    async with served(installed, tmp_path) as client:
        made = await client.stub.GenerateAvatar(request)
        request.format = avatar_pb2.ASSET_FORMAT_GLB
        figure = await client.stub.GenerateAvatar(request)
    assert made.avatar.traits.choices["hair_style"] == "twintails"
    assert made.avatar.texture_source == avatar_pb2.TEXTURE_SOURCE_GAN
    assert made.data.startswith(b"glTF")
    assert figure.avatar == made.avatar


async def test_a_child_with_a_decal_fits_a_target_and_is_fetched_again(tmp_path: Path, engine: StudioEngine):
    mother, father = (complete(seed, texture_source="painter").recipe for seed in (3, 4))
    picture = BytesIO()
    Image.new("RGB", (50, 50), "lime").save(picture, "PNG")
    options = avatar_pb2.ExportOptions(target="vrchat-pc-excellent", level_of_detail=avatar_pb2.LEVEL_OF_DETAIL_MOBILE)
    async with served(engine, tmp_path) as client:
        born = await client.stub.InheritRecipes(
            avatar_service_pb2.InheritRecipesRequest(first_recipe=mother, second_recipe=father, seed=2)
        )
        wish = avatar_pb2.AvatarWish(recipe=born.avatars[0].recipe, decal=picture.getvalue())
        made = await client.stub.GenerateAvatar(avatar_service_pb2.GenerateAvatarRequest(wish=wish, options=options))
        assert made.asset.format == avatar_pb2.ASSET_FORMAT_VRM0
        assert inspect(made.data).kind == "vrm0"
        glb = avatar_service_pb2.GetAssetRequest(avatar_id=made.avatar.id, format=avatar_pb2.ASSET_FORMAT_GLB)
        again = b"".join([event.chunk.data async for event in client.stub.GetAsset(glb)])
    spec = from_recipe(made.avatar.recipe)
    scene = pipeline.build(spec, pipeline.Studio(None), decal=picture.getvalue())
    assert again == deliver(scene, "glb", ExportOptions())
