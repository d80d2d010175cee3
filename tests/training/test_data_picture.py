"""Reading what artists have: every mode, turn, profile and defect ends as the same upright sRGB picture."""

import numpy as np
import pytest
from PIL import Image, ImageCms
from training.data_helpers import drawing, encoded, pixels, task

from moeforge_training.dataset.options import Limits
from moeforge_training.dataset.picture import open_picture
from moeforge_training.dataset.refused import Refused
from moeforge_training.dataset.task import work

LIMITS = Limits()
ORIENTATIONS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,  # stored turned left, so that turning right makes it upright
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def _marked() -> Image.Image:
    """Upright: 120 x 100, red top right corner."""
    image = Image.new("RGB", (120, 100), "white")
    image.paste("red", (80, 0, 120, 30))
    return image


def _rgb(data: bytes) -> np.ndarray:
    return np.asarray(open_picture(data, LIMITS).image.convert("RGB"), np.int16)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", ORIENTATIONS)
def test_exif_orientation_is_applied(kind, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    if kind != "TIFF":  # Pillow cannot write a place into a TIFF
        exif[0x8825] = {1: "N", 2: (48.0, 8.0, 0.0)}
    stored = _marked().transpose(ORIENTATIONS[orientation])
    picture = open_picture(encoded(stored, kind, exif=exif), LIMITS)
    assert picture.image.size == (120, 100)
    red = np.asarray(picture.image.convert("RGB"), np.int16)
    assert red[10, 110, 0] > 200 and red[10, 110, 1] < 60
    assert red[90, 10].min() > 200
    if kind != "TIFF":  # Pillow itself turns TIFF and forgets the tag
        assert "turned upright as EXIF says" in picture.mends


def test_the_place_is_gone_from_the_output(tmp_path):
    exif = Image.Exif()
    exif[0x013B] = "Secret Artist"
    exif[0x8825] = {1: "N", 2: (48.0, 8.0, 0.0), 3: "E", 4: (11.0, 34.0, 0.0)}
    path = tmp_path / "me.jpg"
    path.write_bytes(encoded(drawing(), "JPEG", exif=exif))
    finding, data = work(task(path))
    assert "EXIF with a place (GPS) removed" in finding.mends
    assert b"Secret" not in data and b"eXIf" not in data
    with Image.open(tmp_path / "me.jpg") as before:
        assert before.getexif().get_ifd(0x8825)


def _wide_grey(image: Image.Image) -> Image.Image:
    return Image.fromarray(np.asarray(image.convert("L"), np.uint16) * 257)


def _lab(image: Image.Image) -> Image.Image:
    turn = ImageCms.buildTransform(ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"), "RGB", "LAB")
    done = ImageCms.applyTransform(image, turn)
    assert done is not None
    return done


MODES = {
    "L": lambda i: encoded(i.convert("L")),
    "1": lambda i: encoded(i.convert("1")),
    "LA": lambda i: encoded(i.convert("LA")),
    "P": lambda i: encoded(i.convert("P", palette=Image.Palette.ADAPTIVE)),
    "I;16": lambda i: encoded(_wide_grey(i)),
    "I;16 TIFF": lambda i: encoded(_wide_grey(i), "TIFF"),
    "F": lambda i: encoded(Image.fromarray(np.asarray(i.convert("L"), np.float32) / 255), "TIFF"),
    "CMYK": lambda i: encoded(i.convert("CMYK"), "JPEG", quality=95),
    "RGBA": lambda i: encoded(i.convert("RGBA")),
    "GIF": lambda i: encoded(i, "GIF"),
    "BMP": lambda i: encoded(i, "BMP"),
    "WEBP": lambda i: encoded(i, "WEBP", lossless=True),
    "TIFF LZW": lambda i: encoded(i, "TIFF", compression="tiff_lzw"),
    "LAB": lambda i: encoded(_lab(i), "TIFF"),
}


@pytest.mark.parametrize("mode", MODES)
def test_every_colour_mode_shows_the_same_picture(mode):
    image = drawing(3)
    found = _rgb(MODES[mode](image))
    grey = mode in {"L", "1", "LA", "I;16", "I;16 TIFF", "F"}
    wanted = np.asarray(image.convert("L").convert("RGB") if grey else image, np.int16)
    assert np.abs(found.mean(axis=(0, 1)) - wanted.mean(axis=(0, 1))).max() < 4
    if mode != "1":
        assert np.abs(found - wanted).mean() < 4


def test_a_colour_profile_is_honoured():
    """A linear-light profile: the stored value 55 is the sRGB value 128."""
    image = Image.new("RGB", (64, 64), (55, 55, 55))
    data = encoded(image, icc_profile=_linear_profile())
    found = _rgb(data)
    assert np.abs(found - 128).max() <= 3
    assert any("colour profile" in mend for mend in open_picture(data, LIMITS).mends)


def _linear_profile() -> bytes:
    """sRGB with its tone curves replaced by gamma 1 in the bytes."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(data[128:132], "big")
    for at in range(132, 132 + 12 * count, 12):
        if bytes(data[at : at + 4]) in {b"rTRC", b"gTRC", b"bTRC"}:
            start = int.from_bytes(data[at + 4 : at + 8], "big")
            data[start : start + 12] = b"curv" + bytes(8)  # no entries: identity
            data[at + 8 : at + 12] = (12).to_bytes(4, "big")
        if bytes(data[at : at + 4]) == b"desc":
            start, size = (int.from_bytes(data[at + k : at + k + 4], "big") for k in (4, 8))
            body = bytes(data[start : start + size])
            data[start : start + size] = body.replace(b"s\0R\0G\0B", b"l\0i\0n\0 ").replace(b"\0s", b"\0l")
    return bytes(data)


def test_an_unreadable_profile_is_ignored_and_said():
    data = encoded(drawing(), icc_profile=b"no profile at all")
    picture = open_picture(data, LIMITS)
    assert any("profile" in mend for mend in picture.mends)
    assert np.array_equal(np.asarray(picture.image), np.asarray(drawing()))


def test_a_file_without_its_last_bytes_is_mended_and_one_without_its_half_is_not():
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (200, 200, 3), np.uint8))
    data = encoded(noise)
    mended = open_picture(data[: int(len(data) * 0.97)], LIMITS)
    assert 180 <= mended.image.height < 200
    assert any("rows were missing" in mend for mend in mended.mends)
    assert np.array_equal(np.asarray(mended.image)[:170], np.asarray(noise)[:170])
    with pytest.raises(Refused, match="the end of the file is missing"):
        open_picture(data[: len(data) // 2], LIMITS)


def test_the_name_is_not_trusted():
    picture = open_picture(encoded(drawing(), "JPEG"), LIMITS, "drawing.png")
    assert picture.format == "JPEG"
    assert "named PNG, is JPEG" in picture.mends


def test_transparent_edges_have_no_dark_fringes(tmp_path):
    """A white disc whose transparent surroundings are black inside, on white: nothing but white may come out."""
    image = Image.new("RGBA", (400, 400), (0, 0, 0, 0))
    yy, xx = np.mgrid[:400, :400]
    alpha = np.clip(150.5 - np.hypot(yy - 200, xx - 200), 0, 1) * 255
    white = np.dstack([np.where(alpha[..., None] > 0, 255, 0).repeat(3, axis=2), alpha]).astype(np.uint8)
    image = Image.fromarray(white)
    (tmp_path / "disc.png").write_bytes(encoded(image))
    on_white, _ = work(task(tmp_path / "disc.png"))
    assert on_white.code == "blank"
    _, on_black = work(task(tmp_path / "disc.png", background=(0, 0, 0)))
    found = pixels(on_black)
    assert found.max() == 255 and found[0].max() == 0
    _, on_green = work(task(tmp_path / "disc.png", background=(0, 255, 0)))
    assert pixels(on_green)[..., 1].min() >= 254  # green is full in the disc, around it and on its edge
