"""How often the traits of other people's pictures are read right, beside always guessing the commonest answer.

`python benchmarks/pictures_read.py DATA [--every N] [--skip N] [--face-box] [--grey] [--json FILE]`, DATA being a
folder with avatar_art/ (cartoons with exact labels), portraits/ (photographs and paintings, answers by eye) and styles/
(no faces).
A trait that the reader leaves open counts as wrong, and its share is shown. `--face-box` gives the labelled box.
"""

import argparse
import csv
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
from PIL import Image, ImageOps

from moeforge.errors import NoFaceError
from moeforge.models.bundle import find_encoder
from moeforge.pipeline import Studio, build
from moeforge.prior import complete
from moeforge.spec import AvatarSpec
from moeforge.style.lab import lab
from moeforge.understand.joined import joined, seed_of_picture
from moeforge.understand.picture.coarse import HAIR_LENGTHS
from moeforge.understand.picture.crop import FaceBox
from moeforge.understand.picture.read import read
from moeforge.understand.reading import PictureReading
from moeforge_exporters.portrait import portrait

HAIR: Mapping[str, tuple[str, ...]] = {
    "black": ("#141218", "#2a1e1b"), "brown": ("#4a2c20", "#6f4232", "#9c5229"), "light_brown": ("#b08047",),
    "blonde": ("#d6b06c", "#f0dfb8"), "red": ("#b3321f",), "orange": ("#e07b2a",), "pink": ("#f08cb4", "#c23a86"),
    "purple": ("#7a4bb5", "#b9a3e3"), "blue": ("#3566c9",), "light_blue": ("#84c5ec",), "green": ("#4a9e4f", "#9fe0c3"),
    "teal": ("#2b9c9c",), "grey": ("#8f9299", "#6f7076"), "white": ("#eef0f4", "#d5d3d2"),
}  # fmt: skip
"""Words of the labels -> colours that they stand for."""
EYES: Mapping[str, tuple[str, ...]] = {
    "black": ("#101010", "#2b2422"), "brown": ("#5a3a28", "#7a4a2c"), "hazel": ("#8a6a3c",), "blue": ("#4f7fb5",),
    "green": ("#5f8a5a",), "grey": ("#7f8890",),
}  # fmt: skip
ALSO: Mapping[str, tuple[str, ...]] = {"dark_brown": ("brown",), "silver": ("grey", "white"), "grey": ("grey", "white")}
"""Answers of the portraits -> words above that mean the same."""
SHOWN = (
    "portraits/a01_mona_lisa.jpg", "avatar_art/adventurer_300/adv-0002.png", "avatar_art/adventurer_300/adv-0011.png",
    "avatar_art/adventurer_300/adv-0016.png", "avatar_art/bigsmile_120/bsm-0002.png",
    "avatar_art/bigsmile_120/bsm-0003.png", "avatar_art/drawings_cc0_24/draw-lorelei-009.png",
    "avatar_art/drawings_cc0_24/draw-openPeeps-023.png",
)  # fmt: skip
"""Pictures of the sheet in docs/pictures.md, whose licences allow it."""
STEPS = (0.94, 0.885, 0.80, 0.69, 0.54, 0.37)
"""OKLab lightness of skin steps 1 to 6."""


@dataclass(slots=True)
class Question:
    """One trait over one folder."""

    truths: Counter[str] = field(default_factory=Counter[str])
    right: int = 0
    open: int = 0

    def add(self, accepted: tuple[str, ...], answer: str) -> None:
        """One picture's answer; "" is none."""
        self.truths[accepted[0]] += 1
        self.right += answer in accepted
        self.open += not answer

    def row(self) -> dict[str, float]:
        """Shares."""
        asked = sum(self.truths.values())
        guess = self.truths.most_common(1)[0][1]
        shares = {"right": self.right / asked, "open": self.open / asked, "commonest": guess / asked}
        return {"pictures": asked, **{k: round(v, 3) for k, v in shares.items()}}


@dataclass(frozen=True, slots=True)
class Case:
    """A picture and the answers that count as right: trait -> answers, none where it cannot be told."""

    path: Path
    answers: Mapping[str, tuple[str, ...]]
    face: FaceBox | None = None


def word(color: str, words: Mapping[str, tuple[str, ...]]) -> str:
    """The word whose colour is nearest; "" for no colour."""
    if not color:
        return ""
    seen = lab(color)
    return min(words, key=lambda w: min(float(np.linalg.norm(lab(c) - seen)) for c in words[w]))


def step(color: str) -> int:
    """The skin step of a colour."""
    return 1 + int(np.argmin([abs(float(lab(color)[0]) - s) for s in STEPS]))


def cartoons(folder: Path, name: str) -> Iterator[Case]:
    """Pictures of avatar_art with exact labels."""
    for row in csv.DictReader((folder / f"{name}_labels.csv").read_text(encoding="utf-8").splitlines()):
        bald = row["hair_length"] == "bald_or_buzz"
        length = {"bald_or_buzz": "bald"}.get(row["hair_length"], row["hair_length"])
        answers = {
            "hair": () if bald else (row["hair_color"],),
            "skin": _near(int(row["skin_step"])),
            "eyes": () if row["eye_color"] == "not_visible" else (row["eye_color"],),
            "hair length": (length,),
            "glasses": (_yes(row["glasses"] != "none"),),
            "facial hair": (_yes(row["facial_hair"] != "none"),),
            "animal ears": (_yes(row["animal_ears"] != "none"),),
        }
        yield Case(folder / name / row["file"], answers)


def _near(number: int) -> tuple[str, ...]:
    return tuple(str(n) for n in (number, number - 1, number + 1))


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def portraits(folder: Path, *, boxed: bool) -> Iterator[Case]:
    """Photographs and paintings, each trait with every answer that was accepted by eye."""
    for item in json.loads((folder / "labels.json").read_text(encoding="utf-8"))["items"]:
        hair = [w for a in item["hair_color_accept"] for w in (*ALSO.get(a, ()), a) if w in HAIR]
        steps = {n for s in item["skin_step_accept"] for n in (s - 1, s, s + 1)}
        answers = {
            "hair": tuple(hair),
            "skin": tuple(str(n) for n in sorted(steps, key=lambda n: n not in item["skin_step_accept"])),
            "eyes": tuple(w for a in item["eye_color_accept"] for w in (*ALSO.get(a, ()), a) if w in EYES),
            "glasses": (_yes(item["glasses"] != "none"),),
            "facial hair": (_yes(item["facial_hair"] != "none"),),
        }
        left, top, right, bottom = item["face_box_xyxy_approx"]
        face = FaceBox(left, top, right - left, bottom - top) if boxed else None
        yield Case(folder / item["file"], answers, face)


def said(reading: PictureReading, spec: AvatarSpec) -> dict[str, str]:
    """What the reader says to each question."""
    used = {t.trait: t.value for t in reading.traits if t.used}
    style = spec.choices["hair_style"]
    slots = {"glasses": "glasses", "facial hair": "beard"}
    worn = {
        "glasses": any(a in spec.accessories for a in ("glasses", "square_glasses", "half_rim_glasses", "sunglasses")),
        "facial hair": any("beard" in a or "moustache" in a or a in ("goatee", "stubble") for a in spec.accessories),
        "animal ears": any(a.endswith("_ears") for a in spec.accessories),
    }
    known = "hair_style" in used or "hair_length" in used
    length = next((n for n, styles in HAIR_LENGTHS.items() if style in styles), "") if known else ""
    return {
        "hair": word(used.get("hair", ""), HAIR),
        "skin": str(step(used["skin"])) if "skin" in used else "",
        "eyes": word(used.get("eye_left", ""), EYES),
        "hair length": length,
        **{name: _yes(value) for name, value in worn.items() if name in slots or name == "animal ears"},
    }


def without_color(data: bytes) -> bytes:
    """The picture as a grey PNG."""
    out = BytesIO()
    with Image.open(BytesIO(data)) as picture:
        picture.convert("RGBA").convert("LA").save(out, "PNG")
    return out.getvalue()


def measure(cases: list[Case], wrong: list[str], *, grey: bool) -> dict[str, Any]:
    """The table of one folder; faces that are not found leave every trait open. `wrong` hears of mistakes."""
    questions: dict[str, Question] = {}
    faceless, spent = 0, 0.0
    encoder = find_encoder()
    for case in cases:
        data = without_color(case.path.read_bytes()) if grey else case.path.read_bytes()
        start = process_time()
        try:
            understood = joined(read(data, case.face, encoder))
            assert understood.picture is not None
            answers = said(understood.picture, complete(seed_of_picture(data), understood.wish))
        except NoFaceError:
            answers, faceless = dict[str, str](), faceless + 1
        spent += process_time() - start
        for trait, accepted in case.answers.items():
            if accepted:
                questions.setdefault(trait, Question()).add(accepted, answers.get(trait, ""))
                if answers.get(trait, "") not in accepted:
                    wrong.append(f"{case.path.name} {trait}: {answers.get(trait, '') or 'open'}, is {accepted[0]}")
    rows = {trait: q.row() for trait, q in questions.items()}
    return {"faces found": f"{len(cases) - faceless} of {len(cases)}", "cpu s": round(spent / len(cases), 3), **rows}


def without_faces(folder: Path) -> dict[str, Any]:
    """How many pictures without a face are refused."""
    paths = sorted(p for home in ("portraits/negatives", "styles") for p in (folder / home).iterdir())
    refused = 0
    for path in paths:
        try:
            read(path.read_bytes())
        except NoFaceError:
            refused += 1
    return {"refused": f"{refused} of {len(paths)}"}


def sheet(data: Path, out: Path, side: int = 200) -> None:
    """Pictures above the avatars that they become, as docs/pictures.md shows them."""
    studio, encoder = Studio.load(threads=1), find_encoder()
    whole = Image.new("RGB", (side * len(SHOWN), 2 * side), "white")
    for column, name in enumerate(SHOWN):
        file = (data / name).read_bytes()
        picture = Image.alpha_composite(Image.new("RGBA", (side, side), "white"), _square(data / name, side))
        spec = complete(seed_of_picture(file), joined(read(file, None, encoder)).wish)
        whole.paste(picture.convert("RGB"), (column * side, 0))
        whole.paste(Image.fromarray(portrait(build(spec, studio), side, "face")), (column * side, side))
    whole.save(out, quality=88)


def _square(path: Path, side: int) -> Image.Image:
    with Image.open(path) as picture:
        return ImageOps.fit(picture.convert("RGBA"), (side, side), Image.Resampling.LANCZOS, centering=(0.5, 0.2))


def main() -> None:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--every", type=int, default=1, help="every Nth cartoon")
    parser.add_argument("--skip", type=int, default=0, help="begin at this one")
    parser.add_argument("--face-box", action="store_true", help="give the labelled box of portraits")
    parser.add_argument("--grey", action="store_true", help="take the pictures' colour away; judge by the skin alone")
    parser.add_argument("--wrong", action="store_true", help="list mistakes")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--sheet", type=Path, help="instead of measuring: pictures above their avatars, as JPEG")
    asked = parser.parse_args()
    if asked.sheet:
        sheet(asked.data, asked.sheet)
        return
    art = asked.data / "avatar_art"
    folders = {
        name: list(cartoons(art, name))[asked.skip :: asked.every] for name in ("adventurer_300", "bigsmile_120")
    }
    folders["portraits"] = list(portraits(asked.data / "portraits", boxed=asked.face_box))
    wrong: list[str] = []
    table: dict[str, Any] = {name: measure(cases, wrong, grey=asked.grey) for name, cases in folders.items()}
    table["without faces"] = without_faces(asked.data)
    print(json.dumps(table, indent=1))
    if asked.wrong:
        print("\n".join(wrong))
    if asked.json:
        asked.json.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
