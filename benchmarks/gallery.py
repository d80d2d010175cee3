"""The pictures of docs/gallery.md: our VRM files as three-vrm draws them in Chromium, and nothing retouched.

    python benchmarks/gallery.py             # all of them, needs `npm ci --prefix tests/browser` and Chromium
    python benchmarks/gallery.py cast hair   # some

Each picture is a table of files and views; captions are the names of what is shown.
"""

import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import numpy as np
from pictures import OUT, STUDIO, grid
from PIL import Image, ImageDraw

from moeforge.pipeline import build
from moeforge.prior import complete
from moeforge.rig.motions import clip
from moeforge.rig.rest import reference_rest
from moeforge.scene import U8, Scene
from moeforge.spec import AvatarSpec, Wish
from moeforge.template.head import POSE_SETS
from moeforge.template.lod import BUDGETS, LODS
from moeforge.traits.catalogue import catalogue
from moeforge.understand.prompt import understand
from moeforge_exporters.delivery import deliver
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.vrma import to_vrma

SHOOT = Path(__file__).resolve().parents[1] / "tests" / "browser" / "shoot.mjs"
CAPTION = 14  # pixels
FIVE = ("front", "three-quarter", "side", "back", "bust")

CAST: tuple[tuple[str, str, int], ...] = (
    ("pink twintails, pink eyes, navy sailor uniform, blush, fair skin, round face", "wave", 4),
    ("messy hair, navy hair, amber eyes, red hoodie, ahoge, tan skin", "peace", 11),
    ("black afro, dark brown skin, brown eyes, yellow dress, ribbon", "cheer", 6),
    ("long straight hair, silver hair, purple eyes, black maid, cat ears, cat tail, fair skin", "cat", 3),
    ("blonde drills, green eyes, gothic dress, headband, fair skin, blush", "shy", 21),
    ("teal bob, brown eyes, tan skin, overalls, freckles, straw hat", "hands_on_hips", 9),
    ("black hime cut, red eyes, hanfu, fair skin", "bow", 8),
    ("ginger twin braids, green eyes, witch robe, witch hat, freckles, fair skin", "point", 15),
    ("black cornrows, dark brown skin, amber eyes, tracksuit", "run", 5),
    ("light blue wavy hair, blue eyes, winter coat, scarf, fair skin, blush", "think", 2),
    ("brown ponytail, brown skin, sportswear, hazel eyes", "jump", 12),
    ("pixie cut, white hair, red eyes, armour, elf ears, fair skin", "stand", 17),
    ("black two buns, qipao, brown eyes, light skin", "peace", 14),
    ("orange fox ears, fox tail, orange long hair, yukata, amber eyes", "wave", 23),
    ("grey wolf cut, grey eyes, blazer uniform, glasses, tan skin", "think", 31),
    ("dark brown locs, dark brown skin, T-shirt, full beard", "hands_on_hips", 33),
    ("blonde curly hair, blue eyes, shirt and tie, monocle, moustache", "stand", 35),
    ("lavender bunny ears, lavender low twintails, pyjamas, bunny tail", "sit", 41),
    ("red spiky hair, horns, bat wings, devil tail, suit, yellow eyes", "cheer", 44),
    ("green half up, green eyes, sweater, flower, brown skin", "tilt", 46),
    ("black box braids, dark brown skin, gold earrings, crown, yellow dress", "point", 52),
    ("bald, dark brown skin, brown eyes, sunglasses, suit", "peace", 55),
    ("mint side ponytail, angel wings, halo, white dress, purple eyes", "shy", 58),
    ("brown undercut, eye patch, goatee, winter coat, tan skin", "run", 61),
)
"""Prompt, pose and seed."""
PLAIN = {
    "eye_shape": "round", "hair_style": "bob", "outfit": "tee", "pattern": "plain", "face_shape": "round",
    "brow": "arched", "mouth": "soft",
}  # fmt: skip
PLAIN_COLORS = {
    "hair": "#b9703c",
    "hair_tip": "#b9703c",
    "skin": "#fde0cf",
    "eye_left": "#2f8fd8",
    "eye_right": "#2f8fd8",
}


@dataclass(frozen=True, slots=True)
class Sheet:
    """Files in rows, each in every view and expression; captions go under the cells in order."""

    files: Sequence[Scene]
    captions: Sequence[str]
    columns: int
    size: tuple[int, int]
    views: Sequence[str] = ("front",)
    expressions: Sequence[str] = ("neutral",)
    poses: Sequence[str] = ()
    wire: bool = False


def bare(**accessories: bool) -> dict[str, bool]:
    """Only these accessories."""
    return {**dict.fromkeys(catalogue().accessories, False), **accessories}


def cast_spec(prompt: str, seed: int) -> AvatarSpec:
    """A character with the accessories of the prompt alone."""
    wish = understand(prompt).wish
    return complete(seed, replace(wish, accessories=bare(**wish.accessories)))


def plain_spec(**choices: str) -> AvatarSpec:
    """One character with some choices fixed."""
    sliders = dict.fromkeys(catalogue().sliders, 0.0)
    return complete(5, Wish(choices={**PLAIN, **choices}, colors=PLAIN_COLORS, accessories=bare(), sliders=sliders))


def cast() -> Sheet:
    """Line-up of 24."""
    scenes = [build(cast_spec(prompt, seed), STUDIO) for prompt, _, seed in CAST]
    return Sheet(scenes, (), 8, (300, 400), poses=[pose for _, pose, _ in CAST])


def views() -> Sheet:
    """Eight of them from five sides."""
    chosen = [CAST[i] for i in (0, 3, 6, 8, 11, 13, 17, 20)]
    return Sheet([build(cast_spec(p, s), STUDIO) for p, _, s in chosen], (), 5, (250, 310), FIVE)


def expressions(name: str, columns: int, size: int, view: str = "close") -> Sheet:
    """All faces of a set."""
    shown = tuple(POSE_SETS[name])
    scene = build(plain_spec(hair_style="curly"), STUDIO, expression_sets=(name,) if name == "vrm" else ("vrm", name))
    return Sheet([scene], shown, columns, (size, size), (view,), shown)


def hair() -> Sheet:
    """Every hair style, front and back."""
    names = list(catalogue().choices["hair_style"].values)
    scenes = [build(plain_spec(hair_style=n), STUDIO) for n in names]
    return Sheet(scenes, [n for n in names for _ in (0, 1)], 12, (190, 230), ("hair-front", "hair-back"))


def outfits() -> Sheet:
    """Every outfit, front and back."""
    names = list(catalogue().choices["outfit"].values)
    scenes = [build(plain_spec(outfit=n), STUDIO) for n in names]
    return Sheet(scenes, [n for n in names for _ in (0, 1)], 10, (200, 300), ("three-quarter", "back"))


def lods() -> Sheet:
    """Every level of detail with its edges."""
    prompt, _, seed = CAST[0]
    scenes = [build(cast_spec(prompt, seed), STUDIO, lod=name) for name in LODS]
    names = [f"{n}: {s.triangle_count:,} of {BUDGETS[LODS[n]]:,}" for n, s in zip(LODS, scenes, strict=True)]
    return Sheet(scenes, [n for n in names for _ in (0, 1)], 4, (420, 520), ("front", "portrait"), wire=True)


SHEETS: Mapping[str, Callable[[], Sheet]] = {
    "cast": cast,
    "views": views,
    "expressions_vrm": lambda: expressions("vrm", 6, 260),
    "expressions_arkit": lambda: expressions("arkit", 9, 200),
    "expressions_oculus": lambda: expressions("oculus", 8, 220),
    "expressions_anime": lambda: expressions("anime", 7, 240, "hair-front"),  # some stand beside the head
    "hair": hair,
    "outfits": outfits,
    "lods": lods,
}
"""Name of the picture without ending -> what it shows."""


@cache
def _clip_bytes(pose: str) -> bytes:
    return to_vrma(reference_rest(), clip(pose))


def shoot(sheet: Sheet, folder: Path) -> list[U8]:
    """The cells of a sheet (height, width, 3), drawn by three-vrm."""
    paths = [folder / f"{i}.vrm" for i in range(len(sheet.files))]
    for path, scene in zip(paths, sheet.files, strict=True):
        path.write_bytes(deliver(scene, "vrm", ExportOptions()))
    clips = [folder / f"{i}_{pose}.vrma" for i, pose in enumerate(sheet.poses)]
    for path, pose in zip(clips, sheet.poses, strict=True):
        path.write_bytes(_clip_bytes(pose))
    width, height = sheet.size
    out = folder / "sheet.png"
    chosen = {
        "--view": ",".join(sheet.views), "--expression": ",".join(sheet.expressions), "--size": f"{width}x{height}",
        "--pose": ",".join(map(str, clips)) or "standing", "--columns": str(sheet.columns),
    }  # fmt: skip
    options = [word for pair in chosen.items() for word in pair] + ["--wire"] * sheet.wire
    subprocess.run(["node", str(SHOOT), *map(str, paths), str(out), *options], check=True)
    count = len(paths) * len(sheet.views) * len(sheet.expressions)
    with Image.open(out) as image:
        return list(_cells(np.asarray(image.convert("RGB")), count, sheet))


def _cells(pixels: U8, count: int, sheet: Sheet) -> Iterable[U8]:
    width, height = sheet.size
    for i in range(count):
        y, x = divmod(i, sheet.columns)
        yield pixels[y * height : (y + 1) * height, x * width : (x + 1) * width]


def captioned(cell: U8, text: str) -> U8:
    """A cell with its name under it."""
    strip = Image.new("RGB", (cell.shape[1], CAPTION), (255, 255, 255))
    pen = ImageDraw.Draw(strip)
    pen.text(((cell.shape[1] - pen.textlength(text)) / 2, 1), text, fill=(60, 50, 60))
    return np.concatenate([cell, np.asarray(strip)])


def picture(sheet: Sheet) -> U8:
    """The whole sheet with its captions."""
    with tempfile.TemporaryDirectory() as folder:
        cells = shoot(sheet, Path(folder))
    if sheet.captions:
        cells = [captioned(c, t) for c, t in zip(cells, sheet.captions, strict=True)]
    return grid(cells, sheet.columns)


def main() -> None:
    """Draw the named pictures, or all."""
    for name in sys.argv[1:] or SHEETS:
        path = OUT / f"{name}.jpg"
        Image.fromarray(picture(SHEETS[name]())).save(path, quality=78, optimize=True)
        print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()
