"""`moeforge demo`: a server of its own, three wishes over real gRPC, three files each."""

import itertools
import shlex
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer

from moeforge.errors import MoeforgeError
from moeforge_cli.show import OUT, bar, print_table
from moeforge_exporters.files import write_atomic
from moeforge_exporters.inspect import inspect

WISHES = (
    ("english", "pink twintails, blue eyes, sailor uniform", 0),
    ("chinese", "银色短发，金色眼睛，猫耳，黑色卫衣", 0),
    ("seed", "", 7),
)
"""Name of the files, prompt or seed."""
START_SECONDS = 60.0


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(demo)


def demo(out: Annotated[Path, typer.Option(help="Folder for the avatars.")] = Path("out")) -> None:
    """Start a server on a free loopback port and ask it for three avatars."""
    from moeforge_cli.remote import FORMATS, Client, Wish  # only this command needs gRPC, which loads slowly

    out.mkdir(parents=True, exist_ok=True)
    rows: list[tuple[str, str, str, str]] = []
    with bar(count=True) as progress, _server() as port, Client(f"127.0.0.1:{port}", START_SECONDS) as client:
        task = progress.add_task("avatars", total=len(WISHES) * len(FORMATS))
        for wish in itertools.starmap(Wish, WISHES):
            for ending in FORMATS:
                start = perf_counter()

                def step(stage: str, share: float, label: str = f"{wish.name}.{ending}") -> None:
                    progress.update(task, description=f"{label}: {stage} {share:.0%}")

                data = client.generate(wish, ending, step)
                path = out / f"{wish.name}.{ending}"
                write_atomic(path, data)
                took = f"{(perf_counter() - start) * 1000:.0f}"
                triangles = "" if ending == "png" else str(inspect(data).triangles)
                rows.append((str(path), triangles, str(len(data)), took))
                progress.advance(task)
    print_table("Avatars", ("path", "triangles", "bytes", "milliseconds"), rows)
    OUT.print(f'next: {_me()} generate "{WISHES[0][1]}" -o me.vrm', markup=False, highlight=False, soft_wrap=True)


def _me() -> str:
    """The command line's own name, as it can be typed here: with its folder where that is not on the path."""
    return "moeforge" if shutil.which("moeforge") else shlex.quote(sys.argv[0])


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def _server() -> Generator[int]:
    """A server process on a free loopback port with a store of its own; it is drained at the end."""
    port = _free_port()
    with tempfile.TemporaryDirectory() as store:
        command = [sys.executable, "-m", "moeforge_server", "--port", str(port), "--store-dir", store]
        process = subprocess.Popen([*command, "--log-level", "warning"], start_new_session=True)  # Ctrl-C is ours
        stopped = False
        try:
            yield port
        except KeyboardInterrupt:
            stopped = True
            raise
        finally:
            failed = process.poll() is not None
            process.terminate()
            code = process.wait(timeout=30)
            if not stopped and (failed or (code and sys.platform != "win32")):  # there to terminate is to kill: 1
                raise MoeforgeError("the demo's server failed; its log stands above")
