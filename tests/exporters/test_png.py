"""The PNG encoder against Pillow's decoder."""

import io

import numpy as np
import pytest
from exporters.scenes import meta
from PIL import Image

from moeforge_exporters import png
from moeforge_exporters.provenance import XMP_KEY, xmp

NOISE = np.random.default_rng(3).integers(0, 256, (37, 53, 4), dtype=np.uint8)
SMOOTH = np.tile(np.arange(64, dtype=np.uint8)[:, None, None], (1, 40, 3))


def decoded(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("pixels", [NOISE, NOISE[..., :3], NOISE[..., :1], NOISE[..., 0], SMOOTH, SMOOTH[:1, :1]])
@pytest.mark.parametrize("level", [1, 4, 9])
def test_pixels_come_back(pixels: np.ndarray, level: int):
    image = np.asarray(decoded(png.encode(pixels, level)))
    np.testing.assert_array_equal(image.reshape(pixels.shape), pixels)


def test_opaque_alpha_is_left_out():
    opaque = np.dstack([SMOOTH, np.full(SMOOTH.shape[:2], 255, np.uint8)])
    assert decoded(png.encode(opaque)).mode == "RGB"
    opaque[3, 4, 3] = 254
    assert decoded(png.encode(opaque)).mode == "RGBA"


def test_a_smooth_texture_packs_well():
    assert len(png.encode(np.tile(SMOOTH, (8, 10, 1)))) < 2000


def test_the_mark_of_ai_origin_is_inside():
    image = decoded(png.encode(SMOOTH, 4, [(XMP_KEY, xmp(meta()))]))
    assert "trainedAlgorithmicMedia" in image.info[XMP_KEY]


@pytest.mark.parametrize("shape", [(4, 4, 2), (0, 4, 3), (4, 0, 3)])
def test_other_shapes_are_refused(shape: tuple[int, ...]):
    with pytest.raises(ValueError, match="PNG needs"):
        png.encode(np.zeros(shape, np.uint8))
