"""What a caller may choose when a folder of art becomes a data set."""

import json
import math
import re
import shlex
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Literal, get_args

from moeforge.errors import BadSpecError

CropRule = Literal["auto", "whole", "content"]
"""auto: leave well-framed squares alone, crop the rest; whole: pad to a square; content: always crop to the content."""
NearRule = Literal["keep", "drop"]
"""keep: near-duplicates share one weight and one split; drop: only the first stays."""

VERSION = 2
"""Raised when the same settings would give other pixels; an older journal is then not continued."""
_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_TEXT_LIMIT = 1000


def prepare_command(out: Path, *more: str) -> str:
    """The command line that makes a data set, for messages: FOLDER, LICENCE and WHO are the reader's to fill in."""
    return shlex.join(("moeforge", "data", "prepare", "FOLDER", "--out", str(out), "--licence", "LICENCE", "--consent",
                       "WHO", *more))  # fmt: skip


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Pixels are counted before anything is decoded."""

    bytes: int = 128 << 20
    pixels: int = 50_000_000  # a 600 dpi A4 scan has 35 million
    side: int = 32  # shortest side that still holds a face, in pixels
    aspect: float = 8.0  # longest to shortest side
    seconds: float = 20.0  # wall clock for one file; the child process is then killed
    memory: int = 2 << 30  # address space of the child process, bytes (POSIX)


@dataclass(frozen=True, slots=True)
class DataOptions:
    """Settings of `prepare`; `check` names the first wrong one."""

    folder: Path
    out: Path
    licence: str  # an id of moeforge.licences.LICENCES or any other licence in words
    consent: str  # who made the pictures and who agreed to training on them, in the user's words
    name: str = ""  # default: the folder's name
    credit: str = ""  # what must be written beside published results (CC BY)
    size: int = 256  # side of the squares, pixels
    background: str = "#ffffff"  # sRGB under transparent parts
    crop: CropRule = "auto"
    margin: float = 0.08  # air around found content, as a share of its longer side
    boxes: Path | None = None  # CSV or JSON of face boxes: file,x,y,w,h in pixels of the upright picture
    labels: Path | None = None  # CSV with a column `file`; without it the first sub-folder is the label
    label_columns: tuple[str, ...] = ()  # columns of `labels` to balance by; the first is "the" label
    near: NearRule = "keep"
    near_distance: int = 16  # bits of 256 by which dHashes of near-duplicates may differ
    held_out: float = 0.1  # share of pictures that training never sees
    max_weight: float = 10.0  # no sample counts more than this times the mean
    workers: int = 2  # decoding child processes; 0 decodes in this process, without hard limits
    resume: bool = True
    limits: Limits = field(default_factory=Limits)

    def check(self) -> None:
        """BadSpecError for the first value out of range."""
        rules = (
            (bool(self.licence.strip()), "licence",
             'is missing: say what the pictures may be used for and who agreed, for example --licence CC-BY-4.0 '
             '(ARR: all rights reserved) --consent "I drew all of these pictures myself"'),
            (bool(self.consent.strip()), "consent", 'is missing: e.g. --consent "I drew all of these pictures myself"'),
            (max(map(len, (self.licence, self.consent, self.name, self.credit))) <= _TEXT_LIMIT, "consent",
             f"or another text is longer than {_TEXT_LIMIT} letters"),
            (16 <= self.size <= 2048, "size", f"is {self.size}; 16 to 2048 pixels"),
            (bool(_COLOR.fullmatch(self.background)), "background", f"is {self.background!r}; write #rrggbb"),
            (self.crop in get_args(CropRule), "crop", f"is {self.crop!r}; one of {', '.join(get_args(CropRule))}"),
            (self.near in get_args(NearRule), "near", f"is {self.near!r}; one of {', '.join(get_args(NearRule))}"),
            (math.isfinite(self.margin) and 0 <= self.margin <= 1, "margin", f"is {self.margin}; 0 to 1"),
            (0 <= self.near_distance <= 64, "near_distance", f"is {self.near_distance}; 0 to 64 bits of 256"),
            (0 <= self.held_out <= 0.5, "held_out", f"is {self.held_out}; 0 to 0.5"),
            (1 <= self.max_weight <= 1000, "max_weight", f"is {self.max_weight}; 1 to 1000"),
            (0 <= self.workers <= 64, "workers", f"is {self.workers}; 0 to 64"),
            (bool(self.label_columns) == (self.labels is not None), "label_columns",
             "and labels go together: --labels FILE.csv --label-column NAME"),
        )  # fmt: skip
        for holds, name, fault in rules:
            if not holds:
                raise BadSpecError(f"{name} {fault}", field=name)

    def pixel_settings(self) -> str:
        """Digest of all that decides the pixels of one picture; a journal of another digest is not continued."""
        chosen = (VERSION, self.size, self.background.lower(), self.crop, self.margin, asdict(self.limits))
        return sha256(json.dumps(chosen, sort_keys=True).encode()).hexdigest()

    def background_rgb(self) -> tuple[int, int, int]:
        """The background as 8-bit sRGB."""
        red, green, blue = bytes.fromhex(self.background[1:])
        return red, green, blue
