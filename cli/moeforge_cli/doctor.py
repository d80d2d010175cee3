"""`moeforge doctor`: is everything here that an avatar needs, and what would make it faster?"""

import platform
import shutil
import socket
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from importlib.metadata import version
from importlib.util import find_spec

import typer

import moeforge
from moeforge.errors import MoeforgeError
from moeforge.pipeline import Studio, build
from moeforge.prior import complete
from moeforge_cli import options
from moeforge_cli.show import print_json, print_table


@dataclass(frozen=True, slots=True)
class Check:
    """One finding; `needed` findings that fail make the command exit 1."""

    name: str
    ok: bool
    detail: str
    needed: bool = True


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)


def doctor(models: options.Models = None, as_json: options.Json = False) -> None:
    """Check this machine: Python, libraries, models, a trial avatar, and the optional helpers."""
    checks = [_python(), *_libraries(), _avatar(models), _renderer(), _torch(), _loopback()]
    if as_json:
        print_json([asdict(c) for c in checks])
    else:
        rows = [("ok" if c.ok else ("MISSING" if c.needed else "-"), c.name, c.detail) for c in checks]
        print_table(f"Moeforge {moeforge.__version__}", ("", "check", "detail"), rows)
    if any(c.needed and not c.ok for c in checks):
        raise typer.Exit(1)


def _python() -> Check:
    cores = f"{platform.python_version()} on {platform.system()} {platform.machine()}"
    return Check("python", True, cores)


def _libraries() -> Sequence[Check]:
    names = ("numpy", "onnxruntime", "pillow", "thorvg-python", "grpcio", "protobuf", "pygltflib", "trimesh")
    return [Check(name, True, version(name)) for name in names]


def _avatar(models: "options.Models") -> Check:
    try:
        studio = Studio.load(models)
        scene = build(complete(7), studio)
    except MoeforgeError as error:
        return Check("models", False, str(error))
    return Check("models", True, f"{', '.join(studio.models)}; a trial avatar has {scene.triangle_count} triangles")


def _try(name: str, found: Callable[[], bool], yes: str, no: str) -> Check:
    ok = found()
    return Check(name, ok, yes if ok else no, needed=False)


def _renderer() -> Check:
    return _try(
        "moderngl", lambda: find_spec("moderngl") is not None,
        "portraits may use OpenGL", "portraits use the numpy renderer; pip install 'moeforge[gl]' may be faster",
    )  # fmt: skip


def _torch() -> Check:
    return _try("torch", lambda: find_spec("torch") is not None, "training works", "only needed for `moeforge train`")


def _loopback() -> Check:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    space = shutil.disk_usage(".").free // 2**20
    return Check("server", True, f"loopback ports can be opened (tried {free}); {space} MiB free here")
