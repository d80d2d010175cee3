"""Writes what is generated in the Unity package: C# messages of the protos, and a .meta file beside each asset.

`python unity_sample/generate.py`; it needs protoc with C# (Debian: protobuf-compiler) and grpcio-tools. The messages
are compiled without the validation rules: the server checks those, and their schema would be 5,000 further lines of C#.
"""

import subprocess
from collections.abc import Iterator
from hashlib import md5
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, cast

from google.protobuf.descriptor_pb2 import FileDescriptorSet
from google.protobuf.message import Message

ROOT = Path(__file__).resolve().parent
PROTOS = ROOT.parent / "protos"
PACKAGE = ROOT / "Packages" / "com.moeforge.avatars"
API = ("moeforge_api/v1/avatar.proto", "moeforge_api/v1/avatar_service.proto")
GENERATED = "Runtime/Generated"
RULES = "buf/validate/validate.proto"

_TAIL = "  externalObjects: {}\n  userData: \n  assetBundleName: \n  assetBundleVariant: \n"
_SCRIPT = (
    "MonoImporter:\n  externalObjects: {}\n  serializedVersion: 2\n  defaultReferences: []\n  executionOrder: 0\n"
    "  icon: {instanceID: 0}\n  userData: \n  assetBundleName: \n  assetBundleVariant: \n"
)
_IMPORTERS = {
    ".cs": _SCRIPT,
    ".asmdef": f"AssemblyDefinitionImporter:\n{_TAIL}",
    ".json": f"PackageManifestImporter:\n{_TAIL}",
    ".md": f"TextScriptImporter:\n{_TAIL}",
    "": f"folderAsset: yes\nDefaultImporter:\n{_TAIL}",
}


def without_rules(raw: bytes) -> bytes:
    """The descriptors of the protos without the options that name the rules."""
    described = FileDescriptorSet.FromString(raw)
    kept = [f for f in described.file if f.name in API]
    for file in kept:
        file.dependency[:] = [name for name in file.dependency if name != RULES]
        _strip(file)
    return FileDescriptorSet(file=kept).SerializeToString()


def _strip(message: Message) -> None:
    """Drop extensions and unknown fields of every options message below."""
    for field, value in message.ListFields():
        if field.is_extension:
            message.ClearExtension(cast(Any, field))  # the stubs tell kinds of fields apart, the library does not
        elif field.message_type is not None:
            for part in value if field.is_repeated else [value]:
                _strip(part)
    if type(message).__name__.endswith("Options"):
        message.DiscardUnknownFields()


def messages() -> dict[str, str]:
    """File name -> C# of the messages."""
    with TemporaryDirectory() as folder:
        out = Path(folder)
        described, bare = out / "all.pb", out / "bare.pb"
        include = ["--include_imports", "--include_source_info", f"--descriptor_set_out={described}"]
        # Debian keeps Google's own protos in a package of its own; grpcio-tools has them, too
        roots = [f"-I{PROTOS}", f"-I{files('grpc_tools') / '_proto'}"]
        subprocess.run(["protoc", *roots, *include, *API], check=True)
        bare.write_bytes(without_rules(described.read_bytes()))
        subprocess.run(["protoc", f"--descriptor_set_in={bare}", f"--csharp_out={out}", *API], check=True)
        return {p.name: p.read_text(encoding="utf-8") for p in sorted(out.glob("*.cs"))}


def guid(path: str) -> str:
    """The GUID of an asset: stable, and different from that of any other path."""
    return md5(f"com.moeforge.avatars/{path}".encode(), usedforsecurity=False).hexdigest()


def meta(path: str, suffix: str) -> str:
    """The .meta file of an asset; `suffix` is empty for a folder."""
    return f"fileFormatVersion: 2\nguid: {guid(path)}\n{_IMPORTERS[suffix]}"


def metas() -> Iterator[tuple[str, str]]:
    """(path of the .meta file, text) for every asset of the package. Folders that end in ~ are none to Unity."""
    for path in sorted(PACKAGE.rglob("*")):
        name = path.relative_to(PACKAGE).as_posix()
        if path.suffix != ".meta" and not path.name.endswith("~"):
            yield f"{name}.meta", meta(name, "" if path.is_dir() else path.suffix)


def main() -> None:
    """Write everything."""
    for name, text in messages().items():
        (PACKAGE / GENERATED / name).write_text(text, encoding="utf-8")
    for name, text in list(metas()):
        (PACKAGE / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
