"""Run by a Python that has `bpy`, not by ours: imports each file, poses it, measures, draws, exports it again.

    python inside_blender.py TASK.json

TASK.json: a list of {file, state: {bones, morphs}, facing, picture, again}; one JSON report a line, after REPORT.
`again` is the file that Blender exports. Positions are given back in glTF's axes (+Y up); Blender has +Z up, and a glTF
figure faces -Y there.
"""

# bpy and mathutils live in the other interpreter, without types
# pyright: basic, reportMissingImports=false

import base64
import json
import math
import sys

import bpy
import numpy as np
from mathutils import Matrix, Quaternion, Vector

TO_BLENDER = Matrix(((1, 0, 0), (0, 0, -1), (0, 1, 0)))
BACKGROUND = (0.9047, 0.8550, 0.8714, 1.0)  # linear; the sRGB colour of tests/browser/engines/view.mjs
FOV = math.radians(18)
SAMPLES = 16


def main() -> None:
    """Print the reports."""
    with open(sys.argv[-1]) as file:  # noqa: PTH123 - as short as it gets, in a script of another interpreter
        tasks = json.load(file)
    for task in tasks:
        print("REPORT " + json.dumps(report(task)))


def report(task: dict) -> dict:
    """What Blender makes of one file."""
    bpy.ops.wm.read_factory_settings(use_empty=True)
    bpy.ops.import_scene.gltf(filepath=task["file"])
    armature = next(o for o in bpy.data.objects if o.type == "ARMATURE")
    meshes = [o for o in bpy.data.objects if o.type == "MESH" and o.find_armature() is armature]
    rest = [part(o) for o in meshes]
    facts = {
        "version": bpy.app.version_string,
        "bones": [b.name for b in armature.data.bones],
        "morphs": sorted({k.name for o in meshes if o.data.shape_keys for k in o.data.shape_keys.key_blocks[1:]}),
        "weights": [max(abs(sum(g.weight for g in v.groups) - 1.0) for v in o.data.vertices) for o in meshes],
        "groups": [max(len(v.groups) for v in o.data.vertices) for o in meshes],
        "materials": [material(m) for o in meshes for m in o.data.materials],
        "height": max(v[1] for p in rest for v in p["box"]) - min(v[1] for p in rest for v in p["box"]),
        "rest": rest,
    }
    if task["again"]:
        bpy.ops.export_scene.gltf(filepath=task["again"], export_format="GLB")
    strike(armature, meshes, task["state"])
    facts["moved"] = [part(o) for o in meshes]
    if task["picture"]:
        draw(task, facts["height"])
    return facts


def part(item: bpy.types.Object) -> dict:
    """Evaluated positions of an object as the scene shows it, in glTF's axes."""
    seen = item.evaluated_get(bpy.context.evaluated_depsgraph_get())
    mesh = seen.to_mesh()
    local = np.zeros(3 * len(mesh.vertices), np.float32)
    mesh.vertices.foreach_get("co", local)
    seen.to_mesh_clear()
    world = np.array(seen.matrix_world, np.float64)
    points = (local.reshape(-1, 3) @ world[:3, :3].T + world[:3, 3]) @ np.array(TO_BLENDER, np.float64)
    packed = base64.b64encode(points.astype("<f4").tobytes()).decode()
    return {"name": item.name, "positions": packed, "box": [points.min(0).tolist(), points.max(0).tolist()]}


def material(source: bpy.types.Material) -> dict:
    """How a material was understood."""
    images = [n.image for n in source.node_tree.nodes if n.type == "TEX_IMAGE"]
    return {
        "name": source.name,
        "culled": source.use_backface_culling,
        "images": [[i.name, *i.size, i.colorspace_settings.name, i.packed_file is not None] for i in images],
        "nodes": sorted(n.type for n in source.node_tree.nodes),
    }


def strike(armature: bpy.types.Object, meshes: list[bpy.types.Object], state: dict) -> None:
    """Turn bones by a rotation in glTF's axes and set shape keys."""
    for name, (x, y, z, w) in state["bones"].items():
        bone = armature.pose.bones[name]
        rest = bone.bone.matrix_local.to_3x3()
        turn = TO_BLENDER @ Quaternion((w, x, y, z)).to_matrix() @ TO_BLENDER.inverted()
        bone.rotation_mode = "QUATERNION"
        bone.rotation_quaternion = (rest.inverted() @ turn @ rest).to_quaternion()
    for item in meshes:
        for name, weight in state["morphs"].items():
            if item.data.shape_keys and name in item.data.shape_keys.key_blocks:
                item.data.shape_keys.key_blocks[name].value = weight
    bpy.context.view_layer.update()


def draw(task: dict, height: float, yaw: float = math.radians(20)) -> None:
    """A picture by Cycles on the processor, from where the other engines look, its colours as they are (Standard)."""
    scene = bpy.context.scene
    distance = 1.12 * height / (2 * math.tan(FOV / 2))
    centre = Vector((0, 0, height / 2))
    away = TO_BLENDER @ Vector((math.sin(yaw), 0, math.cos(yaw))) * task["facing"] * distance
    camera = bpy.data.objects.new("camera", bpy.data.cameras.new("camera"))
    camera.data.sensor_fit, camera.data.angle = "VERTICAL", FOV
    camera.location, camera.rotation_euler = centre + away, (-away).to_track_quat("-Z", "Y").to_euler()
    scene.collection.objects.link(camera)
    scene.camera = camera
    scene.world = bpy.data.worlds.new("world")
    scene.world.use_nodes = True
    scene.world.node_tree.nodes["Background"].inputs[0].default_value = BACKGROUND
    scene.render.engine, scene.cycles.device, scene.cycles.samples = "CYCLES", "CPU", SAMPLES
    scene.render.threads_mode, scene.render.threads = "FIXED", 1
    scene.view_settings.view_transform = "Standard"
    scene.render.resolution_x, scene.render.resolution_y = 300, 400
    scene.render.filepath = task["picture"]
    bpy.ops.render.render(write_still=True)


main()
