# Run by Godot 4 in any project's folder: godot --headless --path FOLDER -s THIS.
# Reads task.json, [{file, state: {bones, morphs}}], loads each file at run time as a game would, and prints one JSON
# report a line, after REPORT. Vertices, blend shapes, weights and posed joints are the engine's; they are put together
# in Python.
extends SceneTree

var shared = load("res://inside_godot.gd")

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
		parts += shared.surfaces(instance.mesh, rest, joints(instance, skeleton), task.state.morphs)
		skeleton.reset_bone_poses()
		skeleton.force_update_all_bone_transforms()
	scene.free()
	return {"file": task.file, "version": Engine.get_version_info().string, "bones": bones, "parts": parts}

func joints(instance, skeleton):
	var out = []
	for i in instance.skin.get_bind_count():
		var named = instance.skin.get_bind_name(i)
		var bone = skeleton.find_bone(named) if named != "" else instance.skin.get_bind_bone(i)
		out.append(shared.matrix(skeleton.get_bone_global_pose(bone) * instance.skin.get_bind_pose(i)))
	return out
