"""What the template's builders return: meshes in figure space before they become a Scene.

Figure space: HH units (1 HH = head height, chin to crown), +Y up, ground at y = 0, the figure faces +Z and its left
is +X. `rig.assemble` scales to metres, resolves bone names to joints and makes the morphs sparse.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

F64 = NDArray[np.float64]
I64 = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Part:
    """Triangles of one material. All arrays have N rows; triangles run counter-clockwise seen from outside."""

    name: str
    mesh: str  # "Face", "Hair" or "Body"
    material: str  # "face", "parts", "hair" or "body": a key of textures.atlas.IMAGES
    positions: F64  # (N, 3) HH
    normals: F64  # (N, 3) unit
    uvs: F64  # (N, 2) of the whole image: build them with textures.atlas.uv
    triangles: I64  # (M, 3)
    weights: Mapping[str, F64]  # bone name -> (N,); rows sum to 1
    morphs: Mapping[str, F64] = field(default_factory=dict[str, F64])  # name -> (N, 3) deltas in HH


@dataclass(frozen=True, slots=True)
class Chain:
    """A spring chain. Its bones are named f"{name}_{i}" for i < len(points) - 1, then f"{name}_end"."""

    name: str
    parent: str  # bone name
    points: F64  # (J + 1, 3) HH, root first; the last point is the tail
    stiffness: float = 1.0
    drag: float = 0.4
    gravity: float = 0.1
    radius: float = 0.02  # HH
    collides: tuple[str, ...] = ("head", "chest", "hips")  # names of rig.colliders

    @property
    def bones(self) -> tuple[str, ...]:
        """Names of the bones that weights may refer to (the end node is not among them)."""
        return tuple(f"{self.name}_{i}" for i in range(len(self.points) - 1))


@dataclass(frozen=True, slots=True)
class Piece:
    """Something that can be put on the figure: its meshes and the chains that swing them."""

    parts: tuple[Part, ...] = ()
    chains: tuple[Chain, ...] = ()

    def __add__(self, other: "Piece") -> "Piece":
        return Piece(self.parts + other.parts, self.chains + other.chains)


@dataclass(frozen=True, slots=True)
class Bone:
    """A humanoid bone: its VRM 1.0 name, its parent's and its position in figure space."""

    name: str
    parent: str | None
    position: F64  # (3,) HH
