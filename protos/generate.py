"""Regenerates the committed stubs: `python protos/generate.py [OUT]`, OUT being protos/ itself by default.

The rules file's stub goes into `moeforge_api.buf` (see buf/validate/NOTICE.md), and imports are written accordingly.
"""

import re
import sys
import sysconfig
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from grpc_tools import protoc

PROTOS = Path(__file__).resolve().parent
API = ("moeforge_api/v1/avatar.proto", "moeforge_api/v1/avatar_service.proto")
RULES = "buf/validate/validate.proto"
RULES_HOME = "moeforge_api/"
"""Where the stub of RULES lies."""

_RULES_IMPORT = re.compile(r"^(from|import) buf(?=\.validate)", re.MULTILINE)
_RULES_NAME = re.compile(r"(?<![\w.\"'])buf\.validate\.validate_pb2")


def stubs() -> dict[str, str]:
    """Every stub: path relative to protos/ -> text."""
    with TemporaryDirectory() as folder:
        _compile(Path(folder))
        return dict(_collect(Path(folder)))


def _compile(out: Path) -> None:
    scripts = Path(sysconfig.get_path("scripts"))
    include = files("grpc_tools") / "_proto"
    common = ["protoc", f"-I{PROTOS}", f"-I{include}", f"--python_out={out}"]
    mypy = f"--plugin=protoc-gen-mypy={scripts / 'protoc-gen-mypy'}", f"--mypy_out=quiet:{out}"
    grpc = f"--grpc_python_out={out}"
    mypy_grpc = f"--plugin=protoc-gen-mypy_grpc={scripts / 'protoc-gen-mypy_grpc'}", f"--mypy_grpc_out=quiet:{out}"
    for command in ([*common, *mypy, API[0], RULES], [*common, *mypy, grpc, *mypy_grpc, API[1]]):
        if protoc.main(command) != 0:
            raise SystemExit("protoc refused the protos; its message is above")


def _collect(out: Path) -> Iterator[tuple[str, str]]:
    for path in sorted(p for p in out.rglob("*.py*") if p.is_file()):
        name = path.relative_to(out).as_posix()
        home = RULES_HOME if name.startswith("buf/") else ""
        yield home + name, _at_home(path.read_text(encoding="utf-8"))


def _at_home(text: str) -> str:
    text = _RULES_IMPORT.sub(r"\1 moeforge_api.buf", text)
    return _RULES_NAME.sub("moeforge_api.buf.validate.validate_pb2", text)


def main() -> None:
    """Write the stubs."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else PROTOS
    for name, text in stubs().items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
