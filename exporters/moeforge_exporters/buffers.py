"""The binary half of a glTF: aligned buffer views and the accessors that describe them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pygltflib as gl
from numpy.typing import NDArray

Array = NDArray[Any]  # float32, uint8, uint16 or uint32: the component types of _COMPONENTS

ALIGNMENT = 4
_COMPONENTS: Mapping[str, int] = {
    "float32": gl.FLOAT,
    "uint8": gl.UNSIGNED_BYTE,
    "uint16": gl.UNSIGNED_SHORT,
    "uint32": gl.UNSIGNED_INT,
}
_TYPES: Mapping[tuple[int, ...], str] = {(): "SCALAR", (2,): "VEC2", (3,): "VEC3", (4,): "VEC4", (4, 4): "MAT4"}


@dataclass(slots=True)
class Buffers:
    """Grows one binary chunk; every method returns the index of what it added."""

    views: list[gl.BufferView] = field(default_factory=list[gl.BufferView])
    accessors: list[gl.Accessor] = field(default_factory=list[gl.Accessor])
    blob: bytearray = field(default_factory=bytearray)
    zeros: int | None = None  # the view of `reserve_zeros`

    def add_view(self, data: bytes, target: int | None = None) -> int:
        """A buffer view that starts on a multiple of four bytes, as every component type allows."""
        self.blob.extend(bytes(-len(self.blob) % ALIGNMENT))
        self.views.append(gl.BufferView(buffer=0, byteOffset=len(self.blob), byteLength=len(data), target=target))
        self.blob.extend(data)
        return len(self.views) - 1

    def add_attribute(self, values: Array, *, bounds: bool = False) -> int:
        """A vertex attribute (N, ...) ; `bounds` states min and max, which glTF asks of positions."""
        return self._add(values, gl.ARRAY_BUFFER, bounds=bounds)

    def add_shares(self, values: Array) -> int:
        """A vertex attribute of bytes (N, 4) that stand for 0..1."""
        return self._add(values, gl.ARRAY_BUFFER, normalized=True)

    def add_indices(self, triangles: Array) -> int:
        """Triangle corners (M, 3) as 16 bits where they fit; 65535 itself is glTF's restart value."""
        small = triangles.max(initial=0) < 65535
        return self._add(triangles.ravel().astype(np.uint16 if small else np.uint32), gl.ELEMENT_ARRAY_BUFFER)

    def add_matrices(self, matrices: Array) -> int:
        """Matrices (N, 4, 4), row-major here, column-major in the file."""
        return self._add(np.ascontiguousarray(matrices.transpose(0, 2, 1)), None)

    def add_track(self, values: Array) -> int:
        """Keys of an animation: times (K,) with their bounds, which glTF asks for, or values (K, D)."""
        return self._add(values, None, bounds=values.ndim == 1)

    def reserve_zeros(self, count: int) -> None:
        """A view of `count` zero vectors for `add_zeros`, the first of the file.

        Godot before 4.1 (#76875) takes an accessor without a buffer view, as sparse ones are here, for one of view 0.
        """
        assert not self.views, "the view of zeros must be number 0"
        self.zeros = self.add_view(bytes(count * _ZERO.nbytes), gl.ARRAY_BUFFER)
        self.views[self.zeros].byteStride = _ZERO.nbytes  # a shared view must tell its stride

    def add_zeros(self, count: int) -> int:
        """`count` zero vectors; all accessors of zeros share the bytes of `reserve_zeros`.

        An accessor with neither a view nor sparse entries would be zeros too (glTF 2.0, 3.6.2.3), but Assimp 5.2
        refuses the whole file.
        """
        return self._add_accessor(_accessor(gl.FLOAT, count, "VEC3", bufferView=self.zeros, **_bounds(_ZERO)))

    def add_sparse(self, count: int, indices: Array, values: Array) -> int:
        """`count` zero vectors with `values` (K, 3) at strictly increasing `indices` (K,); its views have no target.

        No view of its own to start from: Babylon.js 9 writes the values into that view, so that all morphs of a
        shared one add up.
        """
        index = indices.astype(np.uint16 if count <= 65535 else np.uint32)
        sparse = gl.Sparse(
            count=len(index),
            indices=gl.AccessorSparseIndices(
                bufferView=self.add_view(index.tobytes()), componentType=_COMPONENTS[index.dtype.name]
            ),
            values=gl.AccessorSparseValues(bufferView=self.add_view(values.tobytes())),
        )
        known = values if len(index) == count else np.concatenate([values, _ZERO])
        return self._add_accessor(_accessor(gl.FLOAT, count, "VEC3", sparse=sparse, **_bounds(known)))

    def _add(self, values: Array, target: int | None, *, bounds: bool = False, normalized: bool | None = None) -> int:
        return self._add_accessor(
            _accessor(
                _COMPONENTS[values.dtype.name],
                len(values),
                _TYPES[values.shape[1:]],
                bufferView=self.add_view(values.tobytes(), target),
                normalized=normalized,
                **(_bounds(values) if bounds else {}),
            )
        )

    def _add_accessor(self, accessor: gl.Accessor) -> int:
        self.accessors.append(accessor)
        return len(self.accessors) - 1


def _accessor(component: int, count: int, kind: str, **fields: Any) -> gl.Accessor:  # noqa: ANN401 - of many types
    """An accessor without the defaults that pygltflib would write: a byteOffset with no buffer view is an error."""
    bare = {"byteOffset": None, "normalized": None}
    return gl.Accessor(componentType=component, count=count, type=kind, **(bare | fields))


_ZERO = np.zeros((1, 3), np.float32)


def _bounds(values: Array) -> dict[str, list[float]]:
    """The exact float32 extremes: validators compare them bit by bit."""
    low, high = (np.atleast_1d(v) for v in (values.min(axis=0), values.max(axis=0)))
    return {"min": [float(v) for v in low], "max": [float(v) for v in high]}
