"""Every test starts as on a fresh machine: what its user set, chose or installed is not seen, and text for people is
as wide and as plain as in a pipe."""

import os
import signal
from collections.abc import Iterator

import pytest

_ASIDE = (
    *(name for name in os.environ if name.startswith("MOEFORGE_")),
    *("FORCE_COLOR", "NO_COLOR", "PY_COLORS", "GITHUB_ACTIONS", "TTY_COMPATIBLE", "COLUMNS", "LINES"),
    *("WORLD_SIZE", "RANK", "LOCAL_RANK"),
)
for _name in _ASIDE:  # before any module is imported that reads it
    os.environ.pop(_name, None)


@pytest.fixture(scope="session", autouse=True)
def _folders_of_their_own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No pack of the user's is installed or selected, and no kept avatar is found."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MOEFORGE_PACKS", str(home / "packs"))
        patch.setenv("XDG_CACHE_HOME", str(home / "cache"))
        yield


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c_is_heard() -> Iterator[None]:
    """A shell's background jobs ignore Ctrl-C, and so would every process that the tests start.

    Not by `preexec_fn`: between fork and exec, gRPC's threads of this process may write to the new one's stderr.
    """
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)
