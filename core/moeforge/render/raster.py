"""A small numpy rasteriser: first what is seen at each sample, then the colour of that alone. Needs pip alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from moeforge.render.camera import Camera
from moeforge.render.coverage import SIDE, Spots, covered
from moeforge.render.posing import posed
from moeforge.render.scan import nearest
from moeforge.render.shading import Images, Samples, linear, shade, texels, to_srgb
from moeforge.scene import F32, Material, Scene

__all__ = ["LIGHT", "Drawn", "hull", "items", "linear", "picture", "render", "to_srgb"]
I64 = NDArray[np.int64]
F64 = NDArray[np.float64]

LIGHT = np.array([0.30, 0.42, 0.86])
"""Direction to the key light in camera space (right, up, towards the viewer)."""
BATCH = 50_000
"""Samples shaded at a time, which bounds memory."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A posed primitive ready to draw; the arrays follow scene.Primitive."""

    material: Material
    positions: F32
    normals: F32
    uvs: F32
    triangles: NDArray[np.uint32]
    outline: bool = False  # an inverted hull: only back faces, flat colour


def hull(scene: Scene, item: Drawn) -> Drawn | None:
    """The outline of a primitive: moved out along the normals by the material's width (masked), or None."""
    toon = item.material.toon
    if toon.outline_width <= 0:
        return None
    width = np.full(len(item.positions), toon.outline_width, np.float32)
    if toon.outline_mask:
        mask = scene.texture(toon.outline_mask).pixels
        u, v = item.uvs.T
        width *= mask[..., 1].ravel()[texels(u, v, mask.shape)] / np.float32(255)
    return replace(item, positions=item.positions + item.normals * width[:, None], outline=True)


def items(scene: Scene, joints: F64, morphs: Mapping[str, Mapping[str, float]]) -> list[Drawn]:
    """Every primitive under joint matrices and morph weights (mesh -> morph -> weight), then their outlines."""
    solid = [
        Drawn(scene.material(p.material), *posed(p, joints, morphs.get(mesh.name, {})), p.uvs, p.triangles)
        for mesh in scene.meshes
        for p in mesh.primitives
    ]
    return solid + [h for item in solid if (h := hull(scene, item))]


def _facing(item: Drawn, screen: F64) -> NDArray[np.bool_]:
    """Which triangles to draw: front faces, back faces of hulls, both when double-sided."""
    x, y = screen[:, 0][item.triangles], screen[:, 1][item.triangles]
    area = (x[:, 1] - x[:, 0]) * (y[:, 2] - y[:, 0]) - (y[:, 1] - y[:, 0]) * (x[:, 2] - x[:, 0])
    # screen y points down, so a counter-clockwise triangle has a negative area
    if item.outline:
        return area > 1e-9
    return np.abs(area) > 1e-9 if item.material.double_sided else area < -1e-9


@dataclass(frozen=True, slots=True)
class _Shown:
    """The triangles of one primitive that may be seen, (T, 3), and its corners on the screen, (T, 3, 3)."""

    item: Drawn
    triangles: NDArray[np.uint32]
    corners: F64

    def only(self, index: I64) -> "_Shown":
        return _Shown(self.item, self.triangles[index], self.corners[index])


def _shown(item: Drawn, camera: Camera, size: int) -> _Shown:
    screen = camera.project(item.positions, size)
    triangles = item.triangles[_facing(item, screen)]
    return _Shown(item, triangles, screen[triangles])


def render(
    scene: Scene, items: Sequence[Drawn], camera: Camera, size: int, light: F64 = LIGHT
) -> tuple[F32, NDArray[np.bool_]]:
    """Draw posed primitives: (size, size, 3) linear light and the mask of covered pixels. `light`: as LIGHT."""
    shown = [_shown(i, camera, size) for i in items]
    seen = nearest(np.concatenate([s.corners for s in shown]), size)
    pixels = np.flatnonzero(seen >= 0)
    spots = Spots(seen[pixels], (pixels % size).astype(np.float32) + 0.5, (pixels // size).astype(np.float32) + 0.5)
    color = np.zeros((size * size, 3), np.float32)
    color[pixels] = _colors(scene, shown, spots, camera, light)
    return color.reshape(size, size, 3), (seen >= 0).reshape(size, size)


def picture(scene: Scene, items: Sequence[Drawn], camera: Camera, size: int, backdrop: F32) -> F32:
    """Posed primitives before a backdrop without jagged edges, (size, size, 3) linear light each.

    Every pixel has `coverage.SIDE`² samples, and each triangle that some of them show is shaded once, in their middle.
    """
    shown = [_shown(i, camera, SIDE * size) for i in items]
    spots, pixels, shares = covered(nearest(np.concatenate([s.corners for s in shown]), SIDE * size), size)
    colors = _colors(scene, shown, spots, camera, LIGHT, spread=SIDE)
    weighed = [np.bincount(pixels, shares * channel, size * size) for channel in (*colors.T, np.ones(1))]
    *sums, cover = (channel.reshape(size, size) for channel in weighed)
    return (np.stack(sums, axis=-1) + backdrop * (1 - cover)[..., None]).astype(np.float32)


def _colors(
    scene: Scene, shown: Sequence[_Shown], spots: Spots, camera: Camera, light: F64, spread: float = 1.0
) -> F32:
    """Linear light at places on the screen, (E, 3), which lie `spread` pixels from each other."""
    ends = np.cumsum([0, *(len(s.corners) for s in shown)])
    order = np.argsort(spots.triangle.astype(np.min_scalar_type(int(ends[-1]))), kind="stable")  # radix for 16 bits
    named = spots.triangle[order]  # places of one primitive, and of one triangle, stand together
    cuts = np.searchsorted(named, ends)
    color, images = np.zeros((len(named), 3), np.float32), Images(scene)
    for number, s in enumerate(shown):
        first, last = (int(c) for c in cuts[number : number + 2])
        if last > first:
            own = named[first:last][_first_of_each(named[first:last])] - ends[number]
            planes = _Planes.of(s.only(own), own, camera, light, spread)
            for part in (slice(at, min(at + BATCH, last)) for at in range(first, last, BATCH)):
                at = order[part]
                samples = planes.samples(named[part] - ends[number], spots.x[at], spots.y[at])
                color[at] = shade(images, s.item.material, samples, outline=s.item.outline)
    return color


ATTRIBUTES = 5
"""u, v, cosine to the light, cosine to the eye, 1."""


@dataclass(frozen=True, slots=True)
class _Planes:
    """Attributes over the screen: each, divided by the distance, is linear there, so perspective comes out right."""

    triangles: I64  # (T,) their numbers, rising
    origin: F64  # (2, T) places from which each triangle counts
    values: F32  # (3 * ATTRIBUTES, T): values at the origin, steps right, steps down, all over distance
    density: float

    @classmethod
    def of(cls, shown: _Shown, numbers: I64, camera: Camera, light: F64, spread: float) -> "_Planes":
        """Of every triangle, under its number; samples lie `spread` pixels from each other."""
        corners, item = shown.corners, shown.item
        view = camera.eye - item.positions
        towards = np.einsum("nk,nk->n", item.normals, view) / np.sqrt(np.einsum("nk,nk->n", view, view))
        lit = item.normals @ camera.to_world(light)
        rows = np.stack([*item.uvs.T, lit, towards, np.ones(len(lit))])
        over = rows[:, shown.triangles] / camera.distance_of(corners[:, :, 2])  # (ATTRIBUTES, T, 3)
        (x1, y1), (x2, y2) = (corners[:, 1, :2] - corners[:, 0, :2]).T, (corners[:, 2, :2] - corners[:, 0, :2]).T
        area = x1 * y2 - y1 * x2
        a, b = over[..., 1] - over[..., 0], over[..., 2] - over[..., 0]
        values = np.concatenate([over[..., 0], (a * y2 - b * y1) / area, (b * x1 - a * x2) / area])
        density = spread * _density(item.uvs[shown.triangles], area)
        return cls(numbers, corners[:, 0, :2].T, values.astype(np.float32), density)

    def samples(self, triangles: I64, x: F32, y: F32) -> Samples:
        """The attributes at places on the screen (N,), of whose `triangles` equal ones stand together."""
        starts = _first_of_each(triangles)
        counts = np.diff(starts, append=len(triangles))
        own = np.searchsorted(self.triangles, triangles[starts])
        x0, y0 = np.repeat(self.origin[:, own].astype(np.float32), counts, axis=1)
        x, y = x - x0, y - y0
        values = np.repeat(self.values[:, own], counts, axis=1).reshape(3, ATTRIBUTES, -1)
        u, v, light, view, one = values[0] + values[1] * x + values[2] * y
        return Samples(u / one, v / one, light / one, view / one, self.density)


def _first_of_each(values: NDArray[np.signedinteger]) -> I64:
    """Where each value first stands, of values of which equal ones stand together."""
    return np.flatnonzero(np.diff(values, prepend=-1))


def _density(uvs: F32, area: F64) -> float:
    """Shares of an image's side from one sample to the next, over all triangles."""
    (u1, v1), (u2, v2) = (uvs[:, 1] - uvs[:, 0]).T, (uvs[:, 2] - uvs[:, 0]).T
    return float(np.sqrt(np.abs(u1 * v2 - v1 * u2).sum() / np.maximum(np.abs(area).sum(), 1e-9)))
