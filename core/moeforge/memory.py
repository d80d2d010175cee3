"""How the C library hands out memory, for programs that make avatars one after another."""

import ctypes
import sys

_KEEP = ((-3, 32 << 20), (-1, 256 << 20))
"""glibc's M_MMAP_THRESHOLD and M_TRIM_THRESHOLD (malloc.h) and their values. Images are taken and given back all the
time; left to itself glibc maps each anew and clears its pages, a twentieth of an avatar's processor time."""
_ARENA_MAX, _ARENAS = -8, 2
"""M_ARENA_MAX: an arena for each thread holds twice the memory after a while."""


def keep_memory(*, few_arenas: bool = False) -> None:
    """Let images use the memory of those before them, where the C library is glibc. `few_arenas`: for programs that run
    for days; it costs a few hundredths of the time."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "mallopt"):
        for parameter, value in (*_KEEP, *(((_ARENA_MAX, _ARENAS),) if few_arenas else ())):
            libc.mallopt(parameter, value)


def give_back() -> None:
    """Hand free memory to the system, where the C library is glibc: what `keep_memory` kept of a crowd is too much."""
    if sys.platform == "linux" and hasattr(libc := ctypes.CDLL(None), "malloc_trim"):
        libc.malloc_trim(0)
