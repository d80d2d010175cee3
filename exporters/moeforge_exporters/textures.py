"""Images and textures of a glTF, added the first time a material asks for them."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import pygltflib as gl
from PIL import Image

from moeforge.scene import U8, Meta, Scene, Texture
from moeforge_exporters import png
from moeforge_exporters.buffers import Buffers
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.provenance import XMP_KEY, xmp

JPEG_QUALITY = 92

SAMPLER = gl.Sampler(
    magFilter=gl.LINEAR, minFilter=gl.LINEAR_MIPMAP_LINEAR, wrapS=gl.CLAMP_TO_EDGE, wrapT=gl.CLAMP_TO_EDGE
)
"""Atlas cells keep off the border; clamping stops the far edge from bleeding in through the mip levels."""


Images = Mapping[str, bytes]
"""Texture name -> its image as `encoded` makes it, THUMBNAIL -> as `thumbnail` does: what callers have already."""
THUMBNAIL = "thumbnail"
NO_IMAGES: Images = MappingProxyType({})


def encoded(texture: Texture, meta: Meta, options: ExportOptions) -> bytes:
    """The image file of a texture as exporters embed it."""
    return _ENCODERS[_encoding(texture, options)][1](texture.pixels, options, xmp(meta))


def _encoding(texture: Texture, options: ExportOptions) -> str:
    return "png" if texture.linear or texture.pixels.shape[2] == 4 else options.texture_format


def thumbnail(scene: Scene, options: ExportOptions) -> bytes:
    """The image file of a scene's thumbnail; empty if it has none."""
    return b"" if scene.thumbnail is None else _png(scene.thumbnail, options, xmp(scene.meta))


@dataclass(slots=True)
class Textures:
    """Turns texture names of the scene into glTF texture indices; what no material names stays out of the file."""

    scene: Scene
    options: ExportOptions
    buffers: Buffers
    ready: Images = field(default_factory=lambda: NO_IMAGES)
    images: list[gl.Image] = field(default_factory=list[gl.Image])
    textures: list[gl.Texture] = field(default_factory=list[gl.Texture])
    _known: dict[str, int] = field(default_factory=dict[str, int])

    def index(self, name: str) -> int:
        """The glTF texture of that scene texture; KeyError if the scene has none of that name."""
        if name not in self._known:
            texture = self.scene.texture(name)
            data = self.ready.get(name) or encoded(texture, self.scene.meta, self.options)
            image = self._add_image(name, _ENCODERS[_encoding(texture, self.options)][0], data)
            self._known[name] = self._add_texture(image, name)
        return self._known[name]

    def add_thumbnail_image(self) -> int | None:
        """The glTF image of the scene's thumbnail, None if it has none."""
        data = self.ready.get(THUMBNAIL) or thumbnail(self.scene, self.options)
        return self._add_image(THUMBNAIL, _ENCODERS["png"][0], data) if data else None

    def add_thumbnail_texture(self) -> int | None:
        """The glTF texture of the scene's thumbnail, None if it has none."""
        image = self.add_thumbnail_image()
        return None if image is None else self._add_texture(image, THUMBNAIL)

    def _add_image(self, name: str, mime: str, data: bytes) -> int:
        self.images.append(gl.Image(name=name, mimeType=mime, bufferView=self.buffers.add_view(data)))
        return len(self.images) - 1

    def _add_texture(self, image: int, name: str) -> int:
        self.textures.append(gl.Texture(sampler=0, source=image, name=name))
        return len(self.textures) - 1


def _png(pixels: U8, options: ExportOptions, packet: str) -> bytes:
    return png.encode(pixels, options.png_level, [(XMP_KEY, packet)])


def _jpeg(pixels: U8, options: ExportOptions, packet: str) -> bytes:
    del options
    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "JPEG", quality=JPEG_QUALITY, subsampling=0, xmp=packet.encode())
    return out.getvalue()


_ENCODERS: Mapping[str, tuple[str, Callable[[U8, ExportOptions, str], bytes]]] = {
    "png": ("image/png", _png),
    "jpeg": ("image/jpeg", _jpeg),
}
