"""A colour map applied to whole images at the cost of their distinct colours.

An avatar's images hold few colours: a face of a million texels has under a thousand. So each role's colours are
gathered (7 bits a channel), mapped once, and looked up. In between, an image is words of red + green << 8 + blue << 16.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from moeforge.style.lab import lab_of, srgb_of
from moeforge.style.regions import Place, Role
from moeforge.textures.images import U8, Floats

U32 = NDArray[np.uint32]
Codes = NDArray[np.integer[Any]]
ColorMap = Callable[[Floats], Floats]
"""OKLab (N, 3) to OKLab (N, 3)."""

_CODES = 1 << 21
_FEW = 10_000
"""Codes up to which sorting is quicker than going through all that there could be."""
_STRIP = 1 << 15
"""Texels packed at a time, so that they stay in the processor's cache."""


def recolor(
    images: Mapping[str, U8], places: Mapping[Role, Sequence[Place]], maps: Mapping[Role, ColorMap]
) -> dict[str, U32]:
    """Words (H, W) of every image (H, W, 3 or 4); those outside all places are 0."""
    codes = {name: _codes(pixels) for name, pixels in images.items()}
    words = {name: np.zeros(c.shape, np.uint32) for name, c in codes.items()}
    present: dict[Role, list[Place]] = {
        role: here for role in maps if (here := [p for p in places[role] if p.image in images])
    }
    blocks: dict[Role, list[U32]] = {
        role: [codes[p.image][p.rows, p.columns] for p in here] for role, here in present.items()
    }
    seen, table = np.zeros(_CODES, np.bool_), np.zeros(_CODES, np.uint32)
    used: dict[Role, Codes] = {role: _used([_turns(block) for block in some], seen) for role, some in blocks.items()}
    for role, mapped in _mapped(used, maps).items():
        table[used[role]] = mapped
        for p, block in zip(present[role], blocks[role], strict=True):
            words[p.image][p.rows, p.columns] = np.take(table, block)
    return words


def pixels_of(words: U32, like: U8) -> U8:
    """Words to (H, W, 3) uint8, or (H, W, 4) with the alpha of `like`."""
    height, width = words.shape
    packed = Image.frombuffer("RGBA", (width, height), words.astype("<u4", copy=False), "raw", "RGBA", 0, 1)
    rgb = np.frombuffer(packed.tobytes("raw", "RGB"), np.uint8).reshape(height, width, 3)
    return rgb if like.shape[2] == 3 else np.dstack([rgb, like[..., 3]])


def _mapped(used: Mapping[Role, Codes], maps: Mapping[Role, ColorMap]) -> dict[Role, U32]:
    """Role -> the words of its codes' mapped colours; to and from OKLab they go all at once."""
    if not used:
        return {}
    every = np.concatenate([*used.values()])
    colors = np.stack([every << 1, every >> 6, every >> 13], axis=1)
    before = lab_of(colors.astype(np.uint8) | np.uint8(1))  # the middle of the step
    ends = np.cumsum([len(codes) for codes in used.values()])
    after = [maps[role](before[end - len(used[role]) : end]) for role, end in zip(used, ends, strict=True)]
    mapped: U32 = srgb_of(np.concatenate(after)).astype(np.uint32)
    words = (mapped[:, 0] | mapped[:, 1] << 8 | mapped[:, 2] << 16).astype(np.uint32)
    return {role: words[end - len(codes) : end] for (role, codes), end in zip(used.items(), ends, strict=True)}


def _used(codes: Sequence[U32], seen: NDArray[np.bool_]) -> Codes:
    """The codes that occur, rising. `seen` is all false, (_CODES,), and is again thereafter."""
    if sum(map(len, codes)) < _FEW:
        return np.unique(np.concatenate(codes))
    for some in codes:
        seen[some] = True
    used = np.flatnonzero(seen)
    seen[used] = False
    return used


def _turns(codes: U32) -> U32:
    """Every code that occurs, with fewer repetitions: one for each run."""
    flat = codes.ravel()
    return np.append(flat[np.flatnonzero(flat[1:] != flat[:-1])], flat[-1])


def _codes(pixels: U8) -> U32:
    """7 bits of red, green and blue in one number, (H, W)."""
    height, width, channels = pixels.shape
    size, raw = height * width, np.append(pixels.ravel(), np.uint8(0))  # the last texel's word ends beyond it
    words = np.ndarray((size,), "<u4", raw.data, 0, (channels,))  # red, green, blue and what follows
    codes = np.zeros(size, np.uint32)
    for start in range(0, size, _STRIP):
        part = slice(start, start + _STRIP)
        _pack(words[part], codes[part])
    return codes.reshape(height, width)


def _pack(words: U32, out: U32) -> None:
    """The upper 7 bits of the three lowest bytes, side by side."""
    np.right_shift(words, 1, out=out)
    out &= 0x7F
    for shift in (2, 3):
        more = words >> shift
        more &= 0x7F << 7 * (shift - 1)
        out |= more
