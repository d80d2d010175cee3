"""Pictures of a scene: a camera, posed vertices, and a rasteriser (numpy, or OpenGL where a machine has it)."""
