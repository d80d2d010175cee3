"""Pictures of a sitting: one build, one canonical crop a look, each in another light, line and ground."""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.colors import Rgb, rgb
from moeforge.pipeline import Studio, build
from moeforge.render.camera import Camera
from moeforge.render.posing import STANDING, expression_morphs, joint_matrices
from moeforge.render.raster import items, render, to_srgb
from moeforge.scene import F32, U8, Material, Scene, Texture
from moeforge.spec import AvatarSpec
from moeforge.template.head.face_shapes import FACE_SHAPES, surface
from moeforge.template.proportions import METRES_PER_HH, Proportions
from moeforge.textures.atlas import CELLS
from moeforge.understand.picture.crop import SIDE, FaceBox, Square, cropped, square
from moeforge_training.encoder.grounds import ground
from moeforge_training.encoder.sitting import Shown, Sitting

F64 = NDArray[np.float64]
MARGIN = 1.125
"""What is stored is this much larger than the canonical crop, so that training may move it."""
STORED = round(MARGIN * SIDE)
DRAWN = 272
"""Samples across of the picture from which the crop is averaged."""
FIELD = 2.75
"""What that picture shows, in head heights, at least."""
LOD = "mobile"
FOREHEAD = 0.74
"""Height of the hairline, t of the head's chart."""


def pictures(sitting: Sitting) -> list[U8]:
    """One (STORED, STORED, 3) sRGB picture for each look."""
    scene = build(sitting.spec, Studio(), lod=LOD)
    return [_picture(scene, sitting.spec, shown) for shown in sitting.shown]


def _picture(scene: Scene, spec: AvatarSpec, shown: Shown) -> U8:
    scene = _dressed(scene, spec, shown)
    points = face_points(spec)
    camera = _camera(points, spec, shown)
    figure = items(scene, joint_matrices(scene, STANDING), expression_morphs(scene, {shown.face: shown.amount}))
    seen, covered = render(scene, figure, camera, DRAWN, np.array(shown.light))
    picture = to_srgb(seen)
    behind = ground(np.random.default_rng(shown.seed), DRAWN)
    return wider(np.where(covered[..., None], picture, behind), face_box(points, camera, DRAWN))


def wider(picture: U8, face: FaceBox) -> U8:
    """The canonical crop with MARGIN round it, (STORED, STORED, 3)."""
    region = square(face)
    spare = (MARGIN - 1.0) / 2 * region.side
    return cropped(picture, Square(region.x - spare, region.y - spare, MARGIN * region.side), STORED)


def face_points(spec: AvatarSpec) -> F32:
    """Points (N, 3) of the face in metres: chin to hairline, ear to ear."""
    phi, t = np.meshgrid(np.radians(np.linspace(-95.0, 95.0, 17)), np.linspace(0.0, FOREHEAD, 9))
    head = surface(FACE_SHAPES[spec.choices["face_shape"]], *(spec.sliders[k] for k in ("cheek", "chin", "jaw")))
    return (METRES_PER_HH * Proportions.of(spec).head_to_figure(head.smooth(phi.ravel(), t.ravel()))).astype(np.float32)


def _camera(points: F32, spec: AvatarSpec, shown: Shown) -> Camera:
    """Looks at the middle of the crop."""
    across = METRES_PER_HH * Proportions.of(spec).head_scale
    middle = points.mean(axis=0) + np.array([0.0, 0.2 * across, 0.0], np.float32)
    x, y, z = (float(v) for v in middle)
    return Camera((x, y, z), FIELD * across, shown.yaw, shown.pitch, shown.fov)


def face_box(points: F32, camera: Camera, size: int) -> FaceBox:
    """The box of the face in a picture of that size."""
    seen = camera.project(points, size)[:, :2]
    (left, top), (right, bottom) = seen.min(axis=0), seen.max(axis=0)
    return FaceBox(float(left), float(top), float(right - left), float(bottom - top))


SHADINGS: Mapping[str, Mapping[str, object]] = {
    "own": {},
    "flat": {"shade_color": (1.0, 1.0, 1.0), "shade_texture": None, "rim_color": (0.0, 0.0, 0.0)},
    "soft": {"toony": 0.2, "rim_color": (0.0, 0.0, 0.0)},
    "hard": {"toony": 0.98, "shift": 0.0, "shade_color": (0.62, 0.55, 0.66), "shade_texture": None},
}
"""Kind of light -> fields of scene.Toon."""


def _dressed(scene: Scene, spec: AvatarSpec, shown: Shown) -> Scene:
    """The scene in a look's shading, lines and eyes."""
    materials = tuple(_material(m, shown) for m in scene.materials)
    textures = scene.textures
    if shown.eyes != "own":
        textures = tuple(_simple(t, shown, rgb(spec.colors["skin"])) if t.name == "parts" else t for t in textures)
    return replace(scene, materials=materials, textures=textures)


def _material(material: Material, shown: Shown) -> Material:
    toon = material.toon
    line = {"outline_width": toon.outline_width * shown.line}
    ink = {} if shown.ink is None else {"outline_color": shown.ink, "outline_lighting_mix": 0.0}
    changes: dict[str, object] = {**SHADINGS[shown.shading], **line, **ink}
    return replace(material, toon=replace(toon, **changes))  # type: ignore[arg-type]  # fields by name


def _simple(parts: Texture, shown: Shown, skin: Rgb) -> Texture:
    """The texture of the eyes as simple drawings have them."""
    pixels = parts.pixels.copy()
    rng = np.random.default_rng(shown.seed + 1)
    ink = rng.uniform(0, 60, 3)
    around = {"flat": ink, "pupil": np.full(3, 250.0), "dot": 255 * np.array(skin)}[shown.eyes]
    size = {"flat": 0.9, "pupil": rng.uniform(0.3, 0.6), "dot": rng.uniform(0.3, 0.62)}[shown.eyes]
    for name in ("iris_left", "iris_right"):
        _paint(pixels, name, around, ink, size)
    if shown.eyes == "dot":
        _paint(pixels, "white", around, around, 0.0)
        if rng.random() < 0.7:
            for name in ("lash", "lid_rim"):
                _paint(pixels, name, around, around, 0.0)
    return replace(parts, pixels=pixels)


def _paint(pixels: U8, name: str, around: F64, ink: F64, size: float) -> None:
    """Fill a cell of the atlas with a colour, and with a dot of another."""
    cell = CELLS[name]
    v, u = np.mgrid[: cell.height, : cell.width]
    far = np.hypot((2 * u + 1) / cell.width - 1, (2 * v + 1) / cell.height - 1)
    painted = np.where((far < size)[..., None], ink, around)
    pixels[cell.y : cell.y + cell.height, cell.x : cell.x + cell.width, :3] = painted
