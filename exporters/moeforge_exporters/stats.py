"""What an avatar costs, as its destinations count it, and its VRChat performance rank."""

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, Literal

from moeforge.scene import Scene, Texture

MB = 1_000_000
MIPS = 4 / 3
"""A chain of mip levels costs a third more."""
PC_BYTES = 1.0
"""Bytes a pixel on PC: BC7 or DXT5. Unity's default for opaque textures, DXT1, takes half."""
MOBILE_BYTES = 16 / 36
"""Bytes a pixel on phones: ASTC in blocks of 6 x 6, Unity's default."""

Platform = Literal["pc", "mobile"]


def _images(scene: Scene) -> list[Texture]:
    """The textures that a material uses, each once; VRM 0.x leaves out the shift, a GLB all but the base."""
    toons = [m.toon for m in scene.materials]
    names = {m.base_texture for m in scene.materials}
    names |= {n for t in toons for n in (t.shade_texture, t.shift_texture, t.rim_texture, t.outline_mask) if n}
    return [t for t in scene.textures if t.name in names]


def _texture_mb(scene: Scene, bytes_per_pixel: float) -> float:
    pixels = sum(t.pixels.shape[0] * t.pixels.shape[1] for t in _images(scene))
    return pixels * bytes_per_pixel * MIPS / MB


def _primitives(scene: Scene) -> int:
    return sum(len(m.primitives) for m in scene.meshes)


def _chain_nodes(scene: Scene) -> int:
    """Every node of every chain, the end ones too: VRChat counts a leaf that is a transform of its own."""
    return sum(len(s.joints) for s in scene.springs)


STATS: Mapping[str, Callable[[Scene], float]] = MappingProxyType(
    {
        "triangles": lambda s: s.triangle_count,
        "vertices": lambda s: sum(len(p.positions) for m in s.meshes for p in m.primitives),
        "meshes": lambda s: len(s.meshes),
        "skinned_meshes": lambda s: len(s.meshes),
        "basic_meshes": lambda _: 0,  # every mesh of ours is skinned
        "primitives": _primitives,
        "material_slots": _primitives,
        "materials": lambda s: len(s.materials),
        "images": lambda s: len(_images(s)) + (s.thumbnail is not None),
        "texture_side": lambda s: max((max(t.pixels.shape[:2]) for t in _images(s)), default=0),
        "texture_mb_pc": lambda s: _texture_mb(s, PC_BYTES),
        "texture_mb_mobile": lambda s: _texture_mb(s, MOBILE_BYTES),
        "nodes": lambda s: len(s.nodes),
        "bones": lambda s: len(s.skin.joints),
        "morphs": lambda s: max((len(m.morph_names) for m in s.meshes), default=0),
        "spring_joints": _chain_nodes,
        "physbone_components": lambda s: len(s.springs),
        "physbone_transforms": _chain_nodes,
        "physbone_colliders": lambda s: len({c for spring in s.springs for c in spring.colliders}),
        "physbone_checks": lambda s: sum(len(spring.joints) * len(spring.colliders) for spring in s.springs),
    }
)
"""Stat -> how it is counted. Outlines are a second pass, not triangles of the mesh; memory in MB of 10^6 bytes."""


def count(scene: Scene) -> Mapping[str, float]:
    """Every stat of a scene."""
    return {name: of(scene) for name, of in STATS.items()}


@dataclass(frozen=True, slots=True)
class Rank:
    """A VRChat rank: that of each stat, and the worst of them."""

    overall: str
    stats: Mapping[str, str]


@cache
def ranks() -> Mapping[str, Any]:
    """The table of ranks, data/ranks.toml."""
    return read_table("ranks.toml")


def read_table(name: str) -> Mapping[str, Any]:
    """A TOML file of the folder data/."""
    return tomllib.loads((files("moeforge_exporters") / "data" / name).read_text(encoding="utf-8"))


def rank(scene: Scene) -> Mapping[str, Rank]:
    """The rank of a scene on "pc" and on "mobile", by VRChat's rules."""
    counted = count(scene)
    return {platform: _rank(counted, ranks()[platform]) for platform in ("pc", "mobile")}


def _rank(counted: Mapping[str, float], limits: Mapping[str, list[float]]) -> Rank:
    names = [*ranks()["names"], "Very Poor"]
    places = {stat: sum(counted[stat] > limit for limit in row) for stat, row in limits.items()}
    return Rank(names[max(places.values())], {stat: names[place] for stat, place in places.items()})


def rank_limits(platform: Platform, name: str) -> Mapping[str, float]:
    """The limits of one rank; KeyError or ValueError for a platform or rank that the table lacks."""
    place = ranks()["names"].index(name)
    return {stat: row[place] for stat, row in ranks()[platform].items()}
