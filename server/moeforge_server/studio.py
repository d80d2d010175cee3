"""The real engine: the pipeline, the exporters and the prompt reader."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from moeforge import pipeline
from moeforge.models.bundle import find_encoder
from moeforge.models.encoder import Encoder
from moeforge.scene import Scene
from moeforge.spec import AvatarSpec
from moeforge.understand.picture.crop import FaceBox
from moeforge.understand.picture.read import read
from moeforge.understand.prompt import Understanding, understand
from moeforge.understand.reading import PictureReading
from moeforge_exporters.delivery import deliver
from moeforge_exporters.portrait import png, portrait, with_thumbnail
from moeforge_exporters.targets import export_to
from moeforge_server.asks import Ask
from moeforge_server.jobs import Report

_BUILT = 0.8
"""Part of the whole work that is done when the scene stands."""


def _picture(scene: Scene, ask: Ask) -> bytes:
    return png(portrait(scene, ask.portrait_size, ask.portrait_view))


def _export(scene: Scene, ask: Ask) -> bytes:
    if ask.target:
        return export_to(with_thumbnail(scene), ask.target).data
    return deliver(scene, ask.format, ask.options)


_WRITERS: Mapping[str, Callable[[Scene, Ask], bytes]] = MappingProxyType(
    {"png": _picture, **dict.fromkeys(("glb", "vrm", "vrm0"), _export)}
)


class StudioEngine:
    """The engine on a `Studio`, whose models are loaded once."""

    def __init__(self, studio: pipeline.Studio, encoder: Encoder | None = None) -> None:
        self._studio = studio
        self._encoder = encoder  # reads pictures; without one their colours alone are read

    @classmethod
    def load(cls, models: Path | None, threads: int) -> "StudioEngine":
        """Load the models; ModelError when one is missing or changed."""
        return cls(pipeline.Studio.load(models, threads), find_encoder(models, threads))

    def avatar_id(self, spec: AvatarSpec) -> str:
        """See Engine."""
        return pipeline.avatar_id(spec, self._studio)

    def understand(self, text: str) -> Understanding:
        """See Engine."""
        return understand(text)

    def see(self, picture: bytes, face: FaceBox | None) -> PictureReading:
        """See Engine."""
        return read(picture, face, self._encoder)

    def make(self, spec: AvatarSpec, ask: Ask, report: Report, decal: bytes = b"") -> bytes:
        """See Engine."""
        scene = pipeline.build(
            spec,
            self._studio,
            lambda stage, part: report(stage, part * _BUILT),
            expression_sets=ask.expression_sets,
            lod=ask.lod,
            decal=decal,
            texture_scale=1 if ask.format == "png" else ask.texture_scale,
        )
        report("write", _BUILT)
        data = _WRITERS[ask.format](scene, ask)
        report("done", 1.0)
        return data
