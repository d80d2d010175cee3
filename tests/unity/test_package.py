"""The Unity package: laid out as Unity wants it, generated files up to date, and C# that compiles."""

import json
import re
import shutil
import subprocess
from collections import Counter
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from waiting import PATIENCE_S

from moeforge.decal import MAX_BYTES
from moeforge_api.v1 import avatar_pb2, avatar_service_pb2
from moeforge_cli.remote import PICTURE_BYTES

UNITY = Path(__file__).resolve().parents[2] / "unity_sample"
PACKAGE = UNITY / "Packages/com.moeforge.avatars"
STUBS = Path(__file__).parent / "stubs"
ASMDEFS = sorted(PACKAGE.rglob("*.asmdef"))
SOURCES = sorted(PACKAGE.rglob("*.cs"))
_HTTP = {"YetAnotherHttpHandler", "Cysharp.Net.Http.YetAnotherHttpHandler"}  # the older and the newer name
EXTERNAL = {"UniGLTF", "VRM10", "UnityEngine.TestRunner", "UnityEditor.TestRunner", *_HTTP}


@pytest.fixture(scope="module")
def generate() -> ModuleType:
    spec = spec_from_file_location("unity_generate", UNITY / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_manifest_of_the_package_is_complete():
    manifest = json.loads((PACKAGE / "package.json").read_text(encoding="utf-8"))
    assert manifest["name"] == PACKAGE.name
    assert re.fullmatch(r"\d+\.\d+\.\d+", manifest["version"])
    assert f"[{manifest['version']}]" in (PACKAGE / "CHANGELOG.md").read_text(encoding="utf-8")
    assert {"README.md", "CHANGELOG.md", "LICENSE.md"} <= {p.name for p in PACKAGE.iterdir()}
    for sample in manifest["samples"]:
        assert list((PACKAGE / sample["path"]).glob("*.cs"))


def test_the_project_resolves_what_the_package_depends_on():
    project = json.loads((UNITY / "Packages/manifest.json").read_text(encoding="utf-8"))
    wanted = json.loads((PACKAGE / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert wanted.items() <= project["dependencies"].items()
    scopes = [scope for registry in project["scopedRegistries"] for scope in registry["scopes"]]
    for name, version in project["dependencies"].items():
        known = name.startswith("com.unity.") or any(name.startswith(f"{scope}.") for scope in scopes)
        assert known or version.startswith("https://"), name


def test_every_asset_has_its_meta_file_and_no_guid_is_shared(generate: ModuleType):
    expected = dict(generate.metas())
    found = {p.relative_to(PACKAGE).as_posix(): p.read_text(encoding="utf-8") for p in PACKAGE.rglob("*.meta")}
    assert found == expected, "run python unity_sample/generate.py"
    guids = Counter(re.findall(r"^guid: ([0-9a-f]{32})$", "".join(found.values()), re.MULTILINE))
    assert len(guids) == len(found)


@pytest.mark.parametrize("path", ASMDEFS, ids=lambda p: p.name)
def test_assembly_definitions(path: Path):
    asmdef = json.loads(path.read_text(encoding="utf-8"))
    assert asmdef["name"] == path.stem
    names = {p.stem for p in ASMDEFS}
    assert set(asmdef["references"]) <= names | EXTERNAL
    assert asmdef["includePlatforms"] == (["Editor"] if "Editor" in path.parts else [])


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.name)
def test_each_source_lies_in_an_assembly_and_in_its_namespace(path: Path):
    homes = [a for a in ASMDEFS if a.parent in path.parents]
    assert len(homes) == 1
    if "Generated" not in path.parts and path.name != "AssemblyInfo.cs":
        space = json.loads(homes[0].read_text(encoding="utf-8"))["rootNamespace"]
        text = path.read_text(encoding="utf-8")
        assert f"namespace {space}\n" in text
        assert re.search(rf"(class|enum|struct|interface) {path.stem}\b", text)


def _camel(name: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in name.split("_"))


def _fields(file: FileDescriptorProto) -> set[str]:
    """The constants that C# messages carry: one a field, with its number."""
    found: set[str] = set()
    stack = list(file.message_type)
    while stack:
        message = stack.pop()
        if not message.options.map_entry:
            found |= {f"public const int {_camel(f.name)}FieldNumber = {f.number};" for f in message.field}
            stack.extend(message.nested_type)
    return found


@pytest.mark.parametrize(
    ("name", "module"), [("Avatar.cs", avatar_pb2), ("AvatarService.cs", avatar_service_pb2)], ids=["avatar", "service"]
)
def test_messages_have_the_fields_of_the_protos(name: str, module: ModuleType):
    file = FileDescriptorProto.FromString(module.DESCRIPTOR.serialized_pb)
    text = (PACKAGE / "Runtime/Generated" / name).read_text(encoding="utf-8")
    found = set(re.findall(r"public const int \w+FieldNumber = \d+;", text))
    assert found == _fields(file), "run python unity_sample/generate.py"


@pytest.mark.skipif(shutil.which("protoc") is None, reason="protoc (Debian: protobuf-compiler) is not installed")
def test_messages_are_those_of_the_protos(generate: ModuleType):
    shown = subprocess.run(["protoc", "--version"], capture_output=True, text=True, check=True).stdout.split()[-1]
    if not shown.startswith("3.21."):
        pytest.skip(f"the messages are by protoc 3.21, this is {shown}")
    for name, text in generate.messages().items():
        assert (PACKAGE / "Runtime/Generated" / name).read_text(encoding="utf-8") == text, (
            "run unity_sample/generate.py"
        )
        assert "Buf.Validate" not in text


def test_the_methods_are_rpcs_of_the_service():
    text = (PACKAGE / "Runtime/AvatarMethods.cs").read_text(encoding="utf-8")
    service = avatar_service_pb2.DESCRIPTOR.services_by_name["AvatarService"]
    assert f'"{service.full_name}"' in text
    rows = re.findall(r"MethodType\.(\w+), \"(\w+)\", (\w+)\.Parser, (\w+)\.Parser", text)
    assert len(rows) == text.count("= Of(")
    kinds = {False: "Unary", True: "ServerStreaming"}
    rpcs = {(kinds[m.server_streaming], m.name, m.input_type.name, m.output_type.name) for m in service.methods}
    assert set(rows) <= rpcs


def _compile(out: Path, *sources: Path) -> str:
    """What Mono's compiler says, warnings being errors. C# 7 is the newest it knows; Unity 2021.3 knows 9."""
    kind = "exe" if out.suffix == ".exe" else "library"
    flags = ["-langversion:7", "-warn:4", "-warnaserror", f"-target:{kind}", f"-out:{out}"]
    # ref structs are beyond mcs; the generated code has a way without them. 0649: Unity sets serialised fields.
    flags += ["-define:GOOGLE_PROTOBUF_REFSTRUCT_COMPATIBILITY_MODE", "-nowarn:0649"]
    command = ["mcs", *flags, *(str(p) for p in sources)]
    shown = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE_S, check=False)
    return shown.stdout + shown.stderr if shown.returncode else ""


needs_mcs = pytest.mark.skipif(shutil.which("mcs") is None, reason="mcs (Debian: mono-mcs) is not installed")


@needs_mcs
def test_the_package_compiles_against_stand_ins_of_its_dependencies(tmp_path: Path):
    assert _compile(tmp_path / "package.dll", *sorted(STUBS.glob("*.cs")), *SOURCES) == ""


@needs_mcs
def test_a_mistake_would_be_found(tmp_path: Path):
    wrong = tmp_path / "Wrong.cs"
    wrong.write_text("class Wrong { int F() { return new Moeforge.Avatar().Colour; } }", encoding="utf-8")
    assert "error CS" in _compile(tmp_path / "wrong.dll", *sorted(STUBS.glob("*.cs")), *SOURCES, wrong)


SENT = """
using System;
using System.Collections.Generic;
using Moeforge;

class Sent
{
    static void Main()
    {
        AvatarRequest.FromPicture(new byte[PICTURE]).WithStylePicture(new byte[PICTURE]).WithDecal(new byte[DECAL]);
        var worn = new Dictionary<string, bool> { { "glasses", true } };
        var sliders = new Dictionary<string, double> { { "height", 0.5 } };
        AvatarRequest.FromTraits(null, accessories: worn, sliders: sliders).Licensed("CC-BY-4.0").Signed("Mia", "Ann");
        Say(() => AvatarRequest.FromPicture(new byte[PICTURE + 1]));
        Say(() => AvatarRequest.FromPrompt("a").WithStylePicture(new byte[PICTURE + 1]));
        Say(() => AvatarRequest.FromPrompt("a").WithDecal(new byte[DECAL + 1]));
    }

    static void Say(Action code)
    {
        try { code(); } catch (ArgumentException refused) { Console.WriteLine(refused.Message); }
    }
}
"""


@needs_mcs
@pytest.mark.skipif(shutil.which("mono") is None, reason="mono is not installed")
def test_what_the_server_would_refuse_is_not_sent(tmp_path: Path):
    program, text = tmp_path / "sent.exe", SENT.replace("PICTURE", str(PICTURE_BYTES)).replace("DECAL", str(MAX_BYTES))
    (tmp_path / "Sent.cs").write_text(text, encoding="utf-8")
    assert _compile(program, *sorted(STUBS.glob("*.cs")), *SOURCES, tmp_path / "Sent.cs") == ""
    shown = subprocess.run(
        ["mono", str(program)], capture_output=True, text=True, timeout=PATIENCE_S, check=True
    ).stdout
    sizes = [PICTURE_BYTES + 1, PICTURE_BYTES + 1, MAX_BYTES + 1]
    assert [int(size) for size in re.findall(r"has (\d+) bytes.*JPEG", shown)] == sizes
