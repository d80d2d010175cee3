"""How near generated pictures are to the painter's, by plain measures on uint8 sRGB pictures (N, S, S, 3)."""

import numpy as np
from numpy.typing import NDArray

from moeforge.painter.colors import to_oklab
from moeforge_training.source import U8

F64 = NDArray[np.float64]


def mean_color(pictures: U8) -> F64:
    """Mean OKLab colour of every picture: (N, 3)."""
    return to_oklab(pictures / 255.0).mean((1, 2))


def l1(fake: U8, real: U8) -> float:
    """Mean absolute difference, in levels of 255."""
    return float(np.abs(fake.astype(np.float64) - real).mean())


def psnr(fake: U8, real: U8) -> float:
    """Mean over pictures of the peak signal-to-noise ratio, dB."""
    error = np.square(fake.astype(np.float64) - real).mean((1, 2, 3))
    return float(np.mean(10 * np.log10(255.0**2 / np.maximum(error, 1e-6))))


def color_error(fake: U8, real: U8) -> F64:
    """Delta E-OK between the mean colours of each pair: (N,); .02 is just visible."""
    return np.linalg.norm(mean_color(fake) - mean_color(real), axis=-1)


def edge_energy(pictures: U8) -> float:
    """Mean squared difference of neighbouring texels: blur lowers it (unlike their plain mean), noise raises it."""
    value = pictures.astype(np.float64)
    return float(np.square(np.diff(value, axis=1)).mean() + np.square(np.diff(value, axis=2)).mean())


def measure(fake: U8, real: U8) -> dict[str, float]:
    """All figures of one sheet's held-out pairs."""
    error = color_error(fake, real)
    return {
        "l1": l1(fake, real),
        "psnr": psnr(fake, real),
        "color_error": float(error.mean()),
        "color_error_max": float(error.max()),
        "edge_ratio": edge_energy(fake) / max(edge_energy(real), 1e-9),
    }


def identity_ratio(fake: tuple[U8, U8], real: tuple[U8, U8]) -> float:
    """Distance between two identities under one condition, generator over painter: 1 is faithful, 0 is collapse."""
    return l1(*fake) / max(l1(*real), 1e-9)
