"""How near an enlarged picture is to the true one. Pictures are (..., H, W, 4 or 3) uint8, premultiplied.

Edge band: some channel of the truth differs by more than EDGE levels within two texels. Flat: none differs by more than
one.
"""

import numpy as np
from numpy.typing import NDArray

U8 = NDArray[np.uint8]
F64 = NDArray[np.float64]
Mask = NDArray[np.bool_]
EDGE = 24
REACH = 2
SQUARE = 7


def decibels(error: F64) -> float:
    """PSNR of squared errors, in levels of 255; 99 where there is none."""
    mean = float(error.mean()) if error.size else 0.0
    return 99.0 if mean < 1e-5 else float(10 * np.log10(255.0**2 / mean))


def squared(made: U8, sharp: U8) -> F64:
    """Squared differences."""
    return np.square(made.astype(np.float64) - sharp)


def psnr(made: U8, sharp: U8) -> float:
    """Over all texels and channels, dB."""
    return decibels(squared(made, sharp))


def local_range(sharp: U8) -> NDArray[np.uint8]:
    """The greatest range of any channel within REACH texels, (..., H, W)."""
    high, low = sharp, sharp
    for axis in (-3, -2):
        high, low = (_extreme(p, axis, f) for p, f in ((high, np.maximum), (low, np.minimum)))
    return (high - low).max(axis=-1)


def _extreme(picture: U8, axis: int, choose: np.ufunc) -> U8:
    padding = [(0, 0)] * picture.ndim
    padding[axis] = (REACH, REACH)
    padded = np.pad(picture, padding, mode="edge")
    size = picture.shape[axis]
    result = np.take(padded, range(size), axis)
    for shift in range(1, 2 * REACH + 1):
        result = choose(result, np.take(padded, range(shift, shift + size), axis))
    return result


def ripple(made: U8, sharp: U8, flat: Mask) -> float:
    """Mean absolute error where the truth is flat, in levels."""
    return float(np.abs(made.astype(np.float64) - sharp)[flat].mean()) if flat.any() else 0.0


def figures(made: U8, sharp: U8) -> dict[str, float]:
    """All but SSIM, which takes longer; pictures without a fourth channel have no alpha error."""
    ranges = local_range(sharp)
    return {
        "psnr": psnr(made, sharp),
        "edge_psnr": decibels(squared(made, sharp)[ranges > EDGE]),
        "ripple": ripple(made, sharp, ranges <= 1),
        "alpha_error": float(np.abs(made[..., 3:].astype(np.float64) - sharp[..., 3:]).sum(-1).mean()),
    }


def ssim(a: U8, b: U8) -> float:
    """Structural similarity (Wang et al. 2004) of two pictures (H, W, C), mean over squares of SQUARE and channels."""
    x, y = a.astype(np.float64), b.astype(np.float64)
    mx, my = _blur(x), _blur(y)
    vx, vy, both = _blur(x * x) - mx * mx, _blur(y * y) - my * my, _blur(x * y) - mx * my
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    return float((((2 * mx * my + c1) * (2 * both + c2)) / ((mx * mx + my * my + c1) * (vx + vy + c2))).mean())


def _blur(z: F64) -> F64:
    """Means over all squares of SQUARE texels that lie inside."""
    for axis in (0, 1):
        sums = np.cumsum(np.insert(z, 0, 0.0, axis=axis), axis=axis)
        count = sums.shape[axis] - SQUARE
        z = (np.take(sums, range(SQUARE, SQUARE + count), axis) - np.take(sums, range(count), axis)) / SQUARE
    return z
