"""The PNG encoder against Pillow's decoder."""

import io
import zlib

import numpy as np
import pytest
from exporters.scenes import meta
from PIL import Image

from moeforge_exporters import png
from moeforge_exporters.provenance import XMP_KEY, xmp

NOISE = np.random.default_rng(3).integers(0, 256, (37, 53, 4), dtype=np.uint8)
MODES = {1: "L", 3: "RGB", 4: "RGBA"}
SMOOTH = np.tile(np.arange(64, dtype=np.uint8)[:, None, None], (1, 40, 3))


def decoded(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data))
    image.load()
    return image


@pytest.mark.parametrize("pixels", [NOISE, NOISE[..., :3], NOISE[..., :1], NOISE[..., 0], SMOOTH, SMOOTH[:1, :1]])
@pytest.mark.parametrize("level", [1, 4, 9])
def test_pixels_come_back(pixels: np.ndarray, level: int):
    mode = MODES[pixels.shape[2] if pixels.ndim == 3 else 1]
    image = np.asarray(decoded(png.encode(pixels, level)).convert(mode))
    np.testing.assert_array_equal(image.reshape(pixels.shape), pixels)


def test_opaque_alpha_is_left_out():
    opaque = NOISE.copy()
    opaque[..., 3] = 255
    assert decoded(png.encode(opaque)).mode == "RGB"
    opaque[3, 4, 3] = 254
    assert decoded(png.encode(opaque)).mode == "RGBA"


def test_grey_takes_one_channel():
    grey = SMOOTH.copy()
    assert decoded(png.encode(grey)).mode == "L"
    grey[5, 6, 2] += 1
    assert decoded(png.encode(grey)).mode == "RGB"


def test_noise_is_packed_no_worse_than_by_either_strategy():
    rows = NOISE[..., :3].reshape(37, -1)
    both = [zlib.compressobj(4, zlib.DEFLATED, 15, 9, s) for s in (zlib.Z_RLE, zlib.Z_DEFAULT_STRATEGY)]
    limit = max(len(z.compress(rows.tobytes()) + z.flush()) for z in both)
    assert len(png.encode(NOISE[..., :3])) < limit + 200


def test_a_smooth_texture_packs_well():
    assert len(png.encode(np.tile(SMOOTH, (8, 10, 1)))) < 2000


def test_the_mark_of_ai_origin_is_inside():
    image = decoded(png.encode(SMOOTH, 4, [(XMP_KEY, xmp(meta()))]))
    assert "trainedAlgorithmicMedia" in image.info[XMP_KEY]


@pytest.mark.parametrize("shape", [(4, 4, 2), (0, 4, 3), (4, 0, 3)])
def test_other_shapes_are_refused(shape: tuple[int, ...]):
    with pytest.raises(ValueError, match="PNG needs"):
        png.encode(np.zeros(shape, np.uint8))
