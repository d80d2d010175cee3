"""The same picture as raster.render, drawn by OpenGL through EGL where the machine has it (extra `gl`).

Only pictures on request use it. Thumbnails inside files come from the numpy rasteriser, so that a file's bytes do not
depend on a graphics driver.
"""

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import numpy as np

from moeforge.render.camera import Camera
from moeforge.render.raster import LIGHT, Drawn
from moeforge.render.shading import AMBIENT, KEY, linear, to_srgb
from moeforge.scene import F32, U8, Material, Scene

VERTEX = """
#version 330
uniform mat4 clip;
in vec3 position; in vec3 normal; in vec2 uv;
out vec3 world; out vec3 n; out vec2 at;
void main() { world = position; n = normal; at = uv; gl_Position = clip * vec4(position, 1.0); }
"""
FRAGMENT = """
#version 330
uniform sampler2D base; uniform sampler2D shade; uniform sampler2D shift_map; uniform sampler2D rim_map;
uniform vec3 shade_color, rim_color, flat_color, eye, light;
uniform float shift, shift_scale, toony, rim_power, outline_mix, strength;
uniform bool outline, two_sided, mapped_rim;
in vec3 world; in vec3 n; in vec2 at;
out vec4 color;
vec3 lin(vec3 c) { return mix(c / 12.92, pow((c + 0.055) / 1.055, vec3(2.4)), step(0.04045, c)); }
void main() {
  vec3 bright = lin(texture(base, at).rgb);
  if (outline) { color = vec4(flat_color * mix(vec3(1.0), bright, outline_mix), 1.0); return; }
  vec3 view = normalize(eye - world), normal = normalize(n);
  if (two_sided && dot(normal, view) < 0.0) normal = -normal;
  vec3 dark = lin(texture(shade, at).rgb) * shade_color;
  float edge = 1.0 - toony;
  float moved = shift + shift_scale * texture(shift_map, at).r;
  float lit = clamp((dot(normal, light) + moved + edge) / max(2.0 * edge, 1e-4), 0.0, 1.0);
  float rim = pow(clamp(1.0 - abs(dot(normal, view)), 0.0, 1.0), rim_power);
  vec3 glow = mapped_rim ? rim_color * lin(texture(rim_map, at).rgb) : rim_color;
  color = vec4(mix(dark, bright, lit) * strength + rim * glow, 1.0);
}
"""
Gl = Any
"""moderngl ships no types: contexts, programs and buffers are opaque here."""
_local = threading.local()


@dataclass(frozen=True, slots=True)
class Device:
    """An OpenGL context of one thread with the toon program."""

    moderngl: Gl
    context: Gl
    program: Gl


def device() -> Device | None:
    """This thread's device, or None where moderngl, EGL or a driver is missing."""
    if not hasattr(_local, "device"):
        _local.device = _open()
    return _local.device


def _open() -> Device | None:
    try:
        gl: Gl = import_module("moderngl")
        context = gl.create_standalone_context(backend="egl")
        return Device(gl, context, context.program(vertex_shader=VERTEX, fragment_shader=FRAGMENT))
    except Exception:  # noqa: BLE001 - moderngl raises bare Exception, ImportError or OSError for whatever is missing
        return None


def _clip(camera: Camera) -> F32:
    """World to clip space, transposed: OpenGL reads matrices column by column."""
    near, far = camera.distance * 0.3, camera.distance + 3 * max(camera.height, 1.0)
    focal = 2 * camera.distance / camera.height
    view = np.eye(4)
    view[:3, :3] = camera.axes
    view[:3, 3] = -camera.axes @ camera.eye
    lens = np.diag([focal, focal, (far + near) / (near - far), 0.0])
    lens[2, 3], lens[3, 2] = 2 * far * near / (near - far), -1.0
    return np.ascontiguousarray((lens @ view).T, np.float32)


def _texture(dev: Device, pixels: U8) -> Gl:
    height, width, channels = pixels.shape
    texture = dev.context.texture((width, height), channels, np.ascontiguousarray(pixels).tobytes(), alignment=1)
    texture.build_mipmaps()
    texture.filter = (dev.moderngl.LINEAR_MIPMAP_LINEAR, dev.moderngl.LINEAR)
    texture.repeat_x = texture.repeat_y = False
    return texture


def _uniforms(item: Drawn, camera: Camera) -> dict[str, object]:
    toon = item.material.toon
    return {
        "shade_color": tuple(linear(toon.shade_color)),
        "rim_color": tuple(linear(toon.rim_color)),
        "flat_color": tuple(linear(toon.outline_color)),
        "eye": tuple(camera.eye),
        "light": tuple(camera.to_world(LIGHT)),
        "shift": toon.shift,
        "shift_scale": toon.shift_scale if toon.shift_texture else 0.0,
        "toony": toon.toony,
        "rim_power": toon.rim_power,
        "outline_mix": toon.outline_lighting_mix,
        "strength": KEY + AMBIENT,
        "outline": item.outline,
        "two_sided": item.material.double_sided,
        "mapped_rim": toon.rim_texture is not None,
    }


def _names(material: Material) -> tuple[str | None, ...]:
    toon = material.toon
    return material.base_texture, toon.shade_texture, toon.shift_texture, toon.rim_texture


def _draw(dev: Device, item: Drawn, textures: dict[str, Gl], camera: Camera) -> None:
    gl, context, program = dev.moderngl, dev.context, dev.program
    context.disable(gl.CULL_FACE)
    if item.outline or not item.material.double_sided:
        context.enable(gl.CULL_FACE)
        context.cull_face = "front" if item.outline else "back"
    for name, value in _uniforms(item, camera).items():
        program[name].value = value
    base = item.material.base_texture
    textures[base].use(0)
    textures[item.material.toon.shade_texture or base].use(1)
    textures[item.material.toon.shift_texture or base].use(2)
    textures[item.material.toon.rim_texture or base].use(3)
    vertices = np.concatenate([item.positions, item.normals, item.uvs], axis=1).astype(np.float32)
    buffers = context.buffer(vertices.tobytes()), context.buffer(item.triangles.astype(np.uint32).tobytes())
    array = context.vertex_array(program, [(buffers[0], "3f 3f 2f", "position", "normal", "uv")], buffers[1])
    array.render(gl.TRIANGLES)
    for resource in (array, *buffers):
        resource.release()


def render(dev: Device, scene: Scene, items: Sequence[Drawn], camera: Camera, size: int, backdrop: F32) -> U8:
    """Posed primitives over a backdrop (size, size, 3) of linear light: (size, size, 3) sRGB, four samples a pixel."""
    context = dev.context
    names = {n for i in items for n in _names(i.material) if n}
    textures = {name: _texture(dev, scene.texture(name).pixels) for name in sorted(names)}
    many = context.framebuffer(
        [context.renderbuffer((size, size), 4, samples=4, dtype="f2")],
        context.depth_renderbuffer((size, size), samples=4),
    )
    one_color = context.renderbuffer((size, size), 4, dtype="f2")
    one = context.framebuffer([one_color])
    many.use()
    many.clear(0.0, 0.0, 0.0, 0.0)
    context.enable(dev.moderngl.DEPTH_TEST)
    dev.program["clip"].write(_clip(camera).tobytes())
    for unit, sampler in enumerate(("base", "shade", "shift_map", "rim_map")):
        dev.program[sampler].value = unit
    for item in items:
        _draw(dev, item, textures, camera)
    context.copy_framebuffer(one, many)
    out = np.frombuffer(one.read(components=4, dtype="f2"), np.float16).reshape(size, size, 4)[::-1].astype(np.float32)
    for resource in (*textures.values(), many, one):
        resource.release()
    return _over(out, backdrop)


def _over(color: F32, backdrop: F32) -> U8:
    """Premultiplied linear RGBA over the backdrop, as 8-bit sRGB."""
    return to_srgb((color[..., :3] + backdrop * (1 - color[..., 3:])).astype(np.float32))
