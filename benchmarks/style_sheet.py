"""Styles of pictures on characters, whole figures: a row per picture, the picture in front.

python benchmarks/style_sheet.py FOLDER_OF_PICTURES docs/img/style_pictures.jpg

`--exact`: colours and roughness alone, nothing read; `--models FOLDER`: another reader than the bundled one.
"""

import argparse
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from moeforge.models.bundle import find_stylist
from moeforge.pipeline import Studio, build
from moeforge.prior import complete
from moeforge.spec import AvatarSpec
from moeforge.style.choose import with_style
from moeforge.traits.catalogue import catalogue
from moeforge.understand.prompt import understand
from moeforge_exporters.portrait import VIEWS, draw

U8 = NDArray[np.uint8]
CAST = (
    ("pink twintails, blue eyes, sailor uniform", 4),
    ("afro, amber eyes, dark brown skin, yellow hoodie", 6),
    ("teal bob, brown eyes, tan skin, overalls", 9),
    ("black hime cut, red eyes, fair skin, dress", 8),
)
SIDE = 300


def character(prompt: str, seed: int) -> AvatarSpec:
    """The spec of a prompt without accessories that nobody asked for."""
    wish = understand(prompt).wish
    bare = dict.fromkeys(catalogue().accessories, False)
    return complete(seed, replace(wish, accessories={**bare, **wish.accessories}))


def shown(spec: AvatarSpec, studio: Studio) -> U8:
    """The middle of a standing figure's picture."""
    picture = draw(build(spec, studio), VIEWS["front"], SIDE)
    return picture[:, SIDE // 6 : SIDE - SIDE // 6, :3]


def main() -> None:
    """Draw the sheet."""
    parser = argparse.ArgumentParser()
    parser.add_argument("pictures", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--exact", action="store_true")
    parser.add_argument("--models", type=Path, default=None)
    options = parser.parse_args()
    stylist = None if options.exact else find_stylist(options.models)
    studio = Studio.load()
    cast = [character(prompt, seed) for prompt, seed in CAST]
    rows: list[U8] = []
    for path in (None, *sorted(options.pictures.iterdir())):
        front = Image.new("RGB", (SIDE, SIDE), "white") if path is None else Image.open(path).convert("RGB")
        styled = (
            cast if path is None else [with_style(spec, picture=path.read_bytes(), stylist=stylist) for spec in cast]
        )
        cells = [np.asarray(ImageOps.pad(front, (SIDE, SIDE), color="white")), *(shown(s, studio) for s in styled)]
        rows.append(np.concatenate(cells, axis=1))
    Image.fromarray(np.concatenate(rows)).save(options.out, quality=88)


if __name__ == "__main__":
    main()
