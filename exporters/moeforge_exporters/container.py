"""Opening a GLB that nobody vouches for: container, JSON, buffers and accessors, in bounded memory."""

import json
import math
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

import numpy as np

from moeforge.errors import TooLargeError
from moeforge_exporters.cursor import Cursor, UnreadableFileError
from moeforge_exporters.glb import BIN_CHUNK, JSON_CHUNK, MAGIC, VERSION

MAX_FILE = 256 << 20
MAX_JSON = 16 << 20
"""Python objects take some twenty times the bytes of their JSON; real avatars have less than 5 MB of it."""

_SIZES: Mapping[int, int] = {5120: 1, 5121: 1, 5122: 2, 5123: 2, 5125: 4, 5126: 4}
_WIDTHS: Mapping[str, int] = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT2": 4, "MAT3": 9, "MAT4": 16}
_JOINT_TYPES: Mapping[int, type[np.unsignedinteger]] = {5121: np.uint8, 5123: np.uint16}


@dataclass(frozen=True, slots=True)
class Container:
    """The JSON tree and the binary chunk of a GLB."""

    tree: Cursor
    blob: memoryview

    def view_bytes(self, view: Cursor) -> memoryview:
        """The bytes of a buffer view; empty if its buffer lies outside the file."""
        buffers = self.tree.get("buffers").items()
        buffer = buffers[view.get("buffer").index(len(buffers), "buffers")]
        start, length = view.get("byteOffset").whole(), view.get("byteLength").whole()
        room = buffer.get("byteLength").whole()
        external = buffer.get("uri").there
        if start + length > (room if external else min(room, len(self.blob))):
            raise view.fail(f"bytes {start} to {start + length} lie outside the buffer")
        return memoryview(b"") if external else self.blob[start : start + length]

    def views(self) -> list[Cursor]:
        """The buffer views."""
        return self.tree.get("bufferViews").items()

    def check_accessors(self) -> None:
        """Every accessor has a known type and lies inside its buffer view."""
        views = self.views()
        for view in views:
            self.view_bytes(view)
        for accessor in self.tree.get("accessors").items():
            _check_accessor(accessor, views)

    def greatest_joint(self, accessor: Cursor) -> int:
        """The largest joint index that a vertex names; 0 where the accessor has no bytes of its own."""
        if not accessor.get("bufferView").there:
            return 0
        views = self.views()
        view = views[accessor.get("bufferView").index(len(views), "buffer views")]
        dtype = _JOINT_TYPES.get(accessor.get("componentType").whole())
        if dtype is None or _width(accessor) != 4:
            raise accessor.fail("joints must be four bytes or four 16-bit numbers")
        count, size = accessor.get("count").whole(), 4 * np.dtype(dtype).itemsize
        stride = view.get("byteStride").whole(size)
        data = self.view_bytes(view)[accessor.get("byteOffset").whole() :]
        if not len(data) or not count:
            return 0
        return int(np.ndarray((count, 4), dtype, data, strides=(stride, np.dtype(dtype).itemsize)).max())


def _width(accessor: Cursor) -> int:
    kind = accessor.get("type").text()
    if kind not in _WIDTHS:
        raise accessor.fail(f"unknown type {kind[:16]!r}")
    return _WIDTHS[kind]


def _check_accessor(accessor: Cursor, views: list[Cursor]) -> None:
    component = accessor.get("componentType").whole()
    if component not in _SIZES:
        raise accessor.fail(f"unknown component type {component}")
    size, count = _width(accessor) * _SIZES[component], accessor.get("count").whole()
    if not accessor.get("bufferView").there:
        return
    view = views[accessor.get("bufferView").index(len(views), "buffer views")]
    stride = view.get("byteStride").whole(size)
    end = accessor.get("byteOffset").whole() + (stride * (count - 1) + size if count else 0)
    if stride < size or end > view.get("byteLength").whole():
        raise accessor.fail("reaches beyond its buffer view")


def unpack(data: bytes) -> Container:
    """The container of a GLB; UnreadableFileError if it is none, TooLargeError above MAX_FILE bytes."""
    if len(data) > MAX_FILE:
        raise TooLargeError(f"the file has {len(data)} bytes; the limit is {MAX_FILE}", field="file")
    if len(data) < 20:
        raise UnreadableFileError(f"{len(data)} bytes are too few for a GLB")
    magic, version, total, length, kind = struct.unpack_from("<5I", data)
    if (magic, version, kind) != (MAGIC, VERSION, JSON_CHUNK):
        raise UnreadableFileError("not a binary glTF 2.0 file (GLB or VRM)")
    if total > len(data) or 20 + length > total:
        raise UnreadableFileError(f"the file is cut short: it says {total} bytes and has {len(data)}")
    if length > MAX_JSON:
        raise TooLargeError(f"the file's JSON has {length} bytes; the limit is {MAX_JSON}", field="file")
    return Container(_json(data[20 : 20 + length]), _binary(data, 20 + length, total))


def _binary(data: bytes, start: int, total: int) -> memoryview:
    """The binary chunk after the JSON; empty if there is none."""
    if total < start + 8:
        return memoryview(b"")
    length, kind = struct.unpack_from("<2I", data, start)
    if kind != BIN_CHUNK:
        return memoryview(b"")
    if start + 8 + length > total:
        raise UnreadableFileError("the binary chunk is cut short")
    return memoryview(data)[start + 8 : start + 8 + length]


def _json(data: bytes) -> Cursor:
    try:
        tree = json.loads(data.decode("utf-8"), parse_constant=_not_finite, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise UnreadableFileError(f"the file's JSON cannot be read: {str(error)[:120]}") from error
    if not isinstance(tree, dict):
        raise UnreadableFileError("the file's JSON must be an object")
    return Cursor(tree)


def _not_finite(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON number")


def _finite(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise ValueError(f"the number {text[:32]} is too large")
    return value
