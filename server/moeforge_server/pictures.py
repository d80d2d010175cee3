"""Pictures that come with a wish: read off the event loop, few at a time, for each may unfold to 150 MB."""

import asyncio
from collections.abc import Callable

from moeforge.decal import require_decal, with_decal
from moeforge.models.bundle import find_stylist
from moeforge.spec import AvatarSpec
from moeforge.style.choose import with_style
from moeforge.understand.joined import joined
from moeforge.understand.picture.crop import FaceBox
from moeforge.understand.prompt import Understanding
from moeforge.understand.reading import PictureReading
from moeforge_api.v1 import avatar_pb2
from moeforge_server.convert import to_face, to_wish

See = Callable[[bytes, FaceBox | None], PictureReading]
"""What reads a picture file whose face may be known."""
AT_ONCE = 2
"""Pictures decoded side by side; further ones wait."""


class Pictures:
    """Reads what a wish's picture shows, and puts its style and its decal into its spec."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)

    async def read(self, wish: avatar_pb2.AvatarWish, said: Understanding | None, see: See) -> Understanding:
        """What the wish's picture shows, under its words or traits. NoFaceError, BadSpecError, TooLargeError."""
        face = to_face(wish.face) if wish.HasField("face") else None
        async with self._places:
            reading = await asyncio.to_thread(see, wish.picture, face)
        return joined(reading, said or Understanding(to_wish(wish.spec), (), (), ()))

    async def applied(self, spec: AvatarSpec, wish: avatar_pb2.AvatarWish) -> AvatarSpec:
        """The spec with them. BadSpecError or TooLargeError for an unfit picture, BadSpecError for a missing one."""
        if not wish.decal:
            require_decal(spec, b"")
        if not wish.HasField("style") and not wish.decal:
            return spec
        async with self._places:
            return await asyncio.to_thread(_applied, spec, wish)


def _applied(spec: AvatarSpec, wish: avatar_pb2.AvatarWish) -> AvatarSpec:
    style = wish.style
    if wish.HasField("style"):
        strength = style.strength if style.HasField("strength") else None
        spec = with_style(spec, style.name, style.picture, strength, find_stylist())
    return with_decal(spec, wish.decal) if wish.decal else spec
