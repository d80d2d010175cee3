"""How the C library hands out memory, for programs that make avatars one after another."""

import ctypes
import sys

_SETTINGS = ((-8, 2), (-3, 32 << 20), (-1, 256 << 20))
"""Parameter of glibc's mallopt (malloc.h) and its value. M_ARENA_MAX: an arena for each thread holds twice the memory
after a while. M_MMAP_THRESHOLD and M_TRIM_THRESHOLD: images are taken and given back all the time; as glibc has it each
is mapped anew and its pages cleared, which costs a tenth of an avatar's processor time."""


def keep_memory() -> None:
    """Let all threads share a few arenas, and let those keep what they have, where the C library is glibc."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        for parameter, value in _SETTINGS:
            libc.mallopt(parameter, value)
