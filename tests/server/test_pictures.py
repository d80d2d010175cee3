"""A picture over the wire: what was read comes back, words win, unfit pictures and boxes are refused by name."""

import asyncio
from pathlib import Path

import grpc
import pytest
from core.portraits import Face, drawn, encoded
from google.rpc.error_details_pb2 import ErrorInfo
from PIL import Image
from server.fakes import FakeEngine, Gate, part, served, until
from waiting import PATIENCE_S

from moeforge.decal import MAX_BYTES
from moeforge.errors import MoeforgeError, TooLargeError
from moeforge.understand.picture.crop import FaceBox
from moeforge.understand.picture.read import read
from moeforge.understand.reading import PictureReading
from moeforge_api.v1 import avatar_pb2, avatar_service_pb2
from moeforge_cli import remote
from moeforge_cli.remote import PICTURE_BYTES
from moeforge_server import guard
from moeforge_server.pictures import AT_ONCE, WAITING

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
    wishes = (
        (
            Wish(picture=bytes(PICTURE_BYTES + 1)),
            f"a picture has at most {PICTURE_BYTES} bytes (8 MiB), not 8388609 bytes",
        ),
        (Wish(picture=bytes(19 << 20)), "not 19922944 bytes"),
        (Wish(style=avatar_pb2.Style(picture=bytes(PICTURE_BYTES + 1))), "save it as a JPEG"),
        (Wish(decal=bytes(MAX_BYTES + 1)), f"a decal has at most {MAX_BYTES} bytes (2 MiB), not 2097153 bytes"),
        (Wish(title="x" * 100), "not 100 characters"),
        (Wish(licence="x" * 40), f"not '{'x' * 40}'"),
    )
    async with served(FakeEngine(), tmp_path) as client:
        for wish, words in wishes:
            with pytest.raises(grpc.aio.AioRpcError, match="at most") as caught:
                await client.stub.GenerateAvatar(Generate(wish=wish))
            assert caught.value.code() == grpc.StatusCode.INVALID_ARGUMENT
            assert words in str(caught.value.details())


async def test_as_much_as_may_come_at_once_is_read(tmp_path: Path):
    """Every picture at its limit: the request is within the server's, and the first is refused for what it shows."""
    wish = Wish(picture=PICTURE.ljust(PICTURE_BYTES, b"\0"), decal=PICTURE.ljust(MAX_BYTES, b"\0"), prompt="x" * 4000)
    wish.style.picture = PICTURE.ljust(PICTURE_BYTES, b"\0")
    async with served(FakeEngine(), tmp_path) as client:
        assert (await client.stub.GenerateAvatar(Generate(wish=wish))).avatar.understanding.picture.traits


async def test_more_pictures_than_may_wait_are_asked_to_come_back(tmp_path: Path):
    gate = Gate()

    class Slow(FakeEngine):
        def see(self, picture: bytes, face: FaceBox | None) -> PictureReading:
            gate()
            return super().see(picture, face)

    async with served(Slow(), tmp_path, queue_size=64) as client:
        calls = [client.stub.GenerateAvatar(Generate(wish=Wish(picture=PICTURE))) for _ in range(AT_ONCE + WAITING + 3)]
        outcomes = asyncio.gather(*calls, return_exceptions=True)
        await until(lambda: sum(call.done() for call in calls) == 3)
        gate.open()
        refused = [error for error in await outcomes if isinstance(error, grpc.aio.AioRpcError)]
    assert [part(error, ErrorInfo).reason for error in refused] == ["BUSY"] * 3
    assert all("pictures are being read" in str(error.details()) for error in refused)


async def test_after_many_pictures_memory_is_handed_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    given: list[bool] = []
    monkeypatch.setattr(guard, "give_back", lambda: given.append(True))
    monkeypatch.setattr(guard, "MUCH", 3 * len(PICTURE))
    monkeypatch.setattr(guard, "REST_S", 0.0)
    async with served(FakeEngine(), tmp_path) as client:
        for _ in range(2):
            await client.stub.GenerateAvatar(Generate(wish=Wish(picture=PICTURE)))
        assert given == []
        await client.stub.GenerateAvatar(Generate(wish=Wish(picture=PICTURE)))
        await until(lambda: given == [True])


async def test_the_python_client_says_how_large_a_picture_is_and_what_helps(tmp_path: Path):
    with pytest.raises(TooLargeError, match=r"8388609 bytes.*8 MiB.*JPEG"):
        remote.Wish("photo", picture=bytes(PICTURE_BYTES + 1)).message()

    def ask(port: int, size: int) -> bytes:
        with remote.Client(f"localhost:{port}", PATIENCE_S) as client:
            return client.generate(remote.Wish("photo", picture=PICTURE.ljust(size, b"\0")), "glb", lambda *_: None)

    async with served(FakeEngine(), tmp_path, max_request_bytes=100_000) as client:
        assert len(await asyncio.to_thread(ask, client.running.port, 90_000)) == 1000
        with pytest.raises(MoeforgeError, match=r"RESOURCE_EXHAUSTED.*has 2000\d\d bytes.*--max-request-bytes"):
            await asyncio.to_thread(ask, client.running.port, 200_000)
