"""Writing results to disk, whole or not at all."""

import os
import tempfile
from pathlib import Path

from moeforge.errors import OutputError


def write_atomic(path: Path, data: bytes) -> None:
    """Put `data` at `path`: a reader sees the old file or the new one, never a part; OutputError names the path.

    The bytes go to a temporary file in the same folder, which is then renamed; on failure nothing is left behind.
    """
    try:
        _write_and_rename(path, data)
    except OSError as error:
        raise OutputError(
            f"cannot write {path}: {error.strerror or error}; choose another place", field="out"
        ) from error


def _write_and_rename(path: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:64]}.", suffix=".part", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        temporary.chmod(0o666 & ~_umask())  # mkstemp makes private files; the result is an ordinary one
        temporary.replace(path)
    except BaseException:  # whatever stops it, an interruption too: no part is left behind
        temporary.unlink(missing_ok=True)
        raise


def _umask() -> int:
    """The process's file mode mask; reading it means setting it for a moment."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
