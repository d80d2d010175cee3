"""What makes avatars, as the server sees it; `studio` has the real one."""

from typing import Protocol

from moeforge.spec import AvatarSpec
from moeforge.understand.picture.crop import FaceBox
from moeforge.understand.prompt import Understanding
from moeforge.understand.reading import PictureReading
from moeforge_server.asks import Ask
from moeforge_server.jobs import Report


class Engine(Protocol):
    """Everything heavy, passed in. Its methods are called from several threads; all but `avatar_id` may take long."""

    def avatar_id(self, spec: AvatarSpec) -> str:
        """Lower-case letters and digits: a hash of the recipe and of all else that shapes the bytes."""
        ...

    def understand(self, text: str) -> Understanding:
        """What a prompt states; BadPromptError for empty, too long or not text."""
        ...

    def see(self, picture: bytes, face: FaceBox | None) -> PictureReading:
        """What a picture file shows; NoFaceError, BadSpecError or TooLargeError for an unfit one."""
        ...

    def make(self, spec: AvatarSpec, ask: Ask, report: Report, decal: bytes = b"") -> bytes:
        """The file; `report` is called between stages and may raise CancelledError. `decal`: the spec's picture."""
        ...
