"""One contender of own_art.py, lightweight-gan 1.2.1 of the package index: `own_art_lightweight.py DATA OUT`.

Needs a GPU, torchvision and the package. It is trained by its own class as its own command trains it: 40 pictures a
step, attention at 32 pixels, translation and cutout in three tenths of the batches. In its favour, where it would lose
time to 64-pixel pictures: the 40 go through in one piece rather than four, are kept in memory rather than read by
workers that are started anew each 240 pictures, and its own sample grids have 9 pictures.
"""

import argparse
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import torch
from own_art_marks import SAMPLES, SIZE, Mark, Marks
from PIL import Image
from torch import Tensor

from moeforge_training.flat.pictures import read_pictures
from moeforge_training.sampling import to_pixels
from moeforge_training.source import U8

BATCH = 40
TRIES = 3
"""Steps in a row that may end in NaN, as in its own command."""
Trainer = Any
"""Its class: the package has no types, and cannot be imported without a GPU."""


def unpacked(pictures: U8, folder: Path) -> Path:
    """The training pictures as PNG files, which is what it reads."""
    folder.mkdir(parents=True, exist_ok=True)
    for index, picture in enumerate(pictures):
        Image.fromarray(picture).save(folder / f"{index:05d}.png")
    return folder


def batches(dataset: Any) -> Iterator[Tensor]:  # noqa: ANN401 - a class of the package
    """Batches (40, 3, S, S) in [0, 1] of its data set without end, each picture once a round."""
    whole = torch.stack([dataset[index] for index in range(len(dataset))])
    if len(whole) < BATCH:
        raise ValueError(f"{len(whole)} training pictures; its batch takes {BATCH}: prepare a larger set")
    while True:
        for rows in torch.randperm(len(whole)).split(BATCH):
            if len(rows) == BATCH:
                yield whole[rows]


def made(folder: Path, out: Path) -> Trainer:
    """A trainer with the defaults of its command line, on the pictures of `folder`."""
    from lightweight_gan import Trainer as Theirs  # pyright: ignore[reportMissingImports] # optional: needs a GPU

    trainer = Theirs(
        name="own_art", base_dir=str(out), image_size=SIZE, batch_size=BATCH, gradient_accumulate_every=1,
        attn_res_layers=[32], disc_output_size=1, aug_types=["cutout", "translation"], num_image_tiles=3,
        num_workers=0, save_every=10_000, use_aim=False,
    )  # fmt: skip
    trainer.clear()
    trainer.set_data_src(str(folder))
    trainer.loader = batches(trainer.dataset)
    return trainer


def stepped(trainer: Trainer) -> None:
    """One step; its NanException after as many tries as its command has."""
    from lightweight_gan import NanException  # pyright: ignore[reportMissingImports] # optional: needs a GPU

    for last in (*[False] * (TRIES - 1), True):
        try:
            trainer.train()
            return
        except NanException:
            if last:
                raise


@torch.no_grad()
def sampled(trainer: Trainer, count: int) -> U8:
    """Pictures of its present generator, (N, S, S, 3): its averaged one is the same or older before step 20,000."""
    trainer.GAN.eval()
    z = torch.randn(count, trainer.GAN.latent_dim, generator=torch.Generator().manual_seed(5))
    return to_pixels(2.0 * trainer.generate_(trainer.GAN.G, z.cuda()) - 1.0)


def main() -> None:
    """Train up to each mark and keep what is there."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path, help="folder made by `moeforge data prepare`")
    parser.add_argument("out", type=Path)
    parser.add_argument("--minutes", type=float, default=6.0)
    parser.add_argument("--samples", type=int, default=SAMPLES)
    given = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    torch.backends.cudnn.benchmark = True
    torch.set_float32_matmul_precision("high")
    trainer = made(unpacked(read_pictures(given.data, SIZE).train, given.out / "pictures"), given.out)
    marks, seconds = Marks(given.out, given.minutes), 0.0
    for mark in marks.left(seconds):
        while seconds < mark:
            start = time.perf_counter()
            stepped(trainer)
            seconds += time.perf_counter() - start
        size = sum(p.numel() for p in trainer.GAN.G.parameters())
        marks.write(Mark(seconds, trainer.steps, BATCH * trainer.steps, size), sampled(trainer, given.samples))


if __name__ == "__main__":
    main()
