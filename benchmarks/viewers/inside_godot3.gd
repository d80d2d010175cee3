# Run by Godot 3 in the folder of a project whose .glb files the editor has imported: godot3-server --path FOLDER -s THIS.
# Reads task.json, [{file, state: {bones, morphs}}], and prints one JSON report a line, after REPORT.
# Vertices, blend shapes, weights and posed joints are the engine's; they are put together in Python.
extends SceneTree

func _init():
	var file = File.new()
	file.open("res://task.json", File.READ)
	var tasks = JSON.parse(file.get_as_text()).result
	file.close()
	for task in tasks:
		print("REPORT " + to_json(report(task)))
	quit()

func report(task):
	var scene = load("res://" + task.file)
	if scene == null:
		return {"file": task.file, "failed": true}
	var figure = scene.instance()
	var parts = []
	for mesh in meshes(figure, []):
		parts += surfaces(mesh, task.state)
	var bones = skeleton_of(figure).get_bone_count()
	return {"file": task.file, "version": Engine.get_version_info().string, "bones": bones, "parts": parts}

func meshes(node, found):
	if node is MeshInstance:
		found.append(node)
	for child in node.get_children():
		meshes(child, found)
	return found

func skeleton_of(node):
	if node is Skeleton:
		return node
	for child in node.get_children():
		var found = skeleton_of(child)
		if found != null:
			return found
	return null

# What of every surface is needed to skin it: joints at rest and posed are 3 x 4 matrices, row by row.
func surfaces(instance, state):
	var skeleton = instance.get_node(instance.skeleton)
	var rest = joints(instance, skeleton)
	for name in state.bones:
		var q = state.bones[name]
		skeleton.set_bone_pose(skeleton.find_bone(name), Transform(Basis(Quat(q[0], q[1], q[2], q[3])), Vector3()))
	var posed = joints(instance, skeleton)
	for bone in skeleton.get_bone_count():
		skeleton.set_bone_pose(bone, Transform())
	var out = []
	var mesh = instance.mesh
	for surface in mesh.get_surface_count():
		var arrays = mesh.surface_get_arrays(surface)
		var shapes = mesh.surface_get_blend_shape_arrays(surface)
		var moved = {}
		for i in mesh.get_blend_shape_count():
			if state.morphs.has(mesh.get_blend_shape_name(i)):
				moved[mesh.get_blend_shape_name(i)] = flat(shapes[i][Mesh.ARRAY_VERTEX])
		out.append({
			"points": flat(arrays[Mesh.ARRAY_VERTEX]), "joints": Array(arrays[Mesh.ARRAY_BONES]),
			"weights": Array(arrays[Mesh.ARRAY_WEIGHTS]), "shapes": moved, "morphs": mesh.get_blend_shape_count(),
			"relative": mesh.blend_shape_mode == Mesh.BLEND_SHAPE_MODE_RELATIVE, "rest": rest, "posed": posed,
			"unshaded": mesh.surface_get_material(surface).flags_unshaded,
		})
	return out

func joints(instance, skeleton):
	var out = []
	for i in instance.skin.get_bind_count():
		var bone = instance.skin.get_bind_bone(i)
		var m = skeleton.get_bone_global_pose(bone) * instance.skin.get_bind_pose(i)
		var b = m.basis
		out.append([b.x.x, b.y.x, b.z.x, m.origin.x, b.x.y, b.y.y, b.z.y, m.origin.y, b.x.z, b.y.z, b.z.z, m.origin.z])
	return out

func flat(points):
	var out = []
	for p in points:
		out.append(p.x)
		out.append(p.y)
		out.append(p.z)
	return out
