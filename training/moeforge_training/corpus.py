"""The training pairs of one sheet: painted once by worker processes into a cache of uint8 chunks, read by memory map.

Pair `i` depends on (seed, stream, sheet, i) alone, so an interrupted cache is completed, never repainted.
"""

import hashlib
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from moeforge.workers import Pool
from moeforge_training.source import F32, U8, Source

TRAIN, HELD_OUT = 0, 1
"""Streams of pairs; they share nothing."""
CHUNK = 256


@dataclass(frozen=True, slots=True)
class Order:
    """What to paint: `count` pairs of one sheet at `size` texels, from one stream."""

    sheet: str
    count: int
    size: int = 128
    seed: int = 0
    stream: int = TRAIN


@dataclass(frozen=True, slots=True)
class Corpus:
    """Pairs of one sheet, in order."""

    conditions: F32  # (N, C)
    latents: F32  # (N, 64)
    chunks: tuple[U8, ...]  # each (<= CHUNK, S, S, 3), sRGB

    def __len__(self) -> int:
        return len(self.conditions)

    def pictures(self, index: Iterable[int]) -> U8:
        """The pictures of those pairs: (B, S, S, 3) uint8 sRGB."""
        return np.stack([self.chunks[i // CHUNK][i % CHUNK] for i in index])


def draw(source: Source, order: Order, index: int) -> tuple[F32, F32]:
    """The inputs of one pair: condition (C,) and z (64,)."""
    rng = np.random.default_rng([order.seed, order.stream, zlib.crc32(order.sheet.encode()), index])
    condition = source.sample(order.sheet, rng)
    return condition.astype(np.float32), source.latent(order.sheet, rng).astype(np.float32)


def fingerprint(source: Source, order: Order, probes: int = 4) -> str:
    """Names what the source paints now; another painter gets another cache."""
    digest = hashlib.sha256()
    for index in range(probes):
        condition, z = draw(source, order, index)
        digest.update(source.paint(order.sheet, condition, z, order.size).tobytes())
    return digest.hexdigest()[:12]


def prepare(source: Source, order: Order, cache: Path, workers: int, done: Callable[[int], None]) -> Corpus:
    """Paint what the cache lacks and open it. `done` hears the number of pairs of every chunk as it is ready."""
    return prepare_all(source, [order], cache, workers, done)[0]


def prepare_all(
    source: Source, orders: Sequence[Order], cache: Path, workers: int, done: Callable[[int], None]
) -> list[Corpus]:
    """As `prepare`, for several orders that share the workers."""
    jobs = [list(_jobs(source, order, cache)) for order in orders]
    missing = [job for of_order in jobs for job in of_order if not job[-1].exists()]
    done(sum(o.count for o in orders) - sum(min(o.count - start, CHUNK) for _, o, start, _ in missing))
    for count in _paint_all(missing, workers):
        done(count)
    return [_opened(source, o, [path for *_, path in of_order]) for o, of_order in zip(orders, jobs, strict=True)]


def _jobs(source: Source, order: Order, cache: Path) -> Iterator["Job"]:
    """The chunks of an order: where each begins and lies."""
    mark = fingerprint(source, order)
    folder = cache / f"{order.sheet}-{order.size}-{order.seed}-{order.stream}-{mark}"
    folder.mkdir(parents=True, exist_ok=True)
    for start in range(0, order.count, CHUNK):
        yield source, order, start, folder / f"{min(order.count - start, CHUNK)}-{start:07d}.npy"


def _opened(source: Source, order: Order, paths: Iterable[Path]) -> Corpus:
    inputs = [draw(source, order, i) for i in range(order.count)]
    return Corpus(
        conditions=np.stack([c for c, _ in inputs]),
        latents=np.stack([z for _, z in inputs]),
        chunks=tuple(np.load(p, mmap_mode="r") for p in paths),
    )


Job = tuple[Source, Order, int, Path]


def _paint_all(jobs: list[Job], workers: int) -> Iterable[int]:
    if workers <= 1 or len(jobs) <= 1:
        yield from map(_paint_chunk, jobs)
        return
    with Pool(workers) as painters:
        yield from painters.map(_paint_chunk, jobs)


def _paint_chunk(job: Job) -> int:
    source, order, start, path = job
    inputs = [draw(source, order, i) for i in range(start, min(start + CHUNK, order.count))]
    pictures = np.stack([source.paint(order.sheet, c, z, order.size) for c, z in inputs])
    part = path.with_suffix(".part")
    with part.open("wb") as file:
        np.save(file, pictures)
    part.replace(path)
    return len(inputs)
