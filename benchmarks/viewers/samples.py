"""Characters as files, a state to bring them into, and where every vertex must then be."""

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import KDTree

from moeforge.pipeline import Studio, build
from moeforge.prior import complete
from moeforge.render.posing import joint_matrices, posed
from moeforge.rig.poses import Pose, pose
from moeforge.scene import F32, Scene
from moeforge.understand.prompt import understand
from moeforge_exporters.delivery import SHAPES
from moeforge_exporters.gltf import unique_names
from moeforge_exporters.optimize import Shape, shaped
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.registry import EXPORTERS
from moeforge_exporters.vrm0 import turned
from moeforge_exporters.vrma import quaternions

F64 = NDArray[Any]  # float32 or float64
Places = dict[tuple[int, int], F32]
"""(mesh, primitive), both as the file counts them -> positions (N, 3), metres, glTF axes."""
FACE = ("blinkLeft", "aa")
"""Morphs set in every state: one of a single side, one of the mouth."""
ALL_SETS = ("vrm", "arkit", "oculus", "anime")


@dataclass(frozen=True, slots=True)
class Sample:
    """A file, the scene that it holds in the file's own axes, and the state to bring it into."""

    name: str
    format_name: str
    scene: Scene
    data: bytes
    pose: Pose
    morphs: Mapping[str, float]

    @property
    def facing(self) -> int:
        """1 for a figure that faces +Z, -1 for -Z: VRM 0.x."""
        return -1 if self.format_name == "vrm0" else 1

    def state(self) -> dict[str, Any]:
        """Quaternions x, y, z, w by node name and weights by morph name, as JSON."""
        names = unique_names(self.scene)
        turns = {names[self.scene.humanoid[b]]: quaternions(np.array([a], float))[0] for b, a in self._turns().items()}
        return {"bones": {name: turn.tolist() for name, turn in turns.items()}, "morphs": dict(self.morphs)}

    def places(self, *, rest: bool = False) -> Places:
        """Where our own skinning puts every vertex, in the state or at rest."""
        joints = joint_matrices(self.scene, Pose({}) if rest else replace(self.pose, rotations=self._turns()))
        morphs = {} if rest else self.morphs
        return {
            (m, p): posed(primitive, joints, morphs)[0]
            for m, mesh in enumerate(self.scene.meshes)
            for p, primitive in enumerate(mesh.primitives)
        }

    def alone(self) -> NDArray[np.bool_]:
        """Which vertices, part by part, share place, normal and texture point with no other."""
        parts = [p for mesh in self.scene.meshes for p in mesh.primitives]
        return np.concatenate([_alone(np.concatenate([p.positions, p.normals, p.uvs], axis=1)) for p in parts])

    def _turns(self) -> Mapping[str, tuple[float, float, float]]:
        """Angles of the bones that the figure has, about the axes of the file."""
        turns = {b: a for b, a in self.pose.rotations.items() if b in self.scene.humanoid}
        return {b: (self.facing * x, y, self.facing * z) for b, (x, y, z) in turns.items()}


def _alone(rows: F32) -> NDArray[np.bool_]:
    """Which rows occur once."""
    _, group, count = np.unique(rows, axis=0, return_inverse=True, return_counts=True)
    return count[group.ravel()] == 1


def sample(name: str, format_name: str, built: Scene, shape: Shape, options: ExportOptions, pose_name: str) -> Sample:
    """A built scene as a file of that format and shape, to be brought into that pose."""
    ready = shaped(built, shape)
    data = EXPORTERS[format_name](ready, options)
    scene = turned(ready) if format_name == "vrm0" else ready
    known = {morph for mesh in scene.meshes for morph in mesh.morph_names}
    still = replace(pose(pose_name), hips=(0.0, 0.0, 0.0))
    return Sample(name, format_name, scene, data, still, {morph: 1.0 for morph in FACE if morph in known})


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a sample of the benchmark is made."""

    prompt: str
    seed: int
    pose: str
    format_name: str
    shape: Shape | None = None  # None: the format's own
    options: ExportOptions = field(default_factory=ExportOptions)
    lod: str = "hero"
    sets: tuple[str, ...] = ALL_SETS

    def make(self, name: str, studio: Studio) -> Sample:
        """Build and export it."""
        spec = complete(self.seed, understand(self.prompt).wish)
        scene = build(spec, studio, expression_sets=self.sets, lod=self.lod)
        return sample(name, self.format_name, scene, self.shape or SHAPES[self.format_name], self.options, self.pose)


DENSE = ExportOptions(morphs="dense")
RECIPES: Mapping[str, Recipe] = {
    "glb": Recipe("pink twintails, pink eyes, navy sailor uniform, blush, fair skin", 4, "wave", "glb"),
    "glb dense": Recipe("black afro, dark brown skin, yellow dress, ribbon", 6, "cheer", "glb", options=DENSE),
    "glb atlas": Recipe("ginger twin braids, witch robe, witch hat", 15, "point", "glb", Shape("one", 1024)),
    "glb mobile": Recipe("grey wolf cut, blazer uniform, glasses, tan skin", 31, "think", "glb", lod="mobile"),
    "glb tiny": Recipe("blonde drills, green eyes, gothic dress", 21, "shy", "glb", lod="tiny", sets=("vrm",)),
    "vrm": Recipe("black hime cut, red eyes, hanfu, fair skin", 8, "bow", "vrm"),
    "vrm dense": Recipe("orange fox ears, fox tail, long hair, yukata", 23, "run", "vrm", options=DENSE),
    "vrm atlas": Recipe("mint side ponytail, angel wings, halo, white dress", 58, "jump", "vrm", Shape("one", 2048)),
    "vrm0": Recipe("red spiky hair, horns, bat wings, devil tail, suit", 44, "peace", "vrm0"),
    "vrm0 dense": Recipe("long silver hair, black maid, cat ears, cat tail", 3, "cat", "vrm0", options=DENSE),
}
"""Hair styles, outfits, poses, levels of detail, ways to store morphs, and all three formats."""


def write(samples: Sequence[Sample], folder: Path) -> list[Path]:
    """The samples as .glb files, for engines know VRM by that ending alone."""
    paths = [folder / f"{s.name.replace(' ', '_')}.glb" for s in samples]
    for path, one in zip(paths, samples, strict=True):
        path.write_bytes(one.data)
    return paths


def unpacked(parts: Sequence[Mapping[str, Any]]) -> Places:
    """Positions as an engine's page reports them: base64 of little-endian float32."""
    return {(part["mesh"], part["primitive"]): from_base64(part["positions"]) for part in parts}


def from_base64(text: str) -> F32:
    """Positions (N, 3) of base64 of little-endian float32."""
    return np.frombuffer(base64.b64decode(text), "<f4").reshape(-1, 3)


def deviation(found: Places, wanted: Places) -> float:
    """Largest distance of a vertex from its place, millimetres; infinite where parts or vertices are missing."""
    if {k: len(v) for k, v in found.items()} != {k: len(v) for k, v in wanted.items()}:
        return float("inf")
    return 1e3 * max(float(np.linalg.norm(found[k] - wanted[k], axis=1).max()) for k in wanted)


def cloud(rest: Sequence[F64], moved: Sequence[F64]) -> F64:
    """(N, 6) places at rest and in the state of all vertices: what is compared where their order is not ours."""
    return np.concatenate([np.concatenate(rest), np.concatenate(moved)], axis=1).astype(np.float64)


def reported(report: Mapping[str, Any]) -> F64:
    """The cloud of a report whose parts lie under "rest" and "moved"."""
    return cloud(*([from_base64(part["positions"]) for part in report[key]] for key in ("rest", "moved")))


def apart(found: F64, sample: Sample, *, joined: bool = False) -> float:
    """Largest distance of any vertex of either cloud from the nearest of the other, millimetres.

    `joined`: the tool joins vertices that differ by their weights alone, as Assimp does; those are left out.
    """
    wanted = cloud(*(list(sample.places(rest=rest).values()) for rest in (True, False)))
    there, back = KDTree(found).query(wanted)[0], KDTree(wanted).query(found)[0]
    return 1e3 * float(there[sample.alone()].max() if joined else max(there.max(), back.max()))


Runner = Callable[[Sequence[Sample], Path], Sequence["Row"]]


@dataclass(frozen=True, slots=True)
class Row:
    """What one engine made of one file."""

    engine: str
    version: str
    file: str
    bones: int
    morphs: int
    deviation: float  # millimetres
    remarks: tuple[str, ...] = ()
