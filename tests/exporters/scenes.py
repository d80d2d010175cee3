"""A small, complete figure made of boxes: every kind of thing a scene may hold, nothing painted or generated."""

from collections.abc import Mapping

import numpy as np

from moeforge.rig.expressions import VRM_PRESETS, vrm_expressions
from moeforge.scene import (
    F32,
    Collider,
    Expression,
    LookAt,
    Material,
    Mesh,
    Meta,
    Morph,
    MorphBind,
    Node,
    Primitive,
    Scene,
    Skin,
    Spring,
    Texture,
    Toon,
    Vec3,
)

ARM = (("Shoulder", 0.02, 0.52), ("UpperArm", 0.07, 0.52), ("LowerArm", 0.16, 0.52), ("Hand", 0.25, 0.52))
THUMB = (("ThumbMetacarpal", 0.26, 0.52), ("ThumbProximal", 0.28, 0.52), ("ThumbDistal", 0.30, 0.52))
LEG = (("UpperLeg", 0.05, 0.26), ("LowerLeg", 0.05, 0.15), ("Foot", 0.05, 0.04))
TRUNK = (("hips", 0.30), ("spine", 0.36), ("chest", 0.44), ("neck", 0.55), ("head", 0.58))
EYE_Y, EYE_X, EYE_Z = 0.70, 0.07, 0.05
HAIR = (("tail_0", 0.80), ("tail_1", 0.68), ("tail_2", 0.56), ("tail_end", 0.44))

Box = tuple[str, Vec3, Vec3]
BODY_BOXES: tuple[Box, ...] = (
    ("chest", (0.0, 0.42, 0.0), (0.09, 0.12, 0.06)),
    *((f"{s}UpperArm", (x * 0.12, 0.52, 0.0), (0.05, 0.02, 0.02)) for s, x in (("left", 1.0), ("right", -1.0))),
    *((f"{s}Hand", (x * 0.26, 0.52, 0.0), (0.04, 0.02, 0.02)) for s, x in (("left", 1.0), ("right", -1.0))),
    *((f"{s}Foot", (x * 0.05, 0.05, 0.02), (0.03, 0.05, 0.06)) for s, x in (("left", 1.0), ("right", -1.0))),
)
CORNERS = np.array([[x, y, z] for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)], np.float32)
BOX_FACES = np.array(
    [[0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1], [2, 3, 7], [2, 7, 6], [0, 2, 6], [0, 6, 4],
     [1, 5, 7], [1, 7, 3]], np.uint32,
)  # fmt: skip


def skeleton() -> list[tuple[str, str | None, Vec3]]:
    """Bones as (name, parent, world position), parents first."""
    rows: list[tuple[str, str | None, Vec3]] = [("avatar", None, (0.0, 0.0, 0.0))]
    above = "avatar"
    for name, y in TRUNK:
        rows.append((name, above, (0.0, y, 0.0)))
        above = name
    for side, sign in (("left", 1.0), ("right", -1.0)):
        for start, limb in (("chest", ARM), (f"{side}Hand", THUMB), ("hips", LEG)):
            above = start
            for name, x, y in limb:
                rows.append((side + name, above, (sign * x, y, 0.0)))
                above = side + name
        rows.append((f"{side}Eye", "head", (sign * EYE_X, EYE_Y, -0.1)))
    above = "head"
    for name, y in HAIR:
        rows.append((name, above, (0.0, y, -0.15)))
        above = name
    return rows


def nodes() -> tuple[tuple[Node, ...], Mapping[str, int]]:
    """The node tree and bone name -> node index; three mesh nodes come last."""
    rows = skeleton()
    index = {name: i for i, (name, _, _) in enumerate(rows)}
    place = {name: np.array(position) for name, _, position in rows}
    made = [
        Node(name, None if parent is None else index[parent], vec(place[name] - (place[parent] if parent else 0.0)))
        for name, parent, _ in rows
    ]
    return (*made, Node("FaceMesh", 0, mesh="Face"), Node("HairMesh", 0, mesh="Hair"),
            Node("BodyMesh", 0, mesh="Body")), index  # fmt: skip


def vec(v: np.ndarray) -> Vec3:
    x, y, z = (round(float(c), 6) for c in v)
    return x, y, z


def boxes(material: str, rows: tuple[Box, ...], index: Mapping[str, int], morphs: tuple[Morph, ...] = ()) -> Primitive:
    """One primitive of boxes (bone, centre, half size), each weighted to its bone; UVs span the texture."""
    positions = np.concatenate([np.array(c) + CORNERS * np.array(h) for _, c, h in rows]).astype(np.float32)
    joints = np.zeros((len(positions), 4), np.uint16)
    joints[:, 0] = np.repeat([index[bone] - 1 for bone, _, _ in rows], 8)
    weights = np.zeros((len(positions), 4), np.float32)
    weights[:, 0] = 1.0
    normals = np.tile(CORNERS / np.sqrt(3.0), (len(rows), 1)).astype(np.float32)
    uvs = np.tile((CORNERS[:, :2] * [0.5, -0.5] + 0.5) * 0.98 + 0.01, (len(rows), 1)).astype(np.float32)
    triangles = np.concatenate([BOX_FACES + 8 * i for i in range(len(rows))]).astype(np.uint32)
    return Primitive(material, positions, normals, uvs, triangles, joints, weights, morphs)


PRESETS = tuple(name for name, *_ in VRM_PRESETS)
FACE_BOXES: tuple[Box, ...] = (
    ("head", (0.0, 0.72, -0.02), (0.15, 0.14, 0.10)),
    ("head", (EYE_X, EYE_Y + 0.06, 0.115), (0.05, 0.008, 0.01)),  # lid, left
    ("head", (-EYE_X, EYE_Y + 0.06, 0.115), (0.05, 0.008, 0.01)),  # lid, right
)
PARTS_BOXES: tuple[Box, ...] = (
    ("leftEye", (EYE_X, EYE_Y, 0.085), (0.03, 0.035, 0.006)),
    ("rightEye", (-EYE_X, EYE_Y, 0.085), (0.03, 0.035, 0.006)),
    ("head", (0.0, 0.625, 0.085), (0.03, 0.006, 0.006)),  # mouth
)
LEFT_LID = np.arange(8, 16, dtype=np.uint32)
RIGHT_LID = np.arange(16, 24, dtype=np.uint32)
MOUTH = np.arange(16, 24, dtype=np.uint32)
BLINKS: Mapping[str, tuple[np.ndarray, ...]] = {
    "blink": (LEFT_LID, RIGHT_LID), "blinkLeft": (LEFT_LID,), "blinkRight": (RIGHT_LID,), "happy": (LEFT_LID, RIGHT_LID)
}  # fmt: skip


def face_morph(name: str) -> Morph:
    """A blink draws the lid box down over the eye: its lower corners fall below the iris."""
    moved = np.concatenate(BLINKS.get(name, (LEFT_LID[:0],)))
    low = CORNERS[moved % 8][:, 1] < 0 if len(moved) else np.zeros(0, bool)
    deltas = np.zeros((len(moved), 3), np.float32)
    deltas[low, 1] = -0.12
    keep = np.flatnonzero(low)
    return Morph(name, moved[keep], deltas[keep])


def parts_morph(name: str, step: int) -> Morph:
    """Every expression but neutral and the blinks moves the mouth in its own way."""
    if name in BLINKS or name == "neutral":
        return Morph(name, MOUTH[:0], np.zeros((0, 3), np.float32))
    deltas = np.tile(np.array([0.0, -0.004 * (step + 1), 0.0], np.float32), (4, 1))
    return Morph(name, MOUTH[np.flatnonzero(CORNERS[:, 1] < 0)], deltas)


def hair_mesh(index: Mapping[str, int]) -> Mesh:
    rows = tuple((bone, (0.0, y - 0.06, -0.15), (0.05, 0.055, 0.02)) for bone, y in HAIR[:-1])
    cap: Box = ("head", (0.0, 0.88, -0.03), (0.16, 0.03, 0.12))
    return Mesh("Hair", (boxes("hair", (cap, *rows), index),))


def face_mesh(index: Mapping[str, int]) -> Mesh:
    face = boxes("face", FACE_BOXES, index, tuple(face_morph(n) for n in PRESETS))
    parts = boxes("parts", PARTS_BOXES, index, tuple(parts_morph(n, i) for i, n in enumerate(PRESETS)))
    return Mesh("Face", (face, parts), PRESETS)


def flat(name: str, color: tuple[int, ...], size: int = 32, *, linear: bool = False) -> Texture:
    return Texture(name, np.full((size, size, len(color)), color, np.uint8), linear)


TEXTURES = (
    flat("face", (255, 234, 222)),
    flat("parts", (40, 90, 200, 255)),
    flat("hair", (240, 150, 180)),
    flat("body", (120, 170, 240)),
    flat("body_shade", (90, 120, 200)),
    flat("face_outline", (255,), linear=True),
    flat("unused", (1, 2, 3)),
)
MATERIALS = (
    Material("face", "face", Toon(shade_color=(0.957, 0.765, 0.722), shift=0.25, toony=0.85, outline_width=0.0016,
                                  outline_color=(0.5, 0.25, 0.25), outline_mask="face_outline")),
    Material("parts", "parts", Toon(shift=0.6), double_sided=True, alpha_mode="MASK"),
    Material("hair", "hair", Toon(shade_color=(0.8, 0.74, 0.85), shift=-0.05, outline_width=0.0018), double_sided=True),
    Material("body", "body", Toon(shade_texture="body_shade", outline_width=0.0016, outline_lighting_mix=1.0),
             alpha_mode="BLEND"),
)  # fmt: skip


def meta(licence: str = "CC0-1.0") -> Meta:
    return Meta(
        title="Boxy ぼっくす",
        authors=("Moeforge tests",),
        licence=licence,
        recipe='{"seed":7}',
        avatar_id="0123456789abcdef",
        generator="Moeforge test",
        models={"painter": "ab" * 32},
    )


def custom_expression() -> Expression:
    return Expression("sulk", (MorphBind("Face", "sad", 0.5), MorphBind("Face", "angry", 0.25)), preset=False)


def springs(index: Mapping[str, int]) -> tuple[Spring, ...]:
    joints = tuple(index[name] for name, _ in HAIR)
    return (Spring("tail", joints, stiffness=0.8, drag=0.4, gravity=0.05, hit_radius=0.02, colliders=(0, 1)),)


def colliders(index: Mapping[str, int]) -> tuple[Collider, ...]:
    return (
        Collider(index["head"], (0.01, 0.14, -0.02), 0.1),
        Collider(index["chest"], (0.05, 0.0, 0.01), 0.06, tail=(0.05, 0.18, 0.02)),
    )


def boxy(licence: str = "CC0-1.0") -> Scene:
    """The whole figure: about 0.9 m tall, T-pose, faces +Z."""
    tree, index = nodes()
    joints = tuple(range(1, len(index)))
    human = {name: i for name, i in index.items() if name != "avatar" and not name.startswith("tail_")}
    thumbnail: np.ndarray = np.full((64, 64, 3), (250, 200, 220), np.uint8)
    return Scene(
        nodes=tree,
        meshes=(face_mesh(index), hair_mesh(index), Mesh("Body", (boxes("body", BODY_BOXES, index),))),
        materials=MATERIALS,
        textures=TEXTURES,
        skin=Skin(joints),
        humanoid=human,
        expressions=(*vrm_expressions(PRESETS), custom_expression()),
        look_at=LookAt(
            (0.0, 0.12, 0.05), horizontal_inner=5.9, horizontal_outer=5.9, vertical_down=4.4, vertical_up=4.4
        ),
        colliders=colliders(index),
        springs=springs(index),
        meta=meta(licence),
        thumbnail=thumbnail,
    )


def world(scene: Scene) -> F32:
    """World positions of all nodes, the slow and obvious way."""
    out: list[np.ndarray] = []
    for node in scene.nodes:
        out.append((out[node.parent] if node.parent is not None else np.zeros(3)) + np.array(node.translation))
    return np.array(out, np.float32)
