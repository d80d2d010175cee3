"""Runs the Node scripts of this folder, or skips the test where the machine lacks what they need."""

import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
TIMEOUT_S = 300


def need(*, chromium: bool) -> None:
    """Skip unless node and the packages of package.json are here, and Chromium where a browser is needed."""
    if shutil.which("node") is None:
        pytest.skip("node is not installed")
    if not (HERE / "node_modules").is_dir():
        pytest.skip("run `npm ci` in tests/browser first")
    if chromium and not CHROMIUM.exists():
        pytest.skip(f"no Chromium at {CHROMIUM}; name one in the environment variable CHROMIUM")


def node(script: str, *arguments: str) -> str:
    """Standard output of `node SCRIPT ARGUMENTS`; the error output goes into the failure's message."""
    command = ["node", str(HERE / script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def reports(script: str, files: Sequence[Path]) -> list[dict[str, Any]]:
    """The JSON reports that probe.mjs or validate.mjs print, one for each file."""
    need(chromium=script == "probe.mjs")
    return [json.loads(line) for line in node(script, *map(str, files)).splitlines()]
