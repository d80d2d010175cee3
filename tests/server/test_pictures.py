"""A picture over the wire: what was read comes back, words win, unfit pictures and boxes are refused by name."""

from pathlib import Path

import grpc
import pytest
from core.portraits import Face, drawn, encoded
from google.rpc.error_details_pb2 import ErrorInfo
from PIL import Image
from server.fakes import FakeEngine, part, served

from moeforge.understand.picture.read import read
from moeforge_api.v1 import avatar_pb2, avatar_service_pb2

Generate = avatar_service_pb2.GenerateAvatarRequest
Wish = avatar_pb2.AvatarWish
PICTURE = encoded(drawn(Face()))


async def test_a_picture_is_read_and_the_reply_tells_what(tmp_path: Path):
    async with served(FakeEngine(), tmp_path) as client:
        first = await client.stub.GenerateAvatar(Generate(wish=Wish(picture=PICTURE)))
        again = await client.stub.GenerateAvatar(Generate(wish=Wish(picture=PICTURE)))
    assert first.avatar.recipe == again.avatar.recipe
    seen = first.avatar.understanding.picture
    wanted = read(PICTURE)
    assert [(t.trait, t.value, t.used) for t in seen.traits] == [(t.trait, t.value, t.used) for t in wanted.traits]
    assert first.avatar.traits.colors["hair"] == wanted.wish.colors["hair"]
    assert seen.face.left == pytest.approx(wanted.face.x) and seen.face.bottom > seen.face.top
    assert "hair_style" in seen.left_open


async def test_words_and_traits_win_and_the_stream_takes_pictures_too(tmp_path: Path):
    words = Wish(picture=PICTURE, prompt="red hair, qwertyuiop")
    traits = Wish(picture=PICTURE, spec=avatar_pb2.PartialSpec(colors={"hair": "#112233"}))
    async with served(FakeEngine(), tmp_path) as client:
        request = avatar_service_pb2.StreamAvatarRequest(wish=words)
        (made,) = [e.made async for e in client.stub.StreamAvatar(request) if e.HasField("made")]
        stated = await client.stub.GenerateAvatar(Generate(wish=traits))
    assert made.avatar.traits.colors["skin"] == read(PICTURE).wish.colors["skin"]
    assert made.avatar.traits.colors["hair"] != read(PICTURE).wish.colors["hair"]
    assert [s.text for s in made.avatar.understanding.unmatched] == ["qwertyuiop"]
    assert stated.avatar.traits.colors["hair"] == "#112233"


BOX = avatar_pb2.FaceBox(left=70, top=60, right=170, bottom=180)


@pytest.mark.parametrize(
    ("wish", "reason"),
    [
        (Wish(picture=encoded(Image.linear_gradient("L"))), "NO_FACE"),
        (Wish(picture=PICTURE[:300]), "BAD_SPEC"),
        (Wish(picture=PICTURE, seed_only=3), "RULE"),
        (Wish(picture=PICTURE, recipe="{}"), "RULE"),
        (Wish(prompt="pink hair", face=BOX), "RULE"),
        (Wish(picture=PICTURE, face=avatar_pb2.FaceBox(left=9, top=1, right=2, bottom=5)), "RULE"),
        (Wish(picture=PICTURE, face=avatar_pb2.FaceBox(left=900, top=900, right=950, bottom=950)), "NO_FACE"),
        (Wish(picture=bytes((3 << 20) + 1)), "RULE"),
    ],
)
async def test_unfit_wishes_are_refused_by_name(tmp_path: Path, wish: avatar_pb2.AvatarWish, reason: str):
    async with served(FakeEngine(), tmp_path) as client:
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await client.stub.GenerateAvatar(Generate(wish=wish))
    assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert part(caught.value, ErrorInfo).reason == reason


async def test_nothing_of_the_picture_is_kept(tmp_path: Path):
    async with served(FakeEngine(), tmp_path) as client:
        answer = await client.stub.GenerateAvatar(Generate(wish=Wish(picture=PICTURE, face=BOX)))
    assert PICTURE[100:200] not in answer.SerializeToString()
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or PICTURE[100:200] not in path.read_bytes()


async def test_what_is_too_long_is_said_by_its_length(tmp_path: Path):
    async with served(FakeEngine(), tmp_path) as client:
        wishes = (
            (avatar_pb2.AvatarWish(picture=bytes(3_200_000)), "not 3200000 bytes"),
            (avatar_pb2.AvatarWish(title="x" * 100), "not 100 characters"),
            (avatar_pb2.AvatarWish(licence="x" * 40), f"not '{'x' * 40}'"),
        )
        for wish, words in wishes:
            with pytest.raises(grpc.aio.AioRpcError, match="at most") as caught:
                await client.stub.GenerateAvatar(avatar_service_pb2.GenerateAvatarRequest(wish=wish))
            assert words in str(caught.value.details())
