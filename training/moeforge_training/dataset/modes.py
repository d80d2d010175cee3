"""Every colour mode becomes 8-bit sRGB, with alpha where the picture has it."""

from collections.abc import Callable, Mapping
from io import BytesIO
from types import MappingProxyType

import numpy as np
from PIL import Image, ImageCms

Mended = tuple[Image.Image, tuple[str, ...]]
_SRGB = ImageCms.createProfile("sRGB")


def to_srgb(image: Image.Image) -> Mended:
    """RGB or RGBA in sRGB, and what was done in words. Pillow errors pass through."""
    image, mends = _eight_bits(image)
    profile = image.info.get("icc_profile")
    if image.mode == "LAB":
        image, more = _from_lab(image)
    elif profile and image.mode in {"RGB", "RGBA", "L", "LA", "CMYK", "P"}:
        image, more = _from_profile(image, profile)
    else:
        image, more = _plain(image)
    return image, mends + more


def _eight_bits(image: Image.Image) -> Mended:
    widen = _WIDE.get(image.mode)
    if widen is None:
        return image, ()
    values, note = widen(np.asarray(image))
    grey = Image.fromarray(np.clip(np.round(values), 0, 255).astype(np.uint8))
    grey.info = {key: image.info[key] for key in ("icc_profile",) if key in image.info}
    return grey, (note,)


def _from_16(values: np.ndarray) -> tuple[np.ndarray, str]:
    return values.astype(np.float32) / 257.0, "16-bit grey to 8-bit"


def _from_32(values: np.ndarray) -> tuple[np.ndarray, str]:
    if values.min() >= 0 and values.max() <= 65535:
        return values.astype(np.float32) / (257.0 if values.max() > 255 else 1.0), "32-bit grey to 8-bit"
    return _stretched(values)


def _from_float(values: np.ndarray) -> tuple[np.ndarray, str]:
    values = np.nan_to_num(values.astype(np.float32), nan=0.0, posinf=0.0, neginf=0.0)
    if values.min() >= 0 and values.max() <= 1:
        return values * 255.0, "float grey to 8-bit"
    return _stretched(values)


def _stretched(values: np.ndarray) -> tuple[np.ndarray, str]:
    low, high = float(values.min()), float(values.max())
    return (values.astype(np.float64) - low) * (255.0 / max(high - low, 1e-12)), "values stretched to 8-bit"


_WIDE: Mapping[str, Callable[[np.ndarray], tuple[np.ndarray, str]]] = MappingProxyType(
    {"I;16": _from_16, "I;16L": _from_16, "I;16B": _from_16, "I;16N": _from_16, "I": _from_32, "F": _from_float}
)


def _plain(image: Image.Image) -> Mended:
    """No profile: taken as sRGB."""
    clear = "transparency" in image.info or image.mode in {"RGBA", "LA", "PA", "RGBa", "La"}
    mode = "RGBA" if clear else "RGB"
    if image.mode == mode:
        return image, ()
    if image.mode == "RGBa" or image.mode == "La":
        return image.convert("RGBA" if image.mode == "RGBa" else "LA").convert("RGBA"), ()
    note = _NOTES.get(image.mode, f"{image.mode} to {mode}")
    return image.convert(mode), (note,)


_NOTES: Mapping[str, str] = MappingProxyType(
    {
        "1": "black and white to RGB", "L": "grey to RGB", "LA": "grey to RGB", "P": "palette to RGB",
        "PA": "palette to RGB", "CMYK": "CMYK without a profile to RGB: colours are approximate",
    }
)  # fmt: skip


def _from_lab(image: Image.Image) -> Mended:
    done = ImageCms.profileToProfile(image, ImageCms.createProfile("LAB"), _SRGB, outputMode="RGB")
    return done or image.convert("RGB"), ("Lab to sRGB",)


def _from_profile(image: Image.Image, data: bytes) -> Mended:
    """Through the embedded profile; one that does not fit or cannot be read is ignored, and that is said."""
    plain, notes = _plain(image)
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(data))
        if "srgb" in ImageCms.getProfileDescription(profile).lower():
            return plain, notes
        color = image if image.mode in {"CMYK", "L"} else plain.convert("RGB")
        done = ImageCms.profileToProfile(color, profile, _SRGB, outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return plain, (*notes, "unusable colour profile ignored")
    if done is None:
        return plain, notes
    if plain.mode == "RGBA":
        done.putalpha(plain.getchannel("A"))
    return done, (*(n for n in notes if not n.startswith("CMYK")), f"colour profile to sRGB ({image.mode})")
