"""Pictures that come with a wish: read off the event loop, few at a time, for each may unfold to 150 MB."""

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
from moeforge_server.jobs import Jobs

See = Callable[[bytes, FaceBox | None], PictureReading]
"""What reads a picture file whose face may be known."""
AT_ONCE = 2
"""Pictures decoded side by side; further ones wait."""
WAITING = 16
"""Requests that may wait for that; each holds up to 18 MiB of pictures in memory."""
LIMIT_S = 60.0


class Pictures:
    """Reads what a wish's picture shows, puts its style and its decal into its spec; BusyError when too many wait."""

    def __init__(self) -> None:
        self._jobs = Jobs(AT_ONCE, WAITING, LIMIT_S, "pictures are being read")

    async def read(self, wish: avatar_pb2.AvatarWish, said: Understanding | None, see: See) -> Understanding:
        """What the wish's picture shows, under its words or traits. NoFaceError, BadSpecError, TooLargeError."""
        face = to_face(wish.face) if wish.HasField("face") else None
        reading = await self._jobs.run(lambda _: see(wish.picture, face))
        return joined(reading, said or Understanding(to_wish(wish.spec), (), (), ()))

    async def applied(self, spec: AvatarSpec, wish: avatar_pb2.AvatarWish) -> AvatarSpec:
        """The spec with them. BadSpecError or TooLargeError for an unfit picture, BadSpecError for a missing one."""
        if not wish.decal:
            require_decal(spec, b"")
        if not wish.HasField("style") and not wish.decal:
            return spec
        return await self._jobs.run(lambda _: _applied(spec, wish))

    async def close(self) -> None:
        """Read no more, and wait for what is being read."""
        await self._jobs.close()


def _applied(spec: AvatarSpec, wish: avatar_pb2.AvatarWish) -> AvatarSpec:
    style = wish.style
    if wish.HasField("style"):
        strength = style.strength if style.HasField("strength") else None
        spec = with_style(spec, style.name, style.picture, strength, find_stylist())
    return with_decal(spec, wish.decal) if wish.decal else spec
