# Run by test_clients_godot.py in Godot 4 beside the program of docs/clients.md, figure.gd, and lost.gd, the same that looks
# for a moeforge that is not there. Prints what became of the figures as one line of JSON after REPORT.
extends SceneTree

const PATIENCE := 100000  # milliseconds
const FRAMES := 20  # of the motion

var page: Node
var waited := 0
var played := 0

func _initialize():
	page = load("res://figure.gd").new()
	root.add_child(page)

func _process(_delta):
	if page.get_child_count() == 0:
		waited += 1
		return Time.get_ticks_msec() > PATIENCE
	played += 1
	if played < FRAMES:
		return false
	print("REPORT " + JSON.stringify(report(page.get_child(0))))
	page.free()
	return true

func report(figure):
	var skeleton = figure.find_child("Skeleton3D", true, false)
	var face = figure.find_child("Face", true, false)
	var bare = page.load_scene(ProjectSettings.globalize_path("user://avatar.glb"))
	var still = bare.find_child("Skeleton3D", true, false)
	var material = face.mesh.surface_get_material(0)
	var turned = []
	for bone in skeleton.get_bone_count():
		if not skeleton.get_bone_pose_rotation(bone).is_equal_approx(still.get_bone_pose_rotation(bone)):
			turned.append(skeleton.get_bone_name(bone))
	var hips = skeleton.get_bone_pose_position(skeleton.find_bone("hips"))
	bare.free()
	var folder = page.load_folder("user://")
	var lost = load("res://lost.gd").new()
	var found = {
		"waited": waited, "turned": turned, "lift": hips.y / skeleton.get_bone_rest(skeleton.find_bone("hips")).origin.y,
		"happy": face.get_blend_shape_value(face.find_blend_shape_by_name("happy")),
		"aa": face.get_blend_shape_value(face.find_blend_shape_by_name("aa")),
		"unlit": material.shading_mode == BaseMaterial3D.SHADING_MODE_UNSHADED,
		"mipmaps": material.albedo_texture.get_image().has_mipmaps(),
		"folder": folder.size(), "absent": page.load_scene("res://absent.glb"),
		"hostile": page.make("blue eyes\" $(touch touched) `touch touched`", "user://second.glb") != null,
		"refused": page.make("blue eyes", "user://avatar.foo"), "lost": lost.make("blue eyes", "user://third.glb"),
	}
	for one in folder:
		one.free()
	lost.free()
	return found
