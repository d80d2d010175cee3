"""One contender of own_art.py, lightweight-gan 1.2.1 of the package index: `own_art_lightweight.py DATA OUT`.

Needs torchvision and the package. It is trained by its own class. On a GPU as its own command trains it: 40 pictures a
step, attention at 32 pixels, translation and cutout in three tenths of the batches. It refuses to be imported without a
GPU and names one in every step; with `--device cpu` it is told that there is one and works on the processor. There,
where its defaults would make 20 steps in a quarter of an hour, it gets 8 pictures a step, at most 128 channels and no
attention but the one in its critic. In its favour, where it would lose time to 64-pixel pictures: the pictures of a
step go through in one piece rather than four, are kept in memory rather than read by workers that are started anew each
240 pictures, and it neither saves nor draws its own grids.
"""

import argparse
import importlib
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import torch
from own_art_marks import SAMPLES, SIZE, Mark, Marks
from PIL import Image
from torch import Tensor

from moeforge_training.flat.pictures import read_pictures
from moeforge_training.sampling import to_pixels
from moeforge_training.source import U8

SETTINGS: Mapping[str, Mapping[str, Any]] = {
    "cuda": {"batch_size": 40, "attn_res_layers": [32]},
    "cpu": {"batch_size": 8, "attn_res_layers": [], "fmap_max": 128},
}
TRIES = 3
"""Steps in a row that may end in NaN, as in its own command."""
Trainer = Any
"""Its class: the package has no types, and cannot be imported without a GPU."""


def told_of_a_gpu() -> None:
    """Import the package where there is none, and let all that it sends there stay on the processor.

    The package index's torchvision is built for CUDA: with a torch for processors its compiled operators are missing
    ("operator torchvision::nms does not exist"), and only the declarations of their shapes are in the way.
    """
    with mock.patch("torch.library.register_fake", _undeclared):
        importlib.import_module("torchvision")
    with mock.patch("torch.cuda.is_available", lambda: True):
        package = importlib.import_module("lightweight_gan.lightweight_gan")
    for kind in (torch.Tensor, torch.nn.Module):
        setattr(kind, "cuda", _same)  # noqa: B010 - a method is replaced knowingly
    vars(package)["torch"] = SimpleNamespace(**{**vars(torch), "device": _processor})


def _undeclared(*_: object) -> Callable[[Any], Any]:
    return _same


def _same(given: Any, *_: object) -> Any:  # noqa: ANN401 - whatever is moved
    return given


def _processor(_: str) -> torch.device:
    return torch.device("cpu")


def _nothing(*_: object, **__: object) -> None:
    pass


def unpacked(pictures: U8, folder: Path) -> Path:
    """The training pictures as PNG files, which is what it reads."""
    folder.mkdir(parents=True, exist_ok=True)
    for index, picture in enumerate(pictures):
        Image.fromarray(picture).save(folder / f"{index:05d}.png")
    return folder


def batches(dataset: Any, size: int) -> Iterator[Tensor]:  # noqa: ANN401 - a class of the package
    """Batches (size, 3, S, S) in [0, 1] of its data set without end, each picture once a round."""
    whole = torch.stack([dataset[index] for index in range(len(dataset))])
    if len(whole) < size:
        raise ValueError(f"{len(whole)} training pictures; its batch takes {size}: prepare a larger set")
    while True:
        for rows in torch.randperm(len(whole)).split(size):
            if len(rows) == size:
                yield whole[rows]


def made(folder: Path, out: Path, device: str) -> Trainer:
    """A trainer with the defaults of its command line but for SETTINGS, on the pictures of `folder`."""
    from lightweight_gan import Trainer as Theirs  # pyright: ignore[reportMissingImports] # optional: needs a GPU

    trainer = Theirs(
        name="own_art", base_dir=str(out), image_size=SIZE, gradient_accumulate_every=1, disc_output_size=1,
        aug_types=["cutout", "translation"],
        num_workers=0, save_every=10_000, use_aim=False, **SETTINGS[device],
    )  # fmt: skip
    trainer.save = trainer.evaluate = _nothing
    trainer.clear()
    trainer.set_data_src(str(folder))
    trainer.loader = batches(trainer.dataset, trainer.batch_size)
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
    parser.add_argument("--device", choices=tuple(SETTINGS), default="cuda")
    parser.add_argument("--samples", type=int, default=SAMPLES)
    given = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)
    torch.backends.cudnn.benchmark = True
    torch.set_float32_matmul_precision("high")
    if given.device == "cpu":
        told_of_a_gpu()
    clock = time.thread_time if given.device == "cpu" else time.perf_counter
    trainer = made(unpacked(read_pictures(given.data, SIZE).train, given.out / "pictures"), given.out, given.device)
    marks, seconds = Marks(given.out, given.minutes), 0.0
    for mark in marks.left(seconds):
        while seconds < mark:
            start = clock()
            stepped(trainer)
            seconds += clock() - start
        size, shown = sum(p.numel() for p in trainer.GAN.G.parameters()), trainer.batch_size * trainer.steps
        marks.write(Mark(seconds, trainer.steps, shown, size), sampled(trainer, given.samples))


if __name__ == "__main__":
    main()
