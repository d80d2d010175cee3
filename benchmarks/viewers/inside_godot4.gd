# Run by Godot 4 in any project's folder: godot --headless --path FOLDER -s THIS.
# Reads task.json, [{file, state: {bones, morphs}}], loads each file at run time as a game would, and prints one JSON
# report a line, after REPORT. Vertices, blend shapes, weights and posed joints are the engine's; they are put together
# in Python.
extends SceneTree

# In the first frame: before it nothing is inside the tree, and a skeleton there keeps the global poses first asked for.
func _process(_delta):
	var tasks = JSON.parse_string(FileAccess.get_file_as_string("res://task.json"))
	for task in tasks:
		print("REPORT " + JSON.stringify(report(task), "", true, true))
	return true

func report(task):
	var state = GLTFState.new()
	var document = GLTFDocument.new()
	if document.append_from_file("res://" + task.file, state) != OK:
		return {"file": task.file, "failed": true}
	var scene = document.generate_scene(state)
	root.add_child(scene)
	var parts = []
	var bones = 0
	for instance in scene.find_children("*", "MeshInstance3D", true, false):
		var skeleton = instance.get_node(instance.skeleton)
		bones = skeleton.get_bone_count()
		var rest = joints(instance, skeleton)
		for name in task.state.bones:
			var q = task.state.bones[name]
			skeleton.set_bone_pose_rotation(skeleton.find_bone(name), Quaternion(q[0], q[1], q[2], q[3]))
		skeleton.force_update_all_bone_transforms()
		parts += surfaces(instance, rest, joints(instance, skeleton), task.state.morphs)
		skeleton.reset_bone_poses()
		skeleton.force_update_all_bone_transforms()
	scene.free()
	return {"file": task.file, "version": Engine.get_version_info().string, "bones": bones, "parts": parts}

# What of every surface is needed to skin it: joints at rest and posed are 3 x 4 matrices, row by row.
func surfaces(instance, rest, posed, morphs):
	var out = []
	var mesh = instance.mesh
	for surface in mesh.get_surface_count():
		var arrays = mesh.surface_get_arrays(surface)
		var shapes = mesh.surface_get_blend_shape_arrays(surface)
		var moved = {}
		for i in mesh.get_blend_shape_count():
			if morphs.has(str(mesh.get_blend_shape_name(i))):
				moved[mesh.get_blend_shape_name(i)] = flat(shapes[i][Mesh.ARRAY_VERTEX])
		out.append({
			"points": flat(arrays[Mesh.ARRAY_VERTEX]), "joints": Array(arrays[Mesh.ARRAY_BONES]),
			"weights": Array(arrays[Mesh.ARRAY_WEIGHTS]), "shapes": moved, "morphs": mesh.get_blend_shape_count(),
			"relative": mesh.blend_shape_mode == Mesh.BLEND_SHAPE_MODE_RELATIVE, "rest": rest, "posed": posed,
		})
	return out

func joints(instance, skeleton):
	var out = []
	for i in instance.skin.get_bind_count():
		var named = instance.skin.get_bind_name(i)
		var bone = skeleton.find_bone(named) if named != "" else instance.skin.get_bind_bone(i)
		var m = skeleton.get_bone_global_pose(bone) * instance.skin.get_bind_pose(i)
		var b = m.basis
		out.append([b.x.x, b.y.x, b.z.x, m.origin.x, b.x.y, b.y.y, b.z.y, m.origin.y, b.x.z, b.y.z, b.z.z, m.origin.z])
	return out

func flat(points):
	var out = []
	for p in points:
		out.append_array([p.x, p.y, p.z])
	return out
