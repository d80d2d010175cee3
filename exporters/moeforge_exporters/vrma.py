"""VRM animation: VRMC_vrm_animation 1.0 (vrm-c/vrm-specification @ 3942748, specification/VRMC_vrm_animation-1.0).

A skeleton in the VRM T-pose, one glTF animation of its rotations and of the hips' place, and a node for each expression
whose x is the weight. Eyes and looks aside are gaze, which the extension keeps apart: they are left out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pygltflib as gl
from numpy.typing import NDArray

from moeforge.errors import OutputError
from moeforge.rig.motions import Clip
from moeforge.scene import Scene, Vec3
from moeforge_exporters.bones import PRESETS, REQUIRED_VRM1
from moeforge_exporters.buffers import Buffers
from moeforge_exporters.colors import rounded
from moeforge_exporters.glb import pack

EXTENSION = "VRMC_vrm_animation"
SPEC_VERSION = "1.0"
ROOT = "skeleton"
STILL = 1e-6
"""Quaternions and metres that differ by less do not move."""
_GAZE = frozenset({"leftEye", "rightEye", "lookUp", "lookDown", "lookLeft", "lookRight"})

F64 = NDArray[np.float64]
Rest = Mapping[str, tuple[str | None, Vec3]]
"""Bone -> (its parent among the bones, its place from that parent in metres), parents first."""


def rest_pose(scene: Scene) -> Rest:
    """The T-pose of a scene's humanoid bones."""
    bone_at = {node: bone for bone, node in scene.humanoid.items()}
    rest: dict[str, tuple[str | None, Vec3]] = {}
    for node in sorted(bone_at):
        place, above = np.array(scene.nodes[node].translation), scene.nodes[node].parent
        while above is not None and above not in bone_at:
            place, above = place + scene.nodes[above].translation, scene.nodes[above].parent
        x, y, z = place.tolist()
        rest[bone_at[node]] = (None if above is None else bone_at[above], (x, y, z))
    return rest


def to_vrma(rest: Rest, clip: Clip, generator: str = "Moeforge") -> bytes:
    """A .vrma file; bones of the clip that `rest` lacks are left out.

    Players scale the hips' movement by the height of the hips, so one file suits every figure. OutputError when the
    skeleton lacks a bone that VRM 1.0 requires.
    """
    if missing := [bone for bone in REQUIRED_VRM1 if bone not in rest]:
        raise OutputError(f"a VRM animation needs the bones {', '.join(missing)}", field="skeleton")
    bones = [bone for bone in rest if bone not in _GAZE]
    faces = [face for face in clip.expressions if face not in _GAZE]
    tracks = _tracks(rest, clip, bones, faces)
    tree = gl.GLTF2(
        asset=gl.Asset(generator=generator),
        scene=0,
        scenes=[gl.Scene(nodes=[0])],
        nodes=_nodes(rest, bones, faces),
        animations=[gl.Animation(name=clip.name, channels=tracks.channels, samplers=tracks.samplers)],
        bufferViews=tracks.buffers.views,
        accessors=tracks.buffers.accessors,
        buffers=[gl.Buffer(byteLength=len(tracks.buffers.blob))],
        extensionsUsed=[EXTENSION],
        extensions={EXTENSION: _extension(bones, faces)},
    )
    text = tree.to_json(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return pack(text, bytes(tracks.buffers.blob))


def _nodes(rest: Rest, bones: Sequence[str], faces: Sequence[str]) -> list[gl.Node]:
    """The root, the bones in their order, then the expressions."""
    children: dict[str | None, list[int]] = {}
    for index, bone in enumerate(bones, start=1):
        children.setdefault(rest[bone][0], []).append(index)
    first_face = 1 + len(bones)
    top = [*children.get(None, ()), *range(first_face, first_face + len(faces))]
    return [
        gl.Node(name=ROOT, children=top),
        *(gl.Node(name=b, children=children.get(b, []), translation=rounded(rest[b][1])) for b in bones),
        *(gl.Node(name=f"expression_{face}") for face in faces),
    ]


def _extension(bones: Sequence[str], faces: Sequence[str]) -> dict[str, object]:
    groups: dict[str, dict[str, object]] = {"preset": {}, "custom": {}}
    for index, face in enumerate(faces, start=1 + len(bones)):
        groups["preset" if face in PRESETS else "custom"][face] = {"node": index}
    expressions = {name: group for name, group in groups.items() if group}
    return {
        "specVersion": SPEC_VERSION,
        "humanoid": {"humanBones": {bone: {"node": index} for index, bone in enumerate(bones, start=1)}},
        **({"expressions": expressions} if expressions else {}),
    }


@dataclass(slots=True)
class _Tracks:
    """Channels and samplers in the making; two keys are enough for what stands still."""

    times: F64
    buffers: Buffers = field(default_factory=Buffers)
    channels: list[gl.AnimationChannel] = field(default_factory=list[gl.AnimationChannel])
    samplers: list[gl.AnimationSampler] = field(default_factory=list[gl.AnimationSampler])
    inputs: dict[int, int] = field(default_factory=dict[int, int])  # number of keys -> accessor of their times

    def add(self, node: int, path: str, values: F64) -> None:
        """Values (K, D) of a node's rotation or translation."""
        kept = [0, -1] if float(np.ptp(values, axis=0).max()) < STILL else slice(None)
        times, out = self.times[kept], values[kept]
        if len(times) not in self.inputs:
            self.inputs[len(times)] = self.buffers.add_track(times.astype(np.float32))
        output = self.buffers.add_track(out.astype(np.float32))
        self.channels.append(
            gl.AnimationChannel(sampler=len(self.samplers), target=gl.AnimationChannelTarget(node=node, path=path))
        )
        self.samplers.append(gl.AnimationSampler(input=self.inputs[len(times)], output=output, interpolation="LINEAR"))


def _tracks(rest: Rest, clip: Clip, bones: Sequence[str], faces: Sequence[str]) -> _Tracks:
    """Every bone has a rotation, so that a player leaves nothing of an earlier animation behind."""
    tracks = _Tracks(clip.times)
    standing = np.zeros((len(clip.times), 3))
    for node, bone in enumerate(bones, start=1):
        tracks.add(node, "rotation", quaternions(clip.rotations.get(bone, standing)))
        if bone == "hips":
            place = np.array(rest[bone][1])
            tracks.add(node, "translation", place + place[1] * clip.hips)
    for node, face in enumerate(faces, start=1 + len(bones)):
        tracks.add(node, "translation", np.pad(clip.expressions[face][:, None], ((0, 0), (0, 2))))
    return tracks


def quaternions(degrees: F64) -> F64:
    """(K, 4) unit quaternions x, y, z, w of (K, 3) angles about x, then y, then z; neighbours lie on the same side."""
    half = np.radians(degrees) / 2
    (cx, cy, cz), (sx, sy, sz) = np.cos(half).T, np.sin(half).T
    turns = np.stack(
        [
            sx * cy * cz - cx * sy * sz,
            cx * sy * cz + sx * cy * sz,
            cx * cy * sz - sx * sy * cz,
            cx * cy * cz + sx * sy * sz,
        ],
        axis=1,
    )
    flips = np.einsum("kd,kd->k", turns[1:], turns[:-1]) < 0
    return turns * np.where(np.append(False, np.cumsum(flips) % 2 == 1), -1.0, 1.0)[:, None]
