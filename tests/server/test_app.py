"""The server as a process and as a neighbour: health, reflection, settings, signals, imports, logs."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import grpc
import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from grpc_health.v1 import health_pb2
from grpc_reflection.v1alpha import reflection_pb2
from server.fakes import FakeEngine, served
from structlog.testing import capture_logs
from waiting import PATIENCE_S

from moeforge_api.v1 import avatar_pb2, avatar_service_pb2
from moeforge_server.app import SERVICE
from moeforge_server.settings import Settings

_FAKE_SERVER = """
import asyncio, sys
sys.path.insert(0, sys.argv[1])
from server.fakes import FakeEngine
from moeforge_server.app import serve
from moeforge_server.settings import Settings
port = asyncio.run(serve(Settings(), FakeEngine(), lambda port: print(port, flush=True)))
print("ended", port, flush=True)
"""
_TESTS = str(Path(__file__).resolve().parents[1])


_Health = health_pb2.HealthCheckRequest
_CODEC = _Health.SerializeToString, health_pb2.HealthCheckResponse.FromString


async def test_health_of_the_server_and_of_the_service(tmp_path: Path):
    async with served(FakeEngine(), tmp_path) as client:
        check = client.channel.unary_unary("/grpc.health.v1.Health/Check", *_CODEC)
        for name in ("", SERVICE):
            answer = await check(_Health(service=name))
            assert answer.status == health_pb2.HealthCheckResponse.SERVING
        with pytest.raises(grpc.aio.AioRpcError) as caught:
            await check(_Health(service="other"))
        assert caught.value.code() == grpc.StatusCode.NOT_FOUND


async def test_draining_tells_health_watchers(tmp_path: Path):
    async with served(FakeEngine(), tmp_path) as client:
        watch = client.channel.unary_stream("/grpc.health.v1.Health/Watch", *_CODEC)(_Health(service=SERVICE))
        assert await watch.read() == health_pb2.HealthCheckResponse(status="SERVING")
        await asyncio.wait_for(client.running.drain(2 * PATIENCE_S), PATIENCE_S)  # it does not use the grace up
        assert await watch.read() == health_pb2.HealthCheckResponse(status="NOT_SERVING")
        assert await watch.code() == grpc.StatusCode.UNAVAILABLE


async def test_reflection_serves_every_file_that_the_service_needs(tmp_path: Path):
    async with served(FakeEngine(), tmp_path) as client:
        requests = [
            reflection_pb2.ServerReflectionRequest(list_services=""),
            reflection_pb2.ServerReflectionRequest(file_containing_symbol=SERVICE),
            reflection_pb2.ServerReflectionRequest(file_by_filename="buf/validate/validate.proto"),
        ]
        call = client.channel.stream_stream(
            "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
            request_serializer=reflection_pb2.ServerReflectionRequest.SerializeToString,
            response_deserializer=reflection_pb2.ServerReflectionResponse.FromString,
        )(iter(requests))
        services, files, rules = [answer async for answer in call]
    assert SERVICE in [s.name for s in services.list_services_response.service]
    first = FileDescriptorProto.FromString(files.file_descriptor_response.file_descriptor_proto[0])
    assert [m.name for m in first.service[0].method] == [
        "GenerateAvatar", "StreamAvatar", "GetAsset", "ListTraits", "ParsePrompt",
        "VaryRecipe", "MixRecipes", "InheritRecipes", "InterpolateRecipes", "PaintPortrait",
    ]  # fmt: skip
    assert rules.file_descriptor_response.file_descriptor_proto


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("MOEFORGE_PORT", "1234")
    monkeypatch.setenv("MOEFORGE_LOG_PROMPTS", "true")
    assert (Settings().port, Settings().log_prompts) == (1234, True)
    assert Settings(port=99).port == 99


def _start(folder: Path, **env: str) -> "subprocess.Popen[str]":
    values = {**os.environ, "MOEFORGE_PORT": "0", "MOEFORGE_STORE_DIR": str(folder), **env}
    command = [sys.executable, "-c", _FAKE_SERVER, _TESTS]
    return subprocess.Popen(command, env=values, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def _port(process: "subprocess.Popen[str]") -> int:
    assert process.stdout is not None
    return int(process.stdout.readline())


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_process_in_good_order(tmp_path: Path, number: signal.Signals):
    process = _start(tmp_path)
    port = _port(process)
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        call = channel.unary_unary("/moeforge_api.v1.AvatarService/ListTraits")
        assert call(b"", timeout=PATIENCE_S)
    process.send_signal(number)
    out, err = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, out.strip()) == (0, f"ended {port}"), err
    events = [json.loads(line)["event"] for line in err.splitlines() if line.startswith("{")]
    assert events == ["serving", "call", "draining", "stopped"]


def _main(*flags: str, **env: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "moeforge_server", *flags]
    return subprocess.run(
        command, env={**os.environ, **env}, capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )


def test_help_names_flags_and_what_they_do():
    shown = _main("--help")
    assert shown.returncode == 0
    for words in ("--port", "--store-dir", "--queue-size", "avatars that may wait"):
        assert words in shown.stdout


@pytest.mark.parametrize("flag", ["--port=99999", "--port=x", "--workers=0", "--nonsense=1"])
def test_bad_flags_are_refused_without_a_trace(flag: str):
    shown = _main(flag)
    assert shown.returncode == 2
    assert "Traceback" not in shown.stderr
    assert flag.split("=")[0].strip("-") in shown.stderr


@pytest.mark.parametrize("host", ["127.0.0.1", "no-such-host.invalid", "203.0.113.7"])
def test_an_address_that_cannot_be_had_is_one_line(tmp_path: Path, host: str):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        shown = _main(f"--port={port}", f"--host={host}", f"--store-dir={tmp_path}")
    assert shown.returncode == 1
    assert shown.stderr.startswith(f"moeforge_server: cannot listen on {host}:{port}: ")
    assert shown.stderr.count("\n") == 1


@pytest.mark.parametrize("name", ["file", "file/below"])
def test_a_store_that_cannot_be_had_is_one_line(tmp_path: Path, name: str):
    (tmp_path / "file").touch()
    shown = _main("--port=0", f"--store-dir={tmp_path / name}")
    assert shown.returncode == 1
    assert str(tmp_path / name) in shown.stderr
    assert shown.stderr.count("\n") == 1


_IMPORTS = """
import sys
for name in ("torch", "scipy", "cv2", "matplotlib", "onnx"):
    sys.modules[name] = None
import moeforge_server.__main__, moeforge_server.app, moeforge_server.studio
"""


def test_the_server_imports_without_training_libraries():
    shown = subprocess.run(
        [sys.executable, "-c", _IMPORTS], capture_output=True, text=True, timeout=PATIENCE_S, check=False
    )
    assert shown.returncode == 0, shown.stderr


_WINDOWS = """
import asyncio, multiprocessing, socket, ssl, subprocess, sys, tempfile, types, signal
import grpc, grpc.aio, moeforge_server.studio, moeforge_server.settings, moeforge_server.errors
held = []
def locking(number, mode, length):
    if number in held or mode != 2:
        raise OSError
    held.append(number)
sys.modules["fcntl"] = None
sys.modules["msvcrt"] = types.SimpleNamespace(locking=locking, LK_NBLCK=2)
sys.platform = "win32"
import moeforge_server.app
from moeforge_server.locks import try_lock
from moeforge_server.signals import heard
with open(sys.argv[1], "ab") as file:
    assert try_lock(file) and not try_lock(file)
async def stopped():
    def none(*_): raise NotImplementedError
    asyncio.get_running_loop().add_signal_handler = none
    with heard() as stop:
        for told in (stop.asked, stop.hurry):
            assert not told.is_set()
            signal.raise_signal(signal.SIGINT)
            await asyncio.wait_for(told.wait(), 60)
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
asyncio.run(stopped())
"""


def test_what_windows_lacks_is_not_needed(tmp_path: Path):
    """No fcntl and no signals on the event loop; a stand-in for msvcrt. Not a run on Windows."""
    command = [sys.executable, "-c", _WINDOWS, str(tmp_path / "lock")]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    assert shown.returncode == 0, shown.stderr


_SECRET = 'pink twintails of Jane Doe\n{"event": "forged"}'


@pytest.mark.parametrize("asked", [False, True])
async def test_prompts_reach_the_log_only_on_request(tmp_path: Path, asked: bool):
    wish = avatar_pb2.AvatarWish(prompt=_SECRET, title="Jane")
    with capture_logs() as events:
        async with served(FakeEngine(), tmp_path, log_prompts=asked) as client:
            await client.stub.GenerateAvatar(avatar_service_pb2.GenerateAvatarRequest(wish=wish))
            await client.stub.ParsePrompt(avatar_service_pb2.ParsePromptRequest(prompt=_SECRET))
    assert any("Jane" in json.dumps(event) for event in events) == asked
    assert [e["code"] for e in events if e["event"] == "call"] == ["OK", "OK"]


def test_no_value_can_forge_a_log_line(tmp_path: Path):
    process = _start(tmp_path, MOEFORGE_LOG_PROMPTS="1")
    with grpc.insecure_channel(f"127.0.0.1:{_port(process)}") as channel:
        call = channel.unary_unary(
            "/moeforge_api.v1.AvatarService/ParsePrompt",
            request_serializer=avatar_service_pb2.ParsePromptRequest.SerializeToString,
        )
        assert call(avatar_service_pb2.ParsePromptRequest(prompt=_SECRET), timeout=PATIENCE_S)
    process.terminate()
    _, err = process.communicate(timeout=PATIENCE_S)
    events = [json.loads(line)["event"] for line in err.splitlines() if line.startswith("{")]
    assert events == ["serving", "prompt", "call", "draining", "stopped"]
