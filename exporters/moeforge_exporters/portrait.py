"""Pictures of a Scene: portrait, full figure, and a sheet of five views."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from moeforge.render import raster_gl
from moeforge.render.camera import F64, Camera
from moeforge.render.posing import STANDING, carried, expression_morphs, joint_matrices
from moeforge.render.raster import items, linear, picture, to_srgb
from moeforge.rig.poses import Euler, Pose
from moeforge.rig.poses import pose as named_pose
from moeforge.scene import F32, U8, Scene

BACKGROUND = ((0.969, 0.925, 0.937), (0.898, 0.929, 0.965))
"""sRGB at the top and the bottom."""


@dataclass(frozen=True, slots=True)
class View:
    """What a picture shows."""

    yaw: float = 0.0  # degrees; 0 front, 90 the figure's left side
    pitch: float = 4.0
    bust: bool = False  # head and shoulders instead of the whole figure
    pose: Pose | Mapping[str, Euler] = STANDING
    expressions: Mapping[str, float] = field(default_factory=dict[str, float])  # above the pose's own

    @property
    def stance(self) -> Pose:
        """The pose; bare rotations become one."""
        return self.pose if isinstance(self.pose, Pose) else Pose(self.pose)

    @property
    def face(self) -> Mapping[str, float]:
        """The pose's expressions and the view's."""
        return {**self.stance.expressions, **self.expressions}


VIEWS: Mapping[str, View] = {
    "portrait": View(yaw=14.0, bust=True, pose=named_pose("tilt")),
    "front": View(),
    "three_quarter": View(yaw=35.0),
    "side": View(yaw=90.0),
    "back": View(yaw=180.0),
    "face": View(bust=True, pitch=0.0),
}
SHEET = ("front", "three_quarter", "side", "back", "portrait")


def _extent(scene: Scene, above: float) -> tuple[float, float]:
    """Height of the highest vertex, and the largest distance from the axis of those above a height (metres)."""
    points = np.concatenate([p.positions for m in scene.meshes for p in m.primitives])
    return float(points[:, 1].max()), float(np.hypot(*points[points[:, 1] > above][:, ::2].T).max())


def _world(scene: Scene, bone: str) -> float:
    """Height of a bone in metres."""
    return sum(scene.nodes[node].translation[1] for node in _lineage(scene, scene.humanoid[bone]))


def _lineage(scene: Scene, node: int) -> Iterator[int]:
    """A node, its parent, and so on."""
    up: int | None = node
    while up is not None:
        yield up
        up = scene.nodes[up].parent


def _head_shift(scene: Scene, joints: F64) -> F64:
    """(3,) metres by which a pose's matrices (J, 4, 4) move the middle of the head."""
    low = _world(scene, "head")
    middle = np.array([0.0, (low + _extent(scene, low)[0]) / 2, 0.0, 1.0])
    return (joints[scene.skin.joints.index(scene.humanoid["head"])] @ middle - middle)[:3]


def _on_head(scene: Scene) -> NDArray[np.bool_]:
    """(J,) which joints of the skin hang on the head."""
    return np.array([scene.humanoid["head"] in _lineage(scene, node) for node in scene.skin.joints])


def _head_span(scene: Scene, joints: F64, camera: Camera) -> tuple[float, float]:
    """How far aside of a camera's target (metres) what the posed head carries and the camera sees lies, half of it, and
    half the width that holds it when the camera moves there: tails may hang farther out below the head than anything
    above it."""
    on_head = _on_head(scene)
    points = np.concatenate([carried(p, joints, on_head) for m in scene.meshes for p in m.primitives])
    seen = camera.project(points, 1)
    across = (seen[seen[:, 1] < 1.0, 0] - 0.5) * camera.height
    middle = float(across.max() + across.min()) / 4
    return middle, float(np.abs(across - middle).max())


def frame(scene: Scene, view: View) -> Camera:
    """The camera that holds the ground and the whole posed figure, or head and shoulders."""
    return _framed(scene, view, joint_matrices(scene, view.stance))


def _framed(scene: Scene, view: View, joints: F64) -> Camera:
    head = _world(scene, "head")
    top, radius = _extent(scene, head)
    x, y, z = (float(v) for v in _head_shift(scene, joints))
    if not view.bust:
        return Camera((0.0, (top + y) / 2, 0.0), max(top, top + y) * 1.10, view.yaw, view.pitch)
    least = max(1.28 * (top - head), 1.7 * radius)
    aside, half = _head_span(scene, joints, Camera((x, y + top - least / 2, z), least, view.yaw, view.pitch))
    side = max(least, 2.0 * half)
    x, _, z = (float(v) for v in (x, y, z) + aside * Camera((0.0, 0.0, 0.0), side, view.yaw).axes[0])
    return Camera((x, y + top + 0.03 * side - side / 2, z), side * 1.06, view.yaw, view.pitch)


def draw(scene: Scene, view: View, size: int, *, gl: bool = False) -> U8:
    """(size, size, 3) sRGB picture before a soft gradient. With `gl`, OpenGL draws it where the machine can."""
    joints, morphs = joint_matrices(scene, view.stance), expression_morphs(scene, view.face)
    camera = _framed(scene, view, joints)
    drawn = items(scene, joints, morphs)
    if gl and (device := raster_gl.device()):
        return raster_gl.render(device, scene, drawn, camera, size, _backdrop(size))
    return to_srgb(picture(scene, drawn, camera, size, _backdrop(size)))


def _backdrop(size: int) -> F32:
    t = np.linspace(0, 1, size, dtype=np.float32)[:, None, None]
    column = (linear(BACKGROUND[0]) * (1 - t) + linear(BACKGROUND[1]) * t).astype(np.float32)
    return np.broadcast_to(column, (size, size, 3))


def portrait(scene: Scene, size: int = 512, view: str = "portrait", *, pose: str = "", gl: bool = True) -> U8:
    """(size, size, 3) sRGB picture, in the view's own pose or in the one of that id.

    KeyError for a view that is not in VIEWS, NotFoundError for an unknown pose.
    """
    shown = VIEWS[view]
    return draw(scene, replace(shown, pose=named_pose(pose)) if pose else shown, size, gl=gl)


def sheet(scene: Scene, size: int = 512) -> U8:
    """The five views of SHEET side by side, (size, 5 * size, 3) sRGB."""
    return np.concatenate([portrait(scene, size, name) for name in SHEET], axis=1)


def png(pixels: U8, level: int = 6, xmp: str = "") -> bytes:
    """PNG bytes of an sRGB image; `xmp` becomes its XMP packet."""
    info = PngInfo()
    if xmp:
        info.add_itxt("XML:com.adobe.xmp", xmp)
    out = BytesIO()
    Image.fromarray(pixels).save(out, "PNG", compress_level=level, pnginfo=info)
    return out.getvalue()


def with_thumbnail(scene: Scene, size: int = 256) -> Scene:
    """The scene with its portrait as thumbnail, unless it has one."""
    return scene if scene.thumbnail is not None else replace(scene, thumbnail=portrait(scene, size, gl=False))
