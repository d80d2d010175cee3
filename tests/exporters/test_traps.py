"""What importers reject or break in silence, as a table of assertions over real avatars in both VRM versions.

Sources: three-vrm 3.5.5, UniVRM and godot-vrm issues by number, and the failures common among exporters.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import pytest
from exporters.figures import SEEDS, figure
from exporters.reading import Glb
from numpy.typing import NDArray

from moeforge.scene import Scene
from moeforge_exporters.bones import PRESETS, REQUIRED_VRM0, REQUIRED_VRM1, VRM0_THUMBS
from moeforge_exporters.inspect import inspect
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.registry import EXPORTERS

COS_37 = 0.8
"""UniVRM's HumanoidValidator: upper arm to lower arm within acos 0.8 of the X axis."""


@dataclass(frozen=True)
class Case:
    """One exported avatar, its humanoid read the way its version writes it."""

    format: str
    glb: Glb
    scene: Scene

    @property
    def vrm(self) -> dict[str, Any]:
        return self.glb.extension("VRMC_vrm" if self.format == "vrm" else "VRM")

    @property
    def bones(self) -> dict[str, int]:
        rows = self.vrm["humanoid"]["humanBones"]
        if self.format == "vrm":
            return {name: bone["node"] for name, bone in rows.items()}
        new = {old: new for new, old in VRM0_THUMBS.items()}
        nodes: dict[str, int] = {row["bone"]: row["node"] for row in rows}
        return {new.get(bone, bone): node for bone, node in nodes.items()}

    def place(self, bone: str) -> NDArray[Any]:
        return self.glb.node_positions()[self.bones[bone]]

    def attributes(self, name: str) -> Iterator[NDArray[Any]]:
        return (self.glb.array(p["attributes"][name]) for p in self.glb.primitives())

    @property
    def binds(self) -> dict[str, list[tuple[dict[str, Any], int, float]]]:
        """Expression -> (mesh, morph index, weight 0..1), whatever the version."""
        meshes, nodes = self.glb.tree["meshes"], self.glb.tree["nodes"]
        if self.format == "vrm0":
            groups = self.vrm["blendShapeMaster"]["blendShapeGroups"]
            return {g["name"]: [(meshes[b["mesh"]], b["index"], b["weight"] / 100) for b in g["binds"]] for g in groups}
        return {
            name: [(meshes[nodes[b["node"]]["mesh"]], b["index"], b["weight"]) for b in e.get("morphTargetBinds", ())]
            for name, e in self.vrm["expressions"]["preset"].items()
        }

    @property
    def chains(self) -> list[list[int]]:
        """Nodes of each spring, root to end."""
        if self.format == "vrm":
            return [[j["node"] for j in s["joints"]] for s in self.glb.extension("VRMC_springBone")["springs"]]
        roots = [b for g in self.vrm["secondaryAnimation"]["boneGroups"] for b in g["bones"]]
        return [list(self.below(root)) for root in roots]

    def below(self, node: int) -> Iterator[int]:
        yield node
        for child in self.glb.tree["nodes"][node].get("children", ()):
            yield from self.below(child)


@cache
def case(format_: str, seed: int) -> Case:
    return Case(format_, Glb(EXPORTERS[format_](figure(seed), ExportOptions())), figure(seed))


def required_bones_are_there(c: Case) -> bool:
    return set(REQUIRED_VRM1 if c.format == "vrm" else REQUIRED_VRM0) <= set(c.bones)


def each_bone_and_node_is_used_once(c: Case) -> bool:
    return len(set(c.bones.values())) == len(c.bones)


def faces_the_way_of_its_version(c: Case) -> bool:
    """VRM 1.0 faces +Z and 0.x -Z, told from the upper legs as UniVRM does (#1507, #2283, #2555)."""
    forward = np.cross(c.place("rightUpperLeg") - c.place("leftUpperLeg"), [0, 1, 0])
    forward = forward / np.linalg.norm(forward)
    return bool(forward[2] * (-1 if c.format == "vrm" else 1) > 0.8)


def stands_in_a_t_pose(c: Case) -> bool:
    arms = [c.place(f"{s}LowerArm") - c.place(f"{s}UpperArm") for s in ("left", "right")]
    return all(abs(a[0]) / np.linalg.norm(a) > COS_37 for a in arms)


def is_symmetric_in_its_bones(c: Case) -> bool:
    pairs = [(c.place(b), c.place("right" + b[4:])) for b in c.bones if b.startswith("left")]
    return all(np.allclose(left, right * [-1, 1, 1], atol=1e-5) for left, right in pairs)


def stands_on_the_ground(c: Case) -> bool:
    return abs(min(float(p[:, 1].min()) for p in c.attributes("POSITION"))) < 1e-3


def nodes_have_no_rotation_scale_or_matrix(c: Case) -> bool:
    """0.x bones must be normalised; eye bones with a rest rotation look the wrong way (UniVRM #1726, #2159)."""
    return all(set(n) <= {"name", "children", "translation", "mesh", "skin"} for n in c.glb.tree["nodes"])


def node_names_are_unique(c: Case) -> bool:
    """Unity's AvatarBuilder fails otherwise (UniVRM #2275); Godot renames these two."""
    names = [n["name"] for n in c.glb.tree["nodes"]]
    return len(set(names)) == len(names) and not {"Root", "AnimationPlayer"} & set(names)


def bone_names_sit_on_their_bones(c: Case) -> bool:
    names = [n["name"] for n in c.glb.tree["nodes"]]
    return all(names[node] == bone for bone, node in c.bones.items())


def morph_names_are_in_both_places(c: Case) -> bool:
    """Godot reads the mesh's extras only; 0.x tools the primitive's. A twin name breaks UniVRM (#2619)."""
    meshes = [m for m in c.glb.tree["meshes"] if "extras" in m]
    rows = [(m["extras"]["targetNames"], p) for m in meshes for p in m["primitives"]]
    return len(rows) > 0 and all(
        p["extras"]["targetNames"] == names and len(p["targets"]) == len(names) == len(set(names)) for names, p in rows
    )


def morphed_meshes_are_skinned(c: Case) -> bool:
    """Morphs on a mesh without weights are lost (UniVRM #2726)."""
    return all("WEIGHTS_0" in p["attributes"] for p in c.glb.primitives())


def geometry_has_what_importers_need_and_no_more(c: Case) -> bool:
    """Indices, or firstPerson.setup() throws; no TANGENT and no second set of joints."""
    wanted = {"POSITION", "NORMAL", "TEXCOORD_0", "JOINTS_0", "WEIGHTS_0"}
    return all("indices" in p and set(p["attributes"]) == wanted for p in c.glb.primitives())


def the_skin_names_no_skeleton(c: Case) -> bool:
    """A wrong one culls the face (UniVRM #730)."""
    return all("skeleton" not in s for s in c.glb.tree["skins"])


def normals_are_unit_vectors(c: Case) -> bool:
    """Godot stops on others (godot-vrm #90)."""
    return all(np.allclose(np.linalg.norm(n, axis=1), 1.0, atol=1e-3) for n in c.attributes("NORMAL"))


def weights_sum_to_one(c: Case) -> bool:
    return all(np.allclose(w.sum(axis=1), 1.0, atol=1e-5) for w in c.attributes("WEIGHTS_0"))


def every_preset_binds_something(c: Case) -> bool:
    """Presets present but with no binds: the commonest failure of all. Neutral may be empty."""
    names = PRESETS if c.format == "vrm" else {name for name, _ in PRESETS.values()}
    return all(c.binds[name] for name in names if name.lower() != "neutral")


def binds_are_in_range(c: Case) -> bool:
    rows = [row for rows in c.binds.values() for row in rows]
    return all(0 <= i < len(m["primitives"][0]["targets"]) and 0 < w <= 1 for m, i, w in rows)


def eyes_are_there_to_look_with(c: Case) -> bool:
    """Look-at by bones without eye bones: 16 of 18 files measured."""
    return {"leftEye", "rightEye"} <= set(c.bones)


def springs_have_an_end_and_a_joint_before_it(c: Case) -> bool:
    return len(c.chains) > 0 and all(len(chain) >= 2 for chain in c.chains)


def no_joint_is_in_two_springs(c: Case) -> bool:
    joints = [j for chain in c.chains for j in chain]
    return len(set(joints)) == len(joints)


def swinging_joints_move_vertices(c: Case) -> bool:
    """Hair weighted to the head only: the springs would swing nothing."""
    slots = c.glb.tree["skins"][0]["joints"]
    moved: set[int] = set()
    for joints, weights in zip(c.attributes("JOINTS_0"), c.attributes("WEIGHTS_0"), strict=True):
        moved |= {slots[j] for j in np.unique(joints[weights > 0.05])}
    return all(joint in moved for chain in c.chains for joint in chain[:-1])


def every_extension_is_declared(c: Case) -> bool:
    used = {*c.glb.tree["extensions"], *(e for m in c.glb.tree["materials"] for e in m["extensions"])}
    return used == set(c.glb.tree["extensionsUsed"])


def outlines_are_a_few_millimetres(c: Case) -> bool:
    """Centimetres where metres are wanted, or the other way round, give a blob or nothing."""
    if c.format == "vrm":
        mtoon = [m["extensions"]["VRMC_materials_mtoon"] for m in c.glb.tree["materials"]]
        widths = [m.get("outlineWidthFactor", 0.0) for m in mtoon]
    else:
        widths = [m["floatProperties"]["_OutlineWidth"] / 100 for m in c.vrm["materialProperties"]]
    return any(w > 0 for w in widths) and all(w == 0 or 0.0003 < w < 0.01 for w in widths)


def shade_is_not_black(c: Case) -> bool:
    if c.format == "vrm":
        shades = [m["extensions"]["VRMC_materials_mtoon"]["shadeColorFactor"] for m in c.glb.tree["materials"]]
    else:
        shades = [m["vectorProperties"]["_ShadeColor"][:3] for m in c.vrm["materialProperties"]]
    return all(max(shade) > 0.2 for shade in shades)


def textures_are_small(c: Case) -> bool:
    """A 1.9 MB file was seen to take 179 MB of graphics memory."""
    images = inspect(c.glb.data).images
    return all(0 < max(i.width, i.height) <= 1024 for i in images) and inspect(c.glb.data).texture_memory < 18 << 20


def the_thumbnail_is_square(c: Case) -> bool:
    image = {i.name: i for i in inspect(c.glb.data).images}["thumbnail"]
    return image.width == image.height > 0


def the_file_fits_the_rule_of_thumb(c: Case) -> bool:
    """Size and bones that take a figure everywhere; VRM files of others have 3 to 17 MB."""
    return len(c.glb.data) <= 2_000_000 and len(c.glb.tree["skins"][0]["joints"]) <= 110


TRAPS: tuple[Callable[[Case], bool], ...] = (
    required_bones_are_there, each_bone_and_node_is_used_once, faces_the_way_of_its_version, stands_in_a_t_pose,
    is_symmetric_in_its_bones, stands_on_the_ground, nodes_have_no_rotation_scale_or_matrix, node_names_are_unique,
    bone_names_sit_on_their_bones, morph_names_are_in_both_places, morphed_meshes_are_skinned,
    geometry_has_what_importers_need_and_no_more, the_skin_names_no_skeleton, normals_are_unit_vectors,
    weights_sum_to_one, every_preset_binds_something, binds_are_in_range, eyes_are_there_to_look_with,
    springs_have_an_end_and_a_joint_before_it, no_joint_is_in_two_springs, swinging_joints_move_vertices,
    every_extension_is_declared, outlines_are_a_few_millimetres, shade_is_not_black, textures_are_small,
    the_thumbnail_is_square, the_file_fits_the_rule_of_thumb,
)  # fmt: skip


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("format_", ["vrm", "vrm0"])
@pytest.mark.parametrize("holds", TRAPS, ids=lambda f: f.__name__)
def test_trap(holds: Callable[[Case], bool], format_: str, seed: int):
    assert holds(case(format_, seed))
