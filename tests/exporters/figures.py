"""Real avatars for tests, painted without a model; each is built once a session."""

from dataclasses import replace
from functools import cache

import numpy as np

from moeforge.pipeline import Studio, build
from moeforge.prior import complete
from moeforge.scene import Scene

SEEDS = (1, 7, 21)


@cache
def figure(seed: int, lod: str = "hero") -> Scene:
    """The avatar of a seed, with a plain thumbnail: drawing one is not what these tests are about."""
    scene = build(complete(seed, texture_source="painter"), Studio(), lod=lod)
    return replace(scene, thumbnail=np.full((128, 128, 3), 240, np.uint8))
