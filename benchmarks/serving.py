"""Peak memory and time of a server over many different avatars: `python benchmarks/serving.py --count 60`.

A server of its own is asked over gRPC for VRM, GLB and PNG by turns; nothing is asked for twice. Peak memory is the
kernel's VmHWM of the server's process (Linux).
"""

import argparse
import socket
import subprocess
import sys
import tempfile
from itertools import cycle
from pathlib import Path
from statistics import median
from time import perf_counter

from moeforge.pipeline import silent
from moeforge_cli.remote import FORMATS, Client, Wish

START_SECONDS = 120.0
MARKS = 4
"""How often memory is read on the way."""


def free_port() -> int:
    """A free loopback port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def status(process: int, field: str) -> int:
    """A size in a process's status, MiB."""
    lines = Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines()
    return int(next(line for line in lines if line.startswith(field)).split()[1]) // 1024


def processor_s(process: int) -> float:
    """Processor time of a process so far, seconds."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / 100  # user and system, in ticks of 1 / 100 s


def ask(client: Client, server: int, count: int) -> None:
    """Ask for `count` avatars and print what they cost."""
    times: list[float] = []
    start = processor_s(server)
    for seed, ending in zip(range(1, count + 1), cycle(FORMATS), strict=False):
        began = perf_counter()
        client.generate(Wish(f"seed {seed}", seed=seed), ending, silent)
        times.append((perf_counter() - began) * 1e3)
        if seed % max(1, count // MARKS) == 0:
            print(f"{seed:4} avatars: now {status(server, 'VmRSS')} MiB, peak {status(server, 'VmHWM')} MiB")
    busy = (processor_s(server) - start) * 1e3 / count
    print(f"p50 {median(times):.0f} ms each, processor {busy:.0f} ms each")


def main() -> None:
    """Start a server, ask, stop it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--count", type=int, default=60)
    count, port = parser.parse_args().count, free_port()
    with tempfile.TemporaryDirectory() as store:
        command = [sys.executable, "-m", "moeforge_server", "--port", str(port), "--store-dir", store]
        server = subprocess.Popen([*command, "--log-level", "warning"])
        try:
            with Client(f"127.0.0.1:{port}", START_SECONDS) as client:
                print(f"   0 avatars: now {status(server.pid, 'VmRSS')} MiB")
                ask(client, server.pid, count)
        finally:
            server.terminate()
            server.wait(timeout=60)


if __name__ == "__main__":
    main()
