"""TLS and tokens: who gets in, what the others are told, and settings that cannot be."""

import itertools
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import grpc
import pytest
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2
from server.fakes import FakeEngine, part, served
from structlog.testing import capture_logs
from waiting import PATIENCE_S

from moeforge.errors import MoeforgeError
from moeforge_api.v1 import avatar_pb2, avatar_service_pb2
from moeforge_cli.remote import Client, Wish
from moeforge_server import exposure, tls
from moeforge_server.errors import SettingError
from moeforge_server.tokens import Tokens, read_tokens

TOKEN, OTHER = "0123456789abcdef-first", "0123456789abcdef-second"
LIST = "/moeforge_api.v1.AvatarService/ListTraits"
needs_openssl = pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the test's certificate")
Pair = tuple[Path, Path]


def pair(folder: Path, *more: str) -> Pair:
    """A certificate of this machine, signed by itself, and its key."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-days", "2"]
    command += ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"]
    command += ["-keyout", str(key), "-out", str(cert), *(more or ("-nodes",))]
    subprocess.run(command, check=True, capture_output=True)
    return cert, key


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return pair(tmp_path_factory.mktemp("own"))


@pytest.fixture
def tokens(tmp_path: Path) -> Path:
    file = tmp_path / "tokens.txt"
    file.write_text(f"# the game\n{TOKEN}\n\n# the web page\n{OTHER}\n", encoding="utf-8")
    return file


def bearer(token: str, scheme: str = "Bearer") -> tuple[tuple[str, str], ...]:
    return (("authorization", f"{scheme} {token}"),)


@needs_openssl
async def test_a_call_over_tls_with_a_token_by_grpcs_own_credentials(tmp_path: Path, own: Pair, tokens: Path):
    flags = {"tls_cert": own[0], "tls_key": own[1], "token_file": tokens}
    async with served(FakeEngine(), tmp_path / "store", **flags) as client:
        address = f"localhost:{client.running.port}"
        line = grpc.ssl_channel_credentials(own[0].read_bytes())
        both = grpc.composite_channel_credentials(line, grpc.access_token_call_credentials(OTHER))
        async with grpc.aio.secure_channel(address, both) as channel:
            assert await channel.unary_unary(LIST)(b"")
        async with grpc.aio.secure_channel(address, line) as channel:
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await channel.unary_unary(LIST)(b"")
            assert caught.value.code() == grpc.StatusCode.UNAUTHENTICATED
        with pytest.raises(grpc.aio.AioRpcError) as caught:  # the fixture's own channel speaks no TLS
            await client.channel.unary_unary(LIST)(b"", timeout=PATIENCE_S)
        assert caught.value.code() == grpc.StatusCode.UNAVAILABLE


@needs_openssl
async def test_a_certificate_that_is_not_trusted_is_not_spoken_to(tmp_path: Path, own: Pair):
    (tmp_path / "other").mkdir()
    other = pair(tmp_path / "other")
    async with served(FakeEngine(), tmp_path / "store", tls_cert=own[0], tls_key=own[1]) as client:
        trusted = grpc.ssl_channel_credentials(other[0].read_bytes())
        async with grpc.aio.secure_channel(f"localhost:{client.running.port}", trusted) as channel:
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await channel.unary_unary(LIST)(b"", timeout=PATIENCE_S)
    assert caught.value.code() == grpc.StatusCode.UNAVAILABLE


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ((), "missing"),
        (bearer(""), "not known"),
        (bearer(TOKEN[:-1]), "not known"),
        (bearer(TOKEN + "x"), "not known"),
        (bearer(TOKEN, "Basic"), "not known"),
        ((("authorization", TOKEN),), "not known"),
        ((("token", TOKEN),), "missing"),
    ],
)
async def test_without_a_known_token_nothing_is_read(tmp_path: Path, tokens: Path, sent, words):
    engine = FakeEngine()
    async with served(engine, tmp_path / "store", token_file=tokens) as client:
        calls = (
            client.stub.GenerateAvatar(avatar_service_pb2.GenerateAvatarRequest(), metadata=sent),
            client.channel.unary_unary(LIST)(b"no message \xff", metadata=sent),
            client.stub.StreamAvatar(avatar_service_pb2.StreamAvatarRequest(), metadata=sent).read(),
        )
        for call in calls:
            with pytest.raises(grpc.aio.AioRpcError) as caught:
                await call
            assert caught.value.code() == grpc.StatusCode.UNAUTHENTICATED
            assert words in str(caught.value.details())
            assert "Bearer TOKEN" in str(caught.value.details())
            assert part(caught.value, error_details_pb2.ErrorInfo).reason == "UNAUTHENTICATED"
    assert engine.started == 0


@pytest.mark.parametrize("sent", [bearer(TOKEN), bearer(OTHER), bearer(TOKEN, "bearer")])
async def test_each_token_of_the_file_lets_in(tmp_path: Path, tokens: Path, sent):
    async with served(FakeEngine(), tmp_path / "store", token_file=tokens) as client:
        request = avatar_service_pb2.GenerateAvatarRequest(wish=avatar_pb2.AvatarWish(seed_only=7))
        assert (await client.stub.GenerateAvatar(request, metadata=sent)).data


async def test_health_is_open_reflection_is_not(tmp_path: Path, tokens: Path):
    async with served(FakeEngine(), tmp_path / "store", token_file=tokens) as client:
        codec = health_pb2.HealthCheckRequest.SerializeToString, health_pb2.HealthCheckResponse.FromString
        check = client.channel.unary_unary("/grpc.health.v1.Health/Check", *codec)
        assert (await check(health_pb2.HealthCheckRequest())).status == health_pb2.HealthCheckResponse.SERVING
        ask = client.channel.stream_stream("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo")
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await ask(iter([b""])).read()
        assert caught.value.code() == grpc.StatusCode.UNAUTHENTICATED


async def test_the_token_of_the_environment_and_no_token_in_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MOEFORGE_TOKEN", TOKEN)
    with capture_logs() as events:
        async with served(FakeEngine(), tmp_path) as client:
            assert await client.channel.unary_unary(LIST)(b"", metadata=bearer(TOKEN))
            with pytest.raises(grpc.aio.AioRpcError):
                await client.channel.unary_unary(LIST)(b"", metadata=bearer("wrong-wrong-wrong"))
    assert [(e["method"], e["code"]) for e in events if e["event"] == "call"] == [
        (LIST, "OK"),
        (LIST, "UNAUTHENTICATED"),
    ]
    assert TOKEN not in str(events)
    assert "wrong-wrong" not in str(events)


def _write(file: Path, text: str, at_s: int) -> None:
    """Text in a file whose time says `at_s`, so that no clock's grain hides a change."""
    file.write_text(text, encoding="utf-8")
    os.utime(file, (at_s, at_s))


async def test_a_file_that_changes_is_read_again_and_a_bad_one_is_not_taken(
    tmp_path: Path, tokens: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("moeforge_server.watched.LOOK_EVERY_S", 0.0)
    third = "0123456789abcdef-third"
    with capture_logs() as events:
        async with served(FakeEngine(), tmp_path / "store", token_file=tokens) as client:

            async def let_in() -> list[str]:
                entered: list[str] = []
                for token in (TOKEN, OTHER, third):
                    with suppress(grpc.aio.AioRpcError):
                        await client.channel.unary_unary(LIST)(b"", metadata=bearer(token))
                        entered.append(token)
                return entered

            assert await let_in() == [TOKEN, OTHER]
            _write(tokens, f"{OTHER}\n{third}\n", 1_000_000)
            assert await let_in() == [OTHER, third]
            for at_s, bad in enumerate(("", "short", "# none\n", third * 60_000), start=2_000_000):
                _write(tokens, bad, at_s)
                assert await let_in() == [OTHER, third]
            tokens.unlink()
            assert await let_in() == [OTHER, third]
            _write(tokens, TOKEN, 3_000_000)
            assert await let_in() == [TOKEN]
    told = [e for e in events if e["event"].startswith("tokens.")]
    kept = ["holds no token", "of 5 characters", "holds no token", "more than 1048576 bytes", "No such file"]
    assert [e["event"] for e in told] == ["tokens.read", *["tokens.kept"] * len(kept), "tokens.read"]
    assert all(words in e["why"] for words, e in zip(kept, told[1:-1], strict=True))
    assert third not in str(told)


def test_the_file_is_looked_at_once_a_second_whatever_comes(tokens: Path, monkeypatch: pytest.MonkeyPatch):
    known = Tokens(tokens, "")
    looks: list[Path | None] = []
    monkeypatch.setattr("moeforge_server.watched.stamp", lambda file: looks.append(file) or (0, 0, 0))
    clock = itertools.chain([0.0] * 1000, itertools.repeat(1e9))
    monkeypatch.setattr("moeforge_server.watched.time", SimpleNamespace(monotonic=lambda: next(clock)))
    for _ in range(500):
        known.good()
    assert looks == []
    for _ in range(600):
        known.good()
    assert len(looks) == 1
    assert [token.decode() for token in known.good()] == [TOKEN, OTHER]


@needs_openssl
def test_the_python_client_speaks_tls_and_sends_its_token(tmp_path: Path, own: Pair, tokens: Path):
    script = "import asyncio, sys; sys.path.insert(0, sys.argv.pop(1))\nfrom server.fakes import FakeEngine\n"
    script += "from moeforge_server.app import serve\nfrom moeforge_server.settings import Settings\n"
    script += "asyncio.run(serve(Settings(), FakeEngine(), lambda port: print(port, flush=True)))"
    values = {"PORT": "0", "STORE_DIR": tmp_path / "s", "TLS_CERT": own[0], "TLS_KEY": own[1], "TOKEN_FILE": tokens}
    env = {**os.environ, **{f"MOEFORGE_{name}": str(value) for name, value in values.items()}}
    command = [sys.executable, "-c", script, str(Path(__file__).resolve().parents[1])]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            address = f"localhost:{int(process.stdout.readline())}"
            with Client(address, PATIENCE_S, token=TOKEN, certificate=own[0].read_bytes()) as client:
                assert len(client.generate(Wish("a", seed=7), "glb", lambda *_: None)) == 1000
            with (
                Client(address, PATIENCE_S, certificate=own[0].read_bytes()) as client,
                pytest.raises(MoeforgeError, match="Bearer TOKEN"),
            ):
                client.generate(Wish("a", seed=7), "glb", lambda *_: None)
        finally:
            process.terminate()


@needs_openssl
async def test_a_renewed_certificate_is_shown_without_a_restart(
    tmp_path: Path, own: Pair, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("moeforge_server.watched.LOOK_EVERY_S", 0.0)
    for name in ("new", "used"):
        (tmp_path / name).mkdir()
    new, used = pair(tmp_path / "new"), (tmp_path / "used" / "cert.pem", tmp_path / "used" / "key.pem")
    known = [cert.read_bytes() for cert, _ in (own, new)]
    stamps = itertools.count(1)

    def put(cert: bytes, key: bytes) -> None:
        for file, text in zip(used, (cert, key), strict=True):
            file.write_bytes(text)
            at_s = next(stamps)
            os.utime(file, (at_s, at_s))

    put(*(file.read_bytes() for file in own))
    with capture_logs() as events:
        async with served(FakeEngine(), tmp_path / "store", tls_cert=used[0], tls_key=used[1]) as client:

            async def trusted() -> list[bool]:
                """Who gets in: a client that trusts the old certificate, one that trusts the new one."""
                return [await _answers(client.running.port, cert) for cert in known]

            assert await trusted() == [True, False]
            address, options = f"localhost:{client.running.port}", [("grpc.use_local_subchannel_pool", 1)]
            async with grpc.aio.secure_channel(address, grpc.ssl_channel_credentials(known[0]), options) as kept:
                assert await kept.unary_unary(LIST)(b"")
                put(new[0].read_bytes(), own[1].read_bytes())  # one file is written before the other
                assert await trusted() == [True, False]
                put(*(file.read_bytes() for file in new))
                assert await trusted() == [False, True]
                assert await kept.unary_unary(LIST)(b"")  # a connection that stands goes on
            put(b"no certificate", b"")
            assert await trusted() == [False, True]
            used[0].unlink()
            assert await trusted() == [False, True]
            put(*(file.read_bytes() for file in own))
            assert await trusted() == [True, False]
    told = [e for e in events if e["event"].startswith("tls.")]
    kept_for = ["do not belong together", "no PEM pair", "No such file"]
    assert [e["event"] for e in told] == ["tls.kept", "tls.read", "tls.kept", "tls.kept", "tls.read"]
    assert all(words in e["why"] for words, e in zip(kept_for, (e for e in told if "why" in e), strict=True))


async def _answers(port: int, certificate: bytes) -> bool:
    """Whether a new connection that trusts this certificate alone is served."""
    options = [("grpc.use_local_subchannel_pool", 1)]
    line = grpc.ssl_channel_credentials(certificate)
    async with grpc.aio.secure_channel(f"localhost:{port}", line, options) as channel:
        try:
            return bool(await channel.unary_unary(LIST)(b"", timeout=PATIENCE_S))
        except grpc.aio.AioRpcError as error:
            assert error.code() == grpc.StatusCode.UNAVAILABLE
            return False


@needs_openssl
def test_a_pair_that_cannot_be_is_said_before_the_port_is_opened(tmp_path: Path, own: Pair):
    for name in ("other", "locked"):
        (tmp_path / name).mkdir()
    other, locked = pair(tmp_path / "other"), pair(tmp_path / "locked", "-passout", "pass:secret")
    (tmp_path / "text.pem").write_text("no certificate", encoding="utf-8")
    wrong = (
        ((own[0], None), "--tls-key is missing"),
        ((None, own[1]), "--tls-cert is missing"),
        ((tmp_path / "none.pem", own[1]), "none.pem cannot be read"),
        ((own[0], tmp_path), "cannot be read"),
        ((own[0], other[1]), "do not belong together"),
        ((tmp_path / "text.pem", own[1]), "no PEM pair"),
        ((own[1], own[0]), "no PEM pair"),
        (locked, "has a passphrase"),
    )
    for files, words in wrong:
        with pytest.raises(SettingError, match=words):
            tls.credentials(*files)
    assert tls.credentials(None, None) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [("", "holds no token"), ("# none\n", "holds no token"), ("short", "of 5 characters"), ("naïve" * 9, "ASCII"),
     ("two words in one line", "without spaces")],
)  # fmt: skip
def test_tokens_that_cannot_be_are_refused_and_not_shown(tmp_path: Path, text: str, words: str):
    file = tmp_path / "t"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingError, match=words) as caught:
        read_tokens(file, "")
    assert "openssl rand -hex 32" in str(caught.value)
    assert not text.strip() or text not in str(caught.value)
    with pytest.raises(SettingError, match="cannot be read"):
        read_tokens(tmp_path / "missing", "")
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\xfd")
    with pytest.raises(SettingError, match="not text"):
        read_tokens(tmp_path / "bytes", "")
    assert read_tokens(None, "") == ()


@pytest.mark.parametrize(
    ("host", "tls_on", "tokens_on", "words"),
    [
        ("127.0.0.1", False, False, ""),
        ("::1", False, False, ""),
        ("localhost", False, False, ""),
        ("0.0.0.0", True, True, ""),
        ("0.0.0.0", False, False, "--tls-cert"),
        ("::", True, False, "--token-file"),
        ("192.0.2.7", False, True, "tokens and what is sent"),
        ("my-server", False, False, "whoever"),
    ],
)
def test_the_operator_is_told_what_is_open(host: str, tls_on: bool, tokens_on: bool, words: str):
    said = exposure.warning(host, tls=tls_on, tokens=tokens_on)
    assert words in said
    assert bool(said) == bool(words)


async def test_the_warning_is_a_line_of_the_log(tmp_path: Path):
    with capture_logs() as events:
        async with served(FakeEngine(), tmp_path, host="0.0.0.0"):
            pass
    assert [e["log_level"] for e in events if "beyond this machine" in e["event"]] == ["warning"]
