"""One avatar, from spec to bytes: what `generate` and `batch` share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import cast

from moeforge.errors import BadSpecError, UnknownTraitError
from moeforge.pipeline import Progress, Studio, build, silent
from moeforge.scene import U8, Scene
from moeforge.spec import AvatarSpec
from moeforge_cli import packs
from moeforge_exporters.delivery import deliver
from moeforge_exporters.files import write_atomic
from moeforge_exporters.options import ExportOptions, MorphStorage, TextureFormat
from moeforge_exporters.portrait import VIEWS, png, portrait, sheet, with_thumbnail
from moeforge_exporters.registry import EXPORTERS
from moeforge_exporters.targets import export_to, lod_for, target


@dataclass(frozen=True, slots=True)
class Picture:
    """How a picture is taken; a sheet shows its own five views."""

    size: int = 512  # pixels
    view: str = "portrait"
    pose: str = ""  # the view's own if empty

    def __post_init__(self) -> None:
        if self.view not in VIEWS:
            raise UnknownTraitError(f"unknown view {self.view!r}; known: {', '.join(VIEWS)}", field="view")


PICTURES: Mapping[str, Callable[[Scene, Picture], U8]] = {
    "png": lambda scene, how: portrait(scene, how.size, how.view, pose=how.pose),
    "sheet": lambda scene, how: sheet(scene, how.size),
}
PORTRAIT = Picture()
USUAL = ExportOptions()
FORMATS = (*EXPORTERS, *PICTURES)
EXTENSIONS = {"vrm": "vrm", "vrm0": "vrm", "glb": "glb", "png": "png", "sheet": "png"}


@dataclass(frozen=True, slots=True)
class Made:
    """What was written, in the words of the command line."""

    path: str
    id: str
    triangles: int
    bytes: int
    milliseconds: int
    recipe: str


def check_format(name: str) -> str:
    """The format itself; UnknownTraitError lists what there is."""
    if name not in FORMATS:
        raise UnknownTraitError(f"unknown format {name!r}; known: {', '.join(FORMATS)}", field="format")
    return name


def format_of(path: Path | None, stated: str, destination: str = "") -> str:
    """What a destination takes, else the stated format, else the one that the file's ending means, else vrm.

    BadSpecError where they contradict each other: a file must not lie about what it holds.
    """
    ending = _ending(path)
    wanted = target(destination).format if destination else check_format(stated or ending or "vrm")
    if destination and stated and check_format(stated) != wanted:
        raise BadSpecError(f"{destination} takes {wanted}, not {stated}; leave --format out", field="format")
    if ending in EXTENSIONS.values() and ending != EXTENSIONS[wanted]:
        who = f"the target {destination}" if destination else f"--format {stated}"
        raise BadSpecError(f"{who} makes a .{EXTENSIONS[wanted]} file, not {path}", field="format")
    return wanted


def storage(destination: str, morphs: str, texture_format: str) -> ExportOptions:
    """How morphs and images are stored; BadSpecError for an unknown way, or beside a destination that has its own."""
    wanted = ExportOptions(cast(MorphStorage, morphs), cast(TextureFormat, texture_format))  # it checks them
    if destination and wanted != USUAL:
        raise BadSpecError(f"{destination} decides --morphs and --texture-format; leave them out", field="target")
    return wanted


def _ending(path: Path | None) -> str:
    return "" if path is None or path.is_dir() else path.suffix.lstrip(".").lower()


def place(path: Path | None, name: str) -> Path:
    """Where the file goes: the path itself, or that name in the folder that it is."""
    if path is None:
        return Path(name)
    return path / name if path.is_dir() else path


def studio_for(spec: AvatarSpec, models: Path | None, texture_scale: int = 1) -> Studio:
    """The models that an avatar needs: those of a folder, of the selected pack, or the bundled.

    None when the painter paints and textures keep their size.
    """
    needed = spec.texture_source == "gan" or texture_scale > 1
    folder = models or packs.selected()
    return Studio.load(folder) if needed else Studio()


@dataclass(frozen=True, slots=True)
class Order:
    """What is made of a spec: a format of FORMATS, or what a named target wants."""

    format: str = "vrm"
    target: str = ""
    expression_sets: tuple[str, ...] = ("vrm",)
    lod: str = "hero"
    picture: Picture = PORTRAIT
    texture_scale: int = 1
    decal: bytes = b""  # the file of the spec's decal
    export: ExportOptions = USUAL  # how a GLB or VRM is stored; a target decides it itself

    @property
    def level(self) -> str:
        """The level of detail: the one asked for, or a coarser one that the target needs."""
        return lod_for(self.target, self.lod) if self.target else self.lod

    @property
    def options(self) -> Mapping[str, str]:
        """Option -> value: how the file is made, which no recipe holds; "" where the target decides."""
        return {
            "target": self.target,
            "lod": self.lod,
            "format": "" if self.target else self.format,
            "morphs": self.export.morphs,
            "expressions": ",".join(self.expression_sets),
            "texture-format": self.export.texture_format,
            "textures": str(self.texture_scale),
        }

    @property
    def unusual(self) -> Mapping[str, str]:
        """The options that are not as usual."""
        usual = Order().options
        return {option: value for option, value in self.options.items() if value not in ("", usual[option])}

    @property
    def ending(self) -> str:
        """The file's usual ending."""
        return EXTENSIONS[target(self.target).format if self.target else self.format]


def encode(scene: Scene, order: Order) -> bytes:
    """The file of an order; TargetError if the avatar does not fit its target."""
    if order.target:
        return export_to(with_thumbnail(scene), order.target).data
    if order.format in PICTURES:
        return png(PICTURES[order.format](scene, order.picture))
    return deliver(scene, order.format, order.export)


def make(spec: AvatarSpec, studio: Studio, order: Order, path: Path, progress: Progress = silent) -> Made:
    """Build, export and write one avatar; OutputError if the path cannot be written."""
    start = perf_counter()
    scene = build(
        spec,
        studio,
        progress,
        expression_sets=order.expression_sets,
        lod=order.level,
        texture_scale=order.texture_scale,
        decal=order.decal,
    )
    progress("export", 0.9)
    data = encode(scene, order)
    write_atomic(path, data)
    took = round((perf_counter() - start) * 1000)
    return Made(str(path), scene.meta.avatar_id, scene.triangle_count, len(data), took, spec.recipe)
