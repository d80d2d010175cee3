"""Walking JSON that nobody vouches for: every step checks the type and knows its path for the error message."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from moeforge.errors import BadSpecError


class UnreadableFileError(BadSpecError):
    """A GLB or VRM file that is damaged or contradicts itself; the message names the place in its JSON."""

    def __init__(self, message: str) -> None:
        super().__init__(message, field="file")


@dataclass(frozen=True, slots=True)
class Cursor:
    """A value inside a JSON tree; None means "not there". Every method raises UnreadableFileError on a wrong type."""

    value: object
    path: str = "$"

    def get(self, key: str) -> "Cursor":
        """The member of that name, which may be absent; this must be an object or absent itself."""
        return Cursor(self._object().get(key), f"{self.path}.{key}")

    def members(self) -> dict[str, "Cursor"]:
        """Name -> member of this object; none if it is absent."""
        return {key: Cursor(value, f"{self.path}.{key}") for key, value in self._object().items()}

    def items(self) -> list["Cursor"]:
        """The elements of this array; none if it is absent."""
        self._expect(self.value is None or isinstance(self.value, list), "an array")
        return [Cursor(v, f"{self.path}[{i}]") for i, v in enumerate(cast(Sequence[object], self.value or ()))]

    def text(self) -> str:
        """This string; empty if it is absent."""
        self._expect(self.value is None or isinstance(self.value, str), "a string")
        return cast(str, self.value or "")

    def whole(self, default: int = 0) -> int:
        """This whole number, at least 0; `default` if it is absent."""
        if self.value is None:
            return default
        good = isinstance(self.value, int) and not isinstance(self.value, bool) and self.value >= 0
        self._expect(good, "a whole number, at least 0")
        return cast(int, self.value)

    def index(self, limit: int, what: str) -> int:
        """This index into a list of `limit` things called `what`; it must be there."""
        self._expect(self.value is not None, f"an index of {what}")
        index = self.whole()
        if index >= limit:
            raise UnreadableFileError(f"{self.path} is {index}, but the file has {limit} {what}")
        return index

    @property
    def there(self) -> bool:
        """Whether the file holds this value."""
        return self.value is not None

    def fail(self, message: str) -> UnreadableFileError:
        """An error about this place."""
        return UnreadableFileError(f"{self.path}: {message}")

    def _object(self) -> Mapping[str, object]:
        self._expect(self.value is None or isinstance(self.value, dict), "an object")
        return cast(Mapping[str, object], self.value or {})

    def _expect(self, good: bool, what: str) -> None:
        if not good:
            raise UnreadableFileError(f"{self.path} must be {what}, not {str(self.value)[:32]!r}")
