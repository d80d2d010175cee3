# Run by Godot 3 in the folder of a project whose .glb files the editor has imported: godot3-server --path FOLDER -s THIS.
# Reads task.json, [{file, state: {bones, morphs}}], and prints one JSON report a line, after REPORT.
# Vertices, blend shapes, weights and posed joints are the engine's; they are put together in Python.
extends SceneTree

var shared = load("res://inside_godot.gd")

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
		parts += shared.surfaces(still[i].mesh, joints(still[i]), joints(struck[i]), task.state.morphs)
	var bones = still[0].get_node(still[0].skeleton).get_bone_count()
	return {"file": task.file, "version": Engine.get_version_info().string, "bones": bones, "parts": parts}

func meshes(node, found):
	if node is MeshInstance:
		found.append(node)
	for child in node.get_children():
		meshes(child, found)
	return found

func joints(instance):
	var skeleton = instance.get_node(instance.skeleton)
	var out = []
	for i in instance.skin.get_bind_count():
		var bone = skeleton.find_bone(instance.skin.get_bind_name(i))
		out.append(shared.matrix(skeleton.get_bone_global_pose(bone) * instance.skin.get_bind_pose(i)))
	return out
