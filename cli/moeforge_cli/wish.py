"""What the user asked for on the command line, as a complete spec."""

import json
import secrets
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from moeforge.decal import with_decal
from moeforge.errors import BadSpecError
from moeforge.models.bundle import find_encoder, find_stylist
from moeforge.prior import complete, seed_of
from moeforge.spec import MAX_SEED, AvatarSpec, Wish, check_fields, from_dict
from moeforge.style.choose import with_style
from moeforge.traits.catalogue import catalogue
from moeforge.understand.joined import NOTHING, joined, seed_of_picture
from moeforge.understand.picture.crop import FaceBox
from moeforge.understand.prompt import Understanding, understand
from moeforge_cli.inspect import named

_GLB = b"glTF"


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt or a spec file (or neither), a seed, and the avatar's title, author, licence and texture source."""

    prompt: str = ""
    spec_file: Path | None = None
    seed: int | None = None
    title: str = ""
    author: str = ""
    licence: str = ""
    source: str = ""
    style: str = ""  # a named style, or the path of a picture
    strength: float | None = None
    decal: bytes = b""  # a picture file for the top
    picture: bytes = b""  # a picture file of what the avatar shall look like
    face: FaceBox | None = None  # where its face is; found if not given
    models: Path | None = None  # folder that may hold the net that reads pictures

    def fields(self) -> dict[str, Any]:
        """The stated fields by their names in AvatarSpec."""
        named = {"title": self.title, "author": self.author, "licence": self.licence, "texture_source": self.source}
        return {k: v for k, v in named.items() if v}


def read_spec_file(path: Path) -> dict[str, Any]:
    """The fields of a spec file, of what `generate --json` prints, or of an avatar's own file; BadSpecError."""
    raw = read_bytes(path, "spec")
    try:
        data = json.loads(_recipe_of(raw, path) if raw[:4] == _GLB else raw.decode())
        data = json.loads(data["recipe"]) if isinstance(data, dict) and "recipe" in data else data
    except (ValueError, RecursionError, TypeError) as error:
        why = "text" if isinstance(error, UnicodeDecodeError) else f"JSON ({error})"
        raise BadSpecError(f"{path} is not {why}: give a recipe, or an avatar's .vrm or .glb", field="spec") from error
    if not isinstance(data, dict):
        raise BadSpecError(f"{path} must hold a JSON object, as `moeforge generate --json` prints", field="spec")
    return check_fields(cast(dict[str, Any], data))


def _recipe_of(raw: bytes, path: Path) -> str:
    if not (recipe := named(path, raw).origin.recipe):
        raise BadSpecError(f"{path} holds no recipe: it was not made by Moeforge", field="spec")
    return recipe


def read_bytes(path: Path, field: str) -> bytes:
    """A file's bytes; BadSpecError names the file that cannot be read or is empty."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadSpecError(f"cannot read {path}: {error.strerror}", field=field) from error
    if not data:
        raise BadSpecError(f"{path} is empty (0 bytes); give the whole file", field=field)
    return data


def read_recipe(path: Path) -> AvatarSpec:
    """The avatar of a file: a recipe as it is, a partial spec completed by its seed. BadSpecError, see above."""
    return _from_file(Asked(), path)


def _from_file(asked: Asked, path: Path) -> AvatarSpec:
    """A full or partial spec; its own seed counts unless one is given. Listed accessories are all that is worn."""
    fields = read_spec_file(path)
    with suppress(BadSpecError):  # a partial spec, or one that says below what is wrong
        seed = {} if asked.seed is None else {"seed": asked.seed}
        return from_dict(fields).with_(**asked.fields(), **seed)
    own_seed = fields.pop("seed", None)
    stated = {name: fields.pop(name, {}) for name in ("choices", "colors", "sliders", "accessory_colors")}
    wish = Wish(**stated, accessories=_worn(fields))
    return complete(_seed(own_seed if asked.seed is None else asked.seed), wish, **{**fields, **asked.fields()})


def _worn(fields: dict[str, Any]) -> dict[str, bool]:
    if "accessories" not in fields:
        return {}
    listed = [str(name) for name in fields.pop("accessories")]
    return {**dict.fromkeys(catalogue().accessories, False), **dict.fromkeys(listed, True)}


def _seed(seed: int | None) -> int:
    return secrets.randbelow(MAX_SEED + 1) if seed is None else seed


def resolve(asked: Asked) -> tuple[AvatarSpec, Understanding | None]:
    """The complete spec, and how the prompt was read if there was one."""
    spec, reading = _plain(asked)
    if asked.decal:
        spec = with_decal(spec, asked.decal)
    if not asked.style and asked.strength is None:
        return spec, reading
    if not asked.style and not asked.spec_file:
        raise BadSpecError("--strength says how strong a style is; give --style, too", field="style_strength")
    picture = Path(asked.style)
    if "." in asked.style or picture.is_file():
        data = read_bytes(picture, "style")
        return with_style(spec, picture=data, strength=asked.strength, stylist=find_stylist()), reading
    return with_style(spec, asked.style, strength=asked.strength), reading


def _plain(asked: Asked) -> tuple[AvatarSpec, Understanding | None]:
    if asked.prompt and asked.spec_file:
        raise BadSpecError("give a prompt or --spec, not both", field="spec")
    if asked.picture:
        return _from_picture(asked)
    if asked.spec_file:
        return _from_file(asked, asked.spec_file), None
    if not asked.prompt:
        return complete(_seed(asked.seed), **asked.fields()), None
    reading = understand(asked.prompt)
    seed = seed_of(asked.prompt) if asked.seed is None else asked.seed
    return complete(seed, reading.wish, **asked.fields()), reading


def _from_picture(asked: Asked) -> tuple[AvatarSpec, Understanding]:
    """A picture, and words that win over it; the seed follows from both unless one is given."""
    if asked.spec_file:
        raise BadSpecError("give --picture or --spec, not both; words may stand beside a picture", field="spec")
    said = understand(asked.prompt) if asked.prompt else NOTHING
    from moeforge.understand.picture.read import read  # only pictures need it, and it loads slowly

    reading = joined(read(asked.picture, asked.face, find_encoder(asked.models)), said)
    seed = seed_of_picture(asked.picture, asked.prompt) if asked.seed is None else asked.seed
    return complete(seed, reading.wish, **asked.fields()), reading


def face_box(text: str) -> FaceBox | None:
    """The box of "X0,Y0,X1,Y1" in pixels; None for no text, BadSpecError for anything else."""
    if not text:
        return None
    try:
        left, top, right, bottom = (float(part) for part in text.split(","))
    except ValueError as error:
        raise BadSpecError(
            f"face box is {text!r}; write X0,Y0,X1,Y1 in pixels, for example 140,60,300,260", field="face"
        ) from error
    return FaceBox(left, top, right - left, bottom - top)
