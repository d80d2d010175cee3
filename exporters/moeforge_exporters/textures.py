"""Images and textures of a glTF, added the first time a material asks for them."""

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pygltflib as gl
from PIL import Image

from moeforge.scene import U8, Scene, Texture
from moeforge_exporters import png
from moeforge_exporters.buffers import Buffers
from moeforge_exporters.options import ExportOptions
from moeforge_exporters.provenance import XMP_KEY, xmp

JPEG_QUALITY = 92

SAMPLER = gl.Sampler(
    magFilter=gl.LINEAR, minFilter=gl.LINEAR_MIPMAP_LINEAR, wrapS=gl.CLAMP_TO_EDGE, wrapT=gl.CLAMP_TO_EDGE
)
"""Atlas cells keep off the border; clamping stops the far edge from bleeding in through the mip levels."""


@dataclass(slots=True)
class Textures:
    """Turns texture names of the scene into glTF texture indices; what no material names stays out of the file."""

    scene: Scene
    options: ExportOptions
    buffers: Buffers
    images: list[gl.Image] = field(default_factory=list[gl.Image])
    textures: list[gl.Texture] = field(default_factory=list[gl.Texture])
    _known: dict[str, int] = field(default_factory=dict[str, int])

    def index(self, name: str) -> int:
        """The glTF texture of that scene texture; KeyError if the scene has none of that name."""
        if name not in self._known:
            texture = self.scene.texture(name)
            encoding = "png" if texture.linear or texture.pixels.shape[2] == 4 else self.options.texture_format
            self._known[name] = self._add_texture(self._add_image(texture, encoding), name)
        return self._known[name]

    def add_thumbnail_image(self) -> int | None:
        """The glTF image of the scene's thumbnail, None if it has none."""
        if self.scene.thumbnail is None:
            return None
        return self._add_image(Texture("thumbnail", self.scene.thumbnail), "png")

    def add_thumbnail_texture(self) -> int | None:
        """The glTF texture of the scene's thumbnail, None if it has none."""
        image = self.add_thumbnail_image()
        return None if image is None else self._add_texture(image, "thumbnail")

    def _add_image(self, texture: Texture, encoding: str) -> int:
        mime, encode = _ENCODERS[encoding]
        data = encode(texture.pixels, self.options, xmp(self.scene.meta))
        self.images.append(gl.Image(name=texture.name, mimeType=mime, bufferView=self.buffers.add_view(data)))
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
