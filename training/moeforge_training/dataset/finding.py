"""What was found out about one file, as plain values that go through JSON unharmed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """One file. `code` is empty for a kept picture; else it and `reason` say why the file was left out."""

    source: str  # path in the folder, with /
    sha256: str = ""  # of the file
    bytes: int = 0
    format: str = ""
    mode: str = ""
    width: int = 0  # upright, pixels
    height: int = 0
    mends: tuple[str, ...] = ()
    crop: tuple[int, int, int] = (0, 0, 0)  # x, y, side in the upright picture
    method: str = ""
    image: str = ""  # path in the data set
    image_sha256: str = ""
    dhash: str = ""
    swatch: str = ""
    code: str = ""
    reason: str = ""

    def to_json(self) -> dict[str, Any]:
        """Fields that say something, in order."""
        return {name: value for name, value in asdict(self).items() if value or name == "source"}

    @staticmethod
    def from_json(values: Mapping[str, Any]) -> "Finding":
        """The inverse; unknown keys are ignored. TypeError or ValueError where a value is of another kind."""
        known = {field.name: values[field.name] for field in fields(Finding) if field.name in values}
        known["mends"] = tuple(str(m) for m in known.get("mends", ()))
        x, y, side = (int(v) for v in known.get("crop", (0, 0, 0)))
        known["crop"] = (x, y, side)
        return Finding(**known)
