"""The transforms that a caller or a target chooses, and the order in which they are done."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, get_args

from moeforge.errors import BadSpecError
from moeforge.scene import Scene
from moeforge_exporters.optimize.expressions import presets_only
from moeforge_exporters.optimize.materials import SIDES, one_material
from moeforge_exporters.optimize.meshes import face_apart, one_mesh
from moeforge_exporters.optimize.springs import budget_of, springs

Meshes = Literal["as_built", "face_apart", "one"]
Expressions = Literal["as_built", "presets"]
_ALLOWED: Mapping[str, tuple[object, ...]] = {
    "meshes": get_args(Meshes),
    "atlas": (0, *SIDES),
    "expressions": get_args(Expressions),
}


@dataclass(frozen=True, slots=True)
class Shape:
    """How a scene is put together before export; the defaults leave it as it was built.

    meshes: "one" skinned mesh is what Unity and VRChat want; "face_apart" keeps meshes with morphs apart, which is
        what three.js and Godot want; "as_built" keeps them all.
    atlas: 512, 1024 or 2048 for one mesh with one material and an atlas that wide; 0 keeps the materials.
    springs: a name of BUDGETS, or "as_built".
    expressions: "presets" keeps VRM's 18 and the morphs that they use.

    BadSpecError for any other value.
    """

    meshes: Meshes = "as_built"
    atlas: int = 0
    springs: str = "as_built"
    expressions: Expressions = "as_built"

    def __post_init__(self) -> None:
        for name, allowed in _ALLOWED.items():
            if getattr(self, name) not in allowed:
                choices = ", ".join(map(str, allowed))
                raise BadSpecError(f"{name} is {str(getattr(self, name))[:32]!r}; choose of {choices}", field=name)
        if self.springs != "as_built":
            budget_of(self.springs)


_MESHES: Mapping[Meshes, Callable[[Scene], Scene]] = {
    "as_built": lambda scene: scene,
    "face_apart": face_apart,
    "one": one_mesh,
}


def shaped(scene: Scene, shape: Shape) -> Scene:
    """The scene in that shape: expressions and springs first, then meshes, then materials."""
    faced = presets_only(scene) if shape.expressions == "presets" else scene
    swung = faced if shape.springs == "as_built" else springs(faced, shape.springs)
    return one_material(swung, shape.atlas) if shape.atlas else _MESHES[shape.meshes](swung)
