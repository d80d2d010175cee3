"""Which file of an avatar is asked for, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from hashlib import sha256
from types import MappingProxyType
from typing import Literal

from moeforge_exporters.options import ExportOptions

Format = Literal["glb", "vrm", "vrm0", "png"]

MEDIA_TYPES: Mapping[Format, str] = MappingProxyType(
    {"glb": "model/gltf-binary", "vrm": "model/gltf-binary", "vrm0": "model/gltf-binary", "png": "image/png"}
)


@dataclass(frozen=True, slots=True)
class Ask:
    """A file: its format, and what may be chosen about it. `portrait_*` are for pictures, the rest is for figures."""

    format: Format = "vrm"
    options: ExportOptions = field(default_factory=ExportOptions)
    expression_sets: tuple[str, ...] = ("vrm",)
    lod: str = "hero"
    texture_scale: int = 1
    target: str = ""  # a name of moeforge_exporters.targets.TARGETS, which then decides format and options
    portrait_size: int = 512
    portrait_view: str = "portrait"

    @property
    def name(self) -> str:
        """The same for equal files: the format and the choices that matter to it."""
        if self.target:
            return f"target/{self.target}/{self._built}"
        if self.format == "png":
            return f"png/{self.portrait_size}/{self.portrait_view}"
        chosen = "/".join(f"{f.name}={getattr(self.options, f.name)}" for f in fields(self.options))
        return f"{self.format}/{chosen}/{self._built}"

    @property
    def _built(self) -> str:
        """What is chosen about the scene."""
        return f"{'+'.join(self.expression_sets)}/{self.lod}/{self.texture_scale}"


@dataclass(frozen=True, slots=True)
class Asset:
    """A finished file."""

    avatar_id: str
    ask: Ask
    data: bytes = field(repr=False)

    @property
    def sha256(self) -> str:
        """Lower-case hex of the whole file."""
        return sha256(self.data).hexdigest()
