"""The worst of what was found, drawn as a viewer would and ringed."""

from collections.abc import Mapping, Sequence

import numpy as np
from PIL import Image, ImageDraw

from defects.hunt import Found, Hunt
from defects.sighting import Picture
from defects.states import BODY_VIEWS, EXPRESSIONS, SETS
from defects.subject import of_spec
from moeforge.pipeline import Studio, build
from moeforge.prior import complete
from moeforge.render.posing import joint_matrices
from moeforge.render.raster import items, to_srgb
from moeforge.render.raster import picture as smooth
from moeforge.rig.poses import Pose, poses
from moeforge.scene import U8, Scene

SIZE = 300
RING = 18  # pixels
BACKDROP = 0.75  # linear


def shot(seed: int, found: Found) -> U8:
    """(SIZE, SIZE, 3) sRGB: the figure in the state and view of a sighting, its place ringed."""
    spec = complete(seed, texture_source="painter")
    picture = Hunt.of(of_spec(spec)).picture(found.sighting.view)
    pose = poses()[found.pose or "stand"]
    on_head = found.sighting.view not in BODY_VIEWS
    scene = build(spec, Studio(), expression_sets=SETS)
    pixels = _drawn(scene, pose, EXPRESSIONS.get(found.expression, {}), picture, by_head=on_head)
    return _ringed(pixels, found, picture)


def _drawn(scene: Scene, pose: Pose, weights: Mapping[str, float], picture: Picture, *, by_head: bool) -> U8:
    joints = joint_matrices(scene, pose)
    if by_head:
        joints = np.linalg.inv(joints[scene.skin.joints.index(scene.humanoid["head"])]) @ joints
    drawn = items(scene, joints, {mesh.name: weights for mesh in scene.meshes})
    backdrop = np.full((SIZE, SIZE, 3), BACKDROP, np.float32)
    return to_srgb(smooth(scene, drawn, picture.camera, SIZE, backdrop))


def _ringed(pixels: U8, found: Found, picture: Picture) -> U8:
    image = Image.fromarray(pixels)
    pen = ImageDraw.Draw(image)
    x, y = found.sighting.x * SIZE / picture.size, found.sighting.y * SIZE / picture.size
    if found.sighting.x or found.sighting.y:
        pen.ellipse((x - RING, y - RING, x + RING, y + RING), outline=(255, 0, 90), width=2)
    return np.asarray(image)


def captioned(pixels: U8, lines: Sequence[str]) -> U8:
    """A picture with lines of text under it."""
    strip = Image.new("RGB", (pixels.shape[1], 13 * len(lines) + 4), (255, 255, 255))
    pen = ImageDraw.Draw(strip)
    for i, line in enumerate(lines):
        pen.text((3, 2 + 13 * i), line, fill=(20, 20, 20))
    return np.concatenate([pixels, np.asarray(strip)])
