"""The pictures of docs/img that Moeforge draws itself; those of three-vrm are made by gallery.py.

python benchmarks/pictures.py            # all of them
python benchmarks/pictures.py lineup     # one
"""

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from PIL import Image

from moeforge.pipeline import Studio, build
from moeforge.prior import complete
from moeforge.rig.poses import pose, poses
from moeforge.scene import U8, Scene
from moeforge.spec import Wish
from moeforge.traits.catalogue import catalogue
from moeforge.understand.prompt import understand
from moeforge_exporters.portrait import VIEWS, View, draw

OUT = Path(__file__).resolve().parents[1] / "docs" / "img"
STUDIO = Studio.load()

LINEUP = (
    ("pink twintails, pink eyes, navy sailor uniform, blush, fair skin, arched eyebrows, round face", "wave", 4),
    ("messy hair, navy hair, amber eyes, red hoodie, ahoge, tan skin", "peace", 11),
    ("afro, dark brown skin, brown eyes, yellow dress, ribbon", "cheer", 6),
    ("银色长发，紫眼睛，猫耳，黑色女仆装，白皙皮肤", "cat", 3),
    ("金髪ツインテール、緑の目、赤い浴衣、頬染め、丸顔", "shy", 21),
    ("teal bob, brown eyes, tan skin, overalls, freckles", "hands_on_hips", 9),
    ("black hime cut, red eyes, hanfu, fair skin", "bow", 8),
    ("ginger twin braids, green eyes, witch robe, witch hat, freckles, fair skin", "point", 15),
    ("dark brown skin, cornrows, amber eyes, tracksuit", "run", 5),
    ("light blue wavy hair, blue eyes, winter coat, fair skin, blush", "think", 2),
)
"""Prompt, pose and seed of the README's first picture."""


def avatar(prompt: str, seed: int) -> Scene:
    """The avatar of a prompt without accessories that nobody asked for."""
    wish = understand(prompt).wish
    bare = dict.fromkeys(catalogue().accessories, False)
    return build(complete(seed, replace(wish, accessories={**bare, **wish.accessories})), STUDIO)


def with_choice(trait: str, value: str, seed: int = 5) -> Scene:
    """One avatar with one choice fixed."""
    bare = dict.fromkeys(catalogue().accessories, False)
    colors = {
        "hair": "#b9703c",
        "hair_tip": "#b9703c",
        "skin": "#fde0cf",
        "eye_left": "#2f8fd8",
        "eye_right": "#2f8fd8",
    }
    base = {"eye_shape": "round", "hair_style": "bob", "outfit": "tee", "pattern": "plain"}
    base |= {"face_shape": "round", "brow": "arched", "mouth": "soft"}
    sliders = dict.fromkeys(catalogue().sliders, 0.0)
    wish = Wish(choices={**base, trait: value}, colors=colors, accessories=bare, sliders=sliders)
    return build(complete(seed, wish), STUDIO)


def grid(pictures: Iterable[U8], columns: int) -> U8:
    """Pictures of one size in rows; the last row is filled with white."""
    cells = list(pictures)
    cells += [np.full_like(cells[0], 255)] * (-len(cells) % columns)
    return np.concatenate([np.concatenate(cells[i : i + columns], 1) for i in range(0, len(cells), columns)])


def crop(picture: U8, share: float) -> U8:
    """The middle `share` of the width: a standing figure is narrow."""
    side = int(picture.shape[1] * (1 - share) / 2)
    return picture[:, side : picture.shape[1] - side]


def lineup() -> U8:
    """Ten characters in ten poses."""
    turned = (-12.0, 8.0)
    views = [replace(VIEWS["front"], yaw=turned[i % 2], pose=pose(p)) for i, (_, p, _) in enumerate(LINEUP)]
    shots = [draw(avatar(t, s), v, 460, gl=True) for (t, _, s), v in zip(LINEUP, views, strict=True)]
    return grid([crop(s, 0.70) for s in shots], 5)


def faces() -> U8:
    """Close-ups of the same ten."""
    return grid([draw(avatar(t, s), VIEWS["portrait"], 420, gl=True) for t, _, s in LINEUP], 5)


def every(trait: str, views: Iterable[View], size: int, columns: int, share: float = 1.0) -> U8:
    """Every value of a choice in the given views."""
    shown = list(views)
    scenes = [with_choice(trait, value) for value in catalogue().choices[trait].values]
    return grid([crop(draw(s, v, size, gl=True), share) for s in scenes for v in shown], columns)


def eyes() -> U8:
    """Every eye shape."""
    return every("eye_shape", (VIEWS["face"],), 320, 5)


def styles() -> U8:
    """Every named style on three characters."""
    names = catalogue().choices["style"].values
    shown = [LINEUP[i] for i in (0, 2, 5)]
    specs = [replace(understand(t).wish, accessories={}) for t, *_ in shown]
    scenes = [
        build(complete(seed, replace(wish, choices={**wish.choices, "style": name})), STUDIO)
        for name in names
        for wish, (_, _, seed) in zip(specs, shown, strict=True)
    ]
    return grid([draw(s, VIEWS["portrait"], 240, gl=True) for s in scenes], 6)


def stills() -> U8:
    """Every pose."""
    scene = avatar(LINEUP[1][0], LINEUP[1][2])
    shown = [replace(VIEWS["three_quarter"], yaw=20.0, pose=p) for p in poses().values()]
    return grid([draw(scene, v, 300, gl=True) for v in shown], 6)


PICTURES: Mapping[str, Callable[[], U8]] = {
    "lineup": lineup,
    "faces": faces,
    "eyes": eyes,
    "poses": stills,
    "styles": styles,
}


def main() -> None:
    """Draw the named pictures, or all."""
    OUT.mkdir(parents=True, exist_ok=True)
    for name in sys.argv[1:] or PICTURES:
        path = OUT / f"{name}.jpg"
        Image.fromarray(PICTURES[name]()).save(path, quality=80, optimize=True)
        print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()
