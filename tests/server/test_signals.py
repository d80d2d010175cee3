"""Signals at the worst of times: while modules or models are loaded, in a drain, at the process's last breath."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import grpc
import pytest
from waiting import PATIENCE_S

_TESTS = str(Path(__file__).resolve().parents[1])
_SCRIPT = """
import atexit, os, signal, sys, time
sys.path.insert(0, sys.argv[1])
from moeforge_server import app
from moeforge_server.__main__ import main
from server.fakes import FakeEngine

class Endless(FakeEngine):
    def make(self, spec, ask, report, decal=b""):
        while True:
            report("paint", 0.5)
            time.sleep(0.01)

class Loaded:
    @staticmethod
    def load(models, threads):
        if number := int(sys.argv[2]):
            os.kill(os.getpid(), number)
            time.sleep(0.1)
        return Endless()

app.StudioEngine = Loaded
for number in (signal.SIGTERM, signal.SIGINT):
    atexit.register(os.kill, os.getpid(), number)
sys.exit(main(["--port=0"]))
"""
SIGNALS = pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
Process = subprocess.Popen[str]


def _started(folder: Path, *command: str, **env: str) -> Process:
    values = {**os.environ, "MOEFORGE_STORE_DIR": str(folder / "store"), "MOEFORGE_DRAIN_S": "3600", **env}
    return subprocess.Popen([sys.executable, *command], env=values, stderr=subprocess.PIPE, text=True)


def _line(process: Process, event: str) -> dict[str, object]:
    """The next line of the log, which must tell of that event."""
    assert process.stderr is not None
    found = json.loads(process.stderr.readline())
    assert found["event"] == event
    return found


@SIGNALS
def test_a_second_signal_ends_the_calls_that_a_drain_waits_for(tmp_path: Path, number: signal.Signals):
    process = _started(tmp_path, "-c", _SCRIPT, _TESTS, "0")
    with grpc.insecure_channel(f"127.0.0.1:{_line(process, 'serving')['port']}") as channel:
        call = channel.unary_stream("/moeforge_api.v1.AvatarService/StreamAvatar")(b"")
        next(call)
        process.send_signal(number)
        assert _line(process, "draining")["calls"] == 1
        next(call)  # the call goes on
        process.send_signal(number)
        with pytest.raises(grpc.RpcError, match="the server is stopping"):
            _ = list(call)
    _, err = process.communicate(timeout=PATIENCE_S)
    events = [json.loads(line)["event"] for line in err.splitlines()]
    assert (process.returncode, events) == (0, ["call", "stopped"])


@SIGNALS
def test_a_signal_while_models_are_loaded_opens_no_port(tmp_path: Path, number: signal.Signals):
    process = _started(tmp_path, "-c", _SCRIPT, _TESTS, str(int(number)))
    _line(process, "stopped")
    assert (process.communicate(timeout=PATIENCE_S)[1], process.returncode) == ("", 0)


@SIGNALS
def test_a_signal_while_modules_are_loaded_is_no_traceback(tmp_path: Path, number: signal.Signals):
    (tmp_path / "grpc.py").write_text(f"import os\nos.kill(os.getpid(), {int(number)})\n", encoding="utf-8")
    paths = os.pathsep.join([str(tmp_path), *sys.path])
    process = _started(tmp_path, "-m", "moeforge_server", "--port=0", PYTHONPATH=paths)
    assert process.communicate(timeout=PATIENCE_S)[1] == ""
    assert process.returncode == (130 if number == signal.SIGINT else 0)
