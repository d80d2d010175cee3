"""The committed stubs are those of the protos, and the vendored rules are those of the validator."""

import importlib.util
from importlib.metadata import version
from pathlib import Path
from types import ModuleType

import pytest
from google.protobuf.descriptor_pb2 import FileDescriptorProto
from protovalidate import ViolationPb

from moeforge_api.buf.validate import validate_pb2
from moeforge_api.v1 import avatar_pb2, avatar_service_pb2, avatar_service_pb2_grpc

PROTOS = Path(__file__).resolve().parents[2] / "protos"


def _generate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", PROTOS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def fresh() -> dict[str, str]:
    return _generate().stubs()


def _data(text: str) -> str:
    """The line that holds the descriptor."""
    return next(line for line in text.splitlines() if line.startswith("DESCRIPTOR = "))


def test_stubs_hold_the_descriptors_of_the_protos(fresh: dict[str, str]):
    for name, text in fresh.items():
        if name.endswith("_pb2.py"):
            committed = (PROTOS / name).read_text(encoding="utf-8")
            assert _data(committed) == _data(text), f"{name} is old: run python protos/generate.py"


def test_stubs_are_written_as_the_generator_writes_them(fresh: dict[str, str]):
    if version("grpcio-tools") != avatar_service_pb2_grpc.GRPC_GENERATED_VERSION:
        pytest.skip(f"the stubs are by grpcio-tools {avatar_service_pb2_grpc.GRPC_GENERATED_VERSION}")
    stale = [n for n, text in fresh.items() if (PROTOS / n).read_text(encoding="utf-8") != text]
    assert stale == [], "run python protos/generate.py"
    found = (PROTOS / "moeforge_api").rglob("*_pb2*.py*")
    committed = {p.relative_to(PROTOS).as_posix() for p in found if "__pycache__" not in p.parts}
    assert committed == set(fresh)


def _bare(file: FileDescriptorProto) -> FileDescriptorProto:
    """Without JSON names, which compilers may write or leave out."""
    for message in file.message_type:
        for field in message.field:
            field.ClearField("json_name")
    for extension in file.extension:
        extension.ClearField("json_name")
    return file


def test_vendored_rules_are_the_validators_own():
    ours, theirs = FileDescriptorProto(), FileDescriptorProto()
    ours.ParseFromString(validate_pb2.DESCRIPTOR.serialized_pb)
    theirs.ParseFromString(ViolationPb.desc().file.proto.to_binary())
    assert _bare(ours) == _bare(theirs)


def test_every_rpc_has_messages_of_its_own_and_enums_start_unspecified():
    methods = avatar_service_pb2.DESCRIPTOR.services_by_name["AvatarService"].methods
    assert [(m.input_type.name, m.output_type.name) for m in methods] == [
        (f"{m.name}Request", f"{m.name}Response") for m in methods
    ]
    for enum in avatar_pb2.DESCRIPTOR.enum_types_by_name.values():
        assert enum.values_by_number[0].name.endswith("_UNSPECIFIED")
