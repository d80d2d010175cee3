"""Reads a GLB back the plain way, as an importer would, for assertions."""

import json
import struct
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

COMPONENTS: dict[int, DTypeLike] = {5121: np.uint8, 5123: np.uint16, 5125: np.uint32, 5126: np.float32}
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}


class Glb:
    """The JSON tree of a GLB and its arrays."""

    def __init__(self, data: bytes) -> None:
        self.magic, self.version, self.total, length, self.json_kind = struct.unpack_from("<5I", data)
        self.data = data
        self.text = data[20 : 20 + length].decode("utf-8")
        self.tree: dict[str, Any] = json.loads(self.text)
        self.blob = data[28 + length :]

    def view(self, index: int) -> bytes:
        view = self.tree["bufferViews"][index]
        return self.blob[view["byteOffset"] : view["byteOffset"] + view["byteLength"]]

    def raw(self, view: int, component: int) -> NDArray[Any]:
        return np.frombuffer(self.view(view), COMPONENTS[component])

    def array(self, index: int) -> NDArray[Any]:
        accessor = self.tree["accessors"][index]
        width = WIDTHS[accessor["type"]]
        values = np.zeros((accessor["count"], width), COMPONENTS[accessor["componentType"]])
        if "bufferView" in accessor:
            values = self.raw(accessor["bufferView"], accessor["componentType"]).reshape(-1, width).copy()
        if "sparse" in accessor:
            sparse = accessor["sparse"]
            indices = sparse["indices"]
            where = self.raw(indices["bufferView"], indices["componentType"])
            values[where] = self.raw(sparse["values"]["bufferView"], accessor["componentType"]).reshape(-1, width)
        return values

    def primitives(self) -> list[dict[str, Any]]:
        return [p for m in self.tree["meshes"] for p in m["primitives"]]

    def extension(self, name: str) -> dict[str, Any]:
        return self.tree["extensions"][name]

    def node_positions(self) -> NDArray[Any]:
        """World positions of all nodes; the figure has translations only."""
        nodes = self.tree["nodes"]
        out = np.zeros((len(nodes), 3))

        def walk(index: int, origin: NDArray[Any]) -> None:
            out[index] = origin + np.array(nodes[index].get("translation", (0, 0, 0)))
            for child in nodes[index].get("children", ()):
                walk(child, out[index])

        for root in self.tree["scenes"][0]["nodes"]:
            walk(root, np.zeros(3))
        return out
