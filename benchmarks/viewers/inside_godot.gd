# What inside_godot3.gd and inside_godot4.gd say of a mesh, in words that both versions know.

# What of every surface is needed to skin it: joints at rest and posed are 3 x 4 matrices, row by row.
static func surfaces(mesh, rest, posed, morphs):
	var out = []
	for surface in mesh.get_surface_count():
		var arrays = mesh.surface_get_arrays(surface)
		var shapes = mesh.surface_get_blend_shape_arrays(surface)
		var moved = {}
		for i in mesh.get_blend_shape_count():
			var name = str(mesh.get_blend_shape_name(i))
			if morphs.has(name):
				moved[name] = flat(shapes[i][Mesh.ARRAY_VERTEX])
		out.append({
			"points": flat(arrays[Mesh.ARRAY_VERTEX]), "joints": Array(arrays[Mesh.ARRAY_BONES]),
			"weights": Array(arrays[Mesh.ARRAY_WEIGHTS]), "shapes": moved, "morphs": mesh.get_blend_shape_count(),
			"relative": mesh.blend_shape_mode == Mesh.BLEND_SHAPE_MODE_RELATIVE, "rest": rest, "posed": posed,
		})
	return out

static func matrix(m):
	var b = m.basis
	return [b.x.x, b.y.x, b.z.x, m.origin.x, b.x.y, b.y.y, b.z.y, m.origin.y, b.x.z, b.y.z, b.z.z, m.origin.z]

static func flat(points):
	var out = []
	for p in points:
		out.append(p.x)
		out.append(p.y)
		out.append(p.z)
	return out
