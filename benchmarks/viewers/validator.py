"""The Khronos validator's word on files that others wrote from ours."""

import json
import subprocess
from collections import Counter
from collections.abc import Collection
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "tests" / "browser" / "validate.mjs"
WORST_KEPT = 1
"""Severities: 0 error, 1 warning, 2 information, 3 hint."""


def remarks_of(path: Path, habits: Collection[str] = ()) -> list[str]:
    """Errors and warnings by code, those of the exporter's own `habits` left out."""
    done = subprocess.run(["node", str(SCRIPT), str(path)], capture_output=True, text=True, check=True)
    problems = json.loads(done.stdout)["problems"]
    codes = Counter(p["code"] for p in problems if p["severity"] <= WORST_KEPT and p["code"] not in habits)
    return [f"its export: {code} x {count}" for code, count in codes.items()]
