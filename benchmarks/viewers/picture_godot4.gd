# Run by Godot 4 with a window in any project's folder: godot --rendering-driver opengl3 --path FOLDER -s THIS.
# Reads task.json, [{file, state: {bones, morphs}, facing, height, picture, size}], and draws each file from where the other
# engines look.
extends SceneTree

const YAW := deg_to_rad(20)
const FOV := 18.0  # degrees, vertical
const BACKGROUND := Color("f4eef0")

func _initialize():
	for task in JSON.parse_string(FileAccess.get_file_as_string("res://task.json")):
		await draw(task)
	quit()

func draw(task):
	var state = GLTFState.new()
	var document = GLTFDocument.new()
	document.append_from_file("res://" + task.file, state)
	for texture in state.get_images():
		var image = texture.get_image()
		image.generate_mipmaps()
		texture.set_image(image)
	var figure = document.generate_scene(state)
	var stage = scene(task)
	stage.add_child(figure)
	root.add_child(stage)
	pose(figure, task.state)
	for frame in 3:
		await process_frame
	await RenderingServer.frame_post_draw
	stage.get_texture().get_image().save_png(task.picture)
	stage.free()

func scene(task):
	var stage = SubViewport.new()
	stage.size = Vector2i(task.size[0], task.size[1])
	stage.own_world_3d = true
	stage.msaa_3d = Viewport.MSAA_4X
	stage.render_target_update_mode = SubViewport.UPDATE_ALWAYS
	var camera = Camera3D.new()
	camera.fov = FOV
	camera.environment = Environment.new()
	camera.environment.background_mode = Environment.BG_COLOR
	camera.environment.background_color = BACKGROUND
	var distance = 1.12 * task.height / (2 * tan(deg_to_rad(FOV) / 2))
	var target = Vector3(0, task.height / 2, 0)
	camera.look_at_from_position(target + Vector3(sin(YAW), 0, cos(YAW)) * task.facing * distance, target)
	stage.add_child(camera)
	return stage

func pose(figure, state):
	var skeleton = figure.find_children("*", "Skeleton3D", true, false)[0]
	for name in state.bones:
		var q = state.bones[name]
		skeleton.set_bone_pose_rotation(skeleton.find_bone(name), Quaternion(q[0], q[1], q[2], q[3]))
	for mesh in figure.find_children("*", "MeshInstance3D", true, false):
		for name in state.morphs:
			var shape = mesh.find_blend_shape_by_name(name)
			if shape >= 0:
				mesh.set_blend_shape_value(shape, state.morphs[name])
