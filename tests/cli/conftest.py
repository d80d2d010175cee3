"""The command line for every test of it."""

import pytest
from cli.console import Call, console


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Call:
    """Runs `moeforge`: exit code, standard output, standard error."""
    return console(monkeypatch, capsys)
