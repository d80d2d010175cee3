"""What a run is asked to do, and the numbers that follow from the data and the machine."""

from dataclasses import dataclass
from pathlib import Path

import torch

from moeforge.errors import BadSpecError
from moeforge_training.flat.architectures import ARCHITECTURES, Architecture, Scale
from moeforge_training.flat.shape import SIZES, FlatShape
from moeforge_training.flat.start import BUNDLED
from moeforge_training.flat.trainer import Recipe

FEW, MANY = 1_000, 10_000
"""Training pictures below which the critic's view is augmented in every way, and from which not at all."""
ALL, SOME = ("color", "translation", "cutout"), ("translation",)


@dataclass(frozen=True, slots=True)
class FlatOptions:
    """Options of `moeforge train gan --data`; None means: chosen by data size and device."""

    data: Path
    out: Path  # checkpoint/, curves.jsonl, train_results.png and copies.png lie here
    arch: str = "style"
    size: int | None = None  # side in texels
    width: int | None = None  # unit of the layers' widths
    minutes: float = 60.0  # of training, all sessions together; ignored when steps is given
    steps: int | None = None
    batch: int | None = None
    rate: float | None = None  # of both networks
    gamma: float | None = None  # of the gradient penalty
    augment: bool | None = None
    mirror: bool = True
    bf16: bool | None = None
    device: str = "auto"
    threads: int = 2
    seed: int = 0
    start: str = BUNDLED  # NOTHING, or the folder of a run to begin with
    save_minutes: float = 5.0  # of training between checkpoints
    save_every: int | None = None  # steps between checkpoints, instead
    samples: int = 256  # pictures generated for the figures of a checkpoint
    resume: bool = True

    def check(self) -> None:
        """BadSpecError for an option that cannot be, with what could be."""
        if self.arch not in ARCHITECTURES:
            known = ", ".join(ARCHITECTURES)
            raise BadSpecError(f"unknown architecture {self.arch!r}; known: {known}", field="arch")
        for name in ("minutes", "steps", "batch", "rate", "gamma", "threads", "save_minutes", "save_every", "width"):
            value = getattr(self, name)
            if value is not None and not value > 0:
                raise BadSpecError(f"{name} is {value}; it must be above 0", field=name)
        if self.samples < 16:
            raise BadSpecError(f"samples is {self.samples}; 16 are the least that say anything", field="samples")
        if self.device not in {"auto", "cpu"} and not self.device.startswith("cuda"):
            raise BadSpecError(f"unknown device {self.device!r}; known: auto, cpu, cuda, cuda:N", field="device")
        if self.device.startswith("cuda") and not torch.cuda.is_available():
            raise BadSpecError(f"device is {self.device!r} but torch sees no GPU; use device 'cpu'", field="device")

    def chosen_device(self) -> str:
        """cuda where there is one, unless the caller says otherwise."""
        if self.device != "auto":
            return self.device
        return "cuda" if torch.cuda.is_available() else "cpu"

    def largest(self) -> int:
        """The side that the device can train in hours rather than weeks."""
        return 256 if self.chosen_device().startswith("cuda") else 64


def settle(options: FlatOptions) -> None:
    """torch's settings for this process: its threads; on a GPU the fastest convolutions, found by trying, in TF32."""
    torch.set_num_threads(options.threads)
    if options.chosen_device().startswith("cuda"):
        torch.backends.cudnn.benchmark = True
        torch.set_float32_matmul_precision("high")


def shape(options: FlatOptions, size: int) -> FlatShape:
    """The networks' size; a GPU affords wider ones."""
    return FlatShape(options.arch, size, options.width or _scale(options).width, ARCHITECTURES[options.arch].latent)


def _scale(options: FlatOptions) -> Scale:
    kind = ARCHITECTURES[options.arch]
    if kind.on_gpu and options.chosen_device().startswith("cuda"):
        return kind.on_gpu
    return Scale(kind.width, kind.batch, kind.rates)


def recipe(options: FlatOptions, count: int, team: int = 1, size: int = 64) -> Recipe:
    """The numbers for `count` training pictures of a side. BadSpecError where no batch divides among the team."""
    kind, scale = ARCHITECTURES[options.arch], _scale(options)
    batch = options.batch or scale.batch
    if batch % team:
        raise BadSpecError(f"batch {batch} does not divide among {team} processes; choose a multiple", field="batch")
    return Recipe(
        batch=batch,
        rates=(options.rate, options.rate) if options.rate else scale.rates,
        gamma=options.gamma or kind.gamma,
        half_life=kind.half_life,
        policy=_policy(options.augment, kind, count),
        share=kind.share,
        mirror=options.mirror,
        bf16=options.bf16 if options.bf16 is not None else bf16_helps(options.chosen_device(), size),
        seed=options.seed,
    )


def _policy(asked: bool | None, kind: Architecture, count: int) -> tuple[str, ...]:
    if asked is not None:
        return ALL if asked else ()
    if not kind.augmented or count >= MANY:
        return ()
    return ALL if count < FEW else SOME


def bf16_helps(device: str, size: int) -> bool:
    """Whether mixed precision makes this device faster: GPUs since Ampere, processors with avx512_bf16 or AMX.

    Not a GPU at 64 pixels, where it waits for commands rather than for arithmetic: a step of `style` has 1,200 without
    and 1,500 with the casts.
    """
    if device.startswith("cuda"):
        return size > SIZES[0] and torch.cuda.get_device_capability(device) >= (8, 0)
    try:
        words = Path("/proc/cpuinfo").read_text(encoding="ascii", errors="replace").split()
    except OSError:
        return False
    return bool({"avx512_bf16", "amx_bf16"} & set(words))
