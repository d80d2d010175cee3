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

# Two instances: outside the tree a skeleton takes a pose only before it is first asked for one.
func report(task):
	var scene = load("res://" + task.file)
	if scene == null:
		return {"file": task.file, "failed": true}
	var still = meshes(scene.instance(), [])
	var struck = meshes(scene.instance(), [])
	var parts = []
	for i in still.size():
		var skeleton = struck[i].get_node(struck[i].skeleton)
		for name in task.state.bones:
			var q = task.state.bones[name]
			var bone = skeleton.find_bone(name.capitalize().replace(" ", "_").to_lower()) # leftHand was made left_hand
			skeleton.set_bone_pose(bone, Transform(Basis(Quat(q[0], q[1], q[2], q[3])), Vector3()))
		parts += surfaces(still[i], joints(still[i]), joints(struck[i]), task.state.morphs)
	var bones = still[0].get_node(still[0].skeleton).get_bone_count()
	return {"file": task.file, "version": Engine.get_version_info().string, "bones": bones, "parts": parts}

func meshes(node, found):
	if node is MeshInstance:
		found.append(node)
	for child in node.get_children():
		meshes(child, found)
	return found

# What of every surface is needed to skin it: joints at rest and posed are 3 x 4 matrices, row by row.
func surfaces(instance, rest, posed, morphs):
	var out = []
	var mesh = instance.mesh
	for surface in mesh.get_surface_count():
		var arrays = mesh.surface_get_arrays(surface)
		var shapes = mesh.surface_get_blend_shape_arrays(surface)
		var moved = {}
		for i in mesh.get_blend_shape_count():
			if morphs.has(mesh.get_blend_shape_name(i)):
				moved[mesh.get_blend_shape_name(i)] = flat(shapes[i][Mesh.ARRAY_VERTEX])
		out.append({
			"points": flat(arrays[Mesh.ARRAY_VERTEX]), "joints": Array(arrays[Mesh.ARRAY_BONES]),
			"weights": Array(arrays[Mesh.ARRAY_WEIGHTS]), "shapes": moved, "morphs": mesh.get_blend_shape_count(),
			"relative": mesh.blend_shape_mode == Mesh.BLEND_SHAPE_MODE_RELATIVE, "rest": rest, "posed": posed,
		})
	return out

func joints(instance):
	var skeleton = instance.get_node(instance.skeleton)
	var out = []
	for i in instance.skin.get_bind_count():
		var bone = skeleton.find_bone(instance.skin.get_bind_name(i))
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
